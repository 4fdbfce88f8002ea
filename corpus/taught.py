"""Similar questions taught by the office that uses the assistant: a file beside its own documents, read like the shipped ones.

A row has `question`, `measure`, `anchor` (the sentence that answers, verbatim) and `script`. A row whose anchor no longer stands
in its measure is left out with a warning: a new edition of the policy must not stop the assistant.
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from corpus.errors import CollectionError
from corpus.library import Library
from corpus.rows import read_rows
from corpus.similar import SimilarQuestion, similar_question

_LOG = logging.getLogger(__name__)
_FIELDS = ("question", "measure", "anchor", "script")


@dataclass(frozen=True, slots=True)
class TaughtQuestion:
    """One way to ask for a sentence of the policy. `anchor` is that sentence, verbatim; `script` hans, hant or en."""

    question: str
    measure: int
    anchor: str
    script: str


def read_taught(path: Path) -> tuple[TaughtQuestion, ...]:
    """The questions in a file; an absent one has none.

    Raises:
        ReadingError: the file is unreadable or is not UTF-8.
        ManifestError: a row is broken; every faulty row is named.
    """
    return read_rows(path, _FIELDS, _taught)


def _taught(raw: dict[str, object]) -> TaughtQuestion:
    measure = raw["measure"]
    if isinstance(measure, bool) or not isinstance(measure, int) or measure < 1:
        raise ValueError(f"measure must be the number of a clause, not {measure!r}")
    return TaughtQuestion(str(raw["question"]), measure, str(raw["anchor"]), str(raw["script"]))


def write_taught(path: Path, taught: Sequence[TaughtQuestion]) -> None:
    """Replace the file by one with these questions, in one step.

    Raises:
        CollectionError: it cannot be written; the file stays as it was.
    """
    made = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(_lines(taught), encoding="utf-8")
        made.replace(path)
    except OSError as error:
        raise CollectionError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        with suppress(OSError):  # where the folder is no folder there is nothing to remove
            made.unlink(missing_ok=True)


def with_taught(library: Library, taught: Sequence[TaughtQuestion]) -> Library:
    """A library in which the policy has these similar questions besides its own; with none, the same library."""
    if not taught:
        return library
    main = library.main
    added = tuple(row for t in taught if (row := _standing(t, library)))
    similar = {**library.similar, main.document.id: (*library.similar[main.document.id], *added)}
    digest = hashlib.sha256(f"{library.data_digest} {_lines(taught)}".encode()).hexdigest()
    return replace(library, similar=similar, data_digest=digest)


def _standing(taught: TaughtQuestion, library: Library) -> SimilarQuestion | None:
    try:
        return similar_question({**asdict(taught), "nearest": None}, library.main)
    except ValueError as error:
        _LOG.warning("the taught question %r is left out: %s", taught.question, error)
        return None


def _lines(taught: Sequence[TaughtQuestion]) -> str:
    return "".join(json.dumps(asdict(t), ensure_ascii=False) + "\n" for t in taught)
