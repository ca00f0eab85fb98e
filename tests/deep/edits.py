"""One slip of the hand: a character or a line of a file changed, lost, doubled, moved. One seed, the same slips."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

# What a finger finds beside what it looked for, and what other programs put in.
CHARACTERS = "0123456789abcezXQ_-=\"'[]{}#.,:;/\\ \t\n\r\u00a0\u2013\u2019\u00e9\u00a3\x00\ufeff"


def slips(text: str, rng: Random) -> Iterator[str]:
    """Texts that differ from this one by one slip, without end."""
    while True:
        slipped = _in_a_line(text, rng) if rng.random() < 0.4 else _in_a_character(text, rng)
        if slipped != text:
            yield slipped


def _in_a_character(text: str, rng: Random) -> str:
    at, new = rng.randrange(len(text)), rng.choice(CHARACTERS)
    before, there, after = text[:at], text[at], text[at + 1 :]
    return rng.choice(
        (before + after, before + new + after, before + new + there + after, before + there * 2 + after,
         before + after[:1] + there + after[1:], before + there.swapcase() + after)
    )  # fmt: skip


def _in_a_line(text: str, rng: Random) -> str:
    lines = text.split("\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    line = lines[at]
    how = rng.choice(("lost", "doubled", "moved", "cut short", "commented", "joined", "blank before", "from here on"))
    if how == "lost":
        del lines[at]
    elif how == "doubled":
        lines.insert(at, line)
    elif how == "moved":
        del lines[at]
        lines.insert(other, line)
    elif how == "cut short":
        lines[at] = line[: rng.randrange(len(line) + 1)]
    elif how == "commented":
        lines[at] = "# " + line
    elif how == "joined" and at + 1 < len(lines):
        lines[at : at + 2] = [line + lines[at + 1]]
    elif how == "blank before":
        lines.insert(at, "")
    else:
        del lines[at + 1 :]
    return "\n".join(lines)
