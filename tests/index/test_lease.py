from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from index.lease import Lease, is_leased


def test_a_folder_is_leased_until_every_reader_released_it(tmp_path: Path) -> None:
    assert not is_leased(tmp_path)
    first, second = Lease(tmp_path), Lease(tmp_path)
    first.release()
    assert is_leased(tmp_path)
    second.release()
    assert not is_leased(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_second_release_does_nothing(tmp_path: Path) -> None:
    first, second = Lease(tmp_path), Lease(tmp_path)
    first.release()
    first.release()
    assert is_leased(tmp_path)
    second.release()


def test_another_thread_may_release(tmp_path: Path) -> None:
    lease = Lease(tmp_path)
    thread = threading.Thread(target=lease.release)
    thread.start()
    thread.join()
    assert not is_leased(tmp_path)


def test_a_reader_that_was_killed_holds_nothing(
    tmp_path: Path, start_python: Callable[..., subprocess.Popen[str]]
) -> None:
    script = """
from pathlib import Path
from index.lease import Lease
lease = Lease(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.readline()
"""
    process = start_python(script, tmp_path, with_shared=False)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    assert is_leased(tmp_path)
    process.kill()
    process.wait()
    assert not is_leased(tmp_path)


def test_old_marks_of_killed_readers_go_with_the_next_lease(tmp_path: Path) -> None:
    old, young, held = tmp_path / ".in-use-old", tmp_path / ".in-use-young", Lease(tmp_path)
    old.touch()
    young.touch()
    for path in tmp_path.iterdir():
        if path != young:
            os.utime(path, (0, 0))
    lease = Lease(tmp_path)
    assert not old.exists()
    assert young.exists()
    assert len(list(tmp_path.iterdir())) == 3
    lease.release()
    held.release()


def test_a_folder_that_cannot_be_marked_can_still_be_read(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    lease = Lease(tmp_path / "file")
    lease.release()
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
