"""Answers for people: plain text for terminals, and HTML in which nothing from a question or a document can run."""

from __future__ import annotations

from html import escape

from assistant.model import Answer, Citation
from corpus.model import Span


def as_plain_text(answer: Answer) -> str:
    """The answer's text, then each quote with its place and units."""
    parts = [answer.text]
    for citation in answer.citations:
        parts.append(f"\n  {place(citation)}\n  「{citation.quote}」")
        if citation.units:
            parts.append("  責任單位:" + "、".join(unit_names(citation)))
    return "\n".join(parts)


def place(citation: Citation) -> str:
    """Where a citation stands: 第七條〈heading〉· title · number."""
    document, clause = citation.document, citation.clause
    parts = [f"第{clause.label}條〈{citation.heading}〉"] if clause else []
    return " · ".join([*parts, document.title, document.number or ""]).rstrip(" ·")


def unit_names(citation: Citation) -> list[str]:
    """The units as printed, each with its full name where that is another; an unconfirmed one is marked 待核實."""
    return [
        u.printed
        + (f"({u.full})" if u.full != u.printed else "")
        + ("" if u.confirmed else "〔全稱待核實〕")
        for u in citation.units
    ]


def marked_clause(citation: Citation, marks: tuple[Span, ...]) -> str:
    """The clause's whole text as safe HTML, with the cited places in <mark>."""
    text = citation.document.text
    area = citation.clause.span if citation.clause else Span(0, len(text))
    out, at = [], area.start
    for span in sorted(m for m in marks if area.contains(m)):
        if span.start >= at:
            out += [escape(text[at : span.start]), f"<mark>{escape(span.of(text))}</mark>"]
            at = span.end
    return "".join([*out, escape(text[at : area.end])]).strip().replace("\n", "<br>")
