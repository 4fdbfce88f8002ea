"""Pages from templates: everything put into them is escaped, and the browser is told to run and load nothing but our files.

The only module that imports Jinja.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.model import Language
from assistant.present_page import ICON
from assistant.web.words import SiteWords, site_words

Query = Mapping[str, Iterable[str]]
ASSETS = {"pages.css": "text/css", "pages.js": "text/javascript", "icon.svg": "image/svg+xml"}
"""The files that pages load, with their media types."""
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
    ),
    "Cache-Control": "no-cache",
}
"""What goes with every page: no script, style, image or form but our own."""
READ = ["GET", "HEAD"]
"""How a page may be asked for: link checkers ask for its head alone."""
_NAMES = (("简", Language.HANS), ("繁", Language.HANT), ("EN", Language.EN))


@dataclass(frozen=True, slots=True)
class Site:
    """What every page knows of itself: where it is, with which parameters, and in which language."""

    path: str
    language: Language
    query: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> SiteWords:
        """The words of the page's language."""
        return site_words(self.language)

    @property
    def languages(self) -> list[tuple[str, str, bool]]:
        """The languages to choose from: name, address of this page in it, and whether it is the present one."""
        kept = [(k, v) for k, v in self.query if k != "lang"]
        return [
            (
                name,
                _address(self.path, [*kept, ("lang", language.value)]),
                language is self.language,
            )
            for name, language in _NAMES
        ]

    def link(self, path: str, **parameters: object) -> str:
        """The address of a page in this language; parameters that are None or blank are left out."""
        given = [(k, str(v)) for k, v in parameters.items() if v not in (None, "")]
        chosen = [("lang", self.language.value)] if self.language is not Language.HANS else []
        return _address(path, [*given, *chosen])

    def here(self, **changes: object) -> str:
        """The address of this page with some parameters changed; None takes one out."""
        kept = [(k, v) for k, v in self.query if k not in changes]
        changed = [(k, str(v)) for k, v in changes.items() if v is not None]
        return _address(self.path, [*kept, *changed])


def language_named(name: str) -> Language:
    """The language of a parameter; Simplified Chinese for anything else."""
    return Language(name) if name in set(Language) else Language.HANS


def render(template: str, site: Site, **values: object) -> str:
    """A page as HTML."""
    return _environment().get_template(template).render(site=site, w=site.words, **values)


def asset(name: str) -> str:
    """The text of one of the ASSETS."""
    if name == "icon.svg":
        return ICON
    return files("assistant.web").joinpath("static").joinpath(name).read_text("utf-8")


@lru_cache(maxsize=8)
def asset_address(name: str) -> str:
    """Where a page finds one of the ASSETS; it changes with its content."""
    return f"/web/{name}?v={hashlib.sha256(asset(name).encode()).hexdigest()[:10]}"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("assistant.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["asset"] = asset_address
    return made


def _address(path: str, query: list[tuple[str, str]]) -> str:
    return f"{quote(path)}?{urlencode(query)}" if query else quote(path)
