"""What a text says that it does to others. All texts are invented."""

from datetime import date

import pytest

from corpus.model import Relation, RelationKind, Span
from corpus.relations import read_relations

REPEALS, AMENDS, CONTINUES = RelationKind.REPEALS, RelationKind.AMENDS, RelationKind.CONTINUES

TOLD = [
    # sentence, kind, what is meant, reason
    (
        "本法自2020年1月1日起施行。《甲条例》同时废止。",
        REPEALS,
        ["甲条例"],
        "after the day of force",
    ),
    ("本辦法自2020年1月1日起施行,《甲條例》同時廢止。", REPEALS, ["甲條例"], "in Traditional"),
    (
        "《甲条例》、《乙办法》和《丙规定》予以废止。",
        REPEALS,
        ["甲条例", "乙办法", "丙规定"],
        "a list",
    ),
    ("《甲条例》（云府发〔2019〕3号）停止执行。", REPEALS, ["甲条例"], "with its number"),
    ("《甲条例》自本办法施行之日起废止。", REPEALS, ["甲条例"], "from the first day of this"),
    ("云府发〔2019〕3号文件同时废止。", REPEALS, ["云府发〔2019〕3号"], "by number alone"),
    ("决定废止《甲条例》。", REPEALS, ["甲条例"], "the verb first"),
    (
        "决定废止下列文件：\n一、《甲条例》\n二、《乙办法》\n",
        REPEALS,
        ["甲条例", "乙办法"],
        "a list below",
    ),
    (
        "1993年2月1日某署批准、1993年4月1日某署发布的《甲细则》同时废止。",
        REPEALS,
        ["甲细则"],
        "with the day of its issue",
    ),
    ("《关于修改〈甲〉的决定》同时废止。", REPEALS, ["关于修改〈甲〉的决定"], "brackets in a name"),
    (
        "《关于印发《甲办法》的通知》同时废止。",
        REPEALS,
        ["关于印发《甲办法》的通知"],
        "a name in a name",
    ),
    ("对《甲条例》作如下修改：", AMENDS, ["甲条例"], "an amendment"),
    ("决定修改《甲条例》。", AMENDS, ["甲条例"], "the verb first"),
    ("将《甲条例》第三条修改为：“无。”", AMENDS, ["甲条例"], "an article of it"),
    ("继续执行《甲办法》。", CONTINUES, ["甲办法"], "the verb first"),
    ("《甲办法》规定的免费停车政策，继续执行。", CONTINUES, ["甲办法"], "what it provides"),
    ("《甲办法》的有效期延长至2028年12月31日。", CONTINUES, ["甲办法"], "its term is made longer"),
]


def names(relations: tuple[Relation, ...]) -> list[str | None]:
    return [r.title or r.number for r in relations]


@pytest.mark.parametrize(("text", "kind", "meant", "reason"), TOLD, ids=[t[-1] for t in TOLD])
def test_what_is_done_to_another_text_is_read(
    text: str, kind: RelationKind, meant: list[str], reason: str
) -> None:
    found = read_relations(text)
    assert names(found) == meant
    assert {r.kind for r in found} == {kind}
    for relation in found:
        assert relation.span is not None
        assert (relation.title or relation.number or "") in relation.span.of(text)


UNTOLD = [
    ("《甲条例》第五条同时废止。", "an article alone"),
    ("《甲条例》废止前已经受理的，继续办理。", "what was before"),
    ("需要修改或者废止的，应当公布。", "in general"),
    ("废止《甲条例》的，应当公布。", "what would have to be done"),
    ("根据《关于废止和修改部分法规的决定》，制定本办法。", "a word within a name"),
    ("根据《甲条例》，制定本办法。", "a ground"),
    ("证书失效。", "no text is named"),
    ("《甲条例", "a name that is never closed"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "reason"), UNTOLD, ids=[u[-1] for u in UNTOLD])
def test_what_only_sounds_so_is_no_relation(text: str, reason: str) -> None:
    assert read_relations(text) == ()


def test_what_stands_between_two_repeals_is_not_repealed() -> None:
    found = read_relations("《甲条例》予以废止，《乙条例》继续有效。")
    assert [(r.kind, r.title) for r in found] == [(REPEALS, "甲条例"), (CONTINUES, "乙条例")]


def test_the_days_that_are_printed_with_it_are_read() -> None:
    (repeal,) = read_relations("1995年7月5日某署发布的《甲条例》自2024年2月1日起废止。")
    assert (repeal.dated, repeal.first) == (date(1995, 7, 5), date(2024, 2, 1))
    (longer,) = read_relations("《甲办法》（云府发〔2019〕5号）的有效期延长至2028年12月31日。")
    assert (longer.number, longer.last) == ("云府发〔2019〕5号", date(2028, 12, 31))


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云岭县人大关于修改《甲条例》的决定", AMENDS),
        ("云岭县政府关于废止《甲条例》的决定", REPEALS),
        ("云岭县政府关于延续执行《甲条例》的通知", CONTINUES),
    ],
)
def test_a_title_tells_what_a_decision_does(title: str, kind: RelationKind) -> None:
    (found,) = read_relations(f"{title}\n一、无。\n", Span(0, len(title)))
    assert (found.kind, found.title) == (kind, "甲条例")


def test_a_title_and_a_text_that_say_the_same_are_one_relation_with_the_days_of_the_text() -> None:
    title = "云岭县政府关于延续执行《甲办法》的通知"
    text = f"{title}\n《甲办法》的有效期延长至2028年12月31日。\n"
    (found,) = read_relations(text, Span(0, len(title)))
    assert found.last == date(2028, 12, 31)
    assert found.span is not None and found.span.start > len(title)


def test_the_head_of_a_law_names_the_decisions_whose_changes_it_has() -> None:
    text = (
        "甲条例\n2020年3月1日 某会议通过\n"
        "2022年5月6日 某会议《关于修改〈甲条例〉的决定》第一次修正\n第一条 无。\n"
    )
    (found,) = read_relations(text)
    assert found.kind is RelationKind.INCORPORATES
    assert (found.title, found.first) == ("关于修改〈甲条例〉的决定", date(2022, 5, 6))
