"""An index on disk, opened for reading.

    <folder>/current            the name of the live version
    <folder>/<version>/         manifest.json · passages.jsonl · lexical/ · dense/ · classifier.npz · digests.json

A version is written once and never changed; `digests.json` tells whether it was. A new one becomes live when `current` is
replaced, in one atomic rename.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from corpus.model import Span
from index.chroma import ChromaStore, steady_files
from index.classifier import ClauseClassifier
from index.digests import check_digests
from index.errors import IndexCorrupt, IndexMismatch, IndexMissing
from index.lease import Lease
from index.lexical import TantivyTermIndex
from index.model import Passage, PassageKind
from index.ports import Encoder, PassageStore, TermIndex
from index.retriever import DenseRetriever, HybridRetriever, LexicalRetriever

FORMAT = 5
CURRENT = "current"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made from. Two builds from the same things have the same `key`."""

    format: int
    corpus: str
    encoder: str
    dimension: int
    passages: int
    tantivy: str
    chromadb: str
    built: str

    @property
    def key(self) -> tuple[object, ...]:
        """What must agree for an index to serve: format, corpus digest, encoder, library versions."""
        return (self.format, self.corpus, self.encoder, self.tantivy, self.chromadb)


@dataclass(frozen=True)
class OpenIndex:
    """A live index with its parts."""

    version: str
    manifest: Manifest
    passages: Mapping[str, Passage]
    lexical: TermIndex
    dense: PassageStore
    classifier: ClauseClassifier | None
    encoder: Encoder
    lease: Lease | None = None

    @property
    def retriever(self) -> HybridRetriever:
        """Both legs, fused."""
        lexical = LexicalRetriever(self.lexical, self.passages)
        return HybridRetriever(lexical, DenseRetriever(self.dense, self.encoder, self.passages))

    def close(self) -> None:
        """Let go of the files."""
        self.dense.close()
        if self.lease:
            self.lease.release()


def live_name(folder: Path) -> str:
    """The name of the live version, whatever is wrong with it; "" where there is none."""
    try:
        return (folder / CURRENT).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def live_version(folder: Path) -> Path:
    """The folder of the live version.

    Raises:
        IndexMissing: no index was built here.
        IndexCorrupt: `current` names a version that is not there.
    """
    try:
        name = (folder / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise IndexMissing(f"{folder} holds no index; `yuce index build` makes one") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexCorrupt(
            f"{folder / CURRENT} cannot be read: {error}; `yuce index build` mends it"
        ) from error
    version = folder / name
    if name not in _names(folder) or not (version / "manifest.json").is_file():
        raise IndexCorrupt(
            f"{folder / CURRENT} names {name[:100]!r}, which is not there; `yuce index build` mends it"
        )
    return version


def _names(folder: Path) -> frozenset[str]:
    return frozenset(path.name for path in folder.iterdir())


def read_manifest(version: Path) -> Manifest:
    """The manifest of a version.

    Raises:
        IndexCorrupt: it is missing or damaged.
    """
    path = version / "manifest.json"
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(**{f.name: raw[f.name] for f in fields(Manifest)})
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise IndexCorrupt(
            f"{path} cannot be read: {error}; `yuce index build` mends it"
        ) from error


def write_manifest(version: Path, manifest: Manifest) -> None:
    """Write a version's manifest, such that `read_manifest` gives it back."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
    (version / "manifest.json").write_text(text + "\n", encoding="utf-8")


def open_version(version: Path, encoder: Encoder) -> OpenIndex:
    """Open one version and check that its parts agree with each other and with the encoder.

    Raises:
        IndexCorrupt: a part is missing or damaged, or counts differ.
        IndexMismatch: it was built with another encoder.
    """
    manifest = fitting_manifest(version, encoder)
    lease = Lease(version)
    try:
        return _opened(version, manifest, encoder, lease)
    except BaseException:
        lease.release()
        raise


def fitting_manifest(version: Path, encoder: Encoder) -> Manifest:
    """The manifest of a version that was made with this encoder.

    Raises:
        IndexCorrupt: it is missing or damaged.
        IndexMismatch: the version was made with another encoder.
    """
    manifest = read_manifest(version)
    if (manifest.encoder, manifest.dimension) != (encoder.name, encoder.dimension):
        built = f"{manifest.encoder} ({manifest.dimension} dimensions)"
        asked = f"{encoder.name} ({encoder.dimension})"
        raise IndexMismatch(
            f"the index was built with the encoder {built}, not {asked}; rebuild it"
        )
    return manifest


def _opened(version: Path, manifest: Manifest, encoder: Encoder, lease: Lease) -> OpenIndex:
    check_digests(version, steady_files(version / "dense"))
    passages = read_passages(version / "passages.jsonl")
    lexical = TantivyTermIndex(version / "lexical")
    model = version / "classifier.npz"
    classifier = ClauseClassifier.load(model) if model.exists() else None
    dense = ChromaStore.open(version / "dense")
    counts = {len(passages), lexical.count(), dense.count(), manifest.passages}
    if len(counts) > 1:
        dense.close()
        raise IndexCorrupt(
            f"the index in {version} is incomplete: its parts hold {sorted(counts)} passages"
        )
    return OpenIndex(version.name, manifest, passages, lexical, dense, classifier, encoder, lease)


def write_passages(path: Path, passages: list[Passage]) -> None:
    """Write passages as JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        for passage in passages:
            file.write(json.dumps(asdict(passage), ensure_ascii=False) + "\n")


def read_passages(path: Path) -> dict[str, Passage]:
    """Passages by id.

    Raises:
        IndexCorrupt: the file is missing or damaged.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]
        return {row["id"]: passage_of(row) for row in rows}
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise IndexCorrupt(
            f"{path} cannot be read: {error}; `yuce index build` mends it"
        ) from error


def passage_of(row: dict[str, object]) -> Passage:
    """The passage of a row as `write_passages` writes it.

    Raises:
        LookupError, TypeError, ValueError: it is none.
    """
    clause = row["clause"]
    return Passage(
        id=str(row["id"]),
        document_id=str(row["document_id"]),
        kind=PassageKind(str(row["kind"])),
        clause=clause if isinstance(clause, int) else None,
        span=_span(row["span"]),
        text=str(row["text"]),
        answered=bool(row["answered"]),
        focus=_span(row["focus"]),
    )


def _span(raw: object) -> Span | None:
    return Span(raw["start"], raw["end"]) if isinstance(raw, dict) else None
