"""Which held document, or which notice card, another text means by a title or number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from corpus.folding import fold
from corpus.model import Relation
from corpus.notices import NoticeCard, Notices

_COUNTRY = "中华人民共和国"
_EDITION = re.compile(r"[(][^()]*[)]$")
_UNSAID = re.compile(r"[《》〈〉<>「」“”\"\s]")
_BRACKET = str.maketrans("〔【(〕】)", "[[[]]]")
_ISSUED_IN = re.compile(r"印发《(.+)》的(?:通知|公告)$")


def plain_title(title: str) -> str:
    """A title as it is compared: folded, without marks, edition and the country's name.

    >>> plain_title("《中華人民共和國海關法》（2021年修正）")
    '海关法'
    """
    plain = _UNSAID.sub("", fold(title).text)
    return _EDITION.sub("", plain).removeprefix(_COUNTRY)


def plain_number(number: str) -> str:
    """A number as it is compared: folded, with one kind of bracket, without spaces.

    >>> plain_number("渝府辦發 〔2023〕 92 號") == plain_number("渝府办发[2023]92号")
    True
    """
    plain = fold(number).text.translate(_BRACKET).replace(" ", "").replace("第", "")
    return plain.removeprefix(_COUNTRY)


def family(document: Told) -> str:
    """The id that a document has in common with the texts attached to it."""
    return document.parent or document.id


class Told(Protocol):
    """What a document is, without its text: a Document, or what the catalogue has of it."""

    @property
    def id(self) -> str: ...  # noqa: D102 - as Document
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def number(self) -> str | None: ...  # noqa: D102
    @property
    def issued(self) -> date | None: ...  # noqa: D102
    @property
    def valid_from(self) -> date | None: ...  # noqa: D102
    @property
    def valid_to(self) -> date | None: ...  # noqa: D102
    @property
    def parent(self) -> str | None: ...  # noqa: D102
    @property
    def relations(self) -> tuple[Relation, ...]: ...  # noqa: D102


class Targets:
    """The documents and cards that can be meant."""

    def __init__(self, documents: Iterable[Told], notices: Notices) -> None:
        self._by_title: dict[str, list[Told]] = defaultdict(list)
        self._numbered: list[tuple[str, Told]] = []
        for document in documents:
            for title in _titles(document):
                self._by_title[title].append(document)
            if document.number:
                self._numbered.append((plain_number(document.number), document))
        self._cards = tuple(notices)

    def documents(self, relation: Relation, by: Told, day: date | None) -> list[Told]:
        """The documents that `by` means; one that is issued after `day` cannot be, nor `by` itself or what it issues.

        《知识产权海关保护条例》 of 2003 repeals that of 1995, which has its very title.
        """
        named = [d for _, d in self._of_number(relation)] or self._of_title(relation)
        return [d for d in named if family(d) != family(by) and _may_be(d, relation, day)]

    def _of_number(self, relation: Relation) -> list[tuple[str, Told]]:
        if not relation.number:
            return []
        said = plain_number(relation.number)
        return [(n, d) for n, d in self._numbered if said.endswith(n)]

    def _of_title(self, relation: Relation) -> list[Told]:
        """By title; a document whose number is another than the one that is printed is not meant."""
        found = self._by_title.get(plain_title(relation.title), []) if relation.title else []
        return [d for d in found if not (relation.number and d.number)]

    def card(self, relation: Relation, by: Told, day: date | None) -> NoticeCard | None:
        """The card of the notice that is meant: by number or, where the card's title is confirmed, by title.

        As among documents, one that is issued after `day` cannot be, nor that of `by` itself.
        """
        number = plain_number(relation.number) if relation.number else ""
        title = plain_title(relation.title) if relation.title else ""
        own = {plain_title(by.title), plain_number(by.number or "-")}
        for card in self._cards:
            issued = card.issued.day
            if (issued and day and issued >= day) or (relation.dated and issued != relation.dated):
                continue
            if not own.isdisjoint((plain_title(card.title), plain_number(card.number or ""))):
                continue
            if card.number and number and number.endswith(plain_number(card.number)):
                return card
            if title and not number and card.title_confirmed and plain_title(card.title) == title:
                return card
        return None

    def card_of(self, document: Told) -> NoticeCard | None:
        """The card of a document that is held in full."""
        number = plain_number(document.number) if document.number else ""
        of_number = (c for c in self._cards if c.number and plain_number(c.number) == number)
        return next(of_number, None)


def _titles(document: Told) -> set[str]:
    """A document's title; that of what it issues, too: 关于印发《甲办法》的通知 is meant by 《甲办法》."""
    folded = fold(document.title).text
    issued = _ISSUED_IN.search(folded)
    return {plain_title(document.title), *([plain_title(issued[1])] if issued else [])}


def _may_be(document: Told, relation: Relation, day: date | None) -> bool:
    """Whether the dates do not say that another document is meant."""
    start = document.valid_from or document.issued
    if relation.dated and document.issued and relation.dated != document.issued:
        return False
    return start is None or day is None or start < day
