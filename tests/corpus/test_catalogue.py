"""What was read once is not read again, and what changed always is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from corpus.catalogue import CATALOGUE, read_catalogue
from corpus.collection import add, remove, update
from corpus.errors import CollectionError, UnknownDocument
from corpus.held import listed
from corpus.library import load_library

TEXT = "云岭县第{n}号规定\n云府发〔2024〕{n}号\n第一条 种好樱桃。\n第二条 树苗{n}棵。\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for n in (1, 2, 3):
        add(written(tmp_path, n), tmp_path / "documents")
    return tmp_path / "documents"


def written(place: Path, n: int, text: str = TEXT) -> Path:
    path = place / f"{n}.txt"
    path.write_text(text.format(n=n), encoding="utf-8")
    return path


def test_entries_tell_what_the_documents_are(folder: Path) -> None:
    for held in listed(folder):
        (part,), (entry,) = held.parts, held.entries
        for name in ("id", "kind", "title", "number", "issuer", "issued", "valid_to", "parent"):
            assert getattr(entry, name) == getattr(part.document, name)
        assert entry.clauses == len(part.clauses) == 2
        assert entry.digest == part.document.digest
        assert part.document.provenance
        assert entry.source == part.document.provenance.source == f"{entry.title[4]}.txt"
        assert entry.conversion == part.document.provenance.conversion


def test_all_that_is_held_is_told_without_reading_ones_own(folder: Path) -> None:
    library = load_library(None, folder)
    for place in folder.glob("*/text.txt"):
        place.unlink()
    told = library.catalogue
    assert [entry.id for entry in told] == list(library.parsed)
    assert [entry.id for entry in told[-3:]] == list(library.own)


def test_an_unknown_document_is_told_with_some_of_those_that_are_known(tmp_path: Path) -> None:
    for n in range(30):
        add(written(tmp_path, n), tmp_path / "documents")
    with pytest.raises(UnknownDocument, match=r"known are yfbf-2023-92, .* and \d+ more$"):
        load_library(None, tmp_path / "documents").document("none")


def test_what_was_read_is_told_alike_from_the_catalogue(folder: Path) -> None:
    before = listed(folder)
    (folder / CATALOGUE).unlink()
    assert listed(folder) == before
    assert listed(folder) == before
    assert read_catalogue(folder).keys() == {held.folder.name for held in before}


def test_a_document_that_did_not_change_is_not_opened(folder: Path) -> None:
    """Where it may not be read, whoever opened it would fail."""
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    before = listed(folder)
    for path in folder.glob("*/text.txt"):
        path.chmod(0)
    assert listed(folder) == before


def test_an_edit_by_hand_is_seen_though_size_and_time_are_kept(folder: Path) -> None:
    (held, *_) = listed(folder)
    path = held.folder / "text.txt"
    stat = path.stat()
    changed = path.read_bytes().replace("樱".encode(), "梨".encode(), 1)
    path.with_name("new").write_bytes(changed)
    os.utime(path.with_name("new"), ns=(stat.st_atime_ns, stat.st_mtime_ns))
    path.with_name("new").replace(path)
    with pytest.raises(CollectionError, match="is damaged"):
        listed(folder)


@pytest.mark.parametrize(
    "harm", ["", "[]", '{"format": 0}', '{"format": 1, "documents": {"a": 1}}']
)
def test_a_damaged_catalogue_is_made_anew(folder: Path, harm: str) -> None:
    before = listed(folder)
    (folder / CATALOGUE).write_text(harm, encoding="utf-8")
    assert listed(folder) == before
    assert len(read_catalogue(folder)) == 3


def test_what_comes_changes_and_goes_is_seen(folder: Path, tmp_path: Path) -> None:
    first, *others = (held.folder.name for held in listed(folder))
    update(first, written(tmp_path, 9, TEXT + "第三条 另一条。\n"), folder)
    remove(others[0], folder)
    add(written(tmp_path, 4), folder)
    counts = {held.folder.name: held.entries[0].clauses for held in listed(folder)}
    assert counts[first] == 3
    assert others[0] not in counts
    assert len(counts) == 3


def test_a_library_quotes_the_texts_that_it_was_made_with(folder: Path, tmp_path: Path) -> None:
    """A server goes on with its library until the index of the next is ready."""
    library = load_library(None, folder)
    updated, removed, kept = library.own
    for _ in range(2):
        update(updated, written(tmp_path, 9, TEXT + "第三条 另一条。\n"), folder)
        update(updated, written(tmp_path, 8, TEXT + "第三条 又一条。\n"), folder)
    remove(removed, folder)
    assert len(library.parsed[updated].clauses) == 2
    assert len(library.parsed[removed].clauses) == 2
    assert library.parsed[kept].document.id == kept
    assert len(load_library(None, folder).parsed[updated].clauses) == 3


def test_a_text_that_is_nowhere_any_longer_is_told(folder: Path) -> None:
    library = load_library(None, folder)
    key = library.own[0]
    for path in (folder / key).iterdir():
        path.unlink()
    (folder / key).rmdir()
    with pytest.raises(
        CollectionError, match=f"your document {key} was changed by hand, or is gone"
    ):
        library.parsed[key]
