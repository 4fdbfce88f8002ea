"""A mapping whose values are made when they are asked for."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

T = TypeVar("T")


class Lazily(Mapping[str, T]):
    """Values by key, made by a function; those asked for last are kept.

    Args:
        keys: in their order.
        make: makes the value of a key; the same one whenever it is asked.
        kept: how many values are kept; 0 where `make` is cheap.
    """

    def __init__(self, keys: Iterable[str], make: Callable[[str], T], kept: int) -> None:
        self._keys = dict.fromkeys(keys)
        self._make, self._kept = make, kept
        self._lock = threading.Lock()
        self._values: OrderedDict[str, T] = OrderedDict()

    def __getitem__(self, key: str) -> T:
        if key not in self._keys:
            raise KeyError(key)
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        made = self._make(key)
        with self._lock:
            self._values[key] = made
            while len(self._values) > self._kept:
                self._values.popitem(last=False)
        return made

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
