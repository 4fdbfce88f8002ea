"""An evaluation in words and tables: Markdown for a file, plain text for a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assistant.contract import CitationRow
from assistant.evaluation.comparing import short
from assistant.evaluation.evaluate import Evaluation
from assistant.evaluation.metrics import Group, Metrics, RetrievalFigures, Share
from assistant.evaluation.questions import GoldQuestion
from assistant.evaluation.rows import Row, answer_of
from assistant.evaluation.runs import Comparison, compare
from assistant.evaluation.scoring import Score

_COLUMNS = (
    "n",
    "right",
    "share",
    "95 % interval",
    "first clause",
    "units",
    "evidence",
    "false refusals",
    "false answers",
)


def table(metrics: Metrics, retrieval: RetrievalFigures | None = None) -> str:
    """The figures as plain text with aligned columns: overall, by kind, by script."""
    groups = {"overall": metrics.overall, **metrics.by_kind, **metrics.by_script}
    lines = _aligned([["", *_COLUMNS], *([name, *_cells(g)] for name, g in groups.items())])
    return "\n".join(lines + ([_retrieval_line(retrieval)] if retrieval else []))


def markdown(evaluation: Evaluation, earlier: Evaluation | None = None) -> str:
    """The report: figures, what changed since `earlier` if given, and every failure."""
    sections = [
        _summary(evaluation),
        _markdown_table("By kind", "kind", evaluation.metrics.by_kind),
        _markdown_table("By script", "script", evaluation.metrics.by_script),
    ]
    if evaluation.retrieval:
        sections.append(f"## Retrieval\n\n{_retrieval_line(evaluation.retrieval)}")
    if earlier:
        changed = compare(earlier.scores, evaluation.scores)
        sections.append(_changes(changed, evaluation, earlier))
    return "\n\n".join([*sections, _failures(evaluation)]) + "\n"


def _summary(evaluation: Evaluation) -> str:
    header, metrics = evaluation.run.header, evaluation.metrics
    return (
        "# Evaluation\n\n"
        f"{_in_words(metrics.overall.right)} right. Run of {header.made.isoformat()}, "
        f"corpus {_inline(header.corpus_version)}, index {_inline(header.index_version)}. "
        "Every quote is verbatim.\n\n"
        + "\n".join(_pipes(["questions", *_COLUMNS], [["all", *_cells(metrics.overall)]]))
    )


def _in_words(share: Share) -> str:
    low, high = share.interval
    return f"{share.hits} of {share.n} ({share.value:.1%}, 95 % interval {low:.1%} to {high:.1%})"


def _markdown_table(title: str, name: str, groups: Mapping[str, Group]) -> str:
    rows = [[_inline(key), *_cells(group)] for key, group in groups.items()]
    return f"## {title}\n\n" + "\n".join(_pipes([name, *_COLUMNS], rows))


def _cells(group: Group) -> list[str]:
    low, high = group.right.interval
    parts = (group.first_clause, group.units, group.evidence)
    return [
        str(group.right.n),
        str(group.right.hits),
        f"{group.right.value:.1%}",
        f"{low:.1%}–{high:.1%}",
        *map(_of, parts),
        _of(group.false_refusals),
        _of(group.false_answers),
    ]


def _of(share: Share) -> str:
    return f"{share.hits}/{share.n}" if share.n else "–"


def _pipes(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rule = ["---", *["--:"] * (len(head) - 1)]
    return [f"| {' | '.join(cells)} |" for cells in (head, rule, *rows)]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]) for row in rows
    ]


def _retrieval_line(figures: RetrievalFigures) -> str:
    return (
        f"hit@1 {figures.hit_at_1:.3f}, R@3 {figures.recall_at_3:.3f}, MRR {figures.mrr:.3f}, "
        f"nDCG@10 {figures.ndcg_at_10:.3f} (questions with accepted clauses: {figures.n})"
    )


def _changes(changed: Comparison, evaluation: Evaluation, earlier: Evaluation) -> str:
    texts = {q.id: q.question for q in (*earlier.questions, *evaluation.questions)}
    lines = [f"## Changes since the run of {earlier.run.header.made.isoformat()}"]
    for title, ids in (("Gained", changed.gained), ("Lost", changed.lost)):
        items = [f"- {_inline(i)}: {_inline(texts[i])}" for i in ids]
        lines.append("\n".join([f"### {title}: {len(ids)}", "", *items]).rstrip())
    if changed.added or changed.dropped:
        lines.append(
            f"Only in this run: {len(changed.added)}; only earlier: {len(changed.dropped)}."
        )
    return "\n\n".join(lines)


def _failures(evaluation: Evaluation) -> str:
    rows = {row["id"]: row for row in evaluation.run.rows}
    pairs = zip(evaluation.questions, evaluation.scores, strict=True)
    wrong = [(q, s) for q, s in pairs if not s.right]
    blocks = ["\n".join(_failure(q, s, rows[q.id])) for q, s in wrong]
    return "\n\n".join([f"## Failures: {len(wrong)}", *blocks])


def _failure(question: GoldQuestion, score: Score, row: Row) -> Iterator[str]:
    yield f"### {_inline(question.id)} ({_inline(question.kind)}, {question.script})"
    yield ""
    yield f"- Question: {_inline(question.question)}"
    for turn in question.history:
        yield f"  - before: {turn.role.value}: {_inline(short(turn.content))}"
    yield from (f"- {_inline(failure)}" for failure in score.failures)
    yield f"- Got: {_inline(_got(score, row))}"


def _got(score: Score, row: Row) -> str:
    """Status, cited places with the starts of their quotes, and the start of the text."""
    answer = answer_of(row)
    if answer is None:
        return score.status
    cited = "; ".join(_cited(c) for c in answer["citations"]) or "nothing cited"
    return f"{score.status}; {cited}; text {short(answer['text'], 60)}"


def _cited(citation: CitationRow) -> str:
    clause = citation["clause"]
    place = citation["document_kind"] if clause is None else f"clause {clause}"
    return f"{place} {short(citation['quote'], 30)}"


def _inline(text: str) -> str:
    """A text on one line of Markdown, in which no markup, HTML or table border counts."""
    line = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]<>|#&~])", r"\\\1", line)
