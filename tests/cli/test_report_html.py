"""`--format html`: one page that needs nothing else, with a table after every picture, drawn as it should be."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from html import escape
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest

from run import sendclock

pytestmark = pytest.mark.slow

AXE = find_spec("axe_core_python")  # the rules of axe, as a script; no browser comes with it
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
VOID = {"meta", "br", "hr", "img", "link", "input"}
REPORTS = ("weekly", "timeliness", "caseload", "reviews", "phase", "backlog", "advice", "promises", "workload")
PICTURES = {"weekly": 4, "timeliness": 2, "backlog": 1, "workload": 1}
SECRET = "Zebedee"
NAME = '<script>alert(1)</script> & "o\'hara"'


class Page(HTMLParser):
    """Every tag closed in its turn; ids, links, headings, pictures and tables in the order they stand."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.refers: list[str] = []
        self.order: list[str] = []
        self.headings: list[int] = []
        self.seen: dict[str, int] = {}
        self.said: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.seen[tag] = self.seen.get(tag, 0) + 1
        self.ids += [named["id"]] if "id" in named else []
        self.refers += [named["href"].removeprefix("#")] if "href" in named else []
        self.refers += named.get("aria-labelledby", "").split()
        self.headings += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        self.order += [tag] if tag in ("svg", "table", "h2") else []
        assert not [name for name in named if name.startswith("on") or name in ("src", "style", "action")]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open.pop() == tag, self.getpos()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.said.append(data)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("html") / "demo"
    assert sendclock("demo", str(folder), "--size", "120", "--seed", "7").returncode == 0
    return folder


@pytest.fixture(scope="module")
def pages(book: Path) -> dict[str, str]:
    made = {name: sendclock("report", name, "--cases", str(book), "--format", "html") for name in REPORTS}
    ref = sorted((book / "cases").rglob("*.toml"))[-1].stem
    made["case"] = sendclock("report", "case", ref, "--cases", str(book), "--format", "html")
    made["details"] = sendclock("report", "weekly", "--details", "--cases", str(book), "--format", "html")
    made["list"] = sendclock("report", "weekly", "--list", "overdue-now", "--cases", str(book), "--format", "html")
    assert all(ran.returncode == 0 for ran in made.values())
    return {name: ran.stdout for name, ran in made.items()}


@pytest.mark.parametrize("name", [*REPORTS, "case", "list"])
def test_a_page_stands_on_its_own_and_is_well_formed(pages: dict[str, str], name: str) -> None:
    text = pages[name]
    page = Page(text)
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    assert set(page.refers) <= set(page.ids)
    assert not {"script", "link", "img", "iframe", "object", "form", "base", "a:href"} & set(page.seen)
    assert not re.search(r"https?:|@import|url\((?!#)", text)
    assert text.isascii()
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"" in text
    assert len(text) < 300_000


@pytest.mark.parametrize("name", [*REPORTS, "case", "list"])
def test_headings_go_down_one_step_at_a_time(pages: dict[str, str], name: str) -> None:
    page = Page(pages[name])
    assert page.headings.count(1) == 1 and page.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(page.headings, page.headings[1:], strict=False))
    assert (page.seen["main"], page.seen["footer"], page.seen["header"]) == (1, 1, 1)


@pytest.mark.parametrize("name", REPORTS)
def test_every_picture_has_a_table_of_its_own_after_it(pages: dict[str, str], name: str) -> None:
    page = Page(pages[name])
    pictures = [place for place, tag in enumerate(page.order) if tag == "svg"]
    assert len(pictures) == PICTURES.get(name, 0)
    assert all(page.order[place - 1 : place + 2] == ["h2", "svg", "table"] for place in pictures)
    tables = page.seen.get("table", 0)
    assert tables or name == "promises"  # these packs make none, and it says so
    assert page.seen.get("caption", 0) == tables
    assert not tables or page.seen["th"] > tables


def test_the_page_says_what_the_other_formats_say(book: Path, pages: dict[str, str]) -> None:
    plain = sendclock("report", "weekly", "--details", "--cases", str(book), "--plain").stdout
    text = " ".join("".join(Page(pages["weekly"]).said).split())
    assert "Exampleshire (invented)" in text
    for line in plain.splitlines():
        if line.startswith(("Definition: ", "Figure: ", "As of: ", "Folder: ")):
            assert line.removeprefix("Definition: ").removeprefix("Figure: ").removeprefix("As of: ") in text
    assert "The week Monday 9 November 2026 to Sunday 15 November 2026" in text


def _case(book: Path, ref: str, officer: str, requested: date, issued: date | None = None) -> None:
    lines = [f'schema = 1\nref = "{ref}"\nborn = 2015-04-12\nsetting = "{SECRET} School"\n']
    lines.append(f'[[event]]\ntype = "assessment-requested"\non = {requested}\nnote = "{SECRET} rang."\n')
    if officer:
        lines.append(f"[[event]]\ntype = \"case-allocated\"\non = {requested}\nofficer = '''{officer}'''\n")
    if issued:
        lines.append(f'[[event]]\ntype = "final-plan-sent"\non = {issued}\nserved = {issued}\n')
    (book / "cases" / f"{ref}.toml").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def small(tmp_path: Path) -> Path:
    (tmp_path / "cases").mkdir()
    _case(tmp_path, "EHC-1", NAME, date(2026, 10, 19))
    _case(tmp_path, "EHC-2", "lee", date(2026, 5, 5), date(2026, 11, 10))
    return tmp_path


def test_names_are_text_and_what_a_case_file_says_of_a_child_is_not_in_it(small: Path) -> None:
    ran = sendclock("report", "weekly", "--cases", str(small), "--format", "html")
    page = Page(ran.stdout)
    assert "script" not in page.seen
    assert NAME in "".join(page.said)
    assert SECRET not in ran.stdout and "2015" not in ran.stdout


def test_what_could_not_be_read_is_said_at_the_top_and_by_the_exit_code(small: Path) -> None:
    (small / "cases" / "EHC-3.toml").write_text("schema = 1\nref = ", encoding="utf-8")
    ran = sendclock("report", "weekly", "--cases", str(small), "--format", "html")
    assert ran.returncode == 3
    head = ran.stdout.split("<main>")[0]
    assert "Incomplete: 1 file could not be read" in head
    assert "2 cases read, 1 unreadable" in ran.stdout.split("<footer>")[1]


def test_an_empty_casebook_has_sentences_for_pictures(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    ran = sendclock("report", "weekly", "--cases", str(tmp_path), "--format", "html")
    page = Page(ran.stdout)
    assert "svg" not in page.seen
    said = "".join(page.said)
    assert "Nothing is overdue by law on the as-of day." in said
    assert "No plan was issued in the last 12 weeks to 15 November 2026." in said


def test_forty_officers_are_drawn_and_the_rest_are_in_the_table(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()
    for n in range(42):
        _case(tmp_path, f"EHC-{n}", f"officer-{n:02}", date(2026, 10, 12) + timedelta(n % 30))
    text = sendclock("report", "workload", "--cases", str(tmp_path), "--format", "html").stdout
    svg = text[text.index("<svg") : text.index("</svg>")]
    assert len(re.findall(r">officer-\d\d</text>", svg)) == 40
    assert len(re.findall(r">officer-\d\d</td>", text)) == 42
    assert "Drawn: the 40 officers with most; the table has the other 2 too." in text


# In the browser. The page forbids scripts, so it is measured with its policy taken out and a script put in.
MEASURE = """
<script>
const found = [];
for (const svg of document.querySelectorAll("svg")) {
  const frame = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]);
  for (const [words, b] of boxes)
    if (b.left < frame.left - 2 || b.right > frame.right + 2 || b.top < frame.top - 2 || b.bottom > frame.bottom + 2)
      found.push("outside: " + words);
  for (let i = 0; i < boxes.length; i++)
    for (let j = i + 1; j < boxes.length; j++) {
      const [a, b] = [boxes[i][1], boxes[j][1]];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 1 && high > 4) found.push("on one another: " + boxes[i][0] + " / " + boxes[j][0]);
    }
  if (frame.width < 300 || frame.height < 50) found.push("too small: " + frame.width + " x " + frame.height);
}
for (const table of document.querySelectorAll(".wide"))
  if (innerWidth >= 800 && table.scrollWidth > table.clientWidth) found.push("cut: " + table.textContent.slice(0, 40));
if (document.documentElement.scrollWidth > innerWidth) found.push("wider than the window");
parent.document.body.append("MEASURED " + innerWidth + " [" + found.join("; ") + "]");
</script></body>"""
WIDTHS = (1280, 800, 400)
BROWSER = ("--headless", "--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND")
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here")


@pytest.fixture
def profile() -> Iterator[str]:
    folder = tempfile.mkdtemp()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _browse(profile: str, *words: str) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM
    command = [CHROMIUM, *BROWSER, f"--user-data-dir={profile}", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


LABEL = '<text x="{}" y="50">a label</text>'
DRAWN_WRONGLY = (
    f'<html><body><svg width="320" height="90">{LABEL.format(5)}{LABEL.format(20)}{LABEL.format(300)}</svg>'
    '<p style="width:500px">wide</p></body></html>'
)


def side_by_side(pages: dict[str, str]) -> str:
    """Each page in three windows of one page, because starting a browser for each takes longer than all else."""
    windows = [
        f'<iframe style="width:{width}px;height:900px;border:0" srcdoc="{_measured(name, text)}"></iframe>'
        for name, text in pages.items()
        for width in WIDTHS
    ]
    return f"<!DOCTYPE html><html><body>{''.join(windows)}</body></html>"


def _measured(name: str, text: str) -> str:
    without_policy = re.sub(r"<meta http-equiv[^>]*>", "", text)
    return escape(without_policy.replace("</body>", MEASURE.replace("MEASURED ", f"MEASURED {name} ")))


@in_a_browser
def test_no_label_is_cut_or_lies_on_another(pages: dict[str, str], tmp_path: Path, profile: str) -> None:
    """What is drawn wrongly, by page and by the width of the window; one that is drawn wrongly is seen."""
    every = {name: pages["details" if name == "weekly" else name] for name in PICTURES} | {"wrong": DRAWN_WRONGLY}
    (tmp_path / "page.html").write_text(side_by_side(every), encoding="ascii")
    ran = _browse(profile, "--window-size=1400,900", "--dump-dom", (tmp_path / "page.html").as_uri())
    told = re.sub(r"(?s)<iframe.*?</iframe>", "", ran.stdout)
    found = {(name, int(width)): said for name, width, said in re.findall(r"MEASURED (\w+) (\d+) \[(.*?)\]", told)}
    assert found.keys() == {(name, width) for name in every for width in WIDTHS}, ran.stderr[-500:]
    wrong = {width: found.pop(("wrong", width)) for width in WIDTHS}
    assert {where: said for where, said in found.items() if said} == {}
    assert all("outside: a label" in said and "on one another: a label / a label" in said for said in wrong.values())
    assert {width for width, said in wrong.items() if "wider than the window" in said} == {400}


@in_a_browser
def test_it_prints_as_a_few_a4_pages_and_breaks_no_rule_of_its_own(
    pages: dict[str, str], tmp_path: Path, profile: str
) -> None:
    (tmp_path / "page.html").write_text(pages["details"], encoding="ascii")
    pdf = tmp_path / "page.pdf"
    ran = _browse(
        profile, "--enable-logging=stderr", "--no-pdf-header-footer", f"--print-to-pdf={pdf}",
        (tmp_path / "page.html").as_uri(),
    )  # fmt: skip
    assert "CONSOLE" not in ran.stderr and "Refused to" not in ran.stderr
    made = pdf.read_bytes()
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", made)
    assert {(round(float(wide)), round(float(high))) for wide, high in boxes} == {(595, 842)}
    assert 3 <= len(re.findall(rb"/Type /Page\b(?!s)", made)) <= 14
    assert b"/Subtype /Image" not in made and len(made) < 1_000_000  # pictures stay lines


@in_a_browser
def test_the_week_is_one_sheet_of_a4(pages: dict[str, str], tmp_path: Path, profile: str) -> None:
    """What a director forwards: the page prints on one sheet, and the details are folded away behind it."""
    (tmp_path / "page.html").write_text(pages["weekly"], encoding="ascii")
    pdf = tmp_path / "page.pdf"
    _browse(profile, "--no-pdf-header-footer", f"--print-to-pdf={pdf}", (tmp_path / "page.html").as_uri())
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf.read_bytes())) == 1
    assert '<details class="behind">' in pages["weekly"] and '<details class="behind" open>' in pages["details"]


RUN_AXE = """<script>
axe.run(document, {iframes: false}).then(found => parent.document.body.append("AXE NAMED [" + found.violations.map(
  rule => rule.id + " (" + rule.nodes.length + ")").join("; ") + "] of " + found.passes.length + " END"));
</script></body>"""
AGAINST_AXE = '<html lang="en"><head><title>t</title></head><body><p style="color:#bbb">pale</p></body></html>'


def _with_axe(name: str, text: str, script: str) -> str:
    asked = re.sub(r"<meta http-equiv[^>]*>", "", text).replace("</body>", RUN_AXE.replace("NAMED", name))
    return escape(asked.replace("</head>", f"<script>{script}</script></head>"))


@in_a_browser
@pytest.mark.skipif(AXE is None, reason="no axe here: pip install axe-core-python")
def test_axe_finds_nothing_against_any_page(pages: dict[str, str], book: Path, tmp_path: Path, profile: str) -> None:
    """Every page that there is, in a window of one page; one that is made ill is found ill. Of the law a part: of the
    whole, in pages alike, the browser takes a minute and a half."""
    assert AXE is not None and AXE.origin is not None
    script = (Path(AXE.origin).parent / "axe.min.js").read_text("utf-8").replace("</", "<\\/")
    ref = re.findall(r"EHC-\d+-\d+", pages["list"])[0]
    others = {
        "rules": ("rules", "--tier", "local"), "audit": ("audit", ref, "--cases", str(book)),
        "retention": ("report", "retention", "--cases", "cases"),
    }  # fmt: skip
    every = pages | {name: sendclock(*words, "--format", "html").stdout for name, words in others.items()}
    assert all(text.startswith("<!DOCTYPE html>") for text in every.values())
    every["ill"] = AGAINST_AXE
    asked_of = [_with_axe(name, text, script) for name, text in every.items()]
    windows = "".join(f'<iframe width="1280" srcdoc="{page}"></iframe>' for page in asked_of)
    (tmp_path / "page.html").write_text(f"<!DOCTYPE html><body>{windows}</body>", encoding="utf-8")
    asked = ("--virtual-time-budget=60000", "--dump-dom", (tmp_path / "page.html").as_uri())
    told = re.sub(r"(?s)<iframe.*?</iframe>", "", _browse(profile, *asked).stdout)
    found = {name: (said, int(passed)) for name, said, passed in re.findall(r"AXE (\w+) \[(.*?)\] of (\d+) END", told)}
    assert found.keys() == every.keys()
    assert "color-contrast (1)" in found.pop("ill")[0]
    assert {name: said for name, (said, _) in found.items() if said} == {}
    assert min(passed for _, passed in found.values()) > 20
