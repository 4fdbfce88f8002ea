"""The user's own documents: how they come, change and go, and that nothing half done is ever seen."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock

from corpus import collection as collection_module
from corpus import held as held_module
from corpus.collection import add, add_all, remove, update
from corpus.errors import CollectionError, CorpusError, UnknownDocument
from corpus.held import history, listed, verify
from corpus.library import load_library

ROOT = Path(__file__).parents[2]
FIRST = "云岭县樱桃种植规定\n第一条 为了种好樱桃，制定本规定。\n第二条 农户可以申领树苗十棵。\n"
SECOND = FIRST.replace("十棵", "二十棵")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "documents"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "cherries.txt", FIRST)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def names(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()} - {".lock", ".catalogue.json"}


def test_a_document_that_was_added_is_listed_as_it_was_read(file: Path, folder: Path) -> None:
    added = add(file, folder)
    (held,) = listed(folder)
    assert held.parts == added.parts
    assert held.document.id == "ylxytzzgd"
    assert [c.number for c in held.parts[0].clauses] == [1, 2]
    assert verify(folder) == {"ylxytzzgd": ""}


def test_many_are_added_and_what_cannot_be_is_told_in_between(tmp_path: Path, folder: Path) -> None:
    texts = {"a.txt": FIRST, "b.txt": "", "c.txt": FIRST, "d.txt": SECOND}
    files = [written(tmp_path / name, text) for name, text in texts.items()]
    refused: list[CorpusError] = []
    added = [p.document.id for p in add_all(files, folder, (), refused.append)]
    assert added == ["ylxytzzgd", "ylxytzzgd-2"]
    assert [held.folder.name for held in listed(folder)] == added
    empty, twice = map(str, refused)
    assert "b.txt" in empty
    assert "c.txt has the text that ylxytzzgd has already" in twice
    assert names(folder) == set(added)


def test_many_are_added_though_others_change_the_folder_between(
    tmp_path: Path, folder: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collection_module, "_AT_ONCE", 1)
    second = written(tmp_path / "more.txt", SECOND)
    refused: list[CorpusError] = []
    adding = add_all([file, second], folder, (), refused.append)
    assert next(adding).document.id == "ylxytzzgd"
    add(second, folder)
    assert list(adding) == []
    assert "has the text that ylxytzzgd-2 has already" in str(*refused)


def test_a_folder_that_is_not_there_holds_nothing(folder: Path) -> None:
    assert listed(folder) == ()
    assert verify(folder) == {}
    assert not folder.exists()


def test_the_same_text_again_names_the_document_that_has_it(file: Path, folder: Path) -> None:
    add(file, folder)
    again = written(file.with_name("copy.md"), FIRST)
    with pytest.raises(CollectionError, match="has the text that ylxytzzgd has already"):
        add(again, folder)
    assert names(folder) == {"ylxytzzgd"}


def test_another_text_with_the_same_title_gets_an_id_of_its_own(file: Path, folder: Path) -> None:
    add(file, folder)
    assert add(written(file, SECOND), folder).document.id == "ylxytzzgd-2"


def test_a_shipped_id_and_a_shipped_text_are_taken(tmp_path: Path, folder: Path) -> None:
    shipped = [p.document for p in load_library().parsed.values()]
    numbered = written(tmp_path / "a.txt", "渝府办发〔2023〕92号\n" + FIRST)
    assert add(numbered, folder, shipped).document.id == "yfbf-2023-92-2"
    same = tmp_path / "same.txt"
    same.write_text("樱桃\n甲。", encoding="utf-8")
    held = add(same, tmp_path / "other").document
    with pytest.raises(CollectionError, match=f"the text that {held.id} has already"):
        add(same, folder, [held])


def test_what_cannot_be_added_leaves_nothing_behind(tmp_path: Path, folder: Path) -> None:
    bad = written(tmp_path / "bad.txt", "樱桃法\n第三条 甲。\n第二条 乙。\n")
    with pytest.raises(CorpusError):
        add(bad, folder)
    assert not folder.exists()


def test_an_attached_text_is_a_document_of_its_own(tmp_path: Path, folder: Path) -> None:
    text = FIRST + "附件：\n云岭县樱桃采摘办法\n第一条 采摘樱桃应当用篮子。\n第二条 篮子自备。\n"
    add(written(tmp_path / "both.txt", text), folder)
    library = load_library(None, folder)
    assert library.own == ("ylxytzzgd", "ylxytzzgd-attached-1")
    attached = library.document("ylxytzzgd-attached-1")
    assert (attached.parent, attached.title) == ("ylxytzzgd", "云岭县樱桃采摘办法")


def test_an_update_keeps_the_earlier_text(file: Path, folder: Path) -> None:
    earlier = add(file, folder).document
    later = update(earlier.id, written(file, SECOND), folder).document
    assert listed(folder)[0].document.text == later.text != earlier.text
    present, before = history(earlier.id, folder)
    assert (present.digest, present.current) == (later.digest[:12], True)
    assert (before.digest, before.current) == (earlier.digest[:12], False)
    kept = folder / earlier.id / "versions" / earlier.digest[:12] / "text.txt"
    assert kept.read_text(encoding="utf-8") == earlier.text


def test_a_text_may_come_back(file: Path, folder: Path) -> None:
    key = add(file, folder).document.id
    update(key, written(file, SECOND), folder)
    update(key, written(file, FIRST), folder)
    assert len(history(key, folder)) == 3
    assert verify(folder) == {key: ""}


def test_an_update_with_the_text_that_is_held_changes_nothing(file: Path, folder: Path) -> None:
    key = add(file, folder).document.id
    with pytest.raises(CollectionError, match="nothing was changed"):
        update(key, file, folder)
    assert len(history(key, folder)) == 1


def test_a_removed_document_lies_aside_and_its_text_may_be_added_again(
    file: Path, folder: Path
) -> None:
    key = add(file, folder).document.id
    aside = remove(key, folder)
    assert listed(folder) == ()
    assert (aside / "text.txt").is_file()
    assert add(file, folder).document.id == key


@pytest.mark.parametrize("key", ["none", "", "..", ".removed", "../documents"])
def test_an_id_that_is_not_held_is_told_with_those_that_are(
    file: Path, folder: Path, key: str
) -> None:
    add(file, folder)
    for change in (lambda: remove(key, folder), lambda: history(key, folder)):
        with pytest.raises(UnknownDocument, match="there are: ylxytzzgd"):
            change()


@pytest.mark.parametrize("name", ["text.txt", "document.json"])
@pytest.mark.parametrize("damage", [b"", b"\xff", None])
def test_a_damaged_document_is_named_with_the_way_out(
    file: Path, folder: Path, name: str, damage: bytes | None
) -> None:
    key = add(file, folder).document.id
    place = folder / key / name
    place.unlink() if damage is None else place.write_bytes(damage)
    said = rf"your document {key} is damaged: .*`yuce corpus remove {key}` takes it out"
    with pytest.raises(CollectionError, match=said):
        load_library(None, folder)
    assert "damaged" in verify(folder)[key]
    remove(key, folder)
    assert load_library(None, folder).own == ()


def test_a_document_under_another_name_is_damaged(file: Path, folder: Path) -> None:
    key = add(file, folder).document.id
    (folder / key).rename(folder / "other")
    with pytest.raises(CollectionError, match=f"other is damaged: .* has the id '{key}'"):
        listed(folder)


def test_a_damaged_earlier_version_is_found(file: Path, folder: Path) -> None:
    earlier = add(file, folder).document
    update(earlier.id, written(file, SECOND), folder)
    (folder / earlier.id / "versions" / earlier.digest[:12] / "text.txt").write_text("other")
    assert "a version is damaged" in verify(folder)[earlier.id]


def test_a_document_of_ones_own_cannot_have_a_shipped_id(file: Path, folder: Path) -> None:
    key = add(file, folder).document.id
    taken = folder / "yfbf-2023-92"
    (folder / key).rename(taken)
    meta = (taken / "document.json").read_text(encoding="utf-8").replace(key, taken.name)
    (taken / "document.json").write_text(meta, encoding="utf-8")
    with pytest.raises(CollectionError, match="`yuce corpus remove yfbf-2023-92` takes it out"):
        load_library(None, folder)


def test_own_documents_come_last_and_leave_the_shipped_part_as_it_is(
    file: Path, folder: Path
) -> None:
    shipped = load_library()
    key = add(written(file, FIRST.replace("种植规定", "种植若干措施")), folder).document.id
    library = load_library(None, folder)
    assert list(library.parsed) == [*shipped.parsed, key]
    assert library.main == shipped.main
    assert library.version != shipped.version
    assert library.shipped_part.parsed == shipped.parsed
    assert library.shipped_part.version == shipped.version
    assert list(library.own_part.parsed) == [key]


def test_two_writers_wait_for_each_other(
    file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.mkdir()
    monkeypatch.setattr(held_module, "_PATIENCE", 0.05)
    with (
        FileLock(folder / ".lock"),
        pytest.raises(CollectionError, match="another process has been changing"),
    ):
        add(file, folder)


def test_a_folder_that_cannot_be_made_is_told(file: Path, tmp_path: Path) -> None:
    blocked = written(tmp_path / "blocked", "")
    with pytest.raises(CollectionError, match="blocked"):
        add(file, blocked)


@pytest.mark.parametrize("stage", ["before", "between", "after", "catalogue"])
def test_an_update_that_stopped_at_any_rename_is_undone_or_finished(
    file: Path, folder: Path, stage: str
) -> None:
    key = add(file, folder).document.id
    if stage == "before":
        (folder / ".new-00000000").mkdir()
    if stage == "between":
        (folder / key).rename(folder / f".old-{key}")
    if stage == "after":
        (folder / f".old-{key}").mkdir()
    if stage == "catalogue":
        (folder / ".catalogue.json-00000000").write_text("{")
    assert [h.document.id for h in listed(folder)] == [key]
    assert names(folder) == {key}


# ---- killed at any moment ---------------------------------------------------------------------------------------

_WRITER = """
import sys
from pathlib import Path
from corpus.collection import add, remove, update
from corpus.held import listed
folder, one, two = map(Path, sys.argv[1:])
print("ready", flush=True)
while True:
    key = add(one, folder).document.id if not listed(folder) else listed(folder)[0].document.id
    texts = [one, two] if listed(folder)[0].document.text.endswith("二十棵。") else [two, one]
    for path in texts:
        update(key, path, folder)
    remove(key, folder)
"""


def test_a_writer_that_is_killed_at_any_moment_leaves_whole_documents(
    file: Path, folder: Path, tmp_path: Path
) -> None:
    other = written(tmp_path / "second.txt", SECOND)
    moments = random.Random(7)
    for _ in range(10):
        command = [sys.executable, "-c", _WRITER, str(folder), str(file), str(other)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(moments.uniform(0, 0.15))
            writer.send_signal(signal.SIGKILL)
        assert writer.returncode == -signal.SIGKILL, "it was still writing"
        held = listed(folder)
        assert [h.document.text for h in held] in ([], [FIRST.strip()], [SECOND.strip()])
        assert set(verify(folder).values()) <= {""}
        assert names(folder) <= {".removed", *(h.document.id for h in held)}


def test_what_is_known_of_a_text_can_be_updated_and_makes_no_version(
    file: Path, folder: Path
) -> None:
    key = add(file, folder).document.id
    with pytest.raises(CollectionError, match="nothing was changed"):
        update(key, file, folder)
    said = '{"effective_from": "2020-01-01", "more_relations": [{"kind": "repealed_by", "title": "乙"}]}'
    written(file.with_name("cherries.txt.json"), said)
    update(key, file, folder)
    (held,) = listed(folder)
    assert str(held.document.valid_from) == "2020-01-01"
    assert [r.title for r in held.document.relations] == ["乙"]
    assert len(history(key, folder)) == 1
    update(key, written(file, SECOND), folder)
    assert len(history(key, folder)) == 2
