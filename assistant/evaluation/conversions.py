"""One text written in every format that is read, as an office would have it: the same paragraphs, laid out as the format does."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from docx import Document
from opencc import OpenCC

from assistant.evaluation.printing import pages, pdf_file

_TRADITIONAL = OpenCC("s2tw")
_HEADING = re.compile(r"第\S+[编編章节節](?=\s|$)")
_MARKS = re.compile(r"<!--.*?-->|^#+\s*|^\s*\*\*|\*\*\s*$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Conversion:
    """A text in one format: what the file is called, what it holds, and the text that must come back."""

    name: str
    suffix: str
    data: bytes
    text: str


def paragraphs_of(markdown: str) -> list[str]:
    """The paragraphs of a text in simple Markdown, one a line: without heading marks and comments."""
    return [line.strip() for line in _MARKS.sub("", markdown).splitlines() if line.strip()]


def conversions(markdown: str) -> list[Conversion]:
    """The text in every format; in Big5 it is Traditional, as Big5 has no Simplified characters."""
    paragraphs = paragraphs_of(markdown)
    text = "\n".join(paragraphs)
    made = [Conversion("Markdown", ".md", markdown.encode(), text)]
    made += [Conversion(name, suffix, write(paragraphs), text) for name, suffix, write in _WRITTEN]
    traditional = _writable(_TRADITIONAL.convert(text))
    big5 = traditional.replace("\n", "\r\n").encode("big5hkscs")
    return [*made, Conversion("text, Big5", ".txt", big5, traditional)]


def _writable(text: str) -> str:
    """Without the characters that Big5 has no code for, which nobody could write in it."""
    return text.encode("big5hkscs", "ignore").decode("big5hkscs")


def _plain(codec: str) -> Callable[[Sequence[str]], bytes]:
    return lambda paragraphs: "\r\n".join(paragraphs).encode(codec)


def _html(paragraphs: Sequence[str]) -> bytes:
    """A page as a government's site has it: navigation, place, tools and feet around the text."""
    body = "\n".join(f'<p style="text-indent:2em">{html.escape(p)}</p>' for p in paragraphs[1:])
    title = html.escape(paragraphs[0])
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}-政府门户</title></head><body>
<div class="top"><ul class="nav"><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul></div>
<div class="crumb">您当前的位置：<a href="/">首页</a> &gt; <a href="/zwgk">政务公开</a></div>
<div class="main"><h1>{title}</h1>
<div><span>字体：【<a>大</a> <a>中</a> <a>小</a>】</span> <a>打印</a> <span class="share">分享到：<a>微信</a></span></div>
<div class="TRS_Editor">{body}</div>
<div class="pages"><a>上一篇：另一公告</a> <a>下一篇：又一公告</a></div></div>
<div class="footer"><p>主办单位：政府办公室 网站标识码：0000000000</p></div></body></html>""".encode()


def _docx(paragraphs: Sequence[str]) -> bytes:
    made, file = Document(), BytesIO()
    made.add_heading(paragraphs[0], 0)
    for paragraph in paragraphs[1:]:
        if _HEADING.match(paragraph):
            made.add_heading(paragraph, 1)
        else:
            made.add_paragraph(paragraph)
    made.save(file)
    return file.getvalue()


def _pdf(paragraphs: Sequence[str]) -> bytes:
    return pdf_file(pages(paragraphs, paragraphs[0][:20]))


_WRITTEN: tuple[tuple[str, str, Callable[[Sequence[str]], bytes]], ...] = (
    ("text, UTF-8", ".txt", _plain("utf-8")),
    ("text, GB18030", ".txt", _plain("gb18030")),
    ("HTML", ".html", _html),
    ("Word", ".docx", _docx),
    ("PDF", ".pdf", _pdf),
)
