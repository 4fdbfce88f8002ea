from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records.errors import InvalidRecord
from assistant.records.texts import clean, kept, question_key, short


@given(st.text(st.characters()))
def test_whatever_is_cleaned_is_taken_by_every_database(text: str) -> None:
    assert "\0" not in clean(text)
    assert clean(text).encode("utf-8").decode("utf-8") == clean(text)


def test_a_text_of_the_longest_length_is_kept_and_one_more_is_refused() -> None:
    assert kept(" " + "长" * 5 + "\n", "the note", 5) == "长" * 5
    with pytest.raises(InvalidRecord, match="the note has 6 characters; 5 are taken"):
        kept("长" * 6, "the note", 5)


@pytest.mark.parametrize("empty", ["", " \n\t　", "\0"])
def test_an_empty_text_is_refused_where_one_is_needed(empty: str) -> None:
    assert kept(empty, "the note", 5, needed=False) == ""
    with pytest.raises(InvalidRecord, match="the note is empty"):
        kept(empty, "the note", 5)


def test_questions_that_differ_in_signs_only_have_one_key_and_others_their_own() -> None:
    assert (
        len({question_key(q) for q in ("退货?", "退貨", " 退货!", "退 货", "退货 [▇ mobile]")}) == 1
    )
    assert len({question_key(q) for q in ("退货", "换货", "?", "!", "")}) == 5


def test_a_short_text_is_not_cut() -> None:
    assert (short("12345", 5), short("123456", 5)) == ("12345", "1234…")
