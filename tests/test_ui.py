"""The page's handlers over a fake assistant, and what the mounted application offers and refuses."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi.testclient import TestClient

import ui
from assistant.bootstrap import Assistant
from assistant.errors import QuestionError
from assistant.model import Answer, Language, Role, Status, Turn
from assistant.present import Exchange, words
from corpus.library import Library


@dataclass
class FakeAssistant:
    """Gives one answer to everything, or fails as told, and remembers what it was asked."""

    library: Library | None = None
    failure: Exception | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def ask(self, question: str, **circumstances: Any) -> Answer:
        self.asked.append((question, circumstances))
        if self.failure:
            raise self.failure
        return Answer("1", question, Language.HANS, Status.ANSWERED, f"答:{question}")


def last(steps: Iterator[tuple[ui.Talk, str, str]]) -> tuple[ui.Talk, str, str]:
    return list(steps)[-1]


def test_the_question_is_shown_at_once_and_then_its_answer() -> None:
    seeking, done = ui.converse(FakeAssistant().ask, (), "要交税吗", "auto")
    assert "要交税吗" in seeking[1]
    assert "card" not in seeking[1]
    assert "答&#58;要交税吗" in done[1]
    assert [e.question for e in done[0]] == ["要交税吗"]
    assert seeking[2] == done[2] == "", "the box is emptied"


def test_a_follow_up_gets_the_talk_as_plain_turns() -> None:
    assistant = FakeAssistant()
    talk, _, _ = last(ui.converse(assistant.ask, (), "第七条", "auto"))
    talk = (*talk, Exchange("", fault="还没有写问题。"))
    last(ui.converse(assistant.ask, talk, "谁负责?", "auto"))
    assert assistant.asked[1][1]["history"] == (
        Turn(Role.USER, "第七条"),
        Turn(Role.ASSISTANT, "答:第七条"),
    )


@pytest.mark.parametrize(
    ("choice", "language"),
    [("auto", None), ("zh-Hans", Language.HANS), ("zh-Hant", Language.HANT), ("en", Language.EN)],
)
def test_the_switch_sets_the_answers_language(choice: str, language: Language | None) -> None:
    assistant = FakeAssistant()
    last(ui.converse(assistant.ask, (), "问", choice))
    assert assistant.asked[0][1]["language"] is language


@pytest.mark.parametrize(
    ("question", "choice", "said"),
    [
        ("", "auto", "还没有写问题"),
        ("  ", "zh-Hant", "還沒有寫問題"),
        ("x" * 2001, "auto", "最多2000个字"),
        ("x" * 2001, "en", "2000 characters are the most"),
    ],
)
def test_a_question_that_cannot_be_taken_gets_one_sentence(
    question: str, choice: str, said: str
) -> None:
    exchange = ui.answered(FakeAssistant(failure=QuestionError("empty")).ask, (), question, choice)
    assert exchange.answer is None
    assert said in exchange.fault


def test_an_unexpected_failure_is_logged_and_shows_an_apology_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR):
        step = last(
            ui.converse(
                FakeAssistant(failure=RuntimeError("/secret/path")).ask, (), "问", "zh-Hans"
            )
        )
    assert words(None).fault_unexpected in step[0][-1].fault
    assert "secret" not in step[1]
    assert "secret" in caplog.text


def test_an_example_is_asked_in_the_pages_language() -> None:
    assistant = FakeAssistant()
    last(ui.converse_example(assistant.ask, 4, (), "en"))
    assert assistant.asked[0][0] == words(Language.EN).examples[4][1]


def test_a_long_talk_keeps_its_latest_part() -> None:
    talk: ui.Talk = tuple(Exchange(str(n), fault="没有") for n in range(60))
    kept, shown, _ = last(ui.converse(FakeAssistant().ask, talk, "新", "auto"))
    assert len(kept) < 60
    assert kept[-1].question == "新"
    assert shown.count('class="exchange"') == len(kept)


def test_clearing_forgets_the_talk() -> None:
    assert ui.forget() == ((), "", "")


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    fake: Any = FakeAssistant(library)
    fake.index = SimpleNamespace(version="fake")
    fake.encoder = SimpleNamespace(name="fake")
    with TestClient(ui.application(cast(Assistant, fake))) as client:
        yield client


def test_the_page_and_the_interface_are_served_together(client: TestClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "渝策" in page.text
    assert "unsafe-eval" not in page.headers["content-security-policy"]
    assert client.get("/healthz").json()["status"] == "ok"
    assert len(client.get("/api/v1/clauses").json()) == 15
    assert client.get("/favicon.ico").headers["content-type"].startswith("image/svg+xml")


@pytest.mark.parametrize(
    "path",
    [
        "upload",
        "upload/",
        "upload_progress",
        "file=/etc/passwd",
        "file/etc/passwd",
        "proxy=https://example.org/",
        "run/converse",
        "runs",
        "run-history/records",
        "call/converse",
        "api/converse",
        "component_server/",
        "stream/1",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_gradios_side_doors_are_shut(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, f"/gradio_api/{path}").status_code == 404


def test_an_upload_is_refused(client: TestClient) -> None:
    sent = client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")})
    assert sent.status_code == 404


def test_the_page_reports_records_and_shares_nothing(client: TestClient) -> None:
    config = client.get("/config").json()
    assert config["analytics_enabled"] is False
    assert config["run_history"] is False
    assert config["show_error"] is False
    assert config["footer_links"] == []
    assert all(d["api_visibility"] == "private" for d in config["dependencies"])
    assert client.get("/gradio_api/info").json() == {
        "named_endpoints": {},
        "unnamed_endpoints": {},
    }


def test_the_pages_own_style_and_script_name_no_other_host() -> None:
    assert "//" not in ui._head().replace("http://www.w3.org", "")


def test_every_word_of_the_page_changes_with_the_language(library: Library) -> None:
    parts = [ui.relabel(lambda w: w.lang, choice) for choice in ("zh-Hans", "zh-Hant", "en")]
    assert len({len(p) for p in parts}) == 1
    for values in zip(*parts, strict=True):
        assert len({str(v) for v in values}) >= 2  # 清空 is the same in both scripts
