"""How this process gets its memory: the allocator of glibc, told to give back what is freed."""

from __future__ import annotations

import ctypes
import platform

# The names and numbers of malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE = 128 * 1024
_ARENAS = 2


def give_back_what_is_freed() -> bool:
    """Let large blocks go back to the system at once, and keep no arena a thread; whether it could be told.

    Every question works in arrays of some hundred KB, in whichever of 40 threads is free. glibc would give each thread an
    arena, and after the first such array has been freed it would keep all like it: over five minutes of questions the
    memory in use stayed the same, and that of the process grew by 40 MB. Other systems do otherwise; nothing is told them.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    told = ((_ARENA_MAX, _ARENAS), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE))
    return {mallopt(name, value) for name, value in told} == {1}
