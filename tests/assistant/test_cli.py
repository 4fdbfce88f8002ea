"""The command line: what it prints, and one clear sentence for whatever goes wrong."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant import cli
from assistant.bootstrap import Assistant
from assistant.contract import AnswerRow

RETURNED = "货卖到国外被退回来了,还要不要交税"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def is_one_sentence(self) -> bool:
        """One line on standard error, none on standard output, no traceback."""
        lines = self.err.strip().splitlines()
        return (
            self.code == 1
            and self.out == ""
            and len(lines) == 1
            and lines[0].startswith("yuce: ")
            and "Traceback" not in self.err
        )


Yuce = Callable[..., Ran]


@pytest.fixture
def yuce(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Yuce:
    """Runs a command as the installed script does; by default in an empty data folder."""
    monkeypatch.setenv("YUCE_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments: str, **environment: str) -> Ran:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["yuce", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return run


@pytest.fixture
def ready(yuce: Yuce, assistant: Assistant, data_dir: Path) -> Yuce:
    """The same, in the data folder that has an index."""

    def run(*arguments: str, **environment: str) -> Ran:
        return yuce(*arguments, **{"YUCE_DATA_DIR": str(data_dir), **environment})

    return run


# ---- ask --------------------------------------------------------------------------------------------------------


def test_ask_prints_the_answer_its_quote_its_place_and_its_units(ready: Yuce) -> None:
    ran = ready("ask", RETURNED, "--as-of", "2026-11-23")
    assert ran.code == 0
    assert ran.err == ""
    for words in (
        "第七条",
        "已经结束",
        "對2023年1月30日至2025年12月31日期間符合政策條件的退運進境原跨境電商出口商品",
        "重慶市推進跨境電商高質量發展若干措施",
        "渝府辦發〔2023〕92號",
        "重慶海關",
    ):
        assert words in ran.out


def test_ask_prints_json_in_the_contracts_form(ready: Yuce) -> None:
    ran = ready("ask", RETURNED, "--json", "--as-of", "2025-06-01")
    row = json.loads(ran.out)
    assert set(AnswerRow.__required_keys__) <= set(row)
    assert row["question"] == RETURNED
    assert row["citations"][0]["clause"] == 7
    assert row["validity"][0]["state"] == "current"


def test_a_refusal_is_an_answer_and_no_failure(ready: Yuce) -> None:
    ran = ready("ask", "今天天气怎么样")
    assert ran.code == 0
    assert "无法据此回答" in ran.out


@pytest.mark.parametrize("question", ["", "   ", "\n", "\x07", "\u200b", "\udcff\udcfe"])
def test_an_empty_question_is_one_sentence(ready: Yuce, question: str) -> None:
    ran = ready("ask", question)
    assert ran.is_one_sentence
    assert "empty" in ran.err


def test_a_question_of_ten_thousand_characters_is_one_sentence(ready: Yuce) -> None:
    ran = ready("ask", "税" * 10_000)
    assert ran.is_one_sentence
    assert "10,000 characters; 2,000 are the most" in ran.err


@pytest.mark.parametrize("output", [(), ("--json",)])
@pytest.mark.parametrize(
    "question",
    [
        RETURNED + "\x00\x1b[2J",
        RETURNED + "\udce4",
        RETURNED + "\ud83d",
        "<b>海外仓</b><script>alert(1)</script>有什么支持",
        "# 海外仓\n* `x` [a](b) 有什么支持",
        "[bold red]海外仓[/bold red] 有什么支持",
    ],
)
def test_odd_characters_are_answered(ready: Yuce, question: str, output: tuple[str, ...]) -> None:
    ran = ready("ask", question, *output)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert ran.out.encode("utf-8")
    if output:
        assert json.loads(ran.out)["question"]


@pytest.mark.parametrize("day", ["tomorrow", "2025-02-30", "31.12.2025"])
def test_a_day_that_is_none_is_one_sentence(ready: Yuce, day: str) -> None:
    ran = ready("ask", RETURNED, "--as-of", day)
    assert ran.is_one_sentence
    assert f"{day!r}; it should be a date such as 2025-06-01" in ran.err


@pytest.mark.parametrize("arguments", [["ask"], ["nonsense"], ["ask", "a", "b"], ["ask", "--x"]])
def test_wrong_arguments_are_told_without_a_traceback(yuce: Yuce, arguments: list[str]) -> None:
    ran = yuce(*arguments)
    assert ran.code == 2
    assert "Usage" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", ["ask", "answer", "serve", "evaluate", "calibrate", "bench"])
def test_every_command_has_help(yuce: Yuce, command: str) -> None:
    ran = yuce(command, "--help")
    assert ran.code == 0
    assert "Usage" in ran.out


# ---- answer -----------------------------------------------------------------------------------------------------


def test_answer_writes_a_row_a_question_and_counts_them(ready: Yuce, tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(
        '{"id": "1", "question": "第七条谁负责"}\n{\n{"id": "3", "question": "天气"}'.encode()
    )
    ran = ready("answer", str(source), "-o", str(target))
    assert ran.code == 0
    assert "2 answered, 1 rows with an error" in ran.out
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [r["id"] for r in rows] == ["1", None, "3"]


def test_a_question_file_that_is_missing_is_one_sentence(ready: Yuce, tmp_path: Path) -> None:
    ran = ready("answer", str(tmp_path / "none.jsonl"), "-o", str(tmp_path / "out.jsonl"))
    assert ran.is_one_sentence
    assert "none.jsonl cannot be read" in ran.err


@pytest.mark.parametrize("target", ["missing/out.jsonl", "."])
def test_an_output_that_cannot_be_written_is_one_sentence(
    ready: Yuce, tmp_path: Path, target: str
) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id": "1", "question": "天气"}', encoding="utf-8")
    ran = ready("answer", str(source), "-o", str(tmp_path / target))
    assert ran.is_one_sentence
    assert "cannot be written" in ran.err


# ---- index ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["info", "verify"])
def test_without_an_index_it_is_said_how_to_make_one(yuce: Yuce, command: str) -> None:
    ran = yuce("index", command)
    assert ran.is_one_sentence
    assert "holds no index; `yuce index build` makes one" in ran.err


def test_index_info_shows_what_the_index_was_made_from(ready: Yuce, assistant: Assistant) -> None:
    ran = ready("index", "info")
    assert ran.code == 0
    assert assistant.index.version in ran.out
    assert assistant.encoder.name in ran.out


def test_index_verify_finds_a_sound_index_sound(ready: Yuce) -> None:
    ran = ready("index", "verify")
    assert ran.code == 0
    assert "the index is sound" in ran.out


def test_an_index_that_was_built_verifies_and_answers(yuce: Yuce) -> None:
    built = yuce("index", "build")
    assert built.code == 0
    assert "passages indexed" in built.out
    assert yuce("index", "verify").code == 0
    assert "重庆海关" in yuce("ask", "第七条谁负责").out


@pytest.mark.parametrize("content", ["", "../../etc", "no-such-version", "\x00"])
@pytest.mark.parametrize("command", ["info", "verify"])
def test_a_damaged_pointer_is_one_sentence(
    yuce: Yuce, tmp_path: Path, command: str, content: str
) -> None:
    folder = tmp_path / "data" / "index"
    folder.mkdir(parents=True)
    (folder / "current").write_text(content, encoding="utf-8")
    ran = yuce("index", command)
    assert ran.is_one_sentence
    assert "yuce index build" in ran.err


@pytest.mark.parametrize(
    "arguments", [["ask", RETURNED], ["index", "build"], ["index", "info"], ["index", "verify"]]
)
def test_a_data_folder_that_is_a_file_is_one_sentence(
    yuce: Yuce, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = yuce(*arguments, YUCE_DATA_DIR=str(tmp_path / "file"))
    assert ran.is_one_sentence
    assert "file" in ran.err


# ---- settings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "abc", "PORT"),
        ("PORT", "0", "PORT"),
        ("PORT", "65536", "PORT"),
        ("PORT", "-1", "PORT"),
        ("YUCE_PORT", "80.5", "YUCE_PORT"),
    ],
)
@pytest.mark.parametrize("command", ["serve", "index info"])
def test_a_wrong_setting_is_one_sentence_that_names_it(
    yuce: Yuce, command: str, name: str, value: str, said: str
) -> None:
    ran = yuce(*command.split(), **{name: value})
    assert ran.is_one_sentence
    assert said in ran.err
    assert repr(value) in ran.err


@pytest.mark.parametrize("documents", ["/no/such/folder", "."])
def test_a_folder_without_documents_is_one_sentence(
    yuce: Yuce, tmp_path: Path, documents: str
) -> None:
    ran = yuce("ask", RETURNED, YUCE_DOCUMENTS=str(tmp_path / documents))
    assert ran.is_one_sentence


@pytest.fixture
def own_documents(tmp_path: Path, assistant: Assistant) -> Path:
    """A folder with a document of one's own, and nothing beside it."""
    text = "一、補貼\n對逾期申報的,不予支持。(責任單位:市商務委)\n"
    folder = tmp_path / "documents" / "own"
    folder.mkdir(parents=True)
    (folder / "text.txt").write_text(text, encoding="utf-8")
    from corpus.model import Document, DocumentKind

    digest = Document("own", DocumentKind.POLICY, "試擬", text).digest
    meta = {
        "id": "own",
        "kind": "policy",
        "title": "試擬",
        "sha256": digest,
        "provenance": {"source": "試擬", "conversion": ""},
    }
    (folder / "document.json").write_text(json.dumps(meta), encoding="utf-8")
    return folder.parent


def test_documents_without_a_unit_registry_are_served_or_declined_in_one_sentence(
    yuce: Yuce, own_documents: Path
) -> None:
    ran = yuce("ask", "第一条讲什么", YUCE_DOCUMENTS=str(own_documents))
    assert ran.code == 0 or ran.is_one_sentence


@pytest.mark.parametrize("content", ["{", "7", "[7]", "[{}]", "[]"])
def test_a_broken_unit_registry_is_one_sentence(
    yuce: Yuce, own_documents: Path, content: str
) -> None:
    (own_documents / "units.json").write_text(content, encoding="utf-8")
    ran = yuce("ask", "第一条讲什么", YUCE_DOCUMENTS=str(own_documents))
    assert ran.code == 0 if content == "[]" else ran.is_one_sentence


def test_documents_without_a_policy_are_declined_in_one_sentence(
    yuce: Yuce, own_documents: Path
) -> None:
    path = own_documents / "own" / "document.json"
    path.write_text(path.read_text().replace('"policy"', '"notice"'), encoding="utf-8")
    (own_documents / "units.json").write_text("[]", encoding="utf-8")
    assert yuce("ask", "第一条讲什么", YUCE_DOCUMENTS=str(own_documents)).is_one_sentence


# ---- serve ------------------------------------------------------------------------------------------------------


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_port_in_use_is_one_sentence_with_a_way_out(yuce: Yuce, taken_port: int) -> None:
    ran = yuce("serve", PORT=str(taken_port))
    assert ran.is_one_sentence
    assert f"127.0.0.1:{taken_port} cannot be listened on" in ran.err
    assert "PORT=" in ran.err


def test_the_port_of_the_command_line_is_taken_before_the_settings(
    yuce: Yuce, taken_port: int
) -> None:
    ran = yuce("serve", "--port", str(taken_port), PORT="1")
    assert ran.is_one_sentence
    assert f":{taken_port} " in ran.err


@pytest.mark.parametrize("host", ["256.1.1.1", "no such host", "203.0.113.7", ".example", "a" * 70])
def test_an_address_that_is_not_ours_is_one_sentence(yuce: Yuce, host: str) -> None:
    ran = yuce("serve", "--host", host, "--port", "17999")
    assert ran.is_one_sentence
    assert host[:20] in ran.err


def test_the_way_out_is_a_port_that_exists(yuce: Yuce) -> None:
    ran = yuce("serve", "--host", "203.0.113.7", "--port", "65535")
    assert ran.is_one_sentence
    assert "65536" not in ran.err


# ---- evaluate ---------------------------------------------------------------------------------------------------


QUESTION = {
    "id": "q1", "question": RETURNED, "kind": "topical", "script": "hans", "status": ["answered"],
    "accept": [7], "require": [7], "units": ["重慶市稅務局", "重慶海關"], "evidence": [], "facts": [],
    "forbidden": [],
}  # fmt: skip


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "few.jsonl"
    path.write_text(json.dumps(QUESTION), encoding="utf-8")
    return path


def test_evaluate_prints_a_table_and_writes_the_run_and_the_report(
    ready: Yuce, questions: Path, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"
    ran = ready("evaluate", str(questions), "-o", str(runs), "--floor", "overall=1")
    assert ran.code == 0
    assert {path.name for path in runs.iterdir()} == {"few.run.jsonl", "few.report.md"}
    earlier = str(runs / "few.run.jsonl")
    again = ready("evaluate", str(questions), "-o", str(tmp_path / "b"), "--compare", earlier)
    assert again.code == 0
    assert "gained: none" in again.out


def test_a_share_below_its_floor_ends_in_one(ready: Yuce, tmp_path: Path) -> None:
    path = tmp_path / "few.jsonl"
    path.write_text(json.dumps({**QUESTION, "accept": [9], "require": [9], "units": []}))
    ran = ready("evaluate", str(path), "-o", str(tmp_path / "runs"), "--floor", "overall=0.9")
    assert ran.code == 1
    assert "overall: 0.000 (0 of 1) is below the floor 0.900" in ran.err


@pytest.mark.parametrize("floor", ["overall", "overall=high", "nonsense=0.5", "overall=2"])
def test_a_wrong_floor_is_told_in_one_sentence(
    ready: Yuce, questions: Path, tmp_path: Path, floor: str
) -> None:
    ran = ready("evaluate", str(questions), "-o", str(tmp_path / "runs"), "--floor", floor)
    assert ran.code == 1
    assert floor.split("=")[0] in ran.err
    assert "Traceback" not in ran.err


def test_a_broken_question_set_is_told_without_a_traceback(ready: Yuce, tmp_path: Path) -> None:
    path = tmp_path / "few.jsonl"
    path.write_text("{\n[]\n", encoding="utf-8")
    ran = ready("evaluate", str(path), "-o", str(tmp_path / "runs"))
    assert ran.code == 1
    assert "line 1" in ran.err
    assert "line 2" in ran.err
    assert "Traceback" not in ran.err


# ---- as another process -----------------------------------------------------------------------------------------


def process(data_dir: Path, *arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:  # fmt: skip
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", *arguments],
        cwd=ROOT,
        env={**inherited, "YUCE_DATA_DIR": str(data_dir), **environment},
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.mark.usefixtures("assistant")
def test_bytes_that_are_not_utf_8_on_the_command_line_end_without_a_traceback(
    data_dir: Path,
) -> None:
    ran = process(data_dir, "ask", b"\xff\xfe\xe4", "--json")
    assert ran.returncode == 1
    assert b"Traceback" not in ran.stderr
    ran = process(data_dir, "ask", "海外仓有什么支持".encode() + b"\xff", "--json")
    assert ran.returncode == 0
    assert json.loads(ran.stdout)["citations"]


@pytest.mark.usefixtures("assistant")
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gbk"])
def test_an_output_that_cannot_hold_chinese_does_not_end_in_a_traceback(
    data_dir: Path, encoding: str
) -> None:
    ran = process(data_dir, "ask", RETURNED, PYTHONIOENCODING=encoding)
    assert b"Traceback" not in ran.stderr


@pytest.mark.usefixtures("assistant")
def test_a_reader_that_goes_away_is_no_error(data_dir: Path) -> None:
    command = f"{sys.executable} -m assistant.cli ask 第七条 | head -c 1"
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=ROOT,
        env={**os.environ, "YUCE_DATA_DIR": str(data_dir)},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert b"Traceback" not in ran.stderr


def test_importing_the_command_line_is_quick_and_loads_no_vendor() -> None:
    code = "import sys, assistant.cli; print([m for m in ('torch', 'chromadb', 'langchain', 'gradio', 'sklearn') if m in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=60, check=True
    )
    assert ran.stdout.strip() == b"[]"
