from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.library import Library
from corpus.model import Span
from index.errors import IndexCorrupt, IndexMismatch, IndexMissing
from index.model import Passage, PassageKind
from index.passages import passages
from index.store import (
    live_version,
    open_version,
    read_manifest,
    read_passages,
    write_passages,
)


def test_passages_are_read_as_they_were_written(small: Library, tmp_path: Path) -> None:
    found = passages(small)
    write_passages(tmp_path / "p.jsonl", found)
    assert list(read_passages(tmp_path / "p.jsonl").values()) == found


@pytest.mark.parametrize("odd", ["\u2028", "\u2029", "\x85", "\x0c", "\x1e", "\n", "\r\n", '"\\'])
def test_no_character_of_a_text_breaks_the_file(tmp_path: Path, odd: str) -> None:
    """U+2028 and U+0085 end a line for Python's splitlines, and JSON leaves them as they are."""
    passage = Passage("a", "d", PassageKind.CLAUSE, 1, Span(0, 3), f"海{odd}外", focus=Span(1, 2))
    write_passages(tmp_path / "p.jsonl", [passage, replace(passage, id="b")])
    assert read_passages(tmp_path / "p.jsonl")["a"] == passage


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[]",
        b"3",
        b'{"id": "a"}',
        b"\xff",
        b'{"id": "a", "document_id": "d", "kind": "other", "clause": 1, "span": null, "text": "", "answered": true, "focus": null}',
    ],
)
def test_a_damaged_file_of_passages_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "p.jsonl").write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"p\.jsonl cannot be read"):
        read_passages(tmp_path / "p.jsonl")


def test_the_live_version_is_the_one_that_current_names(folder: Path) -> None:
    name = (folder / "current").read_text(encoding="utf-8").strip()
    assert live_version(folder) == folder / name


def test_no_index_is_told_with_the_command_that_makes_one(tmp_path: Path) -> None:
    for nowhere in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexMissing, match="`yuce index build` makes one"):
            live_version(nowhere)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"nothing-like-it\n",
        b"../index/{live}\n",
        b"{live}/dense\n",
        b"/{live}\n",
        b"..\n",
        b".\n",
        b"a\x00b",
        b"x" * 5000,
        b"\xff\xfe",
    ],
)
def test_a_damaged_pointer_is_told(folder: Path, content: bytes) -> None:
    live = live_version(folder).name
    (folder / "current").write_bytes(content.replace(b"{live}", live.encode()))
    with pytest.raises(IndexCorrupt, match="`yuce index build` mends it") as raised:
        live_version(folder)
    assert len(str(raised.value)) < 500


def test_a_pointer_that_is_a_folder_is_told(folder: Path) -> None:
    (folder / "current").unlink()
    (folder / "current").mkdir()
    with pytest.raises(IndexCorrupt, match="cannot be read"):
        live_version(folder)


def test_the_manifest_tells_what_the_index_was_made_from(
    folder: Path, small: Library, hashing: Callable[..., object]
) -> None:
    manifest = read_manifest(live_version(folder))
    assert (manifest.corpus, manifest.encoder) == (small.data_digest, "hashing")
    assert (manifest.dimension, manifest.passages) == (64, 26)
    assert manifest.built.endswith("+00:00")


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"3", b'{"format": 3}', b"\xff"])
def test_a_damaged_manifest_is_told(folder: Path, content: bytes | None) -> None:
    version = live_version(folder)
    (version / "manifest.json").unlink()
    if content is not None:
        (version / "manifest.json").write_bytes(content)
    with pytest.raises(IndexCorrupt, match=r"manifest\.json cannot be read"):
        read_manifest(version)


def test_an_open_index_holds_what_was_put_in(
    folder: Path, small: Library, hashing: Callable[..., object]
) -> None:
    opened = open_version(live_version(folder), hashing())
    assert list(opened.passages.values()) == passages(small)
    assert (opened.lexical.count(), opened.dense.count()) == (26, 26)
    assert opened.classifier
    opened.close()


def test_another_encoder_is_a_mismatch(folder: Path, hashing: Callable[..., object]) -> None:
    for other in (hashing("other"), hashing(dimension=32)):
        with pytest.raises(IndexMismatch, match=r"built with the encoder hashing \(64"):
            open_version(live_version(folder), other)


def test_reading_changes_nothing_that_is_checked(
    folder: Path, hashing: Callable[..., object]
) -> None:
    version = live_version(folder)
    for _ in range(3):
        opened = open_version(version, hashing())
        assert opened.dense.search(hashing().encode(["海外仓"])[0], 3)
        opened.close()


def test_opening_leaves_no_mark_once_it_is_closed(
    folder: Path, hashing: Callable[..., object]
) -> None:
    version = live_version(folder)
    before = sorted(path.name for path in version.iterdir())
    opened = open_version(version, hashing())
    assert len(list(version.iterdir())) == len(before) + 1
    opened.close()
    assert sorted(path.name for path in version.iterdir()) == before


def test_a_failed_opening_leaves_no_mark(folder: Path, hashing: Callable[..., object]) -> None:
    version = live_version(folder)
    (version / "classifier.npz").unlink()
    before = sorted(path.name for path in version.iterdir())
    with pytest.raises(IndexCorrupt, match=r"classifier\.npz"):
        open_version(version, hashing())
    assert sorted(path.name for path in version.iterdir()) == before


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b"{}", b"\xff"])
def test_digests_that_are_gone_or_damaged_are_told(
    folder: Path, hashing: Callable[..., object], content: bytes | None
) -> None:
    path = live_version(folder) / "digests.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(IndexCorrupt, match="`yuce index build` mends it"):
        open_version(live_version(folder), hashing())


def test_counts_that_differ_are_told(folder: Path, hashing: Callable[..., object]) -> None:
    """The manifest says one passage more than there are, and its digest says so too."""
    import hashlib

    version = live_version(folder)
    raw = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
    (version / "manifest.json").write_text(json.dumps({**raw, "passages": 27}), encoding="utf-8")
    digests = json.loads((version / "digests.json").read_text(encoding="utf-8"))
    digests["manifest.json"] = hashlib.sha256((version / "manifest.json").read_bytes()).hexdigest()
    (version / "digests.json").write_text(json.dumps(digests), encoding="utf-8")
    with pytest.raises(IndexCorrupt, match=r"its parts hold \[26, 27\] passages"):
        open_version(version, hashing())
