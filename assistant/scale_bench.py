"""`yuce bench-scale`: what an index of very many documents of one's own takes. Figures, no judgement: machines are noisy.

Everything is done as the product does it: the documents lie where `yuce corpus add` puts them, and changes are that command.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from assistant.scale_corpus import read_laws, write_laws
from assistant.scale_figures import Took, anonymous, peak, percentiles, resident, tell, timed
from assistant.settings import Settings, read_settings
from corpus.folding import fold
from corpus.library import Library, load_library
from index.encoder import load_encoder
from index.errors import IndexMismatch
from index.growing import open_grown, rebuild_grown
from index.model import Query, Vector
from index.parts import Part
from index.ports import Encoder, Retriever
from index.store import OpenIndex, live_version

_QUERIES = 200
_EXACT = 50
_CHANGES = 5
_WARM = 20
_NEW = "新增样本管理规定\n第一条 为了测量，制定本规定。\n第二条 第{n}号样本由保管员登记，登记后三日内入库。\n"


def run_scale_bench(articles: Path, times: int, folder: Path | None) -> None:
    """Measure and print. `folder` is kept; without one a temporary folder is used.

    Raises:
        AssistantError: the file of articles cannot be read.
    """
    laws = read_laws(articles)
    with _folder(folder) as place:
        settings = read_settings(data_dir=place)
        if not settings.own_dir.exists():
            wrote = write_laws(laws, times, settings.own_dir)
            tell("corpus", f"{wrote.articles} articles of {wrote.documents} documents")
            tell("left out", f"{wrote.left_out} documents that cannot be cut")
        if not settings.own_index_dir.exists():
            _fresh(_build, settings)
        _fresh(_queries, settings)
        _fresh(_changes, settings)


@contextmanager
def _folder(folder: Path | None) -> Iterator[Path]:
    if folder:
        yield folder
    else:
        with tempfile.TemporaryDirectory() as made:
            yield Path(made)


def _fresh(measure: Callable[[Settings], None], settings: Settings) -> None:
    """Measure in a process of its own, so that its memory is its own."""
    load = ", ".join(f"{x:.2f}" for x in os.getloadavg())
    tell(f"— {measure.__name__.strip('_')}", f"(load {load})")
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        process.submit(measure, settings).result()


def _build(settings: Settings) -> None:
    took, library = timed(lambda: load_library(settings.documents, settings.own_dir))
    tell("read and cut, the first time", f"{took.clock:.1f} s")
    encoder = load_encoder(settings.encoder)
    before = time.process_time()
    took, index = timed(lambda: rebuild_grown(library.own_part, encoder, settings.own_index_dir))
    tell("build", f"{took.clock:.1f} s for {index.manifest.passages} passages")
    tell("build, processor", f"{time.process_time() - before:.0f} s on all cores")
    index.close()
    tell("memory, most while building", f"{peak():.0f} MB")
    version = live_version(settings.own_index_dir)
    for name, files in (("index", version.rglob("*")), ("texts", settings.own_dir.rglob("*"))):
        size = sum(path.stat().st_size for path in files if path.is_file())
        tell(f"disk, {name}", f"{size / 1e6:.0f} MB")


def _queries(settings: Settings) -> None:
    encoder = load_encoder(settings.encoder)
    encoder.encode(["热"])
    before = resident()
    took, library = timed(lambda: load_library(settings.documents, settings.own_dir))
    tell("open, documents", f"{took.clock:.2f} s")
    took, index = timed(lambda: open_grown(library.own_part, encoder, settings.own_index_dir))
    tell("open, index", f"{took.clock:.2f} s")
    texts = _texts(library, index)
    _asked(index.retriever, map(Query, texts[:_WARM]))
    chance = random.Random(1)
    few, half = (
        frozenset(chance.sample(library.own, max(1, int(len(library.own) * share))))
        for share in (0.01, 0.5)
    )
    for name, documents in (("all", None), ("1 % of documents", few), ("half", half)):
        queries = [Query(text, documents=documents) for text in texts]
        retriever = index.retriever
        tell(f"query, hybrid, {name}", percentiles(_asked(retriever, queries)))
        tell(f"query, lexical, {name}", percentiles(_asked(retriever.lexical, queries)))
        tell(f"query, dense, {name}", percentiles(_asked(retriever.dense, queries)))
        tell(f"recall@10 of dense, {name}", _recall(index, settings, texts[:_EXACT], documents))
    tell("memory, serving", f"{resident():.0f} MB, of it {anonymous():.0f} MB not files")
    tell("memory, before opening", f"{before:.0f} MB")
    index.close()


def _texts(library: Library, index: OpenIndex) -> list[str]:
    """Half questions as people ask them, half pieces of what is held."""
    chance = random.Random(0)
    asked = [row.question for rows in library.similar.values() for row in rows]
    texts = [fold(question).text for question in chance.sample(asked, _QUERIES // 2)]
    while len(texts) < _QUERIES:
        parsed = library.parsed[chance.choice(library.own)]
        text = fold(parsed.document.text).text
        at = chance.randrange(max(1, len(text) - 30))
        texts.append(text[at : at + chance.randint(8, 30)])
    chance.shuffle(texts)
    return texts


def _recall(
    index: OpenIndex, settings: Settings, texts: Sequence[str], documents: frozenset[str] | None
) -> str:
    """The share of the ten nearest by exact cosine that the dense leg has among its ten; equal cosines count as one."""
    version = live_version(settings.own_index_dir)
    vectors = index.encoder.encode(texts)
    exact = np.concatenate(
        [
            _exact(Part(path.parent), vectors, documents)
            for path in version.glob("part-*/documents.json")
        ],
        axis=1,
    )
    hits = 0
    for vector, scores in zip(vectors, exact, strict=True):
        tenth = np.sort(scores)[-10]
        found = index.dense.search(vector, 10, documents)
        hits += sum(score >= tenth - 1e-5 for _, score in found)
    return f"{hits / (10 * len(texts)):.4f}"


def _exact(part: Part, vectors: Vector, documents: frozenset[str] | None) -> Vector:
    """The ten highest cosines of a part for each vector, of some documents only."""
    rows = part.vectors.rows_of(part.documents if documents is None else documents)
    best = np.full((len(vectors), 10), -1, np.float32)
    for start in range(0, len(rows), 100_000):
        block = part.vectors.vectors[rows[start : start + 100_000]].astype(np.float32)
        best = np.sort(np.concatenate([best, vectors @ block.T], axis=1), axis=1)[:, -10:]
    return best


def _changes(settings: Settings) -> None:
    """`yuce corpus add` and `remove`, one document each, before and while another process is asked."""
    with tempfile.TemporaryDirectory() as folder:
        alone = _added(settings, Path(folder), range(_CHANGES))
        tell("add one document", percentiles(alone))
        meanwhile = range(_CHANGES, 2 * _CHANGES)
        _asked_meanwhile(settings, lambda: _added(settings, Path(folder), meanwhile))
        tell("remove one document", percentiles(_removed(settings, range(2 * _CHANGES))))


def _asked_meanwhile(settings: Settings, change: Callable[[], object]) -> None:
    """Ask on and on while something changes the index, which is opened anew whenever it did."""
    encoder = load_encoder(settings.encoder)
    took: list[Took] = []
    opening: list[Took] = []
    seconds, (library, index) = _opened(settings, encoder)
    texts = _texts(library, index)
    writer = threading.Thread(target=change)
    writer.start()
    while writer.is_alive():
        if live_version(settings.own_index_dir).name != index.version:
            with suppress(IndexMismatch):  # the documents are ahead of the index again
                seconds, (library, fresh) = _opened(settings, encoder)
                index.close()
                index = fresh
                opening.append(seconds)
        took += _asked(index.retriever, [Query(texts[len(took) % len(texts)])])
    index.close()
    tell("query, hybrid, while documents are added", percentiles(took))
    tell("open anew, documents and index", percentiles(opening))


def _opened(settings: Settings, encoder: Encoder) -> tuple[Took, tuple[Library, OpenIndex]]:
    def opened() -> tuple[Library, OpenIndex]:
        library = load_library(settings.documents, settings.own_dir)
        return library, open_grown(library.own_part, encoder, settings.own_index_dir)

    return timed(opened)


def _asked(retriever: Retriever, queries: Iterable[Query]) -> list[Took]:
    return [timed(partial(retriever.retrieve, query))[0] for query in queries]


def _added(settings: Settings, folder: Path, numbers: Sequence[int]) -> list[Took]:
    took = []
    for number in numbers:
        path = folder / f"{number}.txt"
        path.write_text(_NEW.format(n=number), encoding="utf-8")
        took.append(_command(settings, "add", str(path)))
    return took


def _removed(settings: Settings, numbers: Sequence[int]) -> list[Took]:
    first = "xzybglgd"  # the first letters of the title's sounds
    keys = [first if n == 0 else f"{first}-{n + 1}" for n in numbers]
    return [_command(settings, "remove", key) for key in keys]


def _command(settings: Settings, *arguments: str) -> Took:
    command = [sys.executable, "-m", "assistant.cli", "corpus", *arguments]
    environment = {**os.environ, "YUCE_DATA_DIR": str(settings.data_dir)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    took, _ = timed(
        lambda: subprocess.run(command, check=True, capture_output=True, env=environment)
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Took(took.clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
