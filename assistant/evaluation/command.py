"""One evaluation from start to end: ask, score, print, write the run and the report, compare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from assistant.contract import answer_row
from assistant.errors import AssistantError, EvaluationError
from assistant.evaluation.evaluate import Evaluation, evaluate
from assistant.evaluation.figures import figures_of, write_figures
from assistant.evaluation.floors import check_floors
from assistant.evaluation.questions import GoldQuestion, read_questions
from assistant.evaluation.report import markdown, table
from assistant.evaluation.rows import Row
from assistant.evaluation.runs import Run, RunHeader, compare, read_run, write_run
from assistant.model import Answer, Question
from assistant.validity import today
from corpus.library import Library

Ask = Callable[[Question], Answer]


def evaluate_file(
    ask: Ask,
    library: Library,
    index_version: str,
    questions: Path,
    output: Path,
    earlier: Path | None,
    floors: Sequence[str],
    shown: Path | None = None,
) -> list[str]:
    """Evaluate a question file; returns what is below its floor.

    Writes `<name>.run.jsonl` and `<name>.report.md` into `output` and prints the tables; the figures go into the file `shown`, too,
    for those who show the last ones.

    Raises:
        EvaluationError: questions, the earlier run or a floor are broken, or a quote is not verbatim.
    """
    wanted = _floors(floors)
    gold = read_questions(questions)
    header = RunHeader(library.version, index_version, today())
    answers = {g.id: _row(ask, g) for g in gold}
    ranked = {key: _ranked(row) for key, row in answers.items()}
    run = Run(header, tuple(answers.values()))
    evaluation = evaluate(run, gold, library, ranked)
    before = _earlier(read_run(earlier), gold, library) if earlier else None
    write_run(output / f"{questions.stem}.run.jsonl", run)
    report = output / f"{questions.stem}.report.md"
    report.write_text(markdown(evaluation, before), encoding="utf-8")
    if shown:
        write_figures(shown, figures_of(questions.stem, evaluation))
    print(table(evaluation.metrics, evaluation.retrieval))
    _print_changes(before, evaluation)
    print(f"\nreport: {report}")
    return check_floors(evaluation.metrics, wanted)


def _earlier(run: Run, gold: Sequence[GoldQuestion], library: Library) -> Evaluation:
    """An earlier run, scored on the questions that both have: a set may have grown or shrunk since."""
    ids = {str(row["id"]) for row in run.rows}
    shared = [g for g in gold if g.id in ids]
    kept = {g.id for g in shared}
    rows = tuple(row for row in run.rows if row["id"] in kept)
    return evaluate(Run(run.header, rows), shared, library)


def _row(ask: Ask, gold: GoldQuestion) -> Row:
    try:
        answer = ask(Question(gold.question, gold.history, gold.as_of))
    except AssistantError as error:
        return {"id": gold.id, "error": str(error)}
    return {**answer_row(answer), "id": gold.id}


def _ranked(row: Row) -> list[int]:
    """The clauses that an answer cites, then those it names as nearest: what retrieval is judged by."""
    if "error" in row:
        return []
    cited = [c["clause"] for c in row["citations"] if c["clause"] is not None]
    return list(dict.fromkeys([*cited, *row["nearest"]]))


def _floors(texts: Sequence[str]) -> Mapping[str, float]:
    try:
        pairs = [text.split("=", 1) for text in texts]
        return {name: float(value) for name, value in pairs}
    except ValueError as error:
        raise EvaluationError(f"a floor is {texts!r}; it should be like overall=0.85") from error


def _print_changes(before: Evaluation | None, now: Evaluation) -> None:
    if before is None:
        return
    change = compare(before.scores, now.scores)
    print(f"gained: {', '.join(change.gained) or 'none'}\nlost: {', '.join(change.lost) or 'none'}")
