"""The life of one document, step by step, in a data folder that is thrown away: what was done, how long it took, if it holds."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.bootstrap import Assistant, rebuild_own
from assistant.errors import EvaluationError
from assistant.model import Answer, Citation
from assistant.settings import Settings, read_settings
from corpus.collection import add, remove, update
from corpus.earlier import cited_in, text_of
from corpus.held import history, listed, verify
from corpus.library import load_library

FIRST = """云岭县樱桃种植规定
第一条 为了种好樱桃，制定本规定。
第二条 农户可以申领樱桃树苗十棵，树苗由村里的果园发放。
第三条 采摘樱桃应当佩戴草帽。
"""
SECOND = FIRST.replace("十棵", "九棵").replace("第三条", "第三条 樱桃核不得丢入池塘。\n第四条")
QUESTION = "云岭樱桃种植规定第二条"
_ID = "ylxytzzgd"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the life: its name, the seconds it took, and whether what should hold afterwards does."""

    name: str
    seconds: float
    holds: bool


class LifeCycle:
    """One document in a data folder, and the citation that an answer gave of its first text."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._settings, self._file = settings, folder / "document.txt"
        self._cited: Citation | None = None

    def steps(self) -> Iterator[Step]:
        """Every step, each as soon as it is done; the order is that of a document's life."""
        for name, step in (
            ("add", self._add),
            ("list", self._list),
            ("show", lambda: self._shown() == FIRST.strip()),
            ("ask: cited from the first text", lambda: self._asked("十棵")),
            ("update", self._update),
            ("ask: cited from the new text", lambda: self._asked("九棵", keep=False)),
            ("history: both texts, the new one first", self._history),
            ("earlier text still readable", self._earlier),
            ("old citation resolves", self._resolves),
            ("verify", self._sound),
            ("remove", self._remove),
            ("ask: not retrieved again", self._forgotten),
            ("list: gone", lambda: not listed(self._settings.own_dir)),
            ("verify", self._sound),
        ):
            started = time.perf_counter()
            holds = step()
            yield Step(name, time.perf_counter() - started, holds)

    def _add(self) -> bool:
        self._file.write_text(FIRST, encoding="utf-8")
        made = add(self._file, self._settings.own_dir)
        return made.document.id == _ID and rebuild_own(self._settings) > 0

    def _list(self) -> bool:
        return [held.document.id for held in listed(self._settings.own_dir)] == [_ID]

    def _shown(self) -> str:
        library = load_library(self._settings.documents, self._settings.own_dir)
        return library.document(_ID).text

    def _asked(self, said: str, *, keep: bool = True) -> bool:
        answer = self._answer()
        cited = next((c for c in answer.citations if c.document.id == _ID), None)
        if keep:
            self._cited = cited
        return cited is not None and said in cited.quote

    def _answer(self) -> Answer:
        assistant = Assistant(self._settings)
        try:
            return assistant.ask(QUESTION)
        finally:
            assistant.close()

    def _update(self) -> bool:
        self._file.write_text(SECOND, encoding="utf-8")
        made = update(_ID, self._file, self._settings.own_dir)
        return made.document.text == SECOND.strip() and rebuild_own(self._settings) > 0

    def _history(self) -> bool:
        versions = history(_ID, self._settings.own_dir)
        return [version.current for version in versions] == [True, False]

    def _earlier(self) -> bool:
        earlier = history(_ID, self._settings.own_dir)[-1]
        return text_of(_ID, earlier.digest, self._settings.own_dir).text == FIRST.strip()

    def _resolves(self) -> bool:
        if self._cited is None:
            return False
        place, quote = self._cited.span, self._cited.quote
        found = cited_in(_ID, place, quote, self._settings.own_dir)
        return found is not None and found.text == FIRST.strip()

    def _sound(self) -> bool:
        return not any(verify(self._settings.own_dir).values())

    def _remove(self) -> bool:
        aside = remove(_ID, self._settings.own_dir)
        rebuild_own(self._settings)
        return aside.is_dir()

    def _forgotten(self) -> bool:
        return all(citation.document.id != _ID for citation in self._answer().citations)


def life_cycle_lines(index: Path | None = None) -> Iterator[str]:
    """The table: a line for each step.

    Args:
        index: the policy's index, which takes half a minute to build; None takes that of the data folder in use.

    Raises:
        EvaluationError: what should hold after a step does not; every such step is named.
    """
    with tempfile.TemporaryDirectory(prefix="yuce-") as name:
        settings = read_settings(data_dir=Path(name) / "data")
        present = index or read_settings().index_dir
        if present.is_dir():
            shutil.copytree(present, settings.index_dir, ignore=shutil.ignore_patterns("own"))
        yield from step_lines(LifeCycle(settings, Path(name)).steps())


def step_lines(steps: Iterable[Step]) -> Iterator[str]:
    """A line for each step.

    Raises:
        EvaluationError: what should hold after a step does not; every such step is named, at the end.
    """
    failed: list[str] = []
    for step in steps:
        yield f"{step.name:40}{step.seconds:8.2f} s  {'ok' if step.holds else 'FAILED'}"
        failed += [] if step.holds else [step.name]
    if failed:
        raise EvaluationError(f"does not hold: {'; '.join(failed)}")
