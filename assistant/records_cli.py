"""`yuce db`, `yuce users`, `yuce keys`: the records' database, who may sign in, and which programs may ask."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from assistant.records.model import AccessRole

if TYPE_CHECKING:
    from assistant.records.opening import Records

db_app = typer.Typer(no_args_is_help=True, help="The records' database: upgrade, back up, restore.")
users_app = typer.Typer(no_args_is_help=True, help="The people who may sign in to the console.")
keys_app = typer.Typer(no_args_is_help=True, help="The keys of programs.")

_BY = "command line"  # who did it, in the audit log
_SHANGHAI = ZoneInfo("Asia/Shanghai")

PersonRole = Annotated[AccessRole, typer.Option("--role", help="operator, supervisor or admin.")]
ProgramRole = Annotated[AccessRole, typer.Option("--role", help="What the program may do.")]


@db_app.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to this program's tables; serving does so by itself."""
    with _records() as records:
        before, after = records.revisions
    typer.echo(f"the database is at {after}" + ("" if before == after else f", was {before}"))


@db_app.command("backup")
def db_backup(file: Path) -> None:
    """Write all records into a file, as they are at one moment; the service may be running."""
    from assistant.records.backup import back_up
    from assistant.settings import read_settings

    back_up(read_settings().records_url, file)
    typer.echo(f"backed up → {file}")


@db_app.command("restore")
def db_restore(file: Path) -> None:
    """Replace all records by a back-up's; the service must be stopped. What was there is kept aside."""
    from assistant.records.backup import restore
    from assistant.settings import read_settings

    settings = read_settings()
    aside = restore(settings.records_url, file, settings.data_dir)
    typer.echo(f"restored from {file}" + (f"; what was there lies in {aside}" if aside else ""))


@users_app.command("add")
def users_add(name: str, role: PersonRole) -> None:
    """Let somebody sign in. The password is asked for, or is the first line of standard input."""
    with _records() as records:
        account = records.accounts.add(name, _password(), role, by=_BY)
    typer.echo(f"added {account.name} ({account.role})")


@users_app.command("list")
def users_list() -> None:
    """List who may sign in."""
    with _records() as records:
        for account in records.accounts.listed():
            state = "enabled" if account.enabled else "disabled"
            last = f"last signed in {_time(account.last_signed_in_at)}"
            typer.echo("  ".join([account.name, account.role, state, last]))


@users_app.command("passwd")
def users_passwd(name: str) -> None:
    """Give somebody a new password; wherever they are signed in, they are signed out."""
    with _records() as records:
        records.accounts.set_password(name, _password(), by=_BY)
    typer.echo(f"{name} has a new password")


@users_app.command("disable")
def users_disable(name: str) -> None:
    """Let somebody sign in no more; wherever they are signed in, they are signed out."""
    with _records() as records:
        records.accounts.set_enabled(name, False, by=_BY)
    typer.echo(f"{name} is disabled")


@users_app.command("enable")
def users_enable(name: str) -> None:
    """Let somebody sign in again."""
    with _records() as records:
        records.accounts.set_enabled(name, True, by=_BY)
    typer.echo(f"{name} is enabled")


@users_app.command("role")
def users_role(name: str, role: AccessRole) -> None:
    """Change what somebody may do: operator, supervisor or admin."""
    with _records() as records:
        records.accounts.set_role(name, role, by=_BY)
    typer.echo(f"{name} is {role}")


@keys_app.command("add")
def keys_add(name: str, role: ProgramRole = AccessRole.CLIENT) -> None:
    """Make a key for a program. It is printed once and cannot be shown again."""
    with _records() as records:
        secret, key = records.keys.add(name, role, by=_BY)
    typer.echo(f"key {key.id} for {key.name} ({key.role}); it is shown this once:", err=True)
    typer.echo(secret)


@keys_app.command("list")
def keys_list() -> None:
    """List the keys, the revoked ones too."""
    with _records() as records:
        for key in records.keys.listed():
            state = "in use" if key.revoked_at is None else f"revoked {_time(key.revoked_at)}"
            used = f"last used {_time(key.last_used_at)}"
            typer.echo("  ".join([str(key.id), key.hint, key.name, key.role, state, used]))


@keys_app.command("revoke")
def keys_revoke(number: int) -> None:
    """Make a key useless; its number is in `yuce keys list`."""
    with _records() as records:
        records.keys.revoke(number, by=_BY)
    typer.echo(f"key {number} is revoked")


def _records() -> Records:
    from assistant.records.opening import open_records
    from assistant.settings import read_settings

    settings = read_settings()
    return open_records(settings.records_url, settings.record_rules)


def _password() -> str:
    """Asked for twice, or read from a pipe; never an argument, which every user of the machine could read."""
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(_SHANGHAI):%Y-%m-%d %H:%M}" if at else "never"
