import pytest

from corpus.numerals import NUMERAL_CLASS, to_chinese, to_int

READ = [
    # numeral, number, reason
    ("一", 1, "one digit"),
    ("十", 10, "a unit without a digit is one of it"),
    ("十五", 15, "the last measure"),
    ("二十", 20, "no digit after the unit"),
    ("一百零二", 102, "a gap is written 零"),
    ("一百〇二", 102, "or 〇"),
    ("一百一十", 110, "一十 inside a number"),
    ("兩百", 200, "兩 before a unit, Traditional"),
    ("两千", 2000, "两 before a unit, Simplified"),
    ("二〇二七", 2027, "plain numerals, as for a year"),
    ("16", 16, "ASCII digits"),
    ("１６", 16, "full-width digits"),
    ("零", 0, "nothing"),
    ("十十", 20, "nobody writes so: read leniently"),
]


@pytest.mark.parametrize(("numeral", "number", "reason"), READ)
def test_a_numeral_is_read(numeral: str, number: int, reason: str) -> None:
    assert to_int(numeral) == number, reason


UNREADABLE = [
    ("", "empty"),
    ("十a", "another letter"),
    ("万", "beyond the units it knows"),
    ("²", "a superscript is a digit to str.isdigit, not to int"),
    ("①", "a circled digit"),
    ("-1", "a sign"),
    ("1.5", "a fraction"),
    ("9" * 5000, "more digits than int reads"),
    ("二" * 5000, "more numerals than int reads"),
]


@pytest.mark.parametrize(("numeral", "reason"), UNREADABLE)
def test_anything_else_is_refused(numeral: str, reason: str) -> None:
    with pytest.raises(ValueError):
        to_int(numeral)


def test_every_number_reads_back_from_its_numeral() -> None:
    written = {n: to_chinese(n) for n in range(1, 10_000)}
    assert {n: to_int(w) for n, w in written.items()} == {n: n for n in written}
    assert len(set(written.values())) == 9_999
    assert set("".join(written.values())) <= set(NUMERAL_CLASS)


WRITTEN = [
    (1, "一"),
    (10, "十"),
    (19, "十九"),
    (110, "一百一十"),
    (1001, "一千零一"),
    (1010, "一千零一十"),
    (1100, "一千一百"),
    (9999, "九千九百九十九"),
]


@pytest.mark.parametrize(("number", "numeral"), WRITTEN)
def test_a_number_is_written_as_a_clerk_writes_it(number: int, numeral: str) -> None:
    assert to_chinese(number) == numeral


@pytest.mark.parametrize("number", [-1, 0, 10_000])
def test_a_number_outside_one_to_9999_is_not_written(number: int) -> None:
    with pytest.raises(ValueError, match="not between 1 and 9,999"):
        to_chinese(number)
