"""The registry of notices: the shipped cards, their chains and states, and every fault of a broken file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from corpus.errors import ManifestError, UnknownDocument
from corpus.folding import fold
from corpus.library import Library, packaged_documents
from corpus.notice_rows import read_notices
from corpus.notices import NoticeCard, Notices, NoticeState, RelationKind

SHIPPED = packaged_documents() / "notices.jsonl"
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def notices(library: Library) -> Notices:
    return library.notices


def rows() -> list[dict[str, object]]:
    return [json.loads(line) for line in SHIPPED.read_text(encoding="utf-8").splitlines()]


def written(folder: Path, *cards: dict[str, object]) -> Path:
    path = folder / "notices.jsonl"
    lines = [json.dumps(card, ensure_ascii=False) + "\n" for card in cards]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def test_the_sixty_cards_are_held(notices: Notices) -> None:
    assert len(notices) == 60
    assert sum(card.confirmed for card in notices) == 41
    assert sum(len(card.facts) for card in notices) == 144
    limits = notices.card("N12")
    assert limits.number == "财关税〔2018〕49号"
    assert limits.facts[0].text == "单次限值 5000 元，年度限值 26000 元"


def test_a_card_to_be_checked_again_has_nothing_confirmed(notices: Notices) -> None:
    for card in notices:
        dates = (card.issued, card.effective_from, card.effective_to)
        if not card.confirmed:
            assert not any(d.sure for d in dates)
            assert not any(fact.confirmed for fact in card.facts)
            assert notices.state(card, TODAY) is NoticeState.UNKNOWN


def test_no_measure_has_a_word_that_is_said_to_be_beyond_them(
    notices: Notices, library: Library
) -> None:
    text = fold(library.main.document.text).text
    assert [w for card in notices for w in card.beyond if w in text] == []


def test_cards_are_found_by_measure(notices: Notices) -> None:
    assert {"N06", "N07", "N08"} <= {card.id for card in notices.bearing_on(7)}
    assert all(7 in card.measures for card in notices.bearing_on(7))


def test_an_unknown_card_is_named(notices: Notices) -> None:
    with pytest.raises(UnknownDocument, match="N99"):
        notices.card("N99")


@pytest.mark.parametrize("member", ["N06", "N07", "N08"])
def test_a_chain_is_the_same_from_each_of_its_members(notices: Notices, member: str) -> None:
    assert [card.id for card in notices.chain(member)] == ["N06", "N07", "N08"]


def test_what_only_changes_another_is_no_chain(notices: Notices) -> None:
    assert notices.card("N12").relations[0].kind is RelationKind.AMENDS
    assert [card.id for card in notices.chain("N12")] == ["N12"]


@pytest.mark.parametrize(
    ("card", "day", "state", "reason"),
    [
        ("N08", date(2025, 12, 31), "upcoming", "the day before its period"),
        ("N08", date(2026, 1, 1), "current", "its first day, though it was issued later"),
        ("N08", date(2027, 12, 31), "current", "its last day, although after the check"),
        ("N08", date(2028, 1, 1), "expired", "the day after"),
        ("N07", date(2025, 12, 31), "current", "the last day of the extension"),
        ("N07", date(2026, 1, 1), "expired", "the day after"),
        ("N06", date(2025, 6, 1), "current", "extended by the card that continues it"),
        ("N06", date(2026, 1, 1), "expired", "and no longer than that"),
        ("N12", date(2018, 12, 31), "upcoming", "before the first day"),
        ("N12", TODAY, "current", "found to be in force on the day of the check"),
        ("N12", date(2026, 11, 24), "unknown", "nothing is claimed after the check"),
        ("N16", TODAY, "current", "only a part of it was stopped"),
        ("N10", TODAY, "unknown", "to be checked again"),
        ("N26", TODAY, "unknown", "that no repeal was seen is not that it is in force"),
        ("N02", TODAY, "current", "in force on the day of the check"),
        ("N02", date(2020, 1, 1), "unknown", "its first day is not confirmed"),
        ("N40", TODAY, "expired", "found to be over"),
        ("N40", date(2024, 1, 1), "unknown", "the day on which it ended is not confirmed"),
        ("N37", date(2026, 2, 1), "upcoming", "issued and not yet in force"),
    ],
)
def test_the_state_of_a_card(
    notices: Notices, card: str, day: date, state: str, reason: str
) -> None:
    assert notices.state(notices.card(card), day).value == state, reason


def test_what_is_stopped_or_replaced_is_so_from_the_newer_first_day(tmp_path: Path) -> None:
    old, new = rows()[9], rows()[10]
    new["relations"] = [{"kind": "replaces", "id": old["id"], "what": "", "what_english": ""}]
    new["effective_from"] = "2020-05-01"
    found = read_notices(written(tmp_path, old, {**new, "facts": []}), 15)
    states = [
        found.state(found.card(str(old["id"])), date(2020, month, 1 if month == 5 else 30))
        for month in (4, 5)
    ]
    assert states == [NoticeState.CURRENT, NoticeState.STOPPED]


def test_a_fact_answers_until_a_newer_card_has_its_place(notices: Notices) -> None:
    first_limits = notices.card("N11").facts[2]
    assert notices.holds(first_limits, date(2018, 12, 31))
    assert not notices.holds(first_limits, date(2019, 1, 1))


def test_an_absent_file_has_no_cards(tmp_path: Path) -> None:
    assert len(read_notices(tmp_path / "notices.jsonl", 15)) == 0


Change = Callable[[dict[str, object]], object]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda r: r.update(title=" "), "title must be a string"),
        (lambda r: r.update(measures=[16]), "from 1 to 15"),
        (lambda r: r.update(issued="2016-13-01"), "issued must be a date"),
        (lambda r: r.update(issued=None, issued_confirmed=True), "issued cannot be confirmed"),
        (lambda r: r.update(confirmed=False), "no fact of a card"),
        (lambda r: r.update(standing="perhaps"), "standing must be one of"),
        (lambda r: r.update(checked=None), "checked must be a date"),
        (lambda r: r.update(status="未核实"), "a remark to ourselves"),
        (lambda r: r.update(facts=[{"text": "x"}]), "an entry of facts has no english"),
        (lambda r: r.update(facts="x"), "facts must be a list"),
        (lambda r: r.update(number=5), "number must be a string or null"),
        (
            lambda r: r.update(
                relations=[{"kind": "ends", "id": "N02", "what": "", "what_english": ""}]
            ),
            "a relation must be one of",
        ),
        (
            lambda r: r.update(
                relations=[{"kind": "stops", "id": "N99", "what": "", "what_english": ""}]
            ),
            "there is no card 'N99'",
        ),
        (
            lambda r: r.update(
                relations=[{"kind": "stops", "id": r["id"], "what": "", "what_english": ""}]
            ),
            "run in a circle",
        ),
    ],
)
def test_a_fault_is_told(tmp_path: Path, change: Change, fault: str) -> None:
    row = rows()[10]
    change(row)
    with pytest.raises(ManifestError, match=fault):
        read_notices(written(tmp_path, row), 15)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    first, second = rows()[:2]
    first["title"], second["measures"] = "", [0]
    with pytest.raises(ManifestError) as raised:
        read_notices(written(tmp_path, first, second), 15)
    assert len(raised.value.faults) == 2


def test_an_id_stands_once(tmp_path: Path) -> None:
    card = rows()[0]
    with pytest.raises(ManifestError, match="the id stands twice"):
        read_notices(written(tmp_path, card, card), 15)


def test_the_full_text_of_a_card_is_known_by_its_number(library: Library) -> None:
    card = library.notices.card("N12")
    assert library.full_text(card) is None
    same = NoticeCard(**{**_fields(card), "number": "渝府办发〔2023〕 92号"})  # type: ignore[arg-type]
    assert library.full_text(same) is not None


def _fields(card: NoticeCard) -> dict[str, object]:
    return {name: getattr(card, name) for name in NoticeCard.__slots__}
