from __future__ import annotations

import gzip
import os
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import docx
import pytest

from corpus.errors import ReadingError
from corpus.readers import MAX_BYTES, Format, read

WritePdf = Callable[..., bytes]
Put = Callable[[str, bytes], Path]

TEXT = "贸易条例\n第一条 为了促进贸易，制定本条例。"


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a file."""

    def write(name: str, data: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


def word() -> bytes:
    document, file = docx.Document(), BytesIO()
    for line in TEXT.split("\n"):
        document.add_paragraph(line)
    document.save(file)
    return file.getvalue()


def archive(name: str) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr(name, "x")
    return file.getvalue()


HTML = f"<html><body><p>{TEXT.replace(chr(10), '<p>')}</body></html>".encode()

NAMES = [
    # name, content, format, reason
    ("a.txt", TEXT.encode(), Format.PLAIN, "plain text"),
    ("a", TEXT.encode(), Format.PLAIN, "no suffix"),
    ("a.TXT", TEXT.encode("gb18030"), Format.PLAIN, "a suffix in capitals"),
    ("a.md", f"# {TEXT}".encode(), Format.MARKDOWN, "Markdown"),
    ("a.html", HTML, Format.HTML, "a page"),
    ("a.htm", TEXT.replace("\n", "<br>").encode(), Format.HTML, "a piece of a page"),
    ("a.txt", HTML, Format.HTML, "a page under another name"),
    ("a.txt", b"\xef\xbb\xbf\n<!-- a --><!DOCTYPE HTML>" + HTML, Format.HTML, "a comment first"),
    ("a.docx", word(), Format.DOCX, "Word"),
    ("a.txt", word(), Format.DOCX, "Word under another name"),
    ("a.bin", word(), Format.DOCX, "Word under an unknown name"),
]


@pytest.mark.parametrize(("name", "data", "expected", "reason"), NAMES)
def test_the_content_decides_on_the_format_then_the_name(
    name: str, data: bytes, expected: Format, reason: str, put: Put
) -> None:
    found = read(put(name, data))
    assert (found.format, found.text) == (expected, TEXT), reason


@pytest.mark.parametrize("name", ["a.pdf", "a.txt", "a"])
def test_a_pdf_is_read_under_any_name(name: str, pdf: WritePdf, put: Put) -> None:
    lines = [(72, 700 - 40 * i, line) for i, line in enumerate(TEXT.split("\n"))]
    found = read(put(name, pdf(lines)))
    assert (found.format, found.text) == (Format.PDF, TEXT)


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 100

REFUSED = [
    ("a.doc", OLD, "an Office file of the old kind (.doc, .xls); save it as .docx; "),
    (
        "a.docx",
        OLD + "EncryptedPackage".encode("utf-16-le"),
        "a Word file that is locked with a password; ",
    ),
    ("a.xlsx", archive("xl/workbook.xml"), "a zip archive without a Word document; "),
    ("a.zip", b"PK\x03\x04broken", "a zip archive without a Word document; "),
    ("a.rtf", b"{\\rtf1 a}", "a rich text file (RTF); save it as .docx; "),
    ("a.txt", b"\x89PNG\r\n", "a picture (PNG); "),
    ("a.gz", gzip.compress(b"a"), "a packed file (gzip); "),
]


@pytest.mark.parametrize(("name", "data", "told"), REFUSED)
def test_another_kind_of_file_is_told_with_the_kinds_that_are_read(
    name: str, data: bytes, told: str, put: Put
) -> None:
    path = put(name, data)
    with pytest.raises(ReadingError) as caught:
        read(path)
    known = "plain text (.txt), Markdown (.md), HTML (.html), Word (.docx) and PDF (.pdf) are read"
    assert str(caught.value) == f"{path} is {told}{known}"


@pytest.mark.parametrize("name", ["a.csv", "a.pdf", "a.docx"])
def test_text_under_the_name_of_another_kind_is_not_guessed_at(name: str, put: Put) -> None:
    with pytest.raises(
        ReadingError, match=r"ends in '\.\w+', but it does not begin as such a file"
    ):
        read(put(name, TEXT.encode()))


def test_a_broken_word_file_is_told(put: Put) -> None:
    with pytest.raises(ReadingError, match="is a damaged Word file"):
        read(put("a.docx", word()[:2000]))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match=r"none\.txt does not exist"):
        read(tmp_path / "none.txt")


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="is a folder; give a file"):
        read(tmp_path)


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(ReadingError, match=r"pipe\.txt is no ordinary file"):
        read(tmp_path / "pipe.txt")


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n"])
def test_an_empty_file_is_told(data: bytes, put: Put) -> None:
    with pytest.raises(ReadingError, match=r"a\.txt is empty"):
        read(put("a.txt", data))


def test_a_file_without_text_is_told(put: Put) -> None:
    with pytest.raises(ReadingError, match="holds no text: read as HTML, nothing is left"):
        read(put("a.html", b"<html><nav>a</nav></html>"))


def test_a_file_that_is_too_large_is_told_with_the_limit(put: Put) -> None:
    path = put("a.txt", b"")
    os.truncate(path, MAX_BYTES + 1)
    with pytest.raises(ReadingError, match=r"a\.txt has 52428801 bytes; at most 52428800 are read"):
        read(path)


def test_a_wrong_encoding_is_told(put: Put) -> None:
    with pytest.raises(ReadingError, match="is not text in UTF-8, GB18030 or Big5"):
        read(put("a.txt", b"\x80\x81\xff\xff" * 9))


def test_invisible_characters_and_blank_lines_are_left_out(put: Put) -> None:
    data = "\ufeff\u3000甲\u200b乙 \r\n\r\n\x00丙\u2028丁\x0c".encode()
    assert read(put("a.txt", data)).text == "甲乙\n丙\n丁"
