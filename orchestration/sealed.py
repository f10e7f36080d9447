"""Whether a file still is what was written, told in microseconds.

What belongs here: a file's hash, and the stamp (inode, size, times) it had when that was taken. Only a file
with another stamp is hashed again. What does not: what is done about one that differs (`state/`, `release/`).
Standard library only, as an unchanged run asks this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Stamp = list[int]  # inode, size, time of modification, time of change
#: Path below a folder → its hash, and its stamp then.
Seals = Mapping[str, tuple[str, Stamp]]


def sha256_of(path: Path) -> str:
    """The file's sha256 in hex, read in chunks."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def stamp_of(file: Path) -> Stamp:
    """What changes with the file, told without reading it."""
    found = file.stat()
    return [found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def seals_of(folder: Path, files: Iterable[Path]) -> Seals:
    """Seals of files that were just written, by their path below `folder`."""
    return {each.relative_to(folder).as_posix(): (sha256_of(each), stamp_of(each)) for each in files}


def read_seals(content: Any) -> Seals:
    """Seals as JSON keeps them. Raises ValueError, TypeError or AttributeError for anything else."""
    return {path: (str(sha256), list(stamp)) for path, (sha256, stamp) in content.items()}


def unsound(folder: Path, seals: Seals) -> list[str]:
    """The sealed files that are missing or hold other bytes."""
    return [path for path, seal in seals.items() if not _is_sound(folder / path, *seal)]


def _is_sound(file: Path, sha256: str, stamp: Stamp) -> bool:
    return file.is_file() and (stamp_of(file) == stamp or sha256_of(file) == sha256)
