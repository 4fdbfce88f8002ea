"""HTML in which nothing runs, and from which the source's text comes back as it was."""

from __future__ import annotations

import html
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.citation import cite
from assistant.escaping import escaped
from assistant.model import (
    Answer,
    Citation,
    CitedUnit,
    Language,
    Status,
    Validity,
    ValidityState,
)
from assistant.page_words import words
from assistant.present import address, answer_html, as_plain_text, place
from assistant.present_desk import desk_forms
from assistant.present_page import page_intro, page_nav, page_title, talk_html
from assistant.talk import Exchange
from corpus.library import Library
from corpus.model import Clause, Document, DocumentKind, Provenance, Span

HOSTILE = (
    "<img src=x onerror=alert(1)> **粗体** 1~3万元 [连接](javascript:alert(1)) $x$ {{y}} ${z} `c`"
)


class Reader(HTMLParser):
    """The tags of an HTML text, its attributes, and the text inside each kind of tag."""

    def __init__(self, text: str, void: frozenset[str] | set[str] = frozenset()) -> None:
        super().__init__(convert_charrefs=True)
        self._void = void
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.texts: list[tuple[tuple[str, ...], str]] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, "a tag is left open"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in self._void:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes another tag"

    def handle_data(self, data: str) -> None:
        self.texts.append((tuple(self._open), data))

    def within(self, tag: str) -> list[str]:
        return [text for path, text in self.texts if tag in path]

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.texts)


def answer(*citations: Citation, language: Language = Language.HANS, **fields: object) -> Answer:
    values: dict[str, object] = {"status": Status.ANSWERED, "text": "适用第七条。", **fields}
    return Answer("1", "问", language=language, citations=citations, **values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def tax(library: Library) -> Citation:
    clause = library.clause(library.main.document.id, 7)
    return cite(library, library.main, clause, clause.sentences[0])


def expired(citation: Citation) -> Validity:
    assert citation.clause
    return Validity(
        citation.document.id,
        citation.clause.number,
        date(2023, 1, 30),
        date(2025, 12, 31),
        ValidityState.EXPIRED,
        date(2026, 11, 23),
        citation.span,
    )


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<script>alert(1)</script>", "a tag"),
        ('" onmouseover="alert(1)', "leaving an attribute"),
        ("' x='", "leaving a single-quoted attribute"),
        ("&lt;b&gt;", "already escaped: shown as it was typed"),
        ("1~3万元或5~8万元", "Markdown would strike it through"),
        ("**粗体** _斜_ `码`", "Markdown emphasis and code"),
        ("[连接](javascript:alert(1)) ![图](http://a/b.png)", "Markdown links and images"),
        ("# 题\n\n- 项\n1. 项", "Markdown blocks"),
        ("$x$ $$y$$ \\(z\\)", "formulas"),
        ("{{value}} ${alert(1)}", "templates"),
        ("a|b\r\nc\td", "tables, line ends, tabs"),
        ("http://example.org", "a bare address would become a link"),
    ],
)
def test_a_text_is_shown_literally(text: str, reason: str) -> None:
    made = escaped(text)
    assert html.unescape(made) == text, reason
    assert not set(made) & set("<>\"'*_`~[](){}$|\n\r\t\\!:"), reason


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_text_comes_back_from_its_html(text: str) -> None:
    reader = Reader(f"<p>{escaped(text)}</p>")
    assert reader.tags == {"p"}
    assert html.unescape(escaped(text)) == text


def test_a_lone_surrogate_is_a_question_mark() -> None:
    assert escaped("a\ud800b") == "a?b"


def test_a_hostile_question_adds_no_tag_and_no_attribute() -> None:
    plain = Reader(talk_html([Exchange("问", answer())], words(None)))
    hostile = Reader(talk_html([Exchange(HOSTILE, answer(text=HOSTILE))], words(None)))
    assert hostile.tags == plain.tags
    assert hostile.attributes == plain.attributes
    assert hostile.within("h2")[-1] == HOSTILE
    assert "".join(hostile.within("p")) == HOSTILE


def test_a_hostile_document_adds_no_tag_and_is_quoted_as_it_is() -> None:
    text = f"一、{HOSTILE}\n\n{HOSTILE}\n<script>1~3</script>"
    document = Document("d", DocumentKind.POLICY, "<b>题</b>", text, number="*1*")
    heading, body = Span(2, 2 + len(HOSTILE)), Span(4 + len(HOSTILE), len(text))
    clause = Clause("d", 1, "一", Span(0, len(text)), heading, body, (body,))
    unit = CitedUnit("<i>局</i>", "**局**", "**局**", confirmed=False)
    made = answer_html(answer(Citation(document, clause, body, (unit,))))
    reader = Reader(made)
    assert not reader.tags & {"script", "img", "b", "i"}
    assert reader.within("blockquote") == [body.of(text)]
    assert "\n" not in made


def test_the_quote_in_the_card_is_the_source_verbatim(tax: Citation) -> None:
    reader = Reader(answer_html(answer(tax)))
    assert reader.within("blockquote") == [tax.quote]
    assert reader.within("cite") == [place(tax)]


def test_the_place_is_the_way_to_the_marked_part_of_the_whole_document(tax: Citation) -> None:
    made = answer_html(answer(tax))
    there = f"/doc/yfbf-2023-92?start={tax.span.start}&end={tax.span.end}#7"
    assert address(tax) == there
    assert f'href="{escaped(there)}"' in made
    assert Reader(made).within("a") == [place(tax)]


def test_the_address_of_a_document_with_a_strange_id_stays_one_path() -> None:
    document = Document("a/../b?c#d", DocumentKind.LAW, "题", "文。")
    assert address(Citation(document, None, Span(0, 2))) == "/doc/a%2F..%2Fb%3Fc%23d?start=0&end=2"


def test_a_preamble_is_shown_without_a_clause_number(library: Library) -> None:
    citation = cite(library, library.main, None, library.main.preamble_sentences[0])
    assert Reader(answer_html(answer(citation))).within("h3") == ["开头部分"]
    assert "#" not in address(citation)


def test_two_quotes_of_one_clause_share_its_units(library: Library) -> None:
    clause = library.clause(library.main.document.id, 14)
    cited = [cite(library, library.main, clause, s) for s in clause.sentences[:2]]
    made = answer_html(answer(*cited))
    assert made.count("<section") == made.count('class="units"') == 1
    assert Reader(made).within("blockquote") == [c.quote for c in cited]


def test_units_have_full_names_and_the_unconfirmed_one_says_so(tax: Citation) -> None:
    shown = Reader(answer_html(answer(tax))).within("li")
    for unit in tax.units:
        assert f"({unit.full_hans})" in shown
    doubtful = [u for u in tax.units if not u.confirmed]
    assert shown.count("全称待核实") == len(doubtful)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (ValidityState.EXPIRED, "已过期 2025-12-31"),
        (ValidityState.CURRENT, "期内 至2025-12-31"),
        (ValidityState.UPCOMING, "未开始 2023-01-30起"),
        (ValidityState.TARGET_AHEAD, "目标期至 2025"),
        (ValidityState.TARGET_PASSED, "目标期已过 2025"),
    ],
)
def test_validity_is_a_badge(tax: Citation, state: ValidityState, said: str) -> None:
    base = expired(tax)
    validity = Validity(
        base.document_id, base.clause, base.first, base.last, state, base.as_of, base.span
    )
    assert said in Reader(answer_html(answer(tax, validity=(validity,)))).within("span")


def test_the_warning_of_an_only_quote_is_said_once(tax: Citation, library: Library) -> None:
    validity = (expired(tax),)
    alone = Reader(answer_html(answer(tax, validity=validity)))
    assert alone.within("span").count("已过期 2025-12-31") == 1
    other = cite(library, library.main, tax.clause, library.clause("yfbf-2023-92", 7).sentences[1])
    both = Reader(answer_html(answer(tax, other, validity=validity)))
    assert both.within("span").count("已过期 2025-12-31") == 2, "it says which quote it is of"


def test_of_a_long_list_the_first_clauses_stand_open_and_the_others_are_folded(
    library: Library,
) -> None:
    clauses = library.main.clauses[:6]
    cited = [cite(library, library.main, c, c.sentences[0]) for c in clauses]
    reader = Reader(answer_html(answer(*cited)))
    folded = [t for path, t in reader.texts if "blockquote" in path and "details" in path]
    assert reader.within("blockquote") == [c.quote for c in cited]
    assert folded == [c.quote for c in cited[3:]]
    assert "另外3处引文" in reader.within("summary")


@pytest.mark.parametrize(
    ("status", "hans", "english"),
    [
        (Status.ANSWERED, "已回答", "Answered"),
        (Status.NOT_STATED, "文件未写明", "Not stated in the text"),
        (Status.NO_SUCH_CLAUSE, "没有这一条", "No such measure"),
        (Status.OUT_OF_SCOPE, "不在范围", "Out of scope"),
        (Status.NEEDS_CLARIFICATION, "请说具体", "Please be more specific"),
    ],
)
def test_the_status_is_named_in_the_answers_language(
    status: Status, hans: str, english: str
) -> None:
    assert hans in Reader(answer_html(answer(status=status))).text
    assert english in Reader(answer_html(answer(status=status, language=Language.EN))).text


@pytest.mark.parametrize("language", list(Language))
def test_the_simplified_reading_is_for_simplified_askers_only(
    tax: Citation, language: Language
) -> None:
    made = answer_html(answer(tax, language=language))
    assert ("简体读法(非原文)" in Reader(made).text) is (language is Language.HANS)
    assert f'lang="{language.value}"' in made


def test_a_question_without_an_answer_says_why_or_that_it_is_sought() -> None:
    assert "正在查阅" in Reader(talk_html([Exchange("问")], words(None))).text
    faulty = Reader(talk_html([Exchange("", fault="还没有写问题。")], words(None)))
    assert faulty.text == "还没有写问题。"


def test_an_answer_that_no_longer_holds_is_replaced_by_the_offer_to_ask_anew() -> None:
    reader = Reader(talk_html([Exchange("问", id="1", changed=True)], words(None)))
    assert reader.within("button") == ["重新提问"]
    assert "原文后来有变动" in reader.text


def test_an_earlier_answer_says_so_above_its_text() -> None:
    made = talk_html([Exchange("问", answer(), id="1", aged=True)], words(None))
    assert made.index("这是较早的答复") < made.index("适用第七条")


def test_with_a_desk_an_answer_can_be_judged_and_handed_over() -> None:
    offered = Reader(talk_html([Exchange("问", answer())], words(None), desk=True))
    assert offered.within("button") == ["有用", "没用", "转人工"]
    assert Reader(talk_html([Exchange("问", answer())], words(None))).within("button") == []


def test_what_was_left_with_the_desk_is_shown_in_its_place() -> None:
    left = Exchange("问", answer(), verdict="useful", receipt="YC-1")
    made = talk_html([left], words(None), desk=True)
    assert "judge useful chosen" in made
    assert "已转人工 回执号 YC-1" in Reader(made).text
    assert Reader(made).within("button") == ["有用", "没用"]


@pytest.mark.parametrize("language", list(Language))
def test_the_forms_say_what_is_kept_and_each_field_has_its_name(language: Language) -> None:
    w = words(language)
    made = desk_forms(w)
    reader = Reader(made, void={"input"})
    assert w.verdict_kept in reader.within("p")
    assert w.handover_kept in reader.within("p")
    assert len(reader.within("label")) == len(w.reasons) + 3
    assert "\n" not in made


def test_the_navigation_leads_to_the_other_pages_in_every_language(library: Library) -> None:
    shown = [Reader(page_nav(words(x), library.main.document)).within("a") for x in Language]
    assert shown[0] == ["问答", "政策匹配", "读原文"]
    assert shown[1] == ["問答", "政策匹配", "讀原文"]
    assert shown[2] == ["Ask", "Find measures", "Read the text"]
    assert "跳到提问框" in Reader(page_title(words(None))).within("a")


def test_traditional_words_are_traditional() -> None:
    assert words(Language.HANT).send == "提問"
    assert words(Language.HANT).answered == "已回答"
    assert words(None) == words(Language.HANS)


def test_the_intro_names_the_document_in_the_pages_script(library: Library) -> None:
    document = library.main.document
    hans = Reader(page_intro(words(Language.HANS), document, 15)).text
    hant = Reader(page_intro(words(Language.HANT), document, 15)).text
    assert "《重庆市推进跨境电商高质量发展若干措施》(渝府办发〔2023〕92号,共15条)" in hans
    assert f"《{document.title}》({document.number}" in hant


def test_plain_text_has_the_quote_with_its_place_and_units(tax: Citation) -> None:
    said = as_plain_text(answer(tax))
    assert tax.quote in said
    assert place(tax) in said
    assert tax.units[0].full in said


def test_a_quote_from_a_scan_says_so_beside_it(library: Library) -> None:
    parsed = library.main
    scan = replace(parsed.document, provenance=Provenance("a", "b", recognised="page 1: 0.990"))
    citation = Citation(scan, parsed.clauses[6], parsed.clauses[6].sentences[0])
    assert place(citation).endswith(" · 掃描識別，請核對原件")
    assert "識別" not in place(replace(citation, document=parsed.document))
    answer = Answer("1", "税", Language.HANS, Status.ANSWERED, "好", (citation,))
    assert "掃描識別，請核對原件" in html.unescape(answer_html(answer))
