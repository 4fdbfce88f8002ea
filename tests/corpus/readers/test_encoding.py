import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ReadingError
from corpus.readers.encoding import decode, plausibility

HANS = "第一条 为了促进跨境电子商务发展，规范市场秩序，结合本市实际，制定本条例。\n第二条 市商务部门负责协调。"
HANT = "第一條 為了促進跨境電子商務發展，規範市場秩序，結合本市實際，制定本條例。\n第二條 市商務部門負責協調。"

READ = [
    # text, codec, what is told, reason
    (HANS, "utf-8", "UTF-8", "Simplified"),
    (HANT, "utf-8", "UTF-8", "Traditional"),
    (HANS, "utf-8-sig", "UTF-8 with a byte order mark", "the mark is no text"),
    (HANS, "utf-16", "UTF-16", "as Windows calls Unicode"),
    (HANS, "utf-32", "UTF-32", "its mark begins as that of UTF-16"),
    (HANS, "gb2312", "GB18030", "of which it is a part"),
    (HANS, "gb18030", "GB18030", "Simplified"),
    (HANT, "gb18030", "GB18030", "Traditional, as of a mainland program"),
    (HANT, "big5", "Big5", "Traditional"),
    ("第一條 香港邨屋嘅規定，適用於本條例。", "big5hkscs", "Big5-HKSCS", "a Hong Kong character"),
    ("Article 1", "ascii", "UTF-8", "plain ASCII"),
    ("跨境", "gb18030", "GB18030", "two characters"),
    ("", "utf-8", "UTF-8", "nothing"),
]


@pytest.mark.parametrize(("text", "codec", "told", "reason"), READ)
def test_the_encoding_is_found_out_and_told(text: str, codec: str, told: str, reason: str) -> None:
    assert decode(text.encode(codec), "a.txt") == (text, told), reason


def test_what_a_page_declares_counts_if_it_is_plausible() -> None:
    data = HANT.encode("big5")
    assert decode(data, "a.html", "Big5") == (HANT, "Big5")
    assert decode(data, "a.html", "gb2312") == (HANT, "Big5")
    assert decode(HANS.encode(), "a.html", "gb2312") == (HANS, "UTF-8")
    assert decode(HANS.encode("gbk"), "a.html", "x-unheard-of") == (HANS, "GB18030")


BROKEN = [
    (b"\x80\x81\xfe\xff" * 9, r"UTF-8 fails at byte 0", "no text"),
    (HANS.encode() + b"\xff", r"UTF-8 fails at byte \d+", "one wrong byte"),
    (HANS.encode("gb18030")[:-1], r"UTF-8 fails at byte 0", "cut within a character"),
    (b"\xff\xfe\x00", r"begins as UTF-16 but is broken; save it as UTF-8", "half a character"),
    ("Größe größer".encode("latin-1"), r"is not text in UTF-8, GB18030 or Big5", "another script"),
    ("Дополнительный".encode("cp1251"), r"is not text in UTF-8, GB18030 or Big5", "Cyrillic"),
]


@pytest.mark.parametrize(("data", "told", "reason"), BROKEN)
def test_what_is_no_text_is_refused_with_the_place(data: bytes, told: str, reason: str) -> None:
    with pytest.raises(ReadingError, match=told) as caught:
        decode(data, "dir/a.txt")
    assert str(caught.value).startswith("dir/a.txt "), reason


def test_common_characters_are_plausible_in_either_script() -> None:
    assert plausibility(HANS) == plausibility(HANT) == 1.0
    assert plausibility(HANT.encode("big5").decode("gb18030", "ignore")) < 0.7


@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufeff\ufffe")))
def test_any_utf_8_is_read_as_it_is(text: str) -> None:
    assert decode(text.encode(), "a.txt") == (text, "UTF-8")


@given(st.binary(max_size=60))
def test_any_bytes_are_text_or_a_reading_error(data: bytes) -> None:
    try:
        text, encoding = decode(data, "a.txt")
    except ReadingError:
        return
    assert isinstance(text, str)
    assert encoding
