"""How an invented case comes to its plan, or to none: asked for, decided, advised on, drafted.

The numbers are the habits of an invented office, which is late about as often as a real one.
Must not know: rules, what day it is.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random

from sendclock.store.invented_life import Life, Said, office
from sendclock.store.invented_plan import contest, maintain

WEEK_20 = timedelta(140)
# adviser, source, how often asked
ADVISERS = (
    ("Educational Psychology", "psychology", 1.0),
    ("Community Paediatrics", "health", 0.9),
    ("Speech and Language Therapy", "health", 0.5),
    ("Occupational Therapy", "health", 0.3),
    ("Social Care", "social-care", 0.9),
    ("Family", "family", 0.5),
)


def live(rng: Random, received: date, as_of: date) -> Life:
    """A whole case, from the request on."""
    life = Life(rng, received, as_of)
    kept = 1.0 if as_of - received < timedelta(400) else 0.25  # files without a plan are put away in time
    weights = {"withdrawn": 4 * kept, "moved-away": 2 * kept, "refused": 24 * kept, "no-plan": 5 * kept, "plan": 65}
    end = life.pick(weights)
    life.add("assessment-requested", received, requester=life.pick({"family": 5, "setting": 6, "health": 1}))
    life.allocate(office(received + life.days(0, 3)))
    answer = _decide(life, agree=end != "refused")
    if end == "refused":
        _refused(life, answer)
    else:
        _assess(life, answer, received + WEEK_20, plan=end != "no-plan")
        _excuse(life, received + WEEK_20)
    if end in ("withdrawn", "moved-away"):
        _cut_short(life, office(received + life.days(12, 110)), end)
    _mistakes(life)
    return life


def _decide(life: Life, agree: bool) -> date:
    """Information, a panel, and the answer to the request: within six weeks, but for one in twelve."""
    if life.chance(0.6):
        for party in (life.setting, life.one_of(("Community Paediatrics", "Social Care"))):
            asked = office(life.received + life.days(2, 6))
            life.add("information-requested", asked, party=party)
            if life.chance(0.9):
                life.add("information-received", office(asked + life.days(5, 14)), party=party)
    answer = office(life.received + (life.days(44, 58) if life.chance(0.08) else life.days(26, 39)))
    if life.chance(0.75):
        _panel(life, answer, "assess", agree)
    life.send("assessment-agreed" if agree else "assessment-refused", answer)
    return answer


def _panel(life: Life, answer: date, about: str, agree: bool) -> None:
    """The last Tuesday that leaves two days for the letter."""
    meeting = answer - timedelta(2 + (answer.weekday() - 3) % 7)
    while office(meeting) != meeting:
        meeting -= timedelta(7)
    outcome = "agree" if agree else "refuse"
    name = f"SEND panel {life.team}"
    life.add("panel-listed", meeting - timedelta(6), panel=name, meeting=meeting, about=about)
    at = datetime.combine(meeting, time(life.number(9, 15), life.one_of((0, 10, 20, 35, 50))))
    life.add("panel-decided", meeting, at=at, panel=name, outcome=outcome, about=about)
    if life.chance(0.5):
        life.add("decision-confirmed", meeting + timedelta(1), about=about, outcome=outcome)


def _refused(life: Life, answer: date) -> None:
    """No assessment: left at that, or overturned by mediation, appeal or a change of mind."""
    won = contest(life, answer, "refuse-assess", "assess") if life.chance(0.3) else None
    if won is not None:
        route, day = won
        agreed = office(day + life.days(3, 12))
        life.send("assessment-agreed", agreed, route=route)
        _assess(life, agreed, day + timedelta(98))
    elif life.chance(0.1):
        agreed = office(answer + life.days(14, 40))
        life.send("assessment-agreed", agreed, route="change-of-mind", original_request=life.received)
        _assess(life, agreed, life.received + WEEK_20)
    else:
        _put_away(life)


def _put_away(life: Life) -> None:
    """Nobody took it further, or not with success."""
    life.close(office(life.entries[-1].on + life.days(75, 110)), "no-plan")


def _assess(life: Life, agreed: date, limit: date, plan: bool = True) -> None:
    """From the yes to the final plan, or to a no. `limit` is the last lawful day of the final plan."""
    slow = life.chance(0.5)
    ready = _advice(life, office(agreed + life.days(0, 4)), slow)
    if not plan:
        _no_plan(life, office(max(ready + life.days(2, 5), limit - life.days(30, 40))))
        return
    if life.chance(0.6):
        ready = office(ready + life.days(1, 3))
        life.send("plan-agreed", ready)
    maintain(life, _write(life, ready, limit, slow))


def _no_plan(life: Life, answer: date) -> None:
    """An assessment, but no plan: left at that, or overturned."""
    _panel(life, answer, "plan", agree=False)
    life.send("plan-refused", answer)
    won = contest(life, answer, "refuse-plan", "make-plan") if life.chance(0.25) else None
    if won is None:
        _put_away(life)
        return
    route, day = won
    life.send("plan-agreed", office(day + life.days(4, 12)), route=route)
    maintain(life, _write(life, day + timedelta(14), day + timedelta(77), life.chance(0.3)))


def _advice(life: Life, asked: date, slow: bool) -> date:
    """Every adviser is asked at once. The day the last of them answered."""
    school = "early-years" if life.age(asked) < 4 else "school"
    advisers = [(party, source) for party, source, share in ADVISERS if life.chance(share)]
    last = asked
    for party, source in [(life.setting, school), *advisers]:
        got: dict[str, Said] = {"received": asked + life.days(0, 2)} if source == "health" else {}
        life.add("advice-requested", asked, party=party, source=source, **got)
        late = life.chance(0.28 if slow else 0.02)
        came = office(asked + (life.days(43, 77) if late else life.days(14, 40)))
        life.add("advice-received", came, party=party)
        last = max(last, came)
    return last


def _write(life: Life, ready: date, limit: date, slow: bool) -> date:
    """Draft, the family's comments, settings asked for a place. The day of the final plan."""
    if slow:
        drift = timedelta(min(int(life.rng.expovariate(1 / 26)), 150))
        draft = office(max(ready + life.days(2, 12), limit - timedelta(42) + drift))
        final = office(max(draft + life.days(26, 50), limit + life.days(1, 10)))
    else:
        draft = office(max(ready + life.days(1, 3), limit - life.days(44, 56)))
        final = office(max(draft + life.days(20, 24), limit - life.days(3, 14)))
    life.send("draft-plan-sent", draft, closes=draft + timedelta(18))
    if life.chance(0.7):
        wish: dict[str, Said] = {"setting_wanted": life.school(draft)} if life.chance(0.5) else {}
        life.add("representations-received", draft + life.days(4, 16), meeting_wanted=life.chance(0.15), **wish)
    settings = [life.school(draft) for _ in range(life.number(1, 4))]
    for party in dict.fromkeys(settings):
        asked = office(draft + life.days(1, 4))
        life.add("setting-consulted", asked, party=party, received=asked)
        replied = office(asked + (life.days(16, 24) if life.chance(0.15) else life.days(4, 13)))
        if replied < final:
            life.add("setting-replied", replied, party=party, answer=life.pick({"yes": 5, "no": 4, "conditional": 1}))
    return final


def _excuse(life: Life, limit: date) -> None:
    """Some late plans have a lawful reason on file; one in four of these does not hold."""
    final = next((entry.on for entry in life.entries if entry.type == "final-plan-sent"), limit)
    if final <= limit or life.chance(0.8):
        return
    asked = next(entry.on for entry in life.entries if entry.type == "advice-requested")
    closed, reopens = date(asked.year, 7, 22), date(asked.year, 9, 3)
    week = timedelta(7)
    away = limit - life.days(62, 80)
    claims: dict[str, tuple[str, str, dict[str, Said]]] = {
        "away": ("away-four-weeks", "Family abroad; tickets seen.", {"from": away, "to": away + life.days(29, 44)}),
        "too-short": ("away-four-weeks", "Family abroad.", {"from": away, "to": away + life.days(12, 22)}),
        "personal": (
            "exceptional-circumstances",
            "Illness in the family; letter on file.",
            {"from": away, "to": away + life.days(6, 30)},
        ),
    }
    ground, reason, facts = claims[life.pick({"away": 2, "too-short": 2, "personal": 4})]
    if closed - week <= asked <= reopens - week and life.age(asked) >= 4:
        ground, reason = "school-closed", "Head's advice asked for as the school closed for summer."
        facts = {"asked": asked, "closed": closed, "reopens": reopens}
    life.add(
        "exception-recorded", office(limit - life.days(2, 9)), rule="final-plan", ground=ground, **facts, reason=reason
    )


def _cut_short(life: Life, on: date, why: str) -> None:
    """Withdrawn, or gone to another area, before there was an answer."""
    if why == "withdrawn":
        life.add("request-withdrawn", on)
    else:
        life.add("moved-out", on, move=on + life.days(-14, 28), plan_held=False)
    life.close(on, why)


def _mistakes(life: Life) -> None:
    """What was written down wrongly and put right later. The first line stays, so the file grows by one."""
    if life.chance(0.04):
        request = life.entries[0]
        known = office(request.on + life.days(2, 15))
        reason = "The day of the letter was recorded, not the day it arrived."
        life.add("event-corrected", request.on, event=request, reason=reason).seen = known
        request.on -= life.days(1, 3)
    letters = [entry for entry in life.entries if "served" in entry.fields]
    if letters and life.chance(0.04):
        letter = life.one_of(letters)
        known = office(letter.on + life.days(4, 15))
        reason = "It was e-mailed the same day as well."
        life.add("event-corrected", known, event=letter, reason=reason, served=letter.on)
    advice = [entry for entry in life.entries if entry.type == "advice-requested"]
    if advice and life.chance(0.03):
        asked = life.one_of(advice)
        wrong = life.add("advice-received", office(asked.on + life.days(5, 12)), party=asked.fields["party"])
        known = office(wrong.on + life.days(1, 5))
        life.add("event-withdrawn", known, event=wrong, reason="The report belongs to another case.")
