"""What people say for the words of laws."""

from __future__ import annotations

from assistant.lay_words import LayWords, lay_words
from corpus.folding import fold


def test_a_question_gets_the_written_words_for_what_it_says() -> None:
    written = {word for words in lay_words().found("海关来查账").values() for word in words}
    assert {"稽查", "账簿", "检查"} <= written
    assert "稽查" in lay_words().expanded("海关来查账")


def test_words_that_stand_there_already_are_not_said_again() -> None:
    expanded = lay_words().expanded("查账也叫稽查")
    assert expanded.count("稽查") == 1


def test_the_longest_at_each_place_counts_and_none_within_another() -> None:
    words = LayWords({"查账": ("稽查",), "来查账": ("检查",), "账本": ("账簿",)}, longest=3)
    assert words.found("来查账本") == {"来查账": ("检查",), "账本": ("账簿",)}


def test_a_latin_word_counts_as_a_whole_word_only() -> None:
    assert "fine" in lay_words().found("is there a fine for it")
    assert lay_words().found("finely refinement") == {}


def test_a_question_without_such_words_stays_as_it_is() -> None:
    assert lay_words().expanded("樱桃") == "樱桃"


def test_what_is_said_is_in_search_form() -> None:
    assert [said for said in lay_words().written if fold(said).text != said] == []
