"""The command line: `yuce ask`, `answer`, `index`, `corpus`, `db`, `users`, `keys`, `serve`, `evaluate`, `calibrate`, `bench` and its kin (`bench-…`). Errors are one sentence."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.corpus_cli import corpus_app
from assistant.errors import AssistantError
from assistant.records_cli import db_app, keys_app, users_app
from corpus.errors import CorpusError
from index.errors import IndexingError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Answers questions about Chongqing's cross-border e-commerce measures from the source text.",
)
index_app = typer.Typer(no_args_is_help=True, help="Build, show and check the index.")
app.add_typer(index_app, name="index")
app.add_typer(corpus_app, name="corpus")
app.add_typer(db_app, name="db")
app.add_typer(users_app, name="users")
app.add_typer(keys_app, name="keys")

AsOf = Annotated[str | None, typer.Option(help="Judge validity on this day, such as 2025-06-01.")]
Documents = Annotated[
    list[str] | None, typer.Option("--document", help="Answer from this document only, by id.")
]
Issuers = Annotated[
    list[str] | None, typer.Option("--issuer", help="Only from documents of this body.")
]
Years = Annotated[
    list[str] | None,
    typer.Option("--year", help="Only from documents issued, or in force from, then."),
]
States = Annotated[
    list[str] | None,
    typer.Option("--state", help="in_force, expired, not_yet_in_force or repealed on the day."),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print the answer as JSON, in the contract's form.")
]


def main() -> None:
    """Entry point: an expected error is one sentence on standard error and exit code 1."""
    _without_tracing()
    _log_to_terminal()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # a terminal that cannot write Chinese shows ? instead of failing
            stream.reconfigure(errors="replace")
    try:
        app()
    except (AssistantError, CorpusError, IndexingError) as error:
        typer.echo(f"yuce: {error}", err=True)
        raise SystemExit(1) from None
    except BrokenPipeError:  # the reader, such as head, has gone
        raise SystemExit(0) from None


def _without_tracing() -> None:
    """LangChain would post questions to a tracing service, or through a gateway, if the shell said so for other programs."""
    for name in (
        "LANGSMITH_TRACING",
        "LANGSMITH_TRACING_V2",
        "LANGCHAIN_TRACING",
        "LANGCHAIN_TRACING_V2",
    ):
        os.environ[name] = "false"
    os.environ.pop("LANGSMITH_GATEWAY", None)


def _log_to_terminal() -> None:
    """Warnings, and that an index is being built: somebody waits for it."""
    logging.basicConfig(level=logging.WARNING, format="yuce: %(message)s")
    logging.getLogger("index.build").setLevel(logging.INFO)


@contextmanager
def _assistant() -> Iterator[Any]:
    from assistant.bootstrap import Assistant

    assistant = Assistant()
    try:
        yield assistant
    finally:
        assistant.close()


def parse_day(text: str | None) -> date | None:
    """A day given as 2025-06-01.

    Raises:
        AssistantError: it is not one.
    """
    from assistant.errors import QuestionError

    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise QuestionError(f"as_of is {text!r}; it should be a date such as 2025-06-01") from error


@app.command()
def ask(
    question: str,
    as_of: AsOf = None,
    document: Documents = None,
    issuer: Issuers = None,
    year: Years = None,
    state: States = None,
    as_json: AsJson = False,
) -> None:
    """Ask one question; the limits may be given several times each."""
    from assistant.contract import answer_row
    from assistant.present import as_plain_text
    from assistant.scope import scope_from

    scope = scope_from({"documents": document, "issuers": issuer, "years": year, "states": state})
    with _assistant() as assistant:
        answer = assistant.ask(question, as_of=parse_day(as_of), scope=scope)
        if as_json:
            typer.echo(json.dumps(answer_row(answer), ensure_ascii=False, indent=1))
        else:
            typer.echo(as_plain_text(answer))


@app.command()
def answer(
    questions: Path,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Where the answers go (JSON Lines).")
    ],
) -> None:
    """Answer a file of questions: rows {"id", "question", "history"?, "as_of"?, "scope"?}, one answer a row, in order."""
    from assistant.batch import answer_file

    with _assistant() as assistant:
        answered, failed = answer_file(
            assistant.ask, questions, output, progress=sys.stderr.isatty()
        )
    typer.echo(f"{answered} answered, {failed} rows with an error → {output}")


@index_app.command("build")
def index_build() -> None:
    """Build the index anew and make it live."""
    import time

    from assistant.bootstrap import rebuild
    from assistant.settings import read_settings

    settings, started = read_settings(), time.perf_counter()
    index = rebuild(settings)
    typer.echo(
        f"{index.manifest.passages} passages indexed in {time.perf_counter() - started:.1f} s → "
        f"{settings.index_dir / index.version}"
    )


@index_app.command("info")
def index_info() -> None:
    """Show what the live index was made from."""
    from dataclasses import asdict

    from assistant.settings import read_settings
    from index.store import live_version, read_manifest

    version = live_version(read_settings().index_dir)
    typer.echo(f"{version}")
    for name, value in asdict(read_manifest(version)).items():
        typer.echo(f"  {name}: {value}")


@index_app.command("verify")
def index_verify() -> None:
    """Check the live index: it opens, fits the corpus, and each leg finds its own sentences."""
    from assistant.bootstrap import verify
    from assistant.settings import read_settings

    count = verify(read_settings())
    typer.echo(f"the index is sound: {count} passages, both legs find their own")


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in a browser.")] = False,
) -> None:
    """Serve the chat page and the HTTP interface."""
    from assistant.serving import serve_app
    from assistant.settings import read_settings

    serve_app(read_settings(host=host, port=port), open_page=open_page)


@app.command()
def mcp() -> None:
    """Serve the tools ask, clause and search to one client of the Model Context Protocol, on standard input and output."""
    from assistant.service.mcp_tools import serve_stdio

    with _assistant() as assistant:
        serve_stdio(assistant)


@app.command("load-test")
def load_test(
    url: Annotated[
        str | None, typer.Option(help="A running server; without it one is started.")
    ] = None,
    clients: Annotated[int, typer.Option(help="How many chat.", min=0)] = 50,
    operators: Annotated[int, typer.Option(help="How many search while typing.", min=0)] = 10,
    minutes: Annotated[float, typer.Option(help="For how long.", min=0.05)] = 5,
) -> None:
    """Load a server with people who chat and operators who search, then with more than it takes, and print the figures."""
    from assistant.load_run import run_load

    run_load(url, clients, operators, minutes)


@app.command()
def evaluate(
    questions: Path,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder for run and report.")
    ] = Path("runs"),
    compare: Annotated[Path | None, typer.Option(help="An earlier run to compare with.")] = None,
    floor: Annotated[
        list[str] | None,
        typer.Option(help="A floor such as overall=0.85; below it the exit code is 1."),
    ] = None,
) -> None:
    """Answer a gold question set, score it, print a table, write the run and a report."""
    from assistant.evaluation.command import evaluate_file

    with _assistant() as assistant:
        below = evaluate_file(
            assistant.ask,
            assistant.library,
            assistant.index.version,
            questions,
            output,
            compare,
            floor or [],
            assistant.settings.evaluation,
        )
    if below:
        raise AssistantError("; ".join(below))


@app.command("ablate")
def ablate(questions: Path) -> None:
    """Print what each part is worth: a gold question set with one part taken away at a time."""
    from assistant.decision import load_calibration
    from assistant.evaluation.ablation import ablate as run
    from assistant.evaluation.questions import read_questions

    with _assistant() as assistant:
        parts = (assistant.library, assistant.index, load_calibration(), assistant.asks)
        run(*parts, read_questions(questions))


@app.command()
def noise(questions: Path) -> None:
    """Print how often the first place cited stays where a gold question is put with noise."""
    from assistant.evaluation.noise import noise_lines
    from assistant.evaluation.questions import read_questions

    with _assistant() as assistant:
        for line in noise_lines(assistant.ask, read_questions(questions)):
            typer.echo(line)


@app.command("evaluate-notices")
def evaluate_notices(questions: Path) -> None:
    """Score questions on what has changed since, and print each that is not right."""
    from assistant.evaluation.notices import notice_lines

    with _assistant() as assistant:
        for line in notice_lines(assistant.ask, questions):
            typer.echo(line)


@app.command("evaluate-documents")
def evaluate_documents(
    questions: Path,
    documents: Annotated[Path, typer.Option(help="The folder of documents that is asked about.")],
) -> None:
    """Take a folder of documents into a data folder that is thrown away, ask questions on them, and print a table."""
    from assistant.evaluation.documents import (
        assistant_with,
        document_lines,
        read_document_questions,
    )

    asked = read_document_questions(questions)
    with assistant_with(documents) as assistant:
        for line in document_lines(assistant.ask, assistant.library, asked):
            typer.echo(line)


@app.command("calibrate-own")
def calibrate_own(
    questions: list[Path],
    documents: Annotated[
        list[Path],
        typer.Option(
            help="The folder of documents that is asked about; one for each file, in order."
        ),
    ],
    policy: Annotated[Path, typer.Option(help="Questions that must stay with the policy.")],
    other: Annotated[
        Path, typer.Option(help="A benchmark whose training questions are on other law (STARD).")
    ],
    output: Annotated[Path, typer.Option("--output", "-o")] = Path(
        "assistant/own_calibration.json"
    ),
) -> None:
    """Fit how the user's own documents are ranked and answered from, and tell how well that does on others."""
    from assistant.bootstrap import Assistant
    from assistant.evaluation.documents import read_document_questions
    from assistant.evaluation.questions import read_questions
    from assistant.own_training import calibrate_own as run
    from assistant.own_training import cases_on, subject_vectors

    if len(questions) != len(documents):
        counted = f"{len(questions)} files of questions and {len(documents)} --documents"
        raise AssistantError(f"{counted}; there should be one folder for each file")
    theirs = read_questions(policy)
    asked = [(read_document_questions(f), d) for f, d in zip(questions, documents, strict=True)]
    # All of the policy's while the first folder is held, a share of them with each other one.
    shares = [theirs, *(theirs[at :: len(asked)] for at in range(1, len(asked)))]
    cases = [
        case
        for (wanted, folder), share in zip(asked, shares, strict=True)
        for case in cases_on(folder, wanted, share)
    ]
    shipped = Assistant()
    vectors = subject_vectors(other, shipped.asks.encoder, shipped.library)
    for line in run(cases, *vectors, output):
        typer.echo(line)


@app.command()
def calibrate(questions: Path, output: Annotated[Path, typer.Option("--output", "-o")]) -> None:
    """Fit the decision to answer on gold questions and the similar questions, and write it with its curve."""
    from assistant.asks import AskReader
    from assistant.calibration import calibrate_file
    from assistant.settings import read_settings
    from corpus.library import load_library
    from index.build import ensure_index
    from index.encoder import load_encoder

    # Without an Assistant: that would want the calibration which is to be made.
    settings = read_settings()
    library, encoder = load_library(settings.documents), load_encoder(settings.encoder)
    index = ensure_index(library, encoder, settings.index_dir)
    calibrate_file(library, index, AskReader(load_encoder()), questions, output)


@app.command("train-asks")
def train_asks(
    rows: Path, output: Annotated[Path, typer.Option("--output", "-o")] = Path("assistant/asks.npz")
) -> None:
    """Fit the model of what a question asks for on labelled questions, and print how well it tells."""
    from assistant.asks_training import train_asks as run
    from corpus.library import load_library
    from index.encoder import load_encoder

    run(rows, output, load_library().registry, load_encoder())


@app.command()
def bench(
    quick: Annotated[bool, typer.Option(help="Fewer repetitions.")] = False,
) -> None:
    """Measure start, answers, HTTP, memory and index build, and print the figures."""
    from assistant.bench import run_bench

    run_bench(quick=quick)


@app.command("bench-desk")
def bench_desk() -> None:
    """Measure how long the hotline console works on a keystroke: real questions, typed character by character."""
    from assistant.desk.bench import bench_lines

    with _assistant() as assistant:
        for line in bench_lines(assistant):
            typer.echo(line)


@app.command("bench-intake")
def bench_intake(
    documents: Annotated[Path, typer.Argument(help="A folder of documents in Markdown.")],
    scanned_pages: Annotated[
        int,
        typer.Option(help="Print and scan so many pages of each instead, and read them.", min=0),
    ] = 0,
) -> None:
    """Convert documents to every format that is read, read them, and print clauses found and characters lost."""
    from assistant.evaluation.intake import intake_lines, scan_lines

    lines = scan_lines(documents, scanned_pages) if scanned_pages else intake_lines(documents)
    for line in lines:
        typer.echo(line)


@app.command("bench-life-cycle")
def bench_life_cycle() -> None:
    """Add, update and remove a document in a data folder that is thrown away, and print each step, its time and if it holds."""
    from assistant.evaluation.life_cycle import life_cycle_lines

    for line in life_cycle_lines():
        typer.echo(line)


@app.command("bench-retrieval")
def bench_retrieval(
    benchmarks: Annotated[
        list[Path], typer.Argument(help="Folders in the BEIR layout, or tar archives of such.")
    ],
    model: Annotated[
        list[str] | None, typer.Option(help="A model folder or id to compare with, as dense leg.")
    ] = None,
    split: Annotated[
        str, typer.Option(help="test, tune (for choosing settings), unseen or train.")
    ] = "test",
) -> None:
    """Measure how well lexical, dense and hybrid retrieval find the documents of benchmarks, and how fast."""
    from assistant.settings import read_settings
    from index.retrieval_bench import bench_retrieval as run

    run(benchmarks, read_settings().encoder, model or [], split)


@app.command("bench-scale")
def bench_scale(
    articles: Annotated[
        Path, typer.Argument(help='Articles of law, rows {"title": "law article", "text"} (.xz).')
    ],
    times: Annotated[int, typer.Option(help="How many times as many, copies with noise.")] = 1,
    folder: Annotated[
        Path | None, typer.Option(help="Where to put it all, and leave it; else it goes.")
    ] = None,
) -> None:
    """Measure an index of your own documents of any size: build, disk, memory, open, queries, changes."""
    from assistant.scale_bench import run_scale_bench

    run_scale_bench(articles, times, folder)


@app.command("bench-crash")
def bench_crash(
    times: Annotated[int, typer.Option(min=1, help="How often a change is killed.")] = 50,
    seed: Annotated[int, typer.Option(help="Of the points at which it is killed.")] = 1,
    changes: Annotated[
        int, typer.Option(min=1, help="How many changes are made while others ask.")
    ] = 9,
) -> None:
    """Kill changes of your own documents at random points, in a folder that is thrown away, and tell what was found."""
    from assistant.crash_bench import run_crash_bench

    run_crash_bench(times, seed, changes)


@app.command("bench-stores")
def bench_stores(
    passages: Annotated[int, typer.Option(min=100, help="How many vectors are stored.")] = 20_000,
    milvus: Annotated[
        str | None, typer.Option(help="Address of a Milvus; else milvus-lite, if it is installed.")
    ] = None,
) -> None:
    """Measure the stores of vectors beside each other: build, queries, filtered queries, recall."""
    from index.stores_bench import run_stores_bench

    run_stores_bench(passages, milvus)


if __name__ == "__main__":
    main()
