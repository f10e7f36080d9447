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


def remove_database(database: Path) -> None:
    """Remove what an earlier build left. What is no file is left to dbt, which says what is wrong with it."""
    for file in (database, database.with_name(f"{database.name}.wal")):
        if file.is_file():
            file.unlink()


def require_all_nodes(results: Sequence[NodeResult], manifest: Path) -> None:
    """Raise `DbtBuildError` unless dbt told of each node of the manifest that a build makes."""
    untold = nodes_of_build(manifest) - {result.unique_id for result in results}
    if untold:
        names = sorted(name.split(".")[2] for name in untold)
        shown = ", ".join(names[:_ERRORS_SHOWN]) + (", …" if len(names) > _ERRORS_SHOWN else "")
        raise DbtBuildError(f"dbt ended and told nothing of {len(names)} of its nodes: {shown}.", results)


def nodes_of_build(manifest: Path) -> frozenset[str]:
    """The ids of what `BUILD` makes and tests: all seeds and models, and the tests of them, without what is
    the landing gate's.
    """
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    _, _, tag = GATE_SELECTION.partition(":")
    gates = {name for name, node in nodes.items() if tag in node["config"].get("tags", ())}
    return frozenset(
        name
        for name, node in nodes.items()
        if name not in gates and not gates & set(node["depends_on"].get("nodes", ()))
    )


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
