"""A promise said in five answers (who, what, from when, how long, done by), understood, and written as a rule.

Which events are meant by "an e-mail comes in" stands in `phrases.toml`: expressions found anywhere in the sentence of a
document, and what usually keeps such a promise. What fits none of them is looked up among the officers' own words
(`law/synonym.py`), each of which names one event by itself: so a new word of an officer goes there, for both. What fits
nothing, or two alike, is named and left out: a promise that counts from the wrong day is worse than one that is still
missing.
Must not know: files but the phrases, the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from sendclock.files import disk, toml
from sendclock.files.problem import Problem
from sendclock.files.toml import Table
from sendclock.law import synonym
from sendclock.law.role import Act
from sendclock.law.rule import LATER, MONDAY_TO_SUNDAY, EventType
from sendclock.law.synonym import Tongue
from sendclock.tuples import NamedTuple

HERE = Path(__file__).parent
QUESTIONS = ("what", "who", "from when", "how long", "done by")
ASKED = {
    "what": "What is promised",
    "who": "Who must do it [the council]",
    "from when": "From when does it count",
    "how long": "How long, as the document says it",
    "done by": "What shows that it is done",
}


class Answers(NamedTuple):
    """The five answers to one promise, as given. `place`: where they stand, for messages."""

    what: str
    who: str = ""
    when: str = ""
    long: str = ""
    done: str = ""
    page: str = ""
    place: str = ""


class Saying(NamedTuple):
    """What is meant by a text that holds all of `words`. `unless`: and not this. `all`: each event is needed. `alone`:
    it is kept by its `done`, whatever else is told or sent. `over`: what makes it pointless. `ends`: the end of a state
    that it begins. `kept`: what also means its `done`."""

    says: str
    words: tuple[str, ...]
    event: tuple[str, ...]
    anchor: str
    done: tuple[str, ...]
    acknowledged: tuple[str, ...]
    unless: str
    all: bool = False
    alone: bool = False
    over: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    kept: str = ""


class Sayings(NamedTuple):
    """What may be written under "from when" and under "done by", and the words of officers for what neither knows.
    `about`: the subjects that a document's title can give to its rows; `only`: the tags of cases for which alone a row
    holds. `small`: words that say nothing of from when it counts; `received`: those of something that comes in."""

    when: tuple[Saying, ...]
    done: tuple[Saying, ...]
    about: tuple[Saying, ...]
    only: tuple[Saying, ...]
    tongue: Tongue
    small: frozenset[str] = frozenset()
    received: frozenset[str] = frozenset()

    def in_officers_words(self, text: str) -> str:
        """The event that an officer calls so, with what the words say besides; empty where none or several are."""
        phrase = self.tongue.meant(text)
        if phrase is None:
            return ""
        conditions = ";".join(f"{name}={value}" for name, value in phrase.fields.items())
        return f"{phrase.event}[{conditions}]" if conditions else phrase.event


class Promise(NamedTuple):
    """A promise as it was understood: the lines of its rule and of its step, if it has one of its own. `choices`: what
    was left open, and how it was taken. `wanting`: what could not be understood; then there is no rule. `kind`:
    the kind of request of the authority's own that it begins with, if it does. `passed`: the words of "from when" that
    say nothing that was understood: whoever reads the promise back must see that they are not in it."""

    answers: Answers
    id: str
    lines: tuple[str, ...]
    choices: tuple[str, ...]
    wanting: tuple[str, ...]
    step: str = ""
    kind: str = ""
    passed: tuple[str, ...] = ()

    def renamed(self, id: str) -> Promise:
        """The same under another id, where one of its own is taken."""
        lines = (
            line.replace(f'"{self.id}"', f'"{id}"').replace(f"{self.id}-done", f"{id}-done") for line in self.lines
        )
        return self._replace(id=id, lines=tuple(lines), step=f"{id}-done" if self.step else "")


def read_phrases(events: Mapping[str, EventType]) -> Sayings:
    """The phrases that come with the program, of events that the law in use has."""
    table = toml.whole(disk.read_package(HERE / "phrases.toml"), "phrases.toml")
    assert not isinstance(table, Problem), table
    read = {key: [_phrase(each) for each in table.tables(key)] for key in ("when", "done", "about", "only")}
    known = {
        key: tuple(phrase for phrase in those if all(text.partition("[")[0] in events for text in phrase.event))
        for key, those in read.items()
    }
    small, received = (frozenset(table.texts(key)) for key in ("small", "received"))
    return Sayings(**known, tongue=Tongue(events, synonym.phrases()), small=small, received=received)


def _phrase(table: Table) -> Saying:
    return Saying(
        table.text("says"),
        table.texts("words"),
        table.texts("event"),
        table.text("anchor"),
        table.texts("done"),
        table.texts("acknowledged"),
        table.text("unless"),
        table.flag("all"),
        table.flag("alone"),
        table.texts("over"),
        table.texts("ends"),
        table.text("kept"),
    )


def fitting(text: str, phrases: Sequence[Saying]) -> list[Saying]:
    """The phrases that a text may mean: those with the most words of which it holds all."""
    said = text.lower()
    found = [
        phrase
        for phrase in phrases
        if all(re.search(word, said) for word in phrase.words)
        and not (phrase.unless and re.search(phrase.unless, said))
    ]
    most = max((len(phrase.words) for phrase in found), default=0)
    return [phrase for phrase in found if len(phrase.words) == most]


def understand(
    answers: Answers,
    pack: str,
    phrases: Sayings,
    events: Mapping[str, EventType],
    title: str = "",
    terms: str = "",
    kinds: Collection[str] = (),
) -> Promise:
    """One promise as a rule, or what of it cannot be understood. `title`: of the document, which may say what all its
    rows are about. `terms`: the calendar whose terms are meant. `kinds`: the kinds of request that other rows begin
    with, one of which may keep this promise."""
    id = _id(answers.what, pack)
    wanting = [] if answers.what.strip() else ["nothing says what is promised"]
    length = length_of(answers.long)
    wanting += _no_length(answers.long, length, terms)
    before = _counts_back(answers, length)
    only, text = _for_some(answers, phrases, wanting)
    text = _beginning(answers.long, text, length, phrases, events, wanting)
    ends = _until(answers.long, length, pack, phrases, events, wanting)
    subject = _subject(text, title, phrases)
    kind = "" if before or OWN_STEP.match(text) else own_kind(text, phrases, events, subject)
    own = _own_step(text, pack, events, before) or (_kind_of_request(kind, events) if kind else None)
    own = own or (None if before else _answer_to_one(text, kinds, events))
    when = own or _meant(f"{'before ' if before else ''}{text}", phrases, events, wanting, subject)
    if before and when is not None and not when.anchor and length is not None and not length.school_year:
        wanting.append(f'from when: "{answers.when}" {KNOWN_TOO_LATE}')
    if wanting or when is None or length is None:
        return Promise(answers, id, (), (), tuple(wanting))
    choices = [*length.choices, *only.choices]
    choices += [f"a kind of request of your own: begin it with sendclock new REF --kind {kind}"] if kind else []
    choices += [f"counted from {when.says}"] if when.anchor.startswith(LATER) else []
    choices += [f"record when it is arranged, with {when.anchor}=DATE"] if own and before else []
    kept = _done(answers, when, phrases, events, id, choices, title, kinds)
    if set(kept.events) & set(when.event) and not length.again:
        wanting.append(f'from when: "{answers.when}" is what keeps it as well. Say what comes before that')
        return Promise(answers, id, (), (), tuple(wanting))
    anchor = _of_the_calendar(length.school_year, terms) or when.anchor
    ends = [*when.ends, *ends]
    of_a_team = events[when.event[0].partition("[")[0]].group == "team"
    who = _who(answers.who)
    lines = ["[[rule]]", f"id = {quoted(id)}", f"title = {quoted(_title(answers.what))}"]
    lines += [f"who = {quoted(who)}"] if who else []
    lines += ['kind = "window"'] if _is_theirs(answers) else []
    lines += [f"starts_on = {_list(when.event)}"]
    lines += [f"anchor = {quoted(anchor)}"] if anchor else []
    lines += [f"if = {_list(only.conditions)}"] if only.conditions else []
    lines += length.lines(before)
    lines += [f"met_by{'_all' if kept.all else ''} = {_list(kept.events)}"]
    lines += [f"spent_by = {_list(when.over)}"] if when.over else []
    lines += [f"ends_with = {_list([*ends, *_closings(events)])}"] if ends else []
    lines += ['scope = "team"', 'repeats = "first"'] if of_a_team else []
    lines += ["usually = true"] if length.usually or re.search(USUALLY, answers.what.lower()) else []
    lines += [f"page = {quoted(answers.page)}"] if answers.page else []
    lines += [f"choice = {quoted('; '.join(choices))}"] if choices else []
    passed = () if own else _passed_over(text, when, subject, phrases.small)
    return Promise(answers, id, tuple(lines), tuple(choices), (), kept.step, kind, passed)


def _closings(events: Mapping[str, EventType]) -> list[str]:
    """What ends every case."""
    return [id for id, kind in events.items() if Act.CLOSED in kind.roles]


def _until(
    long: str,
    length: Length | None,
    pack: str,
    phrases: Sayings,
    events: Mapping[str, EventType],
    wanting: list[str],
) -> list[str]:
    """What ends a promise that comes again and again: `every 4 weeks until the plan is final`; or a step of the
    authority's own: `until own step: a place is found`."""
    found = re.search(r"\b(?:until|till|unless|whilst|while|as long as)\s+(.+)$", long.lower())
    if found is None or length is None or length.fixed or (length.school_year and _TERM.search(found[1])):
        return []
    step = _own_step(found[1], pack, events, before=False)
    meant = [step] if step else fitting(found[1], phrases.done)
    if found[0].startswith(("until", "till")) and len(meant) == 1:
        return list(meant[0].event)
    how = 'Write "until own step: " before what ends it, or ends_with = ["EVENT", "case-closed"] in the rule'
    wanting.append(f'how long: "{found[0]}" says when it ends, and was not understood. {how}')
    return []


KNOWN_TOO_LATE = (
    "is a day that is known only once it has come, so nobody can count back from it. Name the meeting, hearing or "
    'limit before which it is; or write the rule by hand, with anchor = "first-known:met:RULE,due:RULE"'
)


def _of_the_calendar(point: str, terms: str) -> str:
    """`half-term-end:schools:autumn`; empty of no day of the school year."""
    kind, colon, season = point.partition(":")
    return f"{kind}:{terms}{colon}{season}" if point else ""


OWN_STEP = re.compile(r"^\s*(?:before )?(?:our )?own step\s*:\s*(.+)$", re.IGNORECASE)


def _own_step(text: str, pack: str, events: Mapping[str, EventType], before: bool) -> Saying | None:
    """`own step: a short break starts`: what no event says, recorded as a step of the authority's own. What is `before`
    it counts from the day it is planned for."""
    found = OWN_STEP.match(text)
    if found is None:
        return None
    tick = next((name for name, kind in events.items() if Act.STEP_DONE in kind.roles), "")
    ahead = (field.name for field in events[tick].fields.values() if field.ahead)
    return Saying(found[1], (), (f"{tick}[step={_id(found[1], pack)}]",), next(ahead, "") if before else "", (), (), "")


def _is_theirs(answers: Answers) -> bool:
    """A time that is the family's: nobody of the authority is late when it is over."""
    return bool(re.search(THEIR_RIGHT, _who(answers.who).lower()))


def _counts_back(answers: Answers, length: Length | None) -> bool:
    """Whether it is counted back from what stands under "from when"."""
    if length is not None and (length.fixed or length.school_year):
        return length.back
    when = re.sub(r"\bbefore (?:claim|action)\b|\bnotice\b", "", answers.when.lower())
    return bool(re.search(BACK, f"{answers.long.lower()} {when}"))


def _no_length(text: str, length: Length | None, terms: str) -> list[str]:
    """Why no length was found, and what to write instead."""
    if length is not None and (terms or not length.school_year):
        return []
    said = text.lower()
    why = "is no length such as 5 working days, 48 hours or 2 weeks before"
    if length is not None:
        why = "needs a calendar with terms: add [calendars.NAME] with terms to sendclock.toml"
    elif re.search(r"\bnext (?:available )?(?:panel|meeting)", said):
        why = 'is the day of a panel: write the rule by hand, with within = "0d" and panel = { name = "NAME" }'
    elif re.search(TWO_LIMITS, said):
        why = "says two limits: write a row for each; the earlier of them binds"
    elif _LENGTH.search(said) and _says_several(said):
        why = "says two lengths: write a row for each"
    return [f'how long: "{text}" {why}']


def _is_own_day(saying: Saying, events: Mapping[str, EventType]) -> bool:
    """Whether it counts from a day that is the event's own unless another is given."""
    field = events[saying.event[0].partition("[")[0]].fields.get(saying.anchor)
    return field is not None and field.own


def _beginning(
    long: str,
    when: str,
    length: Length | None,
    phrases: Sayings,
    events: Mapping[str, EventType],
    wanting: list[str],
) -> str:
    """From when it counts. `within 24 hours of returning to the office` says it under "how long": that counts where
    nothing else is said; where something else is, one of the two is wrong."""
    said = " ".join(long.split())
    size = _LENGTH.search(said.lower())
    tail = re.sub(r",? (?:by \S+( ?[ap]m)?|until .+)$", "", said[size.end() if size else 0 :])
    after = re.search(r"\b(?:of|after|from|following|(before|prior to))\s+(.+)$", tail, re.IGNORECASE)
    if length is None or after is None or length.fixed or length.school_year or length.weekday:
        return when
    said = after[2]
    if re.match(r"weeks? \d", said.lower()):
        return when  # by the end of week 16
    if not when.strip():
        return said
    of_no_weight = phrases.small | phrases.received | ARRIVES | LEFT_OUT
    content = [word for word in re.findall(r"[a-z]{3,}", said.lower()) if word not in of_no_weight]
    other = [word for word in content if not re.search(word[:5], when.lower())]
    if after[1]:
        ahead = f"{_subject(said, when, phrases)} {said}".strip()
        found = fitting(f"before {ahead}", phrases.when) if other else []
        return ahead if len(found) == 1 and found[0].anchor else when
    both = fitting(f"{when}, {said}", phrases.when)
    alike = [{phrase.event for phrase in fitting(text, phrases.when)} for text in (said, when)]
    if alike[0] and alike[0] == alike[1]:
        return when  # one thing in two wordings
    if other and len(both) == 1 and _is_own_day(both[0], events):
        return f"{when}, {said}"  # the second takes the place of the first where there is one, and is that day else
    if other:
        wanting.append(f'how long: "{after[0]}" is another beginning than "{when}". Write it under "from when"')
    return when


class Only(NamedTuple):
    """For which cases alone a row holds: the conditions of its rule, and how they were taken."""

    conditions: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


_TAGGED = re.compile(r"\b(?:for |in )?(?:cases? )?(?:(not )?tagged|with(out)? the tag) \"?([a-z0-9][a-z0-9-]*)\"?")
_YEARS = re.compile(r"\b(?:in |for )?years? (?:groups? )?(\d{1,2}(?:(?:, ?| and | or | ?& ?)(?:year )?\d{1,2})*)\b")
_UNITS_AFTER = r"(?!\d|s?[\s-]*(?:working|school|calendar|clear|days?|weeks?|months?|hours?|years? old))"
_AGES = (
    (re.compile(r"\b(?:for )?(?:those )?(?:aged )?(\d{1,2})(?: years)? (?:and|or) (?:over|above|older)\b"), ">="),
    (re.compile(rf"\b(?:for )?(?:those )?(?:aged )?(?:over|above) (\d{{1,2}}){_UNITS_AFTER}s?\b"), ">="),
    (re.compile(rf"\b(?:for )?(?:those )?(?:aged )?under (\d{{1,2}}){_UNITS_AFTER}s?\b"), "<"),
)
_POSSIBLE = (
    r"(?:if|where|wherever|when|whenever)(?: (?:it|this) is)? (?:possible|practicable|available|appropriate|needed)"
)
_IF = re.compile(r",?\s*\b(?:if|unless|except|where|in cases? (?:where|when|of))\b.+$")


def _for_some(answers: Answers, phrases: Sayings, wanting: list[str]) -> tuple[Only, str]:
    """The cases for which alone it is promised (with a tag, of a year group, of an age), and from when without that: a
    condition passed over in silence would bind every case. One that nobody can ask of a case is named as wanting."""
    said = " ".join((answers.when, answers.long, answers.what)).lower()
    conditions, choices, text = [], [], answers.when
    for tag in fitting(said, phrases.only):
        words = rf"\b(?P<no>(?:is |are )?not |non-|unless |less |non )?(?:{tag.words[0]})\b( cases?\b)?"
        found = re.search(words, said)
        if found:
            conditions.append(f"tag{'!' if found['no'] else ''}={tag.says}")
            choices.append(f"for cases {'without' if found['no'] else 'with'} the tag {tag.says}")
            text = re.sub(words, "", text, flags=re.IGNORECASE)
            break
    for tagged in _TAGGED.finditer(said):
        no = bool(tagged[1] or tagged[2])
        conditions.append(f"tag{'!' if no else ''}={tagged[3]}")
        choices.append(f"for cases {'without' if no else 'with'} the tag {tagged[3]}")
    years = _YEARS.search(said)
    if years:
        conditions.append(f"year-group={','.join(re.findall(chr(92) + 'd+', years[1]))}")
        choices.append(f"for {years[0].strip().removeprefix('for ')}, by the date of birth")
    for pattern, op in _AGES:
        aged = pattern.search(said)
        if aged:
            conditions.append(f"age{op}{aged[1]}")
            choices.append(f"for those {'under ' if op == '<' else ''}{aged[1]}{'' if op == '<' else ' and over'}")
            break
    for pattern in (_TAGGED, _YEARS, *(pattern for pattern, _ in _AGES)):
        text = re.sub(pattern.pattern, "", text, flags=re.IGNORECASE)
    unasked = _IF.search(re.sub(_POSSIBLE, "", text.lower()))
    if unasked:
        how = "Give such cases a tag, and write instead: for cases tagged THAT-TAG"
        wanting.append(f'from when: "{unasked[0].strip(" ,")}" is a condition that was not understood. {how}')
    return Only(tuple(conditions), tuple(choices)), text.strip(" ,")


def _subject(text: str, title: str, phrases: Sayings) -> str:
    """What a row is about, if its document's title says it and the row itself does not."""
    found = fitting(title, phrases.about)
    if len(found) != 1 or found[0] in fitting(text, phrases.about):
        return ""
    return re.sub(r" stage \d$", "", found[0].says) if re.search(r"\bstage\b", text.lower()) else found[0].says


ANSWER = r"\b(answer|repl(y|ied)|respon|outcome|decision|approv|agreed|refus|reject|grant|award)"
_REQUEST = r"\b(requests?|requested|applications?|applied|referrals?|referred|asked for|asks? for)\b"
_OBJECTION = r"\b(appeals?|concerns?|objections?|challenges?|disputes?)\b"
_COMES_IN = r"\bask|request|wish|comes? in|\bregist|\bcomplain|\bstage\b|\btravel|\btold\b"
_IS_ASKED = r"\b(requests?|requested|referrals?|referred|asked for|asks? for|applied)\b"
_AGAINST = r"\b(?:of|about|against|with|on|to)\s+(?:the|our|a|an|your|their|its|this|that)\s+(?:[\w-]+\s+){0,2}?"


def own_kind(text: str, phrases: Sayings, events: Mapping[str, EventType], subject: str = "") -> str:
    """The name of a kind of request of the authority's own, where a request is meant that no phrase and no event knows:
    `personal budget requested` is a personal-budget."""
    said = f"{subject} {text}".strip().lower()
    asked = re.search(rf"{_REQUEST}|{_OBJECTION}|\bcomplain", text.lower())
    if not asked or said.partition("[")[0].strip() in events or _is_of_a_request(said, fitting(said, phrases.when)):
        return ""
    said = re.sub(rf"{_AGAINST}(?:decisions?|outcomes?|response|answer|reply)\b", " ", said)
    if re.search(rf"{ANSWER}|\bissued\b", said) or phrases.in_officers_words(said):
        return ""
    words = [w for w in re.findall(r"[a-z0-9]{2,}|\d", re.sub(_REQUEST, " ", said)) if w not in LEFT_OUT | ARRIVES]
    words = [word for word in words if word != "about"]
    words = [word for word in words if word not in ("you", "your", "us", "we")]
    return "-".join(list(dict.fromkeys(words))[:6])


def _is_of_a_request(said: str, found: Sequence[Saying]) -> bool:
    """Whether what a text was taken for is something that is asked for or comes in. `An early review is requested` is
    no review held."""
    return any(re.search(_COMES_IN, saying.says) for saying in found) or bool(found and not re.search(_IS_ASKED, said))


def _kind_of_request(kind: str, events: Mapping[str, EventType]) -> Saying:
    """A request of that kind comes in, and is answered, as any enquiry is."""
    begins = next(type_ for type_ in events.values() if Act.MATTER in type_.roles and _names_kinds(type_))
    over = next(t for t in events.values() if Act.MATTER_OVER in t.roles and t.matter == begins.matter)
    step = [t.id for t in events.values() if Act.MATTER_STEP in t.roles and t.matter == begins.matter]
    return Saying(kind, (), (f"{begins.id}[kind={kind}]",), "", (over.id,), (*step, over.id), "")


def _answer_to_one(text: str, kinds: Collection[str], events: Mapping[str, EventType]) -> Saying | None:
    """The answer to a request of the authority's own, with which another row begins: `the EOTAS decision is
    received`."""
    said = set(re.findall(r"[a-z0-9]+", text.lower()))
    near = sorted((kind for kind in kinds if said >= set(kind.split("-"))), key=lambda kind: -len(kind.split("-")))
    if not near or not re.search(ANSWER, text.lower()):
        return None
    over = _kind_of_request(near[0], events).done[0]
    received = "received" if re.search(r"\breceiv|\breceipt", text.lower()) else ""
    anchor = received if received in events[over].fields else ""
    return Saying(text, (), (f"{over}[kind={near[0]}]",), anchor, (), (), "")


def _names_kinds(type_: EventType) -> bool:
    field = type_.fields.get("kind")
    return field is not None and not field.choices


def _meant(
    text: str, phrases: Sayings, events: Mapping[str, EventType], wanting: list[str], subject: str
) -> Saying | None:
    """The one event from which it counts; one of the vocabulary may be named outright. What fits only with the subject
    of the document is meant of that."""
    typed = text.removeprefix("before ").strip()
    named = events.get(typed.partition("[")[0])
    if named is not None:
        ahead = named.arranges.day if named.arranges is not None and text.startswith("before ") else ""
        return Saying(typed, (), (typed,), ahead, (), (), "")
    alone, found = (fitting(said, phrases.when) for said in (text, f"{subject} {text}"))
    if not found or (alone and len(found[0].words) == len(alone[0].words)):
        found = alone  # the subject adds nothing
    by_channel = _by_several_channels(text, found, phrases)
    if by_channel or len(found) == 1:
        return by_channel or found[0]
    if found:
        either = "; or ".join(phrase.says for phrase in found)
        wanting.append(f'from when: "{typed}" may mean {either}. Say more of it')
        return None
    if not typed:
        wanting.append(
            "from when: nothing is said. On which days a panel meets stands in sendclock.toml ([panels.NAME])"
        )
        return None
    event = phrases.in_officers_words(typed)
    if event:
        return Saying(typed, (), (event,), "", (), (), "")
    own = 'or, for what no event says, write "own step: " before it'
    if re.search(LATE, typed.lower()):
        own = 'or, of what follows a limit that was missed, write a [[reminder]] of that rule, with at = "1wd after"'
    wanting.append(f'from when: "{typed}" was not understood. See: sendclock pack words; or name an event; {own}')
    if subject and re.search(ANSWER, typed.lower()):
        wanting.append('if another row promises that answer, write this one by hand, with anchor = "met:" and its id')
    return None


_CHANNEL = re.compile(r"^([a-z-]+)\[channel=([a-z,-]+)\]$")


def _by_several_channels(text: str, found: Sequence[Saying], phrases: Sayings) -> Saying | None:
    """`a letter or an e-mail comes in`: one that holds for each of the ways it names."""
    if not found:
        return None
    heads = {saying.event[0].partition("[")[0] for saying in found}
    ways = [
        (s, m) for s in phrases.when if len(s.words) == 1 and fitting(text, [s]) and (m := _CHANNEL.match(s.event[0]))
    ]
    if len(heads) != 1 or any(found[0].anchor or way[1] not in heads for _, way in ways) or not ways:
        return None
    if not all(_CHANNEL.match(s.event[0]) or "[" not in s.event[0] for s in found):
        return None
    channels = ",".join(dict.fromkeys(word for _, way in ways for word in way[2].split(",")))
    words = tuple(word for saying, _ in ways for word in saying.words)
    says = "; ".join(saying.says for saying in (*found, *(saying for saying, _ in ways)))
    return ways[0][0]._replace(says=says, words=words, event=(f"{heads.pop()}[channel={channels}]",))


def _passed_over(text: str, when: Saying, subject: str, of_no_weight: Collection[str]) -> tuple[str, ...]:
    """The words of "from when" that neither what was understood nor the small words of the language account for, those
    that stand together as one."""
    if not when.words:
        return ()
    said = text.lower()
    known = {word[:5] for word in re.findall(r"[a-z]+|\d+", f"{when.says} {subject}".lower())}
    patterns = [*when.words, *([_IS_ASKED] if re.search(_COMES_IN, when.says) else [])]
    covered = {n for pattern in patterns for m in re.finditer(pattern, said) for n in range(*m.span())}
    runs: list[str] = []
    joins = False
    for word in re.finditer(r"[a-z]+(?:['\u2019-][a-z]+)*|\d+", said):
        small = word[0] in LEFT_OUT | ARRIVES or word[0] in of_no_weight or word[0][:5] in known
        if small or covered & set(range(*word.span())):
            joins = False
            continue
        runs = [*runs[:-1], f"{runs[-1]} {word[0]}"] if joins else [*runs, word[0]]
        joins = True
    return tuple(runs)


TWO_LIMITS = r"\bwhichever\b|\bor (?:by|at|before) (?:the )?(?:end|start|beginning)\b"
LATE = r"\b(late|missed|overdue|no reply|no response|not replied|heard nothing)\b"
THEIR_RIGHT = (
    r"famil|parent|carer|complainant|young pe|applicant|appellant"  # a time that is theirs closes; nobody is late
)
ACKNOWLEDGED = ("acknowledg", "confirmation")  # an answer is more than that
RECEIPT = "|".join((*ACKNOWLEDGED, "confirm", "receipt"))
GENERIC = r"repl(y|ied)|respon|answer|outcome|decision (sent|made)|same|done|\bviews?\b|comments|^$"


class Keeping(NamedTuple):
    """The events that keep a promise: any of them, or `all`. `step`: the step of its own that one of them ticks."""

    events: tuple[str, ...]
    step: str = ""
    all: bool = False


def _done(
    answers: Answers,
    when: Saying,
    phrases: Sayings,
    events: Mapping[str, EventType],
    id: str,
    choices: list[str],
    title: str,
    kinds: Collection[str] = (),
) -> Keeping:
    """What keeps the promise; where nobody can say by which event, a step of its own, which is asked for by name."""
    text = answers.done.strip().lower()
    if OWN_STEP.match(text):
        return _ticked(id, events, choices)
    if _is_theirs(answers):
        asked = _asked_by_them(text, kinds, events)
        if asked or _told(when.done, events):
            return asked or _ticked(id, events, choices)
    if text.partition("[")[0] in events:
        return Keeping((answers.done.strip(),))
    receipt = re.search(RECEIPT, f"{text} {'' if text else answers.what.lower()}")
    if receipt and when.acknowledged:
        return Keeping(when.acknowledged)
    if receipt and receipt.group() in ACKNOWLEDGED and _of_a_matter(when, events):
        return _ticked(id, events, choices)
    said = f"{_subject(text, f'{title} {answers.when}', phrases)} {text}"
    near = [s for s in fitting(said, phrases.done) if _group(s, events) == _group(when, events) != _own_group(events)]
    if text and len(near) == 1 and not (when.kept and re.search(when.kept, text)):
        return Keeping(near[0].event, all=near[0].all)
    if _as_usual(when, text, bool(near), events):
        return Keeping(when.done)
    called = _as_officers_call_it(text, when, phrases, events)
    if called:
        return Keeping(called)
    found = fitting(said if text else answers.what, phrases.done)
    if _plays(when.event[0], Act.PANEL_LISTED, events) and re.search(r"\bshare|\bcirculat|\bread\b", said):
        found = []  # with the members of the panel, and not with the family
    if len(found) == 1 and not (re.search(r"\ball\b", text) and _one_each(found[0], events)):
        return Keeping(found[0].event, all=found[0].all)
    return _ticked(id, events, choices)


def _as_officers_call_it(text: str, when: Saying, phrases: Sayings, events: Mapping[str, EventType]) -> tuple[str, ...]:
    """The event that officers call so; as a phrase has it, where that says to whom as well."""
    called = phrases.in_officers_words(text)
    if not called or (_plays(when.event[0], Act.PANEL_LISTED, events) and _plays(called, Act.REVIEW_STEP, events)):
        return ()
    fuller = [p.event for p in fitting(text, phrases.done)]
    alike = [each.partition("[")[0] for event in fuller for each in event] == [called.partition("[")[0]]
    return fuller[0] if len(fuller) == 1 and alike else (called,)


def _asked_by_them(text: str, kinds: Collection[str], events: Mapping[str, EventType]) -> Keeping | None:
    """What the family does in its time, where another row begins with just that: a request of the authority's own."""
    said = set(re.findall(r"[a-z0-9]{3,}", text))
    near = [kind for kind in kinds if said & set(kind.split("-"))]
    asked = re.search(rf"{_REQUEST}|{_OBJECTION}|\bwrit", text)
    return Keeping(_kind_of_request(near[0], events).event) if asked and len(near) == 1 else None


def _as_usual(when: Saying, text: str, near: bool, events: Mapping[str, EventType]) -> bool:
    """Whether it is kept by what usually keeps what began so; not where something near it is meant."""
    if (when.kept and re.search(when.kept, text)) or (not near and _is_called(when.done, text)):
        return True
    if "[kind=" in when.event[0] and re.search(r"\b(panel|meeting|hearing|visit)", text):
        return False  # a step on the way to the answer
    return bool(when.done) and bool(re.search(GENERIC, text) or _of_a_matter(when, events))


def _is_called(done: Sequence[str], text: str) -> bool:
    """Whether a text has a word of what usually keeps it: `review held`, of `direct-payments-reviewed`."""
    words = {word[:5] for word in re.findall(r"[a-z]{5,}", text)}
    return any(word[:5] in words for each in done for word in each.partition("[")[0].split("-") if len(word) >= 5)


def _plays(text: str, act: Act, events: Mapping[str, EventType]) -> bool:
    return act in events[text.partition("[")[0]].roles


def _told(done: Sequence[str], events: Mapping[str, EventType]) -> bool:
    """Whether what usually keeps it is the authority telling the family: no act of theirs."""
    return any(Act.CONTACT in events[each.partition("[")[0]].roles for each in done)


def _ticked(id: str, events: Mapping[str, EventType], choices: list[str]) -> Keeping:
    """Kept by a step of its own."""
    step = f"{id}-done"
    tick = next((name for name, kind in events.items() if Act.STEP_DONE in kind.roles), "")
    choices.append(f"nothing in a case file says that this was done: tick it with {tick} step={step}")
    return Keeping((f"{tick}[step={step}]",), step)


def _of_a_matter(when: Saying, events: Mapping[str, EventType]) -> bool:
    """Whether what begins it is kept by its own kind of event alone: a complaint by its answer, whoever is called."""
    return when.alone or bool(when.done and events[when.event[0].partition("[")[0]].matter)


def _one_each(saying: Saying, events: Mapping[str, EventType]) -> bool:
    """Whether it happens once for each party: then the first of them does not say that all have come."""
    field = events[saying.event[0].partition("[")[0]].fields.get("party")
    return field is not None and field.required


def _group(saying: Saying, events: Mapping[str, EventType]) -> str:
    return events[saying.event[0].partition("[")[0]].group


def _own_group(events: Mapping[str, EventType]) -> str:
    """The group of the events of local practice, of which any may keep any promise."""
    return next(kind.group for kind in events.values() if Act.STEP_DONE in kind.roles)


# --- how long


WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
BACK = r"\bnotice\b|\bbefore\b|\bprior\b|in advance|\bprevious\b"
USUALLY = r"\b(usually|normally|aim|endeavour|try|where possible|wherever possible)"
SHORT = {"working day": "wd", "school day": "sd", "day": "d", "week": "w", "month": "m", "hour": "h"}
MANY = {
    "working week": (5, "wd"),
    "school week": (5, "sd"),
    "year": (12, "m"),
    "fortnight": (2, "w"),
    "quarter": (3, "m"),
}
OFTEN = {
    "daily": "1d",
    "weekly": "1w",
    "fortnightly": "2w",
    "monthly": "1m",
    "quarterly": "3m",
    "annually": "12m",
    "yearly": "12m",
}
_NUMBER = r"(?:\d{1,3}|a couple of|an?|the next|next|the following|" + "|".join(WORDS) + r")"
_LENGTH = re.compile(
    rf"\b({_NUMBER})\s*(?:\(\d+\)\s*)?"
    r"(clear |calendar )?(working|school|term-time)?[\s-]*(day|week|month|hour|hr|fortnight|year|quarter)s?\b"
)
_RANGE = re.compile(rf"\b(?:between )?({_NUMBER}) ?(?:to|-|or|and) ?(?={_NUMBER}\b)")
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
LAST_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTH = "|".join(MONTH_NAMES)
WEEKDAYS = "|".join(MONDAY_TO_SUNDAY)
_BY_DATE = re.compile(
    r"\b(?P<how>on or before|on|by|before|no later than|not later than|until) (?:the )?"
    rf"(?:(?P<end>end of )|(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?)"
    rf"(?P<month>{_MONTH})\b(?: (?P<year>\d{{4}}))?(?! half)"
)
_OF_A_MONTH = re.compile(rf"\b(?:(?P<place>\w+) )?(?P<day>{WEEKDAYS}) (?:in|of) (?P<month>{_MONTH})\b")
_ON_DATE = re.compile(
    rf"(?P<how>)(?P<end>)(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH})(?: (?P<year>\d{{4}}))?"
)
_IN_MONTHS = re.compile(rf"\b(?:in|during) (?P<first>{_MONTH})(?: ?(?:or|and|to|-|/) ?(?P<last>{_MONTH}))?\b(?! half)")
ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)|" + "|".join(ORDINALS[1:])
_DAY_NUMBERED = re.compile(
    rf"\b(?P<place>{_ORDINAL}) (?P<kind>working|school|calendar)?\s?day\b(?: (?P<from>of|from|after|following))?"
)
_WEEKDAY = re.compile(
    rf"\b(?:(?P<place>{_ORDINAL}) )?(?P<back>previous |preceding )?(?P<on>following |next )?(?P<day>{WEEKDAYS})\b"
    r"(?P<before> (?:before|prior|of the (?:week before|previous week|preceding week)))?"
    r"(?P<after> (?:after|of the (?:week after|next week|following week)))?"
)


class Length(NamedTuple):
    """How long, as a pack says it. `opens`: the first week of a window; `earliest`: the earlier of two limits. `fixed`:
    a day of every year (`05-31`), or of one. `weekday`: on to, or back to, that day. `school_year`: counted from that
    day of it, whatever begins it (`half-term-end`, `term-end:autumn`). `back`: counted back from there. `first_day`:
    whether the day it begins is counted as the first, where that is not left open."""

    text: str
    again: bool = False
    usually: bool = False
    opens: int = 0
    last: int = 0
    choices: tuple[str, ...] = ()
    cutoff: str = ""
    earliest: str = ""
    fixed: str = ""
    weekday: str = ""
    first_day: str = ""
    school_year: str = ""
    back: bool = False

    def lines(self, before: bool) -> list[str]:
        """The keys of its rule; counted back, the earlier limit is the longer."""
        if self.opens:
            return [f"count = {self.last}", 'unit = "week"', f"opens_week = {self.opens}"]
        if self.fixed:
            weekday = [f"weekday = {quoted(self.weekday)}"] if self.weekday else []
            return ['direction = "fixed"', f"count = {quoted(self.fixed)}", *weekday]
        first, last = (self.text, self.earliest) if before and self.earliest else (self.earliest, self.text)
        lines = [f"opens = {quoted(first)}"] if first else []
        lines += [f"{'before' if before else 'within'} = {quoted(last)}"]
        lines += [f"first_day = {quoted(self.first_day)}"] if self.first_day else []
        lines += [f"weekday = {quoted(self.weekday)}"] if self.weekday else []
        lines += [f"cutoff = {quoted(self.cutoff)}"] if self.cutoff else []
        return lines + (["again = true"] if self.again else [])


def length_of(text: str) -> Length | None:
    """`5 working days`, `48 hours`, `the end of the next working day`, `weeks 7 to 12`, `6 to 8 weeks`,
    `every 14 days`, `by 31 May`, `the Thursday before`; None where no length is said."""
    said = " ".join(text.lower().replace("\u2013", "-").split())
    if re.search(TWO_LIMITS, said):
        return None
    again = bool({"every", *OFTEN} & set(re.findall("[a-z]+", said))) or "once a" in said
    usually = bool(re.search(USUALLY, said))
    times = re.search(rf"\b(?:(twice)|({_NUMBER}) times) (?:an?|each|every|per|in a) (\w+)", said)
    if times:
        parts = 2 if times[1] else _number(times[2])
        return Length(f"{12 // parts}m", True, usually) if times[3] == "year" and 12 % max(parts, 1) == 0 else None
    short = re.fullmatch(r"(\d{1,3})\s?(wd|sd|wh|d|w|m|h)(?: before| after)?(?:,? by .*)?", said)
    if short:
        return Length(f"{short.group(1)}{short.group(2)}", again, usually, cutoff=_hour_of(said))
    said = _in_open_days(said)
    if re.search(r"\bexclud|\bnot (?:including|counting)\b|\bexcept\b", said):
        return None  # days are left out that no calendar of ours leaves out
    in_the_year = _of_the_school_year(said)
    if in_the_year:
        return in_the_year._replace(again=in_the_year.again or again, usually=usually)
    found = _in_weeks(said, again, usually) or _by_a_day(said) or _on_a_day_numbered(said)
    if found:
        return found._replace(usually=usually)
    if re.search(r"\bsame (working )?day\b", said) and not re.search(r"\bnext (working )?day\b", said):
        return Length("0d", again, usually, choices=("on the day itself",))
    counted = _counted(said)
    return counted._replace(again=again, usually=usually) if counted else None


def _in_weeks(said: str, again: bool, usually: bool) -> Length | None:
    """`weeks 7 to 12` and `in week 12`, which are windows; `by week 6`."""
    weeks = re.search(r"weeks? (\d{1,2}) ?(?:to|-|and|until|&) ?(?:week )?(\d{1,2})", said)
    if weeks:
        return Length("", False, usually, int(weeks.group(1)), int(weeks.group(2)))
    in_week = re.search(r"\b(in|during) week (\d{1,2})\b", said)
    if in_week:
        return Length("", False, usually, int(in_week[2]), int(in_week[2]))
    by_week = re.search(r"\bweek (\d{1,2})\b", said)
    return Length(f"{by_week.group(1)}w", again, usually) if by_week else None


def _by_a_day(said: str) -> Length | None:
    """`by 31 May`, `by the end of January`, `in September or October`; `the Thursday before`, `the second Friday
    after`."""
    of_month = _OF_A_MONTH.search(said)
    if of_month:
        place = ORDINALS.index(of_month["place"]) if of_month["place"] in ORDINALS[:5] else 0
        first = f"next:{MONTH_NAMES.index(of_month['month']) + 1:02}-{7 * place - 6:02}"
        return Length("", fixed=first, weekday=of_month["day"], choices=_which("")) if place else None
    date = _BY_DATE.search(said) or _ON_DATE.fullmatch(said)
    months = _IN_MONTHS.search(said)
    if date:
        month = MONTH_NAMES.index(date["month"])
        day = int(date["day"]) if date["day"] else LAST_DAYS[month]
        if date["how"] == "before" and date["day"]:
            month, day = (month, day - 1) if day > 1 else (month - 1, LAST_DAYS[month - 1])
        if not 1 <= day <= LAST_DAYS[month]:
            return None
        last = f"{month % 12 + 1:02}-{day:02}"
        return Length(
            "", fixed=f"{date['year']}-{last}" if date["year"] else f"next:{last}", choices=_which(date["year"])
        )
    if months:
        month = MONTH_NAMES.index(months["last"] or months["first"])
        opens = f"it opens with {months['first'].capitalize()}, which is not shown"
        return Length("", fixed=f"next:{month + 1:02}-{LAST_DAYS[month]}", choices=(*_which(""), opens))
    on = _WEEKDAY.search(said)
    back = on is not None and bool(on["back"] or on["before"])
    if on is None or not (back or on["on"] or on["after"]) or _LENGTH.search(said):
        return None
    place = _place_of(on["place"] or "first")
    ordinal = on["place"] or ("last" if back else "first")
    which = f"the {ordinal} {on['day'].capitalize()} {'before' if back else 'after'} it"
    return Length(f"{7 * place - 6}d", weekday=on["day"], cutoff=_hour_of(said), choices=(which,))


def _place_of(word: str) -> int:
    return ORDINALS.index(word) if word in ORDINALS else int(re.sub(r"\D", "", word))


def _on_a_day_numbered(said: str) -> Length | None:
    """`by the sixth school day of it`, which counts the first; `the third working day after`, which does not. The fifth
    working day of the month is none."""
    found = _DAY_NUMBERED.search(said)
    if found is None or re.search(
        rf"{re.escape(found[0])} (?:the |each |every |next |following )*(?:month|term)\b", said
    ):
        return None
    unit = {"working": "wd", "school": "sd"}.get(found["kind"], "d")
    counted = found["from"] == "of" or (found["from"] is None and unit == "sd")
    choice = "the day it begins is the first of them" if counted else "the day after it begins is the first of them"
    first_day = "same-day" if counted else ""
    return Length(f"{_place_of(found['place'])}{unit}", cutoff=_hour_of(said), choices=(choice,), first_day=first_day)


SEASON_OF = {
    **dict.fromkeys(("autumn", "october", "christmas"), "autumn"),
    **dict.fromkeys(("spring", "february", "easter"), "spring"),
    **dict.fromkeys(("summer", "may", "whitsun"), "summer"),
}
_EACH = r"(?:the |that |this |each |every |a |next |following |current |school )*"
_TERM = re.compile(
    r"\b(?:(?P<edge>(?:the )?(?:end|last day|close|start|beginning|first day) of) )?"
    rf"(?P<each>{_EACH})(?:(?P<season>{'|'.join(SEASON_OF)}) )?(?:school )?(?P<half>half[- ]?)?term"
    r"(?P<holiday>[- ](?:holidays?|break|week))?\b(?! time)"
)
_TERMLY = re.compile(
    r"\b(?P<half>half[- ]?)?termly\b"
    r"|\b(?:(?:once|twice) )?(?:a|per|each|every) (?:school )?(?P<of_half>half[- ]?)?term\b"
)
_FIRST = r"\bfirst ((?:\w+ )?(?:school |working )?(?:days?|weeks?)\b)"


class _Point(NamedTuple):
    """A day of the school year, and how what was said of it was taken. `before`: the day before it is the last."""

    name: str
    choice: str
    before: bool = False


def _of_the_school_year(said: str) -> Length | None:
    """`by the end of term`, `before the October half-term`, `2 weeks after half term`, `the second Friday after half
    term`, `once a term`."""
    found, termly = _TERM.search(said), _TERMLY.search(said)
    if termly and not (found and found["edge"]):
        half = "half-" if termly["half"] or termly["of_half"] else ""
        choice = f"by the end of each {half.replace('-', ' ')}term"
        plain = not _LENGTH.search(said.replace(termly[0], "")) and "twice" not in said
        return Length("0d", again=True, choices=(choice,), school_year=f"{half}term-end") if plain else None
    if found is None or (
        re.search("next|following", found["each"]) and re.search("end|last|close", found["edge"] or "")
    ):
        return None  # that of the next term is two ends away
    rest = f"{said[: found.start()]}it{said[found.end() :]}".strip()
    point = _point_of(found, rest)
    season = SEASON_OF.get(found["season"] or "", "")
    again = bool(re.search(r"\b(?:each|every)\b", found["each"]))
    year = point.name + (f":{season}" if season else "")
    if re.fullmatch(r"(?:(?:by|before|within|at|in|on|during|no later than|until|prior to) )?it(?:,? by .*)?", rest):
        size = "1d" if point.before else "0d"
        return Length(size, again, cutoff=_hour_of(said), choices=(point.choice,), school_year=year, back=point.before)
    first = bool(re.search(_FIRST, rest))
    length = _by_a_day(rest) or _on_a_day_numbered(rest) or _counted(re.sub(_FIRST, r"\1", rest))
    joined = re.search(r"\b(?:after|before|of|from|following|prior to|in|into) it\b", rest)
    if length is None or length.fixed or point.before or not joined:
        return None
    choices = (*length.choices, point.choice)
    length = length._replace(first_day="same-day") if first else length
    return length._replace(again=again, choices=choices, school_year=year, back=bool(re.search(BACK, rest)))


def _point_of(found: re.Match[str], rest: str) -> _Point:
    """Which day of the school year is meant. Half a term ends where its holiday begins."""
    at = found["edge"] or ""
    starts = bool(re.search("start|begin|first", at))
    after = bool(re.search(r"\b(?:after|following|back|of)\b", rest)) and not at
    if not found["half"]:
        which = f"the {found['season']} term" if found["season"] else "the term in which it begins"
        if starts or after or (not at and rest.startswith("before")):
            which = which if found["season"] else "the next term"
            return _Point("term-start", f"the first day of {which}", rest.startswith("before it"))
        return _Point("term-end", f"the end of {which}")
    if at and not starts and found["holiday"]:
        return _Point("half-term-start", "the last day of the half-term holiday", before=True)
    to_come = starts and not found["holiday"] and re.search("each|every|next|following", found["each"])
    if after or to_come:
        return _Point("half-term-start", "from the first school day after the half-term holiday")
    return _Point("half-term-end", "half term ends on the last school day before its holiday")


def _which(year: str | None) -> tuple[str, ...]:
    return () if year else ("the first such day on or after the day counted from",)


def _counted(said: str) -> Length | None:
    """So many days, weeks or hours; of `6 to 8 weeks` both ends. Several lengths are none: nobody can say which is
    promised."""
    often = next((size for word, size in OFTEN.items() if word in re.findall("[a-z]+", said)), "")
    found = _LENGTH.search(said)
    if found is None:
        return Length(often) if often else None
    size = _size_of(found)
    between = _RANGE.search(said)
    earliest = ""
    if between and between.end() == found.start(1):
        earliest = f"{_number(between[1]) * (_times_of(found)[0])}{_times_of(found)[1]}"
    elif re.search(r"\bbetween\b|\d ?(-|to|or) ?\d", said):
        return None
    if not size or _says_several(said) or earliest == size:
        return None
    kind, unit = found.group(3) or "", found.group(4)
    return Length(
        size,
        choices=_left_open(unit, kind, found.group(2) or ""),
        cutoff=_hour_of(said),
        earliest=earliest,
        first_day="clear" if found.group(2) == "clear " and re.search(BACK, said) else "",
    )


def _says_several(said: str) -> bool:
    """Whether a text has more lengths than one, or a number that is none of its length: `10 working days (20 if
    complex)`."""
    if len(set(map(_size_of, _LENGTH.finditer(said)))) > 1:
        return True
    rest = said
    for known in (_HOUR, _RANGE, _LENGTH, re.compile(r"\b(?:stages?|years?(?: groups?)?|aged?|over|under) \d+")):
        rest = known.sub(" ", rest)
    return bool(re.search(r"\d", rest))


def _number(word: str) -> int:
    if word.isdigit():
        return int(word)
    return WORDS.index(word) if word in WORDS else 2 if word == "a couple of" else 1


def _times_of(found: re.Match[str]) -> tuple[int, str]:
    """What one of its units is in a pack: a working week five working days, a fortnight two weeks."""
    kind, unit = (found[3] or "").replace("term-time", "school"), found[4].replace("hr", "hour")
    words = f"{kind} {unit}".strip()
    if words == "working hour":
        return 1, "wh"
    return MANY.get(words) or (1, SHORT.get(words, ""))


def _size_of(found: re.Match[str]) -> str:
    """`5wd`; empty where a pack has no such unit."""
    times, unit = _times_of(found)
    return f"{_number(found[1]) * times}{unit}" if unit else ""


_TERM_TIME = re.compile(r"\(?\b(?:in |during |of )?term[- ]time(?: only)?\)?(?! days?| weeks?)")
_NO_WEEKENDS = re.compile(
    r"\(?\b(?:excluding|not including|not counting|except) weekends(?:,? (?:and|or) (?:bank|public) holidays)?\)?"
)


def _in_open_days(said: str) -> str:
    """`6 weeks (term time only)`, in school weeks; `5 days, excluding weekends`, in working days."""
    if _NO_WEEKENDS.search(said):
        return re.sub(r"(?<!working )\bdays?\b", "working days", _NO_WEEKENDS.sub("", said)).strip(" ,")
    if not _TERM_TIME.search(said) or re.search(r"(?:working|school)[- ](?:day|week)", said):
        return _TERM_TIME.sub("", said).strip()
    return re.sub(r"\b(days?|weeks?)\b", r"school \1", _TERM_TIME.sub("", said)).strip()


_HOUR = re.compile(r"\bby (?:(noon|midday|12 ?noon|12 ?midday)|(\d{1,2})(?:[:.](\d\d))? ?(am|pm)|(\d{1,2}):(\d\d))\b")


def _hour_of(said: str) -> str:
    """`by 4pm`, `by 9.30 am`, `by 16:00`, `by noon`: the hour of the last day; empty where none is said."""
    found = _HOUR.search(said)
    if found is None:
        return ""
    noon, hour, minutes, half, hour_24, minutes_24 = found.groups()
    if noon:
        return "12:00"
    if hour_24:
        return f"{int(hour_24):02}:{minutes_24}"
    return f"{int(hour) % 12 + 12 * (half == 'pm'):02}:{minutes or '00'}"


def _left_open(unit: str, kind: str, which: str) -> tuple[str, ...]:
    if kind == "working" and unit in ("hour", "hr"):
        return ("working hours are the 24 hours of working days",)
    if kind and unit == "week":
        days = "working" if kind == "working" else "school"
        return (f"a {days} week is five {days} days",)
    if unit in ("hour", "hr"):
        return ("hours are elapsed hours, weekends among them",)
    if unit == "day" and not kind and "calendar" not in which:
        return ("days are calendar days, the earlier reading",)
    return ()


# --- as text


def _who(text: str) -> str:
    """Empty where the authority itself is bound, as it is where nothing is said."""
    said = text.strip()
    ours = r"^(all|everybody|everyone|staff)?$"
    ours += r"|\b(we|us|council|authority|la|officers?|team|sen|send|service|directors?|business support"
    ours += r"|coordinator|panel|manager|admin\w*|clerk|case ?workers?|practitioners?|finance|legal"
    ours += r"|head of (?:send?|service|children))\b"
    return "" if re.search(ours, said.lower()) else said


def _title(text: str) -> str:
    words = " ".join(text.split()).rstrip(".")
    return words[:1].upper() + words[1:]


ARRIVES = frozenset(
    re.findall("[a-z]+", "received receipt arrives made comes sent submitted new date parent parents family")
)
LEFT_OUT = frozenset(
    re.findall("[a-z]+", "a an and at be by for from in is it its of on or our so that the their then to we will with")
)


def _id(what: str, pack: str) -> str:
    words = [word for word in re.findall(r"[a-z0-9]+", what.lower()) if word not in LEFT_OUT]
    return "-".join([pack, *words[:4]]) if words else pack


def quoted(text: str) -> str:
    """As TOML writes a text."""
    clean = "".join(c if c.isprintable() else " " for c in text)
    return '"' + clean.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _list(texts: Sequence[str]) -> str:
    return f"[{', '.join(map(quoted, texts))}]"
