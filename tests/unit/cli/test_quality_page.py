"""The page of all checks is served beside the UI, and not beyond it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

_PARENT = """
import sys, time
from pathlib import Path
from orchestration.commands.quality_page import start
sys.stdout.write(start(Path(sys.argv[1]), "127.0.0.1", int(sys.argv[2])) + "\\n")
sys.stdout.flush()
time.sleep(60)
"""


@pytest.mark.parametrize("is_free", [True, False])
def test_the_page_is_there_as_long_as_its_parent(tmp_path: Path, is_free: bool) -> None:
    (tmp_path / "index.html").write_text("检查", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        if is_free:
            other.close()
        command = [sys.executable, "-c", _PARENT, str(tmp_path), str(port)]
        parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert parent.stdout is not None
            address = parent.stdout.readline().strip()
            assert (f":{port}/" in address) is is_free
            with urllib.request.urlopen(address, timeout=30) as page:
                assert page.read().decode("utf-8") == "检查"
        finally:
            parent.kill()
            parent.wait()
    for _ in range(50):
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            return
        time.sleep(0.1)
    pytest.fail("the page outlives its parent")
