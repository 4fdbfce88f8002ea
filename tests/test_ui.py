"""The page's handlers over a fake assistant, and what the mounted application offers and refuses."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import gradio as gr
import pytest
from fastapi.testclient import TestClient

import ui
from assistant.bootstrap import Assistant
from assistant.chat import AUTOMATIC, Chat, Step
from assistant.contract import answer_row
from assistant.errors import QuestionError, ScopeError
from assistant.model import Answer, Language, Role, Status, Turn
from assistant.page_examples import themes
from assistant.page_scope import EVERYTHING
from assistant.page_words import words
from corpus.library import Library
from tests.browser.serving import FakeDesk


@dataclass
class FakeAssistant:
    """Gives one answer to everything, or fails as told, and remembers what it was asked."""

    library: Library
    failure: Exception | None = None
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def today(self) -> date:
        return date(2026, 11, 23)

    def ask(self, question: str, **circumstances: Any) -> Answer:
        self.asked.append((question, circumstances))
        if self.failure:
            raise self.failure
        number, version = f"n{len(self.asked)}", self.library.version
        return Answer(
            number,
            question,
            Language.HANS,
            Status.ANSWERED,
            f"答:{question}",
            corpus_version=version,
        )


@pytest.fixture
def fake(library: Library) -> FakeAssistant:
    return FakeAssistant(library)


def last(chat: Chat, question: str, kept: str = "", choice: str = AUTOMATIC) -> Step:
    return list(chat.asked(kept, question, choice))[-1]


def test_the_question_is_shown_at_once_and_then_its_answer(fake: FakeAssistant) -> None:
    seeking, done = Chat(fake).asked("", "要交税吗", AUTOMATIC)
    assert "要交税吗" in seeking.html
    assert "card" not in seeking.html
    assert seeking.kept is None, "the browser keeps what it has"
    assert "答&#58;要交税吗" in done.html
    assert done.kept
    assert [e["question"] for e in json.loads(done.kept)] == ["要交税吗"]
    assert seeking.box == done.box == "", "the box is emptied"


def test_a_follow_up_gets_the_talk_as_plain_turns(fake: FakeAssistant) -> None:
    chat = Chat(fake)
    first = last(chat, "第七条")
    last(chat, "谁负责?", first.kept or "")
    assert fake.asked[1][1]["history"] == (
        Turn(Role.USER, "第七条"),
        Turn(Role.ASSISTANT, "答:第七条"),
    )


@pytest.mark.parametrize(
    ("choice", "language"),
    [("auto", None), ("zh-Hans", Language.HANS), ("zh-Hant", Language.HANT), ("en", Language.EN)],
)
def test_the_switch_sets_the_answers_language(
    fake: FakeAssistant, choice: str, language: Language | None
) -> None:
    last(Chat(fake), "问", choice=choice)
    assert fake.asked[0][1]["language"] is language


@pytest.mark.parametrize(
    ("question", "choice", "said"),
    [
        ("", "auto", "还没有写问题"),
        ("  ", "zh-Hant", "還沒有寫問題"),
        ("x" * 2001, "auto", "最多2000个字"),
        ("x" * 2001, "en", "2000 characters are the most"),
    ],
)
def test_a_question_that_cannot_be_taken_gets_one_sentence_and_stays_in_the_box(
    fake: FakeAssistant, question: str, choice: str, said: str
) -> None:
    fake.failure = QuestionError("empty")
    step = last(Chat(fake), question, choice=choice)
    assert said in step.html
    assert step.kept is None
    assert step.box == question


def test_a_question_is_asked_within_what_is_chosen(fake: FakeAssistant) -> None:
    chat, theme = Chat(fake), themes(None)[1]
    list(chat.asked("", "问", AUTOMATIC))
    list(ui.converse(chat, "", "问", AUTOMATIC, EVERYTHING))
    list(ui.converse(chat, "", "问", AUTOMATIC, "a"))
    list(
        ui.converse_example(
            chat, "", f"{theme.name}\n{theme.questions[0]}", AUTOMATIC, "yfbf-2023-92"
        )
    )
    assert [asked[1]["scope"].documents for asked in fake.asked] == [
        (),
        (),
        ("a",),
        ("yfbf-2023-92",),
    ]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("auto", "所选的文件现在已经没有了"),
        ("zh-Hant", "請在“範圍”裡另選"),
        ("en", "The document chosen is no longer there"),
    ],
)
def test_a_chosen_document_that_was_removed_gets_one_sentence_and_the_question_stays(
    fake: FakeAssistant, choice: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    fake.failure = ScopeError("scope names no held document 'a'")
    step = list(Chat(fake).asked("", "问", choice, "a"))[-1]
    assert said in step.html
    assert "held document" not in step.html
    assert step.kept is None
    assert step.box == "问"
    assert caplog.records == []


def test_an_unexpected_failure_is_logged_and_shows_an_apology_without_its_words(
    fake: FakeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    fake.failure = RuntimeError("/secret/path")
    with caplog.at_level(logging.ERROR):
        step = last(Chat(fake), "问")
    assert words(None).fault_unexpected in step.html
    assert "secret" not in step.html
    assert "secret" in caplog.text


def test_an_earlier_talk_is_shown_again_and_one_that_is_none_is_dropped(
    fake: FakeAssistant,
) -> None:
    chat = Chat(fake)
    done = last(chat, "要交税吗")
    assert chat.restored(done.kept or "", AUTOMATIC) == done
    assert chat.restored("[{}]", AUTOMATIC) == Step('<div class="talk"></div>', "")


def test_an_example_is_asked_as_its_button_says(fake: FakeAssistant) -> None:
    theme = themes(Language.EN)[4]
    list(ui.converse_example(Chat(fake), "", f"{theme.name}\n{theme.questions[1]}", "en"))
    assert fake.asked[0][0] == theme.questions[1]


def test_clearing_forgets_the_talk_and_shows_examples() -> None:
    html, kept, box, *examples = ui.forget(AUTOMATIC)
    assert (html, kept, box) == ("", "", "")
    assert len(examples) == 6


def test_while_an_answer_is_sought_the_browser_keeps_what_it_has(fake: FakeAssistant) -> None:
    seeking, done = ui.converse(Chat(fake), "", "问", AUTOMATIC)
    assert seeking[1] == gr.skip()
    assert json.loads(done[1])[0]["question"] == "问"


def made(library: Library, *origins: str) -> Any:
    fake: Any = FakeAssistant(library)
    fake.index = SimpleNamespace(version="fake")
    fake.encoder = SimpleNamespace(name="fake")
    fake.settings = SimpleNamespace(widget_origins=origins)
    return cast(Assistant, fake)


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    with TestClient(ui.application(made(library))) as client:
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
    frame = ui._Frame(*([lambda w: str(w.lang)] * 3), scope=lambda w: {"label": w.scope + w.lang})
    shown = [f"{theme.name}\n{theme.questions[1]}" for theme in themes(None)]
    parts = [ui.relabel(frame, choice, *shown) for choice in ("zh-Hans", "zh-Hant", "en")]
    assert len({len(p) for p in parts}) == 1
    for values in zip(*parts, strict=True):
        assert len({str(v) for v in values}) >= 2  # 清空 is the same in both scripts
    assert [themes(Language.EN)[0].questions[1] in str(p) for p in parts] == [False, False, True]


def test_without_documents_of_ones_own_there_is_nothing_to_choose(
    client: TestClient, library: Library
) -> None:
    config = client.get("/config").json()
    (scope,) = [c["props"] for c in config["components"] if c["props"].get("elem_id") == "scope"]
    assert scope["visible"] is False
    assert ui._offered(words(None), library)["visible"] is False


def test_a_page_that_begins_offers_the_documents_held_then(library: Library) -> None:
    frame = ui._Frame(*([lambda w: str(w.lang)] * 3), scope=lambda w: ui._offered(w, library))
    *examples, offered = ui.begin(frame, "en")
    assert len(examples) == 6
    assert offered["choices"][0] == ("All documents", EVERYTHING)
    assert offered["label"] == "Scope"
    assert "value" not in offered, "what is chosen stays"


def test_without_a_desk_and_origins_nothing_can_be_left_or_embedded(client: TestClient) -> None:
    assert client.post("/page/verdict", json={}).status_code in (404, 405)
    assert client.post("/page/handover", json={}).status_code in (404, 405)
    assert client.get("/widget.js").status_code == 404
    assert "frame-ancestors 'self';" in client.get("/").headers["content-security-policy"] + ";"


@pytest.fixture
def left(library: Library) -> Iterator[tuple[TestClient, FakeDesk]]:
    desk = FakeDesk()
    with TestClient(ui.application(made(library), desk=desk)) as client:
        yield client, desk


def test_what_is_left_gets_a_receipt_or_a_sentence(
    left: tuple[TestClient, FakeDesk], library: Library
) -> None:
    client, desk = left
    row = answer_row(FakeAssistant(library).ask("要交税吗"))
    assert client.post("/page/verdict", json={"row": row, "verdict": "useful"}).status_code == 200
    told = client.post("/page/handover", json={"row": row, "contact": "13800000000"})
    assert told.json() == {"receipt": "YC-20261123-000001"}
    wrong = client.post("/page/handover", json={"row": row, "contact": "", "language": "en"})
    assert wrong.status_code == 400
    assert wrong.json()["error"].startswith("Please say how to reach you")
    desk.refuses = True
    lost = client.post("/page/handover", json={"row": row, "contact": "13800000000"})
    assert lost.status_code == 503
    assert "database" not in lost.text
    assert len(desk.handed) == 1


@pytest.mark.parametrize(
    "body", [{}, {"row": 1, "contact": "13800000000"}, {"row": {}, "contact": "x" * 5000}]
)
def test_a_hand_over_that_is_none_is_refused(
    left: tuple[TestClient, FakeDesk], body: dict[str, Any]
) -> None:
    client, desk = left
    assert client.post("/page/handover", json=body).status_code == 422
    assert client.post("/page/handover", content="x" * 70_000).status_code in (413, 422)
    assert desk.handed == []


def test_sites_that_are_named_may_frame_the_enterprises_pages_and_nothing_else(
    library: Library,
) -> None:
    with TestClient(ui.application(made(library, "https://a.example"))) as client:
        page = client.get("/").headers
        assert page["content-security-policy"].endswith("frame-ancestors 'self' https://a.example")
        script = client.get("/widget.js")
        assert script.headers["content-type"].startswith("text/javascript")
        assert script.headers["cross-origin-resource-policy"] == "cross-origin"
        other = client.get("/healthz").headers["content-security-policy"]
        assert "a.example" not in other
