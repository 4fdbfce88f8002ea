"""Measure a trained encoder on retrieval benchmarks, and write its model card.

Training only: nothing that answers a question imports this module.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import R, nDCG
from sentence_transformers import SentenceTransformer

from index.benchmark import Benchmark

MEASURES = (R @ 1, R @ 10, R @ 100, nDCG @ 10)
DEEPEST = 100

SOURCES = """\
| kind | what | source |
|---|---|---|
| clause | one clause of an article → its rest | LawRefBook/Laws (national and local law) |
| ict | one sentence of an article → title + rest | the same |
| en | English article or title → the Chinese one (Taiwan law) | kong0107/mojLawSplitJSON |
| para | paraphrases marked as equal | LCQMC, BQ, AFQMC, ATEC, OPPO-xiaobu (dev/test parts) |
| lawyer | legal question → answer | AndrewZhe/lawyer-llama |
| lawgpt | topic + heading → paragraph | LiuHC0428/LAW-GPT |
| lawq | legal question → statute article | AndrewZhe/lawyer-llama |
| stard | STARD train questions → gold article | oneal2000/STARD (MIT) |
| own | one sentence of a document of `--corpora` → its rest | drcd: DRCD (CC BY-SA 3.0); cmrc: CMRC 2018 (CC BY-SA 4.0) |
"""

CARD = """\
---
license: apache-2.0
language: [zh, en]
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [sentence-transformers, static-embedding, chinese, legal]
---

# {name}

A static text encoder for finding the clause of a Chinese regulation that answers a question. A
text's vector is the mean of the rows of its tokens, brought to length 1; there is no network to
run. Tokens are Han characters and overlapping bigrams, English word pieces and numbers. Traditional
characters, full-width forms, capital letters and accents are folded by `tokenizer.json` itself.

    from sentence_transformers import SentenceTransformer

from index.benchmark import Benchmark
    model = SentenceTransformer("{name}", local_files_only=True, device="cpu")

`model.safetensors` holds `embeddings` (8-bit integers, tokens × {dim}) and `weights` (one 32-bit
scale a token); a row is their product, in 32-bit floats. Without sentence-transformers:
`ids = Tokenizer.from_file("tokenizer.json").encode(text, add_special_tokens=False).ids`, the mean
of those rows, divided by its Euclidean norm. A text without a known token has the zero vector.

## Training

{pairs} pairs, after {excluded} were left out because a side was nearly a question of the test.
InfoNCE with in-batch negatives, both ways, then the questions of the benchmarks given by `--adapt`
against all of their documents (settings from `rounds` on); {minutes:.1f} minutes on {threads} processor threads,
tokenization included. Written by `python -m index.training`.
SHA-256 of the name and content of `{file}`: `{digest}`.

{counts}

{settings}

### Sources

{sources}
## Evaluation

Cosine similarity over title + text, texts uncut.

{figures}

{notes}

## Limits

- Word order beyond two characters is lost: who owes what to whom does not count.
- Trained on law and everyday questions. On other subjects it finds far less than matching words
  does: search with BM25 beside it, not with it alone.
- Han characters and bigrams too rare in the training texts, and scripts other than Han and Latin,
  have no vector.
- English and Chinese meet only in the vocabulary of statutes.
- A high similarity is not an answer: the encoder ranks, it does not decide whether a text answers.

## Licence

The weights: Apache-2.0. The training texts are not part of them. Their sources have terms of their
own, and not all name a licence. Kinds that are for research only (lawyer, lawq, lawgpt) can be left
out with `--without`, and are left out of the shipped model; BQ, a part of para, is handed out on
application.
"""


@dataclass(frozen=True)
class TrainingRecord:
    """What the card tells of a run; ``counts`` are the pairs used, by kind; ``notes`` Markdown."""

    file: str
    digest: str
    counts: Mapping[str, int]
    excluded: int
    minutes: float
    threads: int
    notes: str = ""


def evaluate(model: SentenceTransformer, benchmark: Benchmark) -> dict[str, float]:
    """Recall@1, @10, @100 and nDCG@10 of ``model`` on a benchmark's questions."""
    run = rank(model, benchmark.questions, benchmark.documents)
    found = ir_measures.calc_aggregate(MEASURES, benchmark.qrels, run)
    return {str(measure): float(found[measure]) for measure in MEASURES}


def rank(
    model: SentenceTransformer, queries: Mapping[str, str], documents: Mapping[str, str]
) -> dict[str, dict[str, float]]:
    """The 100 documents nearest to each query, with their cosine similarities."""
    keys = list(documents)
    matrix = model.encode(list(documents.values()), show_progress_bar=False)
    vectors = model.encode(list(queries.values()), show_progress_bar=False)
    run = {}
    for query, vector in zip(queries, vectors, strict=True):
        scores = matrix @ vector
        best = np.argsort(-scores, kind="stable")[:DEEPEST]
        run[query] = {keys[number]: float(scores[number]) for number in best}
    return run


def write_card(
    folder: Path,
    record: TrainingRecord,
    settings: Sequence[Any],
    figures: Mapping[str, Mapping[str, float]],
) -> None:
    """Write ``README.md``; ``settings`` are dataclasses, ``figures`` are by benchmark."""
    values = {name: value for part in settings for name, value in asdict(part).items()}
    text = CARD.format(
        name=folder.name,
        dim=values["dim"],
        pairs=f"{sum(record.counts.values()):,}",
        counts=_table(("kind", "pairs"), sorted(record.counts.items())),
        settings=_table(("setting", "value"), values.items()),
        sources=_sources(record.counts),
        figures=_figures(figures),
        **{key: value for key, value in asdict(record).items() if key != "counts"},
    )
    (folder / "README.md").write_text(text, encoding="utf-8")


def _sources(used: Mapping[str, int]) -> str:
    """The sources of the kinds that were used."""
    head, rule, *rows = SOURCES.splitlines()
    return "\n".join([head, rule, *(r for r in rows if r.split("|")[1].strip() in used)])


def _figures(figures: Mapping[str, Mapping[str, float]]) -> str:
    if not figures:
        return "Not measured."
    names = [str(measure) for measure in MEASURES]
    rows = [(name, *(f"{found[key]:.3f}" for key in names)) for name, found in figures.items()]
    return _table(("benchmark", *names), rows)


def _table(heads: Sequence[str], rows: Any) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
