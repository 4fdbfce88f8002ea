"""A matching as a Word document: what was filled in, and each measure with the reason, the quotes verbatim and the units.

The only module besides the reader that imports python-docx.
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from assistant.matching import Match
from assistant.matching_contract import MatchingRow, MeasureRow, OfferRow
from assistant.matching_wording import MatchWording
from assistant.web.words import SiteWords
from corpus.numerals import to_chinese

_FONT, _SERIF = "Noto Sans CJK SC", "Noto Serif CJK TC"
_SOFT = RGBColor(0x54, 0x60, 0x6E)


def summary_docx(
    result: MatchingRow, told: Iterable[tuple[str, str]], words: SiteWords, wording: MatchWording
) -> bytes:
    """The document as a file's bytes; its core properties name neither a person nor a program."""
    made = docx.Document()
    _prepare(made, words)
    made.add_heading(f"{words.full_heading}", 0)
    title = f"《{result['document_title']}》 {result['document_number'] or ''}"
    made.add_paragraph(f"{title} · {words.match_judged.format(as_of=result['as_of'])}")
    made.add_paragraph(words.foot, style="Intense Quote")
    made.add_heading(words.match_yours, 1)
    rows = list(told)
    for question, said in rows:
        made.add_paragraph(f"{question}: {said}", style="List Bullet")
    if not rows:
        made.add_paragraph(words.match_nothing)
    for found in Match:
        measures = [m for m in result["measures"] if m["match"] == found.value]
        if measures:
            made.add_heading(f"{wording.say(found.value)} ({len(measures)})", 1)
            _soft(made, wording.say(f"{found.value}_long"))
        for measure in measures:
            _measure(made, measure, words, wording)
    held = BytesIO()
    made.save(held)
    return held.getvalue()


def _prepare(made: Document, words: SiteWords) -> None:
    for name in ("Normal", "Heading 1", "Heading 2", "Title", "List Bullet", "Intense Quote"):
        style = made.styles[name]
        style.font.name = _FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    made.styles["Normal"].font.size = Pt(10.5)
    for section in made.sections:
        section.left_margin = section.right_margin = Cm(2.2)
    made.core_properties.author = words.name
    made.core_properties.comments = ""
    made.core_properties.title = words.full_heading
    made.core_properties.language = words.lang


def _measure(made: Document, measure: MeasureRow, words: SiteWords, wording: MatchWording) -> None:
    number = measure["clause"]
    label = words.clause.format(label=to_chinese(number), number=number)
    made.add_heading(f"{label} {measure['heading']}", 2)
    made.add_paragraph(measure["reason"])
    shown: set[str] = set()
    for offer in measure["offers"]:
        if offer["near"]:
            _offer(made, offer, words, wording, shown)
    for citation in measure["work"] if measure["match"] == Match.CITY_WORK.value else []:
        _quote(made, citation["quote"])
    units = [
        (p if p == f else f"{p}({f})") + ("" if sure else f"〔{words.unconfirmed}〕")
        for p, f, sure in zip(
            measure["units"], measure["units_full"], measure["units_confirmed"], strict=True
        )
    ]
    _soft(made, f"{words.units}: {'、'.join(units)}")


def _offer(
    made: Document, offer: OfferRow, words: SiteWords, wording: MatchWording, shown: set[str]
) -> None:
    """An offer with its conditions; a sentence that makes several is quoted once."""
    lead = made.add_paragraph()
    lead.add_run(f"{wording.say(offer['match'])}: {offer['gist']}").bold = True
    lead.add_run(f" — {offer['effect_told']}")
    for condition in offer["conditions"]:
        sign = {"yes": "✓", "open": "?", "no": "✗"}[condition["holds"]]
        made.add_paragraph(
            f"{sign} 「{condition['words']}」 {condition['told']}", style="List Bullet"
        )
    for period in offer["validity"]:
        template: str = getattr(words, period["state"])
        year = period["to"][:4]
        _soft(made, template.format(first=period["from"], last=period["to"], year=year))
    if notice := offer.get("notice"):
        mark = f"{words.notices}: {notice['name']}; {notice['why']}"
        _soft(made, "\n".join([mark, *notice["lines"]]))
    quote = offer["citation"]["quote"]
    if quote not in shown:
        _quote(made, quote)
        shown.add(quote)


def _quote(made: Document, quote: str) -> None:
    """A quote in a paragraph of its own, character for character."""
    paragraph = made.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(0.8)
    run = paragraph.add_run(quote)
    run.font.name = _SERIF
    run.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _SERIF)


def _soft(made: Document, text: str) -> None:
    run = made.add_paragraph().add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), _SOFT
