"""What is Chroma's own; what every store does is in contracts/."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from index.chroma import ChromaStore
from index.errors import IndexCorrupt, StorageError

AXES = np.eye(4, dtype=np.float32)
needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks Linux")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store of four vectors."""
    folder = tmp_path_factory.mktemp("written")
    store = ChromaStore.create(folder)
    store.add(list("abcd"), AXES)
    store.close()
    return folder


@pytest.fixture
def copied(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "copy"))


def test_what_was_stored_is_there_on_opening(copied: Path) -> None:
    store = ChromaStore.open(copied)
    assert store.count() == 4
    assert store.search(AXES[2], 1) == [("c", pytest.approx(1.0, abs=1e-5))]
    store.close()


def test_more_ids_are_added_than_sqlite_takes_variables(tmp_path: Path) -> None:
    count = 33_000
    store = ChromaStore.create(tmp_path)
    store.add([str(n) for n in range(count)], np.tile(AXES[:, :2][:1], (count, 1)))
    with pytest.raises(ValueError, match="there already"):
        store.add(["32999"], AXES[:1, :2])
    assert store.count() == count
    store.close()


def test_a_store_that_was_moved_opens(copied: Path, tmp_path: Path) -> None:
    store = ChromaStore.open(copied.rename(tmp_path / "數據 倉"))
    assert store.search(AXES[0], 1)[0][0] == "a"
    store.close()


def test_closing_one_of_two_leaves_the_other_open(copied: Path) -> None:
    first, second = ChromaStore.open(copied), ChromaStore.open(copied)
    first.close()
    assert second.search(AXES[1], 1)[0][0] == "b"
    second.close()


def test_closing_twice_closes_once(copied: Path) -> None:
    first, second = ChromaStore.open(copied), ChromaStore.open(copied)
    first.close()
    first.close()
    assert second.search(AXES[1], 1)[0][0] == "b"
    second.close()


def held(folder: Path) -> list[str]:
    """The files below a folder that this process holds; the connections of a pool are closed in the background."""
    paths: list[str] = []
    for _ in range(100):
        paths = []
        for descriptor in Path("/proc/self/fd").iterdir():
            with contextlib.suppress(OSError):  # closed meanwhile
                paths.append(str(descriptor.readlink()))
        paths = [path for path in paths if path.startswith(str(folder))]
        if not paths:
            break
        time.sleep(0.05)
    return paths


@needs_proc
def test_a_closed_store_lets_go_of_its_files(copied: Path) -> None:
    ChromaStore.open(copied).close()
    assert held(copied) == []


@needs_proc
def test_an_opening_that_fails_lets_go_of_its_files_too(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").touch()
    with pytest.raises(IndexCorrupt):
        ChromaStore.open(tmp_path)
    assert held(tmp_path) == []


def test_opening_never_makes_a_store(tmp_path: Path) -> None:
    with pytest.raises(IndexCorrupt, match=r"is gone: chroma\.sqlite3 is missing"):
        ChromaStore.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def torn(data: bytes) -> bytes:
    """Pages in the middle overwritten, first and last as they were."""
    return data[:8192] + b"\xa5" * (len(data) - 16384) + data[-8192:]


@pytest.mark.parametrize(
    "harm",
    [lambda d: b"", lambda d: b"junk" * 999, lambda d: d[: len(d) // 2], torn],
    ids=["empty", "junk", "half", "torn"],
)
def test_a_damaged_database_is_told_in_one_line(
    copied: Path, harm: Callable[[bytes], bytes]
) -> None:
    path = copied / "chroma.sqlite3"
    path.write_bytes(harm(path.read_bytes()))
    with pytest.raises(IndexCorrupt, match=r"the vector index in .* cannot be opened: ") as raised:
        ChromaStore.open(copied)
    assert "\n" not in str(raised.value)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be written to"):
        ChromaStore.create(tmp_path / "file")


def test_many_threads_search_at_once(copied: Path) -> None:
    store = ChromaStore.open(copied)
    found: list[str] = []

    def work() -> None:
        found.extend(store.search(AXES[i % 4], 1)[0][0] for i in range(40))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    store.close()
    assert sorted(found) == sorted("abcd" * 80)


def test_many_threads_open_at_once_in_a_fresh_process(
    written: Path, tmp_path: Path, run_python: Callable[..., str]
) -> None:
    copies = [shutil.copytree(written, tmp_path / str(i)) for i in range(4)] * 2
    script = """
import threading
from pathlib import Path
from index.chroma import ChromaStore
counts = []
def work(folder):
    store = ChromaStore.open(Path(folder))
    counts.append(store.count())
    store.close()
threads = [threading.Thread(target=work, args=(folder,)) for folder in sys.argv[1:]]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(counts)
"""
    assert run_python(script, *copies, with_shared=False) == str([4] * 8)


ISOLATION = """
import os
from pathlib import Path
import numpy as np
before = dict(os.environ), Path.cwd(), sorted(Path.cwd().iterdir())
from index.chroma import ChromaStore
folder = Path(sys.argv[1])
for _ in range(2):  # with chromadb not imported yet, then with it imported
    folder = folder / "store"
    folder.mkdir()
    store = ChromaStore.create(folder)
    store.add(["a"], np.eye(1, 4, dtype=np.float32))
    assert store.search(np.eye(1, 4, dtype=np.float32)[0], 1)[0][0] == "a"
    store.close()
    reopened = ChromaStore.open(folder)
    assert reopened.count() == 1
    reopened.close()
assert (dict(os.environ), Path.cwd(), sorted(Path.cwd().iterdir())) == before
print(os.environ["IS_PERSISTENT"])
"""
NONSENSE = {
    "ALLOW_RESET": "maybe",
    "IS_PERSISTENT": "false",
    "CHROMA_API_IMPL": "nonsense",
    "CHROMA_DB_IMPL": "duckdb",
    "PERSIST_DIRECTORY": "/nowhere",
    "chroma_server_host": "example.org",
    "CHROMA_SERVER_NOFILE": "many",
    "ENVIRONMENT": "production",
}


def test_settings_in_the_environment_and_the_current_folder_do_not_reach_chromadb(
    tmp_path: Path, run_python: Callable[..., str]
) -> None:
    """They are for other programs, and the environment and the folder are as before afterwards."""
    (tmp_path / "here").mkdir()
    lines = "".join(f"{name}={value}\n" for name, value in NONSENSE.items())
    (tmp_path / "here" / ".env").write_text(lines, encoding="utf-8")
    printed = run_python(
        ISOLATION, tmp_path, with_shared=False, cwd=tmp_path / "here", env=NONSENSE
    )
    assert printed == "false"
    assert (tmp_path / "store" / "chroma.sqlite3").is_file()


def test_a_current_folder_that_was_deleted_does_not_matter(
    tmp_path: Path, run_python: Callable[..., str]
) -> None:
    script = """
import os
from pathlib import Path
import numpy as np
from index.chroma import ChromaStore
os.chdir(sys.argv[2])
os.rmdir(sys.argv[2])
store = ChromaStore.create(Path(sys.argv[1]))
store.add(["a"], np.eye(1, 4, dtype=np.float32))
store.close()
store = ChromaStore.open(Path(sys.argv[1]))
print(store.count())
"""
    (tmp_path / "gone").mkdir()
    (tmp_path / "store").mkdir()
    arguments = (tmp_path / "store", tmp_path / "gone")
    assert run_python(script, *arguments, with_shared=False) == "1"
