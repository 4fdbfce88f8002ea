"""Word documents (.docx): paragraphs and tables in order, with the numbers that Word counts by itself.

The XML is walked, since `Paragraph.text` leaves out what was inserted under change tracking and what stands in content
controls and smart tags. What was deleted under change tracking is left out.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from docx import Document
from docx.document import Document as Opened
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement

from corpus.errors import ReadingError
from corpus.readers.model import Format, ReadText, canonical, counted, row
from corpus.readers.word_numbers import W, WordNumbers

MAX_UNPACKED = 300 * 2**20
"""The most bytes that a file may unpack to."""

# What a damaged package makes zipfile, the XML parser (a SyntaxError) and python-docx raise.
_BROKEN = (
    OpcError,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    RuntimeError,  # a locked or oddly packed archive, and nesting without end
)
_LEFT_OUT = {
    f"{W}del": "deleted text",
    f"{W}moveFrom": "deleted text",
    f"{W}footnoteReference": "footnote",
    f"{W}endnoteReference": "endnote",
    f"{W}commentReference": "comment",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback": "copy for older programs",
}
_BOXES = frozenset((f"{W}drawing", f"{W}pict"))
_MARKS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_EDGES = {RELATIONSHIP_TYPE.HEADER: "page header", RELATIONSHIP_TYPE.FOOTER: "page footer"}


def read(data: bytes, name: str) -> ReadText:
    """The text of a Word document.

    Raises:
        ReadingError: the file is damaged, or unpacks to more than `MAX_UNPACKED` bytes.
    """
    try:
        _check_size(data, name)
        document = Document(BytesIO(data))
        return _read(document)
    except _BROKEN as error:
        raise ReadingError(
            f"{name} is a damaged Word file ({type(error).__name__}); open it in Word and save it again"
        ) from error


def _check_size(data: bytes, name: str) -> None:
    with zipfile.ZipFile(BytesIO(data)) as package:
        size = sum(entry.file_size for entry in package.infolist())
    if size > MAX_UNPACKED:
        raise ReadingError(f"{name} unpacks to {size} bytes; at most {MAX_UNPACKED} are read")


def _read(document: Opened) -> ReadText:
    related = {
        r.reltype: r.target_part.blob for r in document.part.rels.values() if not r.is_external
    }
    numbering, styles = (
        parse_xml(related[kind]) if kind in related else None
        for kind in (RELATIONSHIP_TYPE.NUMBERING, RELATIONSHIP_TYPE.STYLES)
    )
    walk = _Walk(WordNumbers(numbering, styles))
    text = canonical(walk.blocks(document.element.body))
    edges = [name for kind, name in _EDGES.items() if kind in related]
    return ReadText(text, Format.DOCX, dropped=counted([*edges, *walk.dropped]))


class _Walk:
    """Walks the body once, counting numbers and noting what is left out."""

    def __init__(self, numbers: WordNumbers) -> None:
        self.dropped: list[str] = []
        self._numbers = numbers

    def blocks(self, parent: BaseOxmlElement) -> Iterator[str]:
        """Paragraphs and table rows below an element; of content controls and the like, what they hold."""
        for child in parent.iterchildren("*"):
            if child.tag == f"{W}p":
                yield self._numbers.label(child) + "".join(self._text(child))
            elif child.tag == f"{W}tbl":
                yield from self._rows(child)
            elif child.tag in _LEFT_OUT:
                self.dropped.append(_LEFT_OUT[child.tag])
            else:
                yield from self.blocks(child)

    def _rows(self, table: BaseOxmlElement) -> Iterator[str]:
        for line in _nearest(table, f"{W}tr"):
            cells = [list(self.blocks(cell)) for cell in _nearest(line, f"{W}tc")]
            if len(cells) == 1:  # a frame round text, not a table
                yield from cells[0]
            else:
                yield row("\n".join(cell) for cell in cells)

    def _text(self, parent: BaseOxmlElement) -> Iterator[str]:
        """The text of a paragraph; a text box in it is on lines of its own, a picture is left out."""
        for child in parent.iterchildren("*"):
            if child.tag in _LEFT_OUT:
                self.dropped.append(_LEFT_OUT[child.tag])
            elif child.tag == f"{W}t":
                yield child.text or ""
            elif child.tag in _MARKS:
                yield _MARKS[child.tag]
            elif child.tag in _BOXES:
                yield self._boxed(child)
            else:
                yield from self._text(child)

    def _boxed(self, drawing: BaseOxmlElement) -> str:
        boxes = list(_nearest(drawing, f"{W}txbxContent"))
        if not boxes:
            self.dropped.append("picture")
        lines = [line for box in boxes for line in self.blocks(box)]
        return "\n" + "\n".join(lines) + "\n" if lines else ""


def _nearest(parent: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """The descendants with this tag that stand in no other one with it."""
    for child in parent.iterchildren("*"):
        if child.tag == tag:
            yield child
        else:
            yield from _nearest(child, tag)
