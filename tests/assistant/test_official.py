"""The search of the interfaces: the texts' own words, in the order in which the whole index has them."""

from __future__ import annotations

import pytest

from assistant.bootstrap import Assistant
from assistant.official import OFFICIAL
from corpus.folding import fold
from index.model import Query

_TYPED = ("海", "海外仓备案", "出口退税", "重慶海關", "第七条", "tax refund", "货被退回来要交税吗")


@pytest.mark.parametrize("words", _TYPED)
def test_the_first_are_those_of_the_whole_index(assistant: Assistant, words: str) -> None:
    query = Query(fold(words).text, 10, OFFICIAL)
    whole = [hit.passage.id for hit in assistant.index.retriever.retrieve(query)]
    assert [hit.passage.id for hit in assistant.search(words)] == whole


def test_only_the_texts_own_words_are_found(assistant: Assistant) -> None:
    found = assistant.search("税", 50)
    assert len(found) == 50
    assert {hit.passage.kind for hit in found} <= OFFICIAL
