"""An invented caseload to try things on: plausible, late now and then, and about nobody.

The same size, seed and as-of day give the same files, byte for byte. Case files are made one at a time.
Must not know: rules, what day it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from sendclock.store.invented_life import text
from sendclock.store.invented_road import live

LAW_BEGAN = date(2014, 9, 1)  # the SEND Regulations 2014: nothing was asked for under them before
LONGEST_AGO = 3300  # days since the oldest request
# A good quarter of the files come from requests of the last year or so; the others hold plans made before.
RECENT_SHARE = 0.27
RECENT_DAYS = 400


def invent(size: int, seed: int, as_of: date) -> Iterator[tuple[str, str]]:
    """Relative path and text of each of `size` case files, none of which knows anything after `as_of`.

    The first path of `invent(200, 1, date(2026, 11, 21))` is like `cases/2017/EHC-2017-00001.toml`.
    Raises ValueError if `as_of` is before the law began.
    """
    if as_of < LAW_BEGAN:
        raise ValueError(f"as_of must not be before {LAW_BEGAN}")
    rng = Random(seed)
    numbers: Counter[int] = Counter()
    for received in sorted(_received(rng, as_of) for _ in range(size)):
        numbers[received.year] += 1
        ref = f"EHC-{received.year}-{numbers[received.year]:05}"
        yield f"cases/{received.year}/{ref}.toml", text(ref, live(rng, received, as_of))


def _received(rng: Random, as_of: date) -> date:
    """The day of a request. Few arrive at a weekend."""
    oldest = min(LONGEST_AGO, (as_of - LAW_BEGAN).days)
    recent = min(RECENT_DAYS, oldest)
    ago = rng.randint(0, recent) if rng.random() < RECENT_SHARE else int(rng.triangular(recent, oldest, recent))
    day = as_of - timedelta(ago)
    past_friday = day.weekday() - 4
    if past_friday > 0 and rng.random() < 0.9:
        day = max(day - timedelta(past_friday), LAW_BEGAN)
    return day
