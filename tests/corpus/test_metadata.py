from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.metadata import Metadata, Stated, read_metadata

LAW = """某市贸易促进条例
（2019年3月1日某市第五届人民代表大会常务委员会第三次会议通过　2019年3月20日公布　根据2021年5月6日某市第五届人民代表大会常务委员会第二十次会议《关于修改〈某市贸易促进条例〉的决定》第一次修正　根据2023年7月8日某市第六届人民代表大会常务委员会第二次会议第二次修正　2023年7月20日公布）
目　录
第一章　总则
第一章　总则
第一条　为了促进贸易，制定本条例。
第二条　许可证的有效期至2030年1月1日，另一规定自2020年1月1日起施行的除外。
第三条　本条例自2019年5月1日起施行。
"""

NOTICE = """某市人民政府辦公廳文件
某府辦發〔2023〕15號
某市人民政府辦公廳
關於印發某市貿易措施的
通知
各區縣人民政府，有關單位：
現將《某市貿易措施》（某府發〔2020〕3號）印發給你們。
某市人民政府辦公廳
2023年3月5日
一、總體要求
加快發展。
二、附則
本措施自2023年4月1日起施行，有效期至2025年12月31日。
"""

PAGE = """索引号 | 1234 | 发文字号 | 某府发〔2022〕3号
发文机关 | 某市人民政府 | 成文日期 | 2022年1月2日
标题 | 某市人民政府关于支持外贸的意见 | 发布日期 | 2022年1月9日
各区人民政府：
第一条 甲。
"""


def values(text: str) -> dict[str, object]:
    found = read_metadata(text)
    stated = {f.name: getattr(found, f.name) for f in fields(Metadata)}
    return {name: s.value for name, s in stated.items() if s}


def test_a_law_tells_its_adoption_first_publication_and_latest_amendment() -> None:
    assert values(LAW) == {
        "title": "某市贸易促进条例",
        "issuer": "某市第五届人民代表大会常务委员会",
        "adopted": date(2019, 3, 1),
        "issued": date(2019, 3, 20),
        "amended": date(2023, 7, 8),
        "effective_from": date(2019, 5, 1),
    }


def test_a_notice_tells_its_number_signature_and_validity() -> None:
    assert values(NOTICE) == {
        "title": "某市人民政府辦公廳關於印發某市貿易措施的通知",
        "number": "某府辦發〔2023〕15號",
        "issuer": "某市人民政府辦公廳",
        "issued": date(2023, 3, 5),
        "effective_from": date(2023, 4, 1),
        "effective_to": date(2025, 12, 31),
    }


def test_a_page_tells_by_its_labels() -> None:
    assert values(PAGE) == {
        "title": "某市人民政府关于支持外贸的意见",
        "number": "某府发〔2022〕3号",
        "issuer": "某市人民政府",
        "issued": date(2022, 1, 2),
    }


@pytest.mark.parametrize("text", [LAW, NOTICE, PAGE])
def test_each_value_knows_where_it_stands(text: str) -> None:
    found = read_metadata(text)
    for name in ("title", "number", "issuer"):
        if stated := getattr(found, name):
            assert stated.span.of(text).replace("\n", "") == stated.value
    for name in ("adopted", "issued", "amended", "effective_from", "effective_to"):
        if stated := getattr(found, name):
            day = stated.value
            assert stated.span.of(text) == f"{day.year}年{day.month}月{day.day}日"


ISSUED = [
    # lines of the head, first publication, adoption, amendment, reason
    ("2020年1月2日 某市人民政府令第8号公布", date(2020, 1, 2), None, None, "an order"),
    ("2020年1月2日 某会议通过", None, date(2020, 1, 2), None, "a vote is no publication"),
    ("2020年1月2日 某会议修订通过", None, None, date(2020, 1, 2), "a vote on an amendment"),
    (
        "2020年1月2日 某会议修订通过\n2020年1月5日 某令公布",
        None,
        None,
        date(2020, 1, 2),
        "the publication of an amended text is not the first",
    ),
    (
        "2001年1月2日 某令发布\n2010年1月2日 某决定修订\n2020年1月2日 某决定第二次修订",
        date(2001, 1, 2),
        None,
        date(2020, 1, 2),
        "the latest of two amendments",
    ),
    ("二〇二〇年一月二日 某令公布", date(2020, 1, 2), None, None, "in numerals"),
    ("２０２０年１月２日 某令公布", date(2020, 1, 2), None, None, "in full width"),
    ("2020年13月2日 某令公布", None, None, None, "no such month"),
    ("2020年1月2日 《关于公布目录的决定》通过", None, date(2020, 1, 2), None, "a word of a name"),
    ("某市商务局\n2020年1月2日", date(2020, 1, 2), None, None, "a signature"),
    ("2020年1月2日", None, None, None, "a date of which nothing is said"),
]


@pytest.mark.parametrize(("head", "issued", "adopted", "amended", "reason"), ISSUED)
def test_an_amendment_is_not_taken_for_the_publication(
    head: str, issued: date | None, adopted: date | None, amended: date | None, reason: str
) -> None:
    found = values(f"某办法\n{head}\n第一条 2019年1月1日公布的办法同时废止。\n")
    told = (found.get("issued"), found.get("adopted"), found.get("amended"))
    assert told == (issued, adopted, amended), reason


NUMBERS = [
    ("某府发〔2020〕1号", "某府发〔2020〕1号", "on a line of its own"),
    ("（某府发[2020]1号）", "某府发[2020]1号", "in brackets"),
    ("某市人民政府令第8号", "某市人民政府令第8号", "an order"),
    ("某市商务局公告2020年第12号", "某市商务局公告2020年第12号", "an announcement of a year"),
    ("2020年1月1日 某市人民政府令第8号公布", "某市人民政府令第8号", "told with the publication"),
    ("根据《某意见》（某发〔2019〕5号）制定。", None, "the number of another document"),
    ("2020年1月1日 根据某令第9号修订", None, "the number of what amended it"),
]


@pytest.mark.parametrize(("line", "number", "reason"), NUMBERS)
def test_the_number_is_the_documents_own(line: str, number: str | None, reason: str) -> None:
    assert values(f"某办法\n{line}\n第一条 甲。\n").get("number") == number, reason


ISSUERS = [
    ("某市人民政府令第8号", "某市人民政府", "whose order it is"),
    ("某市商务局\n2020年1月2日", "某市商务局", "the signature"),
    ("2020年1月1日 第五届某会议通过", None, "no body"),
    ("2020年1月1日 国务院第20次常务会议通过", "国务院", "who adopted it"),
    ("发布机关：某市商务局", "某市商务局", "named so"),
]


@pytest.mark.parametrize(("line", "issuer", "reason"), ISSUERS)
def test_the_issuer_is_named_in_the_text(line: str, issuer: str | None, reason: str) -> None:
    assert values(f"某办法\n{line}\n第一条 甲。\n").get("issuer") == issuer, reason


TITLES = [
    ("某条例\n第一条 甲。", "某条例", "the first line"),
    (
        "某局文件\n某发〔2020〕1号\n某办法（试行）\n第一条 甲。",
        "某办法（试行）",
        "below the number",
    ),
    (
        "某局\n关于印发《某市贸易促进\n办法》的通知\n第一条 甲。",
        "某局关于印发《某市贸易促进办法》的通知",
        "cut",
    ),
    (
        "某局关于推进贸易\n发展的意见\n第一条 甲。",
        "某局关于推进贸易发展的意见",
        "cut within a word",
    ),
    ("首页 > 政策\n某办法\n第一条 甲。", "某办法", "below the path of a page"),
    ("贸易白皮书\n正文。", "贸易白皮书", "a short first line of another kind"),
    ("目　录\n第一章 总则\n第一条 甲。", None, "the contents"),
    ("为了促进贸易，现就有关事项说明。\n第一条 甲。", None, "a sentence"),
    ("第一条 甲。", None, "nothing above the first article"),
    ("", None, "no text"),
]


@pytest.mark.parametrize(("text", "title", "reason"), TITLES)
def test_the_title_is_found_among_the_first_lines(
    text: str, title: str | None, reason: str
) -> None:
    assert values(text).get("title") == title, reason


FORCE = [
    ("本办法自2022年1月1日起施行。", date(2022, 1, 1), "of itself"),
    ("本辦法自2022年1月1日起實施。", date(2022, 1, 1), "in Traditional characters"),
    ("本办法共三条，自2022年1月1日起正式施行。", date(2022, 1, 1), "in the second half"),
    ("自2022年1月1日起执行。", date(2022, 1, 1), "without a subject"),
    ("本办法自公布之日起施行。", None, "a day that is not stated"),
    ("《某令》自2020年1月1日起施行。", None, "another document"),
    ("本决定自2020年1月1日起施行。本办法自2022年1月1日起施行。", date(2022, 1, 1), "its own kind"),
    ("本令自2020年1月1日起施行。本表自2022年1月1日起施行。", None, "two days, and no telling"),
    ("本办法自2022年2月30日起施行。", None, "no such day"),
]


@pytest.mark.parametrize(("sentence", "day", "reason"), FORCE)
def test_the_day_of_force_is_read_where_it_is_stated(
    sentence: str, day: date | None, reason: str
) -> None:
    assert values(f"某办法\n第一条 {sentence}\n").get("effective_from") == day, reason


VALID = [
    ("本办法自2022年1月1日起施行，有效期至2026年12月31日。", date(2026, 12, 31), "after the force"),
    ("本办法有效期自2022年1月1日至2026年12月31日。", date(2026, 12, 31), "from and to"),
    ("本办法有效期截至2026年12月31日。", date(2026, 12, 31), "of itself"),
    ("有效期至：2026年12月31日", date(2026, 12, 31), "a line of its own"),
    ("本办法自2022年1月1日起施行，有效期5年。", None, "years are not counted"),
    ("申请人的证书有效期至2026年12月31日的，可以申请。", None, "something else's"),
]


@pytest.mark.parametrize(("sentence", "day", "reason"), VALID)
def test_the_last_day_is_read_where_it_is_stated(
    sentence: str, day: date | None, reason: str
) -> None:
    assert values(f"某办法\n第一条 甲。\n{sentence}\n").get("effective_to") == day, reason


PIECES = [
    "某条例",
    "2020年1月2日",
    "二〇二〇年一月二日",
    "某局",
    "公布",
    "修订",
    "通过",
    "令第8号",
    "\n",
    "自",
]
PIECES += [
    "起施行",
    "有效期至",
    "第一条 ",
    "（",
    "）",
    "》",
    "关于",
    "的通知",
    "：",
    " | ",
    "發",
    "\ud800",
    "𠮷",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text())
def test_any_text_has_metadata_and_every_value_is_in_it(text: str) -> None:
    found = read_metadata(text)
    for field in fields(Metadata):
        stated: Stated[object] | None = getattr(found, field.name)
        if stated:
            assert stated.span is not None
            assert stated.span.of(text).strip()
