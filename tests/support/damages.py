"""Ways in which a disk, a person or another program damages a file or folder of a warehouse.

What belongs here: the damages, and where each kind of state can be damaged. What does not: what becomes of
it.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from orchestration.state.table import STATES, Form, State


def truncated(path: Path) -> None:
    """Half of it is gone."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def garbage(path: Path) -> None:
    """As long as before, and nothing of it."""
    path.write_bytes(random.Random(path.name).randbytes(path.stat().st_size))


def missing(path: Path) -> None:
    """Gone."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def of_another_kind(path: Path) -> None:
    """A folder where a file belongs, a file where a folder does; something in it."""
    is_folder = path.is_dir() and not path.is_symlink()
    missing(path)
    if is_folder:
        path.write_text("no folder", encoding="utf-8")
    else:
        path.mkdir()
        (path / "notes.txt").write_text("no file", encoding="utf-8")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "truncated": truncated,
    "garbage": garbage,
    "missing": missing,
    "of another kind": of_another_kind,
}


def places(warehouse_dir: Path, state: State, damage: str) -> Iterator[Path]:
    """The first of each pattern of a state that can be damaged so."""
    for pattern in state.paths:
        found = [
            path for path in state.found(warehouse_dir) if path.relative_to(warehouse_dir).match(pattern)
        ]
        if found and (state.form not in (Form.FOLDER, Form.LINK) or damage in ("missing", "of another kind")):
            yield found[0]


def damage_everything(warehouse_dir: Path, damage: str, but: Collection[str] = ()) -> list[str]:
    """One of each kind of state that lies in folders, `but` those of some; returns what was damaged, below
    the warehouse."""
    chosen = {
        path
        for state in STATES
        if state.form is not Form.FOLDER
        for path in places(warehouse_dir, state, damage)
        if path.relative_to(warehouse_dir).parts[0] not in but
    }
    for path in chosen:
        DAMAGES[damage](path)
    return sorted(path.relative_to(warehouse_dir).as_posix() for path in chosen)
