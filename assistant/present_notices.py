"""The cards beside an answer, as plain text and as safe HTML: under their own heading, with the mark of a summary."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.escaping import escaped
from assistant.model import Language
from assistant.notice_wording import heading, mark
from assistant.related import RelatedNotice


def notices_text(rows: Sequence[RelatedNotice], language: Language) -> list[str]:
    """The lines of the section; none where there are no cards."""
    if not rows:
        return []
    lines = [f"\n{heading(language)} [{mark(language)}]"]
    for row in rows:
        lines += [f"  · {row.name}", *(f"    {line}" for line in (row.why, *row.lines))]
    return lines


def notices_html(rows: Sequence[RelatedNotice], language: Language) -> str:
    """The section as HTML; "" where there are no cards. It is no quote: nothing in it is a blockquote or can be copied as one.

    Of each card one sees why it is there; its name and details unfold.
    """
    if not rows:
        return ""
    head = f'{escaped(heading(language))} <span class="doubt">{escaped(mark(language))}</span>'
    items = "".join(_item(row) for row in rows)
    return f'<section class="notices"><h3>{head}</h3><ul>{items}</ul></section>'


def _item(row: RelatedNotice) -> str:
    lines = "".join(f'<li class="line">{escaped(line)}</li>' for line in row.lines)
    return (
        f'<li class="notice {row.state.value}"><details><summary class="why">{escaped(row.why)}</summary>'
        f'<p class="name">{escaped(row.name)}</p><ul>{lines}</ul></details></li>'
    )
