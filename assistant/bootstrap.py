"""The composition root: the one place where settings become real parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from assistant.answer import Answerer
from assistant.asks import AskReader
from assistant.decision import load_calibration
from assistant.generator import Generator
from assistant.model import Answer, Language, Question, Turn
from assistant.settings import Settings, read_settings
from assistant.validity import today
from corpus.folding import fold
from corpus.library import Library, load_library
from index.build import build_index, ensure_index
from index.encoder import DEFAULT, load_encoder
from index.model import Hit, PassageKind, Query
from index.ports import Encoder
from index.store import OpenIndex

_OFFICIAL = frozenset({PassageKind.SENTENCE, PassageKind.CLAUSE, PassageKind.UNITS})


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
        self.library: Library = load_library(self.settings.documents)
        self.encoder: Encoder = load_encoder(self.settings.encoder)
        generator = self._generator()
        self.index: OpenIndex = ensure_index(self.library, self.encoder, self.settings.index_dir)
        self.asks = AskReader(self._shipped_encoder())
        self._answerer = Answerer(
            self.library, self.index, load_calibration(), self.asks, generator, clock
        )

    def _shipped_encoder(self) -> Encoder:
        """The encoder that what is asked for is read with, whichever one the index uses."""
        return self.encoder if self.settings.encoder == DEFAULT else load_encoder(DEFAULT)

    def _generator(self) -> Generator | None:
        name = self.settings.llm
        return Generator.by_name(name, self.settings.llm_base_url) if name else None

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
        return self._answerer.ask(question)

    def search(self, text: str, limit: int = 10) -> list[Hit]:
        """Passages of the official texts, best first, for a text in any script."""
        return self.index.retriever.retrieve(Query(fold(text).text, limit, _OFFICIAL))

    def close(self) -> None:
        """Let go of the index's files."""
        self.index.close()


def rebuild(settings: Settings) -> OpenIndex:
    """Build the index anew, whatever is there, and make it live.

    Raises:
        CorpusError, IndexingError: it cannot be built; the live index stays.
    """
    library = load_library(settings.documents)
    return build_index(library, load_encoder(settings.encoder), settings.index_dir)
