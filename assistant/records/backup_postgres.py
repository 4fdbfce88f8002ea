"""Back-ups of a PostgreSQL database, by PostgreSQL's own programs. A password never stands on a command line."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL, inspect, text

from assistant.records.database import Database
from assistant.records.errors import BackupError, DatabaseNewer
from assistant.records.migrating import check_known
from assistant.records.tables import metadata

_REVISION = re.compile(r"^COPY \S*alembic_version .*\n(.*)\n\\\.$", re.MULTILINE)
_VERSIONS = "alembic_version"
_OURS = (*metadata.tables, _VERSIONS)
_CLEAR = "\n".join(
    [
        *(f'DROP TABLE IF EXISTS "{name}" CASCADE;' for name in _OURS),
        "DROP FUNCTION IF EXISTS audit_is_kept();\n",
    ]
)
_PLAIN = ("--no-owner", "--no-privileges")


def dump(url: URL, target: Path) -> None:
    """Write everything as of one moment, in PostgreSQL's own format.

    Raises:
        BackupError: PostgreSQL's client programs are missing, or they fail; says how.
    """
    _run(
        "pg_dump",
        f"--dbname={_address(url)}",
        "--format=custom",
        *_PLAIN,
        f"--file={target}",
        url=url,
    )


def check(source: Path) -> None:
    """See that a file is a dump of the records which this program knows, readable to its end.

    Raises:
        BackupError: what is wrong with it.
    """
    _script(source)
    found = _REVISION.search(
        _run("pg_restore", "--data-only", f"--table={_VERSIONS}", "--file=-", str(source))
    )
    if found is None:
        raise BackupError(f"{source} is no back-up of the records: it has no revision")
    try:
        check_known(found[1])
    except DatabaseNewer as error:
        raise BackupError(f"{source} cannot be restored: {error}") from error


def restore(url: URL, source: Path, aside: Path) -> Path | None:
    """Replace the records by those of a checked dump, in one transaction; the earlier ones are dumped to `aside`.

    Raises:
        BackupError: somebody is connected to the database, it has other tables, or the dump cannot be played in.
    """
    others = _look_round(url)
    dump(url, aside)
    script = aside.with_suffix(".sql")
    try:
        script.write_text(_CLEAR + _script(source), encoding="utf-8")
        script.chmod(0o600)
        options = ("--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run("psql", f"--dbname={_address(url)}", *options, f"--file={script}", url=url)
    finally:
        script.unlink(missing_ok=True)
    return aside if others else None


def _look_round(url: URL) -> bool:
    """Whether there are records already."""
    database = Database(url)
    try:
        with database.reading() as connection:
            connected = connection.execute(
                text(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                    "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )
            ).scalar_one()
            tables = inspect(connection).get_table_names()
    finally:
        database.close()
    if connected:
        raise BackupError("the database is in use; stop the service first")
    if foreign := sorted(set(tables) - set(_OURS)):
        raise BackupError(
            f"the database has tables of others or of a newer program ({', '.join(foreign)}); "
            "restore into an empty one"
        )
    return bool(tables)


def _script(source: Path) -> str:
    return _run("pg_restore", *_PLAIN, "--file=-", str(source))


def _address(url: URL) -> str:
    return url.set(drivername="postgresql", password=None).render_as_string()


def _run(program: str, *arguments: str, url: URL | None = None) -> str:
    found = shutil.which(program)
    if found is None:
        raise BackupError(f"{program} is not installed; it comes with PostgreSQL's client programs")
    environment = dict(os.environ)
    if url is not None and url.password:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(
        [found, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[0]
        raise BackupError(said)
    return done.stdout
