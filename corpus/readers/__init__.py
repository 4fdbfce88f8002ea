"""Files in the formats that people have official texts in, read as canonical text."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from corpus.errors import ReadingError
from corpus.readers import docx, html, markdown, ocr, pdf, plain
from corpus.readers.model import Format, ReadText

__all__ = ["MAX_BYTES", "Format", "ReadText", "read", "read_data"]

MAX_BYTES = 50 * 2**20
"""The largest file that is read."""

_TEXTUAL: dict[Format, Callable[[bytes, str, str | None], ReadText]] = {
    Format.PLAIN: plain.read,
    Format.MARKDOWN: markdown.read,
    Format.HTML: html.read,
}
_SUFFIXES = {
    ".txt": Format.PLAIN,
    ".text": Format.PLAIN,
    "": Format.PLAIN,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
}
_KNOWN = "plain text (.txt), Markdown (.md), HTML (.html), Word (.docx) and PDF (.pdf) are read"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_OFFICE_TOLD = "an Office file of the old kind (.doc, .xls); save it as .docx"
_ZIP = b"PK\x03\x04"
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_OTHERS = (
    (b"{\\rtf", "a rich text file (RTF); save it as .docx"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\x00", "a picture (TIFF)"),
    (b"MM\x00*", "a picture (TIFF)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"Rar!", "a packed file (RAR)"),
    (b"7z\xbc\xaf", "a packed file (7-Zip)"),
    (b"%!PS", "a PostScript file; save it as .pdf"),
)


def read(path: Path) -> ReadText:
    """The canonical text of a file. Its content decides on the format, its name where the content is bare text.

    Raises:
        ReadingError: the file is missing, empty, too large, damaged or locked, has no text, or is of another kind; the
            message says which file, what was found and what would be right.
    """
    return read_data(_bytes(path), str(path), path.suffix.lower())


def read_data(data: bytes, name: str, suffix: str, charset: str | None = None) -> ReadText:
    """The canonical text of what a file holds.

    Args:
        data: its bytes.
        name: what it is called in messages.
        suffix: how its name ends, such as ".html"; it decides where the content is bare text.
        charset: the encoding that a server told, if it did.

    Raises:
        ReadingError: as `read`.
    """
    if not data.strip():
        raise ReadingError(f"{name} is empty")
    found = _read(_format(data, name, suffix), data, name, charset)
    if not found.text:
        raise ReadingError(f"{name} holds no text: read as {found.format}, nothing is left")
    return found


def _read(kind: Format, data: bytes, name: str, charset: str | None) -> ReadText:
    if kind is Format.DOCX:
        return docx.read(data, name)
    if kind is Format.PDF:
        return pdf.read(data, name, ocr.recogniser())
    return _TEXTUAL[kind](data, name, charset)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ReadingError(f"{path} is a folder; give a file")
        if not path.exists():
            raise ReadingError(f"{path} does not exist")
        if not path.is_file():
            raise ReadingError(f"{path} is no ordinary file")
        if (size := path.stat().st_size) > MAX_BYTES:
            raise ReadingError(f"{path} has {size} bytes; at most {MAX_BYTES} are read")
        return path.read_bytes()
    except OSError as error:
        raise ReadingError(f"{path} cannot be read: {error.strerror}") from error


def _format(data: bytes, name: str, suffix: str) -> Format:
    if foreign := _foreign(data, suffix):
        raise ReadingError(f"{name} is {foreign}; {_KNOWN}")
    known = _by_content(data) or _SUFFIXES.get(suffix)
    if known is None:
        raise ReadingError(
            f"{name} ends in {suffix!r}, but it does not begin as such a file; {_KNOWN}"
        )
    return known


def _by_content(data: bytes) -> Format | None:
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith(_ZIP):
        return Format.DOCX
    return Format.HTML if _HTML.match(data[:4096]) else None


def _foreign(data: bytes, suffix: str) -> str | None:
    """What a file of a kind that is not read is; None for any other."""
    if data.startswith(_OLD_OFFICE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        return "a Word file that is locked with a password" if locked else _OLD_OFFICE_TOLD
    if data.startswith(_ZIP) and not _holds_word(data, suffix):
        return "a zip archive without a Word document"
    return next((told for start, told in _OTHERS if data.startswith(start)), None)


def _holds_word(data: bytes, suffix: str) -> bool:
    """Whether it is a Word package; a broken archive is one if its name says so."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            return "word/document.xml" in package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return suffix == ".docx"
