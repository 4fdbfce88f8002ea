"""A small PDF writer: pages of lines, each at its place, in a font without a font file, each character as wide as high."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

Printed = tuple[float, float, str]  # left, baseline, text
WritePdf = Callable[..., bytes]

SIZE = 12


def _content(lines: Iterable[Printed]) -> bytes:
    # A space behind each, since PDFium skips a single glyph that it has no outline of.
    shown = (
        f"BT /F1 {SIZE} Tf 1 0 0 1 {x} {y} Tm <{(text + ' ').encode('utf-16-be').hex()}> Tj ET"
        for x, y, text in lines
    )
    return "\n".join(shown).encode()


def _stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def _file(objects: list[bytes], trailer: bytes) -> bytes:
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    start = out.rindex(b"xref\n0 ")
    return out + b"trailer << /Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF" % (
        size,
        trailer,
        start,
    )


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
_LOCK = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <%s> /U <%s> >> /ID [<00> <00>] " % (
    b"11" * 32,
    b"22" * 32,
)


@pytest.fixture
def pdf() -> WritePdf:
    """Writes pages of printed lines, 595 by 842 points; with `locked`, behind a password."""

    def write(*pages: Iterable[Printed], locked: bool = False) -> bytes:
        first = 6
        kids = b" ".join(b"%d 0 R" % (first + 2 * i) for i in range(len(pages)))
        objects = [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(pages)),
            _FONT,
            _CHARACTERS,
            _stream(_MEANING),
        ]
        for i, lines in enumerate(pages):
            objects.append(
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
                b" /Resources << /Font << /F1 3 0 R >> >> >>" % (first + 2 * i + 1)
            )
            objects.append(_stream(_content(lines)))
        return _file(objects, _LOCK if locked else b"")

    return write
