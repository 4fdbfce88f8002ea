"""A matching put into words in the asker's language and script. The text's words are quoted as they are, in 「」."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from opencc import OpenCC

from assistant.errors import Fault, FirmFault
from assistant.firm import LONGEST_SUM, SIZES
from assistant.matching import Holds, Judged, Match, Matching, MeasureMatch, OfferMatch, Why
from assistant.matching_phrases import CHINESE, ENGLISH
from assistant.model import Language
from corpus.annotations import Threshold
from corpus.eligibility import Effect, Trait
from corpus.model import Document

_S2T = OpenCC("s2tw")
_FULL_WIDTH = str.maketrans({",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09"})  # fmt: skip
_MANY = 6
_UNITS = (("yi", 1e8), ("wan", 1e4), ("yuan", 0.01))
_ENGLISH_UNITS = (("billion", 1e9), ("million", 1e6), ("yuan", 0.01))


class MatchWording:
    """The words for a matching: of one language, for one document."""

    def __init__(self, document: Document, language: Language) -> None:
        self._text, self._language = document.text, language
        self._english = language is Language.EN

    def say(self, key: str, **values: object) -> str:
        """One template, filled in."""
        if self._english:
            return ENGLISH[key].format(**values)
        return _template(key, self._language).format(**values)

    def answer(self, trait: Trait) -> str:
        """An answer as the form offers it."""
        return self.say(f"{trait.question}_{trait.answer}")

    def question(self, question: str) -> str:
        """A question as the form asks it."""
        return self.say(f"question_{question}")

    def gist(self, one: OfferMatch) -> str:
        """Our few words for an offer."""
        if self._english:
            return one.offer.english
        return _in_script(one.offer.gist.translate(_FULL_WIDTH), self._language)

    def effect(self, effect: Effect) -> str:
        """What the text says follows, and what it does not say."""
        return self.say(effect.value)

    def words(self, judged: Judged) -> str:
        """The condition as the text has it."""
        return judged.condition.span.of(self._text)

    def told(self, judged: Judged, matching: Matching, *, continued: bool) -> str:
        """How a firm lies to a condition, in one phrase."""
        if judged.condition.threshold:
            return self._sized(judged, judged.condition.threshold)
        if judged.condition.window:
            return self._timed(judged, matching, continued)
        yours = self._listed(map(self.answer, judged.yours))
        if judged.why is Why.OTHER and {t.question for t in judged.condition.traits} == {"plan"}:
            return self.say("other_plan")
        if judged.why is Why.UNDEFINED and yours:
            return self.say("undefined_yours", yours=yours)
        return self.say(judged.why.value, yours=yours, missing=self._questions(judged.missing))

    def _sized(self, judged: Judged, threshold: Threshold) -> str:
        said = judged.money.said if judged.money else ""
        missing = self._questions(judged.missing)
        return self.say(judged.why.value, sum=said, line=self._line(threshold), missing=missing)

    def _line(self, threshold: Threshold) -> str:
        """超過30億元 in the asker's language, with its comparison."""
        value = threshold.fact.value or 0.0
        units = _ENGLISH_UNITS if self._english else _UNITS
        key, unit = next((k, u) for k, u in units if value >= u)
        comparison = "above" if threshold.fact.comparison in ("超過", "超过") else "from"
        return self.say(comparison, sum=self.say(key, count=f"{value / unit:g}"))

    def _timed(self, judged: Judged, matching: Matching, continued: bool) -> str:
        period = judged.condition.window
        assert period is not None
        key = "over_continued" if judged.why is Why.OVER and continued else judged.why.value
        return self.say(key, first=period.first, last=period.last, as_of=matching.as_of)

    def _questions(self, questions: Iterable[str]) -> str:
        return self._listed(map(self.question, questions))

    def _listed(self, items: Iterable[str]) -> str:
        return (", " if self._english else "、").join(items)

    def reason(self, measure: MeasureMatch) -> str:
        """Why a measure is in its class, in one sentence."""
        best = [o for o in measure.offers if o.match is measure.match]
        if measure.match is Match.CITY_WORK:
            return self.say("reason_city_work")
        if measure.match is Match.MET:
            return self.say("reason_met", gists=self._listed(map(self.gist, best)))
        if measure.match is Match.POSSIBLE:
            return self.say("reason_possible", missing=self._lacking(best))
        less = [j for o in best if o.near for j in o.judged if j.why is Why.LESS]
        why = [self._sized(j, t) for j in less if (t := j.condition.threshold)]
        return self.say("reason_not_met", why=why[0] if why else self.say("reason_none"))

    def _lacking(self, offers: Iterable[OfferMatch]) -> str:
        """What is open, each thing once: questions together first, then what the text leaves open."""
        opened = [j for o in offers for j in o.judged if j.holds is Holds.OPEN]
        missing = dict.fromkeys(q for j in opened for q in j.missing)
        said = [self.say("lacks_answer", questions=self._questions(missing))] if missing else []
        said += dict.fromkeys(text for j in opened for text in self._lack(j))
        return ("; " if self._english else "\uff1b").join(said[:_MANY])

    def _lack(self, judged: Judged) -> Iterator[str]:
        if judged.why in (Why.CURRENCY, Why.UNSURE) and judged.condition.threshold:
            metric = judged.condition.threshold.metric
            asked = next(q for q, m in SIZES.items() if m is metric)
            yield self.say(f"lacks_{judged.why.value}", question=self.question(asked))
        elif judged.why is not Why.MISSING:
            yield self.say(f"lacks_{judged.why.value}", words=self.words(judged))

    def fault(self, fault: FirmFault) -> str:
        """What is wrong with an answer, and what would be right."""
        none = self.say(f"{fault.question}_none") if fault.fault is Fault.CONTRADICTION else ""
        said = fault.said[:LONGEST_SUM]
        return self.say(f"fault_{fault.fault.value}", said=said, none=none, longest=LONGEST_SUM)


@lru_cache(maxsize=1024)
def _template(key: str, language: Language) -> str:
    return _in_script(CHINESE[key].translate(_FULL_WIDTH), language)


@lru_cache(maxsize=1024)
def _in_script(text: str, language: Language) -> str:
    if language is not Language.HANT:
        return text
    converted: str = _S2T.convert(text)
    return converted
