"""Screenshots of the page at three widths, light and dark: `python -m tests.browser.screenshots docs/screenshots`.

Every file is a palette PNG of at most 60 KB, so that a handful can lie in the repository.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, sync_playwright

import ui
from assistant.bootstrap import Assistant
from assistant.settings import Settings
from tests.browser.serving import FakeDesk, chromium, served

_SIZES = ((360, 740), (768, 960), (1280, 860))
_DAY = date(2026, 11, 23)
_LARGEST = 60_000


def _ask(page: Page, question: str) -> None:
    before = page.locator("#talk .card").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.locator("#talk .card").nth(before).wait_for()


def _empty(page: Page) -> None:
    """The page as it opens."""


def _answer(page: Page) -> None:
    _ask(page, "货卖到国外被退回来了,还要不要交税")


def _refusal(page: Page) -> None:
    _ask(page, "自建独立站能补贴多少钱")


def _handover(page: Page) -> None:
    _answer(page)
    page.locator("#talk .hand").click()
    page.locator("dialog#desk").wait_for()


_SCENES: dict[str, Callable[[Page], None]] = {
    "empty": _empty,
    "answer": _answer,
    "refusal": _refusal,
    "handover": _handover,
}


def saved(shot: bytes, file: Path) -> None:
    """Save a screenshot with as many colours as let it stay small."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (128, 64, 32, 16):
        image.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= _LARGEST:
            return


def take(folder: Path) -> None:
    """All scenes at all sizes into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data, sync_playwright() as playwright:
        assistant = Assistant(Settings(data_dir=Path(data)), clock=lambda: _DAY)
        browser = playwright.chromium.launch(
            executable_path=chromium(playwright), args=["--no-sandbox"]
        )
        with served(ui.application(assistant, desk=FakeDesk())) as address:
            for scheme in ("light", "dark"):
                for width, height in _SIZES:
                    for name, scene in _SCENES.items():
                        context = browser.new_context(
                            viewport={"width": width, "height": height}, color_scheme=scheme
                        )
                        page = context.new_page()
                        page.goto(address, wait_until="networkidle")
                        scene(page)
                        page.wait_for_timeout(700)  # smooth scrolling ends
                        file = folder / f"chat-{name}-{width}-{scheme}.png"
                        saved(page.screenshot(), file)
                        print(f"{file} {file.stat().st_size:,} bytes")
                        context.close()
        assistant.close()


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"))
