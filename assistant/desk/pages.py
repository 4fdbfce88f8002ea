"""The console's pages: Jinja templates, always escaped, and the two static files. The only import of jinja2."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.desk.names import ACTIONS, CHANNELS, HANDOVERS, OUTCOMES, PROPOSALS, ROLES, STATUSES
from assistant.present_page import ICON

_SHANGHAI = ZoneInfo("Asia/Shanghai")
STATIC = {
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
"""The static files with their media types."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file as it is sent."""

    content: bytes
    media_type: str


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("assistant.desk"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"moment": moment, "clock": clock_time, "percent": percent}
    environment.globals |= {
        "statuses": STATUSES,
        "outcomes": OUTCOMES,
        "handover_states": HANDOVERS,
        "proposal_states": PROPOSALS,
        "roles": ROLES,
        "channels": CHANNELS,
        "actions": ACTIONS,
        "static": static_address,
    }
    return environment


def page(template: str, **values: object) -> str:
    """A template filled in; everything in `values` is shown as text."""
    rendered = _environment().get_template(template).render(**values)
    return rendered.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate could not be sent


@lru_cache(maxsize=8)
def static_file(name: str) -> StaticFile | None:
    """A static file by its name, None where there is none."""
    if name not in STATIC:
        return None
    if name == "icon.svg":
        return StaticFile(ICON.encode(), STATIC[name])
    content = files("assistant.desk").joinpath("static", name).read_bytes()
    return StaticFile(content, STATIC[name])


@lru_cache(maxsize=8)
def static_address(name: str) -> str:
    """Where a static file is; the address changes with its content, so that it may be kept."""
    file = static_file(name)
    assert file is not None, f"{name} is a file of the console"
    return f"/desk/static/{name}?v={hashlib.sha256(file.content).hexdigest()[:12]}"


def moment(at: datetime | date | None) -> str:
    """A time as people in Shanghai write it: 11-23 17:40; with the year where it is another than this one's."""
    if at is None:
        return "—"
    if not isinstance(at, datetime):
        return at.isoformat()
    local = at.astimezone(_SHANGHAI)
    this_year = local.year == datetime.now(_SHANGHAI).year
    return local.strftime("%m-%d %H:%M" if this_year else "%Y-%m-%d %H:%M")


def clock_time(at: datetime) -> str:
    """The time of day in Shanghai."""
    return at.astimezone(_SHANGHAI).strftime("%H:%M")


def percent(share: float) -> str:
    """A share as 62%.

    >>> percent(0.625), percent(0.004)
    ('62%', '0%')
    """
    return f"{share:.0%}"
