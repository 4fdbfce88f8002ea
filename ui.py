"""The page: a Gradio chat over the same Assistant that the HTTP interface serves. Wiring only; HTML is made in `present`."""

from __future__ import annotations

import os
import secrets
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

from assistant import page_examples, present_desk, present_page  # noqa: E402
from assistant.api import create_api  # noqa: E402
from assistant.bootstrap import Assistant  # noqa: E402
from assistant.chat import AUTOMATIC, Chat, Step, chosen  # noqa: E402
from assistant.desk_ports import Desk  # noqa: E402
from assistant.hotline import API, PAGE, heard, hotline  # noqa: E402
from assistant.model import Language  # noqa: E402
from assistant.page_records import RecordsDesk  # noqa: E402
from assistant.page_routes import add_desk_routes, add_widget  # noqa: E402
from assistant.page_scope import EVERYTHING, everything_and_policy, scope_choices  # noqa: E402
from assistant.page_words import Words, words  # noqa: E402
from assistant.records.opening import Records, open_records  # noqa: E402
from assistant.sealing import Seal, kept_seal, passing_seal  # noqa: E402
from assistant.service.watch import watch_over  # noqa: E402
from assistant.settings import Settings, read_settings  # noqa: E402
from corpus.library import Library  # noqa: E402

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
    desk: Desk | None = None,
) -> FastAPI:
    """The HTTP interface with the page at its root, over one Assistant.

    Args:
        assistant: default is one made as the settings say, with its records.
        settings: default is what the environment says. An assistant that is given without settings is for tests and other
            programs: nothing is counted then, nor limited by the minute.
        records: what the hotline's console at /desk reads and writes, and the keys of programs; without them there is
            no console.
        desk: takes verdicts and hand-overs; default is the records. Without one the page does not offer them.

    Raises:
        AssistantError, CorpusError, IndexingError: the assistant cannot be made.
    """
    if assistant is None or settings is not None:
        settings = settings or read_settings()
        watch = watch_over(settings)
        assistant = assistant or Assistant(settings, observer=watch)
        records = records or open_records(settings.records_url, settings.record_rules)
        seal = Seal(key.get_secret_value().encode()) if (key := settings.seal_key) else None
        seal = seal or kept_seal(settings.seal_file)
        app = create_api(assistant, settings.terms, records.keys, watch.meter, heard(records, API))
    else:
        keys, seal = records.keys if records else None, passing_seal()
        app = create_api(assistant, keys=keys, heard=heard(records, API))
    if records:
        app.include_router(hotline(assistant, records))
        desk = desk or RecordsDesk(records.feedback, records.handovers)
    if desk:
        add_desk_routes(app, assistant, desk, seal)
    _close(app)
    if assistant.settings.widget_origins:
        add_widget(app, assistant.settings.widget_origins)
    chat = Chat(assistant, desk=desk is not None, heard=heard(records, PAGE), seal=seal)
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_page(assistant, chat, with_desk=desk is not None),
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
        return Response(present_page.ICON, media_type="image/svg+xml")

    for name in _CLOSED:
        app.add_api_route(
            f"/{name}{{rest:path}}", absent, methods=_METHODS, include_in_schema=False
        )
    app.add_api_route("/favicon.ico", icon, include_in_schema=False)


def _packaged(name: str) -> str:
    return files("assistant").joinpath(name).read_text(encoding="utf-8")


def _head() -> str:
    scripts = _packaged("page.js") + _packaged("page_desk.js")
    return f"<style>{_packaged('page.css')}</style><script>{scripts}</script>"


def _theme() -> gr.themes.Base:
    fonts = ["-apple-system", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif"]
    return gr.themes.Base(font=fonts, font_mono=["ui-monospace", "monospace"]).set(
        body_background_fill="#f5f7f9",
        body_background_fill_dark="#12161c",
        body_text_color="#1b2430",
        body_text_color_dark="#e7ebf0",
    )


@dataclass(frozen=True)
class _Frame:
    """The HTML around the talk, by the page's words."""

    nav: Callable[[Words], str]
    intro: Callable[[Words], str]
    forms: Callable[[Words], str]
    scope: Callable[[Words], dict[str, Any]]


def build_page(assistant: Assistant, chat: Chat, *, with_desk: bool = False) -> gr.Blocks:
    """The page's parts and what happens on each event."""
    main = assistant.library.main
    frame = _Frame(
        partial(present_page.page_nav, document=main.document),
        partial(present_page.page_intro, document=main.document, count=len(main.clauses)),
        present_desk.desk_forms if with_desk else lambda w: "",
        lambda w: _offered(w, assistant.library),
    )
    w = words(None)
    page: gr.Blocks
    with gr.Blocks(title=f"{w.title} · {w.subtitle}", analytics_enabled=False) as page:
        with gr.Column(elem_id="page"):
            parts = _parts(w, frame, assistant.library)
        _connect(chat, page, parts, frame)
    page.queue(api_open=False, max_size=_WAITING, default_concurrency_limit=_AT_ONCE)
    return page


@dataclass(frozen=True)
class _Parts:
    """The page's components, from top to bottom. `kept` is the talk as the browser keeps it: out of sight, for the script."""

    title: gr.Markdown
    choice: gr.Radio
    nav: gr.Markdown
    intro: gr.Markdown
    chat: gr.Markdown
    hint: gr.Markdown
    examples: list[gr.Button]
    crowded: gr.Markdown
    scope: gr.Dropdown
    box: gr.Textbox
    send: gr.Button
    clear: gr.Button
    foot: gr.Markdown
    forms: gr.Markdown
    kept: gr.Textbox


def _parts(w: Words, frame: _Frame, library: Library) -> _Parts:
    with gr.Row(elem_id="bar"):
        title = _html(present_page.page_title(w))
        choice = gr.Radio(_choices(w), value=AUTOMATIC, label=w.language, elem_id="language")
    nav, told = _html(frame.nav(w), elem_id="nav"), _html(frame.intro(w), elem_id="told")
    chat = _html("", elem_id="talk")
    with gr.Column(elem_id="dock"):
        hint = _html(present_page.examples_head(w))
        with gr.Row(elem_id="examples"):
            first = page_examples.labels(None, [0] * len(page_examples.themes(None)))
            examples = [gr.Button(label) for label in first]
        crowded = _html(present_page.page_crowded(w), elem_id="crowded")
        scope = _scope(w, library)
        with gr.Row(elem_id="ask"):
            box, send, clear = (
                _box(w),
                gr.Button(w.send, elem_id="send"),
                gr.Button(w.clear, elem_id="clear"),
            )
    foot = _html(present_page.page_foot(w))
    forms = _html(frame.forms(w), elem_id="forms")
    kept = gr.Textbox(elem_id="kept", lines=1, max_lines=1, show_label=False, container=False)
    asking = (scope, box, send, clear)
    return _Parts(
        title, choice, nav, told, chat, hint, examples, crowded, *asking, foot, forms, kept
    )


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


def _scope(w: Words, library: Library) -> gr.Dropdown:
    # Of the user's own documents there may be thousands: they come when the page is loaded, not with it.
    return gr.Dropdown(
        everything_and_policy(w, library),
        value=EVERYTHING,
        label=w.scope,
        elem_id="scope",
        visible=bool(library.own),
    )


def _offered(w: Words, library: Library) -> dict[str, Any]:
    """What a question can be limited to now; out of sight where there is nothing but the policy."""
    return gr.update(choices=scope_choices(w, library), label=w.scope, visible=bool(library.own))


def _connect(chat: Chat, page: gr.Blocks, parts: _Parts, frame: _Frame) -> None:
    event: dict[str, Any] = {
        "api_visibility": "private",
        "show_progress": "hidden",
        "concurrency_limit": _AT_ONCE,
    }
    talk, choice, examples = [parts.chat, parts.kept, parts.box], parts.choice, parts.examples
    # Unchecked by the framework: it would refuse a document that was removed, or whose choice it forgot, in its own words.
    taken = {"trigger_mode": "once", "preprocess": False, **event}
    circumstances = [choice, parts.scope]
    asking = partial(converse, chat)
    triggers = [parts.box.submit, parts.send.click]
    gr.on(triggers, asking, [parts.kept, parts.box, *circumstances], talk, **taken)
    for button in examples:
        asking = partial(converse_example, chat)
        button.click(asking, [parts.kept, button, *circumstances], talk, **taken)
    restoring = partial(restore, chat)
    parts.kept.submit(restoring, [parts.kept, choice], talk[:2], **event)
    parts.clear.click(forget, choice, [*talk, *examples], **event)
    page.load(partial(begin, frame), choice, [*examples, parts.scope], **event)
    spoken = [parts.title, choice, parts.nav, parts.intro, parts.hint, *examples, parts.crowded]
    spoken += [parts.scope, parts.box, parts.send, parts.clear, parts.foot, parts.forms]
    choice.change(partial(relabel, frame), [choice, *examples], spoken, **event)


def _attributes(w: Words) -> gr.InputHTMLAttributes:
    return gr.InputHTMLAttributes(lang=w.lang, enterkeyhint="send", autocomplete="off")


def _choices(w: Words) -> list[tuple[str, str]]:
    named = [("简", Language.HANS), ("繁", Language.HANT), ("EN", Language.EN)]
    return [(w.automatic, AUTOMATIC), *((name, language.value) for name, language in named)]


def _shown(step: Step) -> tuple[Any, ...]:
    """A step as the talk, what is kept of it, and the box."""
    return step.html, gr.skip() if step.kept is None else step.kept, step.box


def converse(
    chat: Chat, kept: str, question: str, choice: str, within: str = EVERYTHING
) -> Iterator[tuple[Any, ...]]:
    """The talk with the question, and then with its answer from what it is limited to."""
    yield from map(_shown, chat.asked(kept, question, choice, within))


def converse_example(
    chat: Chat, kept: str, label: str, choice: str, within: str = EVERYTHING
) -> Iterator[tuple[Any, ...]]:
    """As `converse`, with the question of an example's button."""
    yield from converse(chat, kept, page_examples.question_of(label), choice, within)


def restore(chat: Chat, kept: str, choice: str) -> tuple[Any, ...]:
    """The talk that the browser kept, without touching the box."""
    return _shown(chat.restored(kept, choice))[:2]


def begin(frame: _Frame, choice: str) -> list[Any]:
    """What differs from one visit to the next: the examples, and the documents that are held."""
    return [*others(choice), frame.scope(words(chosen(choice)))]


def others(choice: str) -> list[str]:
    """Other examples than before, as likely as not."""
    return page_examples.labels(chosen(choice), page_examples.drawn(secrets.randbelow))


def forget(choice: str) -> list[Any]:
    """An empty talk, with other examples."""
    return ["", "", "", *others(choice)]


def relabel(frame: _Frame, choice: str, *shown: str) -> list[Any]:
    """The page's words in the chosen language, part by part; the answers given stay in theirs."""
    language = chosen(choice)
    w = words(language)
    return [
        present_page.page_title(w),
        gr.update(choices=_choices(w), label=w.language),
        frame.nav(w),
        frame.intro(w),
        present_page.examples_head(w),
        *page_examples.labels(language, page_examples.numbers_of(shown)),
        present_page.page_crowded(w),
        frame.scope(w),
        gr.update(
            label=w.question_label, placeholder=w.placeholder, html_attributes=_attributes(w)
        ),
        gr.update(value=w.send),
        gr.update(value=w.clear),
        present_page.page_foot(w),
        frame.forms(w),
    ]
