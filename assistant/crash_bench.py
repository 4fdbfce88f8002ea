"""`yuce bench-crash`: `yuce corpus` killed again and again, and asked while it works. Figures, and an error where one is bad."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from assistant.bootstrap import Assistant
from assistant.crash_scene import Run, Scene, Step, texts
from assistant.errors import AssistantError
from assistant.readers_bench import reader_lines, run_readers
from assistant.settings import Settings, read_settings
from corpus.errors import CorpusError
from corpus.folding import fold
from corpus.held import NEW, OLD
from corpus.library import load_library
from index.errors import IndexingError
from index.growing import open_grown, open_verified
from index.lease import is_leased
from index.model import Query
from index.store import CURRENT, live_name


class Where(StrEnum):
    """How far a killed run had come, by what it left."""

    NOTHING = "before it changed anything"
    DOCUMENT = "while the document was written"
    BETWEEN = "document changed, index not begun"
    INDEX = "while the index was written"
    LIVE = "new index live, not yet at its end"
    END = "it had ended before"


CHECKS = ("sound", "whole", "answers", "next run", "cleaned up")
"""The live index passes its checks; it is of the documents before or after; a server that is open answers; the same command
once more brings documents and index to what was wanted; nothing is left that nobody reads."""


@dataclass(frozen=True, slots=True)
class Crash:
    """One killed run: the command, how far it had come, and why one of CHECKS failed, by its name."""

    command: str
    where: Where
    faults: dict[str, str]


@dataclass(frozen=True, slots=True)
class State:
    """What is on disk: the texts by id, the live version, all versions, and what a change of a document left half done."""

    texts: dict[str, str]
    live: str
    versions: frozenset[str]
    pending: tuple[str, ...]


def run_crash_bench(times: int, seed: int, changes: int) -> None:
    """Measure in a scratch data folder and print both tables.

    Raises:
        AssistantError: something was found that should not be; the tables were printed.
    """
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(read_settings(data_dir=Path(folder)), Path(folder) / "files")
        with scene.opened() as assistant:
            crashes = tuple(killed(scene, assistant, times, seed))
            print("\n".join(crash_lines(crashes)), flush=True)
            readers = run_readers(scene, assistant, changes)
            print("\n".join(reader_lines(readers)), flush=True)
    bad = [f"{c.command}, {c.where}: {why}" for c in crashes for why in c.faults.values()]
    if bad or readers.errors:
        raise AssistantError("; ".join((*bad, *readers.errors)))


def killed(scene: Scene, assistant: Assistant, times: int, seed: int) -> Iterator[Crash]:
    """Change the documents `times` times, killed each time: before a change of a file, and by the clock, in turn.

    `assistant` was opened before and goes on answering. Every killed command is run once more, to its end.
    """
    chance = random.Random(seed)
    first = [scene.step(number) for number in range(3)]
    whole = {step.name: scene.whole(step) for step in first}
    for number in range(times):
        step = scene.step(3 + number)
        usual, before = whole[step.name], state_of(scene.settings)
        if number % 2:
            run = scene.run(step, seconds=chance.uniform(0.0, usual.seconds))
        else:
            run = scene.run(step, at=chance.randint(1, usual.changes))
        yield _judged(scene, assistant, step, before, run)
    for number in range(times, times + -times % 3):  # the changing document is gone afterwards
        scene.whole(scene.step(3 + number))


def _judged(scene: Scene, assistant: Assistant, step: Step, before: State, run: Run) -> Crash:
    settings = scene.settings
    after = state_of(settings)
    faults = {
        "sound": unsound(scene, assistant),
        "answers": "" if scene.answers_kept(assistant) else "the open server does not answer",
    }
    again = scene.run(step)
    faults["next run"] = _undone(scene, assistant, step, again)
    faults["cleaned up"] = _left(settings)
    made_of = {name.partition("-")[0] for name in (before.live, live_name(settings.own_index_dir))}
    if after.live.partition("-")[0] not in made_of:
        faults["whole"] = f"{after.live} is live, of neither the documents before nor after"
    said = {name: why for name, why in faults.items() if why}
    return Crash(step.name, where(before, after, ended=not run.was_killed), said)


def where(before: State, after: State, *, ended: bool) -> Where:
    """How far a run had come that found one state and left another."""
    if ended:
        return Where.END
    if after.live != before.live:
        return Where.LIVE
    if after.pending:
        return Where.DOCUMENT
    if after.versions - before.versions:
        return Where.INDEX
    return Where.NOTHING if after.texts == before.texts else Where.BETWEEN


def state_of(settings: Settings) -> State:
    """What is on disk now; nothing is put right by looking."""
    own, index = settings.own_dir, settings.own_index_dir
    pending = (p.name for p in own.iterdir() if p.name.startswith((NEW, OLD)))
    versions = frozenset(p.name for p in index.iterdir() if p.is_dir())
    return State(texts(own), live_name(index), versions, tuple(pending))


def unsound(scene: Scene, assistant: Assistant) -> str:
    """What is wrong with the live index as it lies on disk."""
    try:
        index = open_verified(assistant.encoder, scene.settings.own_index_dir)
    except IndexingError as error:
        return str(error)
    try:
        words = fold(scene.kept_words).text
        hits = index.retriever.retrieve(Query(words, 3))
        return "" if words in [hit.passage.text for hit in hits] else "it does not find what it has"
    finally:
        index.close()


def _undone(scene: Scene, assistant: Assistant, step: Step, again: Run) -> str:
    """Why the same command, run to its end, did not lead to what it was for."""
    settings = scene.settings
    if (
        again.code not in (0, 1) or "Traceback" in again.said
    ):  # 1: the text is held, or gone, already
        return f"the next run ended with {again.code}: {again.said}"
    if not scene.text_held(step):
        return f"the next run did not {step.name} the document: {again.said}"
    try:
        library = load_library(settings.documents, settings.own_dir)
        open_grown(library.own_part, assistant.encoder, settings.own_index_dir).close()
    except (CorpusError, IndexingError) as error:
        return f"after the next run: {error}"
    return ""


def _left(settings: Settings) -> str:
    """What lies about that nobody reads."""
    now, index = state_of(settings), settings.own_index_dir
    idle = [name for name in now.versions - {now.live} if not is_leased(index / name)]
    pointers = [p.name for p in index.glob(f".{CURRENT}-*")]
    left = (*now.pending, *idle, *pointers)
    return f"left behind: {', '.join(left)}" if left else ""


def crash_lines(crashes: Sequence[Crash]) -> Iterator[str]:
    """The table: for each place how often a run was killed there, and how often each check was passed."""
    yield f"{'killed':36} {'times':>6} " + " ".join(f"{name:>10}" for name in CHECKS)
    for place in Where:
        if found := [c for c in crashes if c.where is place]:
            yield _line(place, found)
    yield _line("together", crashes)


def _line(name: str, crashes: Sequence[Crash]) -> str:
    passed = (sum(check not in c.faults for c in crashes) for check in CHECKS)
    return f"{name:36} {len(crashes):6} " + " ".join(f"{count:10}" for count in passed)
