"""Back-ups of the records, and putting one back. A damaged file changes nothing; what was there before is kept aside."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL

from assistant.records import backup_postgres, backup_sqlite
from assistant.records.database import make_private, parsed_url, sqlite_file
from assistant.records.errors import BackupError
from assistant.records.occupancy import alone


def back_up(url: str, target: Path) -> None:
    """Write everything into a file, as it is at one moment, while the service goes on.

    Raises:
        BackupError: the file exists already, or it cannot be written.
        DatabaseUnavailable: there is no database there.
    """
    parsed = parsed_url(url)
    if target.exists():
        raise BackupError(f"{target} exists already; name another file")
    part = target.with_name(f".{target.name}.part")
    make_private(part)
    try:
        _write(parsed, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def restore(url: str, source: Path, aside_in: Path) -> Path | None:
    """Replace everything by what is in a file; returns where the earlier state lies, None where there was none.

    A server's earlier state is written into the folder `aside_in`; that of a file lies beside it.

    Raises:
        BackupError: the file is no sound back-up, it was made by a newer program, or the service is running.
    """
    parsed = parsed_url(url)
    if not source.is_file():
        raise BackupError(f"there is no file {source}")
    stamp = f"before-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
    file = sqlite_file(parsed)
    if file is None:
        aside_in.mkdir(parents=True, exist_ok=True)
        aside = aside_in / f"records.{stamp}.dump"
        backup_postgres.check(source)
        make_private(aside)
        return backup_postgres.restore(parsed, source, aside)
    file.parent.mkdir(parents=True, exist_ok=True)
    with alone(file):
        return backup_sqlite.restore(file, source, file.with_name(f"{file.name}.{stamp}"))


def _write(url: URL, part: Path) -> None:
    file = sqlite_file(url)
    if file is None:
        backup_postgres.dump(url, part)
    else:
        backup_sqlite.copy(file, part)
