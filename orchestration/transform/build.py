"""`dbt build`, and what it said of each node.

What belongs here: the arguments of a build, what is told of it as records, its errors in words. What does
not: dbt's process (process.py), what is built (`dbt_project/`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from orchestration.transform.gate_models import GATE_SELECTION
from orchestration.transform.process import DbtProcess

#: Artifacts would be thrown away: the manifest is kept already. What dbt itself says goes to its log file.
QUIETLY = ("--no-write-json", "--log-format-file", "text", "--log-level", "none")
#: Unit tests are left to `make test`, what the landing gate tests to that gate.
BUILD = (
    *QUIETLY,
    "build",
    *("--exclude-resource-type", "unit_test", "--exclude", GATE_SELECTION),
)
_SOUND = ("success", "pass")
_ERRORS_SHOWN = 3
_TAIL_CHARACTERS = 1000  # of what dbt said, where it named no error


@dataclass(frozen=True)
class NodeResult:
    """A seed, model or test that dbt has run; `failures` are the rows that a test objects to."""

    unique_id: str
    name: str
    resource_type: str
    is_sound: bool
    seconds: float
    failures: int


class DbtBuildError(RuntimeError):
    """dbt failed; the text is its own errors, without its tracebacks. `results` are the nodes that ran."""

    def __init__(self, text: str, results: Sequence[NodeResult]) -> None:
        super().__init__(text)
        self.results = results


def build(
    dbt: DbtProcess,
    log_dir: Path,
    arguments: Sequence[str] = BUILD,
    tell: Callable[[NodeResult], None] = lambda result: None,
) -> list[NodeResult]:
    """Let dbt build and wait for it; `tell` hears of each node as it ends.

    Raises `DbtBuildError`, or `DbtParseError` where nothing was built.
    """
    results: list[NodeResult] = []
    errors: list[str] = []
    said: list[str] = []
    try:
        process = dbt.build(arguments)
        for event in _events(process.stdout or (), said):
            if "error" in event:
                errors.append(_without_traceback(event["error"]))
            else:
                results.append(_result(event))
                tell(results[-1])
        status = process.wait()
    finally:
        dbt.close()
    if status != 0:
        text = "\n".join(errors[:_ERRORS_SHOWN]) or "\n".join(said)[-_TAIL_CHARACTERS:]
        raise DbtBuildError(f"{text}\nAll that dbt said is in {log_dir}.", results)
    return results


def rows_of_tables(database: Path) -> dict[str, int]:
    """Rows of every table in a build database, from its catalogue; views are not counted."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return dict(
            connection.execute(
                "SELECT table_name, estimated_size FROM duckdb_tables() WHERE schema_name = 'main'"
            ).fetchall()
        )


def _events(lines: Any, said: list[str]) -> Iterator[dict[str, Any]]:
    """What the child tells, as records; other lines are added to `said`."""
    for line in lines:
        text = line.decode("utf-8", "replace").rstrip()
        try:
            event = json.loads(text)
        except ValueError:
            event = None
        if isinstance(event, dict):
            yield event
        else:
            said.append(text)


def _result(event: dict[str, Any]) -> NodeResult:
    return NodeResult(
        unique_id=event["unique_id"],
        name=event["name"],
        resource_type=event["resource_type"],
        is_sound=event["status"] in _SOUND,
        seconds=event["seconds"],
        failures=event["failures"],
    )


def _without_traceback(text: str) -> str:
    return text.partition("Traceback (most recent call last)")[0].strip()
