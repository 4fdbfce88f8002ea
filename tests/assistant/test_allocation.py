"""What the allocator is told, seen in a process of its own: blocks that were freed do not stay."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

# Without being told, glibc takes the size of the first large block that is freed as the least that it gives back.
_BLOCKS = """
import ctypes
from assistant.allocation import give_back_what_is_freed
class Told(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int) for name in "arena ord sm mapped mapped_bytes usm fsm used free keep".split()]
libc = ctypes.CDLL(None)
libc.mallinfo.restype = Told
libc.malloc.restype = ctypes.c_void_p
libc.free.argtypes = [ctypes.c_void_p]
if {told}:
    assert give_back_what_is_freed()
libc.free(libc.malloc(8_000_000))
before = libc.mallinfo().mapped
libc.malloc(4_000_000)
print(libc.mallinfo().mapped - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another allocator is told nothing")
@pytest.mark.parametrize(("told", "mapped"), [(True, "1"), (False, "0")])
def test_a_large_block_is_the_systems_even_after_a_larger_one_was_freed(
    told: bool, mapped: str
) -> None:
    code = _BLOCKS.replace("{told}", str(told))
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == mapped
