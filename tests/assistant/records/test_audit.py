from __future__ import annotations

import pytest
from sqlalchemy import text

from assistant.records.database import Database, parsed_url
from assistant.records.errors import DatabaseUnavailable
from assistant.records.opening import Records


def test_what_was_seen_is_written_down(records: Records, clock: object) -> None:
    records.audit.add("zhang", "call.seen", "call", "7")
    (entry,) = records.audit.latest()
    assert (entry.at, entry.who, entry.action) == (clock(), "zhang", "call.seen")  # type: ignore[operator]
    assert (entry.object_kind, entry.object_id) == ("call", "7")


def test_entries_are_found_by_who_and_by_what_newest_first(records: Records) -> None:
    for who, kind in (("zhang", "call"), ("li", "call"), ("zhang", "key")):
        records.audit.add(who, "seen", kind)
    assert [e.object_kind for e in records.audit.latest(who="zhang")] == ["key", "call"]
    assert [e.who for e in records.audit.latest(object_kind="call")] == ["li", "zhang"]
    assert [e.who for e in records.audit.latest(limit=1, offset=1)] == ["li"]


def test_a_long_summary_is_cut(records: Records) -> None:
    records.audit.add("z" * 99, "seen", "call", "x" * 999, before="\0" + "长" * 9_999)
    (entry,) = records.audit.latest()
    assert (len(entry.who), len(entry.object_id), len(entry.before)) == (64, 255, 500)


@pytest.mark.parametrize("change", ["UPDATE audit SET who = 'nobody'", "DELETE FROM audit"])
def test_nobody_changes_or_removes_an_entry_not_even_by_sql(
    records: Records, url: str, change: str
) -> None:
    records.audit.add("zhang", "seen", "call")
    database = Database(parsed_url(url))
    with pytest.raises(Exception, match="never changed"), database.writing() as connection:
        connection.execute(text(change))
    database.close()
    assert [e.who for e in records.audit.latest()] == ["zhang"]


def test_a_database_that_cannot_be_used_is_told_without_what_was_written(
    records: Records, url: str
) -> None:
    database = Database(parsed_url(url))
    with pytest.raises(DatabaseUnavailable) as told, database.reading() as connection:
        connection.execute(text("SELECT :secret FROM nowhere"), {"secret": "13800138000"})
    database.close()
    assert "nowhere" in str(told.value) and "13800138000" not in str(told.value)
