"""The HTTP interface: the answer's form, verbatim quotes, one sentence for every error, headers on every response."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from assistant.api import create_api
from assistant.bootstrap import Assistant
from assistant.contract import AnswerRow, answer_row
from assistant.model import Language

RETURNED = "货卖到国外被退回来了,还要不要交税"
JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def api(assistant: Assistant) -> Iterator[TestClient]:
    with TestClient(create_api(assistant), raise_server_exceptions=False) as client:
        yield client


def ask(api: TestClient, question: object = RETURNED, **more: object) -> Response:
    return api.post("/api/v1/ask", json={"question": question, **more})


def is_error(response: Response, status: int) -> bool:
    """An error is {"error": one sentence} and nothing else."""
    body = response.json()
    sound = isinstance(body.get("error"), str) and body["error"] and "\n" not in body["error"]
    return response.status_code == status and set(body) == {"error"} and bool(sound)


# ---- ask --------------------------------------------------------------------------------------------------------


def test_an_answer_has_the_contracts_fields_and_what_the_assistant_said(
    api: TestClient, assistant: Assistant
) -> None:
    got = ask(api, as_of="2026-11-23").json()
    said = json.loads(json.dumps(answer_row(assistant.ask(RETURNED))))
    assert set(AnswerRow.__required_keys__) <= set(got)
    for row in (got, said):
        row.pop("id")
        row.pop("took_ms")
    assert got == said


def test_every_quote_is_a_slice_of_the_document(api: TestClient, assistant: Assistant) -> None:
    for question in (
        RETURNED,
        "重庆海关参与哪些条",
        "文件的文号是多少",
        "第一条讲什么",
        "一共有几条措施",
    ):
        citations = ask(api, question).json()["citations"]
        assert citations
        for citation in citations:
            text = assistant.library.document(citation["document_id"]).text
            assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_the_circumstances_of_a_question_are_taken(api: TestClient) -> None:
    current = ask(api, as_of="2025-06-01").json()
    assert current["validity"][0]["state"] == "current"
    assert ask(api, language="en").json()["language"] == "en"
    history = [
        {"role": "user", "content": "海外仓备案要交纸质材料吗"},
        {"role": "assistant", "content": "适用第十一条"},
    ]
    follow_up = ask(api, "那谁负责?", history=history).json()
    assert follow_up["citations"][0]["clause"] == 11


@pytest.mark.parametrize("question", ["今天天气怎么样", "第十六条讲什么", "有补贴吗"])
def test_a_refusal_is_an_answer(api: TestClient, question: str) -> None:
    got = ask(api, question)
    assert got.status_code == 200
    assert got.json()["status"] != "answered"
    assert got.json()["citations"] == []


def test_questions_at_the_same_time_get_their_own_answers(api: TestClient) -> None:
    numbers = [1 + n % 15 for n in range(60)]
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda n: ask(api, f"第{n}条讲什么").json(), numbers))
    assert [row["citations"][0]["clause"] for row in rows] == numbers


# ---- errors -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"question": ""}, 400, "empty"),
        ({"question": " \n\u200b"}, 400, "empty"),
        ({"question": "税" * 2001}, 400, "2,001"),
        ({"question": "税" * 10_000}, 400, "10,000"),
        ({"question": "税", "as_of": "tomorrow"}, 400, "such as 2025-06-01"),
        ({"question": "税", "as_of": ""}, 400, "such as 2025-06-01"),
        ({"question": "税", "history": [{"role": "system", "content": "x"}]}, 400, "user"),
        ({"question": "税", "history": [{"role": "user"}]}, 422, "content"),
        ({"question": "税", "history": "x"}, 422, "history"),
        ({"question": "税", "history": None}, 422, "history"),
        ({"question": "税", "as_of": 20250601}, 422, "as_of"),
        ({"question": "税", "language": "fr"}, 422, "language"),
        ({"question": 7}, 422, "question"),
        ({"question": None}, 422, "question"),
        ({}, 422, "question"),
        ([], 422, "body"),
        ("税", 422, "body"),
        (None, 422, "body"),
    ],
)
def test_a_wrong_request_is_one_sentence(
    api: TestClient, body: Any, status: int, said: str
) -> None:
    got = api.post("/api/v1/ask", json=body)
    assert is_error(got, status)
    assert said in got.json()["error"]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"{'question': 'x'}", b"\xff\xfe", b'{"question": "\xc3("}', b"[" * 100_000],
    ids=["nothing", "cut off", "single quotes", "no UTF-8", "broken UTF-8", "nested too deep"],
)
def test_what_is_not_json_is_one_sentence(api: TestClient, content: bytes) -> None:
    got = api.post("/api/v1/ask", content=content, headers=JSON)
    assert got.status_code in (400, 422)
    assert is_error(got, got.status_code)


def test_a_lone_surrogate_is_no_crash(api: TestClient) -> None:
    got = api.post("/api/v1/ask", content=b'{"question": "\\ud800"}', headers=JSON)
    assert is_error(got, 400) or is_error(got, 422)
    got = api.post(
        "/api/v1/ask", content=b'{"question": "\\ud800\xe7\xa8\x8e\xe6\x94\xb6"}', headers=JSON
    )
    assert got.status_code in (200, 422)


def test_a_body_of_300_kilobytes_is_declined(api: TestClient) -> None:
    history = [{"role": "user", "content": "x" * 300 * 1024}]
    assert is_error(ask(api, history=history), 413)


def test_a_large_body_that_does_not_tell_its_length_is_declined(api: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"question": "'
        for _ in range(300):
            yield b"x" * 1024
        yield b'"}'

    assert is_error(api.post("/api/v1/ask", content=pieces(), headers=JSON), 413)


def test_a_body_just_below_the_limit_is_taken(api: TestClient) -> None:
    history = [{"role": "user", "content": "x" * 200 * 1024}]
    assert ask(api, history=history).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/clauses/16", 404),
        ("GET", "/api/v1/clauses/0", 404),
        ("GET", "/api/v1/clauses/-1", 404),
        ("GET", "/api/v1/clauses/99999999999999999999999", 404),
        ("GET", "/api/v1/clauses/seven", 422),
        ("GET", "/api/v1/clauses/7.5", 422),
        ("GET", "/api/v1/search", 422),
        ("GET", "/api/v1/search?q=", 422),
        ("GET", "/api/v1/search?q=x&limit=0", 422),
        ("GET", "/api/v1/search?q=x&limit=51", 422),
        ("GET", "/api/v1/search?q=x&limit=ten", 422),
        ("GET", "/api/v1/search?q=" + "x" * 2001, 422),
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/docs", 404),
        ("GET", "/api/v1/ask", 405),
        ("POST", "/api/v1/clauses", 405),
    ],
)
def test_every_error_has_the_same_form(
    api: TestClient, method: str, path: str, status: int
) -> None:
    assert is_error(api.request(method, path), status)


def test_an_unknown_clause_is_told_with_the_numbers_that_exist(api: TestClient) -> None:
    assert "1 to 15" in api.get("/api/v1/clauses/16").json()["error"]


# ---- the texts --------------------------------------------------------------------------------------------------


def test_all_clauses_are_given_verbatim(api: TestClient, assistant: Assistant) -> None:
    text = assistant.library.main.document.text
    rows = api.get("/api/v1/clauses").json()
    assert [r["number"] for r in rows] == list(range(1, 16))
    for row in rows:
        assert text[row["start"] : row["end"]] == row["text"]
        assert all(sentence in row["text"] for sentence in row["sentences"])
        assert row["heading"] in row["text"]
        assert len(row["units"]) == len(row["units_full"]) > 0
    assert "".join(r["text"] for r in rows) == text[rows[0]["start"] :]


def test_one_clause_is_the_same_as_in_the_list(api: TestClient) -> None:
    rows = api.get("/api/v1/clauses").json()
    assert api.get("/api/v1/clauses/7").json() == rows[6]
    assert rows[6]["heading"] == "最佳化跨境電商稅收政策"
    assert rows[6]["units"] == ["重慶市稅務局", "重慶海關"]


def test_the_documents_are_listed_with_their_digests(api: TestClient, assistant: Assistant) -> None:
    rows = api.get("/api/v1/documents").json()
    held = {p.document.id: p.document for p in assistant.library.parsed.values()}
    assert {r["id"]: r["sha256"] for r in rows} == {k: d.digest for k, d in held.items()}
    assert {r["kind"] for r in rows} >= {"policy", "notice"}
    assert all(r["source"] and r["conversion"] for r in rows)
    policy = next(r for r in rows if r["kind"] == "policy")
    assert (policy["clauses"], policy["issued"]) == (15, "2023-12-04")


@pytest.mark.parametrize("script", ["海外仓备案", "海外倉備案"])
def test_search_finds_passages_with_their_places(
    api: TestClient, assistant: Assistant, script: str
) -> None:
    rows = api.get("/api/v1/search", params={"q": script, "limit": 5}).json()
    assert len(rows) == 5
    assert rows[0]["clause"] == 11
    assert [r["score"] for r in rows] == sorted((r["score"] for r in rows), reverse=True)
    for row in rows:
        text = assistant.library.document(row["document_id"]).text
        assert text[row["start"] : row["end"]] == row["text"]


def test_search_gives_as_many_as_are_asked_for_and_none_twice(api: TestClient) -> None:
    for limit in (1, 10, 50):
        rows = api.get("/api/v1/search", params={"q": "跨境電商", "limit": limit}).json()
        assert len(rows) == limit
        assert len({(r["document_id"], r["start"], r["end"]) for r in rows}) == limit


@pytest.mark.parametrize("text", ["%00", "%ff%fe", "%22", "%28%28+AND", "*:*", "\u2028"])
def test_search_takes_any_text(api: TestClient, text: str) -> None:
    got = api.get(f"/api/v1/search?q={text}")
    assert got.status_code == 200
    assert isinstance(got.json(), list)


def test_health_tells_what_is_served(api: TestClient, assistant: Assistant) -> None:
    assert api.get("/healthz").json() == {
        "status": "ok",
        "corpus_version": assistant.library.version,
        "index_version": assistant.index.version,
        "encoder": assistant.encoder.name,
    }


# ---- description and headers ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def description(api: TestClient) -> Any:
    return api.get("/openapi.json").json()


def test_every_endpoint_is_described(description: Any) -> None:
    assert set(description["paths"]) == {
        "/api/v1/ask",
        "/api/v1/ask/stream",
        "/api/v1/search",
        "/api/v1/match",
        "/api/v1/clauses",
        "/api/v1/clauses/{number}",
        "/api/v1/documents",
        "/api/v1/documents/{document_id}/clauses",
        "/api/v1/documents/{document_id}/clauses/{number}",
        "/healthz",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/models/{model}",
    }
    for methods in description["paths"].values():
        for endpoint in methods.values():
            assert endpoint["description"]
            assert endpoint["responses"]["200"]["content"]


def test_the_description_has_examples_that_work(api: TestClient, description: Any) -> None:
    examples = description["components"]["schemas"]["AskIn"]["examples"]
    assert len(examples) >= 2
    for example in examples:
        assert api.post("/api/v1/ask", json=example).json()["status"] == "answered"
    (query, *_) = description["paths"]["/api/v1/search"]["get"]["parameters"]
    assert query.get("examples") or query["schema"].get("examples")


def test_the_description_says_what_an_error_looks_like(description: Any) -> None:
    responses = description["paths"]["/api/v1/ask"]["post"]["responses"]
    for status in ("400", "401", "404", "408", "413", "422", "429", "500", "503"):
        schema = responses[status]["content"]["application/json"]["schema"]
        assert schema["$ref"].endswith("/ErrorRow")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/healthz"),
        ("GET", "/openapi.json"),
        ("GET", "/api/v1/clauses/16"),
        ("GET", "/api/v1/nothing"),
        ("POST", "/api/v1/ask"),
    ],
)
def test_every_response_has_the_security_headers(api: TestClient, method: str, path: str) -> None:
    headers = api.request(method, path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_body_that_is_too_large_is_declined_with_the_security_headers(api: TestClient) -> None:
    got = ask(api, history=[{"role": "user", "content": "x" * 300 * 1024}])
    assert got.headers["x-content-type-options"] == "nosniff"


def test_what_a_question_holds_comes_back_as_json_and_never_as_a_page(api: TestClient) -> None:
    got = ask(api, "<script>alert(1)</script>海外仓有什么支持")
    assert got.headers["content-type"].startswith("application/json")
    assert "<script>" not in got.json()["text"]


class BrokenInside:
    """An assistant in which something fails that nobody thought of."""

    def __init__(self, assistant: Assistant) -> None:
        self.library, self.index, self.encoder = (
            assistant.library,
            assistant.index,
            assistant.encoder,
        )

    def ask(self, *args: object, **kwargs: object) -> None:
        raise RuntimeError("secret detail")


def test_an_unexpected_failure_tells_nothing_of_the_inside(assistant: Assistant) -> None:
    app = create_api(BrokenInside(assistant))  # type: ignore[arg-type]
    with TestClient(app, raise_server_exceptions=False) as client:
        got = ask(client)
    assert "secret" not in got.text
    assert is_error(got, 500)
    assert got.headers["x-content-type-options"] == "nosniff"


def test_every_language_can_be_chosen(api: TestClient) -> None:
    for language in Language:
        assert ask(api, language=language.value).json()["language"] == language.value
