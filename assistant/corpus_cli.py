"""`yuce corpus`: the user's own documents, taken in, updated, removed and looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import AssistantError
from corpus.errors import CorpusError
from index.errors import IndexingError

if TYPE_CHECKING:
    from assistant.settings import Settings
    from corpus.model import Clause, ParsedDocument, Provenance
    from corpus.preparing import Prepared
    from corpus.source import Source

corpus_app = typer.Typer(
    no_args_is_help=True, help="Your own documents: answers are taken from them, too."
)
_READ = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".pdf")

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be held; change nothing.")]
Sources = Annotated[
    list[str], typer.Argument(help="Files, folders of files, or URLs (http, https).")
]


@corpus_app.command("add")
def corpus_add(sources: Sources, dry_run: DryRun = False) -> None:
    """Take in documents: plain text, Markdown, HTML, Word or PDF; a file law.pdf.json beside law.pdf corrects its metadata."""
    from assistant.settings import read_settings
    from corpus.collection import add_all
    from corpus.library import load_library
    from corpus.preparing import prepare

    settings, faults, places = read_settings(), list[CorpusError](), list(_places(sources))
    if dry_run:
        for place in places:
            typer.echo("\n".join(_shown(prepare(_source(place, settings)))))
        return
    shipped = [p.document for p in load_library(settings.documents).parsed.values()]
    with _searched():
        ready = _had(places, settings, faults.append)
        for prepared in add_all(ready, settings.own_dir, shipped, faults.append):
            _tell("added", prepared)
        if len(faults) == len(places):
            raise _refused(faults)
    if faults:
        raise _refused(faults)


@corpus_app.command("update")
def corpus_update(
    document_id: str,
    source: Annotated[
        str | None, typer.Argument(help="A file or URL; without it, the URL it was fetched from.")
    ] = None,
) -> None:
    """Replace a document by a newer text; the earlier one is kept."""
    from assistant.settings import read_settings
    from corpus.collection import update

    with _searched():
        settings = read_settings()
        place = source or _url_of(document_id, settings)
        _tell("updated", update(document_id, _source(place, settings), settings.own_dir))


@corpus_app.command("remove")
def corpus_remove(document_id: str) -> None:
    """Take a document out of all answers."""
    from assistant.settings import read_settings
    from corpus.collection import remove

    with _searched():
        aside = remove(document_id, read_settings().own_dir)
        typer.echo(f"removed {document_id}; it lies in {aside}")


@corpus_app.command("list")
def corpus_list() -> None:
    """List your documents, each with its dates, what it is today as far as the held texts say, and what was done to it."""
    from assistant.corpus_words import document_line, relation_lines
    from assistant.settings import read_settings
    from assistant.validity import today
    from corpus.held import listed
    from corpus.library import load_library, with_own

    settings = read_settings()
    own = listed(settings.own_dir)
    library = with_own(load_library(settings.documents), own)
    for held in own:
        typer.echo(document_line(library, held, today()))
        for line in relation_lines(library, held.entries[0]):
            typer.echo(f"  {line}")


@corpus_app.command("show")
def corpus_show(
    document_id: str,
    clause: Annotated[int | None, typer.Option(help="Only the clause with this number.")] = None,
    version: Annotated[
        str | None, typer.Option(help="An earlier text, by its digest in `history`.")
    ] = None,
) -> None:
    """Show a document, or one of its clauses, as it is held."""
    from assistant.corpus_words import relation_lines
    from assistant.settings import read_settings
    from assistant.validity import today
    from corpus.earlier import text_of
    from corpus.library import load_library

    settings = read_settings()
    if version:
        typer.echo(text_of(document_id, version, settings.own_dir).text)
        return
    library = load_library(settings.documents, settings.own_dir)
    document = library.document(document_id)
    parsed = library.parsed[document_id]
    if clause is not None:
        typer.echo("\n".join(_clause_lines(parsed, library.clause(document_id, clause))))
        if document.provenance and document.recognised:
            typer.echo("\n".join(_origin(document.provenance)))
        return
    for name in ("id", "kind", "title", "number", "issuer", "issued", "valid_from", "valid_to"):
        typer.echo(f"{name}: {getattr(document, name) or '—'}")
    typer.echo(f"state: {library.standings.on(document_id, today()).state.value}")
    for line in relation_lines(library, document):
        typer.echo(line)
    if document.provenance:
        typer.echo("\n".join(_origin(document.provenance)))
    typer.echo("\n".join(_part_lines(parsed)))


@corpus_app.command("history")
def corpus_history(document_id: str) -> None:
    """List the texts that a document has had, the present one first."""
    from assistant.settings import read_settings
    from corpus.held import history

    for version in history(document_id, read_settings().own_dir):
        mark = "  (current)" if version.current else ""
        typer.echo(f"{version.digest}  {version.since}  {version.title}{mark}")


@corpus_app.command("verify")
def corpus_verify() -> None:
    """Check that no document was damaged or edited by hand."""
    from assistant.settings import read_settings
    from corpus.held import verify

    checked = verify(read_settings().own_dir)
    if faults := [fault for fault in checked.values() if fault]:
        raise AssistantError("; ".join(faults))
    typer.echo(f"{len(checked)} documents are as they were taken in")


def _places(sources: Iterable[str]) -> Iterator[str]:
    """The URLs and files named, and the files of a kind that is read in the folders named; sidecars are no documents."""
    for source in sources:
        path = Path(source)
        if _is_url(source) or not path.is_dir():
            yield source
            continue
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _READ and p.is_file())
        if not inside:
            raise AssistantError(f"{path} has no file of a kind that is read: {', '.join(_READ)}")
        yield from map(str, inside)


def _is_url(source: str) -> bool:
    return "://" in source


def _source(place: str, settings: Settings) -> Source:
    """A file, or what lies at a URL."""
    if not _is_url(place):
        return Path(place)
    from corpus.fetching import FetchRules, fetch

    return fetch(place, FetchRules(hosts=frozenset(settings.fetch_hosts)))


def _had(
    places: Iterable[str], settings: Settings, refuse: Callable[[CorpusError], None]
) -> Iterator[Source]:
    """Files, and what could be fetched; `refuse` hears of what could not."""
    for place in places:
        try:
            _check_url(place, settings)
            found = _source(place, settings)
        except CorpusError as error:
            refuse(error)
        else:
            yield found


def _check_url(place: str, settings: Settings) -> None:
    """A page that is held is not taken in twice: its newer text belongs to it."""
    from corpus.errors import CollectionError
    from corpus.held import listed

    url = place.partition("#")[0]
    for document in (held.document for held in listed(settings.own_dir)) if _is_url(place) else ():
        if document.provenance and url in (document.provenance.url, document.provenance.source):
            again = f"`yuce corpus update {document.id}` fetches it anew"
            raise CollectionError(f"{url} was taken in already as {document.id}; {again}")


def _url_of(document_id: str, settings: Settings) -> str:
    """The URL that a document was fetched from."""
    from corpus.held import document_in, folder_of

    provenance = document_in(folder_of(document_id, settings.own_dir)).provenance
    if provenance is None or not provenance.url:
        raise AssistantError(
            f"{document_id} was not fetched from a URL; name the file or URL of its newer text"
        )
    return provenance.url


def _refused(faults: Iterable[CorpusError]) -> AssistantError:
    return AssistantError("; ".join(map(str, faults)))


@contextmanager
def _searched() -> Iterator[None]:
    """What is held afterwards is searched, also where the change is refused.

    A run that was killed before it came to the index leaves documents ahead of it; the same command once more is refused, for
    the text is held or gone already, and brings the index up to them.
    """
    from assistant.bootstrap import rebuild_own
    from assistant.settings import read_settings

    settings = read_settings()
    try:
        yield
    except (AssistantError, CorpusError):
        with suppress(CorpusError, IndexingError):  # why the change is refused is what is told
            rebuild_own(settings)
        raise
    count = rebuild_own(settings)
    typer.echo(f"{count} passages of your own documents are searched")


def _tell(what: str, prepared: Prepared) -> None:
    for part in prepared.parts:
        document = part.document
        typer.echo(f"{what} {document.id}: {document.title}, {len(part.clauses)} clauses")


def _shown(prepared: Prepared) -> Iterator[str]:
    """What a file would be held as: metadata with the place of each, what was left out, every clause."""
    yield f"{prepared.source}: {prepared.document.id}"
    for field in fields(prepared.metadata):
        stated: Any = getattr(prepared.metadata, field.name)
        yield f"  {field.name}: " + (_stated(stated, prepared) if stated else "—")
    for relation in prepared.document.relations:
        place = relation.span.of(prepared.read.text) if relation.span else "sidecar"
        yield f"  {relation.kind.value}: {relation.title or relation.number} ({place!r})"
    yield f"  {prepared.read.format}; left out: {'; '.join(prepared.read.dropped) or 'nothing'}"
    if prepared.document.provenance:
        yield from (f"  {line}" for line in _origin(prepared.document.provenance))
    if not any(part.clauses for part in prepared.parts):
        yield "  no clause was found (第一条 …, or 一、…): it would be searched and quoted by the sentence"
    for part in prepared.parts:
        yield from _part_lines(part)


def _origin(provenance: Provenance) -> Iterator[str]:
    """Where a text was fetched, and how surely it was recognised; nothing for a file with text."""
    if provenance.url:
        yield f"fetched: {provenance.fetched} from {provenance.url}"
        if provenance.source != provenance.url:
            yield f"redirected to: {provenance.source}"
    if provenance.recognised:
        yield f"read by: OCR, not verbatim for certain; confidence {provenance.recognised}"


def _stated(stated: Any, prepared: Prepared) -> str:
    """A value and where it was read."""
    if stated.span is None:
        return f"{stated.value} (sidecar)"
    line = prepared.read.text.count("\n", 0, stated.span.start) + 1
    return f"{stated.value} (line {line}: {stated.span.of(prepared.read.text)!r})"


def _part_lines(parsed: ParsedDocument) -> Iterator[str]:
    document = parsed.document
    yield f"== {document.id}: {document.title}, {len(parsed.clauses)} clauses"
    yield parsed.preamble.of(document.text).strip()
    for clause in parsed.clauses:
        yield from _clause_lines(parsed, clause)


def _clause_lines(parsed: ParsedDocument, clause: Clause) -> Iterator[str]:
    path = " · ".join(clause.path.headings)
    yield f"-- {clause.number}" + (f" [{path}]" if path else "")
    yield clause.span.of(parsed.document.text).strip()
