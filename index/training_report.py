"""Measure a trained encoder on retrieval benchmarks, and write its model card.

Training only: nothing that answers a question imports this module.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import R, nDCG
from sentence_transformers import SentenceTransformer

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
    model = SentenceTransformer("{name}", local_files_only=True, device="cpu")

`model.safetensors` holds `embeddings` (8-bit integers, tokens × {dim}) and `weights` (one 32-bit
scale a token); a row is their product, in 32-bit floats. Without sentence-transformers:
`ids = Tokenizer.from_file("tokenizer.json").encode(text, add_special_tokens=False).ids`, the mean
of those rows, divided by its Euclidean norm. A text without a known token has the zero vector.

## Training

{pairs} pairs, after {excluded} were left out because a side was nearly a question of the test.
InfoNCE with in-batch negatives, both ways; {minutes:.1f} minutes on {threads} processor threads,
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


def evaluate(model: SentenceTransformer, folder: Path, split: str = "test") -> dict[str, float]:
    """Recall@1, @10, @100 and nDCG@10 of ``model`` on a folder in the BEIR layout.

    A document's text is title, space, text. Only queries of ``qrels/SPLIT.tsv`` are asked.
    """
    qrels = _read_qrels(folder / "qrels" / f"{split}.tsv")
    documents = _read_texts(folder / "corpus.jsonl")
    queries = {
        key: text for key, text in _read_texts(folder / "queries.jsonl").items() if key in qrels
    }
    run = rank(model, queries, documents)
    found = ir_measures.calc_aggregate(MEASURES, qrels, run)
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
    folder: Path, record: TrainingRecord, settings: Any, figures: Mapping[str, Mapping[str, float]]
) -> None:
    """Write ``README.md``; ``settings`` is a dataclass, ``figures`` are by benchmark."""
    if not is_dataclass(settings) or isinstance(settings, type):
        raise TypeError(f"settings: expected a dataclass instance, found {settings!r}")
    values = asdict(settings)
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
    return _table(("benchmark, test split", *names), rows)


def _table(heads: Sequence[str], rows: Any) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _read_texts(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as lines:
        rows = map(json.loads, lines)
        return {row["_id"]: f"{row.get('title', '')} {row['text']}".strip() for row in rows}


def _read_qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        query, document, score = line.split("\t")
        qrels.setdefault(query, {})[document] = int(score)
    return qrels
