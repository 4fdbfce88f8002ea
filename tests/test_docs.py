"""The documentation is checked against what it describes."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from assistant.cli import app

README = Path(__file__).parents[1] / "README.md"
_COMMAND = re.compile(r"(?:^|[`$(|&;\s])yuce((?: [a-z-]+)+)")
_PYTHON = re.compile(r"^( *)```(?:python|py)\b[^\n]*\n(.*?)^\1```", re.M | re.S)


@pytest.fixture(scope="module")
def readme() -> str:
    if not README.exists():
        pytest.skip("there is no README.md")
    return README.read_text(encoding="utf-8")


def commands() -> set[tuple[str, ...]]:
    """Every command of the command line: ask, index build, …"""
    root = get_command(app)
    found: set[tuple[str, ...]] = set()
    for name, command in root.commands.items():  # type: ignore[attr-defined]
        found.add((name,))
        found |= {(name, inner) for inner in getattr(command, "commands", {})}
    return found


def named(text: str) -> set[tuple[str, ...]]:
    """The commands that a text names, as far as they are words: yuce index build → index, build."""
    known = commands()
    groups = {c[0] for c in known if len(c) > 1}
    words = (tuple(m[1].split()) for m in _COMMAND.finditer(code(text)))
    return {w[:2] if w[0] in groups else w[:1] for w in words}


def code(text: str) -> str:
    """What stands in code spans and blocks."""
    blocks = re.findall(r"```.*?```", text, re.S)
    spans = re.findall(r"`[^`\n]+`", re.sub(r"```.*?```", "", text, flags=re.S))
    return "\n".join([*blocks, *spans])


def test_commands_are_found_in_code() -> None:
    text = "Run `yuce index build` or:\n```sh\n$ yuce ask 退税 --json\n```\nyuce sings."
    assert named(text) == {("index", "build"), ("ask",)}


def test_every_command_that_the_readme_names_exists(readme: str) -> None:
    assert named(readme) - commands() == set()


def test_every_command_is_in_the_readme(readme: str) -> None:
    groups = {c[:1] for c in commands() if len(c) > 1}
    assert commands() - groups - named(readme) == set()


def test_every_option_that_the_readme_names_exists(readme: str) -> None:
    runner, help_texts = CliRunner(), ""
    for command in commands():
        help_texts += runner.invoke(app, [*command, "--help"], env={"COLUMNS": "200"}).output
    lines = [line for line in code(readme).splitlines() if re.search(r"\byuce [a-z]", line)]
    options = {o for line in lines for o in re.findall(r"(?<=\s)--[a-z-]+", line)}
    assert {o for o in options if o not in help_texts} == set()


def test_the_python_of_the_readme_compiles(readme: str) -> None:
    for number, match in enumerate(_PYTHON.finditer(readme), 1):
        compile(textwrap.dedent(match[2]), f"README.md block {number}", "exec")


def test_what_the_readme_imports_from_us_exists(readme: str) -> None:
    for match in _PYTHON.finditer(readme):
        for line in textwrap.dedent(match[2]).splitlines():
            if re.match(r"(from|import) (assistant|corpus|index)\b", line):
                exec(line, {})


def test_files_that_the_readme_links_to_exist(readme: str) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", readme)
    assert [link for link in links if not (README.parent / link).exists()] == []
