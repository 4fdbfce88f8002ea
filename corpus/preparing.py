"""A file made ready to be held: read, its metadata told, cut into clauses, given an id. Nothing is written."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from pypinyin import Style, lazy_pinyin

from corpus.attachments import parse_all
from corpus.errors import CollectionError, ParseError
from corpus.folding import fold
from corpus.metadata import Metadata, Stated, read_metadata
from corpus.model import Document, DocumentKind, ParsedDocument, Provenance, Relation
from corpus.readers import ReadText, read, read_data
from corpus.relations import read_relations
from corpus.sidecar import relations_with_sidecar, sidecar_of, with_sidecar
from corpus.source import Fetched, Source

_LONGEST_ID = 40
_KINDS = (
    (DocumentKind.NOTICE, re.compile(r"(?:通知|公告|通告|公报|函|批复)$")),
    (DocumentKind.POLICY, re.compile(r"(?:措施|政策|方案|规划|纲要|计划|意见)$")),
)
_UNSAID = re.compile(r"中华人民共和国|第(?=\d)|(?<=\d)号")
_NOT_IN_IDS = re.compile("[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file, or what was fetched, as it will be held: `parts` are the document and the texts attached to it, each cut into clauses."""

    source: Source
    read: ReadText
    metadata: Metadata
    document: Document
    parts: tuple[ParsedDocument, ...]

    def renamed(self, document_id: str) -> Prepared:
        """The same under another id."""
        document = replace(self.document, id=document_id)
        return replace(self, document=document, parts=parse_all(document))


def prepare(source: Source) -> Prepared:
    """Read a file, or what was fetched, in any format that is read; its id is made of its number, or else of its title.

    Raises:
        ReadingError: it cannot be read.
        ManifestError: its sidecar is wrong.
        CollectionError: it cannot be cut into clauses; says where.
    """
    found = _read(source)
    told = read_metadata(found.text)
    relations = read_relations(found.text, told.title.span if told.title else None)
    if isinstance(source, Path):
        told = with_sidecar(told, source)
        relations = relations_with_sidecar(relations, source)
    document = _document(source, found, told, relations)
    try:
        return Prepared(source, found, told, document, parse_all(document))
    except ParseError as error:
        raise CollectionError(f"{source} cannot be cut into clauses: {error}") from error


def _read(source: Source) -> ReadText:
    if isinstance(source, Fetched):
        return read_data(source.data, str(source), source.suffix, source.charset)
    return read(source)


def _document(
    source: Source, found: ReadText, told: Metadata, relations: tuple[Relation, ...]
) -> Document:
    def value(stated: Stated[str] | None) -> str | None:
        return stated.value if stated else None

    title = value(told.title) or source.stem
    return Document(
        id=identifier(value(told.number), title),
        kind=kind_of(title),
        title=title,
        text=found.text,
        number=value(told.number),
        issuer=value(told.issuer),
        issued=told.issued.value if told.issued else None,
        valid_to=told.effective_to.value if told.effective_to else None,
        provenance=_provenance(source, found),
        valid_from=told.effective_from.value if told.effective_from else None,
        relations=relations,
    )


def _provenance(source: Source, found: ReadText) -> Provenance:
    read_as = f"read as {found.format}" + (f", {found.encoding}" if found.encoding else "")
    told = Provenance(
        source=str(source),
        conversion=read_as,
        left_out="; ".join(found.dropped),
        recognised="; ".join(f"page {n}: {sure:.3f}" for n, sure in found.recognised),
    )
    if isinstance(source, Fetched):
        time = source.time.isoformat(timespec="seconds")
        return replace(told, url=source.asked, fetched=time, source_sha256=_sha256(source.data))
    beside = ", with its sidecar" if sidecar_of(source).exists() else ""
    digest = _sha256(source.read_bytes())
    return replace(told, source=source.name, conversion=read_as + beside, source_sha256=digest)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def kind_of(title: str) -> DocumentKind:
    """What a text is, by the last word of its title; a law where that tells nothing else."""
    plain = re.sub(r"[(][^()]*[)]$", "", fold(title).text.strip())
    return next((kind for kind, ending in _KINDS if ending.search(plain)), DocumentKind.LAW)


def identifier(number: str | None, title: str) -> str:
    """An id of small letters, digits and hyphens: of Chinese words the first letters of their sounds.

    >>> identifier("渝府辦發〔2023〕92號", "措施"), identifier(None, "中华人民共和国海关法")
    ('yfbf-2023-92', 'hgf')
    """
    said = _UNSAID.sub("", fold(number or title).text)
    letters = "".join(lazy_pinyin(said, style=Style.FIRST_LETTER, errors=_apart))
    plain = _NOT_IN_IDS.sub("-", letters.lower())[:_LONGEST_ID].strip("-")
    return plain or "document"


def _apart(other: str) -> str:
    """What has no sound, with a hyphen on both sides."""
    return f"-{other}-"


def unique(document_id: str, taken: Collection[str]) -> str:
    """The id, or the first of id-2, id-3, … that is not taken."""
    names = (document_id if n == 1 else f"{document_id}-{n}" for n in count(1))
    return next(name for name in names if name not in taken)
