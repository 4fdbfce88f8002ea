"""Questions about a notice itself: by its number, by a fact that the measures do not state, or by its title.

Strict on purpose: almost every question is about the measures, so a card answers only where a question names the notice, or
asks for one of its facts in a way that the card lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.related import has, head, known, touches
from corpus.folding import fold
from corpus.notices import NoticeCard, NoticeFact, Notices, NoticeState

_MOST = 3
_YEAR_AND_NUMBER = re.compile(
    r"(20\d\d)\s*[)\]〕】］]?\s*年?\s*(?:第|公告)?\s*(\d{1,3})\s*号|(20\d\d),?\s*no\.?\s*(\d{1,3})"
    r"|\bno\.?\s*(\d{1,3}),?\s*(?:of|\(|\[)\s*(20\d\d)|announcement\s*(\d{1,3})\s*of\s*(20\d\d)"
)
_ALONE = re.compile(r"(?<![\d年])第?(\d{1,3})号(公告|文|令)|(令)第?(\d{1,3})号")
_SERIES = re.compile(
    r"海关总署|税务总局|财政部|商务部|外汇局|外汇管理局|汇发|国函|国办发|渝府办发|渝府发|财关税|财税|商财发|国务院令"
)
_GENERAL = re.compile(
    r"讲|说(了|的)?(什么|啥)|写了|内容|是什么|是啥|规定|主要|介绍|管什么|哪些|要点|what is|what does|say|about|summar|content|cover"
)
_NOTHING_ELSE = re.compile(
    r"^(\W|_|海关总署|税务总局|财政部|国家|财关税|商财发|汇发|国函|国办发|渝府办发|这个|那个|公告|文|通知)*$"
)
_PERIOD = re.compile(
    r"有效|过期|到期|生效|施行|实施|执行|什么时候|何时|几时|哪(一)?年|哪(一)?天|到哪|截止|失效|废止|现行|延续|还管用|还能用|作废|管到|期限"
    r"|until|valid|expire|in force|effect|when\b|still|how long"
)
_ARTICLE = re.compile(r"第[零一二三四五六七八九十百\d]+条|article \d+")
_ISSUER = re.compile(r"谁(发|出|印)|(哪个|哪些|什么)(部门|机关|单位)|发文|who issued|issued by")
# Other people's rules: what travellers carry, duty-free shops, other places.
_ELSEWHERE = re.compile(
    r"离岛|旅游|旅行|旅客|行李|随身|回国|台湾|台北|香港|澳门|新北|淘宝|拼多多|加拿大|澳洲|tourist|luggage|hong kong|taiwan"
)


@dataclass(frozen=True, slots=True)
class NoticeAnswer:
    """The card that a question is about and the facts of it that answer; `named` where its number or title is given.

    `period` tells that its dates or its state are asked for.
    """

    card: NoticeCard
    facts: tuple[NoticeFact, ...]
    named: bool = False
    period: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether something confirmed answers: a fact, or a date where the period is asked for."""
        card = self.card
        dates = (card.effective_from.sure, card.effective_to.sure, card.issued.sure)
        return any(f.confirmed for f in self.facts) or (self.period and any(dates))


def notice_question(text: str, notices: Notices, as_of: date) -> NoticeAnswer | None:
    """What of which notice a text in search form asks for; None where it is not about a notice."""
    numbered = numbered_card(text, notices)
    if numbered:
        rest = _ALONE.sub(" ", _YEAR_AND_NUMBER.sub(" ", text))
        return _of_card(numbered, rest, as_of, notices)
    return _by_fact(text, notices, as_of) or _by_title(text, notices, as_of)


def numbered_card(text: str, notices: Notices) -> NoticeCard | None:
    """The card whose number a text gives: 2026年第16号, 财关税[2018]49号, 49号文, No. 16 of 2026."""
    for match in _YEAR_AND_NUMBER.finditer(text):
        found = [c for c in notices if _pair(match) in _pairs(c) and _series_fits(text, match, c)]
        if found:
            return found[0]
    for match in _ALONE.finditer(text):
        found = [c for c in notices if _may_be(match, c) and _series_fits(text, match, c)]
        if len(found) == 1 and not _other_text(match[1] or match[4], found[0], text, notices):
            return found[0]
    return None


def _pair(match: re.Match[str]) -> tuple[str, str]:
    a, b, c, d, e, f, g, h = match.groups()
    return (a or c or f or h, (b or d or e or g).lstrip("0"))


def _pairs(card: NoticeCard) -> set[tuple[str, str]]:
    written = (fold(card.number or "").text, *card.names)
    return {_pair(m) for w in written for m in _YEAR_AND_NUMBER.finditer(w.replace(" ", ""))}


def _may_be(match: re.Match[str], card: NoticeCard) -> bool:
    """Whether 「49号文」, 「16号公告」 or 「256号令」 may mean a card."""
    written = fold(card.number or "".join(n for n in card.names if "号" in n)).text
    number, kind = match[1] or match[4], match[2] or match[3]
    kinds_agree = kind in written if kind != "文" else "令" not in written
    return kinds_agree and bool(re.search(rf"(?<!\d){number}号", written))


def _series_fits(text: str, match: re.Match[str], card: NoticeCard) -> bool:
    """Whether the issuers or series in front of a number, if there are any, have the first of the card's.

    海关总署2026年第16号 is not 财政部 海关总署 税务总局公告2026年第16号.
    """
    given = _SERIES.findall(text[max(0, match.start() - 24) : match.start() + 2])
    own = _SERIES.search(fold(card.number or "".join(card.issuers)).text)
    return not given or own is None or own[0] in given


def _other_text(number: str, card: NoticeCard, text: str, notices: Notices) -> bool:
    """Whether a number alone may mean a text without a card, such as 财税〔2012〕39号, and nothing else tells."""
    told = "".join(f.text for c in notices for f in c.facts) + "".join(c.status for c in notices)
    own = f"〕{number}号" in (card.number or "")
    elsewhere = own and f"〔2012〕{number}号" in told
    return elsewhere and not any(has(topic, text) for topic in card.topics)


def _of_card(card: NoticeCard, text: str, as_of: date, notices: Notices) -> NoticeAnswer | None:
    """What a question that names a notice asks of it; None where the card does not have it."""
    held = [f for f in card.facts if notices.holds(f, as_of)] or list(card.facts)
    if article := _ARTICLE.search(text):
        held = [f for f in held if article[0] in (*f.topics, *_ARTICLE.findall(f.text))]
        return NoticeAnswer(card, tuple(held), named=True) if held else None
    asked = [f for f in held if f.asked_in(text)] or [f for f in held if touches(f, text)]
    period = bool(_PERIOD.search(text))
    if asked and not (period and _GENERAL.search(text)):
        return NoticeAnswer(card, tuple(asked[:_MOST]), named=True, period=period)
    if period or any(cue.search(text) for cue in (_GENERAL, _ISSUER, _NOTHING_ELSE)):
        return NoticeAnswer(card, tuple(held[:_MOST]), named=True, period=True)
    return None


def _by_fact(text: str, notices: Notices, as_of: date) -> NoticeAnswer | None:
    if _ELSEWHERE.search(text):
        return None
    asked = [(c, f) for c in notices for f in c.facts if f.asked_in(text)]
    open_on = [(c, f) for c, f in asked if _answers_on(c, f, text, as_of, notices)]
    if not open_on:
        return None
    card = max((c for c, _ in open_on), key=lambda c: _rank(c, open_on, text, as_of, notices))
    facts = tuple(f for c, f in open_on if c is card)
    return NoticeAnswer(card, facts[:_MOST], period=bool(_PERIOD.search(text)))


def _answers_on(
    card: NoticeCard, fact: NoticeFact, text: str, as_of: date, notices: Notices
) -> bool:
    """Whether a fact answers on a day: its card is known, nothing newer has its place, its chain's head does not answer."""
    newest = head(card, as_of, notices)
    left = newest is card or not any(f.asked_in(text) for f in newest.facts)
    return left and known(card, as_of, notices) and notices.holds(fact, as_of)


def _rank(
    card: NoticeCard,
    asked: Sequence[tuple[NoticeCard, NoticeFact]],
    text: str,
    as_of: date,
    notices: Notices,
) -> tuple[bool, bool, int, date]:
    """Confirmed before not, in force before not, then more of its words in the question, then the newer."""
    facts = [f for c, f in asked if c is card]
    words = sum(len(t) for f in facts for t in f.topics if has(t, text))
    in_force = notices.state(card, as_of) is NoticeState.CURRENT
    return (any(f.confirmed for f in facts), in_force, words, card.sort_day)


def _by_title(text: str, notices: Notices, as_of: date) -> NoticeAnswer | None:
    named = [(len(n), c) for c in notices for n in _names(c) if has(n, text)]
    if not named:
        return None
    longest = max(length for length, _ in named)
    cards = tuple(dict.fromkeys(c.id for length, c in named if length == longest))
    if len(cards) != 1:
        return None
    return _of_card(notices.card(cards[0]), text, as_of, notices)


def _names(card: NoticeCard) -> Iterable[str]:
    yield from card.names
    yield fold(card.title).text
