"""What a question asks FOR (an amount? who? which measures? the date of issue?), apart from what it is about.

One logistic regression per label over the question's character n-grams (1 to 4, units and numbers masked), the cues of
`understand.py`, and the shipped encoder's vector. `asks.jsonl` is what it was fitted on, by `yuce train-asks`; `asks.npz` is
the result. NumPy alone applies it.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from io import BytesIO
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from assistant.errors import SettingsError
from index.ports import Encoder

_TOKEN = re.compile(r"[a-z]+|\d+|[\u3400-\u9fff]|[^\s\w]")
_UNIT = "□"  # no NUL: NumPy cuts those off the end of a string
_LONGEST = 4


class Aspect(StrEnum):
    """What about the subject is asked."""

    UNITS = "units"  # which body is responsible
    ROLE = "unit_role"  # what a named body takes part in
    AMOUNT = "amount"
    CONTACT = "contact"
    PROCEDURE = "procedure"
    TIME = "time"
    NAMES = "names"
    VALIDITY = "validity"
    WHICH_CLAUSES = "which"
    CLAUSE_COUNT = "count"
    OVERVIEW = "overview"
    NUMBER = "number"  # the document's
    ISSUED = "issued"
    ISSUER = "issuer"
    TITLE = "title"
    ADDRESSEES = "addressees"
    PURPOSE = "purpose"
    APPROVAL = "approval"
    DEMAND = "demand"
    TARGET = "target"
    CONFIRM = "confirm"  # a belief is to be confirmed
    UNCLEAR = "unclear"  # it is not said what it is about


def grams(text: str, unit_names: Iterable[str]) -> list[str]:
    """The n-grams of a text in search form; unit names and numbers are masked, both ends marked.

    >>> grams("补7万", [])[:6]
    ['^', '补', '0', '万', '$', '^ 补']
    """
    for name in unit_names:
        text = text.replace(name, _UNIT)
    tokens = ["^", *("0" if t.isdigit() else t for t in _TOKEN.findall(text)), "$"]
    sizes = range(1, _LONGEST + 1)
    found = (" ".join(tokens[i : i + n]) for n in sizes for i in range(len(tokens) - n + 1))
    return list(dict.fromkeys(found))


@dataclass(frozen=True)
class AskModel:
    """A fitted model. `weights` has the shape (terms + cues + dimensions, labels), `bias` and `thresholds` (labels,).

    `encoder` names the encoder that it was fitted with, `data` the digest of the rows.
    """

    vocabulary: dict[str, int]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    thresholds: NDArray[np.float32]
    encoder: str
    data: str

    def probabilities(
        self, terms: Sequence[str], cues: Sequence[bool], vector: NDArray[np.float32]
    ) -> dict[Aspect, float]:
        """The probability of each aspect, from 0 to 1; they are judged one by one, and may sum to anything."""
        columns = [self.vocabulary[t] for t in terms if t in self.vocabulary]
        logits = self.bias.copy()
        if columns:
            logits += self.weights[columns].sum(axis=0) / np.float32(np.sqrt(len(columns)))
        rest = np.concatenate([np.array(cues, dtype=np.float32), vector])
        logits += rest @ self.weights[len(self.vocabulary) :]
        return dict(zip(Aspect, (1 / (1 + np.exp(-logits))).tolist(), strict=True))

    def asked(self, probabilities: Mapping[Aspect, float]) -> frozenset[Aspect]:
        """The aspects whose probability reaches the threshold that suits them best."""
        limits = dict(zip(Aspect, self.thresholds.tolist(), strict=True))
        return frozenset(a for a, p in probabilities.items() if p >= limits[a])

    def packed(self) -> bytes:
        """The model as one .npz file."""
        out = BytesIO()
        np.savez_compressed(
            out,
            vocabulary=np.array(list(self.vocabulary)),
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            thresholds=self.thresholds,
            encoder=np.array(self.encoder),
            data=np.array(self.data),
            labels=np.array([a.value for a in Aspect]),
        )
        return out.getvalue()


class AskReader:
    """The shipped model with the encoder that it was fitted with.

    Args:
        encoder: the shipped encoder, whichever one the index uses.

    Raises:
        SettingsError: the model is missing, damaged, of other labels, or of another encoder.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self._model = encoder, load_model()
        if self._model.encoder != encoder.name:
            what = f"asks.npz was fitted with the encoder {self._model.encoder}"
            raise SettingsError(f"{what}, not {encoder.name}; `yuce train-asks` fits it anew")

    @property
    def encoder(self) -> Encoder:
        """The shipped encoder."""
        return self._encoder

    def read(
        self, text: str, unit_names: Iterable[str], cues: Sequence[bool]
    ) -> tuple[dict[Aspect, float], frozenset[Aspect]]:
        """The probability of each aspect of a text in search form, and the aspects that it has."""
        vector = unit_vector(self._encoder, text)
        seen = self._model.probabilities(grams(text, unit_names), cues, vector)
        return seen, self._model.asked(seen)


def unit_vector(encoder: Encoder, text: str) -> NDArray[np.float32]:
    """The encoder's vector of a text, of length 1; zeros stay zeros."""
    vector: NDArray[np.float32] = np.asarray(encoder.encode([text]), dtype=np.float32)[0]
    return vector / np.float32(max(float(np.linalg.norm(vector)), 1e-6))


def load_model() -> AskModel:
    """The model that ships with the package.

    Raises:
        SettingsError: it is missing, damaged, or of other labels than this version knows.
    """
    path = files("assistant").joinpath("asks.npz")
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as data:
            labels = [str(label) for label in data["labels"]]
            if labels != list(Aspect):
                raise SettingsError(f"{path} has other labels; `yuce train-asks` makes it anew")
            return AskModel(
                {str(term): i for i, term in enumerate(data["vocabulary"])},
                data["weights"].astype(np.float32),
                data["bias"],
                data["thresholds"],
                str(data["encoder"]),
                str(data["data"]),
            )
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
