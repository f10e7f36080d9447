"""What several test processes read is made by one of them.

What belongs here: where such a thing lies, and waiting for it. What does not: making it.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this test run that all its processes see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(folder: Path, make: Callable[[], object]) -> Path:
    """The folder, which `make` fills: in the process that asks first, while the others wait.

    Readers change nothing in it. What a failed `make` left is removed before the next one.
    """
    whole = folder.with_name(f"{folder.name}.whole")
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            make()
            whole.touch()
    return folder
