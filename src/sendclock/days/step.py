"""One line of a reason, as data. `say.words` turns it into English.

Must not know: English, the screen.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple


class Step(NamedTuple):
    """One step towards a due day.

    `day` is set only on steps of the count itself (the start, each turn, the result), in the order
    they were taken, so the last step with a `day` is the due day. Everything else a step has to say
    is in `facts`, by name.
    """

    kind: str
    day: date | None = None
    facts: Mapping[str, Any] = {}
