"""Text printed on pages: a PDF file with a text layer, without a font file, and the same pages as pictures.

Paragraphs are indented by two characters and broken into lines of a fixed length; where there are several pages, each has a head and a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

SIZE, PITCH = 14, 22
_LEFT, _TOP, _BOTTOM = 72.0, 740.0, 110.0
_ON_A_LINE = 32
_WIDTH, _HEIGHT = 595, 842
_DOTS = 200 / 72
_NOT_FIRST = "，。、；：！？”’）》〉」』】〕,.;:!?)"
_HEADING = re.compile(r"第\S+[编編章节節](?=\s|$)")
_FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
)
Printed = tuple[float, float, str]
"""Left and baseline, in points from the lower left corner, and the text."""


def pages(paragraphs: Sequence[str], head: str) -> list[list[Printed]]:
    """The printed lines of each page; the first paragraph and headings are not indented."""
    lines = [line for i, p in enumerate(paragraphs) for line in _lines(p, indented=i > 0)]
    each = int((_TOP - _BOTTOM) / PITCH)
    made = []
    for number, at in enumerate(range(0, len(lines), each), 1):
        printed = [
            (_LEFT + SIZE * indent, _TOP - PITCH * row, text)
            for row, (indent, text) in enumerate(lines[at : at + each])
        ]
        edges = [(_LEFT, 800.0, head), (280.0, 40.0, f"— {number} —")]
        made.append([*printed, *(edges if len(lines) > each else [])])
    return made


def body(page: Iterable[Printed]) -> list[str]:
    """The lines of a page without its head and number."""
    return [text for _, baseline, text in page if _BOTTOM <= baseline <= _TOP]


def _lines(paragraph: str, *, indented: bool) -> Iterator[tuple[int, str]]:
    indent = 2 if indented and not _HEADING.match(paragraph) else 0
    rest, room = paragraph, _ON_A_LINE - indent
    while rest:
        at = _break(rest, room)
        yield indent, rest[:at]
        rest, room, indent = rest[at:], _ON_A_LINE, 0


def _break(text: str, room: int) -> int:
    """Where a line ends: no figure or word is parted, and no line begins with a closing mark."""
    at = min(room, len(text))
    while 0 < at < len(text) and (
        text[at] in _NOT_FIRST
        or (
            text[at].isascii()
            and text[at].isalnum()
            and text[at - 1].isascii()
            and text[at - 1].isalnum()
        )
        or text[at].isspace()
    ):
        at -= 1
    return at or room


def pdf_file(printed: Sequence[Iterable[Printed]], size: int = SIZE, trailer: bytes = b"") -> bytes:
    """A PDF file of pages of A4 with a text layer; each character is as wide as high, `size` points.

    `trailer` is put into the file's trailer, such as what locks it.
    """
    kids = b" ".join(b"%d 0 R" % (6 + 2 * i) for i in range(len(printed)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(printed)),
        _FONT,
        _CHARACTERS,
        _stream(_MEANING),
    ]
    for i, lines in enumerate(printed):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (_WIDTH, _HEIGHT, 7 + 2 * i)
        )
        objects.append(_stream(b"\n".join(_shown(line, size) for line in lines)))
    return _file(objects, trailer)


_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H"
    b" /DescendantFonts [4 0 R] /ToUnicode 5 0 R >>"
)
_CHARACTERS = (
    b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /DW 1000"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    b" /FontDescriptor << /Type /FontDescriptor /FontName /Any /Flags 4"
    b" /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >> >>"
)
# Each glyph stands for the character with its own number.
_MEANING = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Any def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
1 beginbfrange <0000> <FFFF> <0000> endbfrange
endcmap end end"""


def _shown(line: Printed, size: int) -> bytes:
    left, baseline, text = line
    # A space behind each, since PDFium skips a single glyph that it has no outline of.
    written = (text + " ").encode("utf-16-be").hex()
    return f"BT /F1 {size} Tf 1 0 0 1 {left} {baseline} Tm <{written}> Tj ET".encode()


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: list[bytes], trailer: bytes) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(out), len(objects) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    end = b"trailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF" % (size, trailer, start)
    return out + end


def chinese_font() -> Path | None:
    """A font of this machine that has Chinese characters; None where none is known."""
    return next((path for path in _FONTS if path.exists()), None)


def scanned(printed: Sequence[Iterable[Printed]], font: Path) -> bytes:
    """The same pages as pictures of 200 dots an inch, in one PDF file.

    Raises:
        ImportError: Pillow is not installed.
    """
    from PIL import Image, ImageDraw, ImageFont

    face = ImageFont.truetype(str(font), round(SIZE * _DOTS))
    made = []
    for lines in printed:
        page = Image.new("RGB", (round(_WIDTH * _DOTS), round(_HEIGHT * _DOTS)), "white")
        pen = ImageDraw.Draw(page)
        for left, baseline, text in lines:
            place = (left * _DOTS, (_HEIGHT - baseline) * _DOTS)
            pen.text(place, text, font=face, fill="black", anchor="ls")
        made.append(page)
    file = BytesIO()
    made[0].save(file, "PDF", resolution=200, save_all=True, append_images=made[1:])
    return file.getvalue()
