"""Is a question of the subject that the policy has, or of other law? By its vector alone, whatever documents are held."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.ports import Encoder

_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Subject:
    """log p(other law) / p(the policy's subject) = bias + weights · vector, as `yuce calibrate-own` fitted it."""

    weights: tuple[float, ...]
    bias: float

    def of(self, encoder: Encoder, text: str) -> float:
        """The log-odds for a text in search form; 0 for one without Chinese characters: too few such are known on other law."""
        known = self.weights and is_chinese(text)
        return self.odds(encoder.encode([text])[0]) if known else 0.0

    def odds(self, vector: NDArray[np.float32]) -> float:
        """The log-odds for a question's vector."""
        return self.bias + float(np.array(self.weights, np.float32) @ vector)


def is_chinese(text: str) -> bool:
    """Whether a text has Chinese characters."""
    return bool(_HAN.search(text))


UNKNOWN = Subject((), 0.0)
"""Before anything is fitted: 0 for every text."""
