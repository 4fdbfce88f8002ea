"""`yuce db`, `users` and `keys`: as an administrator uses them."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from assistant import cli
from assistant.errors import SettingsError
from assistant.records.model import AccessRole, CallEntry, CallOutcome, CallSearch
from assistant.records.opening import open_records
from assistant.settings import read_settings

Yuce = Callable[..., tuple[int, str, str]]
PASSWORD = "correct horse"


@pytest.fixture
def yuce(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Yuce:
    """Runs a command in a data folder of its own with something on standard input."""
    monkeypatch.setenv("YUCE_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["yuce", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_there_is_no_account_before_one_is_added(yuce: Yuce) -> None:
    assert yuce("users", "list") == (0, "", "")


def test_an_account_is_added_and_can_sign_in(yuce: Yuce) -> None:
    assert yuce("users", "add", "张三", "--role", "operator", typed=PASSWORD + "\n")[0] == 0
    assert yuce("users", "list")[1] == "张三  operator  enabled  last signed in never\n"
    settings = read_settings()
    with open_records(settings.records_url, settings.record_rules) as records:
        account = records.sign_in.authenticate("张三", PASSWORD, "here")
        assert account.role is AccessRole.OPERATOR


@pytest.mark.parametrize(
    ("arguments", "typed", "why"),
    [
        (("add", "zhang", "--role", "operator"), "short\n", "at least 10"),
        (("add", "zhang", "--role", "operator"), "", "at least 10"),
        (("add", "zhang", "--role", "operator"), "zhang-zhang\n", "the name"),
        (("add", "zhang", "--role", "client"), PASSWORD, "a program's role"),
        (("passwd", "nobody"), PASSWORD, "no account nobody"),
        (("disable", "nobody"), "", "no account nobody"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_nothing_is_changed(
    yuce: Yuce, arguments: tuple[str, ...], typed: str, why: str
) -> None:
    code, out, err = yuce("users", *arguments, typed=typed)
    assert (code, out) == (1, "")
    assert err.startswith("yuce: ") and why in err and err.count("\n") == 1
    assert yuce("users", "list")[1] == ""


def test_no_command_takes_a_password_as_an_argument(yuce: Yuce) -> None:
    for command in ("add", "passwd"):
        assert "--password" not in yuce("users", command, "--help")[1]
        assert yuce("users", command, "zhang", PASSWORD, "--role", "operator")[0] == 2


def test_an_account_is_changed_step_by_step(yuce: Yuce) -> None:
    yuce("users", "add", "zhang", "--role", "operator", typed=PASSWORD)
    for arguments, shown in (
        (("role", "zhang", "supervisor"), "zhang  supervisor  enabled"),
        (("disable", "zhang"), "zhang  supervisor  disabled"),
        (("enable", "zhang"), "zhang  supervisor  enabled"),
    ):
        assert yuce("users", *arguments)[0] == 0
        assert yuce("users", "list")[1].startswith(shown)
    assert yuce("users", "passwd", "zhang", typed="another horse")[0] == 0
    with open_records(read_settings().records_url) as records:
        assert records.sign_in.authenticate("zhang", "another horse", "here")
        assert {e.who for e in records.audit.latest()} == {"command line"}


def test_a_key_is_shown_once_works_and_is_revoked(yuce: Yuce) -> None:
    _, secret, told = yuce("keys", "add", "widget")
    assert "this once" in told and secret.count("\n") == 1
    secret = secret.strip()
    with open_records(read_settings().records_url) as records:
        key = records.keys.find(secret)
        assert key is not None and key.role is AccessRole.CLIENT
    listed = yuce("keys", "list")[1]
    assert listed.startswith("1  ") and secret not in listed
    assert yuce("keys", "revoke", "1")[0] == 0
    with open_records(read_settings().records_url) as records:
        assert records.keys.find(secret) is None
    assert yuce("keys", "revoke", "1")[2] == "yuce: there is no key 1 in use\n"


def test_the_database_is_backed_up_and_restored(yuce: Yuce, tmp_path: Path) -> None:
    assert yuce("db", "upgrade")[1] == "the database is at v0001_first, was None\n"
    assert yuce("db", "upgrade")[1] == "the database is at v0001_first\n"
    file = str(tmp_path / "monday.backup")
    assert yuce("db", "backup", file)[0] == 0
    with open_records(read_settings().records_url) as records:
        records.calls.add(CallEntry("退货", CallOutcome.ANSWERED), by="zhang")
        code, _, err = yuce("db", "restore", file)
        assert code == 1 and "stop the service" in err
    code, out, _ = yuce("db", "restore", file)
    assert code == 0 and "what was there lies in" in out
    with open_records(read_settings().records_url) as records:
        assert records.calls.search(CallSearch()).total == 0


def test_a_broken_back_up_is_one_sentence(yuce: Yuce, tmp_path: Path) -> None:
    yuce("db", "upgrade")
    (tmp_path / "broken").write_bytes(b"SQLite format 3\0" + b"\xff" * 9_000)
    code, out, err = yuce("db", "restore", str(tmp_path / "broken"))
    assert (code, out) == (1, "") and "no sound back-up" in err


def test_the_settings_say_where_and_how_records_are_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in (
        ("DATA_DIR", str(tmp_path)),
        ("RECORD_QUESTIONS", "false"),
        ("RETENTION_DAYS", "0"),
        ("SIGN_IN_FAILURES", "3"),
        ("SIGN_IN_LOCK_MINUTES", "30"),
        ("SESSION_IDLE_HOURS", "1"),
        ("SESSION_HOURS", "8"),
    ):
        monkeypatch.setenv(f"YUCE_{name}", value)
    settings = read_settings()
    rules = settings.record_rules
    assert settings.records_url == f"sqlite:///{tmp_path}/records.sqlite3"
    assert (rules.record_questions, rules.retention) == (False, None)
    assert (rules.sign_in_failures, rules.lock_for) == (3, timedelta(minutes=30))
    assert (rules.session_idle, rules.session_life) == (timedelta(hours=1), timedelta(hours=8))


def test_the_url_of_the_database_is_not_shown_with_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("YUCE_DATABASE_URL", "postgresql://yuce:s3cret@host/yuce")
    assert read_settings().records_url == "postgresql://yuce:s3cret@host/yuce"
    assert "s3cret" not in repr(read_settings())


@pytest.mark.parametrize("name", ["RETENTION_DAYS", "SIGN_IN_FAILURES", "SESSION_HOURS"])
def test_a_number_that_makes_no_sense_is_told(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"YUCE_{name}", "-1")
    with pytest.raises(SettingsError, match=f"YUCE_{name}='-1'"):
        read_settings()
