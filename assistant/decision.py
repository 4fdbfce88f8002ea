"""Answer, say that it is not stated, or decline: a model fitted on questions, not a guessed threshold.

Multinomial logistic regression over a few features: how relevance sees the question, and whether the aspect that is
asked for (an amount, a date, …) is in the sentences found. `yuce calibrate` fits it and writes `calibration.json` with
its calibration curve.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from importlib.resources import files

from assistant.asks import Aspect
from assistant.errors import SettingsError
from assistant.model import Status
from assistant.relevance import FEATURES, Relevance, Weights
from assistant.understand import Reading
from corpus.model import Clause, FactKind, Span

_LACKING = (Aspect.AMOUNT, Aspect.CONTACT, Aspect.PROCEDURE, Aspect.TIME, Aspect.NAMES)
FEATURE_NAMES = (
    *FEATURES,
    *(f"lacks_{a.value}" for a in _LACKING),
    "elsewhere",
    "about_here",
    "brief",
    "unclear",
)
OUTCOMES = (Status.ANSWERED, Status.NOT_STATED, Status.OUT_OF_SCOPE)

_PLACES = (
    "北京|上海|天津|广东|广州|深圳|东莞|佛山|杭州|宁波|义乌|金华|温州|浙江|江苏|南京|苏州|成都|四川|武汉|湖北|长沙|湖南|郑州|河南|西安|陕西|"
    "青岛|济南|山东|厦门|福州|泉州|福建|合肥|安徽|南昌|江西|昆明|云南|贵阳|贵州|南宁|广西|凭祥|海南|海口|三亚|大连|沈阳|辽宁|哈尔滨|黑龙江|"
    "前海|南沙|横琴|临港|长春|吉林|河北|石家庄|雄安|山西|太原|甘肃|兰州|新疆|乌鲁木齐|霍尔果斯|西藏|青海|宁夏|内蒙古|台湾|台北|高雄|香港|澳门|"
    "shenzhen|guangzhou|guangdong|shanghai|beijing|hangzhou|ningbo|yiwu|zhejiang|chengdu|sichuan|wuhan|hubei|zhengzhou|xi.?an|hong kong|taiwan|taipei|macau|hainan"
)
# A place that goods or people come from or go to (从深圳搬到重庆) does not make it another place's policy.
_ELSEWHERE = re.compile(
    rf"(?<![从由到去往跟和自发飞至])(?:{_PLACES})|\b(?:germany|france|uk|eu|italy|japan|thailand)\b"
)
_HERE = re.compile(r"重庆|渝|我市|市里|市头|全市|chongqing")


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted numbers: witness weights, and per outcome a bias and one coefficient a feature (standardised).

    `enough` is how probable it must be that the texts answer a question for it to be answered.
    """

    weights: Weights
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    bias: tuple[float, ...]
    coefficients: tuple[tuple[float, ...], ...]
    enough: float

    def outcome_probabilities(self, features: tuple[float, ...]) -> dict[Status, float]:
        """The probability of each of OUTCOMES; they sum to 1."""
        z = [(x - m) / s for x, m, s in zip(features, self.mean, self.scale, strict=True)]
        logits = [
            b + sum(c * x for c, x in zip(row, z, strict=True))
            for b, row in zip(self.bias, self.coefficients, strict=True)
        ]
        top = max(logits)
        odds = [math.exp(logit - top) for logit in logits]
        return {o: x / sum(odds) for o, x in zip(OUTCOMES, odds, strict=True)}


def speaks_of_elsewhere(text: str) -> bool:
    """Whether a text in search form is about another place than Chongqing."""
    return bool(_ELSEWHERE.search(text)) and not _HERE.search(text)


def features(
    seen: Relevance, reading: Reading, clause: Clause | None, sentences: tuple[Span, ...]
) -> tuple[float, ...]:
    """What the decision is made from, in the order of FEATURE_NAMES."""
    lacking = (
        0.0 if _states(aspect, clause, sentences) else reading.chances[aspect]
        for aspect in _LACKING
    )
    here = bool(_HERE.search(reading.topic))
    elsewhere = speaks_of_elsewhere(reading.topic)
    unclear = reading.chances[Aspect.UNCLEAR]
    brief = 1.0 / math.sqrt(max(len(reading.text), 1))
    return (*seen.features(), *lacking, float(elsewhere), float(here), brief, unclear)


def lacks(
    aspect: Aspect, reading: Reading, clause: Clause | None, sentences: tuple[Span, ...]
) -> bool:
    """Whether an aspect is asked for that the sentences do not state."""
    return reading.asks(aspect) and not _states(aspect, clause, sentences)


def _states(aspect: Aspect, clause: Clause | None, sentences: tuple[Span, ...]) -> bool:
    stated = _STATED_BY.get(aspect, frozenset())
    facts = clause.facts if clause else ()
    return any(f.kind in stated and s.contains(f.span) for f in facts for s in sentences)


_STATED_BY = {
    Aspect.AMOUNT: frozenset({FactKind.AMOUNT, FactKind.COUNT}),
    Aspect.TIME: frozenset({FactKind.WINDOW, FactKind.TARGET}),
}


def load_calibration() -> Calibration:
    """The calibration that ships with the package.

    Raises:
        SettingsError: it is missing, damaged, or of other features than this version computes.
    """
    path = files("assistant").joinpath("calibration.json")
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        if tuple(raw["features"]) != FEATURE_NAMES:
            raise SettingsError(f"{path} is of other features; `yuce calibrate` makes it anew")
        return Calibration(
            weights=Weights(**raw["weights"]),
            mean=tuple(raw["mean"]),
            scale=tuple(raw["scale"]),
            bias=tuple(raw["bias"]),
            coefficients=tuple(tuple(row) for row in raw["coefficients"]),
            enough=float(raw["enough"]),
        )
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error
