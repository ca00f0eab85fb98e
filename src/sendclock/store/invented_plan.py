"""What happens to an invented plan: reviewed, amended, argued about, passed on, ended. And how a quarrel goes.

The numbers are the habits of an invented office, which is late about as often as a real one.
Must not know: rules, what day it is.
"""

from __future__ import annotations

from datetime import date, timedelta

from sendclock.store.invented_life import Life, Said, office

# what is appealed, what is then ordered, and the days in which the authority does it
QUARRELS = (
    ("contents", "amend-provision", (12, 33)),
    ("placement", "amend-placement", (5, 12)),
    ("contents-and-placement", "amend-both", (12, 33)),
)


def maintain(life: Life, final: date) -> None:
    """The final plan, and review after review until the plan ends or the as-of day is reached."""
    fields: dict[str, Said] = {"complete": office(final + life.days(2, 9))} if life.chance(0.12) else {}
    if any(date(year - 1, 7, 1) <= final < date(year, 9, 1) for year in life.moves):
        fields["names_next_phase"] = True
    life.moves = {year: move for year, move in life.moves.items() if final < date(year - 1, 7, 1)}
    life.send("final-plan-sent", final, **fields)
    if life.chance(0.6):
        life.allocate(office(final + life.days(3, 20)), reviewers=True)
    if life.chance(0.04):
        _quarrel(life, final)
    last: date | None = final
    while last is not None and last <= life.as_of:
        last = _review(life, last)


def _quarrel(life: Life, notice: date) -> None:
    """An argument about what a plan says, and the amended plan if the family was right."""
    challenge, remedy, days = life.one_of(QUARRELS)
    won = contest(life, notice, challenge, remedy)
    if won is not None:
        life.send("amended-plan-sent", office(won[1] + life.days(*days)), following="order")


def _review(life: Life, last: date) -> date | None:
    """One annual review, in the autumn before a move to another phase. Its meeting, or None if the plan ends."""
    if life.chance(0.012):
        _move_away(life, office(last + life.days(60, 300)))
        return None
    habit = life.pick({(-62, -31): 84, (-27, 8): 13, (20, 100): 3})
    meeting = last + timedelta(365) + life.days(*habit)
    year = min(life.moves, default=None)
    moving = year is not None and date(year - 1, 9, 1) <= meeting
    if year is not None and moving:
        move = life.moves.pop(year)
        told = max(office(date(year - 1, 6, 1) + life.days(0, 40)), last + timedelta(3))
        life.add("phase-transfer-expected", told, transfer=move, transfer_on=date(year, 9, 1))
        autumn = date(year - 1, 9, 10)
        latest = autumn + (life.days(70, 120) if life.chance(0.06) else life.days(0, 66))
        meeting = max(autumn, min(meeting, latest))
        if date(year, 9, 1) <= life.as_of:
            life.setting = life.school(date(year, 9, 1))
    meeting = _in_term(life, meeting)
    _hold(life, last, meeting)
    return _conclude(life, meeting, moving)


def _in_term(life: Life, day: date) -> date:
    """The same day, or the last weeks of the term before if school is out then."""
    if (7, 18) <= (day.month, day.day) <= (9, 5):
        day = date(day.year, 7, 17) - life.days(0, 15)
    elif (day.month, day.day) >= (12, 19) or (day.month, day.day) <= (1, 5):
        day = date(day.year - (day.month == 1), 12, 18) - life.days(0, 10)
    return day - timedelta(max(0, day.weekday() - 4))


def _hold(life: Life, last: date, meeting: date) -> None:
    """Invitations, papers, the meeting, its report."""
    arranged = max(office(meeting - life.days(40, 65)), last + timedelta(1))
    if life.chance(0.08):
        life.add("review-meeting-arranged", arranged, meeting=office(meeting - life.days(7, 11)))
        arranged = office(meeting - life.days(28, 32))
    life.add("review-meeting-arranged", arranged, meeting=meeting)
    for type in ("review-notice-given", "review-papers-circulated"):
        sent = office(meeting - (life.days(6, 13) if life.chance(0.05) else life.days(17, 25)))
        life.add(type, max(arranged, sent))
    life.add("review-meeting-held", meeting)
    life.add("review-report-sent", office(meeting + (life.days(15, 34) if life.chance(0.12) else life.days(4, 12))))


def _conclude(life: Life, meeting: date, moving: bool) -> date | None:
    """The decision after the meeting: maintain, amend or cease. The meeting, or None if the plan ends."""
    decided = office(meeting + (life.days(29, 56) if life.chance(0.16) else life.days(8, 26)))
    age = life.age(decided)
    if life.chance(1.0 if age > 23 else 0.5 if age > 19 else 0.08 if age > 16 else 0.005):
        life.send("review-decided", decided, outcome="cease", meeting=meeting)
        ceased = decided + life.days(95, 120)
        reasons = {"needs-met": 3, "employment": 2, "higher-education": 2} if age > 18 else {"needs-met": 1}
        life.add("plan-ceased", ceased, reason=life.pick(reasons))
        life.close(office(ceased + life.days(2, 9)), "ceased")
        return None
    names: dict[str, Said] = {"names_next_phase": True} if moving else {}
    if life.chance(0.15 if moving else 0.65):
        life.send("review-decided", decided, outcome="maintain", meeting=meeting, **names)
    else:
        _amend(life, meeting, decided, names)
    return meeting


def _amend(life: Life, meeting: date, notice: date, names: dict[str, Said]) -> None:
    """The notice of amendments, the family's comments, the amended plan: or, now and then, nothing after all."""
    if life.chance(0.2):
        life.send("review-decided", notice, outcome="amend", meeting=meeting)
    life.send("amendment-notice-sent", notice, meeting=meeting, closes=notice + timedelta(18))
    if life.chance(0.5):
        life.add("representations-received", notice + life.days(4, 15))
    limit = min(notice + timedelta(56), meeting + timedelta(84))
    late = life.chance(0.17)
    sent = office(limit + life.days(1, 30) if late else max(notice + timedelta(18), limit - life.days(3, 20)))
    if not names and life.chance(0.06):
        life.send("amendment-dropped", sent, meeting=meeting)
        return
    life.send("amended-plan-sent", sent, **names)
    if life.chance(0.02):
        _quarrel(life, sent)


def _move_away(life: Life, aware: date) -> None:
    """The family moves, and the plan with it."""
    move = aware + life.days(-20, 30)
    life.add("moved-out", aware, move=move)
    passed = office(max(move, aware + life.days(5, 16)))
    life.add("plan-transferred", passed, direction="out")
    life.close(office(passed + life.days(1, 5)), "moved-away")


def contest(life: Life, notice: date, challenge: str, remedy: str) -> tuple[str, date] | None:
    """Mediation or an appeal against a notice. By which route and when the authority was put right, or None."""
    contact = office(notice + life.days(6, 40))
    if life.chance(0.5):
        return _mediate(life, contact, remedy)
    life.add("adviser-contacted", contact, wishes="appeal-only")
    life.add("certificate-issued", office(contact + life.days(1, 2)), basis="no-mediation")
    lodged = office(contact + life.days(6, 18))
    registered = office(lodged + life.days(1, 4))
    life.add("appeal-registered", registered, challenge=challenge, lodged=lodged)
    if life.chance(0.4):
        conceded = office(registered + life.days(10, 30))
        life.add("appeal-unopposed", conceded, challenge=challenge)
        return "unopposed", conceded
    life.add("appeal-response-sent", office(registered + life.days(25, 46 if life.chance(0.1) else 39)))
    hearing = office(registered + life.days(120, 260))
    life.add("hearing-listed", office(registered + life.days(45, 60)), hearing=hearing)
    life.add("hearing-held", hearing)
    ordered = office(hearing + life.days(7, 20))
    won = life.chance(0.8)
    if won:
        life.add("order-made", ordered, order=remedy)
    life.add("appeal-ended", ordered, outcome="allowed" if won else "dismissed")
    return ("order", ordered) if won else None


def _mediate(life: Life, contact: date, remedy: str) -> tuple[str, date] | None:
    life.add("adviser-contacted", contact, wishes="mediate")
    asked = office(contact + life.days(1, 4))
    life.add("mediation-requested", asked)
    held = office(asked + life.days(18, 27))
    arranged = office(asked + life.days(1, 3))
    life.add("mediation-arranged", arranged, mediation_on=held)
    life.add("mediation-notice-given", office(arranged + timedelta(1)))
    life.add("mediation-held", held)
    agreed = life.chance(0.7)
    if agreed:
        life.add("mediation-agreed", held, order=remedy)
    life.add("certificate-issued", office(held + life.days(1, 2)), basis="after-mediation")
    return ("mediation", held) if agreed else None
