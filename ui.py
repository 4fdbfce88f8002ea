"""The page: a Gradio chat over the same Assistant that the HTTP interface serves. Wiring only; HTML is made in `present`."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from typing import Any

# Read by gradio when it is imported: nothing is reported, recorded, shared or rendered by another program.
for _flag in ("ANALYTICS_ENABLED", "RUN_HISTORY", "SSR_MODE", "MCP_SERVER", "SHARE"):
    os.environ[f"GRADIO_{_flag}"] = "False"

import gradio as gr  # noqa: E402
from fastapi import FastAPI, Response  # noqa: E402

from assistant import present  # noqa: E402
from assistant.answer import LONGEST  # noqa: E402
from assistant.api import create_api  # noqa: E402
from assistant.bootstrap import Assistant  # noqa: E402
from assistant.desk.router import desk_router  # noqa: E402
from assistant.errors import QuestionError  # noqa: E402
from assistant.evaluation.figures import read_figures  # noqa: E402
from assistant.model import Answer, Language, Role, Turn  # noqa: E402
from assistant.page_words import Words, words  # noqa: E402
from assistant.present import Exchange  # noqa: E402
from assistant.records.opening import Records, open_records  # noqa: E402
from assistant.service.watch import watch_over  # noqa: E402
from assistant.settings import Settings, read_settings  # noqa: E402

Talk = tuple[Exchange, ...]
Ask = Callable[..., Answer]

_LOG = logging.getLogger(__name__)
_AUTOMATIC = "auto"
_REMEMBERED = 30
_AT_ONCE = 8
_WAITING = 64
_LARGEST_FILE = 1024
# The page takes and gives no files and is called by nothing but itself: these of gradio's paths are not there.
_CLOSED = (
    "gradio_api/api",
    "gradio_api/app_id",
    "gradio_api/call",
    "gradio_api/component_server",
    "gradio_api/custom_component",
    "gradio_api/deep_link",
    "gradio_api/dev",
    "gradio_api/file",
    "gradio_api/login_check",
    "gradio_api/openapi.json",
    "gradio_api/process_recording",
    "gradio_api/proxy",
    "gradio_api/run",
    "gradio_api/stream",
    "gradio_api/token",
    "gradio_api/undo-vibe",
    "gradio_api/upload",
    "gradio_api/user",
    "gradio_api/vibe",
    "login",
    "logout",
    "monitoring",
    "pwa_icon",
)
_METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]


def application(
    assistant: Assistant | None = None,
    settings: Settings | None = None,
    records: Records | None = None,
) -> FastAPI:
    """The HTTP interface with the page at its root, over one Assistant.

    Args:
        assistant: default is one made as the settings say, with its records.
        settings: default is what the environment says. An assistant that is given without settings is for tests and other
            programs: nothing is counted then, nor limited by the minute.
        records: what the hotline's console at /desk reads and writes, and the keys of programs; without them there is
            no console.

    Raises:
        AssistantError, CorpusError, IndexingError: the assistant cannot be made.
    """
    if assistant is None or settings is not None:
        settings = settings or read_settings()
        watch = watch_over(settings)
        assistant = assistant or Assistant(settings, observer=watch)
        records = records or open_records(settings.records_url, settings.record_rules)
        app = create_api(assistant, settings.terms, records.keys, watch.meter)
    else:
        app = create_api(assistant, keys=records.keys if records else None)
    if records:
        figures = assistant.settings.data_dir / "evaluation.json"
        app.include_router(desk_router(assistant, records, quality=partial(read_figures, figures)))
    _close(app)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_page(assistant),
        path="",
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=_LARGEST_FILE,
        allowed_paths=[],
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        theme=_theme(),
        head=_head(),
    )
    return mounted


def _close(app: FastAPI) -> None:
    def absent() -> Response:
        return Response(status_code=404)

    def icon() -> Response:
        return Response(present.ICON, media_type="image/svg+xml")

    for name in _CLOSED:
        app.add_api_route(
            f"/{name}{{rest:path}}", absent, methods=_METHODS, include_in_schema=False
        )
    app.add_api_route("/favicon.ico", icon, include_in_schema=False)


def _packaged(name: str) -> str:
    return files("assistant").joinpath(name).read_text(encoding="utf-8")


def _head() -> str:
    return f"<style>{_packaged('page.css')}</style><script>{_packaged('page.js')}</script>"


def _theme() -> gr.themes.Base:
    fonts = ["-apple-system", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
    return gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]).set(
        body_background_fill="#f5f7f9",
        body_background_fill_dark="#12161c",
        body_text_color="#1b2430",
        body_text_color_dark="#e7ebf0",
    )


def build_page(assistant: Assistant) -> gr.Blocks:
    """The page's parts and what happens on each event."""
    main = assistant.library.main
    intro = partial(present.page_intro, document=main.document, count=len(main.clauses))
    w = words(None)
    page: gr.Blocks
    with gr.Blocks(title=f"{w.title} · {w.subtitle}", analytics_enabled=False) as page:
        with gr.Column(elem_id="page"):
            talk = gr.State(())
            parts = _parts(w, intro)
        _connect(assistant.ask, talk, parts, intro)
    page.queue(api_open=False, max_size=_WAITING, default_concurrency_limit=_AT_ONCE)
    return page


@dataclass(frozen=True)
class _Parts:
    """The page's components, from top to bottom."""

    title: gr.Markdown
    choice: gr.Radio
    intro: gr.Markdown
    chat: gr.Markdown
    hint: gr.Markdown
    examples: list[gr.Button]
    box: gr.Textbox
    send: gr.Button
    clear: gr.Button
    foot: gr.Markdown


def _parts(w: Words, intro: Callable[[Words], str]) -> _Parts:
    with gr.Row(elem_id="bar"):
        title = _html(present.page_title(w))
        choice = gr.Radio(_choices(w), value=_AUTOMATIC, label=w.language, elem_id="language")
    told = _html(intro(w))
    chat = _html("", elem_id="talk")
    with gr.Column(elem_id="dock"):
        hint = _html(present.examples_head(w))
        with gr.Row(elem_id="examples"):
            examples = [gr.Button(_example(w, i)) for i in range(len(w.examples))]
        with gr.Row(elem_id="ask"):
            box, send, clear = (
                _box(w),
                gr.Button(w.send, elem_id="send"),
                gr.Button(w.clear, elem_id="clear"),
            )
    foot = _html(present.page_foot(w))
    return _Parts(title, choice, told, chat, hint, examples, box, send, clear, foot)


def _html(value: str, elem_id: str | None = None) -> gr.Markdown:
    """A part of the page: HTML from `present`, cleaned once more by the browser."""
    return gr.Markdown(
        value,
        elem_id=elem_id,
        sanitize_html=True,
        latex_delimiters=[],
        header_links=False,
        buttons=[],
    )


def _box(w: Words) -> gr.Textbox:
    # No max_length: a pasted text would be cut off without a word.
    return gr.Textbox(
        label=w.question_label,
        show_label=False,
        placeholder=w.placeholder,
        lines=1,
        max_lines=5,
        elem_id="question",
        container=False,
        html_attributes=_attributes(w),
    )


def _connect(ask: Ask, talk: gr.State, parts: _Parts, intro: Callable[[Words], str]) -> None:
    event: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress": "hidden",
        "concurrency_limit": _AT_ONCE,
    }
    outputs, choice = [talk, parts.chat, parts.box], parts.choice
    triggers = [parts.box.submit, parts.send.click]
    asking = partial(converse, ask)
    gr.on(triggers, asking, [talk, parts.box, choice], outputs, trigger_mode="once", **event)
    for number, button in enumerate(parts.examples):
        asking = partial(converse_example, ask, number)
        button.click(asking, [talk, choice], outputs, trigger_mode="once", **event)
    parts.clear.click(forget, None, outputs, **event)
    spoken = [parts.title, choice, parts.intro, parts.hint, *parts.examples]
    spoken += [parts.box, parts.send, parts.clear, parts.foot]
    choice.change(partial(relabel, intro), choice, spoken, **event)


def _attributes(w: Words) -> gr.InputHTMLAttributes:
    return gr.InputHTMLAttributes(lang=w.lang, enterkeyhint="send", autocomplete="off")


def _choices(w: Words) -> list[tuple[str, str]]:
    named = [("简", Language.HANS), ("繁", Language.HANT), ("EN", Language.EN)]
    return [(w.automatic, _AUTOMATIC), *((name, language.value) for name, language in named)]


def _example(w: Words, number: int) -> str:
    return "\n".join(w.examples[number])


def chosen(choice: str) -> Language | None:
    """The language chosen; None for the asker's own."""
    return None if choice == _AUTOMATIC else Language(choice)


def converse(ask: Ask, talk: Talk, question: str, choice: str) -> Iterator[tuple[Talk, str, str]]:
    """The talk with the question, and then with its answer: each time the talk, its HTML and an empty box."""
    yield _shown((*talk, Exchange(question)), choice)
    yield _shown((*talk, answered(ask, talk, question, choice)), choice)


def converse_example(
    ask: Ask, number: int, talk: Talk, choice: str
) -> Iterator[tuple[Talk, str, str]]:
    """As `converse`, with an example question in the page's language."""
    yield from converse(ask, talk, words(chosen(choice)).examples[number][1], choice)


def _shown(talk: Talk, choice: str) -> tuple[Talk, str, str]:
    kept = talk[-_REMEMBERED:]
    return kept, present.talk_html(kept, words(chosen(choice))), ""


def answered(ask: Ask, talk: Talk, question: str, choice: str) -> Exchange:
    """The question with its answer, or with one sentence in the page's language; nothing is raised."""
    language = chosen(choice)
    w = words(language)
    try:
        return Exchange(question, ask(question, history=history(talk), language=language))
    except QuestionError:
        fault = w.fault_long.format(longest=LONGEST) if len(question) > LONGEST else w.fault_empty
    except Exception:
        _LOG.exception("a question could not be answered")
        fault = w.fault_unexpected
    return Exchange(question, fault=fault)


def history(talk: Talk) -> tuple[Turn, ...]:
    """The talk as plain turns, as every client gives it; questions without an answer are left out."""
    pairs = ((e.question, e.answer.text) for e in talk if e.answer)
    return tuple(turn for q, a in pairs for turn in (Turn(Role.USER, q), Turn(Role.ASSISTANT, a)))


def forget() -> tuple[Talk, str, str]:
    """An empty talk."""
    return (), "", ""


def relabel(intro: Callable[[Words], str], choice: str) -> list[Any]:
    """The page's words in the chosen language, part by part; the answers given stay in theirs."""
    w = words(chosen(choice))
    return [
        present.page_title(w),
        gr.update(choices=_choices(w), label=w.language),
        intro(w),
        present.examples_head(w),
        *(gr.update(value=_example(w, i)) for i in range(len(w.examples))),
        gr.update(
            label=w.question_label, placeholder=w.placeholder, html_attributes=_attributes(w)
        ),
        gr.update(value=w.send),
        gr.update(value=w.clear),
        present.page_foot(w),
    ]
