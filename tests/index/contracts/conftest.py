"""Empty stores of servers: the servers run as long as the tests, each store is a collection of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from index.chroma_server import ChromaServerStore

if TYPE_CHECKING:
    from index.milvus import MilvusStore
    from index.milvus_client import MilvusPlace


@pytest.fixture
def chroma_server_store(chroma_server: str, new_name: Callable[[], str]) -> ChromaServerStore:
    return ChromaServerStore.create(chroma_server, new_name(), 4)


@pytest.fixture
def milvus_store(milvus_place: MilvusPlace) -> MilvusStore:
    from index.milvus import MilvusStore

    return MilvusStore.create(milvus_place, 4)
