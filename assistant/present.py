"""Answers for people: plain text for terminals, and HTML in which nothing from a question or a document can run.

Every piece of HTML is made here, by escaping. `escaped` also writes as references the characters that Markdown or a
template would take for their own, so that 1~3万元 stays as it is wherever the HTML is put; all HTML is one line, because
Markdown ends a block of HTML at an empty one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from re import compile as pattern

from assistant.escaping import escaped
from assistant.model import Answer, Citation, CitedUnit, Language, Status, Validity, ValidityState
from assistant.page_words import Words, words
from assistant.present_notices import notices_html, notices_text
from corpus.folding import simplified
from corpus.model import Document, Span
from corpus.reading import simplified_reading

_NOTE = pattern(
    r"(注意[:\uff1a][^。]*。|Please note:[^.]*\.(?: The document does not say[^.]*\.)?)"
)
_SENTENCE_END = pattern(r"(?<=[。!?])|(?<=[.!?]) (?=[A-Z“])")
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d4f91"/>'
    '<path d="M9 9h14M9 14h14M9 19h9" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/>'
    '<circle cx="22.5" cy="22" r="2.6" fill="#fff"/></svg>'
)
"""The page's icon: a text with its seal."""
_BEGINNING = 400
_LONG = {Language.HANS: 150, Language.HANT: 150, Language.EN: 420}
_WARNINGS = (ValidityState.EXPIRED, ValidityState.UPCOMING, ValidityState.TARGET_PASSED)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer, or with the sentence that says why there is none; neither while it is sought."""

    question: str
    answer: Answer | None = None
    fault: str = ""


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
    """Where a citation stands: 第七條〈heading〉· title · number."""
    document, clause = citation.document, citation.clause
    heading = f"〈{citation.heading}〉" if citation.heading else ""
    printed = clause.label if clause and clause.label.startswith("第") else ""
    parts = [f"{printed or f'第{clause.numeral}條'}{heading}"] if clause else []
    return " · ".join([*parts, document.title, document.number or ""]).rstrip(" ·")


def unit_names(citation: Citation) -> list[str]:
    """The units as printed, each with its full name where that is another; an unconfirmed one is marked 待核實."""
    return [
        u.printed
        + (f"({u.full})" if u.full != u.printed else "")
        + ("" if u.confirmed else "〔全稱待核實〕")
        for u in citation.units
    ]


def page_title(w: Words) -> str:
    """The page's name."""
    return (
        f'<h1 class="top" lang="{w.lang}"><span class="name">{escaped(w.title)}</span> '
        f'<span class="sub">{escaped(w.subtitle)}</span></h1>'
    )


def page_intro(w: Words, document: Document, count: int) -> str:
    """What the page answers from."""
    read = simplified_reading if w.lang == Language.HANS else str
    title, number = read(document.title), read(document.number or "")
    said = w.intro.format(title=title, number=number, count=count)
    return f'<p class="intro" lang="{w.lang}">{escaped(said)}</p>'


def examples_head(w: Words) -> str:
    """The heading above the example questions."""
    return f'<h2 class="hint" lang="{w.lang}">{escaped(w.examples_label)}</h2>'


def page_foot(w: Words) -> str:
    """What the reader should know about every answer."""
    return f'<p class="foot" lang="{w.lang}">{escaped(w.footer)}</p>'


def talk_html(talk: Iterable[Exchange], w: Words) -> str:
    """The whole talk: each question literally, and below it the answer's card in the answer's language.

    Where there is no answer, the sentence that says why stands in its place, in the page's language.
    """
    return "".join(f'<div class="exchange">{_question(e, w)}{_reply(e, w)}</div>' for e in talk)


def _question(exchange: Exchange, w: Words) -> str:
    if not exchange.question.strip():
        return ""
    label = f'<span class="unseen">{escaped(w.asked)}: </span>'
    return f'<h2 class="question">{label}{escaped(exchange.question)}</h2>'


def _reply(exchange: Exchange, w: Words) -> str:
    if exchange.answer:
        return answer_html(exchange.answer)
    if exchange.fault:
        return f'<div class="card fault" lang="{w.lang}"><p class="said">{escaped(exchange.fault)}</p></div>'
    return f'<p class="seeking" lang="{w.lang}">{escaped(w.seeking)}</p>'


def answer_html(answer: Answer) -> str:
    """An answer as a card: status, text, then each clause with its quotes, units, validity and whole text."""
    w = words(answer.language)
    warned = [v for v in answer.validity if v.state in _WARNINGS and v.asked]
    sources = [_source(answer, list(group), w) for group in _by_clause(answer.citations)]
    copying = _button("copy all", w.copy_answer, w) if sources else ""
    return "".join(
        [
            f'<div class="card {answer.status.value}" lang="{answer.language.value}">',
            f'<div class="marks"><span class="status">{escaped(_status(answer.status, w))}</span>{_badges(warned, w)}</div>',
            *(_paragraph(part) for part in paragraphs(answer.text, answer.language)),
            *sources,
            f"{copying}{notices_html(answer.related, answer.language)}</div>",
        ]
    )


def paragraphs(text: str, language: Language) -> list[str]:
    """The text in readable paragraphs: a note apart, else a long text parted near its middle, between sentences."""
    parts = [stripped for part in _NOTE.split(text) if (stripped := part.strip())]
    if len(parts) > 1 or len(text) <= _LONG[language]:
        return parts
    sentences = [s for s in _SENTENCE_END.split(text) if s]
    glue = " " if language is Language.EN else ""
    halves = [
        [glue.join(sentences[:i]), glue.join(sentences[i:])] for i in range(1, len(sentences))
    ]
    return min(halves, key=lambda pair: abs(len(pair[0]) - len(pair[1])), default=[text])


def _paragraph(text: str) -> str:
    note = " note" if _NOTE.match(text) else ""
    return f'<p class="said{note}">{escaped(text)}</p>'


def _status(status: Status, w: Words) -> str:
    return str(getattr(w, status.value))


def _by_clause(citations: Sequence[Citation]) -> Iterable[Iterable[Citation]]:
    """The citations in runs of one clause each."""
    runs = groupby(citations, key=lambda c: (c.document.id, c.clause.number if c.clause else None))
    return (list(run) for _, run in runs)


def _source(answer: Answer, cited: list[Citation], w: Words) -> str:
    """A clause with all that is cited from it."""
    first = cited[0]
    marks = tuple(c.span for c in cited)
    return "".join(
        [
            f'<section class="source"><h3>{_heading(first, w)}</h3>',
            *(_figure(c, [v for v in answer.validity if _concerns(v, c)], w) for c in cited),
            _units(first.units, w),
            _details("reading", w.reading, _readings(cited)) if _is_read(first, w) else "",
            _details("whole", _whole_label(first, w), _whole(first, marks)),
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


def _concerns(validity: Validity, citation: Citation) -> bool:
    return validity.document_id == citation.document.id and citation.span.contains(validity.span)


def _figure(citation: Citation, validity: Iterable[Validity], w: Words) -> str:
    """A quote with its place below: verbatim, in the source's script."""
    return (
        f'<div class="quote"><blockquote lang="{_script(citation)}">{escaped(citation.quote)}</blockquote>'
        f'<div class="under"><cite lang="{_script(citation)}">{escaped(place(citation))}</cite>'
        f"{_badges(validity, w)}{_button('copy', w.copy_quote, w)}</div></div>"
    )


def _script(citation: Citation) -> str:
    """The script of a document, told by its beginning: the shipped texts are Traditional, the user's own may be either."""
    begins = citation.document.text[:_BEGINNING]
    return "zh-Hans" if simplified(begins) == begins else "zh-Hant"


def _badges(validity: Iterable[Validity], w: Words) -> str:
    said = dict.fromkeys((v.state, _judged(v, w)) for v in validity)
    return "".join(f'<span class="badge {s.value}">{escaped(text)}</span>' for s, text in said)


def _judged(validity: Validity, w: Words) -> str:
    template: str = getattr(w, validity.state.value)
    return template.format(first=validity.first, last=validity.last, year=validity.last.year)


def _units(units: Sequence[CitedUnit], w: Words) -> str:
    if not units:
        return ""
    chips = "".join(f'<li class="unit">{_unit(u, w)}</li>' for u in units)
    return f'<div class="units"><h4>{escaped(w.units)}</h4><ul>{chips}</ul></div>'


def _unit(unit: CitedUnit, w: Words) -> str:
    """The name as printed, then the full one where it is another, with a mark where that is not confirmed."""
    hans = w.lang == Language.HANS
    full = unit.full_hans if hans else unit.full
    printed = simplified_reading(unit.printed) if hans else unit.printed
    longer = f' <span class="short">({escaped(full)})</span>' if printed != full else ""
    doubt = "" if unit.confirmed else f' <span class="doubt">{escaped(w.unconfirmed)}</span>'
    return f'<span class="full">{escaped(printed)}</span>{longer}{doubt}'


def _is_read(citation: Citation, w: Words) -> bool:
    """Whether a Simplified reading helps: the asker reads Simplified, and the source is not."""
    return bool(w.lang == Language.HANS and _script(citation) == "zh-Hant")


def _readings(cited: Sequence[Citation]) -> str:
    return "".join(f'<p lang="zh-Hans">{escaped(simplified_reading(c.quote))}</p>' for c in cited)


def _whole_label(citation: Citation, w: Words) -> str:
    clause = citation.clause
    return (
        w.whole.format(label=clause.numeral, number=clause.number) if clause else w.whole_document
    )


def _whole(citation: Citation, marks: tuple[Span, ...]) -> str:
    return f'<div class="clause" lang="{_script(citation)}">{marked_clause(citation, marks)}</div>'


def _details(kind: str, label: str, content: str) -> str:
    return f'<details class="{kind}"><summary>{escaped(label)}</summary>{content}</details>'


def _button(kind: str, label: str, w: Words) -> str:
    """A button of the page's script: it copies the quotes and places of the part that it stands in."""
    return (
        f'<button class="{kind}"><span class="idle">{escaped(label)}</span>'
        f'<span class="done">{escaped(w.copied)}</span></button>'
    )


def marked_clause(citation: Citation, marks: tuple[Span, ...]) -> str:
    """The clause's whole text (for a preamble the document's) as safe HTML, with the cited places in <mark>.

    Without its tags and unescaped it is the source's text, but for white space at both ends.
    """
    text = citation.document.text
    area = citation.clause.span if citation.clause else Span(0, len(text))
    area = _stripped(area, text)
    out, at = [], area.start
    for span in sorted(m for m in marks if area.contains(m)):
        if span.start >= at:
            out += [escaped(text[at : span.start]), f"<mark>{escaped(span.of(text))}</mark>"]
            at = span.end
    return "".join([*out, escaped(text[at : area.end])])


def _stripped(span: Span, text: str) -> Span:
    """The span without white space at its ends."""
    held = span.of(text)
    start = span.start + len(held) - len(held.lstrip())
    return Span(start, max(start, span.end - len(held) + len(held.rstrip())))
