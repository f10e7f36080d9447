"""Those who hear: a mail server and a webhook on this machine, which keep what arrives.

What belongs here: as much of SMTP and HTTP as a sender needs. What does not: any test.
"""

from __future__ import annotations

import json
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """What arrived, as text, and when; and the port it arrives at."""

    port: int = 0
    messages: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    status: int = 200

    def take(self, text: str) -> None:
        """A message more."""
        self.messages.append(text)
        self.times.append(time.monotonic())


@contextmanager
def mail_server() -> Iterator[Received]:
    """A mail server; a message is kept as subject, sender, receiver and text."""
    received = Received()

    class Session(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                verb = line.split(maxsplit=1)[0].upper() if line.split() else b""
                if verb == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    data = b""
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        data += line
                    mail: Any = message_from_bytes(data, policy=policy.default)
                    text = mail.get_body(("plain", "html")).get_content()
                    received.take(f"{mail['from']} → {mail['to']}\n{mail['subject']}\n{text}")
                elif verb == b"QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    return
                answers = {b"EHLO": b"250-here\r\n250 AUTH PLAIN\r\n", b"AUTH": b"235 welcome\r\n"}
                self.wfile.write(answers.get(verb, b"250 ok\r\n"))

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session), received):
        yield received


@contextmanager
def webhook() -> Iterator[Received]:
    """A webhook; a message is kept as its title and text. It answers with `status`."""
    received = Received()

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if received.status == 200:
                received.take(f"{body['title']}\n{body['message']}")
            self.send_response(received.status)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            pass

    with _serving(ThreadingHTTPServer(("127.0.0.1", 0), Hook), received):
        yield received


@contextmanager
def silent_server() -> Iterator[Received]:
    """Takes a connection and never answers."""
    received = Received()
    over = threading.Event()

    class Silence(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            over.wait(60)

    with _serving(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Silence), received):
        try:
            yield received
        finally:
            over.set()


@contextmanager
def _serving(server: socketserver.TCPServer, received: Received) -> Iterator[None]:
    received.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
