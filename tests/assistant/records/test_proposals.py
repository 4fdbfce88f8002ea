from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assistant.records.errors import InvalidRecord, NoSuchRecord, WrongState
from assistant.records.model import BrokenQuestion, ProposalDraft, ProposalState
from assistant.records.opening import Records

DRAFT = ProposalDraft("货被退回来要交税吗", "measures", 7, 120, 160, " 出口退货免税。")
APPROVED, REFUSED = ProposalState.APPROVED, ProposalState.REFUSED
PROPOSED, UNDONE = ProposalState.PROPOSED, ProposalState.UNDONE


def test_a_proposal_is_kept_as_it_was_made_the_sentence_to_the_character(
    records: Records, clock: object
) -> None:
    made = records.proposals.add(DRAFT, by="zhang")
    assert (made.draft, made.state, made.proposed_by) == (DRAFT, PROPOSED, "zhang")
    assert (made.proposed_at, made.decided_by) == (clock(), None)  # type: ignore[operator]
    assert records.proposals.find(made.id) == made


def test_a_supervisor_approves_and_undoes_it(records: Records, clock: object) -> None:
    number = records.proposals.add(DRAFT, by="zhang").id
    approved = records.proposals.decide(number, APPROVED, by="li", why="对")
    assert (approved.state, approved.decided_by, approved.why) == (APPROVED, "li", "对")
    assert records.proposals.listed(APPROVED) == (approved,)
    clock.pass_by(hours=1)  # type: ignore[attr-defined]
    undone = records.proposals.decide(number, UNDONE, by="wang")
    assert (undone.state, undone.decided_by) == (UNDONE, "wang")
    assert undone.decided_at == clock()  # type: ignore[operator]
    assert records.proposals.listed(APPROVED) == ()


def test_a_refusal_lists_what_it_would_break(records: Records) -> None:
    breaks = (BrokenQuestion("海外仓补多少", "measures#9", "measures#7"),)
    number = records.proposals.add(DRAFT, by="zhang").id
    records.proposals.decide(number, REFUSED, by="li", why="floors", breaks=breaks)
    assert records.proposals.find(number).breaks == breaks


@pytest.mark.parametrize(
    ("steps", "refused"),
    [
        ([], UNDONE),
        ([], PROPOSED),
        ([APPROVED], APPROVED),
        ([APPROVED], REFUSED),
        ([REFUSED], APPROVED),
        ([REFUSED], UNDONE),
        ([APPROVED, UNDONE], APPROVED),
        ([APPROVED, UNDONE], UNDONE),
    ],
)
def test_a_step_from_the_wrong_state_changes_nothing(
    records: Records, steps: list[ProposalState], refused: ProposalState
) -> None:
    number = records.proposals.add(DRAFT, by="zhang").id
    for step in steps:
        records.proposals.decide(number, step, by="li")
    before = records.proposals.find(number)
    with pytest.raises(WrongState):
        records.proposals.decide(number, refused, by="wang")
    assert records.proposals.find(number) == before


def test_of_two_who_decide_at_once_one_decides(records: Records) -> None:
    number = records.proposals.add(DRAFT, by="zhang").id

    def decide(state: ProposalState) -> bool:
        try:
            records.proposals.decide(number, state, by="li")
        except WrongState:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(decide, (APPROVED, REFUSED))) == [False, True]


def test_the_same_question_stands_once_for_a_sentence_until_it_is_refused_or_undone(
    records: Records,
) -> None:
    first = records.proposals.add(DRAFT, by="zhang").id
    same = replace(DRAFT, question="貨被退回來,要交稅嗎?")
    with pytest.raises(InvalidRecord, match="already"):
        records.proposals.add(same, by="li")
    records.proposals.add(replace(DRAFT, start=200, end=220), by="li")
    records.proposals.decide(first, REFUSED, by="wang")
    assert records.proposals.add(same, by="li").state is PROPOSED


@pytest.mark.parametrize(
    "draft",
    [
        replace(DRAFT, question=""),
        replace(DRAFT, question="长" * 501),
        replace(DRAFT, document_id=""),
        replace(DRAFT, sentence=" "),
        replace(DRAFT, start=160),
        replace(DRAFT, start=-1),
    ],
)
def test_what_cannot_be_a_proposal_is_refused(records: Records, draft: ProposalDraft) -> None:
    with pytest.raises(InvalidRecord):
        records.proposals.add(draft, by="zhang")
    assert records.proposals.listed() == ()


def test_a_proposal_that_is_not_there_is_told(records: Records) -> None:
    with pytest.raises(NoSuchRecord):
        records.proposals.find(9)
    with pytest.raises(NoSuchRecord):
        records.proposals.decide(9, APPROVED, by="li")


def test_the_version_changes_with_the_approved_ones_only(records: Records) -> None:
    version = records.proposals.approved_version
    empty = version()
    one = records.proposals.add(DRAFT, by="zhang").id
    other = records.proposals.add(replace(DRAFT, start=1), by="zhang").id
    assert version() == empty
    records.proposals.decide(one, APPROVED, by="li")
    with_one = version()
    records.proposals.decide(other, APPROVED, by="li")
    with_both = version()
    assert len({empty, with_one, with_both}) == 3
    records.proposals.decide(other, UNDONE, by="li")
    assert version() == with_one
    records.proposals.decide(one, UNDONE, by="li")
    assert version() == empty


def test_every_step_is_in_the_audit_log(records: Records) -> None:
    number = records.proposals.add(DRAFT, by="zhang").id
    records.proposals.decide(number, APPROVED, by="li", why="对")
    records.proposals.decide(number, UNDONE, by="wang")
    entries = reversed(records.audit.latest(object_kind="proposal"))
    assert [(e.who, e.action, e.before) for e in entries] == [
        ("zhang", "proposal.added", ""),
        ("li", "proposal.approved", "proposed"),
        ("wang", "proposal.undone", "approved"),
    ]
