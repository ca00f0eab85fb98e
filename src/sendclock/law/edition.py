"""What an answer says of the law it rests on: the packs, how far bank holidays are known, and of each rule what is
printed of it. Made from a rule book and kept beside the facts, so that a list is printed without the book.

Must not know: cases, files, English.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from sendclock.tuples import NamedTuple

if TYPE_CHECKING:
    from sendclock.law.book import RuleBook
    from sendclock.law.rule import Rule

Kind = Literal["deadline", "window", "bar", "limit"]
# What a missed day costs, the gravest first: an order of the Tribunal, or what stands in its place; a family kept from
# its appeal; a child out of school; none of these.
ORDER, APPEAL, SCHOOL, OTHER = range(4)
OF_A_DECISION = "decision"  # clocks on the way from a decision to its appeal: mediation, response, certificate


class RuleInPrint(NamedTuple):
    """A version of a rule as it is printed, with the same words as `law.rule.Rule` for the same things. `standing`: of
    one of an authority's own, promise or target, and whether only "usually"; `owner`: the role or team whose work it
    is; `consequence`: what a missed day costs; `twin`: of a local rule, the rule of the law that asks for the same."""

    id: str
    pack: str
    tier: str
    kind: Kind
    label: str
    title: str
    duty: str
    who: str
    own: bool
    cite: str
    confidence: str
    standing: str
    owner: str
    consequence: int
    twin: str


class Edition(NamedTuple):
    """`rules` in the order of the book; `marks` what is to be said of a pack besides its name, such as "draft".
    `whole`: every pack in use could be read."""

    packs: Sequence[str]
    marks: Mapping[str, str]
    confirmed_to: date
    rules: Sequence[RuleInPrint]
    whole: bool = True


def title_page(book: "RuleBook") -> Edition:
    """The same without its rules: what an answer about one case, or about none, says of the law."""
    sources = book.practice.sources
    marks = {name: sources[name].status for name in book.packs if name in sources}
    drafts = {name: status for name, status in marks.items() if status != "adopted"}
    return Edition(book.packs, drafts, book.england.confirmed_to, ())


def joined(editions: Sequence[Edition]) -> Edition:
    """What is printed of several together, each pack and each version of a rule once."""
    first, *others = editions
    for other in others:
        first = Edition(
            list(dict.fromkeys([*first.packs, *other.packs])),
            {**first.marks, **other.marks},
            min(first.confirmed_to, other.confirmed_to),
            list(dict.fromkeys([*first.rules, *other.rules])),
            first.whole and other.whole,
        )
    return first


def edition_of(book: "RuleBook") -> Edition:
    """What is printed of a rule book."""
    costs: dict[str, int] = {}
    for rule in book.rules:
        costs[rule.id] = min(costs.get(rule.id, OTHER), _consequence(rule, book))
    rules = [in_print(rule, costs[rule.id], book.twins.get(rule.id, "")) for rule in book.rules]
    return title_page(book)._replace(rules=rules)


def in_print(rule: "Rule", consequence: int = OTHER, twin: str = "") -> RuleInPrint:
    return RuleInPrint(
        rule.id, rule.pack, rule.tier, rule.kind, rule.label, rule.title, rule.duty, rule.who, rule.own, rule.cite,
        rule.confidence, standing(rule), rule.local.owner if rule.local is not None else "", consequence, twin,
    )  # fmt: skip


def standing(rule: "Rule") -> str:
    """What an authority made of a rule of its own: `promise`, `target`, `promise, usually`."""
    if rule.local is None:
        return ""
    return f"{rule.local.standing}, usually" if rule.local.usually else rule.local.standing


def _consequence(rule: "Rule", book: "RuleBook") -> int:
    """Read off the roles of the packs (which acts start a clock, which meet it, which part it plays), never off one
    rule."""
    from sendclock.law.role import Act, Role

    types = book.event_types
    starts = {role for trigger in rule.starts_on for role in types[trigger.event].roles}
    if starts & {str(act) for act in (Act.ORDER, Act.CONCESSION, Act.AGREEMENT, Act.DIRECTION)}:
        return ORDER
    if any(types[trigger.event].appealed_as for trigger in rule.met_by) or rule.of == OF_A_DECISION:
        return APPEAL
    return SCHOOL if rule.plays(Role.OUT_OF_SCHOOL) else OTHER
