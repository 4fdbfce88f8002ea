"""chromadb without anybody's settings, for the two stores that are made of it.

chromadb reads settings without a prefix from the environment and from a `.env` in the current folder, on import already.
What stands there is for other programs: it is hidden from chromadb here.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chromadb.config import Settings

LOCK = threading.Lock()
"""Held while a client is made or closed: doing that in several threads at once fails inside chromadb."""
HNSW: Any = {"space": "cosine", "ef_construction": 200, "ef_search": 300, "max_neighbors": 24}
"""The neighbour graph, made and searched more thoroughly than by chromadb's defaults (100, 100, 16): on 57,817 articles
those lose one in two hundred of the 100 nearest, these one in a thousand."""
_KEPT = (
    "PATH",
    "HOME",
    "TMPDIR",
    "TEMP",
    "TMP",
    "LANG",
    "LC_ALL",
    "SYSTEMROOT",
    "LD_LIBRARY_PATH",
    "TZ",
)


@contextmanager
def own_settings(options: dict[str, Any]) -> Iterator[Settings]:
    """Settings of these options alone; inside, the environment holds none that chromadb would read.

    Call it with `LOCK` held.
    """
    _import_chromadb()
    from chromadb.config import Settings

    with _hidden(n for n in tuple(os.environ) if n.lower() in Settings.model_fields):
        yield Settings(**{"_env_file": None, "anonymized_telemetry": False, **options})


def _import_chromadb() -> None:
    """Import it where it finds nobody's settings: it makes a Settings of its own while it is imported."""
    if "chromadb" not in sys.modules:
        with _empty_folder(), _hidden(os.environ.keys() - set(_KEPT)):
            import chromadb  # noqa: F401


@contextmanager
def _hidden(names: Iterable[str]) -> Iterator[None]:
    """The environment without these variables."""
    saved = {name: os.environ.pop(name) for name in tuple(names) if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(saved)


@contextmanager
def _empty_folder() -> Iterator[None]:
    """An empty current folder."""
    try:
        before = Path.cwd()
    except FileNotFoundError:  # it was deleted, so nothing can stand in it
        yield
        return
    with tempfile.TemporaryDirectory() as empty:
        os.chdir(empty)
        try:
            yield
        finally:
            os.chdir(before)
