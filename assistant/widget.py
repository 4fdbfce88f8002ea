"""The chat within other sites: which ones may embed it, and the script that does."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.resources import files

_ORIGIN = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d{1,5})?"
)
_EMBEDDED = re.compile(r"/|/match(?:/.*)?|/doc/.*")


def read_origins(text: str) -> tuple[str, ...]:
    """Origins from a setting, parted by commas or spaces.

    >>> read_origins("https://www.cq.example, http://localhost:8000")
    ('https://www.cq.example', 'http://localhost:8000')

    Raises:
        ValueError: one is no origin (scheme, host, port; lower case, no path, no *); every such one is named.
    """
    origins = tuple(text.replace(",", " ").split())
    wrong = [origin for origin in origins if not _ORIGIN.fullmatch(origin)]
    if wrong:
        raise ValueError(
            f"{', '.join(wrong)}: wanted are origins such as https://www.example.org, without a path and without *"
        )
    return origins


def is_embedded(path: str) -> bool:
    """Whether a page may stand in another site's frame: the enterprise's pages, never the hotline's."""
    return _EMBEDDED.fullmatch(path) is not None


def framed(policy: str, origins: Sequence[str]) -> str:
    """A Content-Security-Policy that lets these origins, too, put the page into a frame.

    >>> framed("default-src 'self'; frame-ancestors 'self'; base-uri 'self'", ["https://a.example"])
    "default-src 'self'; base-uri 'self'; frame-ancestors 'self' https://a.example"
    """
    others = [d for part in policy.split(";") if (d := part.strip()) and not _is_framing(d)]
    return "; ".join([*others, " ".join(["frame-ancestors 'self'", *origins])])


def _is_framing(directive: str) -> bool:
    return directive.split()[0].lower() == "frame-ancestors"


def widget_script(origins: Sequence[str]) -> str:
    """The script for these origins; in any other it does nothing but say so in the console."""
    source = files("assistant").joinpath("widget.js").read_text(encoding="utf-8")
    return source.replace("__ORIGINS__", json.dumps(list(origins)))
