"""Personal data in free text: what is masked, and what of official text must stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.masking import MASK, masked
from corpus.library import Library


@pytest.mark.parametrize(
    ("text", "hidden", "reason"),
    [
        ("我的电话13812345678", "13812345678", "a mobile number"),
        ("打138 1234 5678找我", "1234", "in groups"),
        ("138-1234-5678", "1234", "with hyphens"),
        ("+86 13812345678", "1381", "with the country's code"),
        ("8613812345678", "1381", "with the code and no sign"),
        ("1381234５678", "1381", "some digits of full width"),
        ("１３８１２３４５６７８", "８１２", "all digits of full width"),
        ("座机023-67891234", "6789", "a landline with its area"),
        ("(023)67891234", "6789", "the area in brackets"),
        ("0755 26123456", "2612", "an area of four digits"),
        ("身份证500101199003071234", "19900307", "an identity number"),
        ("50010119900307123X", "19900307", "one that ends in X"),
        ("500101 19900307 123x", "19900307", "in groups, with a small x"),
        ("卡号6222 0212 3456 7890 123", "0212", "a bank card"),
        ("62220212345678901", "0212", "a card without spaces"),
        ("发到 zhang.san+tax@example.com.cn 吧", "zhang", "an e-mail address"),
        ("zhang＠example.com", "zhang", "with the sign of full width"),
        ("护照E12345678", "E1234", "a passport"),
        ("加我微信 abc_1234", "abc_1234", "a WeChat id"),
        ("微信号:wxid_a1b2c3", "a1b2", "with a colon"),
        ("QQ 12345678", "12345678", "a QQ number"),
    ],
)
def test_what_tells_a_person_is_masked(text: str, hidden: str, reason: str) -> None:
    assert hidden not in masked(text), reason
    assert MASK in masked(text), reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2023年1月30日至2025年12月31日", "dates"),
        ("20230130", "a date in digits"),
        ("渝府辦發〔2023〕92號", "a document number"),
        ("30亿元、10亿元、1~3万元", "sums"),
        ("1234567.89元", "a sum with decimals"),
        ("100000000元", "a large sum"),
        ("拨打12345或12366", "public numbers"),
        ("海关监管代码9610、9710、9810、1210", "codes of customs"),
        ("到2027年达到2000家", "targets"),
        ("微信支付和QQ群", "names of services"),
        ("WeChat payment is accepted", "a service's name in English"),
        ("500101", "the first digits of an identity number alone"),
    ],
)
def test_what_is_official_stays(text: str, reason: str) -> None:
    assert masked(text) == text, reason


def test_the_held_texts_pass_unchanged(library: Library) -> None:
    for parsed in library.parsed.values():
        assert masked(parsed.document.text) == parsed.document.text


@given(st.text(alphabet="1380-２ Xx@.微信a", max_size=60))
def test_masking_twice_is_masking_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)
