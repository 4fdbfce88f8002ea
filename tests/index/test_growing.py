"""An index that grows: the same as one built whole, whatever was added, changed and removed, and whenever it was stopped."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from corpus.library import Library, load_library
from corpus.manifest import write_document
from corpus.model import Document, DocumentKind, Provenance
from index import changes
from index.changes import change_of
from index.errors import IndexCorrupt, IndexingError, IndexMismatch
from index.growing import ensure_grown, open_grown, verify_grown
from index.lease import Lease, is_leased
from index.model import Query
from index.parts import Part
from index.store import OpenIndex, live_version
from index.versions import locked

THINGS = [
    "樱桃",
    "海带",
    "铁锅",
    "竹筐",
    "茶叶",
    "木船",
    "石磨",
    "棉布",
    "陶罐",
    "蜂蜜",
    "柑橘",
    "药材",
    "纸伞",
    "铜锣",
    "豆腐",
    "腊肉",
]
Wanted = dict[str, int]
"""Which documents are held, and in which edition."""


def text_of(name: str, edition: int) -> str:
    chance = random.Random(f"{name} {edition}")
    lines = [
        f"第{n}条 {'与'.join(chance.sample(THINGS, 3))}归{name}{edition}号仓保管。"
        for n in "一二三四五"
    ]
    return f"{name}管理规定\n" + "\n".join(lines) + "\n"


class Holding:
    """A folder of own documents, and a folder for their index."""

    def __init__(self, place: Path) -> None:
        self.documents, self.index = place / "documents", place / "index"

    def hold(self, wanted: Wanted) -> Library:
        """Exactly these; gives them as a library."""
        self.documents.mkdir(parents=True, exist_ok=True)
        for old in self.documents.iterdir():
            if old.is_dir():
                shutil.rmtree(old)
        for name, edition in wanted.items():
            (self.documents / name).mkdir()
            made = Provenance("made up", "none")
            text = text_of(name, edition)
            document = Document(name, DocumentKind.LAW, f"{name}管理规定", text, provenance=made)
            write_document(document, self.documents / name)
        return load_library(None, self.documents).own_part


@pytest.fixture
def holding(tmp_path: Path) -> Holding:
    return Holding(tmp_path)


def named(*names: str) -> Wanted:
    return dict.fromkeys(names, 1)


def many(count: int) -> Wanted:
    return named(*(f"d{i}" for i in range(count)))


def rankings(index: OpenIndex, documents: frozenset[str] | None = None) -> dict[str, list[Any]]:
    """What both legs find, with scores, for every thing and two on end; equal scores come in any order."""
    asked = [*THINGS, *(a + b for a, b in pairwise(THINGS)), "d3二号仓", "无"]
    legs = (index.retriever.lexical, index.retriever.dense)
    return {
        text: [
            sorted(
                (round(h.score, 3), h.passage.id)
                for h in leg.retrieve(Query(text, 5000, documents=documents))
            )
            for leg in legs
        ]
        for text in asked
    }


def parts_of(holding: Holding) -> list[Path]:
    return sorted(p for p in live_version(holding.index).iterdir() if p.name.startswith("part-"))


def closed(index: OpenIndex) -> str:
    index.close()
    return index.version


def test_what_was_added_bit_by_bit_ranks_as_what_was_built_whole(
    holding: Holding, hashing: Any, tmp_path: Path
) -> None:
    for count in (10, 11, 12):
        library = holding.hold(many(count))
        closed(ensure_grown(library, hashing(), holding.index))
    assert len(parts_of(holding)) == 3
    grown = open_grown(library, hashing(), holding.index)
    whole = ensure_grown(library, hashing(), tmp_path / "whole")
    assert rankings(grown) == rankings(whole)
    some = frozenset({"d1", "d11"})
    assert rankings(grown, some) == rankings(whole, some)
    assert dict(grown.passages) == dict(whole.passages)
    grown.close()
    whole.close()


def test_a_document_that_was_removed_is_never_found_again(holding: Holding, hashing: Any) -> None:
    closed(ensure_grown(holding.hold(many(10)), hashing(), holding.index))
    gone = "d3"
    for wanted in (many(10).keys() - {gone}, many(11).keys() - {gone}):
        index = ensure_grown(holding.hold(named(*sorted(wanted))), hashing(), holding.index)
        found = str(rankings(index))
        assert f"'{gone}:" not in found
        assert "'d4:" in found
        assert rankings(index, frozenset({gone}))["樱桃"] == [[], []]
        assert f"{gone}:1:s1" not in index.passages
        assert len(index.passages) == index.manifest.passages == len(list(index.passages))
        index.close()


def test_of_a_document_that_was_changed_only_the_new_text_is_found(
    holding: Holding, hashing: Any
) -> None:
    closed(ensure_grown(holding.hold(many(10)), hashing(), holding.index))
    index = ensure_grown(holding.hold(many(10) | {"d3": 2}), hashing(), holding.index)
    texts = {p.text for p in index.passages.values() if p.document_id == "d3"}
    assert any("d32号仓" in text for text in texts)
    assert not any("d31号仓" in text for text in texts)
    again = ensure_grown(holding.hold(many(10)), hashing(), holding.index)
    assert any("d31号仓" in p.text for p in again.passages.values())
    index.close()
    again.close()


def test_only_what_came_is_encoded(holding: Holding, hashing: Any) -> None:
    class Counting(hashing):  # type: ignore[misc]
        def encode(self, texts: Any) -> Any:
            seen.extend(texts)
            return super().encode(texts)

    seen: list[str] = []
    closed(ensure_grown(holding.hold(many(10)), Counting(), holding.index))
    seen.clear()
    closed(ensure_grown(holding.hold(many(11)), Counting(), holding.index))
    assert {text for text in seen if "号仓" in text and "d10" not in text} == set()


def test_what_did_not_change_is_shared_with_the_version_before(
    holding: Holding, hashing: Any
) -> None:
    before = ensure_grown(holding.hold(many(10)), hashing(), holding.index)
    files = {p.stat().st_ino for p in (holding.index / before.version).rglob("vectors.f16")}
    after = ensure_grown(holding.hold(many(11)), hashing(), holding.index)
    assert files < {p.stat().st_ino for p in (holding.index / after.version).rglob("vectors.f16")}
    before.close()
    after.close()


def test_a_version_that_is_read_answers_as_before_while_the_index_grows_past_it(
    holding: Holding, hashing: Any
) -> None:
    before = ensure_grown(holding.hold(many(10)), hashing(), holding.index)
    said = rankings(before)
    for count in range(11, 24):
        closed(ensure_grown(holding.hold(many(count)), hashing(), holding.index))
    closed(ensure_grown(holding.hold(named("d1")), hashing(), holding.index))
    assert rankings(before) == said
    assert is_leased(holding.index / before.version)
    before.close()
    closed(ensure_grown(holding.hold(named("d1", "d2")), hashing(), holding.index))
    assert not (holding.index / before.version).exists()


def test_parts_are_made_one_before_there_are_many(
    holding: Holding, hashing: Any, tmp_path: Path
) -> None:
    most = 0
    for count in range(40, 70):
        library = holding.hold(many(count))
        closed(ensure_grown(library, hashing(), holding.index))
        most = max(most, len(parts_of(holding)))
    assert 3 < most <= changes._MOST_PARTS
    grown = open_grown(library, hashing(), holding.index)
    whole = ensure_grown(library, hashing(), tmp_path / "whole")
    assert rankings(grown) == rankings(whole)
    grown.close()
    whole.close()


def test_what_is_gone_does_not_stay_on_the_disk_for_ever(holding: Holding, hashing: Any) -> None:
    closed(ensure_grown(holding.hold(many(12)), hashing(), holding.index))
    few = named("d1", "d2", "d3")
    closed(ensure_grown(holding.hold(few), hashing(), holding.index))
    (part,) = (Part(path) for path in parts_of(holding))
    assert set(part.documents) == few.keys()
    assert {p.document_id for p in part.passages()} == few.keys()


def test_a_change_and_its_undoing_leave_nothing_to_do(holding: Holding, hashing: Any) -> None:
    library = holding.hold(many(10))
    one = closed(ensure_grown(library, hashing(), holding.index))
    assert closed(ensure_grown(library, hashing(), holding.index)) == one
    parts = [Part(path) for path in parts_of(holding)]
    change = change_of(parts, dict(library.digests))
    assert (change.removed, change.added) == (frozenset(), ())


def test_an_index_of_other_documents_is_not_opened(holding: Holding, hashing: Any) -> None:
    closed(ensure_grown(holding.hold(many(3)), hashing(), holding.index))
    with pytest.raises(IndexMismatch):
        open_grown(holding.hold(many(4)), hashing(), holding.index)


def test_another_encoder_means_building_whole(holding: Holding, hashing: Any) -> None:
    library = holding.hold(many(5))
    closed(ensure_grown(library, hashing(), holding.index))
    other = ensure_grown(library, hashing("other", 32), holding.index)
    assert other.manifest.encoder == "other"
    assert rankings(other)["樱桃"][1]
    other.close()


def test_an_index_as_it_was_before_is_built_anew(holding: Holding, hashing: Any) -> None:
    """Format 4: passages, lexical leg and Chroma's files side by side, no parts."""
    old = holding.index / f"{'0' * 12}-{'1' * 8}"
    (old / "dense").mkdir(parents=True)
    about = {"format": 4, "corpus": "x", "encoder": "hashing", "dimension": 64, "passages": 0}
    about |= {"tantivy": "0", "chromadb": "0", "built": "then"}
    (old / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    (holding.index / "current").write_text(old.name, encoding="utf-8")
    index = ensure_grown(holding.hold(many(3)), hashing(), holding.index)
    assert rankings(index)["樱桃"][0]
    assert not old.exists()
    index.close()


def test_documents_without_anything_to_search_are_no_fault(
    holding: Holding, hashing: Any, tmp_path: Path
) -> None:
    library = holding.hold(many(2))
    made = Provenance("made up", "none")
    place = holding.documents / "empty"
    place.mkdir()
    write_document(Document("empty", DocumentKind.LAW, "空", "\n", provenance=made), place)
    both = load_library(None, holding.documents).own_part
    closed(ensure_grown(library, hashing(), holding.index))
    one = closed(ensure_grown(both, hashing(), holding.index))
    assert closed(ensure_grown(both, hashing(), holding.index)) == one


# ---- what is damaged, what fails --------------------------------------------------------------------------------


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


PARTS = ("documents.json", "passages.jsonl", "places.npy", "names.npy", "rows.json", "ids.npy")
HARM: tuple[tuple[str, Callable[[Path], None]], ...] = tuple(
    (f"part-*/{name}", harm)
    for name in (*PARTS, "vectors.f16", "sketches.npy")
    for harm in (Path.unlink, flip)
)


@pytest.mark.parametrize(
    ("pattern", "harm"),
    [
        *HARM,
        ("parts.json", Path.unlink),
        ("parts.json", lambda path: path.write_text("[]")),
        ("manifest.json", Path.unlink),
        ("lexical/meta.json", Path.unlink),
        ("lexical/*.store", flip),
    ],
)
def test_a_damaged_file_is_told_and_ensuring_mends_it(
    holding: Holding, hashing: Any, pattern: str, harm: Callable[[Path], None]
) -> None:
    library = holding.hold(many(4))
    closed(ensure_grown(library, hashing(), holding.index))
    harm(next(live_version(holding.index).glob(pattern)))
    with pytest.raises(IndexingError):
        closed(open_grown(library, hashing(), holding.index))
    grown = ensure_grown(holding.hold(many(5)), hashing(), holding.index)
    assert len({p.document_id for p in grown.passages.values()}) == 5
    grown.close()
    assert verify_grown(holding.hold(many(5)), hashing(), holding.index) == len(grown.passages)


def test_an_encoder_that_fails_leaves_the_live_index_and_nothing_else(
    holding: Holding, hashing: Any
) -> None:
    class Failing(hashing):  # type: ignore[misc]
        def encode(self, texts: Any) -> Any:
            raise RuntimeError("no")

    live = closed(ensure_grown(holding.hold(many(4)), hashing(), holding.index))
    with pytest.raises(RuntimeError):
        ensure_grown(holding.hold(many(5)), Failing(), holding.index)
    assert live_version(holding.index).name == live
    assert {p.name for p in holding.index.iterdir()} - {".lock"} == {live, "current"}
    closed(open_grown(holding.hold(many(4)), hashing(), holding.index))


def test_an_encoder_that_died_is_found_out_and_leaves_the_live_index(
    holding: Holding, hashing: Any
) -> None:
    class Dead(hashing):  # type: ignore[misc]
        def encode(self, texts: Any) -> Any:
            return super().encode(["樱桃"] * len(texts))

    live = closed(ensure_grown(holding.hold(many(4)), hashing(), holding.index))
    with pytest.raises(IndexCorrupt, match="the dense leg misses"):
        ensure_grown(holding.hold(many(5)), Dead(), holding.index)
    assert live_version(holding.index).name == live


def test_what_a_killed_writer_left_goes_though_nothing_has_changed(
    holding: Holding, hashing: Any
) -> None:
    """It had made its version live, and had not come to remove the one before."""
    library = holding.hold(many(3))
    live = closed(ensure_grown(library, hashing(), holding.index))
    before, read = (holding.index / f"{digit * 12}-{digit * 8}" for digit in "ab")
    for left in (before, read):
        shutil.copytree(holding.index / live, left)
    lease = Lease(read)
    (holding.index / ".current-00000000").write_text("x", encoding="utf-8")
    assert closed(ensure_grown(library, hashing(), holding.index)) == live
    assert not before.exists()
    assert read.exists()
    assert not list(holding.index.glob(".current-*"))
    lease.release()
    with locked(holding.index):  # somebody writes: what he writes is not taken for a remnant
        closed(ensure_grown(library, hashing(), holding.index))
    assert read.exists()


def test_where_there_are_no_hard_links_files_are_copied(
    holding: Holding, hashing: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refused)
    closed(ensure_grown(holding.hold(many(4)), hashing(), holding.index))
    index = ensure_grown(holding.hold(many(5)), hashing(), holding.index)
    assert index.manifest.passages == len(list(index.passages))
    index.close()


_GROWER = """
import sys
from pathlib import Path
from corpus.library import load_library
from index.growing import ensure_grown
folder, index = map(Path, sys.argv[1:])
library = load_library(None, folder).own_part
encoder = shared["HashingEncoder"]()
print("ready", flush=True)
sys.stdin.readline()
ensure_grown(library, encoder, index).close()
print("done", flush=True)
"""


def test_a_writer_that_is_killed_at_any_moment_leaves_the_old_version_or_the_new(
    holding: Holding, hashing: Any, start_python: Callable[..., Any]
) -> None:
    library = holding.hold(many(6))
    closed(ensure_grown(library, hashing(), holding.index))
    moments = random.Random(5)
    for count in range(7, 15):
        wanted = holding.hold(many(count))
        process = start_python(_GROWER, holding.documents, holding.index)
        process.stdout.readline()
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(moments.uniform(0.0, 0.15))
        process.kill()
        process.wait()
        opened = []
        for held in (library, wanted):
            try:
                opened.append(closed(open_grown(held, hashing(), holding.index)))
            except IndexMismatch:
                continue
        assert len(opened) == 1
        library = wanted
        closed(ensure_grown(library, hashing(), holding.index))
        assert len([p for p in holding.index.iterdir() if p.is_dir()]) == 1
