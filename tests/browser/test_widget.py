"""The chat within another site, in a real browser with two origins: the one that is allowed, and one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

import ui
from assistant.bootstrap import Assistant
from tests.browser.conftest import sync_api
from tests.browser.serving import served

expect = sync_api.expect


class Elsewhere(SimpleNamespace):
    """The real assistant with other settings."""


def site(home: list[str]) -> FastAPI:
    """Another site that has the script in its page, and a strict policy of its own."""
    app = FastAPI()

    @app.get("/")
    def page() -> HTMLResponse:
        policy = f"default-src 'none'; script-src {home[0]}; frame-src {home[0]}; style-src 'none'"
        html = f'<!doctype html><html lang="zh"><title>Site</title><script src="{home[0]}widget.js" async></script><p>Site</p>'
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    @app.get("/frame")
    def frame() -> HTMLResponse:
        return HTMLResponse(f'<!doctype html><iframe src="{home[0]}"></iframe>')

    return app


@pytest.fixture(scope="module")
def sites(assistant: Assistant) -> Iterator[tuple[str, str]]:
    """The addresses of two other sites; only the first may embed the chat."""
    home: list[str] = []
    with served(site(home)) as allowed, served(site(home)) as refused:
        settings = SimpleNamespace(widget_origins=(allowed.rstrip("/"),))
        serving = Elsewhere(
            library=assistant.library,
            index=assistant.index,
            encoder=assistant.encoder,
            ask=assistant.ask,
            today=assistant.today,
            search=assistant.search,
            settings=settings,
        )
        with served(ui.application(serving)) as address:  # type: ignore[arg-type]
            home.append(address)
            yield allowed, refused


@pytest.fixture
def page(browser: sync_api.Browser) -> Iterator[sync_api.Page]:
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    yield page
    context.close()


def test_an_allowed_site_has_the_chat_at_a_click(
    page: sync_api.Page, sites: tuple[str, str]
) -> None:
    page.goto(sites[0])
    button = page.get_by_role("button", name="政策问答")
    expect(button).to_have_attribute("aria-expanded", "false")
    assert len(page.frames) == 1, "nothing is loaded before it is wanted"
    button.click()
    chat = page.frame_locator("iframe")
    chat.locator("#question textarea").fill("第十六条")
    chat.locator("#question textarea").press("Enter")
    expect(chat.locator("#talk .status")).to_have_text("没有这一条")
    expect(page.locator("iframe")).to_have_attribute("title", "渝策 · 重庆跨境电商政策问答")


def test_the_button_closes_it_and_opens_the_same_talk_again(
    page: sync_api.Page, sites: tuple[str, str]
) -> None:
    page.goto(sites[0])
    page.get_by_role("button", name="政策问答").click()
    chat = page.frame_locator("iframe")
    chat.locator("#question textarea").fill("第十六条")
    chat.locator("#question textarea").press("Enter")
    chat.locator("#talk .card").wait_for()
    close = page.get_by_role("button", name="关闭")
    expect(close).to_have_attribute("aria-expanded", "true")
    close.click()
    expect(page.locator("iframe")).to_be_hidden()
    page.get_by_role("button", name="政策问答").press("Enter")
    expect(chat.locator("#talk .card")).to_have_count(1)


def test_a_site_that_is_not_named_gets_no_button(
    page: sync_api.Page, sites: tuple[str, str]
) -> None:
    with page.expect_console_message() as told:
        page.goto(sites[1])
    assert "is not among YUCE_WIDGET_ORIGINS" in told.value.text
    expect(page.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize(("which", "shown"), [(0, True), (1, False)])
def test_the_browser_itself_refuses_the_page_in_the_frame_of_a_site_that_is_not_named(
    page: sync_api.Page, sites: tuple[str, str], which: int, shown: bool
) -> None:
    with page.expect_event("requestfinished" if shown else "console") as told:
        page.goto(f"{sites[which]}frame")
    if shown:
        page.frame_locator("iframe").locator("#question textarea").wait_for()
    else:
        assert "frame-ancestors" in told.value.text
