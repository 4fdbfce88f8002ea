"""A file made ready to be held: its id, its kind, its metadata and parts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import CollectionError, ManifestError, ReadingError
from corpus.model import DocumentKind
from corpus.preparing import identifier, kind_of, prepare, unique

TEXT = """云岭县樱桃种植管理规定
云岭县人民政府令第12号
第一条 为了促进樱桃种植，制定本规定。
第二条 种植樱桃的农户可以申领树苗。
"""


@pytest.mark.parametrize(
    ("number", "title", "expected"),
    [
        (None, "中华人民共和国海关法", "hgf"),
        (None, "樱桃种植规定（2024年修订）", "ytzzgd-2024-nxd"),
        ("云府发〔2024〕7号", "关于樱桃的通知", "yff-2024-7"),
        ("雲府發〔2024〕7號", "关于樱桃的通知", "yff-2024-7"),
        ("国务院令第193号", "条例", "gwyl-193"),
        (None, "Cherry Rules", "cherry-rules"),
        (None, "../../etc/passwd", "etc-passwd"),
        (None, "！？", "document"),
    ],
)
def test_an_id_is_made_of_the_number_or_else_of_the_title(
    number: str | None, title: str, expected: str
) -> None:
    assert identifier(number, title) == expected


def test_a_long_title_gives_a_short_id() -> None:
    assert len(identifier(None, "樱" * 500)) == 40


def test_an_id_that_is_taken_gets_a_number() -> None:
    assert unique("ytf", frozenset()) == "ytf"
    assert unique("ytf", frozenset({"ytf", "ytf-2"})) == "ytf-3"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("樱桃法", DocumentKind.LAW),
        ("樱桃条例", DocumentKind.LAW),
        ("關於樱桃的通知", DocumentKind.NOTICE),
        ("樱桃公告（试行）", DocumentKind.NOTICE),
        ("樱桃产业若干措施", DocumentKind.POLICY),
        ("樱桃内容解读", DocumentKind.LAW),  # an interpretation of the policy would not be searched
        ("Cherries", DocumentKind.LAW),
    ],
)
def test_the_last_word_of_a_title_tells_the_kind(title: str, kind: DocumentKind) -> None:
    assert kind_of(title) is kind


def test_a_file_is_held_with_where_it_comes_from(tmp_path: Path) -> None:
    path = tmp_path / "cherries.txt"
    path.write_text(TEXT, encoding="utf-8")
    document = prepare(path).document
    assert (document.id, document.title) == ("ylxrmzfl-12", "云岭县樱桃种植管理规定")
    assert document.provenance is not None
    assert document.provenance.source == "cherries.txt"
    assert document.provenance.conversion == "read as plain text, UTF-8"
    assert len(document.provenance.source_sha256) == 64


def test_a_sidecar_corrects_what_the_text_says(tmp_path: Path) -> None:
    path = tmp_path / "cherries.txt"
    path.write_text(TEXT, encoding="utf-8")
    told = {"title": "樱桃规定", "number": None, "effective_to": "2026-12-31"}
    (tmp_path / "cherries.txt.json").write_text(json.dumps(told), encoding="utf-8")
    document = prepare(path).document
    assert (document.id, document.title, document.number) == ("ytgd", "樱桃规定", None)
    assert document.valid_to == date(2026, 12, 31)


def test_a_text_without_a_title_is_called_as_its_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("，。\n", encoding="utf-8")
    assert prepare(path).document.title == "notes"


@pytest.mark.parametrize(
    ("name", "content", "error", "said"),
    [
        ("none.txt", None, ReadingError, "none.txt"),
        ("empty.txt", b"", ReadingError, "empty.txt"),
        ("picture.txt", b"\x89PNG\r\n", ReadingError, "picture"),
        (
            "order.txt",
            "樱桃法\n第一条 甲。\n第三条 乙。\n第二条 丙。\n".encode(),
            CollectionError,
            "order.txt cannot be cut into clauses: 第二条 follows 第三条",
        ),
    ],
)
def test_what_cannot_be_held_is_told_with_the_file(
    tmp_path: Path, name: str, content: bytes | None, error: type[Exception], said: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=said):
        prepare(tmp_path / name)


def test_a_wrong_sidecar_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.txt.json").write_text('{"titel": "x"}', encoding="utf-8")
    with pytest.raises(ManifestError, match="titel"):
        prepare(tmp_path / "a.txt")
