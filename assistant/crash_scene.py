"""A scratch data folder in which `yuce corpus` is run, and killed: made-up documents that stay, and one that comes and goes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from assistant.bootstrap import Assistant
from assistant.crash_child import run_doomed
from assistant.errors import AssistantError
from assistant.model import Answer
from assistant.settings import Settings
from corpus.held import folders
from corpus.preparing import prepare

_THINGS = (
    *("樱桃", "海带", "铁锅", "竹筐", "木船", "石磨", "棉布", "陶罐"),
    *("蜂蜜", "柑橘", "药材", "纸伞", "铜锣", "豆腐", "腊肉", "灯笼"),
)
_TEXT = "{thing}样本保管规定\n第一条 为了测量，制定本规定。\n第二条 {words}\n"
_KEPT_WORDS = "{thing}样本由保管员登记，登记后三日内入库。"
_CHANGING, _CHANGING_ID = "风筝", "fzybbggd"
_CHANGING_WORDS = "风筝样本由第{edition}组登记，登记后十日内入库。"
_PROCESSES = get_context("forkserver")
_PROCESSES.set_forkserver_preload(["assistant.crash_child"])


@dataclass(frozen=True, slots=True)
class Step:
    """A command of `yuce corpus`, and the text of the changing document that it leads to, None for none."""

    name: str
    arguments: tuple[str, ...]
    text: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """How a command went: seconds once its modules were there, changes of files that it told, its exit code and complaints."""

    seconds: float
    changes: int
    code: int
    said: str

    @property
    def was_killed(self) -> bool:
        """Whether it did not come to its end."""
        return self.code < 0


class Scene:
    """Where the documents lie, and the commands that change them.

    Args:
        settings: their `data_dir` is the scratch folder.
        files: a folder for the files that are taken in; made if there is none.
        kept: how many documents stay.
    """

    def __init__(self, settings: Settings, files: Path, kept: int = len(_THINGS)) -> None:
        self.settings = settings
        self._things = _THINGS[:kept]
        self._kept, self._changing = files / "kept", files / "changing.txt"
        self._kept.mkdir(parents=True)
        for thing in self._things:
            words = _KEPT_WORDS.format(thing=thing)
            path = self._kept / f"{thing}.txt"
            path.write_text(_TEXT.format(thing=thing, words=words), encoding="utf-8")

    @contextmanager
    def opened(self) -> Iterator[Assistant]:
        """The assistant on the documents that stay, as a server has it."""
        self.whole(Step("add", ("add", str(self._kept)), None))
        assistant = Assistant(self.settings)
        try:
            yield assistant
        finally:
            assistant.close()

    @property
    def kept_words(self) -> str:
        """A sentence that is always held."""
        return _KEPT_WORDS.format(thing=self._things[0])

    def answers_kept(self, assistant: Assistant) -> bool:
        """Whether a question on what is always held gets its sentence."""
        answer = assistant.ask(f"{self._things[0]}样本保管规定第二条")
        return self.kept_words in _quoted(answer)

    def answered(self, assistant: Assistant) -> str:
        """The words of the changing document that a question on it gets; "" where nothing of it is cited."""
        answer = assistant.ask(f"{_CHANGING}样本保管规定第二条")
        own = any(c.document.id == _CHANGING_ID for c in answer.citations)
        return _quoted(answer) if own else ""

    def words_of(self, step: Step) -> str:
        """What `answered` has to have once a step is seen."""
        return step.text.partition("第二条 ")[2].strip() if step.text else ""

    def step(self, number: int) -> Step:
        """The steps in turn: the changing document is added, updated, removed, each time with other words."""
        edition, at = divmod(number, 3)
        if at == 2:
            return Step("remove", ("remove", _CHANGING_ID), None)
        words = _CHANGING_WORDS.format(edition=2 * edition + at + 1)
        text = _TEXT.format(thing=_CHANGING, words=words)
        target = ("add",) if at == 0 else ("update", _CHANGING_ID)
        return Step(target[0], (*target, str(self._changing)), text)

    def whole(self, step: Step) -> Run:
        """Run a step to its end.

        Raises:
            AssistantError: it failed.
        """
        run = self.run(step)
        if run.code:
            raise AssistantError(f"yuce corpus {step.name} ended with {run.code}: {run.said}")
        return run

    def run(self, step: Step, *, at: int = 0, seconds: float | None = None) -> Run:
        """Run a step; killed before its `at`-th change of a file, or after so many seconds, where one is given."""
        if step.text:
            self._changing.write_text(step.text, encoding="utf-8")
        here, there = _PROCESSES.Pipe(duplex=False)
        given = (there, self.settings.data_dir, at, step.arguments)
        process = _PROCESSES.Process(target=run_doomed, args=given, daemon=True)
        process.start()
        there.close()
        try:
            return _followed(process, here, seconds)
        finally:
            process.kill()
            process.join()
            here.close()

    def text_held(self, step: Step) -> bool:
        """Whether the changing document is as a step leaves it."""
        wanted = prepare(self._changing).document.digest if step.text else None
        return texts(self.settings.own_dir).get(_CHANGING_ID) == wanted


def _followed(process: ForkServerProcess, told: Connection, seconds: float | None) -> Run:
    changes, code, said = 0, -1, "it was killed"
    told.recv()
    started = time.perf_counter()
    with suppress(EOFError):  # it killed itself
        if told.poll(seconds):
            changes, code, said = told.recv()
    process.kill()
    return Run(time.perf_counter() - started, changes, code, said)


def texts(own_dir: Path) -> dict[str, str]:
    """The SHA-256 of each document's text file by id, read without putting anything right."""
    found = {}
    for place in folders(own_dir):
        with suppress(FileNotFoundError):  # a change may be under way
            found[place.name] = hashlib.sha256((place / "text.txt").read_bytes()).hexdigest()
    return found


def _quoted(answer: Answer) -> str:
    return " ".join(citation.quote for citation in answer.citations)
