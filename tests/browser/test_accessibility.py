"""axe-core finds nothing serious: empty, with answers of each kind, with each dialog, in light and dark, wide and narrow."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Visit

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")


def serious(visit: Visit) -> list[Any]:
    """What axe calls serious or critical, with the places."""
    found = axe.Axe().run(visit.page).response["violations"]
    return [
        (v["id"], [n["html"][:120] for n in v["nodes"]])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]


def test_the_empty_page(visit: Visit) -> None:
    assert serious(visit) == []


def test_the_page_with_answers(visit: Visit) -> None:
    card = visit.ask("货卖到国外被退回来了,还要不要交税")
    card.locator(".notices summary").first.click()
    visit.ask("独立站补贴多少钱")
    visit.ask("第十六条")
    visit.ask("")
    assert serious(visit) == []


@pytest.mark.parametrize("button", [".not_useful", ".hand"])
def test_the_dialogs(visit: Visit, button: str) -> None:
    visit.ask("货卖到国外被退回来了,还要不要交税").locator(button).click()
    visit.page.locator("dialog .submit").click()
    visit.page.locator("dialog .trouble:not(:empty)").wait_for()
    assert serious(visit) == []
