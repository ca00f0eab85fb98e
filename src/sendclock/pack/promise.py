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
from collections.abc import Mapping, Sequence
from pathlib import Path

from sendclock.files import disk, toml
from sendclock.files.problem import Problem
from sendclock.files.toml import Table
from sendclock.law import synonym
from sendclock.law.role import Act
from sendclock.law.rule import EventType
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
    """What is meant by a text that holds all of `words`. `unless`: and not this. `all`: each event is needed."""

    says: str
    words: tuple[str, ...]
    event: tuple[str, ...]
    anchor: str
    done: tuple[str, ...]
    acknowledged: tuple[str, ...]
    unless: str
    all: bool = False


class Sayings(NamedTuple):
    """What may be written under "from when" and under "done by", and the words of officers for what neither knows.
    `about`: the subjects that a document's title can give to its rows; `only`: the tags of cases for which alone a row
    holds."""

    when: tuple[Saying, ...]
    done: tuple[Saying, ...]
    about: tuple[Saying, ...]
    only: tuple[Saying, ...]
    tongue: Tongue

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
    the kind of request of the authority's own that it begins with, if it does."""

    answers: Answers
    id: str
    lines: tuple[str, ...]
    choices: tuple[str, ...]
    wanting: tuple[str, ...]
    step: str = ""
    kind: str = ""

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
    return Sayings(known["when"], known["done"], known["about"], known["only"], Tongue(events, synonym.phrases()))


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
    answers: Answers, pack: str, phrases: Sayings, events: Mapping[str, EventType], title: str = ""
) -> Promise:
    """One promise as a rule, or what of it cannot be understood. `title`: of the document, which may say what all its
    rows are about."""
    id = _id(answers.what, pack)
    wanting = [] if answers.what.strip() else ["nothing says what is promised"]
    choices: list[str] = []
    length = length_of(f"{answers.long}")
    if length is None:
        wanting.append(f'how long: "{answers.long}" is no length such as 5 working days, 48 hours or 2 weeks before')
    before = bool(re.search(r"\bbefore\b|\bprior\b|in advance", f"{answers.long} {answers.when}".lower()))
    only, text = _for_some(answers, phrases)
    subject = _subject(text, title, phrases)
    kind = "" if before else own_kind(text, phrases, events, subject)
    own = _kind_of_request(kind, events) if kind else None
    when = own or _meant(f"{'before ' if before else ''}{text}", phrases, events, wanting, subject)
    if wanting or when is None or length is None:
        return Promise(answers, id, (), (), tuple(wanting))
    choices += length.choices
    choices += [f"for cases {'without' if '!' in only else 'with'} the tag {only.partition('=')[2]}"] if only else []
    choices += [f"a kind of request of your own: begin it with sendclock new REF --kind {kind}"] if kind else []
    kept = _done(answers, when, phrases, events, id, choices, title)
    lines = ["[[rule]]", f"id = {quoted(id)}", f"title = {quoted(_title(answers.what))}"]
    who = _who(answers.who)
    lines += [f"who = {quoted(who)}"] if who else []
    lines += ['kind = "window"'] if re.search(THEIR_RIGHT, who.lower()) else []
    lines += [f"starts_on = {_list(when.event)}"]
    lines += [f"anchor = {quoted(when.anchor)}"] if when.anchor else []
    lines += [f"if = {_list([only])}"] if only else []
    lines += length.lines(before)
    lines += [f"met_by{'_all' if kept.all else ''} = {_list(kept.events)}"]
    lines += ["usually = true"] if length.usually or re.search(USUALLY, answers.what.lower()) else []
    lines += [f"page = {quoted(answers.page)}"] if answers.page else []
    lines += [f"choice = {quoted('; '.join(choices))}"] if choices else []
    return Promise(answers, id, tuple(lines), tuple(choices), (), kept.step, kind)


def _for_some(answers: Answers, phrases: Sayings) -> tuple[str, str]:
    """The tag of the cases for which alone it is promised (`tag=complex`, `tag!=complex`; empty: all), and from when
    without it: a condition passed over in silence would bind every case."""
    said = " ".join((answers.when, answers.long, answers.what)).lower()
    for tag in fitting(said, phrases.only):
        words = rf"\b(?P<no>(?:is |are )?not |non-|unless )?(?:{tag.words[0]})\b( cases?\b)?"
        found = re.search(words, said)
        if found:
            return f"tag{'!' if found['no'] else ''}={tag.says}", re.sub(words, "", answers.when, flags=re.IGNORECASE)
    return "", answers.when


def _subject(text: str, title: str, phrases: Sayings) -> str:
    """What a row is about, if its document's title says it and the row itself does not."""
    found = fitting(title, phrases.about)
    return found[0].says if len(found) == 1 and found[0] not in fitting(text, phrases.about) else ""


ANSWER = r"\b(answer|repl(y|ied)|respon|outcome|decision|approv|agreed|refus|reject|grant|award)"
_REQUEST = r"\b(requests?|requested|applications?|applied|referrals?|referred|asked for)\b"


def own_kind(text: str, phrases: Sayings, events: Mapping[str, EventType], subject: str = "") -> str:
    """The name of a kind of request of the authority's own, where a request is meant that no phrase and no event knows:
    `personal budget requested` is a personal-budget."""
    said = f"{subject} {text}".strip().lower()
    asked = re.search(rf"{_REQUEST}|\bcomplain", text.lower())
    if not asked or said.partition("[")[0].strip() in events or fitting(said, phrases.when):
        return ""
    if re.search(ANSWER, said) or phrases.in_officers_words(said):
        return ""
    words = [w for w in re.findall(r"[a-z0-9]+", re.sub(_REQUEST, " ", said)) if w not in LEFT_OUT | ARRIVES]
    return "-".join(list(dict.fromkeys(words))[:6])


def _kind_of_request(kind: str, events: Mapping[str, EventType]) -> Saying:
    """A request of that kind comes in, and is answered, as any enquiry is."""
    begins = next(type_ for type_ in events.values() if Act.MATTER in type_.roles and _names_kinds(type_))
    over = next(t for t in events.values() if Act.MATTER_OVER in t.roles and t.matter == begins.matter)
    step = [t.id for t in events.values() if Act.MATTER_STEP in t.roles and t.matter == begins.matter]
    return Saying(kind, (), (f"{begins.id}[kind={kind}]",), "", (over.id,), (*step, over.id), "")


def _names_kinds(type_: EventType) -> bool:
    field = type_.fields.get("kind")
    return field is not None and not field.choices


def _meant(
    text: str, phrases: Sayings, events: Mapping[str, EventType], wanting: list[str], subject: str
) -> Saying | None:
    """The one event from which it counts; one of the vocabulary may be named outright. What fits only with the subject
    of the document is meant of that."""
    typed = text.removeprefix("before ").strip()
    if typed.partition("[")[0] in events:
        return Saying(typed, (), (typed,), "", (), (), "")
    alone, found = (fitting(said, phrases.when) for said in (text, f"{subject} {text}"))
    if not found or (alone and len(found[0].words) == len(alone[0].words)):
        found = alone  # the subject adds nothing
    if len(found) == 1:
        return found[0]
    if found:
        either = "; or ".join(phrase.says for phrase in found)
        wanting.append(f'from when: "{typed}" may mean {either}. Say more of it')
        return None
    event = phrases.in_officers_words(typed)
    if event:
        return Saying(typed, (), (event,), "", (), (), "")
    wanting.append(f'from when: "{typed}" was not understood. See: sendclock pack words; or name an event')
    if subject and re.search(ANSWER, typed.lower()):
        wanting.append('if another row promises that answer, write this one by hand, with anchor = "met:" and its id')
    return None


THEIR_RIGHT = (
    r"famil|parent|carer|complainant|young pe|applicant|appellant"  # a time that is theirs closes; nobody is late
)
ACKNOWLEDGED = ("acknowledg", "confirmation")  # an answer is more than that
RECEIPT = "|".join((*ACKNOWLEDGED, "confirm", "receipt"))
GENERIC = r"repl(y|ied)|respon|answer|outcome|decision sent|same|done|\bviews?\b|comments|^$"


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
) -> Keeping:
    """What keeps the promise; where nobody can say by which event, a step of its own, which is asked for by name."""
    text = answers.done.strip().lower()
    if text.partition("[")[0] in events:
        return Keeping((answers.done.strip(),))
    receipt = re.search(RECEIPT, f"{text} {'' if text else answers.what.lower()}")
    if receipt and when.acknowledged:
        return Keeping(when.acknowledged)
    if receipt and receipt.group() in ACKNOWLEDGED and _of_a_matter(when, events):
        return _ticked(id, events, choices)
    said = f"{_subject(text, f'{title} {answers.when}', phrases)} {text}"
    near = [s for s in fitting(said, phrases.done) if _group(s, events) == _group(when, events) != _own_group(events)]
    if text and len(near) == 1:
        return Keeping(near[0].event, all=near[0].all)
    if when.done and (re.search(GENERIC, text) or _of_a_matter(when, events)):
        return Keeping(when.done)
    called = phrases.in_officers_words(text)
    if called:
        return Keeping((called,))
    found = fitting(said if text else answers.what, phrases.done)
    if len(found) == 1 and not (re.search(r"\ball\b", text) and _one_each(found[0], events)):
        return Keeping(found[0].event, all=found[0].all)
    return _ticked(id, events, choices)


def _ticked(id: str, events: Mapping[str, EventType], choices: list[str]) -> Keeping:
    """Kept by a step of its own."""
    step = f"{id}-done"
    tick = next((name for name, kind in events.items() if Act.STEP_DONE in kind.roles), "")
    choices.append(f"nothing in a case file says that this was done: tick it with {tick} step={step}")
    return Keeping((f"{tick}[step={step}]",), step)


def _of_a_matter(when: Saying, events: Mapping[str, EventType]) -> bool:
    """Whether what begins it is kept by its own kind of event alone: a complaint by its answer, whoever is called."""
    starts, keeps = (events[those[0].partition("[")[0]] for those in (when.event, when.done))
    return bool(starts.matter) or starts.group == keeps.group != _own_group(events)


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
USUALLY = r"\b(usually|normally|aim|endeavour|try|where possible|wherever possible)"
SHORT = {"working day": "wd", "school day": "sd", "day": "d", "week": "w", "month": "m", "hour": "h"}
_LENGTH = re.compile(
    r"\b(\d{1,3}|an?|the next|next|" + "|".join(WORDS) + r")\s*(?:\(\d+\)\s*)?"
    r"(clear |calendar )?(working|school|term-time)?[\s-]*(day|week|month|hour|hr|fortnight)s?\b"
)


class Length(NamedTuple):
    """How long, as a pack says it. `opens`: the first week of a window."""

    text: str
    again: bool = False
    usually: bool = False
    opens: int = 0
    last: int = 0
    choices: tuple[str, ...] = ()
    cutoff: str = ""

    def lines(self, before: bool) -> list[str]:
        if self.opens:
            return [f"count = {self.last}", 'unit = "week"', f"opens_week = {self.opens}"]
        lines = [f"{'before' if before else 'within'} = {quoted(self.text)}"]
        lines += [f"cutoff = {quoted(self.cutoff)}"] if self.cutoff else []
        return lines + (["again = true"] if self.again else [])


def length_of(text: str) -> Length | None:
    """`5 working days`, `48 hours`, `the end of the next working day`, `weeks 7 to 12`, `every 14 days`; None where no
    length is said."""
    said = " ".join(text.lower().replace("\u2013", "-").split())
    again, usually = "every" in said.split(), bool(re.search(USUALLY, said))
    short = re.fullmatch(r"(\d{1,3})\s?(wd|sd|wh|d|w|m|h)(?: before| after)?(?:,? by .*)?", said)
    if short:
        return Length(f"{short.group(1)}{short.group(2)}", again, usually, cutoff=_hour_of(said))
    weeks = re.search(r"weeks? (\d{1,2}) ?(?:to|-|and|until) ?(?:week )?(\d{1,2})", said)
    if weeks:
        return Length("", False, usually, int(weeks.group(1)), int(weeks.group(2)))
    by_week = re.search(r"\bweek (\d{1,2})\b", said)
    if by_week:
        return Length(f"{by_week.group(1)}w", again, usually)
    if re.search(r"\bsame (working )?day\b", said):
        return Length("0d", again, usually, choices=("on the day itself",))
    sizes = {match.group(0) for match in _LENGTH.finditer(said)}
    found = _LENGTH.search(said)
    if found is None or len(sizes) > 1 or re.search(r"\bbetween\b|\d ?(-|to|or) ?\d", said):
        return None  # several lengths are none: nobody can say which is promised
    word, kind, unit = found.group(1), found.group(3) or "", found.group(4)
    number = int(word) if word.isdigit() else WORDS.index(word) if word in WORDS else 1
    if unit == "fortnight":
        return Length(f"{2 * number}w", again, usually)
    unit = "hour" if unit == "hr" else unit
    if kind == "working" and unit == "hour":
        return Length(f"{number}wh", again, usually, choices=("working hours are the 24 hours of working days",))
    kind = "school" if kind == "term-time" else kind
    size = f"{number}{SHORT[f'{kind} {unit}' if kind else unit]}"
    return Length(size, again, usually, choices=_left_open(unit, kind, found.group(2) or ""), cutoff=_hour_of(said))


_HOUR = re.compile(r"\bby (?:(noon)|(\d{1,2})(?:[:.](\d\d))? ?(am|pm)|(\d{1,2}):(\d\d))\b")


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
    if unit == "hour":
        return ("hours are elapsed hours, weekends among them",)
    if unit == "day" and not kind and "calendar" not in which:
        return ("days are calendar days, the earlier reading",)
    return ()


# --- as text


def _who(text: str) -> str:
    """Empty where the authority itself is bound, as it is where nothing is said."""
    said = text.strip()
    ours = r"^(all|everybody|everyone|staff)?$"
    ours += r"|\b(we|us|council|authority|la|officers?|team|send|service|coordinator|panel|manager)\b"
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
