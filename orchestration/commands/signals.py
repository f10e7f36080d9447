"""SIGTERM and SIGHUP end a command as Ctrl-C does: what is unfinished is removed, the lock is free.

What belongs here: that. What does not: what a command says when it is ended.
"""

from __future__ import annotations

import signal
from types import FrameType

_ENDING = (signal.SIGTERM, signal.SIGHUP)


def end_like_ctrl_c() -> None:
    """From here on; a signal that whoever started the process has it ignore (nohup) stays ignored."""
    for number in _ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _as_interrupt)


def _as_interrupt(number: int, frame: FrameType | None) -> None:
    for each in _ENDING:  # clearing up is short, and a second signal would break it off
        signal.signal(each, signal.SIG_IGN)
    of_ctrl_c = signal.getsignal(signal.SIGINT)
    if callable(of_ctrl_c):  # Dagster's own while it runs a step
        of_ctrl_c(signal.SIGINT, frame)
    else:  # a process in the background ignores Ctrl-C
        raise KeyboardInterrupt
