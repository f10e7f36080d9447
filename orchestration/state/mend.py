"""Looking at all state before a run works: what is damaged is set aside, and said in a line each.

What belongs here: telling what is damaged. What does not: what state there is (`table.py`), building it
again: the steps of a run make what they do not find, and a year whose record is of no code is read again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

from orchestration.inventory import read_landed, read_record, record_unread
from orchestration.quality.checked import CHECKED, read_checked
from orchestration.sealed import unsound
from orchestration.settings import Settings
from orchestration.state.aside import DAMAGED, set_aside
from orchestration.state.layout import write_layout
from orchestration.state.table import STATES, Form, State
from orchestration.submissions.folders.listing import folder_year
from orchestration.transform.process import remove_damaged_parse
from orchestration.whole import remove, sweep_unfinished

#: Where DuckDB puts what does not fit into memory; a killed process leaves it.
_SPILLED = (".spill", "landing/.spill", "as_filed/.spill")
#: Relation that every landed year has rows of, or none.
_LANDED = "submissions"

_INPUTS = "inputs"

#: Dagster's databases of all runs; the others are of a run each, and there may be thousands.
_COMMON = ("runs.db", "index.db", "schedules.db")
_LOOKED_THROUGH = 64 * 2**20  # bytes
_THOROUGHLY = "PRAGMA quick_check(1)"
#: Finds what is no database, or shorter than it says.
_AT_A_GLANCE = "SELECT 'ok' FROM (SELECT count(*) FROM sqlite_master)"


def mend(settings: Settings, is_dagster_open: bool = False) -> list[str]:
    """Set aside what is damaged, remove what killed runs left; a line for each damage. Hold the lock.

    Afterwards a run finds nothing that it cannot read, and knows which years it must read again. Databases
    that Dagster has open, since it runs the caller, are left to it.
    """
    warehouse = settings.warehouse_dir
    said = [*_landing_mended(settings), *_gate_mended(settings)]
    looked_at = (state for state in STATES if state.form is not Form.DATABASE or not is_dagster_open)
    said += [line for state in looked_at for line in _mended(settings, state)]
    if remove_damaged_parse(settings):
        said.append("What was kept of dbt's parse is damaged: dbt parses its project again.")
    sweep_unfinished(warehouse)
    for folder in _SPILLED:
        remove(warehouse / folder)
    write_layout(warehouse)
    return said


def _mended(settings: Settings, state: State) -> Iterator[str]:
    for path in list(state.found(settings.warehouse_dir)):
        fault = _FAULTS[state.form](path)
        if fault:
            yield _aside(settings, state, path, fault)


def _aside(settings: Settings, state: State, path: Path, fault: str) -> str:
    aside = set_aside(path, state.from_raw)
    if state.form is Form.DATABASE:
        for companion in ("-wal", "-shm"):  # they belong to no other database
            beside = path.with_name(path.name + companion)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + companion))
    if path.parent == settings.inputs_dir and path.stem.isdigit():
        record_unread(settings.inputs_dir, int(path.stem))
    name = path.relative_to(settings.warehouse_dir)
    return f"{name} {fault}: {state.damaged}. What was there is kept as {aside.name} beside it."


def _landing_mended(settings: Settings) -> Iterator[str]:
    """What the records of landed years say of files: years whose landing is not as it was written."""
    landed = read_landed(settings.inputs_dir)
    for year, record in landed.items():
        damaged = unsound(settings.warehouse_dir, record.seals)
        if damaged:
            yield _all_aside(settings, "landing", damaged)
            record_unread(settings.inputs_dir, year)
    for file in sorted((settings.landing_dir / _LANDED).glob("*.parquet")):
        year = folder_year(file.stem)
        if year and year not in landed:
            record_unread(settings.inputs_dir, year)
            yield f"inputs/{year}.json is missing: {_state('landing').damaged}."


def _gate_mended(settings: Settings) -> Iterator[str]:
    """What the records of checked years say of the gate's files."""
    for record in sorted((settings.quality_dir / "landing" / CHECKED).glob("*.json")):
        _, seals = read_checked(record) or ("", {})
        damaged = unsound(settings.warehouse_dir, seals)
        if damaged:
            yield _all_aside(settings, "results of the gates", damaged)
            record.unlink()


def _all_aside(settings: Settings, name: str, damaged: Sequence[str]) -> str:
    """Set files aside that are not as a record says; the line for all of them."""
    state = _state(name)
    there = [path for path in damaged if (settings.warehouse_dir / path).exists()]
    for path in there:
        set_aside(settings.warehouse_dir / path, state.from_raw)
    more = f" and {len(damaged) - 1} more" if len(damaged) > 1 else ""
    kept = f" What was there is kept beside as {DAMAGED}<name>-<time>." if there else ""
    return f"{damaged[0]}{more} is missing, or not what was written: {state.damaged}.{kept}"


def _state(name: str) -> State:
    (state,) = (each for each in STATES if each.name == name)
    return state


def _fault_of_folder(path: Path) -> str:
    return "" if path.is_dir() else "is no folder"


def _fault_of_file(path: Path) -> str:
    return "is no file" if path.is_dir() else ""


def _fault_of_settings(path: Path) -> str:
    from orchestration.yaml_files import NotYamlError, YamlFile

    try:
        read = YamlFile.of(path.read_text(encoding="utf-8"), may_repeat=True).values
    except (OSError, ValueError, NotYamlError):
        return "cannot be read"
    return "" if read is None or isinstance(read, dict) else "cannot be read"


def _fault_of_record(path: Path) -> str:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return "cannot be read"
    if path.parent.name == _INPUTS and path.stem.isdigit() and read_record(path) is None:
        return "cannot be read"
    return "" if isinstance(read, dict) else "cannot be read"


def _fault_of_parquet(path: Path) -> str:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_table(path)
    except (OSError, pa.ArrowException):
        return "cannot be read"
    return ""


def _fault_of_database(path: Path) -> str:
    """What SQLite says of it; a file of no byte is a new database."""
    try:
        with closing(sqlite3.connect(f"file:{path.as_posix()}?mode=rw", uri=True)) as connection:
            (said,) = connection.execute(_THOROUGHLY if _is_common(path) else _AT_A_GLANCE).fetchone()
    except sqlite3.OperationalError as error:
        # Locked by a living process: whoever writes to it can read it.
        return "" if "locked" in str(error) else "cannot be read"
    except sqlite3.DatabaseError:
        return "cannot be read"
    return "" if said == "ok" else "is damaged"


def _is_common(path: Path) -> bool:
    """Of all runs, and not so large that looking through it would hold up each of them."""
    return path.name in _COMMON and path.stat().st_size < _LOOKED_THROUGH


def _fault_of_link(path: Path) -> str:
    """A link that leads nowhere is one that is missing."""
    return "" if path.is_symlink() else "is no link"


_FAULTS: dict[Form, Callable[[Path], str]] = {
    Form.FOLDER: _fault_of_folder,
    Form.FILE: _fault_of_file,
    Form.SETTINGS: _fault_of_settings,
    Form.RECORD: _fault_of_record,
    Form.PARQUET: _fault_of_parquet,
    Form.DATABASE: _fault_of_database,
    Form.LINK: _fault_of_link,
}
