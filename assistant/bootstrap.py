"""The composition root: the one place where settings become real parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assistant.answer import Answerer
from assistant.asks import AskReader
from assistant.decision import load_calibration
from assistant.generator import Generator
from assistant.live import Live
from assistant.model import Answer, Language, Question, Turn
from assistant.observing import Observer
from assistant.official import OFFICIAL, official_retriever
from assistant.scope import UNLIMITED, Scope, within
from assistant.settings import Settings, read_settings
from assistant.validity import today
from corpus.folding import fold
from corpus.library import Library, load_library
from corpus.taught import TaughtQuestion, read_taught, with_taught, write_taught
from index.build import build_index, ensure_index, open_index, verify_index
from index.encoder import DEFAULT, load_encoder
from index.growing import ensure_grown, open_grown, rebuild_grown, verify_grown
from index.model import Hit, Query
from index.ports import Encoder, Retriever
from index.store import OpenIndex
from index.versions import forget_index

_Opener = Callable[[Library, Encoder, Path], OpenIndex]


@dataclass(frozen=True)
class Served:
    """What answers: the documents with their indexes; `own` is that of the user's own, None where there are
    none. `official` finds passages of the policy's texts.
    """

    library: Library
    index: OpenIndex
    own: OpenIndex | None
    answerer: Answerer
    official: Retriever

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
        observer: hears of every answer.

    Raises:
        SettingsError, CorpusError, IndexingError: a part cannot be made; the message says what would be right.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        clock: Callable[[], date] = today,
        observer: Observer | None = None,
    ) -> None:
        self.settings = settings or read_settings()
        self._clock, self._observer = clock, observer
        # Read before anything slow is loaded: a wrong folder is told at once.
        library = _library(self.settings)
        self.encoder: Encoder = load_encoder(self.settings.encoder)
        self._generator = self._generator_named()
        self.asks = AskReader(self._shipped_encoder())
        self._live = Live(
            lambda: self._opened(library, ensure_index, ensure_grown),
            lambda: self._opened(self._library_now(), open_index, open_grown),
            lambda: self.settings.live_versions,
        )

    @property
    def library(self) -> Library:
        """The documents as they are now."""
        return self._live.now.library

    @property
    def words_prose(self) -> bool:
        """Whether a language model words the prose: then an answer may take seconds."""
        return self._generator is not None

    @property
    def index(self) -> OpenIndex:
        """The index of the policy as it is now."""
        return self._live.now.index

    def served(self) -> AbstractContextManager[Served]:
        """What answers now, held open while it is used: for measuring and fitting."""
        return self._live.use()

    def _library_now(self) -> Library:
        return _library(self.settings)

    def _opened(self, library: Library, opener: _Opener, own_opener: _Opener) -> Served:
        index = opener(library.shipped_part, self.encoder, self.settings.index_dir)
        own = None
        try:
            if library.own:
                own = own_opener(library.own_part, self.encoder, self.settings.own_index_dir)
            parts = (load_calibration(), self.asks, self._generator, self._clock, own)
            answerer = Answerer(library, index, *parts, observer=self._observer)
            return Served(library, index, own, answerer, official_retriever(index))
        except BaseException:
            index.close()
            raise

    def _alone(self, library: Library, index: OpenIndex) -> Answerer:
        """What answers from the measures alone, in no model's prose."""
        return Answerer(library, index, load_calibration(), self.asks, None, self._clock)

    def policy_alone(self) -> Answerer:
        """What answers now from the measures alone, in no model's prose; good as long as the index stays."""
        served = self._live.now
        return self._alone(served.library.shipped_part, served.index)

    def teach(self, taught: Sequence[TaughtQuestion], accept: Callable[[Answerer], None]) -> None:
        """Answer the measures by these taught questions from now on, in the place of those taught before.

        `accept` sees what would answer before anything changes; what it raises is raised, and everything stays.

        Raises:
            CorpusError, IndexingError: it cannot be done; everything stays.
        """
        library = with_taught(load_library(self.settings.documents), taught)

        def accepted(index: OpenIndex) -> None:
            accept(self._alone(library, index))
            write_taught(self.settings.taught, taught)

        folder = self.settings.index_dir
        build_index(library, self.encoder, folder, accept=accepted).close()

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
        scope: Scope = UNLIMITED,
    ) -> Answer:
        """Answer a question, given as text with its circumstances or as a Question.

        Raises:
            QuestionError: the question is empty or too long, or its scope names a document that is not held.
        """
        if isinstance(question, str):
            question = Question(question, tuple(history), as_of, language, scope=scope)
        with self._live.use() as served:
            return served.answerer.ask(question)

    def search(
        self, text: str, limit: int = 10, scope: Scope = UNLIMITED, as_of: date | None = None
    ) -> list[Hit]:
        """Passages of the official texts, best first, for a text in any script; without a scope, of the shipped ones.

        Args:
            text: what to look for.
            limit: the most passages wanted.
            scope: the documents that are searched, the user's own among them; nothing is found where none is within it.
            as_of: the day on which states are judged; None means today.

        Raises:
            ScopeError: the scope names a document that is not held.
        """
        with self._live.use() as served:
            query = Query(fold(text).text, limit, OFFICIAL)
            if not scope:
                return served.official.retrieve(query)
            ids = within(scope, served.library, as_of or self._clock())
            return _searched(served, replace(query, documents=ids))

    def find(self, text: str, limit: int = 20) -> list[Hit]:
        """Passages that share words with a text, each index's best first, the user's own documents after the policy.

        The lexical legs alone: a few milliseconds, for answers while somebody types.
        """
        query = Query(fold(text).text, limit)
        with self._live.use() as served:
            indexes = [served.index, *([served.own] if served.own else [])]
            return [hit for index in indexes for hit in index.retriever.lexical.retrieve(query)]

    def close(self) -> None:
        """Let go of the index's files."""
        self._live.close()


def _library(settings: Settings) -> Library:
    """All documents, with what the office added and taught."""
    library = load_library(settings.documents, settings.own_dir)
    return with_taught(library, read_taught(settings.taught))


def _searched(served: Served, query: Query) -> list[Hit]:
    """Hits of both indexes within the documents of a query, by turns: their scores cannot be compared."""
    assert query.documents is not None, "only limited searches look at both indexes"
    own = query.documents.intersection(served.library.own)
    found = served.official.retrieve(replace(query, documents=query.documents - own))
    if own and served.own:
        found += served.own.retriever.retrieve(replace(query, documents=own))
    ranked = sorted(found, key=lambda hit: hit.rank)[: query.limit]
    return [replace(hit, rank=rank) for rank, hit in enumerate(ranked, 1)]


def rebuild(settings: Settings) -> OpenIndex:
    """Build the index anew, whatever is there, and make it live; that of the user's own documents, too.

    Raises:
        CorpusError, IndexingError: it cannot be built; the live index stays.
    """
    library = _library(settings)
    encoder = load_encoder(settings.encoder)
    _index_own(library, encoder, settings, rebuild_grown)
    return build_index(library.shipped_part, encoder, settings.index_dir)


def rebuild_own(settings: Settings) -> int:
    """Bring the index of the user's own documents up to what is held, and make it live; returns its number of passages.

    Only what was added, changed or removed since is indexed.

    Raises:
        CorpusError, IndexingError: it cannot be done; the live index stays.
    """
    return _index_own(_library(settings), load_encoder(settings.encoder), settings, ensure_grown)


def _index_own(library: Library, encoder: Encoder, settings: Settings, opener: _Opener) -> int:
    if not library.own:
        forget_index(settings.own_index_dir)
        return 0
    index = opener(library.own_part, encoder, settings.own_index_dir)
    index.close()
    return index.manifest.passages


def verify(settings: Settings) -> int:
    """Check the live indexes as fresh ones are checked; returns their number of passages.

    Raises:
        CorpusError, IndexingError: what is wrong with one of them.
    """
    library = _library(settings)
    encoder = load_encoder(settings.encoder)
    count = verify_index(library.shipped_part, encoder, settings.index_dir)
    if library.own:
        count += verify_grown(library.own_part, encoder, settings.own_index_dir)
    return count
