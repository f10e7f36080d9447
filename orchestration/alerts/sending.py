"""A program of its own: sends messages through channels, all at once, and says what became of each.

What belongs here: speaking with Apprise and with commands. What does not: anything of ours: this file is run
by its path (`delivery.py`), so that a library or a channel that hangs, crashes or prints secrets does so in a
process that is killed when its time is over. It reads one JSON object and writes one line a channel.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

_SHORTEST_SECRET = 4
_LONGEST = 200

_writing = threading.Lock()


class _Heard(logging.Handler):
    """Keeps what a library says in this thread."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread = threading.get_ident()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.said.append(record.getMessage())


def without_secrets(text: str, url: str) -> str:
    """The text without any part of the address that could be a secret; the host's name may stand."""
    parts = urlsplit(url)
    secrets = {url, parts.username, parts.password, parts.query, *parts.path.split("/")}
    secrets |= {value for _, value in parse_qsl(parts.query)}
    if not parts.username:
        secrets.add(parts.netloc)  # «dingtalk://token»
    for secret in sorted({*filter(None, secrets), *(unquote(each) for each in secrets if each)}, key=len)[
        ::-1
    ]:
        if len(secret) >= _SHORTEST_SECRET:
            text = re.sub(re.escape(secret), "***", text, flags=re.IGNORECASE)
    return text


def _through_apprise(url: str, title: str, body: str) -> str:
    import apprise

    heard = _Heard()
    log = logging.getLogger("apprise")
    log.addHandler(heard)
    try:
        channel: Any = apprise.Apprise.instantiate(url)
        if channel is None:
            return "its address is none that Apprise knows"
        if "format=" not in url:
            channel.notify_format = apprise.NotifyFormat.TEXT
        one = apprise.Apprise()
        one.add(channel)
        if one.notify(title=title, body=body, body_format=apprise.NotifyFormat.TEXT):
            return ""
        said = "; ".join(dict.fromkeys(heard.said)) or "it refused the message"
        return without_secrets(said, url)[:_LONGEST]
    except Exception as error:  # a plugin may raise anything
        return without_secrets(f"{type(error).__name__}: {error}", url)[:_LONGEST]
    finally:
        log.removeHandler(heard)


def _through_command(command: str, text: str) -> str:
    try:
        # In bytes: of another locale's encoding the text need not be.
        call = [os.fsencode(command), text.encode()]
        subprocess.run(call, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    except subprocess.CalledProcessError as error:
        return f"{command} ended with status {error.returncode}"
    except (OSError, ValueError) as error:
        return f"{command} cannot be started: {getattr(error, 'strerror', None) or error}"
    return ""


def _send(order: Mapping[str, str]) -> None:
    if "command" in order:
        problem = _through_command(order["command"], f"{order['title']}\n{order['body']}")
    else:
        problem = _through_apprise(order["url"], order["title"], order["body"])
    line = json.dumps({"name": order["name"], "problem": problem}) + "\n"
    with _writing, contextlib.suppress(OSError):
        os.write(_answers, line.encode())


if __name__ == "__main__":
    _answers = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nothing else is an answer
    threads = [
        threading.Thread(target=_send, args=(order,), daemon=True) for order in json.load(sys.stdin.buffer)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
