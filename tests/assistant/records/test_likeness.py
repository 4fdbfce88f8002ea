from __future__ import annotations

import pytest

from assistant.records.likeness import ALIKE, grouped, jaccard


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("退货要交税吗", "退货要不要交税"),
        ("退货要交税吗", "退貨要交稅嗎?"),
        ("海外仓补贴多少", "海外仓补贴有多少钱"),
        ("第七条说什么", "第7条说什么"),
    ],
)
def test_the_same_thing_in_other_words_is_alike(one: str, other: str) -> None:
    assert jaccard(one, other) >= ALIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [("退货要交税吗", "海外仓补贴多少"), ("天气怎么样", "退货怎么办"), ("退货", "换汇")],
)
def test_other_things_are_not(one: str, other: str) -> None:
    assert jaccard(one, other) < ALIKE


def test_questions_join_the_leader_that_is_nearest() -> None:
    questions = ["退货要交税吗", "海外仓补贴多少", "退货要不要交税", "海外仓补贴有多少钱", "上市"]
    assert grouped(questions) == [[0, 2], [1, 3], [4]]


def test_both_ways_of_finding_leaders_group_alike() -> None:
    questions = [
        a + b for a in ("退货", "海外仓", "品牌出海") for b in ("补贴", "补贴多少", "交税吗", "")
    ]
    assert grouped(questions) == grouped(questions, jaccard)


def test_a_similarity_of_ones_own_decides() -> None:
    assert grouped(["甲", "乙", "丙"], lambda a, b: 1.0) == [[0, 1, 2]]
    assert grouped(["甲", "甲"], lambda a, b: 0.0) == [[0], [1]]


@pytest.mark.parametrize("odd", ["", "???", "  ", "\U0001f600"])
def test_questions_without_words_are_grouped_as_well(odd: str) -> None:
    assert sorted(i for group in grouped([odd, odd, "退货"]) for i in group) == [0, 1, 2]
