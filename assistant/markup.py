"""Texts that are markup, template code or a statement to a database and say nothing in words. What finds clauses would find one for these as well.

`<style>*{display:none}</style>` shares no word with any passage: its vector is made of pieces of letters, the nearest clause
is as near as any, and the model that decides was fitted on questions alone.
"""

from __future__ import annotations

import re
from html import unescape
from unicodedata import normalize

_MARKUP = re.compile(
    r"<!--.*?-->"
    r"|<(script|style)\b.*?(?:</\1\s*>|$)"
    r"|<%.*?%>|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|[$#]\{[^}]*\}"
    r"|</?[a-z!][^<>]*(?:>|$)|<!\[CDATA\["
    r"|```\w*"
    r"|\b(?:drop|alter|truncate|create)\s+(?:table|database|view)\s+\w+"
    r"|\|",  # of a table
    re.IGNORECASE | re.DOTALL,
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_]{2,}")


def is_markup(text: str) -> bool:
    """Whether a text has markup, and no word beside it. One with Chinese characters, wherever they stand, says something.

    >>> [is_markup(t) for t in ("<b></b>", "{{7*7}}", "<b>tax refund</b>", "{{出口退税}}", "GMV<30亿?", "7", "'; DROP TABLE x; --")]
    [True, True, False, False, False, False, True]
    """
    plain = normalize("NFKC", unescape(unescape(text)))
    if _HAN.search(plain):
        return False
    rest, found = _MARKUP.subn(" ", plain)
    return found > 0 and not _WORD.search(rest)
