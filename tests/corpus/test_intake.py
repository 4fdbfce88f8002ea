import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.errors import ReadingError
from corpus.intake import split_page, write_folders
from corpus.library import packaged_documents
from corpus.manifest import read_document
from corpus.model import DocumentKind

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT.parent / "shared" / "policy" / "source.txt"
NOTICE = "某通知  \n各單位:\n請執行。\n2023年12月4日"
POLICY = "為了發展,制定。\n\n一、甲\n \u3000乙。\t(責任單位:市教委)"
INTERPRETATION = "《措施》提出,甲。\r"
PAGE = (
    "某措施\n\n簡介。發布信息,內容全文,內容解讀,\n\n"
    f"發布信息\n\n{NOTICE}\n\n內容全文\n\n\n{POLICY}\n\n內容解讀\n{INTERPRETATION}\n\n相關詞條\n\n• 聯絡我們\n"
)


def test_a_page_is_cut_into_three_texts() -> None:
    assert split_page(PAGE) == {
        DocumentKind.NOTICE: NOTICE,
        DocumentKind.POLICY: POLICY,
        DocumentKind.INTERPRETATION: INTERPRETATION,
    }


def test_each_text_is_written_byte_by_byte_as_the_page_has_it(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE.encode())
    folders = write_folders(page, tmp_path / "documents")
    assert [f.name for f in folders] == [
        "yfbf-2023-92-notice",
        "yfbf-2023-92",
        "yfbf-2023-92-interpretation",
    ]
    texts = [(f / "text.txt").read_bytes() for f in folders]
    assert texts == [NOTICE.encode(), POLICY.encode(), INTERPRETATION.encode()]
    assert all(PAGE.encode().count(text) == 1 for text in texts)


def test_what_is_written_reads_back_with_its_metadata(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE.encode())
    notice, policy, interpretation = map(read_document, write_folders(page, tmp_path))
    assert [d.kind for d in (notice, policy, interpretation)] == [
        DocumentKind.NOTICE,
        DocumentKind.POLICY,
        DocumentKind.INTERPRETATION,
    ]
    assert (notice.parent, policy.parent, interpretation.parent) == (policy.id, None, policy.id)
    assert (policy.number, interpretation.number) == ("渝府辦發〔2023〕92號", None)
    assert policy.provenance is not None
    assert policy.provenance.source_sha256 == sha256(PAGE.encode()).hexdigest()


def test_taking_in_twice_writes_the_same(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE.encode())
    first = [(f / "document.json").read_bytes() for f in write_folders(page, tmp_path)]
    assert [(f / "document.json").read_bytes() for f in write_folders(page, tmp_path)] == first


BROKEN = [
    (PAGE.replace("\n發布信息\n", "\n"), "'發布信息' followed by '內容全文'", "no first title"),
    (PAGE.replace("\n內容全文\n", "\n"), "'發布信息' followed by '內容全文'", "no second title"),
    (PAGE.replace("\n內容解讀\n", "\n"), "'內容全文' followed by '內容解讀'", "no third title"),
    (PAGE.replace("\n相關詞條\n", "\n"), "'內容解讀' followed by '相關詞條'", "no last title"),
    (PAGE.replace("\n內容全文\n", "\n內容全文:\n"), "'內容全文'", "not on a line of its own"),
    ("\n內容全文\n甲\n發布信息\n乙\n", "'發布信息' followed by '內容全文'", "in another order"),
    ("", "'發布信息' followed by '內容全文'", "an empty page"),
]


@pytest.mark.parametrize(("page", "told", "reason"), BROKEN)
def test_a_missing_section_is_told(page: str, told: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(page.encode())
    with pytest.raises(ReadingError) as caught:
        write_folders(path, tmp_path / "documents")
    assert told in str(caught.value), reason
    assert not (tmp_path / "documents").exists(), reason


def test_a_title_that_stands_earlier_too_does_not_confuse() -> None:
    assert split_page("\n內容解讀\n目錄\n" + PAGE) == split_page(PAGE)


def test_two_titles_that_follow_one_another_have_nothing_between() -> None:
    page = PAGE.replace(f"內容解讀\n{INTERPRETATION}\n\n", "內容解讀\n")
    assert split_page(page)[DocumentKind.INTERPRETATION] == ""


def test_the_command_writes_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(PAGE.encode())
    subprocess.run(
        [sys.executable, "-m", "corpus.intake", str(page), str(tmp_path / "documents")],
        cwd=ROOT,
        env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=True,
    )
    documents = [read_document(f) for f in sorted((tmp_path / "documents").iterdir())]
    assert [d.text for d in documents] == [POLICY, INTERPRETATION, NOTICE]


@pytest.mark.skipif(not SOURCE.exists(), reason="the page itself is not part of the repository")
def test_the_page_gives_the_shipped_documents_byte_by_byte(tmp_path: Path) -> None:
    for folder in write_folders(SOURCE, tmp_path):
        for name in ("text.txt", "document.json"):
            shipped = packaged_documents() / folder.name / name
            assert (folder / name).read_bytes() == shipped.read_bytes(), shipped
