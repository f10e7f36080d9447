"""Tables kept between runs: what was made of the same bytes by the same code is not made again.

What belongs here: keeping tables under a key, and sweeping what no run asks for any more. What does not:
what a key is made of (county_landing.py, intake.py), how a file of tables is written
(contract/landing_tables.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from orchestration.submissions.contract.landing_tables import read_container, write_container
from orchestration.whole import remove


class Cache:
    """A folder of tables, one file a key."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept: set[Path] = set()

    def tables(self, key: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The tables under a key, by relation name; made and kept where they are not there."""
        path = self._path(key)
        self._kept.add(path)
        if path.exists():
            try:
                return read_container(path)
            except (pa.ArrowException, OSError, KeyError):
                # A damaged cache is no reason to stop: the tables are made again.
                remove(path)
        made = make()
        write_container(made, path)
        return made

    def keep(self, keys: Iterable[str]) -> None:
        """Keeps tables that another key's are made of, though nobody asks for them this time."""
        self._kept.update(self._path(key) for key in keys)

    def sweep(self) -> None:
        """Removes what was neither asked for nor kept."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path not in self._kept:
                    remove(path)

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.arrow"


def key_of(*texts: str) -> str:
    """One key of several texts, and of the code that makes tables."""
    return hashlib.sha256("\0".join((_code_hash(), *texts)).encode()).hexdigest()


@cache
def _code_hash() -> str:
    """Fingerprint of this package: new code or a new layout reads every file again."""
    folder = Path(__file__).parents[1]
    fingerprint = hashlib.sha256(pa.__version__.encode())
    for path in sorted([*folder.rglob("*.py"), *folder.glob("layouts/*.yaml")]):
        fingerprint.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return fingerprint.hexdigest()
