"""Every form of answer in every language: said in full, in the right script, plainly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from opencc import OpenCC

from assistant.asks import Aspect
from assistant.citation import cite
from assistant.draft import Draft, Form
from assistant.model import Citation, Language, Status
from assistant.money import Bound, Money
from assistant.profile import Finding, Verdict, findings
from assistant.validity import validity_of
from assistant.wording import Wording
from corpus.annotations import Subject, Threshold
from corpus.folding import fold
from corpus.library import Library

T2S, S2T, T2TW = OpenCC("t2s"), OpenCC("s2t"), OpenCC("t2tw")
HANS, HANT, EN = Language.HANS, Language.HANT, Language.EN
DAYS = {
    "before": date(2022, 6, 1),
    "within": date(2024, 6, 1),
    "after": date(2028, 6, 1),
}


class Desk:
    """Makes drafts from the texts."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def cite(self, number: int, words: str = "") -> Citation:
        main = self.library.main
        clause = self.library.clause(main.document.id, number)
        span = next(s for s in clause.sentences if words in s.of(main.document.text))
        return cite(self.library, main, clause, span)

    def units(self, number: int) -> Citation:
        clause = self.library.clause(self.library.main.document.id, number)
        assert clause.unit_list
        return cite(self.library, self.library.main, clause, clause.unit_list)

    def preamble(self) -> Citation:
        main = self.library.main
        return cite(self.library, main, None, main.preamble_sentences[0])

    def line(self, words: str) -> Citation:
        notice = self.library.notice
        assert notice
        span = next(s for s in notice.preamble_sentences if words in s.of(notice.document.text))
        return cite(self.library, notice, None, span)

    def draft(self, form: Form) -> Draft:
        return _DRAFTS[form](self)


ANSWERED = Status.ANSWERED
_DRAFTS: dict[Form, Callable[[Desk], Draft]] = {
    Form.TOPIC: lambda d: Draft(
        ANSWERED, Form.TOPIC, (d.cite(7, "退運"), d.cite(3, "12個")), denied=("2030年",)
    ),
    Form.UNITS: lambda d: Draft(
        ANSWERED, Form.UNITS, (d.units(7), d.cite(7, "退運")), denied=("市商務委",)
    ),
    Form.CLAUSE: lambda d: Draft(ANSWERED, Form.CLAUSE, (d.cite(1), d.cite(7))),
    Form.LIST: lambda d: Draft(ANSWERED, Form.LIST, (d.units(4), d.units(7)), subject="重慶海關"),
    Form.DOCUMENT: lambda d: Draft(
        ANSWERED,
        Form.DOCUMENT,
        (d.line("92號"),),
        details=(
            ("number", "渝府辦發〔2023〕92號"),
            ("issued", "2023年12月4日"),
            ("issuer", "重慶市人民政府辦公廳"),
            ("title", "重慶市推進跨境電商高質量發展若干措施"),
            ("addressees", "各區縣(自治縣)人民政府,市政府有關部門,有關單位"),
            ("approval", "已經市政府同意"),
        ),
    ),
    Form.COUNT: lambda d: Draft(ANSWERED, Form.COUNT, (d.preamble(),)),
    Form.OVERVIEW: lambda d: Draft(ANSWERED, Form.OVERVIEW, (d.preamble(),)),
    Form.NO_PERIOD: lambda d: Draft(
        Status.NOT_STATED, Form.NO_PERIOD, (d.line("2023年12月4日"),), missing=(Aspect.VALIDITY,)
    ),
    Form.NO_SUCH_CLAUSE: lambda d: Draft(
        Status.NO_SUCH_CLAUSE, Form.NO_SUCH_CLAUSE, absent=(16, 20)
    ),
    Form.NOT_STATED: lambda d: Draft(
        Status.NOT_STATED,
        Form.NOT_STATED,
        (d.cite(11),),
        missing=(Aspect.AMOUNT, Aspect.CONTACT, Aspect.PROCEDURE, Aspect.TIME, Aspect.NAMES),
    ),
    Form.OUT_OF_SCOPE: lambda d: Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE, nearest=(11, 7)),
    Form.CLARIFY: lambda d: Draft(
        Status.NEEDS_CLARIFICATION, Form.CLARIFY, nearest=(14, 2, 9), confidence=0.0
    ),
    Form.OWN: lambda d: Draft(ANSWERED, Form.OWN, (d.cite(7, "退運"),)),
    Form.WHICH_DOCUMENT: lambda d: Draft(
        Status.NEEDS_CLARIFICATION,
        Form.WHICH_DOCUMENT,
        details=(("重慶市推進措施", "7"), ("重慶市櫻桃條例", "7")),
    ),
    Form.NOTHING_WITHIN: lambda d: Draft(Status.OUT_OF_SCOPE, Form.NOTHING_WITHIN),
    Form.NOT_WITHIN: lambda d: Draft(
        Status.OUT_OF_SCOPE,
        Form.NOT_WITHIN,
        details=tuple((f"重慶市第{n}號條例", "") for n in "一二三四"),
    ),
    Form.OWN_BESIDE: lambda d: Draft(ANSWERED, Form.OWN_BESIDE, (d.cite(7, "退運"),)),
    Form.OWN_NO_SUCH_CLAUSE: lambda d: Draft(
        Status.NO_SUCH_CLAUSE,
        Form.OWN_NO_SUCH_CLAUSE,
        absent=(16, 900),
        details=(("title", "重慶市推進措施"), ("count", "15")),
    ),
}


@pytest.fixture(scope="module")
def desk(library: Library) -> Desk:
    return Desk(library)


def said(desk: Desk, draft: Draft, language: Language, day: date = DAYS["after"]) -> str:
    return Wording(desk.library, language).text(draft, validity_of(draft.citations, day))


def sized(desk: Desk, threshold: Threshold, verdict: Verdict, said: str = "九亿八千万") -> Draft:
    """A topic answer to somebody who names a size."""
    finding = Finding(Money(9.8e8, "CNY", Bound.EXACT, said, 0), threshold, verdict)
    return Draft(ANSWERED, Form.TOPIC, (desk.cite(threshold.clause),), findings=(finding,))


def sizes(desk: Desk) -> list[Draft]:
    """Every verdict on every threshold of the text."""
    thresholds = desk.library.annotations[desk.library.main.document.id].thresholds
    return [sized(desk, threshold, verdict) for threshold in thresholds for verdict in Verdict]


def every_text(desk: Desk, language: Language) -> list[str]:
    """Each form on each day, the purpose of the document, and each size."""
    purpose = Draft(ANSWERED, Form.DOCUMENT, (desk.preamble(),), details=(("purpose", ""),))
    drafts = [*(desk.draft(form) for form in Form), purpose, *sizes(desk)]
    return [said(desk, draft, language, day) for draft in drafts for day in DAYS.values()]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("form", Form)
def test_every_form_is_said_in_every_language(desk: Desk, form: Form, language: Language) -> None:
    text = said(desk, desk.draft(form), language)
    assert len(text) > 10
    assert text == text.strip()
    assert not re.search(r"[{}]|None|\bTrue\b|\bFalse\b", text)
    assert text[-1] in "。?." + "\uff1f"


@pytest.mark.parametrize("language", Language)
def test_no_mark_stands_twice_or_alone(desk: Desk, language: Language) -> None:
    for text in every_text(desk, language):
        assert not re.search(
            r"。。|,,|、、|、。|,。|:。|;。|「」|《》|\(\)|“”|  |\.\.|,\.|:\.", text
        ), text


def test_what_is_said_is_one_line_without_markup(desk: Desk) -> None:
    for language in Language:
        for text in every_text(desk, language):
            assert not re.search(r"[\n\t*#`<>|]|\[\d", text), text


def test_a_simplified_text_has_no_traditional_character(desk: Desk) -> None:
    for text in every_text(desk, HANS):
        wrong = {c for c, s in zip(text, T2S.convert(text), strict=True) if c != s}
        assert not wrong, text


def test_a_traditional_text_has_no_character_that_is_only_simplified(
    desk: Desk, library: Library
) -> None:
    printed = set("".join(p.document.text for p in library.parsed.values()))
    for text in every_text(desk, HANT):
        wrong = {c for c in text if S2T.convert(c) != c and c not in printed}
        assert not wrong, text


def test_a_traditional_text_uses_the_character_forms_that_the_source_prints(
    desk: Desk, library: Library
) -> None:
    # OpenCC's s2t writes 爲 and 裏, where the source, and the askers, write 為 and 裡.
    printed = set("".join(p.document.text for p in library.parsed.values()))
    for text in every_text(desk, HANT):
        wrong = {c for c in text if T2TW.convert(c) != c and c not in printed}
        assert not wrong, text


def test_the_purpose_is_said_in_proper_traditional(desk: Desk) -> None:
    draft = Draft(ANSWERED, Form.DOCUMENT, (desk.preamble(),), details=(("purpose", ""),))
    assert "明瞭" not in said(desk, draft, HANT)  # 写明了 is 寫明了


def test_an_english_text_has_no_chinese_punctuation(desk: Desk) -> None:
    for text in every_text(desk, EN):
        outside = re.sub(r"《[^》]*》|[\u3400-\u9fff][\u3400-\u9fff、,()〔〕\d]*[\u3400-\u9fff]", "", text)  # fmt: skip
        assert not re.search(r"[。、「」\uff0c\uff1a\uff1b]", outside), text


def test_english_prose_stands_without_chinese_but_for_names(desk: Desk) -> None:
    text = said(desk, desk.draft(Form.TOPIC), EN)
    assert "Measure 7" in text
    assert "unofficial English" in text
    assert re.findall(r"[\u3400-\u9fff]{2,}", text)  # the units, as printed
    assert "退運" not in text


def test_chinese_answers_name_the_clause_its_heading_and_its_units(desk: Desk) -> None:
    text = said(desk, Draft(ANSWERED, Form.TOPIC, (desk.cite(7, "退運"),)), HANS)
    assert "第七条" in text
    assert "优化跨境电商税收政策" in text
    assert "重庆市税务局、重庆海关" in text
    assert "免征进口关税" in text


def test_the_official_words_are_said_as_printed_to_traditional_askers(desk: Desk) -> None:
    citation = desk.cite(7, "退運")
    text = said(desk, Draft(ANSWERED, Form.TOPIC, (citation,)), HANT)
    # Our text sets full-width commas; the source prints half-width ones. The words are the same.
    assert half_width(citation.quote) in half_width(text)


def half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        ("before", HANS, "还没有开始"),
        ("within", HANS, "在这一期间内|还没有结束"),
        ("after", HANS, "已经结束"),
        ("before", HANT, "還沒有開始"),
        ("within", HANT, "在這一期間內|還沒有結束"),
        ("after", HANT, "已經結束"),
        ("before", EN, "had not begun"),
        ("within", EN, "is within it|had not ended"),
        ("after", EN, "had ended"),
    ],
)
@pytest.mark.parametrize("form", [Form.TOPIC, Form.CLAUSE])
def test_whether_a_period_has_ended_is_said(
    desk: Desk, form: Form, day: str, language: Language, words: str
) -> None:
    text = said(desk, Draft(ANSWERED, form, (desk.cite(7, "退運"),)), language, DAYS[day])
    assert re.search(words, text)
    assert "2025" in text


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        ("within", HANS, "还没有过完"),
        ("after", HANS, "已经过去"),
        ("after", HANT, "已經過去"),
        ("within", EN, "not over"),
        ("after", EN, "was over"),
    ],
)
def test_whether_a_target_year_is_over_is_said(
    desk: Desk, day: str, language: Language, words: str
) -> None:
    text = said(desk, Draft(ANSWERED, Form.TOPIC, (desk.cite(3, "12個"),)), language, DAYS[day])
    assert words in text
    assert "2027" in text


def test_a_text_without_a_date_says_nothing_about_time(desk: Desk) -> None:
    for language in Language:
        text = said(desk, Draft(ANSWERED, Form.TOPIC, (desk.cite(11, "無紙化"),)), language)
        assert not re.search(r"20\d\d|期间|期間|period", text)


@pytest.mark.parametrize(
    ("language", "words"), [(HANS, "不是市商务委"), (HANT, "不是市商務委"), (EN, "市商務委")]
)
def test_a_false_premise_is_corrected_first(desk: Desk, language: Language, words: str) -> None:
    text = said(desk, desk.draft(Form.UNITS), language)
    assert words in text[:20]


@pytest.mark.parametrize("language", Language)
def test_a_figure_that_is_wrong_is_corrected_first(desk: Desk, language: Language) -> None:
    draft = Draft(ANSWERED, Form.TOPIC, (desk.cite(3, "12個"),), denied=("20个",))
    text = said(desk, draft, language)
    assert "20" in text[:30]


def test_two_wrong_names_are_joined_as_the_language_does(desk: Desk) -> None:
    draft = Draft(ANSWERED, Form.UNITS, (desk.units(7),), denied=("市商務委", "市財政局"))
    assert "市商务委、市财政局" in said(desk, draft, HANS)
    assert "、" not in said(desk, draft, EN)


@pytest.mark.parametrize(
    ("language", "asked"), [(HANS, "第十六条"), (HANT, "第十六條"), (EN, "16")]
)
def test_a_clause_that_does_not_exist_is_named_with_the_count(
    desk: Desk, language: Language, asked: str
) -> None:
    draft = Draft(Status.NO_SUCH_CLAUSE, Form.NO_SUCH_CLAUSE, absent=(16,))
    text = said(desk, draft, language)
    assert asked in text
    assert "15" in text


@pytest.mark.parametrize("number", [0, -1, 100, 9999])
def test_odd_numbers_of_clauses_can_be_said(desk: Desk, number: int) -> None:
    draft = Draft(Status.NO_SUCH_CLAUSE, Form.NO_SUCH_CLAUSE, absent=(number,))
    for language in Language:
        assert "15" in said(desk, draft, language)


def test_what_is_not_stated_is_named_and_whom_to_ask(desk: Desk) -> None:
    draft = Draft(Status.NOT_STATED, Form.NOT_STATED, (desk.cite(11),), missing=(Aspect.AMOUNT,))
    text = said(desk, draft, HANS)
    assert "没有写明具体的金额" in text
    assert "市商务委" in text
    english = said(desk, draft, EN)
    assert "does not state the amount" in english
    assert "市商務委" in english


def test_something_missing_of_no_known_kind_can_be_said(desk: Desk) -> None:
    draft = Draft(Status.NOT_STATED, Form.NOT_STATED, (desk.cite(11),))
    assert "您问的这一点" in said(desk, draft, HANS)
    assert "this point" in said(desk, draft, EN)


def test_a_refusal_without_anything_near_names_no_clause(desk: Desk) -> None:
    for language in Language:
        text = said(desk, Draft(Status.OUT_OF_SCOPE, Form.OUT_OF_SCOPE), language)
        assert not re.search(r"第.{1,3}[条條]|measure \d", text)


def test_an_overview_has_all_headings_in_order(desk: Desk, library: Library) -> None:
    text = said(desk, desk.draft(Form.OVERVIEW), HANT)
    headings = [library.main.heading_text(c) for c in library.main.clauses]
    places = [text.index(heading) for heading in headings]
    assert places == sorted(places)


def test_a_long_clause_is_shortened_at_a_sentence_and_says_so(desk: Desk, library: Library) -> None:
    clause = library.main.clauses[0]
    whole = cite(
        library, library.main, clause, type(clause.span)(clause.sentences[0].start, clause.sentences[-1].end)
    )  # fmt: skip
    text = said(desk, Draft(ANSWERED, Form.CLAUSE, (whole,)), HANT)
    assert "引文" in text
    assert len(text) < len(whole.quote)


# ---- sizes that the asker names ---------------------------------------------------------------------------------


def line_of(desk: Desk, subject: Subject) -> Threshold:
    annotations = desk.library.annotations[desk.library.main.document.id]
    return next(t for t in annotations.thresholds if t.subject is subject)


@pytest.mark.parametrize(
    ("subject", "verdict", "language", "words"),
    [
        (Subject.SELLER, Verdict.MET, HANS, "您说的九亿八千万达到了「年度出口总额在10亿元以上的跨境电商卖家」"),
        (Subject.SELLER, Verdict.MET, HANS, "招引"),
        (Subject.SELLER, Verdict.MET, HANS, "给多少资金，原文没有写"),
        (Subject.SELLER, Verdict.MET, HANT, "您說的九億八千萬達到了「年度出口總額在10億元以上的跨境電商賣家」"),
        (Subject.SELLER, Verdict.MET, EN, "sellers with annual exports of RMB 1 billion or more"),
        (Subject.SELLER, Verdict.NOT_MET, HANS, "没有达到"),
        (Subject.SELLER, Verdict.NOT_MET, EN, "does not reach the line"),
        (Subject.PLATFORM, Verdict.NOT_MET, EN, "a global annual GMV over RMB 3 billion"),
        (Subject.SUPPLY_CHAIN, Verdict.MET, EN, "annual imports of RMB 1 billion or more"),
        (Subject.FIRM, Verdict.MET, HANS, "不是申领支持的条件"),
        (Subject.FIRM, Verdict.MET, EN, "turnover of RMB 20 million or more"),
        (Subject.FIRM, Verdict.NOT_MET, HANT, "不是申領支持的條件"),
        (Subject.BELT, Verdict.MET, EN, "imports and exports over RMB 500 million"),
        (Subject.BELT, Verdict.NOT_MET, EN, "not as a condition for support"),
        (Subject.SELLER, Verdict.CURRENCY, HANS, "没有写汇率"),
        (Subject.SELLER, Verdict.CURRENCY, EN, "no exchange rate"),
        (Subject.SELLER, Verdict.UNSURE, HANS, "请提供准确的数额"),
        (Subject.SELLER, Verdict.UNSURE, HANT, "請提供準確的數額"),
        (Subject.SELLER, Verdict.UNSURE, EN, "an exact figure is needed"),
    ],
)  # fmt: skip
def test_how_a_size_lies_to_the_text_is_said(
    desk: Desk, subject: Subject, verdict: Verdict, language: Language, words: str
) -> None:
    draft = sized(desk, line_of(desk, subject), verdict)
    assert words in said(desk, draft, language)


def test_a_size_is_told_before_the_text_is(desk: Desk) -> None:
    text = said(desk, sized(desk, line_of(desk, Subject.SELLER), Verdict.MET), HANS)
    assert text.index("适用第一条") < text.index("您说的") < text.index("原文写明")


def test_only_a_size_that_is_judged_is_said_to_be_reached_or_not(desk: Desk) -> None:
    for verdict in (Verdict.CURRENCY, Verdict.UNSURE):
        text = said(desk, sized(desk, line_of(desk, Subject.SELLER), verdict), HANS)
        assert not re.search(r"达到了|没有达到", text)


def test_currency_codes_are_said_in_capitals(desk: Desk) -> None:
    draft = sized(desk, line_of(desk, Subject.SELLER), Verdict.CURRENCY, "usd 40m")
    for language in Language:
        assert "USD 40m" in said(desk, draft, language)


@pytest.mark.parametrize(
    ("question", "words", "reason"),
    [
        ("我们公司去年出口不到10亿", "您说的不到10亿", "else 10亿 is said not to reach 10亿元以上"),
        ("我们平台GMV超过30亿", "您说的超过30亿", "else 30亿 is said to reach 超过30亿元"),
        ("我们公司去年出口10亿左右", "只凭10亿左右", "else a sum is called unclear that is clear"),
    ],
)
def test_a_bound_that_the_asker_named_is_said_with_the_sum(
    desk: Desk, question: str, words: str, reason: str
) -> None:
    annotations = desk.library.annotations[desk.library.main.document.id]
    found = findings(fold(question).text, annotations)
    draft = Draft(ANSWERED, Form.TOPIC, (desk.cite(1),), findings=found)
    assert words in said(desk, draft, HANS), reason


def test_a_topic_without_sizes_says_nothing_of_them(desk: Desk) -> None:
    assert "您说的" not in said(desk, desk.draft(Form.TOPIC), HANS)
