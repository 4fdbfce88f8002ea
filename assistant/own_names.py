"""Which of the user's own documents a question names: by title, short title (海关法, Customs Law) or number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus.catalogue import Entry
from corpus.folding import fold
from corpus.library import Library
from corpus.model import Document

_SHORTEST = 3
_COUNTRY = "中华人民共和国"
_EDITION = re.compile(r"\s*[(][^()]*[)]$")
_CITY = re.compile(r"^([\u4e00-\u9fff]{2,3})[省市县区]")
_BETWEEN = r"[《》<>「」“”\"\s]"
_BRACKET = r"[〔〕【】\[\]()]"
_PRINTED_IN_TITLES = re.compile(_BETWEEN)
# 海关法律, 条例规定: the words go on, and no title is meant.
_GOES_ON = "(?![律规院定])"
_LAW = re.compile(
    r"\b(?:the )?(law|act|code|regulations?|provisions?|rules|measures)\b(?: (?:of|on|for))?"
)
_KINDS = {
    "law": ("法",),
    "act": ("法",),
    "code": ("法典",),
    "regulation": ("条例", "规定"),
    "provision": ("规定",),
    "rules": ("规则", "细则", "办法"),
    "measures": ("办法", "措施"),
}
_ENGLISH = {
    "customs": "海关",
    "e-commerce": "电子商务",
    "electronic commerce": "电子商务",
    "foreign exchange": "外汇",
    "foreign trade": "对外贸易",
    "intellectual property": "知识产权",
    "digital economy": "数字经济",
    "business environment": "营商环境",
    "free trade": "自由贸易",
    "cross-border": "跨境",
    "implement": "实施",
    "protect": "保护",
    "promot": "促进",
    "optimi": "优化",
    "penalt": "处罚",
    "punish": "处罚",
    "administrative": "行政",
    "administration": "管理",
    "inspection": "稽查",
    "audit": "稽查",
    "pilot": "试验",
    "zone": "区",
    "tax": "税",
    "tariff": "关税",
    "beijing": "北京",
    "shanghai": "上海",
    "zhejiang": "浙江",
    "hangzhou": "杭州",
    "chongqing": "重庆",
}
_MOST_OF_IT = 0.7


@dataclass(frozen=True, slots=True)
class Named:
    """The documents that a question names, best first, and the question without the name.

    `said` is false where the name does not stand in the question: the talk was of the document, or nothing else may answer.
    """

    documents: tuple[str, ...]
    rest: str
    said: bool = True


class OwnNames:
    """The names of the user's own documents.

    A name that stands within a title of the policy is none: 「跨境电商高质量发展」 means the policy.
    """

    def __init__(self, library: Library) -> None:
        shipped = [p.document for p in library.shipped_part.parsed.values()]
        self._theirs = [name for d in shipped for name in _names(d)]
        entries = library.entries.values()
        found = ((n, e.id) for e in entries for n in dict.fromkeys(_names(e)))
        self._names: dict[str, list[str]] = {}
        for name, key in found:
            if not any(name in theirs for theirs in self._theirs):
                self._names.setdefault(name, []).append(key)
        self._plain: dict[str, list[str]] = {}
        for name in self._names:
            self._plain.setdefault(_plain(name), []).append(name)
        self._lengths = sorted({len(plain) for plain in self._plain})
        self._shortest = {e.id: _short(e) for e in entries}

    def named(self, text: str) -> Named | None:
        """What a question in search form names; None where that is none of them, or is the policy."""
        if any(theirs in text for theirs in self._theirs):
            return None
        for name in self._standing_in(text):
            if match := _written(name).search(text):
                rest = f"{text[: match.start()]} {text[match.end() :]}".strip()
                return Named(tuple(self._names[name]), rest)
        return self._in_english(text)

    def _standing_in(self, text: str) -> list[str]:
        """The names whose letters stand in a text, the longest first: of ten thousand hardly any is tried further."""
        letters = _plain(text)
        pieces = (
            letters[at : at + length]
            for length in self._lengths
            for at in range(len(letters) - length + 1)
        )
        found = (name for piece in dict.fromkeys(pieces) for name in self._plain.get(piece, ()))
        return sorted(found, key=len, reverse=True)

    def _in_english(self, text: str) -> Named | None:
        """A title in English words: how much of the Chinese title they say decides."""
        kind = _LAW.search(text)
        said = {han for word, han in _ENGLISH.items() if re.search(rf"\b{word}", text)}
        if not kind or not said:
            return None
        endings = _KINDS[kind[1].removesuffix("s") if kind[1] not in _KINDS else kind[1]]
        fitting = {
            key: _share(title, said)
            for key, title in self._shortest.items()
            if title.endswith(endings)
        }
        best = max(fitting, key=lambda key: fitting[key], default="")
        if not best or fitting[best] < _MOST_OF_IT:
            return None
        return Named((best,), _LAW.sub(" ", text))


@lru_cache(maxsize=4096)
def _written(name: str) -> re.Pattern[str]:
    """A name as it may be written: in brackets, with spaces, a Latin one as whole words."""
    letters = f"{_BETWEEN}*".join(_BRACKET if c in "〔〕[]()【】" else re.escape(c) for c in name)
    before = r"\b" if name[0].isascii() else ""
    after = r"\b" if name[-1].isascii() else _GOES_ON if name[-1] == "法" else ""
    return re.compile(f"{_BETWEEN}*{before}{letters}{after}{_BETWEEN}*")


def _plain(text: str) -> str:
    """A text's letters, with every bracket the same."""
    return re.sub(_BRACKET, "(", _PRINTED_IN_TITLES.sub("", text))


def _share(title: str, said: set[str]) -> float:
    """How much of a title, without the word for its kind, is said; words that it has not count against it."""
    place = _CITY.match(title)
    unsaid = len(place[0]) if place and place[1] not in said else 0
    said_of_it = "".join(han for han in said if han in title)
    return len(said_of_it) / max(len(title) - unsaid - 2, len("".join(said)), 1)


def _names(document: Document | Entry) -> Iterator[str]:
    """Full title, short title, both as people shorten them (电商, 杭州 for 杭州市), and the number."""
    if document.number and re.search(r"\d", document.number):
        number = _PRINTED_IN_TITLES.sub("", fold(document.number).text)
        yield from (number, number.removeprefix(_COUNTRY))
    full = _EDITION.sub("", fold(document.title).text)
    for name in dict.fromkeys((full, _short(document))):
        for variant in (name, _CITY.sub(r"\1", name)):
            for said in dict.fromkeys((variant, variant.replace("电子商务", "电商"))):
                plain = _PRINTED_IN_TITLES.sub("", said)
                if len(plain) >= _SHORTEST:
                    yield plain


def _short(document: Document | Entry) -> str:
    """The title without the country's name and without the edition in brackets."""
    return _EDITION.sub("", fold(document.title).text).removeprefix(_COUNTRY)
