"""Questions on documents of a user's own: is the right article cited, first or among the first three?

The documents are taken in as a user would, into a folder that is thrown away. A row of the question file: `id`, `question`,
`document` (its title; "" where no text answers), `articles` (any may come first), `kind`, and where another document says
the same, `also`: rows of `document` and `articles`.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.bootstrap import Assistant, rebuild_own
from assistant.errors import EvaluationError
from assistant.evaluation.metrics import Share
from assistant.model import REFUSALS, Answer, Question
from assistant.settings import Settings, read_settings
from corpus.collection import add
from corpus.folding import fold
from corpus.library import Library
from corpus.rows import read_rows

_FIELDS = ("id", "question", "document", "articles", "kind")
_READ = (".txt", ".md", ".html", ".docx", ".pdf")
_FIRST_FEW = 3


class Outcome(StrEnum):
    """What became of a question."""

    FIRST = "right first"
    AMONG = "right among three"
    WRONG = "wrong article"
    POLICY = "answered by the policy"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class DocumentQuestion:
    """A question; `places` are (title in search form, article) that answer it, none where no text does."""

    id: str
    question: str
    places: frozenset[tuple[str, int]]
    kind: str


def read_document_questions(path: Path) -> tuple[DocumentQuestion, ...]:
    """Read a file of such questions.

    Raises:
        ReadingError: the file is unreadable.
        ManifestError: a row is broken; every faulty row is named.
    """
    return read_rows(path, _FIELDS, _row)


def _row(raw: dict[str, object]) -> DocumentQuestion:
    also = raw.get("also", [])
    if not isinstance(also, list) or not all(isinstance(row, dict) for row in also):
        raise ValueError(f"also must be a list of objects, not {also!r}")
    places = frozenset(place for row in (raw, *also) for place in _places(row))
    kind = str(raw["kind"])
    if bool(places) is (kind == "absent"):
        raise ValueError(f"a question of kind {kind} has {len(places)} articles")
    return DocumentQuestion(str(raw["id"]), str(raw["question"]), places, kind)


def _places(row: dict[str, object]) -> Iterator[tuple[str, int]]:
    articles = row.get("articles")
    if not isinstance(articles, list) or not all(isinstance(n, int) for n in articles):
        raise ValueError(f"articles must be a list of numbers, not {articles!r}")
    return ((fold(str(row.get("document"))).text, number) for number in articles)


def check_places(questions: Iterable[DocumentQuestion], library: Library) -> None:
    """Check that each question's documents and articles are held.

    Raises:
        EvaluationError: one is not; names all.
    """
    held = {
        (fold(library.parsed[key].document.title).text, clause.number)
        for key in library.own
        for clause in library.parsed[key].clauses
    }
    lacking = [f"{q.id} ({place[0]} {place[1]})" for q in questions for place in q.places - held]
    if lacking:
        raise EvaluationError(f"not among the documents: {', '.join(lacking)}")


def outcome(answer: Answer, wanted: DocumentQuestion, library: Library) -> Outcome:
    """What became of a question; for one that no text answers REFUSED is right."""
    cited = [
        (fold(c.document.title).text, c.clause.number if c.clause else None)
        for c in answer.citations
    ]
    if answer.status in REFUSALS:
        return Outcome.REFUSED
    if cited and cited[0] in wanted.places:
        return Outcome.FIRST
    if any(place in wanted.places for place in cited[:_FIRST_FEW]):
        return Outcome.AMONG
    own = answer.citations and answer.citations[0].document.id in library.entries
    return Outcome.WRONG if own else Outcome.POLICY


@contextmanager
def assistant_with(documents: Path) -> Iterator[Assistant]:
    """An assistant that holds the documents of a folder besides the policy, in a data folder of its own.

    The folder's README is no document. The policy's index is taken from the data folder in use, where there is one.

    Raises:
        EvaluationError: the folder has no document.
        CorpusError, IndexingError: one cannot be taken in.
    """
    files = [p for p in sorted(documents.glob("*")) if p.suffix in _READ and p.stem != "README"]
    if not files:
        raise EvaluationError(f"{documents} has no document of a kind that is read")
    with tempfile.TemporaryDirectory(prefix="yuce-") as name:
        settings = read_settings(data_dir=Path(name))
        _take_index(settings)
        for path in files:
            add(path, settings.own_dir)
        rebuild_own(settings)
        assistant = Assistant(settings)
        try:
            yield assistant
        finally:
            assistant.close()


def _take_index(settings: Settings) -> None:
    """The policy's index takes half a minute to build; that of the user's own documents stays where it is."""
    present = read_settings().index_dir
    if present.is_dir():
        shutil.copytree(present, settings.index_dir, ignore=shutil.ignore_patterns("own"))


def document_lines(
    ask: Callable[[Question], Answer], library: Library, questions: Sequence[DocumentQuestion]
) -> Iterator[str]:
    """A line for each question that is not right, then the table, by kind.

    Raises:
        EvaluationError: a question's article is not held.
    """
    check_places(questions, library)
    seen = [(q, outcome(ask(Question(q.question)), q, library)) for q in questions]
    for wanted, found in seen:
        if found is not (Outcome.FIRST if wanted.places else Outcome.REFUSED):
            yield f"{wanted.id} {wanted.question}: {found}"
    asked = [pair for pair in seen if pair[0].places]
    yield f"{'':22}{'n':>4}  {'right first':>24}  {'among three':>24}  refused  policy  wrong"
    for kind in dict.fromkeys(q.kind for q, _ in asked):
        yield _line(kind, [o for q, o in asked if q.kind == kind])
    yield _line("all that are answered", [o for _, o in asked])
    refused = [o is Outcome.REFUSED for q, o in seen if not q.places]
    yield f"refused where no text answers: {_share(Share(sum(refused), len(refused)))}"


def _line(name: str, outcomes: Sequence[Outcome]) -> str:
    def count(*wanted: Outcome) -> int:
        return sum(o in wanted for o in outcomes)

    first = _share(Share(count(Outcome.FIRST), len(outcomes)))
    few = _share(Share(count(Outcome.FIRST, Outcome.AMONG), len(outcomes)))
    rest = (count(o) for o in (Outcome.REFUSED, Outcome.POLICY, Outcome.WRONG))
    refused, policy, wrong = rest
    return f"{name:22}{len(outcomes):>4}  {first:>24}  {few:>24}  {refused:>7}  {policy:>6}  {wrong:>5}"


def _share(share: Share) -> str:
    low, high = share.interval
    return f"{share.hits}/{share.n} {share.value:.1%} ({low:.0%}–{high:.0%})" if share.n else "–"
