"""What is served is replaced while it is served: nobody's answer is cut off, nobody waits."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field

import pytest

from assistant.live import Live
from corpus.errors import CollectionError


@dataclass
class Opened:
    """Parts that remember whether they were closed."""

    state: str
    closed: bool = False

    def close(self) -> None:
        assert not self.closed, "closed twice"
        self.closed = True


@dataclass
class World:
    """What is there to be opened, and a clock."""

    state: str = "one"
    time: float = 0.0
    fault: bool = False
    opened: list[Opened] = field(default_factory=list)

    def open(self) -> Opened:
        if self.fault:
            raise CollectionError("it is damaged")
        self.opened.append(Opened(self.state))
        return self.opened[-1]

    def live(self) -> Live[Opened]:
        return Live(self.open, self.open, lambda: self.state, lambda: self.time)


@pytest.fixture
def world() -> World:
    return World()


def test_a_change_is_seen_within_a_second(world: World) -> None:
    live = world.live()
    world.state = "two"
    world.time = 0.5
    assert live.now.state == "one"
    world.time = 1.0
    assert live.now.state == "two"
    assert world.opened[0].closed


def test_without_a_change_nothing_is_opened_again(world: World) -> None:
    live = world.live()
    for world.time in range(5):
        assert live.now is world.opened[0]
    assert len(world.opened) == 1


def test_what_is_used_is_closed_only_when_the_last_user_leaves(world: World) -> None:
    live = world.live()
    with live.use() as first:
        with live.use() as second:
            world.state, world.time = "two", 1.0
            with live.use() as third:
                assert (first.state, second.state, third.state) == ("one", "one", "two")
        assert not first.closed
    assert first.closed
    assert not third.closed
    live.close()
    assert third.closed


def test_what_cannot_be_opened_leaves_the_old_and_is_said_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    live = world.live()
    world.state, world.fault = "two", True
    with caplog.at_level(logging.WARNING):
        for world.time in (1.0, 2.0, 3.0):
            assert live.now.state == "one"
    assert [r.getMessage() for r in caplog.records] == [
        "what has changed cannot be opened, the old stays: it is damaged"
    ]
    world.fault, world.time = False, 4.0
    assert live.now.state == "two"


def test_the_first_error_is_raised(world: World) -> None:
    world.fault = True
    with pytest.raises(CollectionError):
        world.live()


def test_while_one_opens_the_others_go_on_with_the_old(world: World) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slowly() -> Opened:
        begun.set()
        go_on.wait(10)
        return world.open()

    live = Live(world.open, slowly, lambda: world.state, lambda: world.time)
    world.state, world.time = "two", 1.0
    opener = threading.Thread(target=lambda: live.now)
    opener.start()
    begun.wait(10)
    world.time = 5.0
    assert live.now.state == "one"
    go_on.set()
    opener.join(10)
    assert live.now.state == "two"
    assert len(world.opened) == 2


def test_many_askers_never_hold_closed_parts(world: World) -> None:
    live, faults = world.live(), []

    def ask() -> None:
        for _ in range(300):
            with live.use() as parts:
                if parts.closed:
                    faults.append(parts)

    askers = [threading.Thread(target=ask) for _ in range(4)]
    for asker in askers:
        asker.start()
    for number in range(50):
        world.state, world.time = f"state {number}", world.time + 1.0
        live.now  # noqa: B018
    for asker in askers:
        asker.join()
    assert faults == []
    live.close()
    assert all(parts.closed for parts in world.opened)
