"""Relations as plain data, as `document.json` and a sidecar have them; what is wrong is told, all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from corpus.model import Relation, RelationKind, Span

_TEXTS = ("title", "number")
_DAYS = {"from": "first", "to": "last", "dated": "dated"}
_PLACE = ("start", "end")
_SAID = ("kind", *_TEXTS, *_DAYS)
"""What a person may write; the place is told by the text alone."""


def relation_faults(raw: object, *, placed: bool) -> Iterator[str]:
    """What is wrong with a list of relations; with `placed` they may have a place in the text."""
    if not isinstance(raw, list):
        yield f'must be a list such as [{{"kind": "repealed_by", "title": "甲条例"}}], not {raw!r}'
        return
    known = (*_SAID, *_PLACE) if placed else _SAID
    for count, row in enumerate(raw, 1):
        if isinstance(row, dict):
            yield from (f"relation {count}: {fault}" for fault in _faults(row, known))
        else:
            yield f"relation {count} must be an object with {', '.join(known)}, not {row!r}"


def _faults(row: Mapping[str, object], known: tuple[str, ...]) -> Iterator[str]:
    yield from (
        f"{n!r} is not a field; known are {', '.join(known)}" for n in row if n not in known
    )
    if row.get("kind") not in list(RelationKind):
        yield f"'kind' must be one of {', '.join(RelationKind)}, not {row.get('kind')!r}"
    for name in _TEXTS:
        value = row.get(name)
        if value is not None and not (isinstance(value, str) and value.strip()):
            yield f"{name!r} must be a string that is not blank, not {value!r}"
    if all(row.get(name) is None for name in _TEXTS):
        yield "'title' or 'number' must say which document is meant"
    for name in _DAYS:
        if row.get(name) is not None and _day(row[name]) is None:
            yield f"{name!r} must be a date such as 2023-12-04, not {row[name]!r}"
    start, end = (row.get(name) for name in _PLACE)
    if (start is not None or end is not None) and not _is_place(start, end):
        yield f"'start' and 'end' must be offsets in the text, not {start!r} and {end!r}"


def _is_place(start: object, end: object) -> bool:
    return type(start) is int and type(end) is int and 0 <= start < end


def _day(value: object) -> date | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return day if day and day.isoformat() == value else None


def relations_from(raw: list[Mapping[str, object]]) -> tuple[Relation, ...]:
    """Relations from rows without fault."""
    return tuple(_relation(row) for row in raw)


def _relation(row: Mapping[str, object]) -> Relation:
    def text(name: str) -> str | None:
        return None if row.get(name) is None else str(row[name])

    start, end = row.get("start"), row.get("end")
    return Relation(
        RelationKind(str(row["kind"])),
        title=text("title"),
        number=text("number"),
        first=_day(row.get("from")),
        last=_day(row.get("to")),
        dated=_day(row.get("dated")),
        span=Span(start, end) if isinstance(start, int) and isinstance(end, int) else None,
    )


def relation_row(relation: Relation) -> dict[str, object]:
    """A relation as a row, without what is not known; `relations_from` gives it back."""
    days = {name: getattr(relation, field) for name, field in _DAYS.items()}
    place = {"start": relation.span.start, "end": relation.span.end} if relation.span else {}
    told = {
        "kind": relation.kind.value,
        "title": relation.title,
        "number": relation.number,
        **{name: day.isoformat() for name, day in days.items() if day},
        **place,
    }
    return {name: value for name, value in told.items() if value is not None}
