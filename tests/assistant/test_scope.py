"""What a question is limited to: how that is read, and which documents it leaves. All documents are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.errors import QuestionError, ScopeError
from assistant.scope import UNLIMITED, Scope, scope_from, within
from corpus.catalogue import entry_of
from corpus.clauses import parse
from corpus.library import Library
from corpus.model import Document, DocumentKind, Relation, RelationKind
from corpus.standing import DocumentState

POLICY = "yfbf-2023-92"
DAY = date(2026, 11, 23)
TEXT = "甲\n第一条 无。\n"
OLD = Document(
    "old", DocumentKind.LAW, "甲办法", TEXT, issuer="财政部 海关总署", issued=date(2018, 1, 1)
)
NEW = Document(
    "new",
    DocumentKind.LAW,
    "乙条例",
    TEXT,
    issuer="中华人民共和国国务院",
    issued=date(2021, 12, 1),
    valid_from=date(2022, 6, 1),
    relations=(Relation(RelationKind.REPEALS, "甲办法"),),
)
PART = Document("new-attached-1", DocumentKind.LAW, "乙细则", TEXT, parent="new")


@pytest.fixture(scope="module")
def held(library: Library) -> Library:
    """The shipped documents and three of one's own."""
    own = {d.id: parse(d) for d in (OLD, NEW, PART)}
    entries = {key: entry_of(parsed) for key, parsed in own.items()}
    return replace(library, parsed={**library.parsed, **own}, entries=entries)


def test_a_scope_is_read_from_plain_data() -> None:
    raw = {"documents": ["a"], "issuers": [" 甲 "], "years": [2023, "2024"], "states": ["repealed"]}
    assert scope_from(raw) == Scope(("a",), ("甲",), (2023, 2024), (DocumentState.REPEALED,))


@pytest.mark.parametrize("raw", [None, {}, {"documents": [], "years": None}])
def test_nothing_limits_nothing(raw: object) -> None:
    assert scope_from(raw) == UNLIMITED
    assert not scope_from(raw)


MALFORMED = [
    ("hgf", "scope is 'hgf'; it should be an object with documents, issuers, years, states"),
    ({"document": ["a"]}, "scope has 'document'; known are documents"),
    ({"documents": "a"}, "scope.documents is 'a'; it should be a list"),
    ({"documents": [7]}, "scope.documents has 7"),
    ({"issuers": [" "]}, "scope.issuers has ' '"),
    ({"years": ["23"]}, "scope.years has '23'; it should be a year such as 2023"),
    ({"years": [True]}, "scope.years has True"),
    ({"years": ["２０２３"]}, "scope.years has '２０２３'"),
    ({"states": ["dead"]}, "known are in_force, expired, not_yet_in_force, repealed"),
    ({"states": [["in_force"]]}, "scope.states has"),
    ({"years": [2000] * 300}, "scope.years has 300 entries; 200 are the most"),
]


@pytest.mark.parametrize(("raw", "said"), MALFORMED)
def test_what_is_malformed_is_told(raw: object, said: str) -> None:
    with pytest.raises(ScopeError) as caught:
        scope_from(raw)
    assert said in str(caught.value)
    assert isinstance(caught.value, QuestionError)


WITHIN = [
    # scope, what of one's own and the policy is within, reason
    (Scope(documents=("new",)), {"new", "new-attached-1"}, "with what is attached"),
    (Scope(documents=("new-attached-1",)), {"new-attached-1"}, "an attached text alone"),
    (Scope(documents=(POLICY,)), {POLICY}, "the policy is a document, too"),
    (Scope(issuers=("海关总署",)), {"old"}, "one of several bodies"),
    (Scope(issuers=("海關總署、財政部",)), {"old"}, "several, in any order and script"),
    (Scope(issuers=("海关",)), set(), "a part of a name is another body"),
    (Scope(issuers=("国务院",)), {"new", "new-attached-1"}, "without the country's name"),
    (Scope(issuers=("重庆市人民政府办公厅",)), {POLICY}, "the policy's own"),
    (Scope(issuers=("重庆市人民政府",)), set(), "its superior is another body"),
    (Scope(years=(2021,)), {"new", "new-attached-1"}, "the year of issue"),
    (Scope(years=(2022,)), {"new", "new-attached-1"}, "the year of coming into force"),
    (Scope(years=(2018, 2023)), {"old", POLICY}, "one of several years"),
    (Scope(years=(1900,)), set(), "a year of none"),
    (Scope(states=(DocumentState.REPEALED,)), {"old"}, "repealed by the other"),
    (Scope(states=(DocumentState.EXPIRED,)), set(), "a state of none"),
    (Scope(documents=("old",), years=(2021,)), set(), "within all limits"),
]


@pytest.mark.parametrize(("scope", "ids", "reason"), WITHIN, ids=[w[-1] for w in WITHIN])
def test_a_scope_leaves_the_documents_that_are_within_all_its_limits(
    held: Library, scope: Scope, ids: set[str], reason: str
) -> None:
    found = within(scope, held, DAY)
    assert {key for key in found if key in (POLICY, *held.own)} == ids


def test_states_are_those_of_the_day(held: Library) -> None:
    upcoming, current = DocumentState.UPCOMING, DocumentState.IN_FORCE
    assert within(Scope(states=(upcoming,)), held, date(2021, 12, 31)) >= {"new"}
    assert within(Scope(states=(current,)), held, date(2022, 5, 31)) >= {"old"}
    assert "old" not in within(Scope(states=(current,)), held, date(2022, 6, 1))


def test_a_document_that_is_not_held_is_told_with_those_that_are(held: Library) -> None:
    with pytest.raises(ScopeError, match="no held document 'nope'; known are yfbf-2023-92"):
        within(Scope(documents=("nope",)), held, DAY)
