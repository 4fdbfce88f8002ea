"""The hotline's console under load: records of their own with one operator, thrown away afterwards, and the way in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from assistant.records.model import AccessRole
from assistant.records.opening import open_records

_TOKEN = re.compile(r'name="csrf" value="([^"]*)"')
_NAME = "load-test"


@dataclass(frozen=True, slots=True)
class Operator:
    """Who signs in, and the records' URL where the account is."""

    url: str
    name: str
    password: str


@contextmanager
def scratch_operator() -> Iterator[Operator]:
    """An operator in a database in a folder of its own: nothing of a load run gets into anybody's records."""
    with TemporaryDirectory(prefix="yuce-load-") as folder:
        url, password = f"sqlite:///{Path(folder) / 'records.sqlite3'}", secrets.token_urlsafe(16)
        with open_records(url) as records:
            records.accounts.add(_NAME, password, AccessRole.OPERATOR, by=_NAME)
        yield Operator(url, _NAME, password)


async def signed_in(http: httpx.AsyncClient, operator: Operator) -> bool:
    """Sign in as the console's page does; the client has the cookie from then on. Whether it is in."""
    door = await http.get("/desk/sign-in")
    token = _TOKEN.search(door.text)
    form = {
        "csrf": token[1] if token else "",
        "name": operator.name,
        "password": operator.password,
    }
    return (await http.post("/desk/sign-in", data=form)).status_code == 303
