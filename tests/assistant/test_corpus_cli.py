"""`yuce corpus`: documents of one's own from the command line."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from assistant import cli
from assistant.bootstrap import Assistant
from corpus.collection import add, remove
from index.store import live_name

LAW = """云岭县樱桃种植规定
第一章 总则
第一条 为了种好樱桃，制定本规定。
第二条 农户可以申领樱桃树苗十棵，树苗由村里的果园发放。
"""
Yuce = Callable[..., tuple[int, str, str]]


@pytest.fixture
def yuce(
    data_dir: Path,
    assistant: Assistant,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Yuce:
    """Runs a command in a data folder that has the index of the measures; gives its code and what it printed."""
    shutil.copytree(data_dir, tmp_path / "data")
    monkeypatch.setenv("YUCE_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["yuce", *arguments])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def law(tmp_path: Path) -> Path:
    path = tmp_path / "law.md"
    path.write_text(LAW, encoding="utf-8")
    return path


def test_a_document_is_added_asked_updated_and_removed(yuce: Yuce, law: Path) -> None:
    code, out, _ = yuce("corpus", "add", str(law))
    assert code == 0
    assert "added ylxytzzgd: 云岭县樱桃种植规定, 2 clauses" in out
    assert "passages of your own documents are searched" in out
    assert "树苗十棵" in yuce("ask", "云岭樱桃种植规定第二条")[1]
    assert yuce("index", "verify")[0] == 0

    law.write_text(LAW.replace("十棵", "九棵"), encoding="utf-8")
    assert yuce("corpus", "update", "ylxytzzgd", str(law))[0] == 0
    assert "树苗九棵" in yuce("ask", "云岭樱桃种植规定第二条")[1]
    lines = yuce("corpus", "history", "ylxytzzgd")[1].splitlines()
    assert [line.endswith("(current)") for line in lines] == [True, False]

    code, out, _ = yuce("corpus", "remove", "ylxytzzgd")
    assert code == 0
    assert "removed ylxytzzgd" in out
    assert "0 passages" in out
    assert "无法据此回答" in yuce("ask", "云岭樱桃种植规定第二条")[1]
    assert yuce("corpus", "list")[1] == ""


def test_a_dry_run_shows_what_would_be_held_and_changes_nothing(
    yuce: Yuce, law: Path, tmp_path: Path
) -> None:
    told = {"issuer": "云岭县人民政府"}
    law.with_name("law.md.json").write_text(json.dumps(told), encoding="utf-8")
    code, out, _ = yuce("corpus", "add", "--dry-run", str(law))
    assert code == 0
    for line in (
        "  title: 云岭县樱桃种植规定 (line 1: '云岭县樱桃种植规定')",
        "  issuer: 云岭县人民政府 (sidecar)",
        "  number: —",
        "  Markdown; left out: nothing",
        "-- 2 [第一章 总则]",
        "第二条 农户可以申领樱桃树苗十棵，树苗由村里的果园发放。",
    ):
        assert line in out.splitlines()
    assert not (tmp_path / "data" / "documents").exists()


def test_a_folder_is_added_as_a_whole_and_what_cannot_be_is_told(
    yuce: Yuce, law: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "laws"
    (folder / "inner").mkdir(parents=True)
    shutil.copy(law, folder / "inner" / "one.md")
    (folder / "two.txt").write_text("云岭县李子规定\n第一条 李子要甜。\n", encoding="utf-8")
    (folder / "two.txt.json").write_text("{}", encoding="utf-8")
    (folder / "bad.txt").write_text("", encoding="utf-8")
    code, out, err = yuce("corpus", "add", str(folder))
    assert code == 1
    assert "bad.txt" in err
    assert len(err.strip().splitlines()) <= 2
    assert out.count("added ") == 2
    listed = yuce("corpus", "list")[1]
    assert "云岭县樱桃种植规定" in listed
    assert "云岭县李子规定" in listed


def test_a_change_that_a_killed_run_left_unsearched_is_searched_after_the_same_command(
    yuce: Yuce, law: Path, tmp_path: Path
) -> None:
    held = tmp_path / "data" / "documents"
    add(law, held)  # as far as the run came
    code, out, err = yuce("corpus", "add", str(law))
    assert (code, out) == (1, "")
    assert "has the text that ylxytzzgd has already" in err
    assert yuce("index", "verify")[0] == 0
    remove("ylxytzzgd", held)
    assert yuce("corpus", "remove", "ylxytzzgd")[0] == 1
    assert live_name(tmp_path / "data" / "index" / "own") == ""


def test_show_prints_a_document_or_one_clause(yuce: Yuce, law: Path) -> None:
    yuce("corpus", "add", str(law))
    _, out, _ = yuce("corpus", "show", "ylxytzzgd")
    assert "title: 云岭县樱桃种植规定" in out
    assert "第一条 为了种好樱桃" in out
    _, out, _ = yuce("corpus", "show", "ylxytzzgd", "--clause", "2")
    assert out.splitlines()[1].startswith("第二条 农户")
    _, out, _ = yuce("corpus", "show", "yfbf-2023-92", "--clause", "7")
    assert "最佳化跨境電商稅收政策" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "none.txt"), "none.txt"),
        (("add", "."), "no file of a kind that is read"),
        (("update", "none", "law.md"), "no document of your own is 'none'"),
        (("remove", "none"), "no document of your own is 'none'"),
        (("remove", "yfbf-2023-92"), "no document of your own is 'yfbf-2023-92'"),
        (("history", "none"), "no document of your own is 'none'"),
        (("show", "none"), "no document 'none'; known are yfbf-2023-92"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    yuce: Yuce,
    law: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty" if arguments[-1] == "." else tmp_path)
    code, out, err = yuce("corpus", *arguments)
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_a_damaged_document_is_named_and_can_be_removed(
    yuce: Yuce, law: Path, tmp_path: Path
) -> None:
    yuce("corpus", "add", str(law))
    assert yuce("corpus", "verify")[:2] == (0, "1 documents are as they were taken in\n")
    (tmp_path / "data" / "documents" / "ylxytzzgd" / "text.txt").write_text("x", encoding="utf-8")
    for command in (("corpus", "verify"), ("corpus", "list"), ("ask", "第七条谁负责")):
        code, _, err = yuce(*command)
        assert code == 1
        assert "`yuce corpus remove ylxytzzgd` takes it out" in err
    assert yuce("corpus", "remove", "ylxytzzgd")[0] == 0
    assert "重庆海关" in yuce("ask", "第七条谁负责")[1]


def test_states_dates_and_relations_are_listed_and_shown(
    yuce: Yuce, law: Path, tmp_path: Path
) -> None:
    newer = tmp_path / "newer.txt"
    newer.write_text(
        "云岭县果树条例\n第一条 本条例自2024年1月1日起施行。《云岭县樱桃种植规定》同时废止。\n",
        encoding="utf-8",
    )
    _, out, _ = yuce("corpus", "add", "--dry-run", str(newer))
    assert "  repeals: 云岭县樱桃种植规定 ('《云岭县樱桃种植规定》同时废止')" in out.splitlines()
    assert yuce("corpus", "add", str(law), str(newer))[0] == 0
    repeals = "repeals 《云岭县樱桃种植规定》 (ylxytzzgd): 「《云岭县樱桃种植规定》同时废止」"
    repealed = "repealed_by 《云岭县果树条例》 (ylxgstl) from 2024-01-01: 「《云岭县樱桃种植规定》同时废止」"
    assert yuce("corpus", "list")[1].splitlines() == [
        "ylxgstl  云岭县果树条例    (1)  2024-01-01 – …  in_force",
        f"  {repeals}",
        "ylxytzzgd  云岭县樱桃种植规定    (2)  … – …  repealed",
        f"  {repealed}",
    ]
    shown = yuce("corpus", "show", "ylxytzzgd")[1].splitlines()
    assert {"state: repealed", repealed} <= set(shown)
    assert "valid_from: 2024-01-01" in yuce("corpus", "show", "ylxgstl")[1].splitlines()


def test_a_question_is_limited_by_options(yuce: Yuce, law: Path) -> None:
    yuce("corpus", "add", str(law))
    limited = ("ask", "第二条", "--document", "ylxytzzgd")
    assert "农户可以申领樱桃树苗十棵" in yuce(*limited)[1]
    assert "在您限定的范围内没有收录任何文件" in yuce(*limited, "--year", "1900")[1]
    for wrong in (("--year", "soon"), ("--state", "dead"), ("--document", "nope")):
        code, _, err = yuce("ask", "第二条", *wrong)
        assert (code, len(err.strip().splitlines())) == (1, 1)
        assert wrong[1] in err


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server of the files in `tmp_path`, which is allowed; gives its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Says nothing."""

    made = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    Thread(target=made.serve_forever, daemon=True).start()
    monkeypatch.setenv("YUCE_FETCH_HOSTS", f"127.0.0.1:{made.server_port}")
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()
    made.server_close()


def test_a_page_is_added_by_its_url_and_fetched_anew(yuce: Yuce, law: Path, site: str) -> None:
    page = law.with_name("law.html")
    page.write_text(f"<html><body><pre>{LAW}</pre></body></html>", encoding="utf-8")
    code, out, _ = yuce("corpus", "add", "--dry-run", f"{site}/law.html")
    assert (code, f"from {site}/law.html" in out) == (0, True)
    assert yuce("corpus", "add", f"{site}/law.html")[0] == 0
    shown = yuce("corpus", "show", "ylxytzzgd")[1]
    assert f" from {site}/law.html" in shown
    assert "fetched: 20" in shown

    page.write_text(page.read_text(encoding="utf-8").replace("十棵", "九棵"), encoding="utf-8")
    code, _, err = yuce("corpus", "add", f"{site}/law.html")
    assert code == 1
    assert (
        "was taken in already as ylxytzzgd; `yuce corpus update ylxytzzgd` fetches it anew" in err
    )
    assert yuce("corpus", "update", "ylxytzzgd")[0] == 0
    assert "树苗九棵" in yuce("corpus", "show", "ylxytzzgd")[1]
    earlier = yuce("corpus", "history", "ylxytzzgd")[1].splitlines()[1].split()[0]
    assert "树苗十棵" in yuce("corpus", "show", "ylxytzzgd", "--version", earlier)[1]

    page.unlink()
    code, _, err = yuce("corpus", "update", "ylxytzzgd")
    assert code == 1
    assert "the server says 404" in err
    assert "树苗九棵" in yuce("corpus", "show", "ylxytzzgd")[1]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:1/law.html", "allow it with YUCE_FETCH_HOSTS=127.0.0.1:1"),
        ("ftp://a.example/law.html", "a URL begins with http:// or https://"),
        ("http://no-such-host.invalid/", "no address is known for no-such-host.invalid"),
    ],
)
def test_a_page_that_cannot_be_had_leaves_nothing(yuce: Yuce, url: str, said: str) -> None:
    code, out, err = yuce("corpus", "add", url)
    assert (code, out) == (1, "")
    assert said in err
    assert len(err.strip().splitlines()) == 1
    assert yuce("corpus", "list")[1] == ""


def test_a_document_that_is_no_page_is_not_fetched_anew(yuce: Yuce, law: Path) -> None:
    yuce("corpus", "add", str(law))
    code, _, err = yuce("corpus", "update", "ylxytzzgd")
    assert code == 1
    assert "ylxytzzgd was not fetched from a URL; name the file or URL" in err
