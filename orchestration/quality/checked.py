"""Which school years the landing gate has checked: what their results are of, and hashes of them.

What belongs here: the record of a checked year. What does not: checking (`gate.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from orchestration.sealed import Seals, read_seals, seals_of, unsound
from orchestration.whole import written_whole

#: Beside the folders of the gate's tables.
CHECKED = "checked"


def record_checked(warehouse_dir: Path, record: Path, input_id: str, files: Iterable[Path]) -> None:
    """Record the files that the gate wrote for the input; call when all are written."""
    content = {"input_id": input_id, "seals": seals_of(warehouse_dir, files)}
    with written_whole(record) as file:
        file.write_text(json.dumps(content), encoding="utf-8")


def is_checked(warehouse_dir: Path, record: Path, input_id: str) -> bool:
    """Whether the results of this input are there, as they were written."""
    found = read_checked(record)
    return found is not None and found[0] == input_id and not unsound(warehouse_dir, found[1])


def read_checked(record: Path) -> tuple[str, Seals] | None:
    """The input's id and the seals; None where there is no record that can be read."""
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
        return content["input_id"], read_seals(content["seals"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
