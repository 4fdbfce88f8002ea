"""Which questions are alike: by their character n-grams in search form, or by a similarity that is passed in."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from assistant.masking import unmarked
from corpus.folding import fold

ALIKE = (
    0.5  # from here on two questions are one group: 退货要交税吗 and 退货要不要交税 are .5 alike
)


def jaccard(one: str, other: str) -> float:
    """The share of n-grams that two questions have in common, from 0 to 1.

    >>> jaccard("退货要交税吗?", "退貨要交稅嗎") == 1.0
    True
    """
    a, b = _grams(one), _grams(other)
    return len(a & b) / len(a | b)


def grouped(
    questions: Sequence[str], similarity: Callable[[str, str], float] | None = None
) -> list[list[int]]:
    """The positions of questions that are alike, in groups; a question joins the first question of the group nearest to it.

    The order matters: put the most frequent first, for they lead the groups. With a similarity of one's own every pair of
    question and leader is compared; without, only those that have an n-gram in common.
    """
    near = _by_grams(questions) if similarity is None else _by(questions, similarity)
    groups: dict[int, list[int]] = {}
    for i in range(len(questions)):
        scored = [(score, -leader) for leader, score in near(i, groups) if score >= ALIKE]
        if scored:
            groups[-max(scored)[1]].append(i)
        else:
            groups[i] = [i]
    return list(groups.values())


_Near = Callable[[int, Iterable[int]], Iterable[tuple[int, float]]]


def _by(questions: Sequence[str], similarity: Callable[[str, str], float]) -> _Near:
    return lambda i, leaders: [(n, similarity(questions[i], questions[n])) for n in leaders]


def _by_grams(questions: Sequence[str]) -> _Near:
    """Leaders with an n-gram of the question, found by an index: ten thousand pairs would take seconds."""
    grams = [_grams(q) for q in questions]
    having: defaultdict[str, list[int]] = defaultdict(list)
    seen: set[int] = set()

    def near(i: int, leaders: Iterable[int]) -> Iterable[tuple[int, float]]:
        for leader in leaders:
            if leader not in seen:
                seen.add(leader)
                for gram in grams[leader]:
                    having[gram].append(leader)
        shared = Counter(leader for gram in grams[i] for leader in having[gram])
        both = ((n, count, len(grams[n]) + len(grams[i])) for n, count in shared.items())
        return [(n, count / (total - count)) for n, count, total in both]

    return near


def _grams(question: str) -> frozenset[str]:
    """Pairs of neighbouring characters, and single characters: 退货 and 货退 are not the same, but near."""
    plain = "".join(c for c in fold(unmarked(question)).text if c.isalnum()) or question
    return frozenset(plain) | frozenset(a + b for a, b in pairwise(plain))
