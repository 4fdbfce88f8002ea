"""Cards of notices put into words, in the asker's language and script: always marked as our summary, never as a quote.

What is not confirmed is shown as 待核实 or not at all: `Wording` asks each date, title and fact whether it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

from opencc import OpenCC

from assistant.model import Citation, Language
from assistant.notice_phrases import CHINESE, ENGLISH
from assistant.notice_question import NoticeAnswer
from assistant.related import RelatedNotice
from corpus.notices import NoticeCard, NoticeFact, Notices, NoticeState, RelationKind

_S2T = OpenCC("s2tw")
_FULL_WIDTH = str.maketrans({",": "\uff0c", ";": "\uff1b", ":": "\uff1a", "(": "\uff08", ")": "\uff09"})  # fmt: skip


class NoticeWording:
    """The words for cards: a language, and the registry that chains and states come from."""

    def __init__(self, notices: Notices, language: Language) -> None:
        self._notices, self._language = notices, language
        self._english = language is Language.EN

    def answer(self, found: NoticeAnswer, as_of: date) -> str:
        """The answer to a question about a notice."""
        card = found.card
        state = self._notices.state(card, as_of)
        lead = self.say("from_card", name=self.name(card))
        facts = self._stop(self._joined(self.facts(found.facts)))
        told = [*self.dates(card), self.state(card, state, as_of), *self.changes(card, as_of)]
        end = [self._stop(self._joined(told)), self._stop(self.site(card)), self.say("advice")]
        return self._spaced([self._stop(self.mark), lead, facts, *end])

    def quoted(self, card: NoticeCard, citations: Iterable[Citation]) -> str:
        """The answer where the notice's own text is held: it is quoted, not summarised."""
        gist = self._spaced(_in_script(c.quote, self._language) for c in citations)
        return self.say("from_text", name=self.name(card), gist=gist)

    def card_lines(self, row: RelatedNotice, as_of: date) -> tuple[str, ...]:
        """What stands under a card's name in a list of related notices."""
        card = row.card
        told = [*self.dates(card), self.state(card, row.state, as_of), *self.changes(card, as_of)]
        older = self._names(row.chain)
        told += [self.say("older", names=older)] if older else []
        lines = [*self.facts(row.facts), self._joined(told), self.site(card)]
        return tuple(line for line in lines if line)

    def card(self, card: NoticeCard, as_of: date) -> str:
        """All that is shown of a card."""
        state = self._notices.state(card, as_of)
        row = RelatedNotice(card, "", state, facts=card.facts)
        lead = [self.mark, self.name(card), self._issuers(card), self.why(card, as_of)]
        return "\n".join([*lead, *self.card_lines(row, as_of)])

    def _issuers(self, card: NoticeCard) -> str:
        said = self.say("issuers", issuers=self._listed(card.issuers))
        return said if card.confirmed else self.say("unconfirmed", said=said)

    @property
    def mark(self) -> str:
        """What every card begins with."""
        return self.say("mark")

    def say(self, key: str, **values: object) -> str:
        """One template, filled in; our words, not official ones."""
        if self._english:
            return ENGLISH[key].format(**values)
        template = CHINESE[key].translate(_FULL_WIDTH)
        return _in_script(template, self._language).format(**values)

    def own(self, hans: str, english: str) -> str:
        """A text of ours in the asker's language and script."""
        return english if self._english else _in_script(hans, self._language)

    def name(self, card: NoticeCard) -> str:
        """Number and title; each is marked where it is not confirmed."""
        title = _in_script(card.title, self._language)
        number = _in_script(card.number or "", self._language)
        if number and not card.confirmed:
            number = self.say("unconfirmed", said=number)
        key = "named" if card.title_confirmed else "title_unsure"
        if not number:
            key = "unnumbered" if card.title_confirmed else "unnumbered_unsure"
        return self.say(key, number=number, title=title)

    def facts(self, facts: Iterable[NoticeFact]) -> list[str]:
        """The facts, each marked where it is not confirmed."""
        return [self._fact(fact) for fact in facts]

    def _fact(self, fact: NoticeFact) -> str:
        said = self.own(fact.text, fact.english)
        return said if fact.confirmed else self.say("unconfirmed", said=said)

    def dates(self, card: NoticeCard) -> list[str]:
        """The day of the notice and its period, as far as they are confirmed."""
        issued, first = card.issued.sure, card.effective_from.sure
        last = self._notices.last_day(card)
        said = [
            self.say(card.issued_kind.value, day=self.day(issued))
            if issued
            else self.say("day_unsure")
        ]
        if first and last:
            key = "period_declared" if card.by_declaration else "period"
            return [*said, self.say(key, first=self.day(first), last=self.day(last))]
        if last:
            return [*said, self.say("until", last=self.day(last))]
        unsure = self.say("from_unsure")
        return [*said, self.say("from", day=self.day(first)) if first else unsure]

    def state(self, card: NoticeCard, state: NoticeState, as_of: date) -> str:
        """What the notice is on the day; what was found when it was checked, where that is all that is known."""
        status = self.own(card.status, card.status_english)
        values = {"as_of": self.day(as_of), "status": status, "checked": self.day(card.checked)}
        open_ended = self._notices.last_day(card) is None
        if state is NoticeState.CURRENT and open_ended and as_of >= card.checked:
            return self.say("current_open", **values)
        # Of an unconfirmed card not even the status is told.
        if state is NoticeState.UNKNOWN and card.confirmed and as_of >= card.checked:
            return self.say("unknown_checked", **values)
        return self.say(state.value, **values)

    def changes(self, card: NoticeCard, as_of: date) -> list[str]:
        """What newer notices did to this one by the day; and what it did to older ones in part."""
        said = []
        for newer, relation in self._notices.newer(card):
            first = newer.effective_from.sure
            if not first or as_of < first or not relation.what:
                continue
            what = self.own(relation.what, relation.what_english)
            key = _CHANGES.get(relation.kind, "part_amends")
            said.append(self.say(key, name=self.name(newer), what=what, day=self.day(first)))
        return said

    def site(self, card: NoticeCard) -> str:
        """The official site; "" where it is not known."""
        return self.say("site", site=_in_script(card.site, self._language)) if card.site else ""

    def why(self, card: NoticeCard, as_of: date) -> str:
        """One short sentence: why a card is shown."""
        subject = self.own(card.subject, card.subject_english)
        last, older = self._notices.last_day(card), self._notices.chain(card.id)[0] is not card
        if not card.confirmed:
            return self.say("why_unconfirmed", subject=subject)
        if last:
            key = "why_continued" if older else "why_until"
            key = "why_over" if as_of > last else key
            return self.say(key, subject=subject, last=self.day(last))
        stops = [r for r in card.relations if r.kind is RelationKind.STOPS and r.what]
        first = card.effective_from.sure
        if stops and first:
            what = self.own(stops[0].what, stops[0].what_english)
            return self.say("why_stopped", subject=subject, what=what, day=self.day(first))
        regulates = self.own(card.regulates, card.regulates_english)
        return self.say("why", subject=subject, regulates=regulates)

    def day(self, day: date) -> str:
        """A date as running text has it."""
        if self._english:
            return f"{day.day} {day:%B %Y}"
        return f"{day.year}年{day.month}月{day.day}日"

    def _names(self, cards: Iterable[NoticeCard]) -> str:
        return self._listed(self.name(card) for card in cards)

    def _listed(self, items: Iterable[str]) -> str:
        return (", " if self._english else "、").join(
            _in_script(item, self._language) for item in items
        )

    def _joined(self, parts: Iterable[str]) -> str:
        return ("; " if self._english else "\uff1b").join(p for p in parts if p)

    def _spaced(self, parts: Iterable[str]) -> str:
        return (" " if self._english else "").join(p for p in parts if p)

    def _stop(self, text: str) -> str:
        return text + ("." if self._english else "。") if text else ""


_CHANGES = {RelationKind.CONTINUES: "successor", RelationKind.STOPS: "part_stops"}


def worded(
    rows: Iterable[RelatedNotice], notices: Notices, language: Language, as_of: date
) -> tuple[RelatedNotice, ...]:
    """The rows with their reasons and what is shown of them, in the asker's language."""
    wording = NoticeWording(notices, language)
    return tuple(
        replace(
            row,
            why=wording.why(row.card, as_of),
            name=wording.name(row.card),
            lines=wording.card_lines(row, as_of),
        )
        for row in rows
    )


def heading(language: Language) -> str:
    """The heading above the cards of an answer."""
    return NoticeWording(Notices(), language).say("heading")


def mark(language: Language) -> str:
    """What every card is marked as."""
    return NoticeWording(Notices(), language).mark


@lru_cache(maxsize=2048)
def _in_script(text: str, language: Language) -> str:
    if language is not Language.HANT:
        return text
    converted: str = _S2T.convert(text)
    return converted
