from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from assistant.records.errors import RecordsError, SignInLocked, SignInRefused
from assistant.records.model import AccessRole, Account, Rules
from assistant.records.opening import Records, open_records
from assistant.records.passwords import Passwords

PASSWORD = "correct horse"
Opener = Callable[..., Records]


def zhang(records: Records) -> Account:
    return records.accounts.add("zhang", PASSWORD, AccessRole.OPERATOR, by="admin")


def fail(records: Records, times: int, name: str = "zhang", source: str = "here") -> None:
    for _ in range(times):
        with pytest.raises(SignInRefused):
            records.sign_in.authenticate(name, "wrong", source)


def test_the_right_password_is_that_account_and_is_remembered_as_its_last(
    records: Records, clock: object
) -> None:
    zhang(records)
    account = records.sign_in.authenticate("zhang", PASSWORD, "here")
    assert account.name == "zhang"
    assert account.last_signed_in_at == clock()  # type: ignore[operator]


def test_a_wrong_password_and_an_unknown_name_are_told_in_the_same_words(records: Records) -> None:
    zhang(records)
    told = set()
    for name in ("zhang", "nobody"):
        with pytest.raises(SignInRefused) as refused:
            records.sign_in.authenticate(name, "wrong", "here")
        told.add((type(refused.value), str(refused.value)))
    assert len(told) == 1


@pytest.mark.parametrize("name", ["zhang", "nobody"])
def test_too_many_failures_lock_even_with_the_right_password_until_the_time_is_over(
    opened: Opener, clock: object, name: str
) -> None:
    records = opened(sign_in_failures=3)
    zhang(records)
    fail(records, 3, name)
    with pytest.raises(SignInLocked, match="15 minutes") as locked:
        records.sign_in.authenticate(name, PASSWORD, "here")
    assert (locked.value.until - clock()).total_seconds() == 15 * 60  # type: ignore[operator]
    clock.pass_by(minutes=16)  # type: ignore[attr-defined]
    zhang_or_nobody = records.sign_in.authenticate
    if name == "zhang":
        assert zhang_or_nobody(name, PASSWORD, "here").name == "zhang"
    else:
        with pytest.raises(SignInRefused) as refused:
            zhang_or_nobody(name, PASSWORD, "here")
        assert not isinstance(refused.value, SignInLocked)


def test_trying_while_locked_does_not_lengthen_the_lock(opened: Opener, clock: object) -> None:
    records = opened(sign_in_failures=2)
    zhang(records)
    fail(records, 2)
    clock.pass_by(minutes=14)  # type: ignore[attr-defined]
    with pytest.raises(SignInLocked):
        records.sign_in.authenticate("zhang", PASSWORD, "here")
    clock.pass_by(minutes=2)  # type: ignore[attr-defined]
    assert records.sign_in.authenticate("zhang", PASSWORD, "here")


def test_a_stranger_elsewhere_does_not_lock_somebody_out_so_soon(opened: Opener) -> None:
    records = opened(sign_in_failures=2)
    zhang(records)
    fail(records, 2, source="elsewhere")
    assert records.sign_in.authenticate("zhang", PASSWORD, "here").name == "zhang"


def test_guesses_from_many_places_lock_the_name_in_the_end(opened: Opener) -> None:
    records = opened(sign_in_failures=1)
    zhang(records)
    for i in range(10):
        fail(records, 1, source=f"place {i}")
    with pytest.raises(SignInLocked):
        records.sign_in.authenticate("zhang", PASSWORD, "here")


def test_one_place_cannot_try_name_after_name(opened: Opener) -> None:
    records = opened(sign_in_failures=1)
    for i in range(10):
        fail(records, 1, name=f"name {i}")
    with pytest.raises(SignInLocked):
        records.sign_in.authenticate("zhang", PASSWORD, "here")


def test_success_forgets_the_failures_before_it(opened: Opener) -> None:
    records = opened(sign_in_failures=2)
    zhang(records)
    for _ in range(3):
        fail(records, 1)
        assert records.sign_in.authenticate("zhang", PASSWORD, "here")


def test_guesses_at_the_same_moment_are_all_counted(opened: Opener) -> None:
    records = opened(sign_in_failures=3)
    zhang(records)

    def guess(_: int) -> type[RecordsError]:
        try:
            records.sign_in.authenticate("zhang", "wrong", "here")
        except RecordsError as error:
            return type(error)
        raise AssertionError("signed in with a wrong password")

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(guess, range(8)))
    assert sorted(t.__name__ for t in told) == ["SignInLocked"] * 5 + ["SignInRefused"] * 3


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("", ""),
        ("zhang", ""),
        ("zhang\0", "wrong"),
        ("\ud800", "\ud800"),
        ("z" * 9_999, "p" * 9_999),
    ],
)
def test_whatever_is_typed_is_refused_and_nothing_else(
    records: Records, name: str, password: str
) -> None:
    zhang(records)
    with pytest.raises(SignInRefused):
        records.sign_in.authenticate(name, password, "here")


def test_a_session_is_known_by_its_token_alone(records: Records) -> None:
    account = zhang(records)
    token, session = records.sign_in.start(account)
    assert records.sign_in.session(token) == session
    for other in ("", token[:-1], token + "x", session.csrf_token, "\ud800"):
        assert records.sign_in.session(other) is None


def test_two_sessions_have_nothing_secret_in_common(records: Records) -> None:
    account = zhang(records)
    (one, first), (other, second) = records.sign_in.start(account), records.sign_in.start(account)
    assert one != other and first.csrf_token != second.csrf_token
    assert first.csrf_token not in (one, other)


def test_a_session_ends_when_it_lies_idle(records: Records, clock: object) -> None:
    token, _ = records.sign_in.start(zhang(records))
    for _ in range(3):
        clock.pass_by(hours=1.9)  # type: ignore[attr-defined]
        assert records.sign_in.session(token) is not None
    clock.pass_by(hours=2.1)  # type: ignore[attr-defined]
    assert records.sign_in.session(token) is None


def test_a_session_ends_after_its_time_however_busy_it_is(records: Records, clock: object) -> None:
    token, session = records.sign_in.start(zhang(records))
    for _ in range(11):
        clock.pass_by(hours=1)  # type: ignore[attr-defined]
        assert records.sign_in.session(token) is not None
    clock.pass_by(hours=1)  # type: ignore[attr-defined]
    assert clock() == session.expires_at  # type: ignore[operator]
    assert records.sign_in.session(token) is None


def test_signing_out_ends_one_session(records: Records) -> None:
    account = zhang(records)
    (one, _), (other, _) = records.sign_in.start(account), records.sign_in.start(account)
    records.sign_in.end(one)
    records.sign_in.end("never one")
    assert records.sign_in.session(one) is None
    assert records.sign_in.session(other) is not None


def test_who_signed_in_and_who_failed_is_in_the_audit_log(records: Records) -> None:
    account = zhang(records)
    fail(records, 1)
    fail(records, 1, name="my secret password")
    token, _ = records.sign_in.start(account)
    records.sign_in.end(token)
    entries = [(e.who, e.action) for e in reversed(records.audit.latest())]
    assert entries == [
        ("admin", "account.added"),
        ("zhang", "sign_in.failed"),
        ("?", "sign_in.failed"),
        ("zhang", "session.started"),
        ("zhang", "session.ended"),
    ]


def test_the_file_has_neither_password_nor_token_nor_secret(
    sqlite_url: str, tmp_path: Path
) -> None:
    with open_records(sqlite_url) as records:
        token, session = records.sign_in.start(zhang(records))
        secret, _ = records.keys.add("widget", AccessRole.CLIENT, by="admin")
        fail(records, 1, name="typed by mistake")
    content = (tmp_path / "records.sqlite3").read_bytes()
    assert b"$argon2id$" in content
    for hidden in (PASSWORD, token, session.csrf_token, secret, "typed by mistake"):
        assert hidden.encode() not in content


def test_a_hash_made_at_a_lower_cost_is_made_again_at_the_next_sign_in(
    sqlite_url: str, tmp_path: Path
) -> None:
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)).hashed(PASSWORD)
    with open_records(sqlite_url, Rules()) as records:
        zhang(records)
        with sqlite3.connect(tmp_path / "records.sqlite3") as connection:
            connection.execute("UPDATE accounts SET password_hash = ?", (cheap,))
        connection.close()
        assert records.sign_in.authenticate("zhang", PASSWORD, "here")
        with sqlite3.connect(tmp_path / "records.sqlite3") as connection:
            ((kept,),) = connection.execute("SELECT password_hash FROM accounts").fetchall()
        connection.close()
        assert kept != cheap and not Passwords().outdated(kept)
        assert records.sign_in.authenticate("zhang", PASSWORD, "here")


def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not Passwords().fits("no hash at all", PASSWORD)
    assert not Passwords().fits(None, "of nobody")
