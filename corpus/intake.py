"""Taking in the policy page: one file of an encyclopaedia-like web page becomes three document folders.

`python -m corpus.intake SOURCE DOCUMENTS` cuts the page at its section titles (發布信息, 內容全文, 內容解讀, 相關詞條). The
issuing notice, the policy and the interpretation each become a document; each text is a byte-exact slice of the page.
The page's own words (its summary, navigation, 相關詞條, 聯絡我們) are not official text and are left out.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from corpus.errors import ReadingError
from corpus.manifest import read_text
from corpus.model import DocumentKind

_POLICY_ID = "yfbf-2023-92"
_TITLE = "重慶市推進跨境電商高質量發展若干措施"
_SECTIONS = (
    ("發布信息", "內容全文", DocumentKind.NOTICE),
    ("內容全文", "內容解讀", DocumentKind.POLICY),
    ("內容解讀", "相關詞條", DocumentKind.INTERPRETATION),
)
_META: dict[DocumentKind, dict[str, object]] = {
    DocumentKind.POLICY: {"id": _POLICY_ID, "title": _TITLE},
    DocumentKind.NOTICE: {
        "id": f"{_POLICY_ID}-notice",
        "title": f"重慶市人民政府辦公廳關於印發《{_TITLE}》的通知",
        "parent": _POLICY_ID,
        "addressees": "各區縣(自治縣)人民政府,市政府有關部門,有關單位",
    },
    DocumentKind.INTERPRETATION: {
        "id": f"{_POLICY_ID}-interpretation",
        "title": f"《{_TITLE}》內容解讀",
        "parent": _POLICY_ID,
    },
}
_ISSUE = {
    "number": "渝府辦發〔2023〕92號",
    "issuer": "重慶市人民政府辦公廳",
    "issued": "2023-12-04",
}


def split_page(page: str) -> dict[DocumentKind, str]:
    """The texts of a page by kind, without the blank lines around them.

    Raises:
        ReadingError: a section title is missing.
    """
    at, texts = 0, {}
    for first, last, kind in _SECTIONS:
        start, at = _between(page, first, last, at)
        texts[kind] = page[start:at].strip("\n")
    return texts


def _between(page: str, first: str, last: str, after: int) -> tuple[int, int]:
    """From behind the title `first` to the title `last`; a title that stands before `after` is navigation."""
    start = page.find(f"\n{first}\n", after)
    end = page.find(f"\n{last}\n", start + len(first) + 1)
    if start < 0 or end < 0:
        raise ReadingError(
            f"the page has no section {first!r} followed by {last!r}, each on a line of its own"
        )
    return start + len(first) + 2, end


def write_folders(source: Path, target: Path) -> list[Path]:
    """Write one document folder per text of the page and return them.

    Raises:
        ReadingError: the page is unreadable or has not the expected sections.
    """
    page = read_text(source)
    written = []
    for kind, text in split_page(page).items():
        meta = _META[kind] | {
            "kind": kind.value,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
        if kind is not DocumentKind.INTERPRETATION:
            meta |= _ISSUE
        meta["provenance"] = _provenance(page)
        folder = target / str(meta["id"])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "text.txt").write_bytes(text.encode())
        manifest = json.dumps(meta, ensure_ascii=False, indent=1) + "\n"
        (folder / "document.json").write_bytes(manifest.encode())
        written.append(folder)
    return written


def _provenance(page: str) -> dict[str, str]:
    return {
        "source": "詞條網頁「重慶市推進跨境電商高質量發展若干措施」所載全文,非官方網站原件",
        "conversion": "原文為簡體(見 terms.json);所持文本是轉為繁體並換用臺灣詞彙的版本(如「最佳化」即「優化」),引文照所持文本逐字引用",
        "left_out": "詞條簡介、基本介紹、導覽文字(相關詞條、熱門詞條、聯絡我們)不是公文,未收入",
        "source_sha256": hashlib.sha256(page.encode()).hexdigest(),
    }


if __name__ == "__main__":
    for path in write_folders(Path(sys.argv[1]), Path(sys.argv[2])):
        print(path)
