from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assistant.contract import AnswerRow
from assistant.records.errors import InvalidRecord, NoSuchRecord
from assistant.records.model import CallEntry, CallOutcome, CallSearch, CitedClause
from assistant.records.opening import Records

Answers = Callable[..., AnswerRow]
ENTRY = CallEntry("退货要交税吗", CallOutcome.ANSWERED)
REFERRED = CallEntry("海外仓补贴", CallOutcome.REFERRED, unit="市商务委", notes="请回电 50%_off")


def test_a_call_is_kept_whole(records: Records, answer: Answers, clock: object) -> None:
    entry = CallEntry(
        "退货要交税吗",
        CallOutcome.REFERRED,
        unit="重庆海关",
        notes="急",
        answer=answer(),
        cited=(CitedClause("measures", 7), CitedClause("p", None)),
    )
    made = records.calls.add(entry, by="zhang")
    assert (made.entry, made.operator, made.at) == (entry, "zhang", clock())  # type: ignore[operator]
    assert records.calls.find(made.id) == made


def test_what_an_answer_cites_is_what_the_call_cites_unless_said_otherwise(
    records: Records, answer: Answers
) -> None:
    entry = CallEntry("退货", CallOutcome.ANSWERED, answer=answer())
    assert records.calls.add(entry, by="zhang").entry.cited == (CitedClause("measures", 7),)


def test_a_call_is_referred_to_a_unit_and_only_a_referred_one_has_one(records: Records) -> None:
    with pytest.raises(InvalidRecord, match="unit"):
        records.calls.add(CallEntry("退货", CallOutcome.REFERRED, unit=" "), by="zhang")
    kept = records.calls.add(CallEntry("退货", CallOutcome.TO_VERIFY, unit="海关"), by="zhang")
    assert kept.entry.unit == ""


@pytest.mark.parametrize(
    "entry",
    [
        CallEntry("", CallOutcome.ANSWERED),
        CallEntry("长" * 2_001, CallOutcome.ANSWERED),
        CallEntry("退货", CallOutcome.ANSWERED, notes="长" * 4_001),
        CallEntry("退货", CallOutcome.REFERRED, unit="长" * 201),
    ],
)
def test_what_cannot_be_kept_is_refused_and_a_change_changes_nothing(
    records: Records, entry: CallEntry
) -> None:
    kept = records.calls.add(ENTRY, by="zhang")
    with pytest.raises(InvalidRecord):
        records.calls.add(entry, by="zhang")
    with pytest.raises(InvalidRecord):
        records.calls.change(kept.id, entry, by="zhang")
    assert records.calls.search(CallSearch()).calls == (kept,)


def test_a_changed_call_keeps_who_took_it_and_when_and_is_found_by_its_new_words(
    records: Records, clock: object
) -> None:
    made = records.calls.add(ENTRY, by="zhang")
    clock.pass_by(hours=1)  # type: ignore[attr-defined]
    changed = records.calls.change(made.id, REFERRED, by="li")
    assert (changed.operator, changed.at, changed.entry) == ("zhang", made.at, REFERRED)
    assert changed.changed_at == clock()  # type: ignore[operator]
    assert records.calls.search(CallSearch("退货")).total == 0
    assert records.calls.search(CallSearch("海外仓")).total == 1
    entry = records.audit.latest()[0]
    assert (entry.who, entry.action, entry.object_id) == ("li", "call.changed", str(made.id))
    assert "退货" in entry.before and "市商务委" in entry.after


def test_the_audit_log_has_no_callers_number(records: Records) -> None:
    records.calls.add(CallEntry("我13800138000", CallOutcome.ANSWERED, notes="a@b.cn"), by="zhang")
    assert "13800138000" not in repr(records.audit.latest())
    assert "a@b.cn" not in repr(records.audit.latest())


def test_a_call_that_is_not_there_is_told(records: Records) -> None:
    with pytest.raises(NoSuchRecord, match="no call 7"):
        records.calls.find(7)
    with pytest.raises(NoSuchRecord, match="no call 7"):
        records.calls.change(7, ENTRY, by="zhang")


@pytest.fixture
def three(records: Records, clock: object) -> Records:
    """A call a day, of two operators."""
    records.calls.add(ENTRY, by="zhang")
    clock.pass_by(days=1)  # type: ignore[attr-defined]
    records.calls.add(REFERRED, by="li")
    clock.pass_by(days=1)  # type: ignore[attr-defined]
    records.calls.add(CallEntry("Amazon 店铺退货", CallOutcome.TO_VERIFY, notes="品牌"), by="zhang")
    return records


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(CallSearch(), [3, 2, 1], id="all, newest first"),
        pytest.param(CallSearch("退货"), [3, 1], id="a word of the question"),
        pytest.param(CallSearch("退貨"), [3, 1], id="in the other script"),
        pytest.param(CallSearch("amazon 品牌"), [3], id="every word, in any case and field"),
        pytest.param(CallSearch("商务委"), [2], id="the unit"),
        pytest.param(CallSearch("50%_off"), [2], id="signs that are no wildcards"),
        pytest.param(CallSearch("%"), [2], id="a sign alone"),
        pytest.param(CallSearch("'; DROP TABLE calls"), [], id="no SQL"),
        pytest.param(CallSearch("\0退货\ud800"), [], id="characters that no database takes"),
        pytest.param(CallSearch(outcome=CallOutcome.REFERRED), [2], id="an outcome"),
        pytest.param(CallSearch(operator="zhang"), [3, 1], id="an operator"),
        pytest.param(CallSearch(first=date(2026, 11, 24)), [3, 2], id="from a day on"),
        pytest.param(CallSearch(last=date(2026, 11, 24)), [2, 1], id="up to a day"),
        pytest.param(
            CallSearch("退货", first=date(2026, 11, 25), operator="zhang"), [3], id="all at once"
        ),
    ],
)
def test_calls_are_found(three: Records, wanted: CallSearch, found: list[int]) -> None:
    page = three.calls.search(wanted)
    assert [call.id for call in page.calls] == found
    assert page.total == len(found)
    assert [call.id for call in three.calls.every(wanted)] == found


def test_a_page_says_how_many_there_are_in_all(three: Records) -> None:
    page = three.calls.search(CallSearch(), limit=1, offset=1)
    assert ([c.id for c in page.calls], page.total) == ([2], 3)


def test_an_export_has_every_call_once_also_beyond_a_portion(records: Records) -> None:
    for i in range(503):
        records.calls.add(CallEntry(f"问题 {i}", CallOutcome.ANSWERED), by="zhang")
    numbers = [call.id for call in records.calls.every(CallSearch())]
    assert numbers == sorted(set(numbers), reverse=True) and len(numbers) == 503
