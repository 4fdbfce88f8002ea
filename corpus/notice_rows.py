"""`notices.jsonl`: the cards of related notices, checked; every fault is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from corpus.errors import ManifestError
from corpus.folding import fold
from corpus.notices import (
    DateKind,
    KnownDate,
    NoticeCard,
    NoticeFact,
    NoticeRelation,
    Notices,
    RelationKind,
    Standing,
)
from corpus.rows import read_rows

Row = Mapping[str, object]
_TEXTS = (
    "id",
    "title",
    "subject",
    "subject_english",
    "regulates",
    "regulates_english",
    "status",
    "status_english",
)
_DATES = ("issued", "effective_from", "effective_to")
_FLAGS = ("title_confirmed", "by_declaration", "confirmed", *(f"{d}_confirmed" for d in _DATES))
_LISTS = ("issuers", "names", "topics", "beyond")
_ENUMS = {"issued_kind": DateKind, "standing": Standing}
_FIELDS = (
    *_TEXTS,
    *_DATES,
    *_FLAGS,
    *_LISTS,
    *_ENUMS,
    "number",
    "site",
    "checked",
    "measures",
    "relations",
    "facts",
)
_REMARK = re.compile("任务书|未核实|未查到?|待核(?!实)|N\\d\\d")
"""Remarks to ourselves, which are never shown."""


def read_notices(path: Path, clause_count: int) -> Notices:
    """Read `notices.jsonl`; an absent file has no cards. Measures are numbered from 1 to `clause_count`.

    Raises:
        ReadingError: the file is unreadable or is not UTF-8.
        ManifestError: a row is broken, says that something is confirmed which cannot be, or names a card that is not there.
    """
    rows = read_rows(path, _FIELDS, dict)
    faults = [f"{row['id']}: {fault}" for row in rows for fault in _faults(row, clause_count)]
    if not faults:
        cards = tuple(_card(row) for row in rows)
        faults = [*_faults_between(cards)]
    if faults:
        raise ManifestError(str(path), tuple(faults))
    return Notices(cards)


def _faults(row: Row, clause_count: int) -> Iterator[str]:
    """What is wrong with a row by itself."""
    yield from (f"{n} must be a string that is not blank" for n in _TEXTS if not _is_text(row[n]))
    yield from (f"{n} must be true or false" for n in _FLAGS if not isinstance(row[n], bool))
    yield from (f"{n} must be a list of strings" for n in _LISTS if not _is_texts(row[n]))
    yield from (f"{n} must be a date or null" for n in _DATES if not _is_date(row[n]))
    yield from (
        f"{n} must be one of {', '.join(e)}" for n, e in _ENUMS.items() if row[n] not in list(e)
    )
    yield from (
        f"{n} must be a string or null"
        for n in ("number", "site")
        if not (row[n] is None or _is_text(row[n]))
    )
    if row["checked"] is None or not _is_date(row["checked"]):
        yield "checked must be a date"
    measures = row["measures"]
    if not isinstance(measures, list) or not all(m in range(1, clause_count + 1) for m in measures):
        yield f"measures must be a list of numbers from 1 to {clause_count}, not {measures!r}"
    yield from _part_faults(row, "relations", ("kind", "id", "what", "what_english"))
    yield from _part_faults(row, "facts", ("text", "english", "confirmed", "topics", "asks"))
    yield from _unfounded(row)


def _part_faults(row: Row, name: str, fields: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(row[name], list):
        yield f"{name} must be a list of objects"
    for part in _parts(row, name):
        if missing := [f for f in fields if f not in part]:
            yield f"an entry of {name} has no {', '.join(missing)}"
        elif name == "relations" and part["kind"] not in list(RelationKind):
            yield f"a relation must be one of {', '.join(RelationKind)}, not {part['kind']!r}"
        elif name == "facts" and not (_is_texts(part["topics"]) and _is_texts(part["asks"])):
            yield "topics and asks of a fact must be lists of strings"


def _unfounded(row: Row) -> Iterator[str]:
    """What is called confirmed and cannot be, and remarks to ourselves within what is shown."""
    for name in _DATES:
        if row[f"{name}_confirmed"] and (row[name] is None or not row["confirmed"]):
            yield f"{name} cannot be confirmed where it is null or the card is not confirmed"
    facts = _parts(row, "facts")
    if not row["confirmed"] and any(fact.get("confirmed") for fact in facts):
        yield "no fact of a card that is not confirmed can be confirmed"
    shown = [row["title"], row["regulates"], row["status"], *(f.get("text") for f in facts)]
    yield from (f"a remark to ourselves is shown: {s}" for s in shown if _REMARK.search(str(s)))


def _faults_between(cards: Iterable[NoticeCard]) -> Iterator[str]:
    """Ids twice, references to no card, and circles of relations."""
    cards = tuple(cards)
    ids = [card.id for card in cards]
    yield from (f"{i}: the id stands twice" for i in sorted({i for i in ids if ids.count(i) > 1}))
    named = [(c.id, r.id) for c in cards for r in c.relations]
    named += [(c.id, f.superseded_by) for c in cards for f in c.facts if f.superseded_by]
    yield from (f"{at}: there is no card {to!r}" for at, to in named if to not in ids)
    try:
        TopologicalSorter({c.id: {r.id for r in c.relations} for c in cards}).prepare()
    except CycleError as error:
        yield f"relations run in a circle: {' → '.join(error.args[1])}"


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(map(_is_text, value))


def _is_date(value: object) -> bool:
    try:
        return value is None or bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _parts(row: Row, name: str) -> list[dict[str, object]]:
    """The entries of a list; one that is no object counts as an empty one."""
    value = row[name]
    held = value if isinstance(value, list) else []
    return [part if isinstance(part, dict) else {} for part in held]


def _day(value: object) -> date | None:
    return None if value is None else date.fromisoformat(str(value))


def _known(row: Row, name: str) -> KnownDate:
    return KnownDate(_day(row[name]), bool(row[f"{name}_confirmed"]))


def _folded(value: object) -> tuple[str, ...]:
    """Words as the search form has them, longest first."""
    assert isinstance(value, list)
    return tuple(sorted((fold(str(v)).text for v in value), key=len, reverse=True))


def _ask(written: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(part.split("|")) for part in fold(written).text.split("+"))


def _fact(raw: Row) -> NoticeFact:
    asks = raw["asks"]
    assert isinstance(asks, list)
    newer = raw.get("superseded_by")
    return NoticeFact(
        text=str(raw["text"]),
        english=str(raw["english"]),
        confirmed=bool(raw["confirmed"]),
        topics=_folded(raw["topics"]),
        asks=tuple(_ask(str(a)) for a in asks),
        superseded_by=None if newer is None else str(newer),
    )


def _relation(raw: Row) -> NoticeRelation:
    kind = RelationKind(str(raw["kind"]))
    return NoticeRelation(kind, str(raw["id"]), str(raw["what"]), str(raw["what_english"]))


def _card(row: Row) -> NoticeCard:
    issuers, measures, checked = row["issuers"], row["measures"], _day(row["checked"])
    assert isinstance(issuers, list)
    assert isinstance(measures, list)
    assert checked is not None
    texts = {name: str(row[name]) for name in _TEXTS}
    return NoticeCard(
        **texts,
        number=None if row["number"] is None else str(row["number"]),
        title_confirmed=bool(row["title_confirmed"]),
        issuers=tuple(issuers),
        measures=tuple(measures),
        issued=_known(row, "issued"),
        issued_kind=DateKind(str(row["issued_kind"])),
        effective_from=_known(row, "effective_from"),
        effective_to=_known(row, "effective_to"),
        by_declaration=bool(row["by_declaration"]),
        standing=Standing(str(row["standing"])),
        checked=checked,
        confirmed=bool(row["confirmed"]),
        site=None if row["site"] is None else str(row["site"]),
        names=_folded(row["names"]),
        topics=_folded(row["topics"]),
        beyond=_folded(row["beyond"]),
        relations=tuple(_relation(r) for r in _parts(row, "relations")),
        facts=tuple(_fact(f) for f in _parts(row, "facts")),
    )
