"""`yuce corpus`: the user's own documents, taken in, updated, removed and looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.errors import AssistantError
from corpus.errors import CorpusError

if TYPE_CHECKING:
    from corpus.model import Clause, ParsedDocument
    from corpus.preparing import Prepared

corpus_app = typer.Typer(
    no_args_is_help=True, help="Your own documents: answers are taken from them, too."
)
_READ = (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".docx", ".pdf")

DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be held; change nothing.")]
Paths = Annotated[list[Path], typer.Argument(help="Files, or folders of files.")]


@corpus_app.command("add")
def corpus_add(paths: Paths, dry_run: DryRun = False) -> None:
    """Take in documents: plain text, Markdown, HTML, Word or PDF; a file law.pdf.json beside law.pdf corrects its metadata."""
    from assistant.settings import read_settings
    from corpus.collection import add
    from corpus.library import load_library
    from corpus.preparing import prepare

    files = list(_files(paths))
    if dry_run:
        for path in files:
            typer.echo("\n".join(_shown(prepare(path))))
        return
    settings, faults = read_settings(), []
    shipped = [p.document for p in load_library(settings.documents).parsed.values()]
    for path in files:
        try:
            _tell("added", add(path, settings.own_dir, shipped))
        except CorpusError as error:
            faults.append(str(error))
    if len(faults) < len(files):
        _index()
    if faults:
        raise AssistantError("; ".join(faults))


@corpus_app.command("update")
def corpus_update(document_id: str, path: Path) -> None:
    """Replace a document by a newer text; the earlier one is kept."""
    from assistant.settings import read_settings
    from corpus.collection import update

    _tell("updated", update(document_id, path, read_settings().own_dir))
    _index()


@corpus_app.command("remove")
def corpus_remove(document_id: str) -> None:
    """Take a document out of all answers."""
    from assistant.settings import read_settings
    from corpus.collection import remove

    aside = remove(document_id, read_settings().own_dir)
    typer.echo(f"removed {document_id}; it lies in {aside}")
    _index()


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
        for line in relation_lines(library, held.document):
            typer.echo(f"  {line}")


@corpus_app.command("show")
def corpus_show(
    document_id: str,
    clause: Annotated[int | None, typer.Option(help="Only the clause with this number.")] = None,
) -> None:
    """Show a document, or one of its clauses, as it is held."""
    from assistant.corpus_words import relation_lines
    from assistant.settings import read_settings
    from assistant.validity import today
    from corpus.library import load_library

    settings = read_settings()
    library = load_library(settings.documents, settings.own_dir)
    document = library.document(document_id)
    parsed = library.parsed[document_id]
    if clause is not None:
        typer.echo("\n".join(_clause_lines(parsed, library.clause(document_id, clause))))
        return
    for name in ("id", "kind", "title", "number", "issuer", "issued", "valid_from", "valid_to"):
        typer.echo(f"{name}: {getattr(document, name) or '—'}")
    typer.echo(f"state: {library.standings.on(document_id, today()).state.value}")
    for line in relation_lines(library, document):
        typer.echo(line)
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


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and those of a kind that is read in the folders named; sidecars are no documents."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _READ and p.is_file())
        if not inside:
            raise AssistantError(f"{path} has no file of a kind that is read: {', '.join(_READ)}")
        yield from inside


def _index() -> None:
    from assistant.bootstrap import rebuild_own
    from assistant.settings import read_settings

    count = rebuild_own(read_settings())
    typer.echo(f"{count} passages of your own documents are searched")


def _tell(what: str, prepared: Prepared) -> None:
    for part in prepared.parts:
        document = part.document
        typer.echo(f"{what} {document.id}: {document.title}, {len(part.clauses)} clauses")


def _shown(prepared: Prepared) -> Iterator[str]:
    """What a file would be held as: metadata with the place of each, what was left out, every clause."""
    yield f"{prepared.path}: {prepared.document.id}"
    for field in fields(prepared.metadata):
        stated: Any = getattr(prepared.metadata, field.name)
        yield f"  {field.name}: " + (_stated(stated, prepared) if stated else "—")
    for relation in prepared.document.relations:
        place = relation.span.of(prepared.read.text) if relation.span else "sidecar"
        yield f"  {relation.kind.value}: {relation.title or relation.number} ({place!r})"
    yield f"  {prepared.read.format}; left out: {'; '.join(prepared.read.dropped) or 'nothing'}"
    for part in prepared.parts:
        yield from _part_lines(part)


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
