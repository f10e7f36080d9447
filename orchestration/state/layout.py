"""The layout of a warehouse, by number: an earlier one is taken over, a later one is refused.

What belongs here: the number, and its file. What does not: what lies where (`table.py`).
"""

from __future__ import annotations

import json
from pathlib import Path

from orchestration.whole import written_whole

LAYOUT_FILE = "warehouse.json"
#: One more whenever an older Junheng must not write into a warehouse of this one. A warehouse without the
#: file is of layout 1: whatever this version does not find there, it makes.
LAYOUT = 2


class LaterLayoutError(ValueError):
    """The warehouse was written by a later version of Junheng."""


def require_known_layout(warehouse_dir: Path) -> None:
    """Raise `LaterLayoutError` where a later version has written to the warehouse."""
    try:
        layout = json.loads((warehouse_dir / LAYOUT_FILE).read_text(encoding="utf-8"))["layout"]
    except (OSError, ValueError, LookupError, TypeError):
        return  # of layout 1, or damaged: both are made anew
    if isinstance(layout, int) and layout > LAYOUT:
        raise LaterLayoutError(
            f"The warehouse {warehouse_dir} was written by a later version of Junheng (layout {layout}; this "
            f"version knows {LAYOUT}). Use that version, or another folder with --warehouse. "
            "Nothing was changed."
        )


def write_layout(warehouse_dir: Path) -> None:
    """Say that this version writes to the warehouse."""
    with written_whole(warehouse_dir / LAYOUT_FILE) as file:
        file.write_text(json.dumps({"layout": LAYOUT}) + "\n", encoding="utf-8")
