"""Screenshots of the pages at three widths, light and dark: `python -m tests.browser.screenshots docs/screenshots`.

Every file is a WebP picture of at most 55 KB, so that all of them can lie in the repository.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

import ui
from assistant.bootstrap import Assistant
from assistant.evaluation.command import evaluate_file
from assistant.settings import Settings
from tests.browser.office import NAME, PASSWORD, office
from tests.browser.serving import chromium, served

_SIZES = ((360, 740), (768, 960), (1280, 860))
_DAY = date(2026, 11, 23)
_LARGEST = 55_000
_COLOURS, _APART = (24, 16, 12), 8
_FIRM = "/match?kind=seller&does=export&place=outside&exports=8亿&plan=returns&plan=warehouse&go=1"


def _ask(page: Page, question: str) -> None:
    before = page.locator("#talk .card").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.locator("#talk .card").nth(before).wait_for()


def _answer(page: Page) -> None:
    _ask(page, "货卖到国外被退回来了,还要不要交税")


def _refusal(page: Page) -> None:
    _ask(page, "自建独立站能补贴多少钱")


def _handover(page: Page) -> None:
    _answer(page)
    page.locator("#talk .hand").click()
    page.locator("dialog#desk").wait_for()


def _search(page: Page) -> None:
    page.get_by_role("combobox").fill("海外仓")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")


def _still(page: Page) -> None:
    """As it opens."""


@dataclass(frozen=True)
class Scene:
    """A picture: where, and what is done there; at the desk somebody is signed in."""

    path: str
    act: Callable[[Page], None] = _still
    at_desk: bool = False


_SCENES = {
    "chat-empty": Scene("/"),
    "chat-answer": Scene("/", _answer),
    "chat-refusal": Scene("/", _refusal),
    "chat-handover": Scene("/", _handover),
    "match": Scene(_FIRM),
    "document": Scene("/doc/yfbf-2023-92#7"),
    "desk-search": Scene("/desk", _search, at_desk=True),
    "desk-queue": Scene("/desk/queue", at_desk=True),
    "desk-board": Scene("/desk/board", at_desk=True),
}


def saved(shot: bytes, file: Path) -> None:
    """Save a screenshot in its own most frequent colours, and without loss but for that: it is letters on plain ground."""
    image = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in _COLOURS:
        few = image.quantize(palette=_palette(image, colours), dither=Image.Dither.NONE)
        few.convert("RGB").save(file, "WEBP", lossless=True, quality=80, method=5)
        if file.stat().st_size <= _LARGEST:
            return


def _palette(image: Image.Image, colours: int) -> Image.Image:
    """The most frequent colours that can be told apart; by others' choice the tints and the accent would be gone."""
    chosen: list[tuple[int, int, int]] = []
    found: Any = image.getcolors(image.width * image.height)
    for _, colour in sorted(found, reverse=True):
        if len(chosen) < colours and all(_apart(colour, other) >= _APART for other in chosen):
            chosen.append(colour)
    made = Image.new("P", (1, 1))
    made.putpalette([value for colour in chosen for value in colour])
    return made


def _apart(one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _signed_in(browser: Browser, address: str) -> StorageState:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/desk")
    page.get_by_label("姓名").fill(NAME)
    page.get_by_label("密码").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("combobox").wait_for()
    state = context.storage_state()
    context.close()
    return state


def _take(browser: Browser, address: str, folder: Path, wanted: tuple[str, ...]) -> None:
    signed_in = _signed_in(browser, address)
    for name, scene in _SCENES.items():
        if wanted and name not in wanted:
            continue
        for scheme in ("light", "dark"):
            for width, height in _SIZES:
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,
                    storage_state=signed_in if scene.at_desk else None,
                )
                page = context.new_page()
                page.goto(address + scene.path, wait_until="networkidle")
                scene.act(page)
                page.wait_for_timeout(700)  # smooth scrolling ends
                file = folder / f"{name}-{width}-{scheme}.webp"
                saved(page.screenshot(), file)
                print(f"{file} {file.stat().st_size:,} bytes")
                context.close()


def _evaluate(assistant: Assistant, folder: Path) -> None:
    """As `yuce evaluate`: the dashboard has the figures of the last evaluation."""
    with as_file(files("assistant.evaluation").joinpath("sets/held_out.jsonl")) as questions:
        of = (
            assistant.ask,
            assistant.library,
            assistant.index.version,
            questions,
            folder,
            None,
            (),
        )
        evaluate_file(*of, shown=assistant.settings.evaluation)


def take(folder: Path, wanted: tuple[str, ...] = ()) -> None:
    """The scenes that are wanted, by default all, at all sizes into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as data, sync_playwright() as playwright:
        assistant = Assistant(Settings(data_dir=Path(data)), clock=lambda: _DAY)
        _evaluate(assistant, Path(data))
        browser = playwright.chromium.launch(
            executable_path=chromium(playwright), args=["--no-sandbox"]
        )
        with (
            office(Path(data), assistant) as records,
            served(ui.application(assistant, records=records)) as address,
        ):
            _take(browser, address.rstrip("/"), folder, wanted)
        assistant.close()


if __name__ == "__main__":
    take(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/screenshots"), tuple(sys.argv[2:]))
