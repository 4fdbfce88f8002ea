"""The two forms with which an asker leaves something with the hotline, as safe HTML. The page's script puts them into dialogs."""

from __future__ import annotations

from assistant.escaping import escaped
from assistant.page_words import Words

MOST_CONTACT = 100
LEAST_CONTACT = 5
MOST_NOTE = 500


def desk_forms(w: Words) -> str:
    """The forms, out of sight until they are asked for."""
    return f'<div class="forms" lang="{w.lang}">{_verdict(w)}{_handover(w)}</div>'


def _verdict(w: Words) -> str:
    reasons = "".join(
        f'<label class="choice"><input type="radio" name="reason" value="{code}"> {escaped(said)}</label>'
        for code, said in w.reasons
    )
    fields = f"<fieldset><legend>{escaped(w.verdict_reason)}</legend>{reasons}</fieldset>{_note(w)}"
    return _form("verdict", w.verdict_title, fields, w.verdict_kept, w.thanks, w)


def _handover(w: Words) -> str:
    about = (
        f'<p class="about"><span>{escaped(w.handover_about)}:</span> <span class="put"></span></p>'
    )
    contact = (
        f'<label class="line">{escaped(w.contact)}'
        f'<input type="text" name="contact" autocomplete="tel" maxlength="{MOST_CONTACT}"></label>'
    )
    told = w.receipt_said
    return _form("handover", w.handover_title, about + contact + _note(w), w.handover_kept, told, w)


def _note(w: Words) -> str:
    return (
        f'<label class="line">{escaped(w.note)}'
        f'<input type="text" name="note" autocomplete="off" maxlength="{MOST_NOTE}"></label>'
    )


def _form(kind: str, title: str, fields: str, kept: str, done: str, w: Words) -> str:
    return (
        f'<form class="leave {kind}"><h2>{escaped(title)}</h2><div class="fields">{fields}'
        f'<p class="kept">{escaped(kept)}</p><p class="trouble" role="alert"></p>'
        f'<p class="lost">{escaped(w.fault_desk)}</p>'
        f'<div class="ways"><button class="cancel" type="button">{escaped(w.cancel)}</button>'
        f'<button class="submit" type="submit">{escaped(w.leave)}</button></div></div>'
        f'<div class="after"><p class="told">{escaped(done)} <strong class="number"></strong></p>'
        f'<div class="ways"><button class="cancel" type="button">{escaped(w.close)}</button></div></div></form>'
    )
