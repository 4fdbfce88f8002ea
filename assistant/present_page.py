"""The page's own parts and the whole talk, as safe HTML. What is said of single answers is made in `present`."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from assistant.escaping import escaped
from assistant.model import Language
from assistant.page_words import Words, words
from assistant.present import answer_html
from assistant.talk import Exchange
from corpus.model import Document
from corpus.reading import simplified_reading

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#1d4f91"/>'
    '<path d="M9 9h14M9 14h14M9 19h9" stroke="#fff" stroke-width="2.4" stroke-linecap="round"/>'
    '<circle cx="22.5" cy="22" r="2.6" fill="#fff"/></svg>'
)
"""The page's icon: a text with its seal."""


def page_title(w: Words) -> str:
    """The page's name, and before it the way past everything to the question box."""
    return (
        f'<a class="skip" href="#question" lang="{w.lang}">{escaped(w.skip)}</a>'
        f'<h1 class="top" lang="{w.lang}"><span class="name">{escaped(w.title)}</span> '
        f'<span class="sub">{escaped(w.subtitle)}</span></h1>'
    )


def page_nav(w: Words, document: Document) -> str:
    """The way to the other pages."""
    pages = (
        (w.nav_ask, "/"),
        (w.nav_match, "/match"),
        (w.nav_read, f"/doc/{quote(document.id)}"),
    )
    items = "".join(f'<a href="{escaped(path)}">{escaped(name)}</a>' for name, path in pages)
    return f'<nav class="pages" lang="{w.lang}">{items}</nav>'


def page_intro(w: Words, document: Document, count: int) -> str:
    """What the page answers from."""
    read = simplified_reading if w.lang == Language.HANS else str
    title, number = read(document.title), read(document.number or "")
    said = w.intro.format(title=title, number=number, count=count)
    return f'<p class="intro" lang="{w.lang}">{escaped(said)}</p>'


def examples_head(w: Words) -> str:
    """The heading above the example questions."""
    return f'<h2 class="hint" lang="{w.lang}">{escaped(w.examples_label)}</h2>'


def page_crowded(w: Words) -> str:
    """What is said where the server takes no question now, out of sight; the page's script puts in the seconds and shows it."""
    before, _, after = w.fault_busy.partition("{wait}")
    seconds = '<b class="seconds"></b>'
    said = f"{escaped(before)}{seconds}{escaped(after)}"
    return f'<p class="crowded" lang="{w.lang}">{said}</p>'


def page_foot(w: Words) -> str:
    """What the reader should know about every answer."""
    return f'<p class="foot" lang="{w.lang}">{escaped(w.footer)}</p>'


def talk_html(talk: Iterable[Exchange], w: Words, *, desk: bool = False) -> str:
    """The whole talk: each question literally, and below it the answer's card in the answer's language.

    It is never "": the page's script sees that an empty one was drawn, too. Where there is no answer, the sentence that says why stands in its place, in the page's language. With `desk` every card
    has the buttons to judge it and to hand it over.
    """
    exchanges = (
        f'<div class="exchange"{_id(e)}>{_question(e, w)}{_reply(e, w, desk)}</div>' for e in talk
    )
    return f'<div class="talk">{"".join(exchanges)}</div>'


def _id(exchange: Exchange) -> str:
    return f' id="a-{escaped(exchange.id)}"' if exchange.id else ""


def _question(exchange: Exchange, w: Words) -> str:
    if not exchange.question.strip():
        return ""
    label = f'<span class="unseen">{escaped(w.asked)}: </span>'
    return f'<h2 class="question">{label}<span class="put">{escaped(exchange.question)}</span></h2>'


def _reply(exchange: Exchange, w: Words, desk: bool) -> str:
    if exchange.answer:
        own = words(exchange.answer.language)
        aged = _again(own.aged, own) if exchange.aged else ""
        acts = _desk(exchange, own) if desk else ""
        return answer_html(exchange.answer, before=aged, acts=acts)
    if exchange.changed:
        return f'<div class="card changed" lang="{w.lang}">{_again(w.changed, w)}</div>'
    if exchange.fault:
        return f'<div class="card fault" lang="{w.lang}"><p class="said">{escaped(exchange.fault)}</p></div>'
    return f'<p class="seeking" lang="{w.lang}">{escaped(w.seeking)}</p>'


def _again(said: str, w: Words) -> str:
    """Why an earlier answer is to be asked for anew, with the button of the page's script that does it."""
    return f'<p class="said stale">{escaped(said)} <button class="again">{escaped(w.again)}</button></p>'


def _desk(exchange: Exchange, w: Words) -> str:
    """What can be left with the hotline; what was left is shown in its place."""
    judged = (("useful", w.useful), ("not_useful", w.not_useful))
    buttons = "".join(
        f'<button class="judge {kind}{" chosen" if exchange.verdict == kind else ""}">{escaped(name)}</button>'
        for kind, name in judged
    )
    if exchange.receipt:
        told = w.handed.format(receipt=exchange.receipt)
        return f'{buttons}<span class="receipt">{escaped(told)}</span>'
    return f'{buttons}<button class="hand">{escaped(w.hand_over)}</button>'
