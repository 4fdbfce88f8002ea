"""How a Milvus is reached, and what every collection in it has. The two modules of Milvus alone import pymilvus.

An address is a server's (http://host:19530), or a file's whose name ends in .db: milvus-lite, in this process, for tests.
pymilvus reads MILVUS_… and a `.env` of some folder above its own when it is imported: they are hidden from it here.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from index.token_hashes import LONGEST

if TYPE_CHECKING:
    from pymilvus import MilvusClient

SECONDS = 30.0
"""A request that takes longer fails."""
_PINGS = {"grpc.keepalive_time_ms": 300_000, "grpc.keepalive_permit_without_calls": False}
"""pymilvus pings every ten seconds, and a server of plain gRPC hangs up on who does so: "Too many pings"."""
FieldIndex = tuple[str, str, dict[str, Any]]
"""Kind, metric, parameters."""
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class MilvusPlace:
    """A collection of a Milvus: where, what it is called, and as whom (`token` as in Milvus: user:password)."""

    address: str
    collection: str
    token: str = field(default="", repr=False)

    def __str__(self) -> str:
        return f"collection {self.collection} in the Milvus {self.address}"


def new_schema(client: MilvusClient) -> Any:
    """The fields that every row has."""
    from pymilvus import DataType

    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("key", DataType.VARCHAR, max_length=40, is_primary=True)
    schema.add_field("id", DataType.VARCHAR, max_length=LONGEST)
    schema.add_field("document", DataType.VARCHAR, max_length=40)
    return schema


def make_collection(
    client: MilvusClient, place: MilvusPlace, schema: Any, searched: str, index: FieldIndex
) -> None:
    """Make a collection; what it is searched by gets an index.

    Raises:
        ValueError: there is one of that name.
    """
    if client.has_collection(place.collection):  # Milvus takes the same schema twice without a word
        raise ValueError("there is one already")
    kind, metric, params = index
    indexes = client.prepare_index_params()
    indexes.add_index(searched, kind, metric_type=metric, params=params)
    indexes.add_index("document", "INVERTED")
    client.create_collection(
        place.collection,
        schema=schema,
        index_params=indexes,
        consistency_level="Strong",  # what was added is found by the next search
    )


def opened_collection(client: MilvusClient, place: MilvusPlace, searched: str) -> dict[str, Any]:
    """Load a collection; what Milvus tells of a field that it must have."""
    fields = {
        f["name"]: f["params"] for f in client.describe_collection(place.collection)["fields"]
    }
    if missing := {"key", "id", "document", searched} - fields.keys():
        raise ValueError(f"it has no field {', '.join(sorted(missing))}")
    client.load_collection(place.collection)
    return dict(fields[searched])


@contextmanager
def connected(place: MilvusPlace) -> Iterator[MilvusClient]:
    """A client, closed again if what is done with it first fails."""
    with _LOCK:
        client_class = _imported()
        client = client_class(
            place.address,
            token=place.token,
            timeout=SECONDS,
            dedicated=True,
            grpc_options=_PINGS,
        )
    try:
        yield client
    except BaseException:
        client.close()
        raise


def _imported() -> type[MilvusClient]:
    """Import pymilvus where it finds nobody's settings; what it would log is in our errors."""
    if "pymilvus" not in sys.modules:
        before = dict(os.environ)
        for name in [n for n in before if n.startswith("MILVUS_")]:
            del os.environ[name]
        os.environ["PYTHON_DOTENV_DISABLED"] = "1"
        try:
            import pymilvus  # noqa: F401
        finally:
            os.environ.clear()
            os.environ.update(before)
        # milvus-lite knows not every request that pymilvus tries when it connects, and logs each with its traceback.
        for name in ("pymilvus", "milvus_lite", "grpc._server"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    from pymilvus import MilvusClient

    client_class: type[MilvusClient] = MilvusClient
    return client_class
