from __future__ import annotations

from pathlib import Path

import pytest

from corpus.collection import add, update
from corpus.earlier import cited_in, text_of, texts_of
from corpus.errors import UnknownDocument
from corpus.held import history
from corpus.model import Span

FIRST = "云岭县樱桃规定\n第一条 樱桃要甜。"
SECOND = "云岭县樱桃规定\n第一条 樱桃要大而甜。"
QUOTE, PLACE = "樱桃要甜。", Span(12, 17)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a document lies that was updated once."""
    path, folder = tmp_path / "a.txt", tmp_path / "own"
    path.write_text(FIRST, encoding="utf-8")
    name = add(path, folder).document.id
    path.write_text(SECOND, encoding="utf-8")
    update(name, path, folder)
    assert name == "ylxytgd"
    return folder


def test_an_earlier_text_is_read_by_its_digest(folder: Path) -> None:
    new, old = history("ylxytgd", folder)
    assert text_of("ylxytgd", new.digest, folder).text == SECOND
    assert text_of("ylxytgd", old.digest, folder).text == FIRST


def test_a_digest_that_no_text_has_is_told_with_those_that_there_are(folder: Path) -> None:
    known = ", ".join(text.digest[:12] for text in texts_of("ylxytgd", folder))
    with pytest.raises(UnknownDocument, match=f"no text 'x'; there are: {known}"):
        text_of("ylxytgd", "x", folder)
    with pytest.raises(UnknownDocument, match="no document of your own is 'none'"):
        text_of("none", "x", folder)


def test_an_old_citation_is_found_in_the_text_that_it_was_of(folder: Path) -> None:
    assert PLACE.of(FIRST) == QUOTE
    found = cited_in("ylxytgd", PLACE, QUOTE, folder)
    assert found is not None
    assert found.text == FIRST
    assert cited_in("ylxytgd", PLACE, "樱桃要红。", folder) is None
    assert cited_in("ylxytgd", Span(0, 0), "", folder) is None
