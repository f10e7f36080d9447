"""What is being done is shown on a terminal as it goes, and elsewhere where nothing was said for long."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from orchestration.commands import console


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [100.0]
    monkeypatch.setattr("orchestration.commands.console.time.monotonic", lambda: now[0])
    yield now


def test_a_pipe_hears_of_what_takes_long(clock: list[float]) -> None:
    stream = io.StringIO()
    shown = console.Console(stream)
    shown.step("reading")
    for second in range(1, 13):
        clock[0] = 100 + second
        shown.detail(f"{second}/60 file")
    assert [line.split("  ")[-1] for line in stream.getvalue().splitlines()] == [
        "reading",
        "… 6/60 file",
        "… 12/60 file",
    ]


def test_a_terminal_sees_each(clock: list[float]) -> None:
    stream = Terminal()
    shown = console.Console(stream)
    shown.detail("1/60 file")
    shown.detail("2/60 file")
    assert stream.getvalue().count("\n") == 0 and "1/60" in stream.getvalue() and "2/60" in stream.getvalue()
