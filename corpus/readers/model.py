"""What every reader gives back, and the form that canonical text has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Format(StrEnum):
    """The kinds of files that are read."""

    PLAIN = "plain text"
    MARKDOWN = "Markdown"
    HTML = "HTML"
    DOCX = "Word (.docx)"
    PDF = "PDF"


@dataclass(frozen=True, slots=True)
class ReadText:
    """The text of a file.

    `text` is canonical: one paragraph a line, no blank lines, no white space around a line. `encoding` is None where the
    format has its own. `dropped` tells what was left out, so that a person can look it over. `recognised` are the pages that
    were pictures, each with the mean confidence (0 to 1) of its recognised characters.
    """

    text: str
    format: Format
    encoding: str | None = None
    dropped: tuple[str, ...] = ()
    recognised: tuple[tuple[int, float], ...] = ()


CELL_BREAK = " | "
"""Stands between the cells of a table row, which is one line."""

_LINE_ENDS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Nothing that is printed: control characters but the tab, zero-width spaces, soft hyphens, byte order marks.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b\u2060\ufeff]")
_LAYOUT_END = re.compile(r"[ \t]*\n\s*")
_BETWEEN_WORDS = re.compile(r"(?<=[!-\u02ff])[ \t]*\n\s*(?=[!-\u02ff])")


def canonical(paragraphs: Iterable[str]) -> str:
    r"""Paragraphs as canonical text; a line end within one parts it.

    >>> canonical(["  甲\r\n\n乙 丙\u3000", "", "丁"])
    '甲\n乙 丙\n丁'
    """
    lines = (_INVISIBLE.sub("", line).strip() for p in paragraphs for line in _LINE_ENDS.split(p))
    return "\n".join(line for line in lines if line).encode("utf-8", "replace").decode("utf-8")


def joined(text: str) -> str:
    r"""A paragraph whose line ends are layout: a space between Latin words, nothing beside a Chinese character.

    >>> joined("跨境\n 电商达\n30\n万元 B2B\nexport")
    '跨境电商达30万元 B2B export'
    """
    return _LAYOUT_END.sub("", _BETWEEN_WORDS.sub(" ", text))


def row(cells: Iterable[str]) -> str:
    r"""A table row as one line; a row without any text is empty.

    >>> row(["项目", " 比例\n上限 ", ""])
    '项目 | 比例上限 |'
    """
    plain = [joined(cell.strip()) for cell in cells]
    return CELL_BREAK.join(plain).strip() if any(plain) else ""


def counted(names: Iterable[str]) -> tuple[str, ...]:
    """Names with how often each came, in the order of the first.

    >>> counted(["nav", "script", "nav"])
    ('nav (2)', 'script (1)')
    """
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return tuple(f"{name} ({count})" for name, count in counts.items())
