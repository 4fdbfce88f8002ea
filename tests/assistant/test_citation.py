"""Quotes that must pass, and every way of altering them that must not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from assistant.citation import cite, units_of, verify, verify_answer, verify_quote
from assistant.errors import VerificationError
from assistant.model import Answer, Citation, Language, Status
from assistant.validity import validity_of
from corpus.clauses import parse
from corpus.folding import fold, simplified
from corpus.library import Library
from corpus.model import Clause, Document, DocumentKind, ParsedDocument, Span
from corpus.reading import simplified_reading
from corpus.units import UnitRegistry

# A clause, and words that stand in one of its sentences: the quotes that are altered below.
QUOTES = [
    (1, "年度全球商品交易總額超過30億元"),
    (1, "跨境電商經營主體達到2700家"),
    (1, "含國際化網路直播"),
    (2, "DTC"),
    (3, "累計入駐企業數超過500家"),
    (4, "產業帶達3個以上"),
    (4, "“重慶造”產品“出海”"),
    (6, "“7×24小時”"),
    (7, "退運進境原跨境電商出口商品"),
    (8, "可與相應貨物的出口報關金額不一致"),
    (9, "“單一視窗”投保的出口信用保險保費"),
    (12, "《區域全面經濟夥伴關係協定》(RCEP)"),
    (15, "成立重慶市跨境電商協會"),
]

Alter = Callable[[str], str]


def sentence(library: Library, number: int, words: str) -> tuple[Clause, Span]:
    """The sentence of a clause in which some words stand."""
    main = library.main
    clause = library.clause(main.document.id, number)
    return clause, next(s for s in clause.sentences if words in s.of(main.document.text))


@pytest.mark.parametrize(("number", "words"), QUOTES)
def test_a_verbatim_sentence_passes_and_is_found_at_its_place(
    library: Library, number: int, words: str
) -> None:
    clause, span = sentence(library, number, words)
    assert verify_quote(span.of(library.main.document.text), library.main, clause) == span


def test_every_sentence_heading_and_unit_list_passes(library: Library) -> None:
    main = library.main
    for clause in main.clauses:
        assert clause.unit_list
        for span in (*clause.sentences, clause.heading, clause.unit_list):
            assert verify_quote(span.of(main.document.text), main, clause) == span


def test_neighbouring_sentences_and_a_whole_clause_pass(library: Library) -> None:
    main = library.main
    for clause in main.clauses:
        assert clause.unit_list
        first, last = clause.sentences[0], clause.sentences[-1]
        body = Span(first.start, last.end)
        assert verify_quote(body.of(main.document.text), main, clause) == body
        whole = Span(clause.heading.start, clause.unit_list.end)
        assert verify_quote(whole.of(main.document.text), main, clause) == whole


def test_the_preamble_and_each_line_of_the_notice_pass(library: Library) -> None:
    assert library.notice
    for parsed in (library.main, library.notice):
        for span in parsed.preamble_sentences:
            assert verify_quote(span.of(parsed.document.text), parsed, None) == span


WORDINGS = [
    # clause, printed, altered, reason
    (1, "超過30億元", "超過300億元", "a zero more: a fuzzy matcher takes it for the same"),
    (1, "超過30億元", "超過31億元", "one digit changed"),
    (1, "超過30億元", "超過3億元", "one digit dropped"),
    (1, "超過30億元", "超過30萬元", "another scale"),
    (1, "超過30億元", "30億元以上", "超過 is more than, 以上 includes the figure"),
    (1, "超過30億元", "不超過30億元", "the opposite"),
    (1, "超過30億元", "超過三十億元", "the figure in Chinese numerals"),
    (1, "進口總額在10億元以上", "進口總額在10億元以下", "以上 and 以下 swapped"),
    (1, "出口總額在10億元以上", "出口總額超過10億元", "以上 to 超過"),
    (1, "達到2700家", "達到27000家", "a zero more"),
    (1, "達到2700家", "達到2,700家", "a thousands separator"),
    (1, "2000萬元以上", "2000萬元以下", "以上 and 以下 swapped in a target"),
    (1, "到2027年", "到2026年", "another target year"),
    (1, "爭取全市", "確保全市", "爭取 is no promise"),
    (3, "建成12個", "建成2個", "a digit lost at the front"),
    (3, "超過500家", "超過600家", "one digit changed"),
    (4, "超過5億元", "超過50億元", "a zero more"),
    (4, "達3個以上", "達3個以下", "以上 and 以下 swapped"),
    (4, "達3個以上", "達3個", "以上 dropped"),
    (6, "7×24小時", "5×24小時", "one digit changed"),
    (6, "7×24小時", "7x24小時", "the letter x for the sign ×"),
    (7, "2023年1月30日", "2023年1月3日", "a digit of the day lost"),
    (7, "2025年12月31日", "2027年12月31日", "the period prolonged"),
    (7, "2025年12月31日", "2025年12月30日", "one day less"),
    (7, "免徵進口關稅", "減徵進口關稅", "exempt to reduced"),
    (7, "免徵進口關稅", "不免徵進口關稅", "an inserted 不"),
    (7, "退運進境", "進境", "the condition dropped"),
    (8, "金額不一致", "金額一致", "a dropped 不"),
    (8, "可與相應", "應與相應", "may to must"),
    (8, "可與相應", "不可與相應", "may to may not"),
    (9, "市級財政予以全額支持", "市級財政予以支持", "全額 dropped"),
    (9, "市級財政予以全額支持", "市級財政不予支持", "the opposite"),
    (9, "小微企業", "企業", "for whom it is, dropped"),
    (11, "實現“一地備案,全國通用”", "實現“一地備案,全市通用”", "another area"),
    (12, "中新(重慶)戰略性", "中新(成都)戰略性", "another city"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "printed", "altered", "reason"), WORDINGS)
def test_altered_wording_is_refused(
    library: Library, number: int, printed: str, altered: str, reason: str
) -> None:
    clause, span = sentence(library, number, printed)
    quote = span.of(library.main.document.text).replace(printed, altered, 1)
    assert quote != span.of(library.main.document.text)
    with pytest.raises(VerificationError):
        verify_quote(quote, library.main, clause)


def _full_width_digits(text: str) -> str:
    return text.translate({ord("0") + i: 0xFF10 + i for i in range(10)})


def _other_commas(text: str) -> str:
    return text.translate({ord(","): "\uff0c", 0xFF0C: ","})


def _other_brackets(text: str) -> str:
    return text.translate({ord("("): "\uff08", ord(")"): "\uff09"})


def _marks(opening: str, closing: str) -> Alter:
    def alter(text: str) -> str:
        return re.sub(r"[“《]([^”》]*)[”》]", rf"{opening}\1{closing}", text)

    return alter


def _within(what: str) -> Alter:
    """Something put into the middle of a quote."""
    return lambda text: text[: len(text) // 2] + what + text[len(text) // 2 :]


COPYING = {
    "empty": lambda q: "",
    "in Simplified characters": simplified,
    "the mainland reading": simplified_reading,
    "the search form": lambda q: fold(q).text,
    "full-width digits": _full_width_digits,
    "commas of the other width": _other_commas,
    "brackets of the other width": _other_brackets,
    "in lower case": str.lower,
    "a space in the middle": _within(" "),
    "an ideographic space in the middle": _within("\u3000"),
    "a line break in the middle": _within("\n"),
    "a carriage return in the middle": _within("\r\n"),
    "a zero width space in the middle": _within("\u200b"),
    "a soft hyphen in the middle": _within("\u00ad"),
    "an ellipsis in the middle": _within("……"),
    "a space before": lambda q: " " + q,
    "a space after": lambda q: q + " ",
    "a line break after": lambda q: q + "\n",
    "quotation marks around": lambda q: f"「{q}」",
    "without the full stop": lambda q: q[:-1],
    "a Latin full stop": lambda q: q[:-1] + ".",
    "a half-width ideographic full stop": lambda q: q[:-1] + "\uff61",
    "two full stops": lambda q: q + "。",
    "without the first character": lambda q: q[1:],
    "two characters swapped": lambda q: q[:2] + q[3] + q[2] + q[4:],
    "“” to 「」": _marks("「", "」"),
    "“” to 『』": _marks("『", "』"),
    "“” to straight double quotes": _marks('"', '"'),
    "“” to ‘’": _marks("‘", "’"),
    "“” to straight single quotes": _marks("'", "'"),
    "“” to «»": _marks("«", "»"),
    "“” to 〈〉": _marks("〈", "〉"),
    "“” to 〝〞": _marks("〝", "〞"),
    "“” reversed": _marks("”", "“"),
    "quotation marks dropped": _marks("", ""),
}


@pytest.mark.parametrize("how", COPYING)
def test_a_quote_that_was_copied_inexactly_is_refused(library: Library, how: str) -> None:
    altered = 0
    for number, words in QUOTES:
        clause, span = sentence(library, number, words)
        verbatim = span.of(library.main.document.text)
        quote = COPYING[how](verbatim)
        if quote != verbatim:  # not every sentence has a digit, a bracket or a quotation mark
            altered += 1
            with pytest.raises(VerificationError):
                verify_quote(quote, library.main, clause)
    assert altered


@pytest.mark.parametrize(
    ("number", "quote", "reason"),
    [
        (1, "0億元的跨境電商第三方平台企業", "cut in mid-number and cut at the end"),
        (1, "在2000萬元以上的企業達到100家", "a part between commas is not a sentence"),
        (8, "一致。", "不 cut off"),
        (9, "市級財政予以全額支持。", "the condition before the comma cut off"),
        (7, "為跨境電商企業提供涉稅輔導", "the end cut off"),
        (1, "一、引育壯大跨境電商主體", "the label is not part of the heading"),
        (7, "重慶市稅務局、重慶海關", "units without their bracket"),
    ],
)
def test_a_part_of_a_sentence_is_refused(
    library: Library, number: int, quote: str, reason: str
) -> None:
    clause = library.clause(library.main.document.id, number)
    assert quote in clause.span.of(library.main.document.text)
    with pytest.raises(VerificationError):
        verify_quote(quote, library.main, clause)


def test_no_end_of_a_sentence_passes_for_the_sentence(library: Library) -> None:
    clause, span = sentence(library, 1, "年度全球商品交易總額超過30億元")
    whole = span.of(library.main.document.text)
    assert any(whole[i:].startswith("0億元") for i in range(len(whole)))
    for i in range(1, len(whole)):
        with pytest.raises(VerificationError):
            verify_quote(whole[i:], library.main, clause)
        with pytest.raises(VerificationError):
            verify_quote(whole[:i], library.main, clause)


MADE = "一、申報\n逾期申報的,不予支持。材料齊全的,予以受理。\n二、支持\n予支持。\n"


@pytest.fixture(scope="module")
def made() -> ParsedDocument:
    """A document in which a cut-off 不 leaves a sentence that another clause has."""
    return parse(Document("made", DocumentKind.POLICY, "試擬", MADE))


def test_a_cut_off_bu_is_refused_though_the_rest_is_a_sentence_elsewhere(
    made: ParsedDocument,
) -> None:
    first, second = made.clauses
    assert verify_quote("逾期申報的,不予支持。", made, first)
    assert verify_quote("予支持。", made, second)
    with pytest.raises(VerificationError):
        verify_quote("予支持。", made, first)
    with pytest.raises(VerificationError):
        verify_quote("不予支持。", made, first)
    with pytest.raises(VerificationError):
        verify_quote("逾期申報的,予支持。", made, first)


def test_sentences_of_two_clauses_are_not_stitched(library: Library) -> None:
    text = library.main.document.text
    for one in library.main.clauses:
        for other in library.main.clauses:
            if one is not other:
                quote = one.sentences[-1].of(text) + other.sentences[0].of(text)
                for clause in (one, other):
                    with pytest.raises(VerificationError):
                        verify_quote(quote, library.main, clause)


def test_a_run_that_crosses_from_one_clause_into_the_next_is_refused(library: Library) -> None:
    for one, other in zip(library.main.clauses, library.main.clauses[1:], strict=False):
        quote = Span(one.sentences[0].start, other.sentences[0].end).of(library.main.document.text)
        for clause in (one, other):
            with pytest.raises(VerificationError):
                verify_quote(quote, library.main, clause)


def test_sentences_with_the_middle_missing_or_in_another_order_are_refused(
    library: Library,
) -> None:
    text = library.main.document.text
    for clause in library.main.clauses:
        said = [s.of(text) for s in clause.sentences]
        if len(said) > 2:
            for quote in (said[0] + said[2], said[1] + said[0], said[0] + "……" + said[1]):
                with pytest.raises(VerificationError):
                    verify_quote(quote, library.main, clause)


def test_the_right_words_under_the_wrong_clause_are_refused(library: Library) -> None:
    text = library.main.document.text
    for clause in library.main.clauses:
        for other in (*library.main.clauses, None):
            if other is not clause:
                for span in clause.sentences:
                    with pytest.raises(VerificationError):
                        verify_quote(span.of(text), library.main, other)


def test_a_quote_of_another_document_is_refused(library: Library) -> None:
    assert library.notice
    line = library.notice.preamble_sentences[1].of(library.notice.document.text)
    assert "92" in line
    with pytest.raises(VerificationError):
        verify_quote(line, library.main, None)


def test_the_message_says_where_the_quote_should_have_stood(library: Library) -> None:
    clause, _ = sentence(library, 7, "退運")
    with pytest.raises(VerificationError, match=r"clause 7 of yfbf-2023-92"):
        verify_quote("免税。", library.main, clause)
    with pytest.raises(VerificationError, match=r"the preamble"):
        verify_quote("免税。", library.main, None)


# ---- cite: by place ---------------------------------------------------------------------------------------------


def test_a_citation_has_the_quote_the_heading_and_the_units_of_its_clause(library: Library) -> None:
    clause, span = sentence(library, 7, "退運")
    citation = cite(library, library.main, clause, span)
    assert citation.quote.endswith("免徵進口關稅和進口環節增值稅、消費稅。")
    assert citation.heading == "最佳化跨境電商稅收政策"
    assert [u.printed for u in citation.units] == ["重慶市稅務局", "重慶海關"]
    assert [u.full for u in citation.units] == [
        "國家稅務總局重慶市稅務局",
        "中華人民共和國重慶海關",
    ]


def test_a_preamble_has_no_clause_no_heading_and_no_units(library: Library) -> None:
    citation = cite(library, library.main, None, library.main.preamble_sentences[0])
    assert (citation.clause, citation.heading, citation.units) == (None, "", ())


def test_an_alias_of_the_text_stands_for_its_members(library: Library) -> None:
    clause, span = sentence(library, 3, "12個")
    citation = cite(library, library.main, clause, span)
    alias = citation.units[-1]
    assert alias.printed == "各區縣政府"
    assert "重慶兩江新區管理委員會" in alias.full


@pytest.mark.parametrize(("number", "words"), QUOTES)
def test_a_place_that_starts_or_ends_within_a_sentence_cannot_be_cited(
    library: Library, number: int, words: str
) -> None:
    clause, span = sentence(library, number, words)
    assert cite(library, library.main, clause, span).span == span
    for at in range(span.start + 1, span.end):
        with pytest.raises(VerificationError):
            cite(library, library.main, clause, Span(at, span.end))
        with pytest.raises(VerificationError):
            cite(library, library.main, clause, Span(span.start, at))


def test_places_outside_the_clause_cannot_be_cited(library: Library) -> None:
    main = library.main
    seven, eight = main.clauses[6], main.clauses[7]
    end = len(main.document.text)
    assert seven.unit_list
    spans = {
        "nothing": Span(seven.sentences[0].start, seven.sentences[0].start),
        "another clause": eight.sentences[0],
        "into the next clause": Span(seven.sentences[0].start, eight.sentences[0].end),
        "the label": Span(seven.span.start, seven.heading.end),
        "a cut unit list": Span(seven.unit_list.start + 1, seven.unit_list.end),
        "the whole document": Span(0, end),
        "beyond the text": Span(seven.sentences[0].start, end + 10),
        "the preamble": main.preamble_sentences[0],
    }
    for span in spans.values():
        with pytest.raises(VerificationError):
            cite(library, main, seven, span)
    with pytest.raises(VerificationError):
        cite(library, main, None, seven.sentences[0])


# ---- verify: citations that were tampered with ------------------------------------------------------------------


@pytest.fixture
def sound(library: Library) -> Citation:
    clause, span = sentence(library, 7, "退運")
    return cite(library, library.main, clause, span)


def test_a_citation_of_another_text_is_refused(library: Library, sound: Citation) -> None:
    altered = sound.document.text.replace("2025年12月31日", "2027年12月31日")
    document = replace(sound.document, text=altered)
    with pytest.raises(VerificationError, match="text was changed"):
        verify(replace(sound, document=document), library)


def test_a_citation_with_other_metadata_is_refused(library: Library, sound: Citation) -> None:
    document = replace(sound.document, number="渝府辦發〔2024〕92號")
    with pytest.raises(VerificationError):
        verify(replace(sound, document=document), library)


def test_a_citation_of_a_document_that_is_not_held_is_refused(
    library: Library, sound: Citation, made: ParsedDocument
) -> None:
    clause = made.clauses[0]
    with pytest.raises(VerificationError, match="made"):
        verify(Citation(made.document, clause, clause.sentences[0]), library)


def test_a_citation_with_a_changed_clause_is_refused(library: Library, sound: Citation) -> None:
    assert sound.clause
    with pytest.raises(VerificationError, match="clause 8"):
        verify(replace(sound, clause=replace(sound.clause, number=8)), library)
    with pytest.raises(VerificationError):
        verify(replace(sound, clause=library.main.clauses[7]), library)
    with pytest.raises(VerificationError):
        verify(replace(sound, clause=None), library)


def test_a_clause_of_another_document_is_refused(library: Library, sound: Citation) -> None:
    assert library.notice
    with pytest.raises(VerificationError):
        verify(replace(sound, document=library.notice.document), library)


@pytest.mark.parametrize("change", ["none", "fewer", "other order", "other name", "other full name", "not confirmed"])  # fmt: skip
def test_a_citation_with_changed_units_is_refused(
    library: Library, sound: Citation, change: str
) -> None:
    tax, customs = sound.units
    units = {
        "none": (),
        "fewer": (tax,),
        "other order": (customs, tax),
        "other name": (replace(tax, printed="市商務委"), customs),
        "other full name": (replace(tax, full="重慶市商務委員會"), customs),
        "not confirmed": (replace(tax, confirmed=not tax.confirmed), customs),
    }[change]
    verify(sound, library)
    with pytest.raises(VerificationError, match="units"):
        verify(replace(sound, units=units), library)


def test_a_unit_that_the_registry_does_not_know_is_unconfirmed_and_as_printed(
    library: Library,
) -> None:
    bare = replace(library, registry=UnitRegistry(()))
    units = units_of(bare, bare.main, bare.main.clauses[6])
    assert [(u.printed, u.full, u.confirmed) for u in units] == [
        ("重慶市稅務局", "重慶市稅務局", False),
        ("重慶海關", "重慶海關", False),
    ]


# ---- verify_answer ----------------------------------------------------------------------------------------------


def answer_with(citation: Citation, day: date) -> Answer:
    """An answer that cites one place."""
    validity = validity_of([citation], day)
    return Answer(
        "a", "问", Language.HANS, Status.ANSWERED, "答", citations=(citation,), validity=validity
    )


def test_an_answer_with_sound_citations_and_validity_passes(
    library: Library, sound: Citation
) -> None:
    answer = answer_with(sound, date(2026, 11, 23))
    assert answer.validity
    verify_answer(answer, library)


def test_one_unsound_citation_among_sound_ones_is_enough(library: Library, sound: Citation) -> None:
    bad = replace(sound, span=Span(sound.span.start + 1, sound.span.end))
    answer = replace(answer_with(sound, date(2026, 11, 23)), citations=(sound, bad))
    with pytest.raises(VerificationError):
        verify_answer(answer, library)


@pytest.mark.parametrize(
    ("field", "days"), [("first", -1), ("first", 1), ("last", -1), ("last", 1), ("last", 731)]
)
def test_a_period_that_the_text_does_not_state_is_refused(
    library: Library, sound: Citation, field: str, days: int
) -> None:
    answer = answer_with(sound, date(2026, 11, 23))
    stated = answer.validity[0]
    moved = replace(stated, **{field: getattr(stated, field) + timedelta(days)})
    with pytest.raises(VerificationError):
        verify_answer(replace(answer, validity=(moved,)), library)


@pytest.mark.parametrize(
    "last",
    [
        date(2026, 12, 31),  # another year
        date(2700, 12, 31),  # 2700家 is a number of firms and no year
        date(100, 12, 31),  # 100家 neither
    ],
)
def test_a_target_year_that_the_text_does_not_state_is_refused(
    library: Library, last: date
) -> None:
    clause, span = sentence(library, 1, "2700家")
    answer = answer_with(cite(library, library.main, clause, span), date(2026, 11, 23))
    moved = replace(answer.validity[0], last=last)
    with pytest.raises(VerificationError):
        verify_answer(replace(answer, validity=(moved,)), library)
