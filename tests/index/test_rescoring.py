from __future__ import annotations

import pytest

from index.rescoring import closeness

TOGETHER = "企业建设海外仓,可获补贴。其他事项,另行通知。"
APART = "海外的企业,遵守法律。学校,医院,公园,商场,都在这里。仓库,道路,桥梁。补贴,由市里发。"


def test_words_that_stand_together_are_closer_than_words_far_apart() -> None:
    together, apart = closeness("海外仓库补贴", [TOGETHER, APART])
    assert together == 1.0
    assert 0 < apart < 1


def test_three_clauses_are_one_place() -> None:
    near, far = closeness("退税 通关", ["退税,快,通关", "退税,快,好,通关"])
    assert near > far


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    common, rare = closeness("企业 退税", ["企业办事", "退税办事", "企业来", "企业去"])[:2]
    assert rare > common


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("海外仓", []),
        ("", ["海外仓"]),
        ("退税", ["海外仓", ""]),
        ("税", ["退税"]),
        ("退税", [",。,"]),
    ],
    ids=["no text", "no question", "no shared term", "a single character", "only marks"],
)
def test_without_shared_terms_nothing_is_close(question: str, texts: list[str]) -> None:
    assert closeness(question, texts) == [0.0] * len(texts)
