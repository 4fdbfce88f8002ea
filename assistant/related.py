"""Which notice cards bear on what was asked: of the cards of a cited measure, those whose topics the question has."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.notices import NoticeCard, NoticeFact, Notices, NoticeState

MOST = 4
"""The most cards that an answer shows."""
_TELLING = 4
"""A topic of a fact that has at least so many characters tells by itself."""
_CLOSE = 0.5
"""A card is shown where it scores at least this share of the best one."""


@dataclass(frozen=True, slots=True)
class RelatedNotice:
    """A card to be shown: as the newest of its chain that is in force or known on the day.

    `chain` has the older members, oldest first; `facts` what the question touches; `why` says in a sentence why it is here.
    `name` and `lines` are what is shown, in the asker's language; the wording gives them.
    """

    card: NoticeCard
    why: str
    state: NoticeState
    chain: tuple[NoticeCard, ...] = ()
    facts: tuple[NoticeFact, ...] = ()
    name: str = ""
    lines: tuple[str, ...] = ()


def related(
    text: str, numbers: Collection[int], as_of: date, notices: Notices, cited: str = ""
) -> tuple[RelatedNotice, ...]:
    """At most MOST cards for a question, the latest first; `why` is left to the wording.

    `text` is the question's search form, `numbers` the measures cited, `cited` the search form of the cited sentences, which
    counts only where the question itself has no topic of any card.
    """
    open_to = [
        card
        for card in notices
        if set(card.measures) & set(numbers) and known(card, as_of, notices)
    ]
    scores = _scores(text, open_to, notices) or _scores(cited, open_to, notices)
    best = max(scores.values(), default=0.0)
    near = [card for card in open_to if scores.get(card.id, 0.0) >= max(best * _CLOSE, 1e-9)]
    near.sort(key=lambda card: scores[card.id], reverse=True)
    heads = tuple(dict.fromkeys(head(card, as_of, notices).id for card in near))[:MOST]
    found = [shown(notices.card(i), text, as_of, notices) for i in heads]
    return tuple(sorted(found, key=lambda r: r.card.sort_day, reverse=True))


def shown(card: NoticeCard, text: str, as_of: date, notices: Notices) -> RelatedNotice:
    """A card with the facts that a question touches, and the older members of its chain."""
    chain = notices.chain(card.id)
    older = chain[: chain.index(card)]
    facts = [f for f in card.facts if notices.holds(f, as_of) and touches(f, text)]
    return RelatedNotice(card, "", notices.state(card, as_of), older, tuple(facts[:3]))


def head(card: NoticeCard, as_of: date, notices: Notices) -> NoticeCard:
    """The member that stands for a card's chain on a day: the newest in force, else the newest known, else the oldest."""
    chain = notices.chain(card.id)
    in_force = [c for c in chain if notices.state(c, as_of) is NoticeState.CURRENT]
    known = [c for c in chain if c.sort_day <= as_of]
    return (in_force or known or chain[:1])[-1]


def touches(fact: NoticeFact, text: str) -> bool:
    """Whether a text in search form has a topic of a fact, or asks for it."""
    return fact.asked_in(text) or any(has(topic, text) for topic in fact.topics)


def has(topic: str, text: str) -> bool:
    """Whether a text has a topic: letters and digits as whole words, so that ip is not in shipping.

    >>> has("ip", "how do we ship goods"), has("退运", "被退运的货")
    (False, True)
    """
    at = text.find(topic)
    while topic.isascii() and at >= 0 and not _whole(topic, text, at):
        at = text.find(topic, at + 1)
    return at >= 0


def _whole(topic: str, text: str, at: int) -> bool:
    around = text[at - 1 : at], text[at + len(topic) : at + len(topic) + 1]
    return not any(c.isascii() and c.isalnum() for c in around)


def topics(card: NoticeCard) -> frozenset[str]:
    """All topics of a card and its facts."""
    return frozenset([*card.topics, *(t for fact in card.facts for t in fact.topics)])


def _scores(text: str, cards: Sequence[NoticeCard], notices: Notices) -> dict[str, float]:
    """The sum, over the topics that the text has, of log(1 + N / number of cards that have the topic).

    A topic within a longer one of the same card counts for nothing beside it: 退货 within 退货中心仓.
    """
    if not text:
        return {}
    scores = {c.id: sum(_weight(t, notices) for t in _found(text, c)) for c in cards}
    return {key: score for key, score in scores.items() if score > 0}


def _found(text: str, card: NoticeCard) -> list[str]:
    """The topics of a card that a text has; short ones of its facts, such as 条件, only beside one of its own."""
    there = sorted((w for w in topics(card) if has(w, text)), key=len, reverse=True)
    if not any(w in card.topics for w in there):
        there = [w for w in there if len(w) >= _TELLING]
    return [w for i, w in enumerate(there) if not any(w in longer for longer in there[:i])]


def known(card: NoticeCard, as_of: date, notices: Notices) -> bool:
    """Whether a card is of use on a day: not one that was only issued later."""
    upcoming = notices.state(card, as_of) is NoticeState.UPCOMING
    return not upcoming or (card.issued.day is not None and card.issued.day <= as_of)


def _weight(topic: str, notices: Notices) -> float:
    having = sum(topic in topics(card) for card in notices)
    return math.log(1 + len(notices) / max(having, 1))
