"""The clauses that mention what a question names, in the text's words or in others that the lexicon knows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.understand import Reading
from corpus.folding import fold
from corpus.lexicon import Entry, Lexicon
from corpus.model import Clause, ParsedDocument, Span
from corpus.renderings import Renderings

RARE = 8
"""A word that more clauses than this have tells nothing."""
_QUOTED = re.compile(r"[「『“\"'《]([^」』”\"'》]{2,20})[」』”\"'》]")
_MENTION = re.compile(
    r"mention(?:s|ed|ing)?|refer(?:s|red)? to|talks? about|names?\b|contain(?:s|ing)?|concern(?:s|ing)?|deal(?:s|ing)? with|to do with|related to"
    r"|提到|提及|提了|提过|有提|写到|写了|写有|写明|说到|说了|讲到|讲了|有讲|出现|含有|包含|涉及|带有|有关|关于|点到|点名|叫到|跟|讲|说|提|写"
)
_EMPTY = re.compile(
    r"责任单位|单位|内容|条款|条文|条目|措施|政策|文件|全文|正文|原文|跨境电商|跨境|电商|企业|公司|支持|符合|条件|相关|有关|相应|方面|方式|开展|进行|推动|鼓励|提升|加大|建设|成立|建立|设立|发展|服务|重庆|以上|都有|出现|全部|目标|一起|多个|可以|适用|一共|总共|分别|地方|哪些|哪几|哪里|莫漏|列出来|列一下|找出来|帮我|给我|看看|我们|我是|想|要|条号|挑出来|列出来|一条|晓得|知道|统计|所有|凡是|完整|complete|full|\b(?:give me|all|which|measures?|clauses?|numbers?|in|the)\b|请问|请"
)
_PARTICLES = re.compile(
    r"[的了吗嘛呢啊呀哦哟是在有和跟与同把被也都就还这那哪几条项个只,。?!、:;\s]|或者|或是"
)
_WORD = re.compile(r"[一二两三四]?个?字|(?:这|那)?个词|字样|的")
_SIDE_BY_SIDE = re.compile(
    r"、|或者|/|(?<=[\u4e00-\u9fff]{2})或(?=[\u4e00-\u9fff]{2})|\band\b|\bor\b|以及|(?<=[\u4e00-\u9fff]{2})(?:和|跟|与)(?=[\u4e00-\u9fff]{2})"
)
_HAN = re.compile(r"[\u3400-\u9fff]{2,}")
_MARKS = re.compile(r"[的“”\"'‘’「」『』]")
_GENERIC = frozenset(
    ["cross-border", "policy", "measure", "measures", "clause", "document", "firm", "company"]
)


def quoted(text: str) -> str:
    """What a text in search form has between quotation marks, first what is called a word; "" where nothing is."""
    found = list(_QUOTED.finditer(text))
    words = (m for m in found if _WORD.match(text[m.end() :]))
    chosen = next(words, found[0] if found else None)
    return chosen[1] if chosen else ""


def says_mention(text: str) -> bool:
    """Whether a text in search form asks where something is mentioned."""
    return bool(_MENTION.search(text))


def subject_of_list(reading: Reading) -> str:
    """What the listed clauses are to have: the part of the question after 提到 or mention, else all of it."""
    text = reading.topic
    matches = list(_MENTION.finditer(text))
    after = text[matches[-1].end() :] if matches else ""
    return after if len(_PARTICLES.sub("", _EMPTY.sub("", after))) > 1 else text


def mentioned(
    subject: str, document: ParsedDocument, lexicon: Lexicon | None
) -> list[tuple[Clause, Span]]:
    """The clauses that mention what a text in search form names, each with its first sentence that does.

    A word that the document has counts as it stands; another one counts for the terms that the lexicon gives for it. Of
    several words the rare ones count, all of them. Without a lexicon the subject itself is looked for.
    """
    if len(subject) < 2:
        return []
    bodies = {c.number: _plain(c.body.of(document.document.text)) for c in document.clauses}
    wanted = _wanted(subject, bodies, lexicon) if lexicon else [_plain(subject)]
    return [
        (clause, place)
        for clause in document.clauses
        if (place := _first(clause, document, wanted)) is not None
    ]


def in_english(
    words: str, document: ParsedDocument, renderings: Renderings
) -> list[tuple[Clause, Span]]:
    """The clauses whose unofficial English has some words, each with its first sentence that does."""
    having = {span for span, english in renderings.sentences.items() if words in english.lower()}
    firsts = ((c, next((s for s in c.sentences if s in having), None)) for c in document.clauses)
    return [(clause, span) for clause, span in firsts if span is not None]


def _wanted(subject: str, bodies: Mapping[int, str], lexicon: Lexicon) -> list[str]:
    """The words of the text that a subject names, in search form: the longest notion, or all that are set side by side."""
    notions: list[tuple[str, list[str]]] = []
    rest = list(subject)
    for span, entries in lexicon.found(subject):
        word = span.of(subject)
        if word in _GENERIC or _EMPTY.fullmatch(word):
            continue
        terms = [_plain(word)] if _rare(_plain(word), bodies) else _terms(entries, bodies)
        if terms:
            notions.append((word, terms))
            rest[span.start : span.end] = " " * len(span)
    notions += [(p, [p]) for p in _pieces(_EMPTY.sub(" ", "".join(rest)), bodies)]
    if not _SIDE_BY_SIDE.search(subject):
        longest = max((_size(word) for word, _ in notions), default=0)
        notions = [notion for notion in notions if _size(notion[0]) == longest][-1:]
    return list(dict.fromkeys(term for _, terms in notions for term in terms))


def _size(word: str) -> float:
    """How much a word says: a Chinese character about as much as three letters."""
    return sum(1 / 3 if c.isascii() else 1 for c in word)


def _terms(entries: Sequence[Entry], bodies: Mapping[int, str]) -> list[str]:
    """The terms of entries that are rare enough to tell something."""
    return [t for e in entries for t in map(_plain, e.search_terms) if _rare(t, bodies)]


def _rare(word: str, bodies: Mapping[int, str]) -> bool:
    """Whether some clauses have a word, and not too many."""
    return 0 < sum(word in body for body in bodies.values()) <= RARE


def _pieces(question: str, bodies: Mapping[int, str]) -> list[str]:
    """The longest piece of two Chinese characters or more that some clauses have, the last one where they are equally long."""
    best = ""
    for run in _HAN.findall(_PARTICLES.sub(" ", question)):
        for start in range(len(run) - 1):
            ends = range(len(run), start + 1, -1)
            end = next((e for e in ends if _rare(run[start:e], bodies)), start)
            best = max(
                best, run[start:end], key=lambda piece: len(piece) + (piece is not best) * 0.5
            )
    return [best] if best else []


def _first(clause: Clause, document: ParsedDocument, words: list[str]) -> Span | None:
    """The first sentence of a clause that has one of the words."""
    text = document.document.text
    return next((s for s in clause.sentences if any(w in _plain(s.of(text)) for w in words)), None)


def _plain(text: str) -> str:
    """The search form without quotation marks and 的: the text writes “單一視窗”, and 相應政策支持 with 的 or without."""
    return _MARKS.sub("", fold(text).text)
