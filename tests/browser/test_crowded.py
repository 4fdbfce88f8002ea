"""Above the limit of questions the page says so in the asker's language, and for how long, and keeps what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

import ui
from assistant.bootstrap import Assistant
from assistant.settings import Settings
from tests.browser.conftest import Visit, sync_api
from tests.browser.serving import FakeDesk, served

expect = sync_api.expect
_FIRST, _SECOND = "第七条讲什么", "海外仓备案要交纸质材料吗"


@pytest.fixture
def visiting(browser: sync_api.Browser, assistant: Assistant) -> Iterator[Callable[..., Visit]]:
    """Makes a visit to a page behind gates of its own."""
    with ExitStack() as stack:

        def made(**limits: int) -> Visit:
            settings = Settings(data_dir=assistant.settings.data_dir, **limits)
            app = ui.application(assistant, settings, desk=FakeDesk())
            address = stack.enter_context(served(app))
            context = browser.new_context(viewport={"width": 360, "height": 740})
            stack.callback(context.close)
            return Visit(context, address)

        yield made


@pytest.mark.parametrize(
    ("choice", "events", "said"),
    [
        # The page draws its examples when it opens: one event. So is the choice of a language.
        (None, 1, "现在问得太多太快了,请等{}秒再试。您写的内容还在。"),
        ("繁", 2, "現在問得太多太快了,請等{}秒再試。您寫的內容還在。"),
        (
            "EN",
            2,
            "Too many at once. Please try again in {} seconds; what you wrote is still here.",
        ),
    ],
)
def test_one_question_too_many_is_told_with_the_seconds_and_stays_in_the_box(
    visiting: Callable[..., Visit], choice: str | None, events: int, said: str
) -> None:
    visit = visiting(questions_per_minute=events + 1)
    send = visit.page.locator("#send")
    if choice:
        before = send.text_content()
        visit.page.locator("#language label", has_text=choice).click()
        expect(send).not_to_have_text(before or "")
    visit.ask(_FIRST)
    visit.box.fill(_SECOND)
    visit.box.press("Enter")
    line = visit.page.locator("#crowded .crowded")
    expect(line).to_be_visible()
    seconds = int(line.locator(".seconds").text_content() or "")
    assert 1 <= seconds <= 60
    heard = visit.said.text_content() or ""
    before, after = said.split("{}")
    assert heard.startswith(before)
    assert heard.endswith(after)
    expect(visit.box).to_have_value(_SECOND)
    expect(visit.cards).to_have_count(1)
    expect(visit.page.locator(".toast-body")).to_have_count(0)


def test_the_line_goes_when_the_wait_is_over(visiting: Callable[..., Visit]) -> None:
    visit = visiting(questions_per_minute=2)
    visit.ask(_FIRST)
    visit.page.clock.install()
    visit.box.fill(_SECOND)
    visit.box.press("Enter")
    line = visit.page.locator("#crowded .crowded")
    expect(line).to_be_visible()
    visit.page.clock.run_for(61_000)
    expect(line).not_to_be_visible()
    expect(visit.box).to_have_value(_SECOND)


def test_leaving_something_too_often_says_for_how_long_too(visiting: Callable[..., Visit]) -> None:
    visit = visiting(requests_per_minute=1)
    card = visit.ask(_FIRST)
    card.locator(".useful").click()
    expect(card.locator(".useful.chosen")).to_be_visible()
    card.locator(".not_useful").click()
    dialog = visit.page.locator("dialog#desk")
    dialog.get_by_label("说得不够具体").check()
    dialog.locator(".submit").click()
    expect(dialog.locator(".trouble")).to_contain_text("秒再试")
