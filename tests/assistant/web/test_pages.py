"""The pages as HTML: linkable, escaped, with headers that let nothing foreign run; and the same matching as data and in Word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from itertools import pairwise

import docx
import lxml.html
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response

from assistant.api import create_api
from assistant.bootstrap import Assistant
from assistant.web.assets import assets_router
from assistant.web.documents import documents_router
from assistant.web.matching import matching_router
from corpus.collection import add
from corpus.library import Library, load_library

TODAY = date(2026, 11, 23)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{1111*9}}${1111*9}"
POLICY = "/doc/yfbf-2023-92"
SELLER = "kind=seller&does=export&place=outside&exports=8亿&plan=returns&go=1"


@dataclass
class Held:
    """Texts on a fixed day."""

    library: Library

    def today(self) -> date:
        return TODAY


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("own")
    articles = "".join(f"第{n}条 樱桃之{n}：<b>不是标记</b>。\n" for n in "一二三四五六七八九")
    (folder / "law.txt").write_text(
        f"中华人民共和国樱桃法\n第一章 总则\n{articles}", encoding="utf-8"
    )
    add(folder / "law.txt", folder / "documents")
    return load_library(None, folder / "documents")


@pytest.fixture(scope="module")
def client(held: Library) -> Iterator[TestClient]:
    app, texts = FastAPI(), Held(held)
    for router in (assets_router(), documents_router(texts), matching_router(texts)):
        app.include_router(router)
    with TestClient(app) as client:
        yield client


@pytest.fixture(scope="module")
def api(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_api(assistant), raise_server_exceptions=False) as client:
        yield client


def tree(response: Response) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(response.text)


def select(page: lxml.html.HtmlElement, selector: str) -> list[lxml.html.HtmlElement]:
    """The elements that a plain selector of CSS names: tags, .classes, #ids, [attributes], descendants and children."""
    ways = []
    for one in selector.split(","):
        way = ""
        for part in one.replace(" > ", " >").split():
            tag, named = re.fullmatch(r">?([a-z0-9]*)(.*)", part).groups()
            way += f"{'/' if part[0] == '>' else '//'}{tag or '*'}" + "".join(
                map(_test, _NAMED.findall(named))
            )
        ways.append(way)
    return page.xpath(" | ".join(ways))


_NAMED = re.compile(r"[.#][\w-]+|\[[^\]]+\]")


def _test(named: str) -> str:
    if named[0] == ".":
        return f"[contains(concat(' ', @class, ' '), ' {named[1:]} ')]"
    if named[0] == "#":
        return f"[@id='{named[1:]}']"
    name, _, value = named[1:-1].partition("=")
    wanted = value.strip("'")
    return f"[@{name}='{wanted}']" if value else f"[@{name}]"


def texts(response: Response, selector: str) -> list[str]:
    return [e.text_content().strip() for e in select(tree(response), selector)]


# ---- every page -------------------------------------------------------------------------------------------------

PAGES = [
    "/doc",
    POLICY,
    f"{POLICY}?q=海外仓&start=3&end=9",
    "/match",
    f"/match?{SELLER}",
    "/doc/nowhere",
]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["", "zh-Hant", "en"])
def test_a_page_loads_and_runs_nothing_but_our_files(
    client: TestClient, path: str, language: str
) -> None:
    found = client.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    policy = found.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    page = tree(found)
    assert not page.xpath("//style | //script[not(@src)] | //*[@style] | //iframe")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    for address in page.xpath("//link/@href | //script/@src | //img/@src"):
        assert client.get(address).status_code == 200
    assert page.get("lang") == (language or "zh-Hans")


@pytest.mark.parametrize("path", PAGES)
def test_every_link_to_our_own_pages_leads_somewhere(client: TestClient, path: str) -> None:
    page = tree(client.get(path))
    ids = set(page.xpath("//@id"))
    for address in set(page.xpath("//a/@href")):
        place, _, mark = address.partition("#")
        if not place:
            assert mark in ids, address
        elif place.split("?")[0] not in ("/", "/doc/nowhere"):
            assert client.get(place).status_code == 200, address


@pytest.mark.parametrize("path", PAGES)
def test_ids_are_unique_and_headings_descend_one_by_one(client: TestClient, path: str) -> None:
    page = tree(client.get(path))
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    levels = [int(h.tag[1]) for h in select(page, "h1, h2, h3, h4")]
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


@pytest.mark.parametrize(
    "address", ["/doc/{}", POLICY + "?q={}", POLICY + "?start={}&end={}", POLICY + "?view={}&hit={}", "/match?kind={}&exports={}", "/match?lang={}"]
)  # fmt: skip
def test_hostile_words_are_shown_as_words(client: TestClient, address: str) -> None:
    found = client.get(address.replace("{}", HOSTILE.replace("&", "%26").replace("#", "%23")))
    page = tree(found)
    assert not page.xpath("//img | //script[not(@src)] | //@onerror")
    assert "9999" not in "".join(page.xpath("//main//text()")), "nothing is reckoned"


@pytest.mark.parametrize("path", ["/doc", POLICY, "/match", f"/match.docx?{SELLER}"])
def test_a_page_can_be_asked_for_without_its_body(client: TestClient, path: str) -> None:
    found = client.head(path)
    assert (found.status_code, found.content) == (200, b"")


def test_an_asset_that_is_not_there_is_told(client: TestClient) -> None:
    assert client.get("/web/passwd").status_code == 404


# ---- documents --------------------------------------------------------------------------------------------------


def test_the_text_is_shown_as_it_is(client: TestClient, held: Library) -> None:
    shown = "".join(texts(client.get(f"{POLICY}?view=source"), ".preamble, .label, .source p, .printed"))  # fmt: skip
    for clause in held.main.clauses:
        for sentence in clause.sentences:
            assert sentence.of(held.main.document.text) in shown


def test_a_clause_can_be_linked_to_by_its_number(client: TestClient) -> None:
    page = tree(client.get(POLICY))
    assert [s.get("id") for s in select(page, "section.clause")] == [str(n) for n in range(1, 16)]


def test_a_mark_is_exactly_the_span(client: TestClient, held: Library) -> None:
    span = held.main.clauses[6].sentences[0]
    found = client.get(f"{POLICY}?start={span.start}&end={span.end}")
    assert texts(found, "#marked") == [span.of(held.main.document.text)]
    assert not texts(found, "[role=note]")


@pytest.mark.parametrize("place", ["start=5&end=2", "start=1&end=999999", "start=x&end=y", "end=3"])
def test_a_place_that_is_not_in_the_text_is_passed_over_with_a_note(
    client: TestClient, place: str
) -> None:
    found = client.get(f"{POLICY}?{place}")
    assert found.status_code == 200
    assert not texts(found, "mark")
    assert texts(found, "[role=note]") == ["地址里的起止位置不在文中，没有标出。"]


def test_a_search_counts_marks_and_goes_on(client: TestClient) -> None:
    found = client.get(f"{POLICY}?q=海外仓&hit=10")
    assert texts(found, "mark.hit") == ["海外倉"] * 10
    assert texts(found, "mark.now") == ["海外倉"]
    page = tree(found)
    assert select(page, "a[rel=next]")[0].get("href").endswith("hit=1#h1"), "round to the first"
    assert select(page, "a[rel=prev]")[0].get("href").endswith("hit=9#h9")


def test_what_is_not_in_the_text_is_told(client: TestClient) -> None:
    assert texts(client.get(f"{POLICY}?q=樱桃"), ".found") == ["文中没有「樱桃」"]


def test_the_reading_is_marked_as_no_source_and_can_be_left_out(client: TestClient) -> None:
    assert set(texts(client.get(POLICY), ".reading .tag")) == {"简体读法·非原文"}
    assert not texts(client.get(f"{POLICY}?view=source"), ".reading")
    english = texts(client.get(f"{POLICY}?lang=en"), ".reading .tag")
    assert set(english) == {"Unofficial English rendering, not the source"}


def test_units_have_full_names_and_doubts(client: TestClient) -> None:
    found = texts(client.get(POLICY), "[id='7'] .units li")
    assert [" ".join(f.split()) for f in found] == [
        "国家税务总局重庆市税务局 全称待核实", "中华人民共和国重庆海关",
    ]  # fmt: skip


def test_cards_are_marked_as_summaries(client: TestClient) -> None:
    assert "摘要·非原文" in texts(client.get(POLICY), "[id='7'] .notices summary")[0]
    names = texts(client.get(POLICY), "[id='7'] .notices .name")
    assert any("2026年第16号" in " ".join(n.split()) and "有效" in n for n in names)


def test_an_own_law_has_chapters_articles_and_no_reading(client: TestClient, held: Library) -> None:
    found = client.get(f"/doc/{held.own[0]}")
    assert texts(found, "h2.chapter") == ["第一章 总则"]
    assert len(texts(found, "section.clause")) == 9
    assert texts(found, "[id='2'] .source p") == ["樱桃之二：<b>不是标记</b>。"]
    assert not texts(found, ".reading")


def test_an_unknown_document_gets_the_list(client: TestClient) -> None:
    found = client.get("/doc/nowhere")
    assert found.status_code == 404
    assert "「nowhere」" in texts(found, ".intro")[0]
    assert len(texts(found, ".documents li")) == 4


# ---- the matching -----------------------------------------------------------------------------------------------


def test_an_empty_form_is_no_result(client: TestClient) -> None:
    found = client.get("/match")
    assert texts(found, "form.firm") and not texts(found, ".result")


def test_a_result_has_each_measure_once_in_its_class(client: TestClient) -> None:
    found = client.get(f"/match?{SELLER}")
    assert len(texts(found, ".measure > h3, .measure > summary h3")) == 15
    assert sum(int(n) for n in texts(found, ".counts b")) == 15
    assert texts(found, "#city_work .measure h3")[0].startswith("第十五条")
    reasons = texts(found, "#not_met summary .reason")
    assert "您填的：8亿；原文：10亿元以上，没有达到。" in reasons


def test_quotes_of_a_result_are_verbatim_and_link_to_their_place(
    client: TestClient, held: Library
) -> None:
    page = tree(client.get(f"/match?{SELLER}"))
    for figure in select(page, "figure.quote"):
        quote = figure.xpath("blockquote")[0].text_content()
        assert quote in held.main.document.text
        marked = client.get(figure.xpath("figcaption/a")[0].get("href").partition("#")[0])
        assert "".join(texts(marked, "mark.cited")) == quote


def test_what_was_filled_in_stays_filled_in(client: TestClient) -> None:
    page = tree(client.get(f"/match?{SELLER}"))
    chosen = {(e.get("name"), e.get("value")) for e in select(page, "input[checked]") if e.get("value")}  # fmt: skip
    assert chosen == {("kind", "seller"), ("does", "export"), ("plan", "returns")}
    assert select(page, "input[name=exports]")[0].get("value") == "8亿"
    assert select(page, "option[selected]")[0].get("value") == "outside"


def test_a_wrong_answer_is_told_in_its_place(client: TestClient) -> None:
    found = client.get("/match?exports=很多&kind=seller&go=1")
    assert found.status_code == 422
    box = select(tree(found), "input[name=exports]")[0]
    assert (box.get("value"), box.get("aria-invalid")) == ("很多", "true")
    assert "exports-fault" in box.get("aria-describedby")
    assert texts(found, "#exports-fault")[0].startswith("「很多」看不懂。")
    assert not texts(found, ".result")


def test_the_word_summary_reads_back_with_the_quotes_verbatim(
    client: TestClient, held: Library
) -> None:
    found = client.get(f"/match.docx?{SELLER}")
    assert found.headers["content-type"].endswith("wordprocessingml.document")
    lines = [p.text for p in docx.Document(BytesIO(found.content)).paragraphs]
    page = tree(client.get(f"/match?{SELLER}"))
    quotes = {q.text_content() for q in select(page, "blockquote")}
    assert quotes and quotes <= set(lines)
    assert "年出口额: 8亿" in lines
    for clause in held.main.clauses:
        assert f"第{clause.numeral}条 {held.main.heading_text(clause)}" in lines


def test_the_word_summary_of_a_wrong_form_is_the_form(client: TestClient) -> None:
    found = client.get("/match.docx?exports=很多")
    assert (found.status_code, found.headers["content-type"]) == (422, "text/html; charset=utf-8")


def test_the_data_are_the_same_as_on_the_page(client: TestClient) -> None:
    body = {"kind": ["seller"], "does": ["export"], "place": "outside", "exports": "8亿", "plan": ["returns"]}  # fmt: skip
    row = client.post("/api/v1/match", json=body).json()
    page = client.get(f"/match?{SELLER}")
    by_class = {key: [m["reason"] for m in row["measures"] if m["match"] == key] for key in ("met", "possible", "not_met", "city_work")}  # fmt: skip
    for key, reasons in by_class.items():
        assert texts(page, f"#{key} .reason") == reasons


WRONG = [
    ({"kind": ["king"]}, "kind: 'king' is not one of its answers", "unknown"),
    ({"exports": "-5亿"}, "exports: '-5亿' is not one sum with its unit", "no sum"),
    ({"plan": ["none", "brand"]}, "plan: beside 'none'", "contradiction"),
    ({"firm": "x"}, "body.firm: Extra inputs are not permitted", "no such question"),
    ({"kind": "seller"}, "body.kind: Input should be a valid list", "no list"),
    ({"as_of": "soon"}, "body.as_of: Input should be a valid date", "no day"),
]


@pytest.mark.parametrize(("body", "said", "reason"), WRONG)
def test_wrong_data_are_refused_in_one_sentence(
    api: TestClient, body: dict[str, object], said: str, reason: str
) -> None:
    found = api.post("/api/v1/match", json=body)
    assert found.status_code == 422, reason
    assert said in found.json()["error"], reason


def test_the_interface_documents_the_answers(api: TestClient) -> None:
    held = api.get("/openapi.json").json()["components"]["schemas"]
    assert "seller" in held["MatchIn"]["properties"]["kind"]["items"]["enum"]
    assert "measures" in held["MatchingRow"]["properties"]


def test_the_pages_are_served_by_the_application_under_their_own_policy(api: TestClient) -> None:
    found = api.get(POLICY)
    assert found.status_code == 200
    assert "unsafe-inline" not in found.headers["content-security-policy"]
