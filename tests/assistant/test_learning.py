"""What operators teach: tried first, live at once, undoable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from assistant.answer import Answerer
from assistant.bootstrap import Assistant
from assistant.evaluation.questions import GoldQuestion
from assistant.learning import Answers, Learning
from assistant.model import Answer, Question, Status
from assistant.records.errors import InvalidRecord, WrongState
from assistant.records.model import ProposalDraft, ProposalState
from assistant.records.opening import Records, open_records
from assistant.settings import Settings
from corpus.library import Library
from corpus.taught import TaughtQuestion, read_taught, write_taught

NEW = "头盔厂想在里昂囤一批货,有没有人管"
RETURNED = "货卖到国外被退回来了,还要不要交税"


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with open_records(f"sqlite:///{tmp_path / 'r.sqlite3'}") as opened:
        yield opened


def draft(library: Library, number: int = 11, question: str = NEW) -> ProposalDraft:
    main = library.main
    clause = library.clause(main.document.id, number)
    place = clause.sentences[0]
    sentence = place.of(main.document.text)
    return ProposalDraft(question, main.document.id, number, place.start, place.end, sentence)


def gold(question: str, number: int) -> GoldQuestion:
    return GoldQuestion(question, question, "topical", "hans", (Status.ANSWERED,), accept=(number,))


@dataclass
class Changed:
    """Answers as another does, but for some questions, which get the answer to another question."""

    other: Assistant
    instead: dict[str, str]

    def ask(self, question: Question) -> Answer:
        return self.other.ask(
            replace(question, text=self.instead.get(question.text, question.text))
        )


@dataclass
class Taught:
    """An assistant that can be taught, whose later answers are given."""

    assistant: Assistant
    instead: dict[str, str]
    file: Path
    live: list[tuple[TaughtQuestion, ...]] = field(default_factory=list)

    @property
    def library(self) -> Library:
        return self.assistant.library

    def policy_alone(self) -> Answers:
        return Changed(self.assistant, {})

    def teach(self, taught: Sequence[TaughtQuestion], accept: Callable[[Answers], None]) -> None:
        accept(Changed(self.assistant, self.instead))
        write_taught(self.file, taught)
        self.live.append(tuple(taught))


@pytest.fixture
def made(
    assistant: Assistant, records: Records, tmp_path: Path
) -> Callable[..., tuple[Learning, Taught]]:
    def make(instead: dict[str, str] | None = None) -> tuple[Learning, Taught]:
        file = tmp_path / "similar.jsonl"
        # Asked as it is, the new question would get another answer; taught, that of the warehouses.
        taught = Taught(assistant, {NEW: "海外仓有什么支持"} if instead is None else instead, file)
        questions = (gold(RETURNED, 7), gold("海外仓备案要纸质材料吗", 11))
        return Learning(taught, records.proposals, file, questions), taught

    return make


def test_what_breaks_nothing_goes_live(
    made: Callable[..., tuple[Learning, Taught]], library: Library
) -> None:
    learning, taught = made()
    proposal = learning.propose(draft(library), by="op")
    assert taught.live == []
    approved = learning.approve(proposal.id, by="boss")
    assert (approved.state, approved.decided_by) == (ProposalState.APPROVED, "boss")
    assert [t.question for t in taught.live[-1]] == [NEW]


def test_what_draws_another_question_away_is_refused_with_that_question(
    made: Callable[..., tuple[Learning, Taught]], library: Library
) -> None:
    warehouse = "海外仓有什么支持"
    learning, taught = made({NEW: warehouse, RETURNED: warehouse})
    proposal = learning.propose(draft(library), by="op")
    (broken,) = learning.check(proposal.id)
    refused = learning.approve(proposal.id, by="boss")
    assert refused.state is ProposalState.REFUSED
    assert refused.breaks == (broken,)
    assert (broken.question, broken.before, broken.after) == (RETURNED, "answered 7", "answered 11")
    assert taught.live == []
    assert read_taught(taught.file) == ()


def test_what_would_not_answer_the_question_itself_is_refused(
    made: Callable[..., tuple[Learning, Taught]], library: Library
) -> None:
    learning, taught = made({NEW: RETURNED})
    refused = learning.approve(learning.propose(draft(library), by="op").id, by="boss")
    assert refused.state is ProposalState.REFUSED
    assert refused.why == "it would not be answered by measure 11, but: answered 7"
    assert taught.live == []


def test_to_check_changes_nothing(
    made: Callable[..., tuple[Learning, Taught]], library: Library
) -> None:
    learning, taught = made()
    proposal = learning.propose(draft(library), by="op")
    assert learning.check(proposal.id) == ()
    assert taught.live == []
    assert learning.proposals.find(proposal.id).state is ProposalState.PROPOSED


def test_what_was_approved_can_be_undone(
    made: Callable[..., tuple[Learning, Taught]], library: Library
) -> None:
    learning, taught = made()
    proposal = learning.propose(draft(library), by="op")
    learning.approve(proposal.id, by="boss")
    assert learning.undo(proposal.id, by="boss").state is ProposalState.UNDONE
    assert taught.live[-1] == ()
    with pytest.raises(WrongState):
        learning.undo(proposal.id, by="boss")
    with pytest.raises(WrongState):
        learning.approve(proposal.id, by="boss")
    assert len(taught.live) == 2, "nothing is built for a step that cannot be taken"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"document_id": "my-law"}, "my-law is another document"),
        ({"clause": 16}, "are not a sentence of measure 16"),
        ({"start": 1}, "are not a sentence of measure 11"),
        ({"sentence": "别的话"}, "are not a sentence of measure 11"),
    ],
)
def test_a_place_that_is_no_sentence_of_a_measure_is_declined(
    change: dict[str, object],
    reason: str,
    made: Callable[..., tuple[Learning, Taught]],
    library: Library,
) -> None:
    learning, _ = made()
    with pytest.raises(InvalidRecord, match=reason):
        learning.propose(replace(draft(library), **change), by="op")  # type: ignore[arg-type]
    assert learning.proposals.listed() == ()


def test_an_evaluation_question_that_is_taught_word_for_word_judges_no_longer(
    made: Callable[..., tuple[Learning, Taught]], library: Library
) -> None:
    learning, _ = made({RETURNED: "海外仓有什么支持"})
    proposal = learning.propose(draft(library, 11, RETURNED), by="op")
    assert learning.approve(proposal.id, by="boss").state is ProposalState.APPROVED


def test_the_next_asker_gets_what_was_approved_and_no_longer_what_was_undone(
    records: Records, tmp_path: Path
) -> None:
    odd = "阿婆的竹编小摊想让外国佬也买得到,咋个整"
    settings = Settings(data_dir=tmp_path / "data")
    assistant = Assistant(settings)
    try:
        questions = (gold(RETURNED, 7), gold("海外仓备案要纸质材料吗", 11))
        learning = Learning(assistant, records.proposals, settings.taught, questions)
        before = cited(assistant.policy_alone(), odd)
        proposal = learning.propose(draft(assistant.library, 5, odd), by="op")
        assert learning.approve(proposal.id, by="boss").state is ProposalState.APPROVED
        waited(assistant)
        assert 5 in cited(assistant.policy_alone(), odd)
        learning.undo(proposal.id, by="boss")
        waited(assistant)
        assert cited(assistant.policy_alone(), odd) == before
    finally:
        assistant.close()


def cited(answerer: Answerer, question: str) -> set[int]:
    return {c.clause.number for c in answerer.ask(Question(question)).citations if c.clause}


def waited(assistant: Assistant) -> None:
    """Until the changed index is seen: it is looked at once a second."""
    import time

    version = assistant.index.version
    for _ in range(100):
        if assistant.index.version != version:
            return
        time.sleep(0.1)
