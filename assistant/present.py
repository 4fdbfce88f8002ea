"""Answers for people: plain text for terminals, and HTML in which nothing from a question or a document can run.

Every piece of HTML is made here, by escaping. `escaped` also writes as references the characters that Markdown or a
template would take for their own, so that 1~3万元 stays as it is wherever the HTML is put; all HTML is one line, because
Markdown ends a block of HTML at an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import quote

from assistant.card_text import Part, card_parts, says_reading, script
from assistant.escaping import escaped
from assistant.model import Answer, Citation, CitedUnit, Language, Status, Validity, ValidityState
from assistant.page_words import Words, words
from assistant.present_notices import notices_html, notices_text
from corpus.reading import simplified_reading

_WARNINGS = (ValidityState.EXPIRED, ValidityState.UPCOMING, ValidityState.TARGET_PASSED)


_RECOGNISED = {"zh-Hans": "扫描识别，请核对原件", "zh-Hant": "掃描識別，請核對原件"}
_OPEN_SOURCES = 3
"""So many clauses of a long list stand open, the others are folded."""


def as_plain_text(answer: Answer) -> str:
    """The answer's text, then each quote with its place and units, then the related notices."""
    parts = [answer.text]
    for citation in answer.citations:
        parts.append(f"\n  {place(citation)}\n  「{citation.quote}」")
        if citation.units:
            parts.append("  責任單位:" + "、".join(unit_names(citation)))
    parts += notices_text(answer.related, answer.language)
    return "\n".join(parts)


def place(citation: Citation) -> str:
    """Where a citation stands: 第七條〈heading〉· title · number; and that it may differ where a scan was read."""
    document, clause = citation.document, citation.clause
    heading = f"〈{citation.heading}〉" if citation.heading else ""
    printed = clause.label if clause and clause.label.startswith("第") else ""
    parts = [f"{printed or f'第{clause.numeral}條'}{heading}"] if clause else []
    doubt = _RECOGNISED[script(document)] if document.recognised else ""
    return " · ".join(part for part in (*parts, document.title, document.number, doubt) if part)


def unit_names(citation: Citation) -> list[str]:
    """The units as printed, each with its full name where that is another; an unconfirmed one is marked 待核實."""
    return [
        u.printed
        + (f"({u.full})" if u.full != u.printed else "")
        + ("" if u.confirmed else "〔全稱待核實〕")
        for u in citation.units
    ]


def answer_html(answer: Answer, *, before: str = "", acts: str = "") -> str:
    """An answer as a card: status, text, then each clause with its quotes, units and validity, then the notices.

    `before` is HTML that stands above the text, `acts` HTML of buttons that stand at the end.
    """
    w = words(answer.language)
    sources = [_source(answer, list(group), w) for group in _by_clause(answer.citations)]
    copying = _button("copy all", w.copy_answer, w) if sources else ""
    return "".join(
        [
            f'<div class="card {answer.status.value}" lang="{answer.language.value}">',
            f'<div class="marks"><span class="status">{escaped(_status(answer.status, w))}</span>{_badges(_warned(answer), w)}</div>',
            before,
            *(_paragraph(part) for part in card_parts(answer)),
            _folded(sources, w),
            notices_html(answer.related, answer.language),
            f'<div class="acts">{copying}{acts}</div>' if copying or acts else "",
            "</div>",
        ]
    )


def _paragraph(part: Part) -> str:
    return f'<p class="said {part.kind.value}">{escaped(part.text)}</p>'


def _folded(sources: Sequence[str], w: Words) -> str:
    """The sources; of a long list the first ones open."""
    if len(sources) <= _OPEN_SOURCES + 1:
        return "".join(sources)
    label = w.more_sources.format(count=len(sources) - _OPEN_SOURCES)
    rest = _details("rest", label, f"<div>{''.join(sources[_OPEN_SOURCES:])}</div>")
    return "".join([*sources[:_OPEN_SOURCES], rest])


def _status(status: Status, w: Words) -> str:
    return str(getattr(w, status.value))


def _by_clause(citations: Sequence[Citation]) -> Iterable[Iterable[Citation]]:
    """The citations in runs of one clause each."""
    runs = groupby(citations, key=lambda c: (c.document.id, c.clause.number if c.clause else None))
    return (list(run) for _, run in runs)


def _source(answer: Answer, cited: list[Citation], w: Words) -> str:
    """A clause with all that is cited from it."""
    first = cited[0]
    heading = w.ask_units if answer.status is Status.NOT_STATED else w.units
    return "".join(
        [
            f'<section class="source"><h3>{_heading(first, w)}</h3>',
            *(_figure(c, _beside(c, answer), w) for c in cited),
            _reading(answer, cited, w),
            _units(first.units, heading, w),
            "</section>",
        ]
    )


def _heading(citation: Citation, w: Words) -> str:
    """第七条 with its heading as a reading in the asker's script; the source's own stands under the quote."""
    clause = citation.clause
    if clause is None:
        return escaped(w.opening)
    number = f'<span class="number">{escaped(w.clause.format(label=clause.numeral, number=clause.number))}</span>'
    if w.lang == Language.EN:
        return number
    heading = citation.heading
    return (
        f"{number} {escaped(simplified_reading(heading) if w.lang == Language.HANS else heading)}"
    )


def _beside(citation: Citation, answer: Answer) -> list[Validity]:
    """What stands beside a quote on its validity; the only quote's warning stands at the head of the card already."""
    told = _warned(answer) if len(answer.citations) == 1 else []
    return [v for v in answer.validity if _concerns(v, citation) and v not in told]


def _warned(answer: Answer) -> list[Validity]:
    return [v for v in answer.validity if v.state in _WARNINGS and v.asked]


def _concerns(validity: Validity, citation: Citation) -> bool:
    return validity.document_id == citation.document.id and citation.span.contains(validity.span)


def _figure(citation: Citation, validity: Iterable[Validity], w: Words) -> str:
    """A quote, verbatim in the source's script, with its place below: the way to where it stands in the whole document."""
    lang = script(citation.document)
    there = f'<a class="place" href="{escaped(address(citation))}" title="{escaped(w.see)}">'
    return (
        f'<div class="quote"><blockquote lang="{lang}">{escaped(citation.quote)}</blockquote>'
        f'<div class="under"><cite lang="{lang}">{there}{escaped(place(citation))}</a></cite>'
        f"{_badges(validity, w)}{_button('copy', w.copy_quote, w)}</div></div>"
    )


def address(citation: Citation) -> str:
    """Where the whole document is shown with the cited part marked, as a path of this server."""
    document, span = quote(citation.document.id, safe=""), citation.span
    clause = f"#{citation.clause.number}" if citation.clause else ""
    return f"/doc/{document}?start={span.start}&end={span.end}{clause}"


def _badges(validity: Iterable[Validity], w: Words) -> str:
    said = dict.fromkeys((v.state, _judged(v, w)) for v in validity)
    return "".join(f'<span class="badge {s.value}">{escaped(text)}</span>' for s, text in said)


def _judged(validity: Validity, w: Words) -> str:
    template: str = getattr(w, validity.state.value)
    return template.format(first=validity.first, last=validity.last, year=validity.last.year)


def _units(units: Sequence[CitedUnit], heading: str, w: Words) -> str:
    if not units:
        return ""
    chips = "".join(f'<li class="unit">{_unit(u, w)}</li>' for u in units)
    return f'<div class="units"><h4>{escaped(heading)}</h4><ul>{chips}</ul></div>'


def _unit(unit: CitedUnit, w: Words) -> str:
    """The name as printed, then the full one where it is another, with a mark where that is not confirmed.

    In English our rendering comes first, with the name as printed behind it.
    """
    if w.lang == Language.EN and unit.english:
        printed, full = unit.english, unit.printed
    elif w.lang == Language.HANS:
        printed, full = simplified_reading(unit.printed), unit.full_hans
    else:
        printed, full = unit.printed, unit.full
    longer = f' <span class="short">({escaped(full)})</span>' if printed != full else ""
    doubt = "" if unit.confirmed else f' <span class="doubt">{escaped(w.unconfirmed)}</span>'
    return f'<span class="full">{escaped(printed)}</span>{longer}{doubt}'


def _reading(answer: Answer, cited: Sequence[Citation], w: Words) -> str:
    """A Simplified reading, folded, where it helps: the asker reads Simplified, the source is not, the text has not said it."""
    if w.lang != Language.HANS or script(cited[0].document) != "zh-Hant":
        return ""
    readings = [simplified_reading(c.quote) for c in cited]
    if all(says_reading(answer, reading) for reading in readings):
        return ""
    lines = "".join(f'<p lang="zh-Hans">{escaped(reading)}</p>' for reading in readings)
    return _details("reading", w.reading, lines)


def _details(kind: str, label: str, content: str) -> str:
    return f'<details class="{kind}"><summary>{escaped(label)}</summary>{content}</details>'


def _button(kind: str, label: str, w: Words) -> str:
    """A button of the page's script: it copies the quotes and places of the part that it stands in."""
    return (
        f'<button class="{kind}"><span class="idle">{escaped(label)}</span>'
        f'<span class="done">{escaped(w.copied)}</span></button>'
    )
