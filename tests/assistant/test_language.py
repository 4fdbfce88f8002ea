"""Language and script of a question."""

from __future__ import annotations

import pytest

from assistant.language import detect
from assistant.model import Language

HANS, HANT, EN = Language.HANS, Language.HANT, Language.EN


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("货卖到国外被退回来了,还要不要交税", HANS, "plain Simplified"),
        ("貨賣到國外被退回來了,還要不要交稅", HANT, "plain Traditional"),
        ("重庆海关", HANS, "a name"),
        ("重慶海關", HANT, "a name"),
        ("有什么补贴", HANS, "short"),
        ("有咩補貼㗎", HANT, "Cantonese"),
        ("Do I pay tax on returned goods?", EN, "plain English"),
        ("What does 第七条 say about returned goods?", EN, "English around a Chinese label"),
        ("DTC 品牌怎么弄", HANS, "an English abbreviation in Chinese"),
        ("RCEP怎麼用", HANT, "an English abbreviation in Chinese"),
        ("B2B 9710 和 9810 怎么报", HANS, "codes in Chinese"),
        ("上市", HANS, "characters that both scripts write"),
        ("海外", HANS, "characters that both scripts write"),
        ("?", HANS, "nothing to tell from: the language of most askers"),
        ("", HANS, "nothing"),
        ("12345", HANS, "figures only"),
        ("😀", HANS, "an emoji"),
        ("\ud800税", HANS, "a lone surrogate"),
        ("WHAT ABOUT LOANS", EN, "capital letters"),
        ("关税 tax", HANS, "one English word beside Chinese"),
    ],
)
def test_the_language_is_told_from_the_characters(
    text: str, language: Language, reason: str
) -> None:
    assert detect(text) is language


def test_one_borrowed_traditional_character_does_not_make_a_text_traditional() -> None:
    assert detect("这家店叫龍记,想问一下跨境电商出口退税怎么办理比较好") is HANS
