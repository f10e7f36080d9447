"""What a command shows: plain lines, elapsed time, and nothing of the machinery's own noise.

What belongs here: writing to the terminal and keeping other output out of it. What does not:
what is said.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

if TYPE_CHECKING:
    from rich.table import Table

_WIDTH_UNKNOWN = 120  # columns where there is no terminal
_ERASE = "\r\x1b[2K"
_SILENCE_SECONDS = 5  # after which a reader that is no terminal is told what is being done
_DETAIL_CHARACTERS = 60  # Chinese takes two columns each; a line that wraps cannot be erased


class Console:
    """Lines for people on one stream; tables are laid out by display width, so Chinese aligns."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._started = self._last_line = time.monotonic()

    def line(self, text: str = "") -> None:
        """Write one line at once."""
        self._write(text + "\n")
        self._last_line = time.monotonic()

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            # Whoever read this (head, a terminal since closed) is gone; what is being done goes on.
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())

    def step(self, text: str) -> None:
        """Write one line of progress with the seconds since the command began."""
        self.line(f"{_ERASE if self._stream.isatty() else ''}{self._elapsed()}  {text}")

    def detail(self, text: str) -> None:
        """Show what is being done just now: on a terminal until the next line is written, elsewhere as a line
        where none was written for some seconds.
        """
        if self._stream.isatty():
            self._write(f"{_ERASE}{self._elapsed()}  … {text[:_DETAIL_CHARACTERS]}")
        elif time.monotonic() - self._last_line > _SILENCE_SECONDS:
            self.step(f"… {text[:_DETAIL_CHARACTERS]}")

    def on(self, stream: TextIO) -> Console:
        """The same console, its clock running on, writing to another stream."""
        other = Console(stream)
        other._started = self._started
        return other

    def _elapsed(self) -> str:
        return f"{time.monotonic() - self._started:6.1f} s"

    def table(self, table: Table) -> None:
        """Write a table."""
        from rich.console import Console as RichConsole

        width = None if self._stream.isatty() else _WIDTH_UNKNOWN
        rich = RichConsole(file=self._stream, width=width, highlight=False, emoji=False)
        with rich.capture() as drawn:
            rich.print(table)
        self._write(drawn.get())


@contextmanager
def everything_else_into(log_file: Path) -> Iterator[TextIO]:
    """Send stdout and stderr of the process and its children to a file; yields the real stdout.

    Done with file descriptors, as dbt and loggers write past `sys.stdout`. Where the file cannot be
    written, it is lost.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with _opened(log_file) as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    shown = os.fdopen(os.dup(kept[0]), "w", encoding=sys.stdout.encoding or "utf-8", errors="replace")
    try:
        yield shown
    finally:
        for stream in (sys.stdout, sys.stderr, shown):
            with suppress(OSError):  # the disk is full
                stream.flush()
        shown.close()
        for saved, descriptor in zip(kept, (1, 2), strict=True):
            os.dup2(saved, descriptor)
            os.close(saved)


def _opened(log_file: Path) -> BinaryIO:
    try:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        return log_file.open("ab")
    except OSError:
        return Path(os.devnull).open("ab")
