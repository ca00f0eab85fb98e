"""What a panel leaves in a case: listings and decisions, and what answers them.

Must not know: panels' days, files, English, what day it is.
"""

from collections.abc import Iterable, Mapping, Sequence

from sendclock.core.model import Event

LISTED, DECIDED = "panel-listed", "panel-decided"
# The acts of the authority that answer a question, whether or not they also stop the clock.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "assess": ("assessment-agreed", "assessment-refused", "reassessment-agreed", "reassessment-refused"),
    "plan": ("plan-agreed", "plan-refused", "draft-plan-sent", "final-plan-sent", "amendment-dropped"),
    "placement": ("final-plan-sent", "amended-plan-sent", "plan-refused", "amendment-dropped"),
    "review": ("review-decided", "amendment-notice-sent", "amendment-dropped"),
}
OVER = ("case-closed", "request-withdrawn", "moved-out", "plan-ceased")  # nothing is left to decide


def awaits_panel(events: Iterable[Event]) -> bool:
    """Whether the newest listing for a panel is still without an outcome; a deferral is none."""
    listed = False
    for event in events:
        if event.type == LISTED:
            listed = True
        elif event.type == DECIDED and event.fields.get("outcome") != "defer":
            listed = False
    return listed


def may_come_up(events: Sequence[Event]) -> bool:
    """Whether a listing or a decision of some panel still stands, nothing having answered or ended it since: such a
    case belongs on an agenda even where no limit of the law runs."""
    for place, event in enumerate(events):
        if event.type in (LISTED, DECIDED):
            about = event.fields.get("about")
            answers = ANSWERS.get(str(about), ()) if about is not None else sum(ANSWERS.values(), ())
            if not any(later.type in (*answers, *OVER) for later in events[place + 1 :]):
                return True
    return False
