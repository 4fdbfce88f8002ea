"""The shipped texts, pinned: what was read in them by eye, not by the parser."""

from datetime import date
from hashlib import sha256

import pytest

from corpus.library import Library, packaged_documents
from corpus.model import Clause, DocumentKind, FactKind, ParsedDocument, Span
from corpus.numerals import to_chinese

DIGESTS = {
    "yfbf-2023-92": "e1d49ad17b2643ed40d23f7d14107a13fff466073e0ce452d5cd5eb51ed16c96",
    "yfbf-2023-92-interpretation": "e204269433e370b1a080ec726621b6fe6c2969b66bec31812e446e7cad5bc4f0",
    "yfbf-2023-92-notice": "a744a8fa073c48b3f8e277abeeb26faa80fe406e1c9749e25ddb7f82f3ac6602",
}


@pytest.mark.parametrize(("document_id", "digest"), DIGESTS.items())
def test_the_texts_are_the_ones_that_were_taken_in(document_id: str, digest: str) -> None:
    text = (packaged_documents() / document_id / "text.txt").read_bytes()
    assert sha256(text).hexdigest() == digest


def test_three_documents_are_shipped(library: Library) -> None:
    kinds = {p.document.id: p.document.kind for p in library.parsed.values()}
    assert kinds == {
        "yfbf-2023-92": DocumentKind.POLICY,
        "yfbf-2023-92-interpretation": DocumentKind.INTERPRETATION,
        "yfbf-2023-92-notice": DocumentKind.NOTICE,
    }


def test_the_policy_says_who_issued_it_and_when(policy: ParsedDocument) -> None:
    document = policy.document
    assert document.title == "重慶市推進跨境電商高質量發展若干措施"
    assert document.number == "渝府辦發〔2023〕92號"
    assert document.issuer == "重慶市人民政府辦公廳"
    assert (document.issued, document.valid_to) == (date(2023, 12, 4), None)


HEADINGS = [
    "引育壯大跨境電商主體",
    "強化跨境電商品牌建設",
    "支持跨境電商產業園區建設",
    "推動跨境電商產業帶建設",
    "推動跨境電商創新發展",
    "提升跨境電商通關便利化水平",
    "最佳化跨境電商稅收政策",
    "最佳化跨境電商外匯管理服務",
    "加大跨境電商金融服務支持力度",
    "打造專業高效跨境電商物流服務網路",
    "支持跨境電商海外倉發展",
    "加強國際交流合作",
    "健全跨境電商綜合服務體系",
    "打造多層次跨境電商人才隊伍",
    "最佳化跨境電商發展環境",
]


def test_there_are_fifteen_measures_each_with_its_label_and_heading(policy: ParsedDocument) -> None:
    assert [c.number for c in policy.clauses] == list(range(1, 16))
    assert [c.label for c in policy.clauses] == [to_chinese(n) for n in range(1, 16)]
    assert [policy.heading_text(c) for c in policy.clauses] == HEADINGS


UNITS = {
    1: "市商務委 市招商投資局 市科技局 市財政局 各區縣(自治縣)政府 兩江新區管委會 西部科學城重慶高新區管委會 萬盛經開區管委會",
    2: "市商務委 市知識產權局 市財政局 各區縣政府",
    3: "市商務委 市財政局 各區縣政府",
    4: "市商務委 市經濟信息委 市農業農村委 重慶海關 各區縣政府",
    5: "市商務委 市農業農村委 市市場監管局 市藥監局 重慶海關 各區縣政府",
    6: "重慶海關 各綜合保稅區管委會",
    7: "重慶市稅務局 重慶海關",
    8: "人行重慶市分行 市商務委 市財政局",
    9: "市發展改革委 市國資委 市商務委 國家金融監督管理總局重慶監管局 人行重慶市分行 市金融監管局 出口信保重慶分公司",
    10: "市政府口岸物流辦 市郵政管理局 重慶機場集團 陸海新通道運營有限公司 渝新歐(重慶)物流有限公司",
    11: "市商務委 市政府口岸物流辦 市郵政管理局",
    12: "市商務委 市中新項目管理局 市市場監管局",
    13: "市商務委 市政府口岸物流辦 重慶海關 重慶市稅務局",
    14: "市人力社保局 市教委",
    15: "市商務委 市民政局",
}


def clause(policy: ParsedDocument, number: int) -> Clause:
    found = policy.clause(number)
    assert found is not None
    return found


@pytest.mark.parametrize(("number", "units"), UNITS.items())
def test_each_measure_names_its_units(policy: ParsedDocument, number: int, units: str) -> None:
    assert [u.name for u in clause(policy, number).units] == units.split()


def test_units_stand_where_they_are_printed(policy: ParsedDocument) -> None:
    text = policy.document.text
    printed = [u.span.of(text) for u in clause(policy, 1).units]
    assert printed[4:] == [
        "各區縣(自治縣)政府",
        "兩江新區",
        "西部科學城重慶高新區",
        "萬盛經開區管委會",
    ]
    assert [u.span.of(text) for u in clause(policy, 10).units] == UNITS[10].split()


def test_measures_1_and_10_have_tortoise_shell_brackets_the_others_round_ones(
    policy: ParsedDocument,
) -> None:
    lists = {c.number: c.unit_list.of(policy.document.text) for c in policy.clauses if c.unit_list}
    assert {n for n, t in lists.items() if t[0] + t[-1] == "〔〕"} == {1, 10}
    assert {n for n, t in lists.items() if t[0] + t[-1] == "()"} == set(range(1, 16)) - {1, 10}


# The full stops of each measure, counted in the source.
SENTENCES = [8, 4, 4, 5, 3, 6, 3, 6, 6, 6, 5, 3, 3, 4, 4]


def test_there_are_seventy_sentences(policy: ParsedDocument) -> None:
    counts = [len(c.sentences) for c in policy.clauses]
    assert counts == SENTENCES
    assert sum(counts) == 70


def test_every_sentence_ends_with_its_full_stop(policy: ParsedDocument) -> None:
    text = policy.document.text
    spans = [*policy.preamble_sentences, *(s for c in policy.clauses for s in c.sentences)]
    assert {s.of(text)[-1] for s in spans} == {"。"}
    assert all(s.of(text).count("。") == 1 for s in spans)


def test_first_and_last_sentence_are_those_of_the_text(policy: ParsedDocument) -> None:
    text = policy.document.text
    (preamble,) = policy.preamble_sentences
    assert preamble.of(text).startswith("為深入貫徹黨的二十大精神,")
    assert preamble.of(text).endswith("制定以下政策措施。")
    last = clause(policy, 15).sentences[-1].of(text)
    assert last == (
        "統籌利用主流媒體和新媒體渠道開展多層次宣傳引導,營造支持跨境電商發展的濃厚氛圍。"
    )


@pytest.mark.parametrize(
    ("document_id", "count", "first", "last"),
    [
        (
            "yfbf-2023-92-notice",
            6,
            "重慶市人民政府辦公廳關於印發《重慶市推進跨境電商高質量發展若干措施》的通知",
            "2023年12月4日",
        ),
        (
            "yfbf-2023-92-interpretation",
            9,
            "《措施》其中提出,引育壯大跨境電商主體。",
            "到2027年,爭取全市跨境電商年交易規模在2000萬元以上的企業達到100家、在1億元以上的企業達到20家、"
            "在10億元以上的企業達到5家,跨境電商經營主體達到2700家。",
        ),
    ],
)
def test_notice_and_interpretation_are_all_preamble(
    library: Library, document_id: str, count: int, first: str, last: str
) -> None:
    parsed = library.parsed[document_id]
    lines = [s.of(parsed.document.text) for s in parsed.preamble_sentences]
    assert (parsed.clauses, parsed.headings) == ((), ())
    assert (len(lines), lines[0], lines[-1]) == (count, first, last)


def test_the_notice_belongs_to_the_policy(library: Library) -> None:
    assert library.notice is not None
    assert library.notice.document.parent == library.main.document.id == "yfbf-2023-92"


def test_the_policy_defines_two_short_names(library: Library) -> None:
    first, second = library.aliases["yfbf-2023-92"]
    text = library.main.document.text
    assert (first.short, first.defined.of(text)) == ("區縣政府", "(以下統稱區縣政府)")
    assert first.members == (
        "各區縣(自治縣)政府",
        "兩江新區管委會",
        "西部科學城重慶高新區管委會",
        "萬盛經開區管委會",
    )
    assert second.short == "出口信保重慶分公司"
    assert second.defined.of(text) == "(以下簡稱出口信保重慶分公司)"
    assert second.members == ("中國出口信用保險公司重慶分公司",)


def test_a_short_name_is_defined_before_it_is_used(library: Library) -> None:
    first, second = library.aliases["yfbf-2023-92"]
    users = {
        short: [c for c in library.main.clauses if short in {u.name for u in c.units}]
        for short in ("各區縣政府", "出口信保重慶分公司")
    }
    assert [c.number for c in users["各區縣政府"]] == [2, 3, 4, 5]
    assert [c.number for c in users["出口信保重慶分公司"]] == [9]
    assert all(first.defined.end <= c.span.start for c in users["各區縣政府"])
    assert clause(library.main, 9).body.contains(second.defined)


def test_the_other_texts_define_none(library: Library) -> None:
    others = {k: v for k, v in library.aliases.items() if k != "yfbf-2023-92"}
    assert others == {"yfbf-2023-92-interpretation": (), "yfbf-2023-92-notice": ()}


AMOUNT, COUNT, TARGET = FactKind.AMOUNT, FactKind.COUNT, FactKind.TARGET
FACTS = {
    # clause: (kind, words around it that occur once, as printed, value, comparison)
    1: [
        (AMOUNT, "交易總額超過30億元的", "超過30億元", 3_000_000_000, "超過"),
        (AMOUNT, "進口總額在10億元以上的", "10億元以上", 1_000_000_000, "以上"),
        (AMOUNT, "出口總額在10億元以上的", "10億元以上", 1_000_000_000, "以上"),
        (TARGET, "到2027年,爭取全市跨境電商年交易規模", "到2027年", 2027, ""),
        (AMOUNT, "年交易規模在2000萬元以上的企業", "2000萬元以上", 20_000_000, "以上"),
        (COUNT, "企業達到100家、", "達到100家", 100, ""),
        (AMOUNT, "在1億元以上的企業", "1億元以上", 100_000_000, "以上"),
        (COUNT, "企業達到20家、", "達到20家", 20, ""),
        (AMOUNT, "在10億元以上的企業達到5家", "10億元以上", 1_000_000_000, "以上"),
        (COUNT, "企業達到5家,", "達到5家", 5, ""),
        (COUNT, "經營主體達到2700家。", "達到2700家", 2700, ""),
    ],
    3: [
        (TARGET, "到2027年,全市爭取建成", "到2027年", 2027, ""),
        (COUNT, "爭取建成12個具有", "建成12個", 12, ""),
        (COUNT, "累計入駐企業數超過500家。", "超過500家", 500, "超過"),
    ],
    4: [
        (TARGET, "到2027年,爭取全市年進出口總額", "到2027年", 2027, ""),
        (AMOUNT, "進出口總額超過5億元的", "超過5億元", 500_000_000, "超過"),
        (COUNT, "產業帶達3個以上。", "達3個以上", 3, "以上"),
    ],
}


def place(text: str, around: str, printed: str) -> Span:
    assert text.count(around) == 1, around
    start = text.index(around) + around.index(printed)
    return Span(start, start + len(printed))


@pytest.mark.parametrize("number", FACTS)
def test_a_measure_states_its_figures(policy: ParsedDocument, number: int) -> None:
    text = policy.document.text
    expected = [
        (kind, place(text, around, printed), value, comparison)
        for kind, around, printed, value, comparison in FACTS[number]
    ]
    facts = clause(policy, number).facts
    assert [(f.kind, f.span, f.value, f.comparison) for f in facts] == expected
    assert {(f.first, f.last) for f in facts} == {(None, None)}


def test_measure_7_states_one_window_with_both_its_days(policy: ParsedDocument) -> None:
    (fact,) = clause(policy, 7).facts
    printed = "2023年1月30日至2025年12月31日"
    assert fact.kind is FactKind.WINDOW
    assert fact.span == place(policy.document.text, f"對{printed}期間", printed)
    assert (fact.first, fact.last) == (date(2023, 1, 30), date(2025, 12, 31))
    assert (fact.value, fact.comparison) == (None, "")


def test_the_other_measures_state_no_figure(policy: ParsedDocument) -> None:
    assert {c.number for c in policy.clauses if c.facts} == {1, 3, 4, 7}
