"""Markdown: marks go, text stays.

Numbers of ordered lists are text. A line end within a paragraph is layout only where the line is long and its sentence goes
on: many official texts in Markdown have one paragraph a line and no blank lines between.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.readers.encoding import decode
from corpus.readers.model import Format, ReadText, canonical, counted, joined, row

# Indented code is off: an indented line of an official text is a paragraph.
_PARSER = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").disable("code")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?:[\w-]+:.*\n|[ \t]+.*\n)+---[ \t]*(?:\n|\Z)")
_TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^>]*>", re.S)
_BREAK = re.compile(r"<br\s*/?>", re.I)
_LABELLED = r"[ \t\u3000]*(?:[（(]?[〇零一二三四五六七八九十百\d]+[）)、.．]|第)"
_PARAGRAPH_END = re.compile(rf"(?<![^\n]{{20}})\n|(?<=[。；;：:！？!?…])\n|\n(?={_LABELLED})")


def read(data: bytes, name: str, charset: str | None = None) -> ReadText:
    """The text of a Markdown file; `charset` is the encoding that a server told.

    Raises:
        ReadingError: the encoding is none of UTF-8, UTF-16, GB18030 and Big5.
    """
    text, encoding = decode(data, name, charset)
    text = text.replace("\r\n", "\n")
    body = _FRONT_MATTER.sub("", text)
    dropped = ["front matter"] * (body != text)
    paragraphs = list(_paragraphs(_PARSER.parse(body), dropped))
    return ReadText(canonical(paragraphs), Format.MARKDOWN, encoding, counted(dropped))


def _paragraphs(tokens: list[Token], dropped: list[str]) -> Iterator[str]:
    label = ""
    cells: list[str] | None = None
    for token in tokens:
        if token.type == "list_item_open":
            label = f"{token.info}{token.markup} " if token.info else ""
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield row(cells or ())
            cells = None
        elif cells is not None and token.type == "inline":
            cells.append(_inline(token, dropped))
        elif text := _block(token, dropped):
            yield label + text
            label = ""


def _block(token: Token, dropped: list[str]) -> str:
    if token.type == "inline":
        return _joined(_inline(token, dropped))
    if token.type == "html_block":
        return _without_tags(token.content, dropped)
    return token.content if token.type == "fence" else ""


def _inline(token: Token, dropped: list[str]) -> str:
    return "".join(_piece(child, dropped) for child in token.children or ())


def _piece(child: Token, dropped: list[str]) -> str:
    """The text of an inline token; marks have none. A hard break is a paragraph's end."""
    if child.type in ("softbreak", "hardbreak"):
        return "\n" if child.type == "softbreak" else "\u2028"
    if child.type == "html_inline":
        return _without_tags(child.content, dropped)
    if child.type == "image":
        dropped.append("image")
    return child.content


def _without_tags(source: str, dropped: list[str]) -> str:
    for tag in _TAG.findall(source):
        dropped.append("comment" if tag.startswith("<!") else "HTML tag")
    return html.unescape(_TAG.sub("", _BREAK.sub("\u2028", source)))


def _joined(text: str) -> str:
    return "\u2028".join(joined(part) for part in _PARAGRAPH_END.split(text))
