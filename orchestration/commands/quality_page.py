"""The page of all checks for a browser, beside the UI: it links there, and a browser opens no file from it.

What belongs here: serving that folder on this machine. What does not: the page (`quality/docs.py`).
Started by `junheng dev`, whose end it does not outlive.
"""

from __future__ import annotations

import functools
import http.server
import socket
import subprocess
import sys
from pathlib import Path

from orchestration.transform.child import die_with_parent


def start(folder: Path, host: str, port: int) -> str:
    """Serve the folder by a child process, on this port if it is free; returns the page's address."""
    with _listening(host, port) as listener:
        arguments = [sys.executable, "-m", __name__, str(folder), str(listener.fileno())]
        subprocess.Popen(arguments, pass_fds=[listener.fileno()])
        return f"http://{host}:{listener.getsockname()[1]}/index.html"


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port))
    except OSError:
        return socket.create_server((host, 0))


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: the terminal is the UI's."""
        del format, arguments


def main(folder: str, descriptor: str) -> None:
    """Serve until the parent ends."""
    die_with_parent()
    handler = functools.partial(_Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("", 0), handler, bind_and_activate=False)
    server.socket.close()
    server.socket = socket.socket(fileno=int(descriptor))
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
