"""PDF files with a text layer, and scanned pages where there is something that recognises characters.

A page says where each character stands, not what a paragraph is; `pages` decides that. PDFium is not thread safe: one file
is read at a time.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from statistics import median

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.errors import ReadingError
from corpus.readers.model import Format, ReadText, canonical
from corpus.readers.pages import Line, Page, paragraphs
from corpus.readers.pictures import Picture, Recogniser, printed_lines

_ONE_AT_A_TIME = threading.Lock()
_HYPHENS = "\x02\ufffe"  # what PDFium has for the hyphen at a line's end
# Some fonts name ideographs by their radicals: ⼈⾦⽇ for 人金日.
_RADICALS = re.compile("[\u2e80-\u2fdf]+")
_SHARP = 200 / 72  # pixels for a point
_MOST_PIXELS = 12e6  # a page may say that it is as large as a house
_Box = tuple[float, float, float, float]


def read(data: bytes, name: str, recognise: Recogniser | None = None) -> ReadText:
    """The text of a PDF file, without page numbers and running heads and feet.

    Args:
        data: the file.
        name: what it is called in messages.
        recognise: reads the pages that are pictures; with None they are left out.

    Raises:
        ReadingError: the file is damaged or locked with a password, or it is a scan in which nothing is recognised.
    """
    with _ONE_AT_A_TIME:
        pages = _pages(data, name)
    recognised = _recognise(data, pages, recognise) if recognise else ()
    if not any(page.lines for page in pages):
        raise ReadingError(_scan_told(name, len(pages), tried=recognise is not None))
    text, dropped = paragraphs(pages)
    empty = ", ".join(str(i) for i, page in enumerate(pages, 1) if not page.lines)
    blank = (f"pages without text, blank or scanned: {empty}",) if empty else ()
    return ReadText(canonical(text), Format.PDF, dropped=(*dropped, *blank), recognised=recognised)


def _scan_told(name: str, count: int, *, tried: bool) -> str:
    told = f"{name} is a scan: none of its {count} pages has text"
    if tried:
        return f"{told}, and no character was recognised; scan it straight, at 200 dots an inch or more"
    return f"{told}; give a PDF with text, or install the extra that recognises characters: pip install 'yuce[ocr]'"


def _recognise(
    data: bytes, pages: list[Page], recognise: Recogniser
) -> tuple[tuple[int, float], ...]:
    """Puts lines into the pages without any; gives the number of each such page and how sure its characters are."""
    told = []
    for at, page in enumerate(pages):
        if page.lines:
            continue
        picture, scale = _picture(data, at)
        lines, sure = printed_lines(picture, recognise(picture), scale)
        if lines:
            pages[at] = Page(page.width, page.height, lines)
            told.append((at + 1, sure))
    return tuple(told)


def _picture(data: bytes, at: int) -> tuple[Picture, float]:
    """A page as it is printed, and its pixels for a point."""
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as document:
        page = document[at]
        width, height = page.get_size()
        scale = min(_SHARP, (_MOST_PIXELS / (width * height)) ** 0.5)
        return page.render(scale=scale, rev_byteorder=False).to_numpy()[:, :, :3].copy(), scale


def _pages(data: bytes, name: str) -> list[Page]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            return [_page(page) for page in document]
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise ReadingError(f"{name} is locked with a password; save it without one") from error
        raise ReadingError(
            f"{name} is a damaged PDF file; open it in a viewer and save it again"
        ) from error


def _page(page: pypdfium2.PdfPage) -> Page:
    text = page.get_textpage()
    lines = tuple(line for piece in _pieces(text) if (line := _line(piece)) is not None)
    width, height = page.get_size()
    return Page(width, height, lines)


def _pieces(page: pypdfium2.PdfTextPage) -> Iterator[list[tuple[str, _Box]]]:
    """The characters of each printed line, each with its box."""
    piece: list[tuple[str, _Box]] = []
    for i in range(page.count_chars()):
        character = chr(pdfium.FPDFText_GetUnicode(page, i))
        if character in "\r\n":
            yield piece
            piece = []
        else:
            piece.append((character, page.get_charbox(i, loose=True)))
    yield piece


def _line(piece: list[tuple[str, _Box]]) -> Line | None:
    """The printed line; None where nothing is printed. A space has no box."""
    boxes = [box for character, box in piece if not character.isspace() and box[3] > box[1]]
    text = _text("".join(character for character, _ in piece))
    if not boxes or not text:
        return None
    return Line(
        text,
        left=min(box[0] for box in boxes),
        right=max(box[2] for box in boxes),
        middle=median((box[1] + box[3]) / 2 for box in boxes),
        size=median(box[3] - box[1] for box in boxes),
    )


def _text(printed: str) -> str:
    """Surrogates are paired, hyphens and ideographs are themselves, and nothing without a character is left."""
    paired = printed.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    hyphened = re.sub(f"[{_HYPHENS}]", "-", paired).replace("\x00", "")
    return _RADICALS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), hyphened).strip()
