"""Which of several documents that answer comes first. All of them are invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest

from assistant.precedence import parted, specific_first
from corpus.clauses import parse
from corpus.library import Library
from corpus.model import Document, DocumentKind


@dataclass(frozen=True)
class Place:
    """Something found in a document."""

    document_id: str
    number: int = 1


@pytest.fixture(scope="module")
def held(library: Library) -> Library:
    titles = {"law": "某法", "penalties": "某行政处罚条例"}
    own = [
        Document(key, DocumentKind.LAW, title, "某\n第一条 无。\n") for key, title in titles.items()
    ]
    own.append(replace(own[0], id="ended", title="旧法", valid_to=date(2020, 1, 1)))
    return replace(library, parsed=library.parsed | {d.id: parse(d) for d in own})


def test_the_document_whose_title_has_the_questions_words_comes_first(held: Library) -> None:
    found = [Place("law"), Place("penalties")]
    assert specific_first(found, "行政处罚由谁作出", held) == found[::-1]
    assert specific_first(found, "果树由谁认养", held) == found


def test_what_is_in_force_is_told_from_the_rest_and_the_order_stays(held: Library) -> None:
    found = [Place("ended"), Place("law"), Place("ended", 2), Place("penalties")]
    living, past = parted(found, held, date(2026, 1, 1))
    assert living == [found[1], found[3]]
    assert past == [found[0], found[2]]
    assert parted(found, held, date(2020, 1, 1))[1] == []
