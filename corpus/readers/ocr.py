"""Recognising the characters of scanned pages: rapidocr on ONNX Runtime, the extra `ocr`.

The package has its models inside: nothing is fetched.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any

from corpus.readers.pictures import Picture, Recognised, Recogniser

_ONE_AT_A_TIME = threading.Lock()


def recogniser() -> Recogniser | None:
    """What recognises characters; None where the extra is not installed."""
    installed = all(find_spec(name) for name in ("rapidocr", "onnxruntime"))
    return _recognised if installed else None


def _recognised(picture: Picture) -> list[Recognised]:
    with _ONE_AT_A_TIME:
        found = _engine()(picture)
    if found.boxes is None or found.txts is None or found.scores is None:
        return []
    return [
        Recognised(text, *_edges(box.tolist()), float(sure))
        for box, text, sure in zip(found.boxes, found.txts, found.scores, strict=True)
    ]


def _edges(corners: list[list[float]]) -> tuple[float, float, float, float]:
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return min(across), min(down), max(across), max(down)


@cache
def _engine() -> Callable[[Picture], Any]:
    """Takes seconds to make, so that it is made for the first scanned page only."""
    from rapidocr import RapidOCR

    made: Callable[[Picture], Any] = RapidOCR(params={"Global.log_level": "warning"})
    logging.getLogger("RapidOCR").setLevel(logging.WARNING)  # it tells the path of every model
    return made
