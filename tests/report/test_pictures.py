"""What the charts show: numbers known by construction, the same in the picture, its sentence and its table."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from sendclock.casebook.owner import Whose
from sendclock.clock.deadline import Timeline
from sendclock.figures import charts as drawings
from sendclock.figures.charts import FILLS, HATCHED, Drawing, steps_to
from sendclock.figures.drawing import in_short
from sendclock.figures.facts import facts_of
from sendclock.figures.figure import Answer, FigureTable, Span
from sendclock.figures.pictures import Chart, at_least_a_year, charts
from sendclock.figures.population import Held
from sendclock.figures.reports import REPORTS, question
from sendclock.law.book import RuleBook

AS_OF = "2026-11-21"  # a Saturday; the last complete week is 9 to 15 November
Drawn = Callable[..., dict[str, Chart]]


@pytest.fixture
def told(lay: Callable[..., Timeline], few: RuleBook) -> Callable[..., tuple[Answer, Held]]:
    """The answer of a report over cases written as lines, each with its officer: `("okafor", "...")`."""

    def of(report: str, *lines: tuple[str, str]) -> tuple[Answer, Held]:
        cases = Held([facts_of(lay(line, AS_OF, few), Whose(officer, "north")) for officer, line in lines])
        return REPORTS[report].answer(question(report, date.fromisoformat(AS_OF), None, None, None, ""), cases), cases

    return of


@pytest.fixture
def drawn(told: Callable[..., tuple[Answer, Held]]) -> Drawn:
    def of(report: str, *lines: tuple[str, str]) -> dict[str, Chart]:
        return {chart.id: chart for chart in charts(*told(report, *lines))}

    return of


def plan(issued: str, took: int) -> tuple[str, str]:
    received = date.fromisoformat(issued) - timedelta(took)
    decided = received + timedelta(30)
    return "lee", f"assessment-requested@{received}; assessment-agreed@{decided}; final-plan-sent@{issued}"


def column(table: FigureTable, key: str) -> list[object]:
    place = [name for name, _ in table.columns].index(key)
    return [row[place] for row in table.rows]


def words(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("text")]


def test_day_140_is_left_of_the_line_and_day_141_right_of_it(drawn: Drawn) -> None:
    took = [126, 127, 140, 140, 140, 141, 280, 281, 364, 365]
    chart = drawn("weekly", *[plan("2026-11-10", days) for days in took])["weeks-to-issue"]
    counts = {label: numbers[0] for label, numbers in chart.rows}
    assert {label: count for label, count in counts.items() if count} == {
        "16 to 18": 1, "18 to 20": 4, "20 to 22": 1, "38 to 40": 1, "40 to 52": 2, "over 52": 1,
    }  # fmt: skip
    assert chart.caption == (
        "Of 10 plans issued from 16 November 2025 to 15 November 2026, 5 took 20 weeks or less (50.0%) and 5 took "
        "longer, 1 of them over 52 weeks. Cases with an exception are in."
    )
    svg = drawings.weeks(chart)
    assert {"5 within 20 weeks", "5 later"} <= set(words(svg))
    shown = ElementTree.fromstring(svg).iter("rect")
    assert sum("bar" in (bar.get("class") or "") for bar in shown) == 6  # one for each band that has plans


def test_the_table_folds_empty_bands_but_never_across_the_line(drawn: Drawn) -> None:
    chart = drawn("weekly", plan("2026-11-10", 90), plan("2026-11-10", 200))["weeks-to-issue"]
    rows = [list(row) for row in chart.table.rows]
    assert rows == [
        ["0 to 12", 0, "within"], ["12 to 14", 1, "within"], ["14 to 20", 0, "within"], ["20 to 28", 0, "over"],
        ["28 to 30", 1, "over"], ["over 30", 0, "over"], ["all", 2, ""],
    ]  # fmt: skip


def test_a_short_period_takes_the_plans_of_a_year() -> None:
    week = Span(date(2026, 11, 9), date(2026, 11, 15), "week")
    assert at_least_a_year(week) == Span(date(2025, 11, 16), date(2026, 11, 15), "days")
    year = Span(date(2025, 1, 1), date(2025, 12, 31), "year")
    assert at_least_a_year(year) == year


def test_overdue_by_stage_and_age(drawn: Drawn) -> None:
    asked = ["2026-10-09", "2026-10-08", "2026-07-01", "2025-06-02"]  # week 6: 20 November, the 19th, 12 August, July
    lines = [("lee", f"assessment-requested@{day}") for day in asked]
    chart = drawn("weekly", *lines)["backlog"]
    assert ("Week 6", [2, 0, 1, 0, 1]) in [(label, [*numbers]) for label, numbers in chart.rows]
    assert sum(sum(numbers) for _, numbers in chart.rows) == column(chart.table, "all")[-1]
    svg = drawings.ages(chart)
    wholes = [label for label in words(svg) if label == "4"]
    assert wholes and "Week 6" in words(svg)


def test_due_by_officer_adds_up_and_nobody_is_last(drawn: Drawn) -> None:
    lines = [
        ("reid", "assessment-requested@2026-10-19"),  # week 6: Monday 30 November
        ("reid", "assessment-requested@2026-10-20"),
        ("okafor", "assessment-requested@2026-10-26"),  # 7 December
        ("", "assessment-requested@2026-10-27"),
    ]
    chart = drawn("weekly", *[(officer or None, line) for officer, line in lines])["officers"]
    by_name = {label: dict(zip(chart.columns, numbers, strict=True)) for label, numbers in chart.rows}
    assert [*by_name] == ["okafor", "reid", "nobody"]
    assert by_name["reid"]["30 Nov"] == 2 and by_name["okafor"]["7 Dec"] == 1 and by_name["nobody"]["7 Dec"] == 1
    sums = [sum(column) for column in zip(*(numbers for _, numbers in chart.rows), strict=True)]
    assert list(chart.table.rows[-1][4:]) == sums
    assert f"the authority has {sum(sums)} deadlines of the law to meet" in chart.caption


def test_the_trend_has_gaps_and_says_few(drawn: Drawn) -> None:
    lines = [plan("2026-11-10", 140)] * 8 + [plan("2026-11-12", 150)] * 4 + [plan("2026-11-03", 150)]
    chart = drawn("weekly", *lines)["trend"]
    assert chart.rows[-2:] == [("2 Nov 2026", [0, 1]), ("9 Nov 2026", [8, 12])]
    assert column(chart.table, "note") == ["none"] * 10 + ["few", ""]
    assert column(chart.table, "percent_excluding")[-3:] == [None, 0.0, 66.7]
    tree = ElementTree.fromstring(drawings.trend(chart))
    points = [dot.get("class") for dot in tree.iter("circle")]
    assert points == ["hollow", "full"]  # ten weeks without a point
    (way,) = tree.iter("polyline")
    assert len((way.get("points") or "").split()) == 2


def test_a_line_is_broken_where_there_is_nothing(drawn: Drawn) -> None:
    lines = [plan(day, 140) for day in ("2026-11-10", "2026-11-03", "2026-10-20", "2026-10-13")]  # none from the 26th
    tree = ElementTree.fromstring(drawings.trend(drawn("weekly", *lines)["trend"]))
    assert [len((way.get("points") or "").split()) for way in tree.iter("polyline")] == [2, 2]


@pytest.mark.parametrize("report", ["weekly", "timeliness", "backlog", "workload"])
def test_nothing_to_show_is_a_sentence(drawn: Drawn, report: str) -> None:
    charts_of = drawn(report)
    assert charts_of
    for chart in charts_of.values():
        assert not chart.drawn
        assert chart.caption.startswith(("No ", "Nothing "))


def test_every_picture_has_its_name_and_its_words(drawn: Drawn) -> None:
    draw = {"weeks": drawings.weeks, "trend": drawings.trend, "ages": drawings.ages,
            "officers": drawings.officers}  # fmt: skip
    late = ("lee", "assessment-requested@2026-07-01")
    for report in ("weekly", "backlog", "workload"):
        for chart in drawn(report, plan("2026-11-10", 150), late, ("lee", "assessment-requested@2026-10-19")).values():
            root = ElementTree.fromstring(draw[chart.kind](chart))
            named = {element.get("id"): element.text for element in root if element.tag in ("title", "desc")}
            assert root.get("role") == "img"
            assert [*named] == (root.get("aria-labelledby") or "").split()
            assert [*named.values()] == [chart.heading, chart.described]


def test_a_label_is_text_whatever_is_in_it() -> None:
    bad = "</svg><script>x</script>"
    table = FigureTable("t", "T", "", (("a", "A"),), ())
    chart = Chart("c", "ages", bad, bad, ("one", "two", "three", "four", "five"), [(bad, [1, 2, 3, 4, 5])], table)
    svg = drawings.ages(chart)
    assert "<script" not in svg
    assert bad in words(svg)


@pytest.mark.parametrize("fill", FILLS)
def test_the_lines_of_a_bar_stay_inside_it(fill: str) -> None:
    """And no fill is an SVG pattern: browsers print those as images."""
    for wide, high in ((300.0, 19.0), (14.0, 220.0), (4.0, 4.0)):
        drawing = Drawing("c", "C", "", 400)
        drawing.box(10, 20, wide, high, fill)
        svg = drawing.markup()
        assert "<pattern" not in svg and "url(" not in svg
        (path,) = re.findall(r' d="([^"]*)"', svg) or [""]
        assert bool(path) == (fill in HATCHED)
        for move in re.findall(r"M([\d.]+) ([\d.]+)(?:h([\d.]+)|l([-\d.]+) ([-\d.]+))", path):
            x, y, level, across, down = (float(number or 0) for number in move)
            for at, foot in ((x, y), (x + level + across, y + down)):
                assert 9.9 <= at <= 10.1 + wide and 19.9 <= foot <= 20.1 + high


@pytest.mark.parametrize(
    ("most", "steps"), [(1, [0, 1]), (17, [0, 5, 10, 15, 20]), (840, [0, 250, 500, 750, 1000]), (4, [0, 1, 2, 3, 4])]
)
def test_steps_of_an_axis_are_round_and_reach_the_top(most: int, steps: Sequence[int]) -> None:
    assert steps_to(most) == steps


def test_what_it_comes_to_begins_with_what_is_missed_most(told: Callable[..., tuple[Answer, Held]]) -> None:
    plans = [plan("2026-11-10", days) for days in [140] * 4 + [150] * 6] + [plan("2026-11-04", 140)]
    late = ("reid", "assessment-requested@2026-10-09")  # week 6 ended yesterday
    soon = ("reid", "assessment-requested@2026-10-12")  # week 6 ends on Monday
    said = in_short(told("weekly", *plans, late, soon)[0])
    assert said[0] == (
        "4 of 10 plans issued in the week (cases with an exception out) were within 20 weeks (40.0%), 60.0 points "
        "below the week before."
    )
    assert "There were no reviews decided in the week (with a meeting on file)." in said
    assert (
        said[3]
        == "Year to date (from 1 January 2026 to 15 November 2026): 5 of 11: 45.5% of the plans within 20 weeks."
    )
    assert said[4] == (  # every plan had gone by then, and the one that is late was not late yet
        "1 deadline of the law that binds the authority is overdue, 1 more than at the end of Sunday 15 November 2026; "
        "the longest, in EHC-2026-0001, by 1 day."
    )
    assert said[-1] == (
        "1 deadline of the law that binds the authority falls due in the next 7 days, most for reid (1)."
    )


def test_the_sentences_say_what_the_figures_say(told: Callable[..., tuple[Answer, Held]]) -> None:
    """Each number stands in the page twice, in a sentence and in a figure or a picture's caption: as the same."""
    late, soon = "2026-11-10", "2026-11-24"  # an adviser's six weeks
    asked = "assessment-requested@2026-09-21; assessment-agreed@2026-10-05; advice-requested@{} party=A source=health"
    ground = "exception-recorded@2026-06-20 rule=final-plan ground=away-four-weeks reason=abroad from=2026-03-01 "
    out = plan("2026-11-10", 250)[1] + f"; {ground}to=2026-04-10"
    lines = [asked.format(date.fromisoformat(day) - timedelta(42)) for day in (late, soon)]
    lines += [plan("2026-11-10", 140)[1], out, "assessment-requested@2026-10-05", "assessment-requested@2026-10-12"]
    answer, cases = told("weekly", *[("reid", line) for line in lines])
    totals = {figure.id: figure.total for figure in answer.figures}
    caption = {chart.id: chart.caption for chart in charts(answer, cases)}["backlog"]
    own, others = totals["overdue-now"].numerator or 0, totals["overdue-from-others"].numerator or 0
    said = " ".join(in_short(answer))
    assert (own, others) == (1, 1)
    assert f"{own} deadline of the law that binds the authority is overdue" in said
    assert f"{own + others} deadlines of the law are past the day and not met: {own} that bind the auth" in caption
    assert totals["due-in-1-week"].numerator == 2  # one of them is the adviser's
    assert "1 deadline of the law that binds the authority falls due in the next 7 days" in said
    assert totals["plans-issued"].numerator == 2  # one of them has an exception
    assert "1 of 1 plan issued in the week (cases with an exception out) was within 20 weeks" in said


def test_few_say_little(told: Callable[..., tuple[Answer, Held]]) -> None:
    said = in_short(told("weekly", plan("2026-11-10", 150))[0])
    assert said[0].startswith("0 of 1 plan issued in the week (cases with an exception out) was within 20 weeks")
    assert said[0].endswith("(0.0%): so few say little.")
