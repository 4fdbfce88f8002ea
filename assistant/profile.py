"""An enterprise names its size: is it what the text asks for? The sums of the question against the thresholds of the text.

The thresholds are annotations of the document (`annotations.jsonl`); the words by which people name a size or themselves
are data (`profile_words.json`). Nothing is converted: a sum in another currency cannot be told, since no text gives a rate.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from assistant.money import YUAN, Bound, Money, sums
from corpus.annotations import Annotations, Metric, Subject, Threshold

_SMALLEST = 100_000
_BEFORE, _AFTER = 12, 8
_NEAR = 0.05
# What the text asks for (招引的门槛是一年出口10亿) is not what the asker has.
_OWN = re.compile(
    r"我|咱|俺|本(?:公司|厂|企业|集团|平台|店|司)|敝|去年|今年|上年|上一年|全年|一年(?:做|卖|才|就|能|出|进)|年交.{0,6}企业归|小卖家|卖家,|^公司|刚好|正好|刚刚好|整|算不算|够不够|够得上|属不属于|能不能算|能算"
    r"|\b(?:we|our|i|my|us|last year|a seller|a company)\b"
)
_OF_THE_TEXT = re.compile(
    r"门槛是|门坎是|目标是|希望|要多少家|要几家|多少家企业|是这样|才算|才够|就够|凑|列为|几家|多少家|想要有|\b(?:target|needs?|before the city)\b|全市要"
)
_SOUGHT = re.compile(r"招引|招商|重点(?:招|引|找|请)|引进|找商|大卖家|\b(?:attract|court|lure)")
_CLAUSE_END = re.compile(r"[,。;?!]")
_METRIC_OF = {
    Subject.PLATFORM: Metric.GMV,
    Subject.SUPPLY_CHAIN: Metric.IMPORT,
    Subject.BELT: Metric.IMPORT_EXPORT,
}
_SUBJECT_OF = {
    Metric.GMV: Subject.PLATFORM,
    Metric.IMPORT: Subject.SUPPLY_CHAIN,
    Metric.EXPORT: Subject.SELLER,
    Metric.IMPORT_EXPORT: Subject.BELT,
    Metric.TURNOVER: Subject.FIRM,
}


class Verdict(StrEnum):
    """How a sum lies to a threshold."""

    MET = "met"
    NOT_MET = "not_met"
    CURRENCY = "currency"  # can't be told: another currency
    UNSURE = "unsure"  # can't be told: about that much, or bounded on the wrong side


@dataclass(frozen=True, slots=True)
class Finding:
    """One sum of the question against one threshold of the text."""

    money: Money
    threshold: Threshold
    verdict: Verdict


def findings(text: str, annotations: Annotations) -> tuple[Finding, ...]:
    """What a text in search form says of the asker's size, each against the threshold that it is to be held to; or ().

    Of size classes (2000万, 1亿, 10亿) the highest that is met is held to, and where none is, the lowest.
    """
    if _OF_THE_TEXT.search(text) or not _OWN.search(text):
        return ()
    return tuple(f for money in sums(text) if (f := _finding(text, money, annotations)))


def _finding(text: str, money: Money, annotations: Annotations) -> Finding | None:
    metric = _metric(text, money)
    if metric is None or money.value < _SMALLEST:
        return None
    named = _first(text, "subjects")
    wanted = _METRIC_OF.get(Subject(named), metric) if named else metric
    if named != Subject.BELT and metric in (Metric.IMPORT, Metric.EXPORT, Metric.IMPORT_EXPORT):
        # A platform's imports are not its GMV, and a firm is no belt.
        wanted = Metric.TURNOVER if metric is Metric.IMPORT_EXPORT else metric
    if named == Subject.SELLER and metric in (Metric.GMV, Metric.TURNOVER):
        # A shop's sales are its exports where it asks whether it is sought, else its turnover.
        wanted = Metric.EXPORT if _SOUGHT.search(text) else Metric.TURNOVER
    whose = _SUBJECT_OF[wanted]
    fitting = [t for t in annotations.thresholds if (t.metric, t.subject) == (wanted, whose)]
    if not fitting:
        return None
    judged = [Finding(money, t, judge(money, t)) for t in fitting]
    met = [f for f in judged if f.verdict is Verdict.MET]
    return max(met, key=_line) if met else min(judged, key=_line)


def _line(finding: Finding) -> float:
    """The amount of the threshold, in yuan."""
    return finding.threshold.fact.value or 0.0


def judge(money: Money, threshold: Threshold) -> Verdict:
    """Whether a sum meets a threshold: 超過 is more than it, 以上 as much as it or more."""
    line, sharp = threshold.fact.value or 0.0, threshold.fact.comparison in ("超過", "超过")
    if money.currency != YUAN:
        return Verdict.CURRENCY
    if money.bound is Bound.ABOVE:
        sure = money.value > line or (money.value == line and not (sharp and money.inclusive))
        return Verdict.MET if sure else Verdict.UNSURE
    if money.bound is Bound.BELOW:
        return Verdict.NOT_MET if money.value <= line else Verdict.UNSURE
    if money.bound is Bound.ABOUT and abs(money.value - line) <= _NEAR * line:
        return Verdict.UNSURE
    met = money.value > line if sharp else money.value >= line
    return Verdict.MET if met else Verdict.NOT_MET


def _metric(text: str, money: Money) -> Metric | None:
    """What a sum counts, by the nearest word before it, else after it, else anywhere; None where it is no size (补贴50万)."""
    before = text[max(0, money.start - _BEFORE) : money.start]
    end = money.start + text[money.start :].find(money.said) + len(money.said)
    after = _CLAUSE_END.split(text[end : end + _AFTER])[0]
    close = _CLAUSE_END.split(before)[-1][-6:]
    if any(word in close or word in after[:4] for word in _words()["not_a_size"]["all"]):
        return None
    named = _last(before) or _first(after, "metrics") or _first(text, "metrics")
    return Metric(named) if named else None


def _last(text: str) -> str | None:
    """The metric whose word ends last in a text; the longest word of those that end there."""
    ends = [
        (text.rfind(word) + len(word), len(word), name)
        for name, words in _words()["metrics"].items()
        for word in words
        if word in text
    ]
    return max(ends)[2] if ends else None


def _first(text: str, table: str) -> str | None:
    """The first name of a table that a text has a word of: the tables go from the narrow to the wide."""
    return next(
        (n for n, words in _words()[table].items() if any(word in text for word in words)), None
    )


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, list[str]]]:
    raw = json.loads(files("assistant").joinpath("profile_words.json").read_text("utf-8"))
    return {
        "metrics": raw["metrics"],
        "subjects": raw["subjects"],
        "not_a_size": {"all": raw["not_a_size"]},
    }
