import json
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from corpus.errors import ManifestError, ReadingError, UnknownDocument
from corpus.library import Library, load_library, packaged_documents

POLICY = "yfbf-2023-92"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(packaged_documents(), tmp_path / "documents"))


def write_law(folder: Path, text: str, **changes: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    meta = {
        "id": folder.name,
        "kind": "law",
        "title": "某條例",
        "sha256": sha256(text.encode()).hexdigest(),
        "provenance": {"source": "", "conversion": ""},
    }
    (folder / "text.txt").write_bytes(text.encode())
    (folder / "document.json").write_text(json.dumps(meta | changes), encoding="utf-8")


def test_a_copy_of_the_shipped_documents_is_the_same_library(library: Library, copy: Path) -> None:
    assert load_library(copy).parsed == library.parsed
    assert load_library(copy).version == library.version


def test_the_policy_is_what_a_bare_clause_number_means(library: Library) -> None:
    assert library.main.document.id == POLICY
    assert library.document(POLICY) is library.main.document
    assert library.clause(POLICY, 7) == library.main.clause(7)


def test_an_unknown_document_is_told_with_the_known_ones(library: Library) -> None:
    told = (
        "no document 'civil-code'; known are"
        " yfbf-2023-92, yfbf-2023-92-interpretation, yfbf-2023-92-notice"
    )
    with pytest.raises(UnknownDocument, match=f"^{re.escape(told)}$"):
        library.document("civil-code")
    with pytest.raises(UnknownDocument, match=f"^{re.escape(told)}$"):
        library.clause("civil-code", 3)


UNKNOWN = [
    (
        POLICY,
        16,
        "重慶市推進跨境電商高質量發展若干措施 has clauses 1 to 15, none with the number 16",
    ),
    (POLICY, 0, "重慶市推進跨境電商高質量發展若干措施 has clauses 1 to 15, none with the number 0"),
    (
        f"{POLICY}-interpretation",
        1,
        "《重慶市推進跨境電商高質量發展若干措施》內容解讀 has no clauses, none with the number 1",
    ),
]


@pytest.mark.parametrize(("document_id", "number", "told"), UNKNOWN)
def test_an_unknown_clause_is_told_with_what_the_document_has(
    library: Library, document_id: str, number: int, told: str
) -> None:
    with pytest.raises(UnknownDocument) as caught:
        library.clause(document_id, number)
    assert str(caught.value) == told


def test_a_document_that_is_added_is_read_beside_the_others(copy: Path) -> None:
    write_law(copy / "law", "第三条 甲。\n第九条 乙。\n")
    library = load_library(copy)
    assert list(library.parsed) == ["law", POLICY, f"{POLICY}-interpretation", f"{POLICY}-notice"]
    assert library.main.document.id == POLICY
    assert (library.similar["law"], library.renderings["law"].headings) == ((), {})
    with pytest.raises(UnknownDocument, match="某條例 has clauses 3 to 9, none with the number 4"):
        library.clause("law", 4)


def test_without_a_policy_nothing_is_meant_by_a_bare_number(tmp_path: Path) -> None:
    write_law(tmp_path / "law", "第一条 甲。")
    (tmp_path / "units.json").write_text("[]", encoding="utf-8")
    library = load_library(tmp_path)
    with pytest.raises(UnknownDocument, match="no document is a policy; known are law"):
        _ = library.main


def test_without_a_notice_there_is_none(copy: Path) -> None:
    shutil.rmtree(copy / f"{POLICY}-notice")
    assert load_library(copy).notice is None


def test_a_notice_of_another_document_is_not_the_policys(copy: Path) -> None:
    path = copy / f"{POLICY}-notice" / "document.json"
    meta = json.loads(path.read_text(encoding="utf-8")) | {"parent": "other"}
    path.write_text(json.dumps(meta), encoding="utf-8")
    assert load_library(copy).notice is None


def test_a_missing_folder_is_a_reading_error(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="nowhere is not a folder; it should hold one folder"):
        load_library(tmp_path / "nowhere")


def test_an_empty_folder_is_a_reading_error(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    with pytest.raises(ReadingError, match="holds no document; a document is a folder with"):
        load_library(tmp_path)


def test_a_missing_registry_is_a_reading_error(copy: Path) -> None:
    (copy / "units.json").unlink()
    with pytest.raises(ReadingError, match=r"units\.json does not exist"):
        load_library(copy)


def test_two_documents_with_one_id_are_refused(copy: Path) -> None:
    write_law(copy / "a", "第一条 甲。", id="law")
    write_law(copy / "b", "第一条 乙。", id="law")
    write_law(copy / "c", "第一条 丙。", id=POLICY)
    with pytest.raises(ManifestError) as caught:
        load_library(copy)
    assert caught.value.faults == (
        "a and b both have the id 'law'",
        f"c and {POLICY} both have the id '{POLICY}'",
    )


DATA_FILES = [
    f"{POLICY}/document.json",
    f"{POLICY}/english.jsonl",
    f"{POLICY}/similar.jsonl",
    f"{POLICY}-notice/document.json",
    "terms.json",
    "units.json",
]


@pytest.mark.parametrize("name", DATA_FILES)
def test_the_version_changes_with_a_data_file(library: Library, copy: Path, name: str) -> None:
    path = copy / name
    content = path.read_bytes()
    path.write_bytes(content.replace(b"{", b"{ ", 1))
    assert load_library(copy).version != library.version
    path.write_bytes(content)
    assert load_library(copy).version == library.version


def test_the_version_changes_with_a_text(copy: Path) -> None:
    write_law(copy / "law", "第一条 甲。")
    before = load_library(copy).version
    write_law(copy / "law", "第一条 乙。")
    assert load_library(copy).version != before
    assert re.fullmatch("[0-9a-f]{12}", before)


def test_the_version_changes_when_a_file_takes_another_name(copy: Path) -> None:
    write_law(copy / "law", "第一条 甲。", id="law")
    before = load_library(copy).version
    (copy / "law").rename(copy / "lex")
    assert load_library(copy).version != before


def test_reading_the_texts_loads_no_vendor_of_the_upper_layers() -> None:
    heavy = ("chromadb", "torch", "sentence_transformers", "gradio", "langchain", "fastapi")
    heavy += ("lxml", "docx", "pypdfium2", "markdown_it")
    code = (
        "import sys, corpus.library as m; m.load_library();"
        f"print(*(n for n in {heavy!r} if n in sys.modules))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
