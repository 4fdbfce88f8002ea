from __future__ import annotations

import json
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.library import Library, load_library
from index.build import build_index, ensure_index, verify_index
from index.errors import (
    IndexBusy,
    IndexCorrupt,
    IndexingError,
    IndexMismatch,
    IndexMissing,
    StorageError,
)
from index.model import Matrix, Query
from index.store import OpenIndex, live_version
from index.versions import locked

Start = Callable[..., subprocess.Popen[str]]


def state(folder: Path) -> dict[str, bytes | None]:
    """What lies in an index folder, with the content of what is not changed by reading."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        if path.is_file() and "chroma.sqlite3" not in path.name and "dense" not in path.parts
        else None
        for path in folder.rglob("*")
    }


def versions(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_dir())


def answers(opened: OpenIndex) -> list[str]:
    return [hit.passage.id for hit in opened.retriever.retrieve(Query("海外仓有补贴吗"))]


# Building and building again


def test_an_index_is_built_where_there_is_none(
    small: Library, hashing: Any, tmp_path: Path
) -> None:
    opened = ensure_index(small, hashing(), tmp_path / "new" / "index")
    assert len(opened.passages) == 26
    assert answers(opened)[0] == "small:q1"
    assert live_version(tmp_path / "new" / "index").name == opened.version
    assert opened.version.startswith(small.version)
    opened.close()


def test_ensuring_again_opens_the_same_version_and_writes_nothing(
    small: Library, hashing: Any, folder: Path
) -> None:
    before = state(folder)
    opened = ensure_index(small, hashing(), folder)
    assert opened.version == live_version(folder).name
    opened.close()
    assert state(folder) == before


def test_building_again_makes_a_new_version_and_removes_the_old(
    small: Library, hashing: Any, folder: Path
) -> None:
    before = live_version(folder).name
    opened = build_index(small, hashing(), folder)
    opened.close()
    assert opened.version != before
    assert versions(folder) == [opened.version]
    assert {path.name for path in folder.iterdir()} == {opened.version, "current", ".lock"}


def test_two_builds_of_the_same_things_answer_alike(
    small: Library, hashing: Any, tmp_path: Path
) -> None:
    first, second = (build_index(small, hashing(), tmp_path / name) for name in "ab")
    assert answers(first) == answers(second)
    assert first.manifest.key == second.manifest.key
    first.close()
    second.close()


def test_what_is_not_of_the_index_is_never_removed(
    small: Library, hashing: Any, tmp_path: Path
) -> None:
    """Somebody may name a folder that has other things in it."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").touch()
    (tmp_path / "notes.txt").touch()
    for _ in range(2):
        build_index(small, hashing(), tmp_path).close()
    assert (tmp_path / "photos" / "a.jpg").exists()
    assert (tmp_path / "notes.txt").exists()


# Other things: another corpus, another encoder


def test_a_changed_text_is_a_mismatch_and_is_built_anew(
    small: Library, documents: Path, hashing: Any, folder: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(documents, tmp_path / "documents"))
    rows = (copy / "small" / "similar.jsonl").read_text(encoding="utf-8")
    (copy / "small" / "similar.jsonl").write_text(
        rows.replace("海外仓有补贴吗", "海外仓给钱吗"), encoding="utf-8"
    )
    changed = load_library(copy)
    with pytest.raises(IndexMismatch, match="was made from another corpus, encoder or version"):
        verify_index(changed, hashing(), folder)
    opened = ensure_index(changed, hashing(), folder)
    assert opened.passages["small:q1"].text == "海外仓给钱吗"
    opened.close()
    assert versions(folder) == [opened.version]
    assert verify_index(changed, hashing(), folder) == 26
    with pytest.raises(IndexMismatch):
        verify_index(small, hashing(), folder)


def test_a_document_that_was_taken_away_is_no_longer_found(
    make_library: Callable[..., Library], hashing: Any, folder: Path
) -> None:
    text = "一、海外倉\n建設海外倉。\n二、人才\n培養人才。\n"
    opened = ensure_index(make_library(text), hashing(), folder)
    assert "补贴" not in "".join(p.text for p in opened.passages.values())
    assert {hit.passage.clause for hit in opened.retriever.retrieve(Query("补贴 关税"))} <= {1, 2}
    opened.close()


@pytest.mark.parametrize("other", [{"name": "other"}, {"name": "other", "dimension": 32}])
def test_another_encoder_is_a_mismatch_and_is_built_anew(
    small: Library, hashing: Any, folder: Path, other: dict[str, Any]
) -> None:
    with pytest.raises(IndexMismatch, match="was made from another corpus, encoder or version"):
        verify_index(small, hashing(**other), folder)
    opened = ensure_index(small, hashing(**other), folder)
    assert (opened.manifest.encoder, opened.encoder.name) == ("other", "other")
    opened.close()


def test_a_manifest_of_another_library_version_is_built_anew(
    small: Library, hashing: Any, folder: Path
) -> None:
    path = live_version(folder) / "manifest.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**raw, "chromadb": "0.4.0"}), encoding="utf-8")
    with pytest.raises(IndexMismatch):
        verify_index(small, hashing(), folder)
    opened = ensure_index(small, hashing(), folder)
    assert opened.manifest.chromadb != "0.4.0"
    opened.close()


# Small corpora


@pytest.mark.parametrize(
    ("text", "count", "classes"),
    [
        ("一、海外倉\n建設海外倉。\n二、人才\n培養人才。\n", 4, ("1", "2")),
        ("一、海外倉\n建設海外倉。\n", 2, None),
        ("只有一句。", 1, None),
        ("", 0, None),
        ("甲乙丙。——。!!\n二、不是措施。", 3, None),
    ],
    ids=["two clauses", "one clause", "one sentence", "nothing", "sentences without terms"],
)
def test_a_corpus_of_any_size_without_similar_questions_can_be_indexed(
    make_library: Callable[..., Library],
    hashing: Any,
    tmp_path: Path,
    text: str,
    count: int,
    classes: tuple[str, ...] | None,
) -> None:
    library = make_library(text)
    opened = ensure_index(library, hashing(), tmp_path)
    assert len(opened.passages) == count
    assert (opened.classifier.classes if opened.classifier else None) == classes
    assert len(opened.retriever.retrieve(Query("海外倉"))) <= count
    opened.close()
    assert verify_index(library, hashing(), tmp_path) == count


def test_a_line_separator_in_a_text_does_not_break_the_index(
    make_library: Callable[..., Library], hashing: Any, tmp_path: Path
) -> None:
    library = make_library("一、海外倉\n建設\u2028海外倉。\n二、人才\n培養\x85人才。\n")
    opened = ensure_index(library, hashing(), tmp_path)
    assert "\u2028" in opened.passages["small:1:s1"].text
    opened.close()


# A build that fails


class Failing:
    """A hashing encoder that, from its n-th call on, does something else."""

    def __init__(self, hashing: Any, calls: int, then: Callable[[Matrix], Matrix]) -> None:
        self._hashing, self._calls, self._then = hashing(), calls, then
        self.name, self.dimension = "failing", self._hashing.dimension

    def encode(self, texts: Sequence[str]) -> Matrix:
        self._calls -= 1
        vectors = self._hashing.encode(texts)
        return vectors if self._calls >= 0 else self._then(vectors)


def raising(error: BaseException) -> Callable[[Matrix], Matrix]:
    def then(vectors: Matrix) -> Matrix:
        raise error

    return then


def constant(value: float) -> Callable[[Matrix], Matrix]:
    return lambda vectors: np.full_like(vectors, value)


@pytest.mark.parametrize("calls", [0, 1, 5], ids=["writing", "first check", "later check"])
@pytest.mark.parametrize(
    "error", [RuntimeError("out of memory"), KeyboardInterrupt(), ValueError("odd text")]
)
def test_an_encoder_that_raises_leaves_everything_as_it_was(
    small: Library, hashing: Any, folder: Path, calls: int, error: BaseException
) -> None:
    before = state(folder)
    with pytest.raises(type(error)):
        build_index(small, Failing(hashing, calls, raising(error)), folder)
    assert state(folder) == before
    assert verify_index(small, hashing(), folder) == 26


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (0.0, IndexCorrupt, r"the dense leg misses 9 of 9 sentences by their own text"),
        (0.125, IndexCorrupt, r"the dense leg misses \d of 9 sentences by their own text"),
        (np.nan, StorageError, "must not contain NaN"),
    ],
)
def test_a_dead_encoder_is_found_out_and_leaves_everything_as_it_was(
    small: Library,
    hashing: Any,
    folder: Path,
    value: float,
    kind: type[IndexingError],
    message: str,
) -> None:
    before = state(folder)
    for _ in range(2):
        with pytest.raises(kind, match=message):
            build_index(small, Failing(hashing, 0, constant(value)), folder)
    assert state(folder) == before
    opened = ensure_index(small, hashing(), folder)
    assert answers(opened)[0] == "small:q1"
    opened.close()


def test_an_encoder_that_died_later_is_found_out_by_verifying(
    small: Library, hashing: Any, folder: Path
) -> None:
    dead = Failing(hashing, 0, constant(0.0))
    dead.name = "hashing"
    with pytest.raises(IndexCorrupt, match="the dense leg misses 9 of 9"):
        verify_index(small, dead, folder)


def test_a_failed_first_build_leaves_no_index(small: Library, hashing: Any, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        ensure_index(small, Failing(hashing, 0, raising(RuntimeError())), tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {".lock"}
    with pytest.raises(IndexMissing):
        verify_index(small, hashing(), tmp_path)


def test_a_folder_that_cannot_be_written_is_told(
    small: Library, hashing: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "index"):
        with pytest.raises(StorageError, match=r"file.* cannot be written: "):
            ensure_index(small, hashing(), folder)


DISK_FULL = """
import resource, signal
from pathlib import Path
from corpus.library import load_library
from index.build import build_index
from index.errors import StorageError
library, encoder = load_library(Path(sys.argv[1])), shared["HashingEncoder"]()
build_index(library, encoder, Path(sys.argv[3])).close()  # whatever is imported on the way is imported
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
for limit in (0, 50, 300, 2000, 10_000, 60_000, 150_000):
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        build_index(library, encoder, Path(sys.argv[2]))
        told = "built"
    except StorageError as error:
        told = "told" if len(str(error).splitlines()) == 1 else repr(error)
    except BaseException as error:
        told = repr(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    print(limit, told)
"""


def test_a_full_disk_is_told_and_the_old_index_stays(
    small: Library,
    documents: Path,
    hashing: Any,
    folder: Path,
    tmp_path: Path,
    run_python: Callable[..., str],
) -> None:
    before = state(folder)
    printed = run_python(DISK_FULL, documents, folder, tmp_path / "other").splitlines()
    limits = (0, 50, 300, 2000, 10_000, 60_000, 150_000)
    assert printed == [f"{limit} told" for limit in limits]
    assert state(folder) == before
    assert verify_index(small, hashing(), folder) == 26


# Damage


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def junk(path: Path) -> None:
    path.write_bytes(b"junk" * 200)


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def drop_line(path: Path) -> None:
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(True)[:-1]), "utf-8")


def change_text(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace("海外仓".encode(), "海内仓".encode()))


DAMAGE = [
    ("current", remove),
    ("current", junk),
    ("current", lambda path: path.write_text(f"{live_version(path.parent).name}/dense")),
    ("current", lambda path: path.write_text("..")),
    ("manifest.json", remove),
    ("manifest.json", shorten),
    ("passages.jsonl", remove),
    ("passages.jsonl", shorten),
    ("passages.jsonl", drop_line),
    ("passages.jsonl", change_text),
    ("classifier.npz", remove),
    ("classifier.npz", shorten),
    ("dense", remove),
    ("dense/chroma.sqlite3", remove),
    ("dense/chroma.sqlite3", junk),
    ("dense/chroma.sqlite3", shorten),
    ("lexical", remove),
    ("lexical/meta.json", remove),
    ("lexical/meta.json", junk),
    ("digests.json", remove),
    ("digests.json", junk),
]


@pytest.mark.parametrize(
    ("part", "harm"),
    DAMAGE,
    ids=[f"{part} {harm.__name__.strip('<>')}" for part, harm in DAMAGE],
)
def test_a_damaged_part_is_told_and_ensuring_mends_it(
    small: Library, hashing: Any, folder: Path, part: str, harm: Callable[[Path], object]
) -> None:
    damaged = live_version(folder).name
    harm(folder / part if part == "current" else live_version(folder) / part)
    with pytest.raises((IndexCorrupt, IndexMissing)) as raised:
        verify_index(small, hashing(), folder)
    assert str(folder) in str(raised.value)
    assert "\n" not in str(raised.value)
    opened = ensure_index(small, hashing(), folder)
    assert answers(opened)[0] == "small:q1"
    assert opened.version != damaged
    opened.close()
    assert versions(folder) == [opened.version]
    assert verify_index(small, hashing(), folder) == 26


# Other processes

BUILD_FOREVER = """
from pathlib import Path
from corpus.library import load_library
from index.build import build_index
library, encoder = load_library(Path(sys.argv[1])), shared["HashingEncoder"]()
build_index(library, encoder, Path(sys.argv[3])).close()
print("ready", flush=True)
sys.stdin.readline()
while True:
    build_index(library, encoder, Path(sys.argv[2])).close()
"""


def test_a_killed_build_leaves_the_live_index_and_the_next_build_clears_up(
    small: Library,
    documents: Path,
    hashing: Any,
    folder: Path,
    tmp_path: Path,
    start_python: Start,
) -> None:
    processes = [
        start_python(BUILD_FOREVER, documents, folder, tmp_path / str(i)) for i in range(5)
    ]
    moments = random.Random(92)
    for process in processes:
        assert process.stdout
        assert process.stdin
        assert process.stdout.readline() == "ready\n"
        process.stdin.write("\n")
        process.stdin.flush()
        time.sleep(moments.uniform(0.02, 0.8))
        process.kill()
        process.wait()
        assert verify_index(small, hashing(), folder) == 26
    opened = build_index(small, hashing(), folder)
    opened.close()
    assert {path.name for path in folder.iterdir()} == {opened.version, "current", ".lock"}


def test_what_a_killed_build_left_is_cleared_up(small: Library, hashing: Any, folder: Path) -> None:
    (folder / f"{small.version}-00000000" / "dense").mkdir(parents=True)
    (folder / "aaaaaaaaaaaa-11111111").mkdir()
    (folder / ".current-0a1b2c3d").write_text("half", encoding="utf-8")
    opened = build_index(small, hashing(), folder)
    opened.close()
    assert {path.name for path in folder.iterdir()} == {opened.version, "current", ".lock"}


ENSURE = """
from pathlib import Path
from corpus.library import load_library
from index.build import ensure_index
from index.model import Query
library, encoder = load_library(Path(sys.argv[1])), shared["HashingEncoder"]()
print("ready", flush=True)
sys.stdin.readline()
opened = ensure_index(library, encoder, Path(sys.argv[2]))
print(opened.version, opened.retriever.retrieve(Query("海外仓有补贴吗"))[0].passage.id)
"""


@pytest.mark.parametrize("before", ["nothing", "damaged", "other"])
def test_of_two_processes_that_ensure_at_once_one_builds_and_both_use_it(
    documents: Path, hashing: Any, folder: Path, start_python: Start, before: str
) -> None:
    if before == "nothing":
        shutil.rmtree(folder)
    elif before == "damaged":
        junk(live_version(folder) / "classifier.npz")
    else:
        ensure_index(load_library(documents), hashing("other"), folder).close()
    processes = [start_python(ENSURE, documents, folder) for _ in range(2)]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    printed = [process.communicate(timeout=60) for process in processes]
    live = live_version(folder).name
    assert [out for out, _ in printed] == [f"{live} small:q1\n"] * 2, printed
    assert versions(folder) == [live]


def test_another_process_that_builds_for_long_is_told(tmp_path: Path) -> None:
    with locked(tmp_path):
        with (
            pytest.raises(IndexBusy, match="another process is building the index"),
            locked(tmp_path, patience=0.1),
        ):
            pass
        with pytest.raises(IndexBusy), locked(tmp_path, patience=0.1):
            pass  # the first one that gave up did not free the lock of its holder
    with locked(tmp_path, patience=0.1):
        assert (tmp_path / ".lock").exists()


def test_an_open_index_answers_while_others_build_and_goes_once_it_is_closed(
    small: Library, hashing: Any, folder: Path
) -> None:
    """Chroma opens its database again for searches at once: the files must be there."""
    opened = ensure_index(small, hashing(), folder)
    wanted = answers(opened)
    for _ in range(2):
        build_index(small, hashing(), folder).close()
    assert opened.version in versions(folder)
    found: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: found.extend(answers(opened) for _ in range(20)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 160
    opened.close()
    build_index(small, hashing(), folder).close()
    assert versions(folder) == [live_version(folder).name]


def test_ensuring_while_another_process_builds_over_and_over_always_opens(
    small: Library,
    documents: Path,
    hashing: Any,
    folder: Path,
    tmp_path: Path,
    start_python: Start,
) -> None:
    builder = start_python(BUILD_FOREVER, documents, folder, tmp_path / "other")
    assert builder.stdout
    assert builder.stdin
    assert builder.stdout.readline() == "ready\n"
    builder.stdin.write("\n")
    builder.stdin.flush()
    seen = set()
    for _ in range(15):
        opened = ensure_index(small, hashing(), folder)
        assert answers(opened)[0] == "small:q1"
        seen.add(opened.version)
        opened.close()
    builder.kill()
    assert len(seen) > 1


def test_many_threads_ensure_at_once(small: Library, hashing: Any, tmp_path: Path) -> None:
    found: list[tuple[str, str]] = []

    def work() -> None:
        opened = ensure_index(small, hashing(), tmp_path)
        found.append((opened.version, answers(opened)[0]))
        opened.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [(live_version(tmp_path).name, "small:q1")] * 4
