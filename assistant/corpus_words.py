"""A document's dates, state and relations as lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assistant.standing_rows import RelationRow, relation_rows
from corpus.held import Held
from corpus.library import Library
from corpus.targets import Told


def document_line(library: Library, held: Held, as_of: date) -> str:
    """Id, title, number, count of clauses, days of force and state of one of the user's own documents."""
    document = held.entries[0]
    count = sum(part.clauses for part in held.entries)
    days = f"{document.valid_from or '…'} – {document.valid_to or '…'}"
    state = library.standings.on(document.id, as_of).state.value
    return "  ".join(
        [document.id, document.title, document.number or "", f"({count})", days, state]
    )


def relation_lines(library: Library, document: Told) -> Iterator[str]:
    """One line a relation: repeals 《甲条例》 (not held) from 2020-01-01: 「《甲条例》同时废止」."""
    return (_line(row) for row in relation_rows(document, library.standings))


def _line(row: RelationRow) -> str:
    name = " ".join(
        part for part in (f"《{row['title']}》" if row["title"] else "", row["number"]) if part
    )
    held = row["document_id"] or (f"card {row['notice_id']}" if row["notice_id"] else "not held")
    days = "".join(
        f" {word} {day}" for word, day in (("from", row["from"]), ("to", row["to"])) if day
    )
    source = f"「{row['quote']}」" if row["quote"] else "said beside the text"
    return f"{row['kind']} {name} ({held}){days}: {source}"
