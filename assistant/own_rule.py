"""The fitted numbers by which clauses of the user's own documents are ranked and answered from.

Both are linear in standardised features. `yuce calibrate-own` fits them and writes `own_calibration.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np

from assistant.errors import SettingsError
from assistant.subject import Subject


@dataclass(frozen=True, slots=True)
class Linear:
    """score(x) = bias + Σ wᵢ · (xᵢ - meanᵢ) / scaleᵢ, the features by name."""

    features: tuple[str, ...]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float = 0.0

    def score(self, values: Sequence[float]) -> float:
        """The score of features in the order of `features`."""
        rows = zip(values, self.mean, self.scale, self.weights, strict=True)
        return self.bias + sum(w * (x - m) / s for x, m, s, w in rows)

    def scores(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The scores of many rows at once; [] for none."""
        if not rows:
            return []
        x = (np.array(rows) - np.array(self.mean)) / np.array(self.scale)
        found: list[float] = (self.bias + x @ np.array(self.weights)).tolist()
        return found

    def probability(self, values: Sequence[float], more: float = 0.0) -> float:
        """1 / (1 + exp(-score - more))."""
        return 1 / (1 + math.exp(-max(-30.0, min(self.score(values) + more, 30.0))))


@dataclass(frozen=True, slots=True)
class OwnCalibration:
    """`ranking` scores a clause for a question; `answering` gives the probability that the best clause answers it, and not
    the policy. Answered from `enough` on; where the document is named, or the policy has no answer, from `enough_alone` on. From
    `enough_beside` on the best clause is named beside the policy's answer. `refused` are the mean features of the policy's side
    where it refuses: what is taken for them where a document is named. `subject` tells other law from the policy's subject.
    """

    ranking: Linear
    answering: Linear
    enough: float
    enough_alone: float
    enough_beside: float
    refused: tuple[float, ...]
    subject: Subject


@lru_cache(maxsize=1)
def own_calibration() -> OwnCalibration:
    """The numbers that ship with the package.

    Raises:
        SettingsError: they are missing or damaged.
    """
    path = files("assistant").joinpath("own_calibration.json")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        return OwnCalibration(
            ranking=_linear(raw["ranking"]),
            answering=_linear(raw["answering"]),
            enough=float(raw["enough"]),
            enough_alone=float(raw["enough_alone"]),
            enough_beside=float(raw["enough_beside"]),
            refused=tuple(map(float, raw["refused"])),
            subject=Subject(
                tuple(map(float, raw["subject"]["weights"])), float(raw["subject"]["bias"])
            ),
        )
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error}; `yuce calibrate-own` makes it anew"
        ) from error


def _linear(raw: Mapping[str, object]) -> Linear:
    def numbers(name: str) -> tuple[float, ...]:
        values = raw[name]
        if not isinstance(values, list) or len(values) != len(names):
            raise ValueError(f"{name} must be {len(names)} numbers")
        return tuple(map(float, values))

    given = raw["features"]
    if not isinstance(given, list):
        raise ValueError("features must be a list")
    names = tuple(map(str, given))
    bias = raw.get("bias", 0.0)
    if not isinstance(bias, int | float):
        raise ValueError("bias must be a number")
    return Linear(names, numbers("mean"), numbers("scale"), numbers("weights"), float(bias))
