"""A small library, a fake encoder, and the shipped corpus indexed once with the shipped model."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from corpus.library import Library, load_library, packaged_documents
from index.build import ensure_index
from index.encoder import load_encoder
from index.model import Matrix, Passage, PassageKind
from index.ports import Encoder
from index.store import OpenIndex
from index.tokens import terms

if TYPE_CHECKING:
    from index.milvus_client import MilvusPlace

ROOT = Path(__file__).parents[2]

TEXT = """為推進電商發展,制定以下措施。
一、建設海外倉
支持企業在境外租賃和建設海外倉。對面積達標的海外倉給予補貼。(責任單位:市商務委、市財政局)
二、培養人才
鼓勵高校開設跨境電商專業。組織直播培訓和技能競賽。(責任單位:市教委)
三、便利通關
最佳化口岸查驗流程。退貨商品符合規定的免徵關稅。(責任單位:重慶海關)
四、金融支持
擴大出口信用保險覆蓋面。引導銀行開展應收帳款融資。(責任單位:市財政局)
"""
SIMILAR = (
    (1, "給予補貼", "海外仓有补贴吗"),
    (1, "租賃和建設海外倉", "去国外租仓库有支持吗"),
    (2, "直播培訓", "哪里可以学直播"),
    (3, "免徵關稅", "退回来的货要不要交税"),
    (4, "應收帳款融資", "应收账款能贷款吗"),
    (0, "", "这份文件有几条措施"),
    (-1, "", "公司注册要多少钱"),
    (-1, "", "海外仓补贴多少钱一平米"),
)
ENGLISH = (
    (1, 0, "建設海外倉", "Overseas warehouses"),
    (1, 2, "對面積達標的海外倉給予補貼。", "Warehouses large enough are subsidised."),
)


class HashingEncoder:
    """Vectors of hashed terms: texts that share terms are near. A text without terms has the zero vector."""

    def __init__(self, name: str = "hashing", dimension: int = 64) -> None:
        self.name, self.dimension = name, dimension

    def encode(self, texts: Sequence[str]) -> Matrix:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for term in terms(text):
                row[zlib.crc32(term.encode()) % self.dimension] += 1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / np.maximum(norms, 1e-12)).astype(np.float32)


def write_document(
    folder: Path, text: str, *, kind: str = "policy", similar: bool = False, english: bool = False
) -> None:
    """Write a document folder; its name is the document's id."""
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "id": folder.name,
        "kind": kind,
        "title": "某市若干措施",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "provenance": {"source": "made up", "conversion": "none"},
    }
    (folder / "text.txt").write_text(text, encoding="utf-8")
    (folder / "document.json").write_text(json.dumps(about), encoding="utf-8")
    questions = [
        {"measure": m, "anchor": a, "question": q, "script": "hans", "nearest": None}
        for m, a, q in SIMILAR
    ]
    questions[-1]["nearest"] = 1
    renderings = [{"clause": c, "sentence": s, "source": o, "english": e} for c, s, o, e in ENGLISH]
    for name, rows, wanted in (
        ("similar.jsonl", questions, similar),
        ("english.jsonl", renderings, english),
    ):
        if wanted:
            lines = [json.dumps(row, ensure_ascii=False) for row in rows]
            (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_library(folder: Path, text: str = TEXT, *, similar: bool = True) -> Path:
    """Write a library of one document with the id small."""
    write_document(folder / "small", text, similar=similar, english=similar)
    units = (packaged_documents() / "units.json").read_bytes()
    (folder / "units.json").write_bytes(units)
    return folder


@pytest.fixture(scope="session")
def make_library(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Library]:
    """Makes a library of one document from a text, with or without similar questions."""

    def make(text: str = TEXT, *, similar: bool = False) -> Library:
        return load_library(write_library(tmp_path_factory.mktemp("made"), text, similar=similar))

    return make


@pytest.fixture(scope="session")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small library: four clauses, eight similar questions, two renderings."""
    return write_library(tmp_path_factory.mktemp("documents"))


@pytest.fixture(scope="session")
def small(documents: Path) -> Library:
    return load_library(documents)


@pytest.fixture(scope="session")
def hashing() -> type[HashingEncoder]:
    """The fake encoder's class: with another name it is another encoder."""
    return HashingEncoder


@pytest.fixture(scope="session")
def model() -> Encoder:
    """The shipped encoder."""
    return load_encoder()


@pytest.fixture(scope="session")
def shipped_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `shipped` is."""
    return tmp_path_factory.mktemp("shipped")


@pytest.fixture(scope="session")
def shipped(library: Library, model: Encoder, shipped_folder: Path) -> Iterator[OpenIndex]:
    """The shipped corpus, indexed with the shipped model."""
    opened = ensure_index(library, model, shipped_folder)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def built(small: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small library's index, closed: to be copied, never to be changed."""
    folder = tmp_path_factory.mktemp("built")
    ensure_index(small, HashingEncoder(), folder).close()
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    """A copy of `built`."""
    return Path(shutil.copytree(built, tmp_path / "index"))


@pytest.fixture(scope="session")
def passage() -> Callable[..., Passage]:
    """Makes a passage of an id and a text."""

    def make(key: str, text: str = "", kind: PassageKind = PassageKind.SENTENCE) -> Passage:
        return Passage(key, "d", kind, 1, None, text)

    return make


@pytest.fixture(scope="session")
def start_python() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts Python on a script that finds the names of this file in `shared`, and its arguments in `sys.argv`."""
    started: list[subprocess.Popen[str]] = []
    prelude = f"import runpy, sys\nshared = runpy.run_path({str(Path(__file__))!r})\n"

    def start(
        script: str,
        *arguments: object,
        with_shared: bool = True,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        code = (prelude if with_shared else "import sys\n") + script
        process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", **(env or {})},
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture(scope="session")
def run_python(start_python: Callable[..., subprocess.Popen[str]]) -> Callable[..., str]:
    """Runs a script as `start_python` does, to its end; gives what it prints, and fails with what it complains of."""

    def run(script: str, *arguments: object, **options: object) -> str:
        process = start_python(script, *arguments, **options)
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        return out.strip()

    return run


@pytest.fixture(scope="session")
def new_name() -> Callable[[], str]:
    """Makes names of collections, each once."""
    numbers = count()
    return lambda: f"passages_{next(numbers)}"


@pytest.fixture(scope="session")
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Server]]:
    """Starts a program that takes `--host` and `--port`, and waits until it listens."""
    started: list[subprocess.Popen[str]] = []

    def start(command: Sequence[str]) -> Server:
        log = tmp_path_factory.mktemp("server") / "log"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        with log.open("w") as out:
            process = subprocess.Popen(
                [*command, "--host", "127.0.0.1", "--port", str(port)],
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
            )
        started.append(process)
        while True:
            assert process.poll() is None, log.read_text()
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    return Server(process, f"http://127.0.0.1:{port}")
            time.sleep(0.05)

    yield start
    for process in started:
        process.kill()
        process.wait()


@dataclass(frozen=True)
class Server:
    """A server that was started, and its address."""

    process: subprocess.Popen[str]
    address: str

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture(scope="session")
def start_chroma(
    start_server: Callable[..., Server], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Server]:
    """Starts `chroma run`."""
    script = shutil.which("chroma", path=str(Path(sys.executable).parent))

    def start() -> Server:
        assert script, "chromadb brings it"
        return start_server([script, "run", "--path", str(tmp_path_factory.mktemp("chroma"))])

    return start


@pytest.fixture(scope="session")
def chroma_server(start_chroma: Callable[[], Server]) -> str:
    """The address of a Chroma server."""
    return start_chroma().address


@pytest.fixture(scope="session")
def milvus_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where milvus-lite keeps a Milvus."""
    for needed in ("pymilvus", "milvus_lite"):
        if find_spec(needed) is None:
            pytest.skip(f"{needed} is not installed (the extra `milvus`)")
    return str(tmp_path_factory.mktemp("milvus") / "milvus.db")


@pytest.fixture
def milvus_place(milvus_file: str, new_name: Callable[[], str]) -> MilvusPlace:
    """A collection that is not there yet."""
    from index.milvus_client import MilvusPlace

    return MilvusPlace(milvus_file, new_name())
