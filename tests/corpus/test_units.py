import json
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import ManifestError, ReadingError
from corpus.library import Library
from corpus.model import ParsedDocument, Span
from corpus.units import (
    Alias,
    aliases,
    clauses_of_unit,
    find_unit_list,
    load_registry,
    parse_units,
)


def names(bracket: str) -> list[str]:
    return [unit.name for unit in parse_units(bracket, Span(0, len(bracket)))]


LISTS = [
    # bracket, names, reason
    ("(責任單位:市商務委)", ["市商務委"], "one unit, half-width"),
    ("（责任单位：市商务委、市财政局）", ["市商务委", "市财政局"], "full-width, Simplified"),
    ("〔責任單位:市商務委、重慶海關〕", ["市商務委", "重慶海關"], "tortoise-shell brackets"),
    (
        "【责任单位：市教委，市民政局】",
        ["市教委", "市民政局"],
        "lenticular brackets, full-width comma",
    ),
    ("［责任单位：市教委］", ["市教委"], "full-width square brackets"),
    ("(責任單位:市教委,各區縣政府)", ["市教委", "各區縣政府"], "a half-width comma"),
    ("(責任單位:市教委;重慶海關；市民政局)", ["市教委", "重慶海關", "市民政局"], "semicolons"),
    ("( 責任單位 : 市教委 、 市民政局 )", ["市教委", "市民政局"], "spaces are no part of a name"),
    (
        "〔責任單位:重慶機場集團、渝新歐(重慶)物流有限公司〕",
        ["重慶機場集團", "渝新歐(重慶)物流有限公司"],
        "a bracket within a name",
    ),
    (
        "(責任單位:甲(乙、丙)公司、市教委)",
        ["甲(乙、丙)公司", "市教委"],
        "a 、 within the bracket of a name does not cut",
    ),
    (
        "（责任单位：渝新欧（重庆）物流有限公司、市教委）",
        ["渝新欧（重庆）物流有限公司", "市教委"],
        "the same, full-width",
    ),
    (
        "(責任單位:市政府口岸和物流辦公室、市教委)",
        ["市政府口岸和物流辦公室", "市教委"],
        "和 within a name",
    ),
    (
        "(责任单位:市规划和自然资源局和市住房和城乡建设委)",
        ["市规划和自然资源局", "市住房和城乡建设委"],
        "和 between two names that have 和 within",
    ),
    ("(責任單位:市教委和市民政局和重慶海關)", ["市教委", "市民政局", "重慶海關"], "和 twice"),
    (
        "(責任單位:兩江新區、萬盛經開區管委會)",
        ["兩江新區管委會", "萬盛經開區管委會"],
        "a place shares the suffix of the body that follows",
    ),
    (
        "(責任單位:兩江新區、市商務委、萬盛經開區管委會)",
        ["兩江新區", "市商務委", "萬盛經開區管委會"],
        "but not past another body",
    ),
    (
        "(責任單位:市工商聯、萬盛經開區管委會)",
        ["市工商聯", "萬盛經開區管委會"],
        "市工商聯 is no place and shares nothing",
    ),
    ("(責任單位:市教委、、市民政局、)", ["市教委", "市民政局"], "empty places name nobody"),
    ("(責任單位:)", [], "an empty list"),
    ("(市教委、市民政局)", [], "a bracket that is no list of units"),
]


@pytest.mark.parametrize(("bracket", "expected", "reason"), LISTS)
def test_the_units_of_a_bracket_are_named_as_printed(
    bracket: str, expected: list[str], reason: str
) -> None:
    assert names(bracket) == expected, reason


def test_each_unit_has_the_place_where_it_is_printed() -> None:
    text = "。〔責任單位: 兩江新區、萬盛經開區管委會 (以下統稱管委會)〕"
    units = parse_units(text, Span(1, len(text)))
    assert [u.span.of(text) for u in units] == ["兩江新區", "萬盛經開區管委會"]


FOUND = [
    # text, list, reason
    ("甲。(責任單位:市教委)", "(責任單位:市教委)", "at the end"),
    ("甲。（责任单位：市教委）\n \u3000", "（责任单位：市教委）", "white space behind it"),
    ("甲。〔責任單位:渝新歐(重慶)公司〕", "〔責任單位:渝新歐(重慶)公司〕", "a bracket within"),
    ("甲(責任單位:乙局)丙(責任單位:丁局)", "(責任單位:丁局)", "the last one"),
    ("甲。(責任單位:市教委)。", None, "not at the end"),
    ("甲(責任單位:市教委)以及丙(渝)", None, "another bracket ends the text"),
    ("甲。(責任單位:市教委〕", None, "closed by another kind"),
    ("甲。(責任單位:市教委", None, "not closed"),
    ("甲。責任單位:市教委)", None, "not opened"),
    ("甲。(單位:市教委)", None, "not of responsible units"),
    (")", None, "nothing but a closing bracket"),
    ("", None, "no text"),
    (" \n", None, "white space only"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), FOUND)
def test_the_list_that_ends_a_clause_is_found(text: str, expected: str | None, reason: str) -> None:
    span = find_unit_list(text, Span(0, len(text)))
    assert (span.of(text) if span else None) == expected, reason


def test_a_bracket_before_the_stretch_is_not_its_list() -> None:
    text = "(責任單位:市教委)\n"
    assert find_unit_list(text, Span(len(text) - 1, len(text))) is None


def test_thousands_of_open_lists_take_no_more_than_a_moment() -> None:
    text = "(責任單位:" * 20_000 + ")"
    assert find_unit_list(text, Span(0, len(text))) == Span(len(text) - 7, len(text))


ALIASES = [
    # text, short, members, reason
    (
        "第一条 中国（浙江）自由贸易试验区（以下简称自贸试验区）适用。",
        "自贸试验区",
        ("中国（浙江）自由贸易试验区",),
        "full-width brackets, within the name too",
    ),
    (
        "第一条 根据《中华人民共和国海关法》（以下简称“海关法”），制定。",
        "海关法",
        ("中华人民共和国海关法",),
        "quotation marks around the short name and a title are no part of either",
    ),
    (
        "第一条 统一的“渝快办”平台（以下简称“渝快办”平台）。",
        "“渝快办”平台",
        (),
        "quotation marks within the short name stay; what has no full name has no member",
    ),
    (
        "第一条 甲。(责任单位:市教委、国家开发银行重庆市分行(以下简称国开行))",
        "国开行",
        ("国家开发银行重庆市分行",),
        "簡稱 stands for the one body before it, though no comma parts it from the others",
    ),
    (
        "第一条 甲。(責任單位:市教委,市民政局、重慶海關(以下統稱兩單位))",
        "兩單位",
        ("市民政局", "重慶海關"),
        "統稱 stands for all since the last comma",
    ),
    (
        "第一条 甲。（责任单位：市教委，市民政局、重庆海关（以下统称两单位））",
        "两单位",
        ("市民政局", "重庆海关"),
        "the same, full-width",
    ),
]


@pytest.mark.parametrize(("text", "short", "members", "reason"), ALIASES)
def test_a_text_defines_its_own_short_names(
    text: str,
    short: str,
    members: tuple[str, ...],
    reason: str,
    parsed: Callable[[str], ParsedDocument],
) -> None:
    law = parsed(text)
    (alias,) = aliases(law.document, law.clauses)
    assert (alias.short, alias.members) == (short, members), reason
    assert short in alias.defined.of(text)


@pytest.mark.parametrize(
    ("printed", "same"),
    [
        ("市商務委", "市商务委"),
        ("各區縣(自治縣)政府", "各区县（自治县）政府"),
        ("各綜合保稅區管委會", "各综合保税区管委会"),
        ("渝新歐(重慶)物流有限公司", "渝新欧（重庆）物流有限公司"),
    ],
)
def test_a_unit_is_known_in_either_script_and_width(
    library: Library, printed: str, same: str
) -> None:
    record = library.registry.record(printed)
    assert record is not None
    assert record.printed == printed
    assert library.registry.record(same) == record


def test_an_unknown_unit_has_no_record(library: Library) -> None:
    assert library.registry.record("市交通局") is None


def test_every_printed_unit_has_a_record(library: Library, policy: ParsedDocument) -> None:
    defined = library.aliases[policy.document.id]
    unknown = {
        name
        for clause in policy.clauses
        for unit in clause.units
        for name in library.registry.members(unit.name, defined)
        if name != "中國出口信用保險公司重慶分公司" and library.registry.record(name) is None
    }
    assert unknown == set()


def test_a_unit_without_alias_stands_for_itself(library: Library) -> None:
    assert library.registry.members("市商務委", ()) == ("市商務委",)
    nobody = Alias("市商務委", (), Span(0, 0))
    assert library.registry.members("市商務委", (nobody,)) == ("市商務委",)


BY_UNIT = [
    # unit, clauses, reason
    ("市教委", (14,), "one clause"),
    ("市交通局", (), "none"),
    ("重慶海關", (4, 5, 6, 7, 13), "several"),
    ("重庆海关", (4, 5, 6, 7, 13), "Simplified"),
    ("各區縣政府", (2, 3, 4, 5), "the alias, where it is printed"),
    ("区县政府", (2, 3, 4, 5), "the alias without 各, Simplified"),
    ("兩江新區管委會", (1, 2, 3, 4, 5), "printed in 1, within the alias in 2 to 5"),
    ("各區縣(自治縣)政府", (1, 2, 3, 4, 5), "another member"),
    ("出口信保重慶分公司", (9,), "a short name"),
    ("中國出口信用保險公司重慶分公司", (9,), "its full name, through the alias"),
    ("市商務委", (1, 2, 3, 4, 5, 8, 9, 11, 12, 13, 15), "the lead unit"),
]


@pytest.mark.parametrize(("unit", "numbers", "reason"), BY_UNIT)
def test_the_clauses_of_a_unit_are_found(
    library: Library, unit: str, numbers: tuple[int, ...], reason: str
) -> None:
    defined = library.aliases[library.main.document.id]
    found = clauses_of_unit(library.main, defined, unit, library.registry)
    assert tuple(c.number for c in found) == numbers, reason


def entry(**changes: object) -> dict[str, object]:
    return {"printed": "甲局", "full": "某甲局", "full_hans": "某甲局", "confirmed": True} | changes


def test_a_registry_is_read(tmp_path: Path) -> None:
    path = tmp_path / "units.json"
    path.write_text(json.dumps([entry(names=["甲"], note="注")]), encoding="utf-8")
    record = load_registry(path).record("甲局")
    assert record is not None
    assert (record.full, record.names, record.note) == ("某甲局", ("甲",), "注")


FAULTY = [
    # content, faults, reason
    ("{", ("not JSON at line 1: Expecting property name enclosed in double quotes",), "not JSON"),
    ("{}", ("must be one JSON list of units",), "an object"),
    (
        json.dumps([entry(), {"printed": "甲"}, 5]),
        (
            "entry 2 has no 'full'",
            "entry 2 has no 'full_hans'",
            "entry 2 has no 'confirmed'",
            "entry 3 is not an object",
        ),
        "every fault at once",
    ),
    (
        json.dumps([entry(fulll="x")]),
        (
            "entry 1 has 'fulll', which is not a field; known are printed, full, full_hans,"
            " confirmed, names, note, english",
        ),
        "a misspelt field",
    ),
]


@pytest.mark.parametrize(("content", "faults", "reason"), FAULTY)
def test_a_broken_registry_is_told_in_full(
    content: str, faults: tuple[str, ...], reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "units.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ManifestError) as caught:
        load_registry(path)
    assert caught.value.faults == faults, reason


def test_a_missing_registry_is_a_reading_error(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"units\.json does not exist"):
        load_registry(tmp_path / "units.json")
