from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.contract import AnswerRow
from assistant.records.errors import DatabaseUnavailable
from assistant.records.model import AccessRole, CallEntry, CallOutcome, CallSearch, Channel
from assistant.records.opening import Records, open_records


def test_what_was_kept_is_there_when_it_is_opened_again(url: str) -> None:
    with open_records(url) as records:
        records.accounts.add("zhang", "correct horse", AccessRole.ADMIN, by="root")
    with open_records(url) as records:
        records.ping()
        assert [a.name for a in records.accounts.listed()] == ["zhang"]


def test_two_programs_see_what_the_other_keeps(url: str) -> None:
    with open_records(url) as one, open_records(url) as other:
        one.calls.add(CallEntry("退货", CallOutcome.ANSWERED), by="zhang")
        assert other.calls.search(CallSearch()).total == 1


def test_many_threads_lose_nothing(records: Records, answer: Callable[..., AnswerRow]) -> None:
    def work(i: int) -> None:
        records.asked.add(answer(f"问题 {i}"), Channel.PAGE)
        records.calls.add(CallEntry(f"问题 {i}", CallOutcome.ANSWERED), by=f"thread {i % 16}")
        records.calls.search(CallSearch("问题"), limit=1)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(160)))
    assert len({q.question for q in records.asked.latest(1_000)}) == 160
    assert records.calls.search(CallSearch()).total == 160
    assert len(records.audit.latest(limit=1_000)) == 160


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param("", id="nothing"),
        pytest.param("records.sqlite3", id="a file's name"),
        pytest.param("mysql://user:s3cret@host/name", id="another server"),
        pytest.param("sqlite://", id="in memory: each thread would have its own"),
        pytest.param("sqlite:///:memory:", id="in memory by name"),
    ],
)
def test_a_url_that_will_not_do_is_told_with_one_that_would(wrong: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="postgresql://") as told:
        open_records(wrong)
    assert "s3cret" not in str(told.value)


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    with pytest.raises(DatabaseUnavailable, match="cannot be used") as told:
        open_records("postgres://yuce:s3cret@127.0.0.1:1/yuce")
    assert "s3cret" not in str(told.value)


def test_a_file_that_is_no_database_is_told_and_left_alone(sqlite_url: str, tmp_path: Path) -> None:
    file = tmp_path / "records.sqlite3"
    file.write_text("notes of somebody else, long enough to be looked at as a header" * 20)
    content = file.read_bytes()
    with pytest.raises(DatabaseUnavailable, match="not a database"):
        open_records(sqlite_url)
    assert file.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailable, match="cannot be made"):
        open_records(f"sqlite:///{tmp_path}/file/records.sqlite3")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_only_the_owner_reads_the_file(sqlite_url: str, tmp_path: Path) -> None:
    with open_records(sqlite_url) as records:
        records.calls.add(CallEntry("退货", CallOutcome.ANSWERED), by="zhang")
        files = sorted(tmp_path.glob("records.sqlite3*"))
        assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}
    assert files[0].name == "records.sqlite3" and len(files) > 1
