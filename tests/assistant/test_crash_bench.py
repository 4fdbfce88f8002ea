"""Killing what changes the documents, and asking meanwhile: done with few, and that what is wrong would be told."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import Assistant
from assistant.crash_bench import (
    CHECKS,
    Crash,
    State,
    Where,
    crash_lines,
    killed,
    state_of,
    unsound,
    where,
)
from assistant.crash_child import Doom
from assistant.crash_scene import Scene
from assistant.readers_bench import Readers, reader_lines, run_readers
from assistant.settings import Settings


@pytest.fixture
def scene(assistant: Assistant, data_dir: Path, tmp_path: Path) -> Scene:
    """Two documents in a data folder that has the index of the measures."""
    assert assistant.index
    shutil.copytree(data_dir, tmp_path / "data")
    return Scene(Settings(data_dir=tmp_path / "data"), tmp_path / "files", kept=2)


@pytest.fixture
def opened(scene: Scene) -> Iterator[Assistant]:
    with scene.opened() as made:
        yield made


def test_whenever_a_change_is_killed_the_index_serves_and_the_next_run_mends(
    scene: Scene, opened: Assistant
) -> None:
    crashes = list(killed(scene, opened, 4, seed=3))
    assert [c.faults for c in crashes] == [{}] * 4
    assert [c.command for c in crashes] == ["add", "update", "remove", "add"]
    assert crashes[0].where is not Where.END
    assert len(state_of(scene.settings).texts) == 2


def test_readers_get_every_answer_and_see_every_change(scene: Scene, opened: Assistant) -> None:
    readers = run_readers(scene, opened, 3)
    assert readers.errors == ()
    assert len(readers.seen) == 3
    assert len(readers.answers) >= 6


def test_a_damaged_index_is_told(scene: Scene, opened: Assistant) -> None:
    assert unsound(scene, opened) == ""
    live = scene.settings.own_index_dir / state_of(scene.settings).live
    (rows,) = live.glob("part-*/rows.json")
    rows.write_text("{}", encoding="utf-8")
    assert "cannot be opened" in unsound(scene, opened)


BEFORE = State({"a": "1"}, "v1", frozenset({"v1"}), ())
NEW = frozenset({"v1", "v2"})


@pytest.mark.parametrize(
    ("after", "ended", "place"),
    [
        (BEFORE, False, Where.NOTHING),
        (BEFORE, True, Where.END),
        (State({"a": "1"}, "v1", frozenset({"v1"}), (".new-0",)), False, Where.DOCUMENT),
        (State({}, "v1", frozenset({"v1"}), (".old-a",)), False, Where.DOCUMENT),
        (State({"a": "2"}, "v1", frozenset({"v1"}), ()), False, Where.BETWEEN),
        (State({"a": "2"}, "v1", NEW, ()), False, Where.INDEX),
        (State({"a": "2"}, "v2", NEW, ()), False, Where.LIVE),
        (State({"a": "2"}, "v2", frozenset({"v2"}), ()), True, Where.END),
    ],
)
def test_how_far_a_run_had_come_is_told_by_what_it_left(
    after: State, ended: bool, place: Where
) -> None:
    assert where(BEFORE, after, ended=ended) is place


def test_the_table_counts_what_was_passed() -> None:
    crashes = [
        Crash("add", Where.INDEX, {}),
        Crash("update", Where.INDEX, {"answers": "no"}),
        Crash("remove", Where.END, {}),
    ]
    head, index, end, together = [line.split() for line in crash_lines(crashes)]
    assert head[0] == "killed"
    assert index[-len(CHECKS) - 1 :] == ["2", "2", "2", "1", "2", "2"]
    assert end[-len(CHECKS) - 1 :] == ["1"] * 6
    assert together[-len(CHECKS) - 1 :] == ["3", "3", "3", "2", "3", "3"]


def test_the_table_of_readers_has_answers_changes_and_errors() -> None:
    lines = list(reader_lines(Readers((0.001, 0.003), ("lost",), (0.5,))))
    assert lines[1].split() == ["answers", "2", "2", "3", "3"]
    assert lines[2].split()[-4:] == ["1", "500", "500", "500"]
    assert lines[3].split() == ["errors", "1"]


@pytest.mark.parametrize(
    ("event", "arguments", "counted"),
    [
        ("open", ("/data/x", "w", os.O_WRONLY | os.O_CREAT), 1),
        ("open", ("/data/x", "r", os.O_RDONLY), 0),
        ("open", ("/elsewhere/x", "w", os.O_WRONLY), 0),
        ("open", (3, "w", os.O_WRONLY), 0),
        ("os.rename", ("/data/.new-1", "/data/a", -1, -1), 1),
        ("os.rename", ("/elsewhere/a", "/elsewhere/b", -1, -1), 0),
        ("os.remove", ("text.txt", 7), 1),
        ("import", ("json", None, None, None, None), 0),
    ],
)
def test_changes_of_files_in_the_folder_are_counted(
    event: str, arguments: tuple[object, ...], counted: int
) -> None:
    doom = Doom(Path("/data"), 0)
    doom(event, arguments)
    assert doom.changes == counted
