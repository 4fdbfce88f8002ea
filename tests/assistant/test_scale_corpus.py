"""Laws to measure with: whole, and copies that are like them without being the same."""

from __future__ import annotations

import json
import lzma
from pathlib import Path

import pytest

from assistant.errors import AssistantError
from assistant.scale_corpus import read_laws, write_laws
from corpus.library import load_library

ROWS = [
    ("云岭县樱桃种植规定 第一条", "为了种好樱桃，制定本规定，农户和果园都应当照此办理。"),
    ("云岭县樱桃种植规定 第二条", "农户可以申领樱桃树苗十棵，树苗由村里的果园发放，先到先得。"),
    ("竹筐规定 第一条", "竹筐归库。"),
    ("倒着写的规定 第二条", "后面的。"),
    ("倒着写的规定 第一千条", "很后面的。"),
    ("倒着写的规定 第三条", "前面的。"),
]


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl.xz"
    with lzma.open(path, "wt", encoding="utf-8") as file:
        for number, (title, text) in enumerate(ROWS):
            row = {"_id": str(number), "title": title, "text": text}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
    return path


def test_articles_are_put_together_into_their_laws(articles: Path, tmp_path: Path) -> None:
    wrote = write_laws(read_laws(articles), 1, tmp_path / "own")
    assert (wrote.documents, wrote.articles, wrote.left_out) == (2, 3, 1)
    library = load_library(None, tmp_path / "own")
    first = library.parsed[library.own[0]]
    assert first.document.title == "云岭县樱桃种植规定"
    texts = [clause.body.of(first.document.text).strip() for clause in first.clauses]
    assert texts == [text for title, text in ROWS if title.startswith("云岭")]


def test_copies_have_the_same_articles_with_other_letters(articles: Path, tmp_path: Path) -> None:
    wrote = write_laws(read_laws(articles), 3, tmp_path / "own")
    assert (wrote.documents, wrote.articles) == (6, 9)
    library = load_library(None, tmp_path / "own")
    of_one = [library.parsed[f"law-0-{copy}"] for copy in range(3)]
    assert len({parsed.document.text.split("\n", 1)[1] for parsed in of_one}) == 3
    assert len({parsed.document.title for parsed in of_one}) == 3
    assert {len(parsed.clauses) for parsed in of_one} == {2}


@pytest.mark.parametrize("content", [b"", b"no", lzma.compress(b"{}\n"), lzma.compress(b"[1]\n")])
def test_a_file_of_another_form_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.xz"
    path.write_bytes(content)
    if not content:
        path.unlink()
    with pytest.raises(AssistantError, match=r"should be an \.xz file"):
        read_laws(path)
