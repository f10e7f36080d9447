"""The run history: `warehouse/log/runs.parquet`, one row per run that did something.

What belongs here: times and outcomes, which a release must not hold. What does not: logs.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class RunRecord:
    """One run: when (UTC), what it read (school years), what came of it."""

    started_at: datetime
    ended_at: datetime
    command: str
    school_years_read: str
    release_id: str
    exit_status: int
    message: str


def append_run(log_dir: Path, record: RunRecord) -> None:
    """Append one row; the file is replaced in one step. Hold the lock."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = log_dir / "runs.parquet"
    moment = pa.timestamp("ms", tz="UTC")
    schema = pa.schema(
        [
            pa.field("started_at", moment, nullable=False),
            pa.field("ended_at", moment, nullable=False),
            pa.field("command", pa.string(), nullable=False),
            pa.field("school_years_read", pa.string(), nullable=False),
            pa.field("release_id", pa.string(), nullable=False),
            pa.field("exit_status", pa.int32(), nullable=False),
            pa.field("message", pa.string(), nullable=False),
        ]
    )
    row = pa.Table.from_pylist([asdict(record)], schema=schema)
    table = pa.concat_tables([pq.read_table(file, schema=schema), row]) if file.exists() else row
    log_dir.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".tmp")
    pq.write_table(table, unfinished)
    unfinished.replace(file)
