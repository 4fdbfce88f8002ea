from __future__ import annotations

import pytest

from assistant.records.errors import InvalidRecord, NoSuchRecord, SignInRefused, WeakPassword
from assistant.records.model import AccessRole
from assistant.records.opening import Records

PASSWORD = "correct horse"


def test_an_account_is_kept_as_it_was_given(records: Records, clock: object) -> None:
    made = records.accounts.add("张三", PASSWORD, AccessRole.OPERATOR, by="admin")
    assert (made.name, made.role, made.enabled) == ("张三", AccessRole.OPERATOR, True)
    assert made.created_at == clock() and made.last_signed_in_at is None  # type: ignore[operator]
    assert records.accounts.listed() == (made,)


def test_there_is_nobody_before_somebody_is_added(records: Records) -> None:
    assert records.accounts.listed() == ()


@pytest.mark.parametrize("again", ["Zhang", "zhang", "ＺＨＡＮＧ", " zhang "])
def test_a_name_is_taken_in_whatever_case_and_width(records: Records, again: str) -> None:
    records.accounts.add("Zhang", PASSWORD, AccessRole.OPERATOR, by="admin")
    with pytest.raises(InvalidRecord, match="already"):
        records.accounts.add(again, PASSWORD, AccessRole.ADMIN, by="admin")
    assert [a.role for a in records.accounts.listed()] == [AccessRole.OPERATOR]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("", id="nothing"),
        pytest.param("a", id="one letter"),
        pytest.param("a b", id="a space within"),
        pytest.param("x" * 33, id="too long"),
        pytest.param("<b>li</b>", id="markup"),
        pytest.param("li\nadmin", id="a second line"),
        pytest.param("a\0b", id="a character that PostgreSQL does not take"),
    ],
)
def test_what_cannot_be_a_name_is_refused(records: Records, name: str) -> None:
    with pytest.raises(InvalidRecord, match="cannot be a name"):
        records.accounts.add(name, PASSWORD, AccessRole.OPERATOR, by="admin")
    assert records.accounts.listed() == ()


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("123456789", "at least 10"),
        ("Zhangsan-1", "the name"),
        ("1111111111111", "four different"),
        ("x" * 1_001, "more than"),
    ],
)
def test_a_weak_password_is_refused_with_what_is_wrong(
    records: Records, password: str, why: str
) -> None:
    with pytest.raises(WeakPassword, match=why):
        records.accounts.add("zhangsan", password, AccessRole.OPERATOR, by="admin")
    assert records.accounts.listed() == ()


def test_a_person_has_no_programs_role(records: Records) -> None:
    with pytest.raises(InvalidRecord, match="a program's role"):
        records.accounts.add("zhang", PASSWORD, AccessRole.CLIENT, by="admin")
    records.accounts.add("zhang", PASSWORD, AccessRole.OPERATOR, by="admin")
    with pytest.raises(InvalidRecord, match="a program's role"):
        records.accounts.set_role("zhang", AccessRole.CLIENT, by="admin")


def test_a_changed_password_is_the_only_one_and_ends_the_sessions(records: Records) -> None:
    account = records.accounts.add("zhang", PASSWORD, AccessRole.OPERATOR, by="admin")
    token, _ = records.sign_in.start(account)
    records.accounts.set_password("ZHANG", "another horse", by="zhang")
    assert records.sign_in.session(token) is None
    with pytest.raises(SignInRefused):
        records.sign_in.authenticate("zhang", PASSWORD, "here")
    assert records.sign_in.authenticate("zhang", "another horse", "here").name == "zhang"


def test_whoever_is_disabled_is_signed_out_and_stays_out_until_enabled(records: Records) -> None:
    account = records.accounts.add("zhang", PASSWORD, AccessRole.OPERATOR, by="admin")
    token, _ = records.sign_in.start(account)
    records.accounts.set_enabled("zhang", False, by="admin")
    assert records.sign_in.session(token) is None
    with pytest.raises(SignInRefused):
        records.sign_in.authenticate("zhang", PASSWORD, "here")
    records.accounts.set_enabled("zhang", True, by="admin")
    assert records.sign_in.session(token) is None
    assert records.sign_in.authenticate("zhang", PASSWORD, "here").enabled


def test_a_changed_role_holds_in_a_running_session(records: Records) -> None:
    account = records.accounts.add("zhang", PASSWORD, AccessRole.ADMIN, by="admin")
    token, _ = records.sign_in.start(account)
    records.accounts.set_role("zhang", AccessRole.OPERATOR, by="admin")
    session = records.sign_in.session(token)
    assert session is not None and session.account.role is AccessRole.OPERATOR


def test_nobody_is_changed_who_is_not_there(records: Records) -> None:
    with pytest.raises(NoSuchRecord, match="no account li"):
        records.accounts.set_role("li", AccessRole.ADMIN, by="admin")
    with pytest.raises(NoSuchRecord):
        records.accounts.set_enabled("li", False, by="admin")
    with pytest.raises(NoSuchRecord):
        records.accounts.set_password("li", PASSWORD, by="admin")


def test_every_change_of_an_account_is_in_the_audit_log_without_the_password(
    records: Records,
) -> None:
    records.accounts.add("zhang", PASSWORD, AccessRole.OPERATOR, by="root")
    records.accounts.set_role("zhang", AccessRole.ADMIN, by="root")
    records.accounts.set_password("zhang", "another horse", by="zhang")
    records.accounts.set_enabled("zhang", False, by="root")
    entries = records.audit.latest(object_kind="account")
    assert [(e.who, e.action, e.before, e.after) for e in reversed(entries)] == [
        ("root", "account.added", "", "operator"),
        ("root", "account.role_changed", "operator", "admin"),
        ("zhang", "account.password_changed", "", ""),
        ("root", "account.disabled", "", ""),
    ]
    assert all("horse" not in repr(entry) for entry in entries)
