"""Sending messages through channels, bounded in time.

What belongs here: giving `sending.py` its orders and reading its answers. What does not: what is said, and
what becomes of a channel that does not get through.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from orchestration.alerts.channels import AddressError, Channel, Channels
from orchestration.alerts.message import Message

_SENDER = Path(__file__).with_name("sending.py")
SECONDS = 15  # for all channels together


def deliver(channels: Channels, messages: Mapping[Channel, Message]) -> dict[str, str]:
    """Send to each channel its message; returns by channel what went wrong, '' where it arrived."""
    orders, problems = [], {}
    for channel, message in messages.items():
        order = {"name": channel.name, "title": message.title, "body": message.body}
        try:
            way = {"command": channel.command} if channel.command else {"url": channels.address(channel)}
            orders.append({**order, **way})
        except AddressError as error:
            problems[channel.name] = str(error)
    answers = _answers(json.dumps(orders).encode()) if orders else {}
    for each in orders:
        name = str(each["name"])
        problems[name] = answers.get(name, f"no answer within {SECONDS} seconds")
    return problems


def _answers(orders: bytes) -> dict[str, str]:
    # The orders hold secrets: given on stdin, which no list of processes shows.
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", str(_SENDER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return {}
    try:
        said, _ = process.communicate(orders, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        _end(process)
        said, _ = process.communicate()
    except BaseException:
        _end(process)
        process.wait()
        raise
    answers = {}
    for line in said.splitlines():
        with contextlib.suppress(ValueError):
            answer = json.loads(line)
            answers[answer["name"]] = answer["problem"]
    return answers


def _end(process: subprocess.Popen[bytes]) -> None:
    """The sender and the commands that it started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
