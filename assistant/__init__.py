"""Question → Answer, with the source clause verbatim.

`from assistant import Assistant` is enough to ask; the parts are imported when it is first named, so that importing a
model or an error costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.bootstrap import Assistant as Assistant
    from assistant.model import Question as Question

__all__ = ["Assistant", "Question"]


def __getattr__(name: str) -> Any:
    if name == "Assistant":
        from assistant.bootstrap import Assistant

        return Assistant
    if name == "Question":
        from assistant.model import Question

        return Question
    raise AttributeError(f"module 'assistant' has no attribute {name!r}")
