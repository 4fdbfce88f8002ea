"""The part of a sentence that bears on what is asked, for saying aloud: whole instructions, never cut within one.

A sentence of the policy often strings several instructions together (引导…,对…免征…). It may be parted only before a comma
part that begins an instruction of its own, so that neither a condition nor a 不 is lost from what is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.folding import fold
from corpus.model import Span

_COMMA = re.compile("[,\uff0c;\uff1b]")
_OPENS = re.compile(
    "(对|支持|鼓励|引导|推动|推广|推进|推荐|加大|加强|加快|允许|优化|完善|建设|培育|优先|实行|积极|深化|引进|举办|开展|探索|创新|健全|"
    "发挥|提升|拓展|畅通|建立|成立|统筹|强化|打造|按照|根据|依托|针对|用好|结合|到20)"
)
_LEADS_ON = re.compile("(按照|根据|依托|针对|用好|结合|在|以|为|立足|使用|运用|利用|借助|到20)")


def instructions(text: str, sentence: Span) -> tuple[Span, ...]:
    """A sentence parted before each comma part that begins an instruction; the parts together are the sentence.

    A part that states only a condition (按照…政策, 到2027年) goes with what follows it.
    """
    parts = list(_parts(text, sentence))
    joined = parts[:1]
    for part in parts[1:]:
        before = fold(joined[-1].of(text)).text
        conditional = _LEADS_ON.match(before) and not _COMMA.search(before[:-1])
        if _OPENS.match(fold(part.of(text)).text) and not conditional:
            joined.append(part)
        else:
            joined[-1] = Span(joined[-1].start, part.end)
    return tuple(joined)


def _parts(text: str, sentence: Span) -> Iterator[Span]:
    """The comma parts, each with its comma; a comma within brackets or quotation marks parts nothing."""
    start, depth = sentence.start, 0
    for at in range(sentence.start, sentence.end):
        depth += (text[at] in "(（“「《") - (text[at] in ")）”」》")
        if depth <= 0 and _COMMA.match(text[at]):
            yield Span(start, at + 1)
            start = at + 1
    if start < sentence.end:
        yield Span(start, sentence.end)


def bearing_part(text: str, sentence: Span, asked: str, within: Span | None, longest: int) -> Span:
    """What to say of a sentence: all of it where it has at most `longest` characters, else one instruction.

    That is the one which holds `within` (a period that is asked about), else the one that shares most with `asked`.
    """
    if len(sentence) <= longest:
        return sentence
    parts = instructions(text, sentence)
    if within is not None:
        return next((p for p in parts if p.overlaps(within)), parts[0])
    pairs = _pairs(fold(asked).text)
    return max(parts, key=lambda p: len(pairs & _pairs(fold(p.of(text)).text)))


def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))
