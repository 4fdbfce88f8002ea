"""`yuce corpus` in a process that may be killed, as `bench-crash` starts it."""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from multiprocessing.connection import Connection
from pathlib import Path

import assistant.bootstrap  # noqa: F401  (what takes the time is there before the command is counted and timed)
from assistant.corpus_cli import corpus_app
from assistant.errors import AssistantError
from corpus.errors import CorpusError
from index.errors import IndexingError

_CHANGES = frozenset(
    {"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree"}
)
_WRITING = os.O_WRONLY | os.O_RDWR


class Doom:
    """An audit hook that counts the changes of files below a folder, and kills the process before one of them.

    Args:
        folder: the data folder.
        at: before which change; 0 for none.
    """

    def __init__(self, folder: Path, at: int) -> None:
        self._folder, self._at = str(folder), at
        self.changes = 0

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        """What the interpreter tells before it does something."""
        if not self._is_change(event, arguments):
            return
        self.changes += 1
        if self.changes == self._at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _is_change(self, event: str, arguments: tuple[object, ...]) -> bool:
        if event == "open":
            flags = arguments[2]
            if not (isinstance(flags, int) and flags & _WRITING):
                return False
        elif event not in _CHANGES:
            return False
        first = arguments[0]
        path = os.fsdecode(first) if isinstance(first, str | bytes | os.PathLike) else ""
        # What is removed together with its folder is told by its bare name.
        return path.startswith(self._folder) or (event != "open" and os.sep not in path)


def run_doomed(to_parent: Connection, data_dir: Path, at: int, arguments: tuple[str, ...]) -> None:
    """Run a command of `yuce corpus`; killed before its `at`-th change of a file, where that is not 0.

    `to_parent` is sent None before the command begins, and afterwards the number of changes, the exit code and the error.
    """
    os.environ["YUCE_DATA_DIR"] = str(data_dir)
    doom = Doom(data_dir, at)
    to_parent.send(None)
    sys.addaudithook(doom)
    code, said = 0, ""
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        try:
            corpus_app(list(arguments), standalone_mode=False)
        except (AssistantError, CorpusError, IndexingError) as error:
            code, said = 1, str(error)
    to_parent.send((doom.changes, code, said))
