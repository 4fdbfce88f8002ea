"""The composition root: the one place where settings become real parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.answer import Answerer
from assistant.asks import AskReader
from assistant.decision import load_calibration
from assistant.generator import Generator
from assistant.live import Live
from assistant.model import Answer, Language, Question, Turn
from assistant.settings import Settings, read_settings
from assistant.validity import today
from corpus.folding import fold
from corpus.library import Library, load_library
from index.build import build_index, ensure_index, forget_index, open_index, verify_index
from index.encoder import DEFAULT, load_encoder
from index.model import Hit, PassageKind, Query
from index.ports import Encoder
from index.store import OpenIndex

_OFFICIAL = frozenset({PassageKind.SENTENCE, PassageKind.CLAUSE, PassageKind.UNITS})


_Opener = Callable[[Library, Encoder, Path], OpenIndex]


@dataclass(frozen=True)
class Served:
    """What answers: the documents with their indexes; `own` is that of the user's own, None where there are none."""

    library: Library
    index: OpenIndex
    own: OpenIndex | None
    answerer: Answerer

    @property
    def state(self) -> tuple[str, str]:
        """The versions of both indexes, as `Settings.live_versions` has them."""
        return self.index.version, self.own.version if self.own else ""

    def close(self) -> None:
        """Let go of the indexes' files."""
        self.index.close()
        if self.own:
            self.own.close()


class Assistant:
    """The assistant as configured. Opens its index, and builds it first where there is none that fits.

    >>> Assistant().ask("货卖到国外被退回来了,还要不要交税").citations[0].clause.number  # doctest: +SKIP
    7

    Args:
        settings: default is what the environment says.
        clock: today's date, for questions that give none.

    Raises:
        SettingsError, CorpusError, IndexingError: a part cannot be made; the message says what would be right.
    """

    def __init__(self, settings: Settings | None = None, clock: Callable[[], date] = today) -> None:
        self.settings = settings or read_settings()
        self._clock = clock
        # Read before anything slow is loaded: a wrong folder is told at once.
        library = load_library(self.settings.documents, self.settings.own_dir)
        self.encoder: Encoder = load_encoder(self.settings.encoder)
        self._generator = self._generator_named()
        self.asks = AskReader(self._shipped_encoder())
        self._live = Live(
            lambda: self._opened(library, ensure_index),
            lambda: self._opened(self._library_now(), open_index),
            lambda: self.settings.live_versions,
        )

    @property
    def library(self) -> Library:
        """The documents as they are now."""
        return self._live.now.library

    @property
    def index(self) -> OpenIndex:
        """The index of the policy as it is now."""
        return self._live.now.index

    def _library_now(self) -> Library:
        return load_library(self.settings.documents, self.settings.own_dir)

    def _opened(self, library: Library, opener: _Opener) -> Served:
        index = opener(library.shipped_part, self.encoder, self.settings.index_dir)
        own = None
        try:
            if library.own:
                own = opener(library.own_part, self.encoder, self.settings.own_index_dir)
            parts = (load_calibration(), self.asks, self._generator, self._clock, own)
            return Served(library, index, own, Answerer(library, index, *parts))
        except BaseException:
            index.close()
            raise

    def _shipped_encoder(self) -> Encoder:
        """The encoder that what is asked for is read with, whichever one the index uses."""
        return self.encoder if self.settings.encoder == DEFAULT else load_encoder(DEFAULT)

    def _generator_named(self) -> Generator | None:
        name = self.settings.llm
        return Generator.by_name(name, self.settings.llm_base_url) if name else None

    def today(self) -> date:
        """The day for which validity is judged where a question gives none."""
        return self._clock()

    def ask(
        self,
        question: str | Question,
        *,
        history: Iterable[Turn] = (),
        as_of: date | None = None,
        language: Language | None = None,
    ) -> Answer:
        """Answer a question, given as text with its circumstances or as a Question.

        Raises:
            QuestionError: the question is empty or too long.
        """
        if isinstance(question, str):
            question = Question(question, tuple(history), as_of, language)
        with self._live.use() as served:
            return served.answerer.ask(question)

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """Passages of the official texts, best first, for a text in any script."""
        with self._live.use() as served:
            return served.index.retriever.retrieve(Query(fold(text).text, limit, _OFFICIAL))

    def close(self) -> None:
        """Let go of the index's files."""
        self._live.close()


def rebuild(settings: Settings) -> OpenIndex:
    """Build the index anew, whatever is there, and make it live; that of the user's own documents, too.

    Raises:
        CorpusError, IndexingError: it cannot be built; the live index stays.
    """
    library = load_library(settings.documents, settings.own_dir)
    encoder = load_encoder(settings.encoder)
    _build_own(library, encoder, settings, keep_current=False)
    return build_index(library.shipped_part, encoder, settings.index_dir)


def rebuild_own(settings: Settings) -> int:
    """Build the index of the user's own documents anew and make it live; returns its number of passages.

    Raises:
        CorpusError, IndexingError: it cannot be built; the live index stays.
    """
    library = load_library(settings.documents, settings.own_dir)
    return _build_own(library, load_encoder(settings.encoder), settings, keep_current=True)


def _build_own(
    library: Library, encoder: Encoder, settings: Settings, *, keep_current: bool
) -> int:
    if not library.own:
        forget_index(settings.own_index_dir)
        return 0
    index = build_index(
        library.own_part, encoder, settings.own_index_dir, keep_current=keep_current
    )
    index.close()
    return index.manifest.passages


def verify(settings: Settings) -> int:
    """Check the live indexes as fresh ones are checked; returns their number of passages.

    Raises:
        CorpusError, IndexingError: what is wrong with one of them.
    """
    library = load_library(settings.documents, settings.own_dir)
    encoder = load_encoder(settings.encoder)
    count = verify_index(library.shipped_part, encoder, settings.index_dir)
    if library.own:
        count += verify_index(library.own_part, encoder, settings.own_index_dir)
    return count
