"""The law book: every rule is in it with all that a reader needs, and the page stands on its own."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser

import pytest

from sendclock.law import examples, load
from sendclock.law.book import RuleBook
from sendclock.lawbook import book as lawbook
from sendclock.lawbook.book import as_html
from sendclock.lawbook.rules import COMMENCED, changes

BOOK = load.load()
EXAMPLES = examples.examples(BOOK)
VOID = {"meta", "br", "hr", "img", "link", "input"}


def printed(rules=BOOK.rules, book=BOOK) -> lawbook.LawBook:
    return lawbook.law_book(rules, book, EXAMPLES, date(2026, 11, 21), "As of Saturday 21 November 2026.")


@pytest.fixture(scope="module")
def page() -> str:
    return as_html(printed())


@pytest.fixture(scope="module")
def text() -> str:
    return lawbook.as_markdown(printed())


class Tags(HTMLParser):
    """Every tag closed in turn; links, ids and texts collected."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.seen: dict[str, int] = {}
        self.labels: list[str] = []
        self.said: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.seen[tag] = self.seen.get(tag, 0) + 1
        named = dict(attributes)
        self.ids += [named["id"]] if "id" in named else []
        self.links += [named[n] for n in ("href", "src", "action") if n in named]
        self.labels += [named["aria-labelledby"]] if "aria-labelledby" in named else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, self.getpos()

    def handle_data(self, data):
        if not (self.open and self.open[-1] == "style"):
            self.said.append(data)


@pytest.fixture(scope="module")
def tags(page) -> Tags:
    parser = Tags()
    parser.feed(page)
    parser.close()
    return parser


def test_the_page_is_well_formed(tags):
    assert tags.open == []
    assert len(tags.ids) == len(set(tags.ids))
    assert {link.removeprefix("#") for link in tags.links} | set(tags.labels) <= set(tags.ids)
    assert (tags.seen["h1"], tags.seen["nav"], tags.seen["main"], tags.seen["footer"]) == (1, 1, 1, 1)


def test_the_page_needs_nothing_else(page, tags):
    assert "http:" not in page and "https:" not in page
    assert page.isascii()
    assert tags.links and all(link.startswith("#") for link in tags.links)
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(tags.seen)
    assert "@import" not in page
    assert "url(" not in page
    assert "@media print" in page


def test_every_rule_is_in_it_once_and_in_the_contents(tags, text):
    for rule in BOOK.rules:
        assert tags.ids.count(f"rule-{rule.id}") == 1
        assert tags.links.count(f"#rule-{rule.id}") == 1
        assert len(re.findall(rf"(?m)^### {re.escape(rule.id)}: ", text)) == 1


def test_every_rule_says_its_duty_words_law_doubt_and_examples(text):
    parts = re.split(r"(?m)^### ", text)[1:]
    entries = {part.split(":", 1)[0]: part for part in parts}
    for rule in BOOK.rules:
        entry = entries[rule.id]
        plain = entry.replace("\\", "")
        assert lawbook.duty_sentence(rule) in plain
        assert rule.cite in plain
        assert rule.words in plain
        assert " ".join(rule.note.split())[1:].rstrip(".") in " ".join(plain.split())
        assert ("UNVERIFIED" in entry) == (rule.confidence == "unverified")
        assert [e for e in rule.exceptions if f"| {e} |" not in plain] == []
        assert [r for r in rule.readings if r.why[1:] not in plain] == []
        assert [e.why for e in EXAMPLES if e.rule == rule.id and e.why.rstrip(".") not in plain] == []


def test_who_must_who_should_who_may(book):
    said = {rule.id: lawbook.duty_sentence(rule) for rule in BOOK.rules}
    assert said["decide-to-assess"].startswith("The local authority must decide")
    assert said["send-draft"] == "The local authority should send the draft plan to the family."
    assert said["comment-on-draft"].startswith("The parent or young person may comment on")
    assert said["cease-not-before"] == "The local authority may not cease the plan before the day counted below."
    assert said["set-aside"] == "Any party may apply to set the decision aside until the day counted below."
    assert said["review-notice"].startswith("Whoever arranges the meeting must give notice")
    assert said["foi-reply"] == "The local authority is to answer a freedom of information request."


def test_a_duty_follows_its_verb(book):
    """A title that is no verb phrase has a duty beside it: nothing begins "must if" or "must five working days"."""
    for rule in book.rules:
        duty = rule.duty or rule.title
        assert duty.split()[0].lower() not in {"if", "five", "one", "earliest", "last", "family's", "closing", "the"}
        assert rule.duty or not rule.title.endswith(")"), rule.id


def test_nothing_said_of_a_rule_names_a_field_or_has_the_tools_own_words(book):
    fields = {name for kind in book.event_types.values() for name in kind.fields if "_" in name}
    for rule in book.rules:
        for said in (rule.title, rule.duty, rule.note, *(reading.why for reading in rule.readings)):
            words = set(re.findall(r"\w+", said.casefold()))
            assert not words & (fields | {"field", "limb", "anchor"}), f"{rule.id}: {said}"


def test_words_are_quoted_only_where_the_law_was_read():
    """A quotation stands on the words of the law, but for three that guidance or a judgment repeats."""
    repeated = {"refuse-plan-change-of-mind", "final-plan-change-of-mind", "consultation-reply", "consultation-answer"}
    assert {rule.id for rule in BOOK.rules if rule.words and rule.confidence != "text"} == repeated


def test_what_comes_from_a_pack_is_text_and_never_markup():
    bad = "<script>alert(1)</script> & \"x\" 'y' [a](b) | **z**"
    rule = BOOK.rules[0]._replace(id="x-1", group=bad, title=bad, who=bad, duty=bad, words=bad, note=bad, cite=bad)
    book = RuleBook(("p",), (rule,), BOOK.exceptions, BOOK.event_types, BOOK.calendars, {})
    made = as_html(printed(book.rules, book))
    parser = Tags()
    parser.feed(made)
    parser.close()
    assert "script" not in parser.seen
    assert parser.open == []
    assert bad in "".join(parser.said)
    text = lawbook.as_markdown(printed(book.rules, book))
    assert "<script" not in text.replace("\\<", "")


def test_two_versions_of_one_rule_are_two_entries():
    old = BOOK.rules[0]._replace(in_force_to=date(2029, 12, 31))
    new = BOOK.rules[0]._replace(in_force_from=date(2030, 1, 1))
    made = printed((old, new))
    assert [e.key for e in made.areas[0].entries] == ["decide-to-assess", "decide-to-assess-from-2030-01-01"]


def test_changes_are_in_order_and_complete():
    found = changes(BOOK)
    assert [change.day for change in found] == sorted(change.day for change in found)
    expected = {
        (2015, 3, 23), (2015, 4, 1), (2015, 9, 1), (2018, 4, 1), (2018, 4, 3), (2020, 5, 1), (2020, 7, 21),
        (2020, 9, 26), (2026, 4, 1), (2026, 6, 19),
    }  # fmt: skip
    assert {date(*day) for day in expected} <= {change.day for change in found}
    dated = [*BOOK.rules, *BOOK.exceptions.values()]
    assert len([c for c in found if c.change == "begins"]) == sum(d.in_force_from > COMMENCED for d in dated)
    assert len([c for c in found if c.change == "ends"]) == sum(d.in_force_to is not None for d in dated)
    assert {c.id for c in found if c.kind == "exception" and c.change == "ends"} == {
        "coronavirus-gloss", "coronavirus-exception", "coronavirus-review", "conversion-circumstances",
    }  # fmt: skip
