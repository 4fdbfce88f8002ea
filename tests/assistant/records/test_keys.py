from __future__ import annotations

import pytest

from assistant.records.errors import InvalidRecord, NoSuchRecord
from assistant.records.model import AccessRole
from assistant.records.opening import Records


def test_a_key_is_known_by_its_secret_alone(records: Records) -> None:
    secret, key = records.keys.add("widget", AccessRole.CLIENT, by="admin")
    assert secret.startswith("yuce_") and key.hint.rstrip("…") == secret[:9]
    found = records.keys.find(secret)
    assert found is not None and (found.id, found.role) == (key.id, AccessRole.CLIENT)
    for other in ("", key.hint, secret[:-1], secret + "x", "\ud800"):
        assert records.keys.find(other) is None


def test_a_revoked_key_is_of_no_use_and_stays_listed(records: Records, clock: object) -> None:
    secret, key = records.keys.add("widget", AccessRole.CLIENT, by="admin")
    records.keys.revoke(key.id, by="admin")
    assert records.keys.find(secret) is None
    (listed,) = records.keys.listed()
    assert listed.revoked_at == clock()  # type: ignore[operator]
    with pytest.raises(NoSuchRecord, match="in use"):
        records.keys.revoke(key.id, by="admin")


def test_the_last_use_is_known_to_the_minute(records: Records, clock: object) -> None:
    secret, _ = records.keys.add("widget", AccessRole.CLIENT, by="admin")
    assert records.keys.listed()[0].last_used_at is None
    used = clock()  # type: ignore[operator]
    for _ in range(3):
        records.keys.find(secret)
        clock.pass_by(seconds=20)  # type: ignore[attr-defined]
    assert records.keys.listed()[0].last_used_at == used
    clock.pass_by(seconds=20)  # type: ignore[attr-defined]
    records.keys.find(secret)
    assert records.keys.listed()[0].last_used_at == clock()  # type: ignore[operator]


def test_a_name_is_free_again_once_its_key_is_revoked(records: Records) -> None:
    _, key = records.keys.add("widget", AccessRole.CLIENT, by="admin")
    with pytest.raises(InvalidRecord, match="already"):
        records.keys.add("widget", AccessRole.CLIENT, by="admin")
    records.keys.revoke(key.id, by="admin")
    records.keys.add("widget", AccessRole.OPERATOR, by="admin")
    assert [k.role for k in records.keys.listed()] == [AccessRole.OPERATOR, AccessRole.CLIENT]


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
def test_a_key_needs_a_name(records: Records, name: str) -> None:
    with pytest.raises(InvalidRecord, match="name"):
        records.keys.add(name, AccessRole.CLIENT, by="admin")


def test_keys_made_and_revoked_are_in_the_audit_log(records: Records) -> None:
    _, key = records.keys.add("widget", AccessRole.CLIENT, by="root")
    records.keys.revoke(key.id, by="root")
    entries = reversed(records.audit.latest(object_kind="key"))
    assert [(e.who, e.action, e.after) for e in entries] == [
        ("root", "key.added", "widget: client"),
        ("root", "key.revoked", ""),
    ]
