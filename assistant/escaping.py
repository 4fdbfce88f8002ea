"""Text as HTML that shows exactly it, and means nothing to Markdown or a template."""

from __future__ import annotations

_REFERENCES = str.maketrans({c: f"&#{ord(c)};" for c in "&<>\"'\\`*_~{}[]()#+!|$:\n\r\t"})


def escaped(text: str) -> str:
    """`text` as HTML that shows exactly it, on one line, and means nothing to Markdown or a template.

    >>> escaped("<b>1~3万元")
    '&#60;b&#62;1&#126;3万元'
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate could not be sent
    return whole.translate(_REFERENCES)
