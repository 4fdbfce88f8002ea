"""The key of the seal: made once, for its owner's eyes, the same after the next start."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from assistant.bootstrap import Assistant
from assistant.contract import AnswerRow, answer_row
from assistant.errors import SettingsError
from assistant.sealing import Seal, kept_seal, passing_seal


@pytest.fixture(scope="module")
def row(assistant: Assistant) -> AnswerRow:
    return answer_row(assistant.ask("第七条讲什么"))


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path, row: AnswerRow) -> None:
    file = tmp_path / "data" / "seal.key"
    seal = kept_seal(file).of(row)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["seal.key"]
    assert kept_seal(file).holds(row, seal), "after the next start, too"


def test_processes_that_start_together_have_one_key(tmp_path: Path, row: AnswerRow) -> None:
    made: list[Seal] = []
    threads = [Thread(target=lambda: made.append(kept_seal(tmp_path / "k"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({seal.of(row) for seal in made}) == 1
    assert len(made) == 8


@pytest.mark.parametrize(
    "spoil", [lambda file: file.write_bytes(b"short"), lambda file: file.mkdir()]
)
def test_a_key_that_is_none_is_told_with_its_place(
    tmp_path: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(tmp_path / "seal.key")
    with pytest.raises(SettingsError, match=r"seal\.key"):
        kept_seal(tmp_path / "seal.key")


def test_without_a_file_no_two_processes_have_the_same(row: AnswerRow) -> None:
    assert not passing_seal().holds(row, passing_seal().of(row))
