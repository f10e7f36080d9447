"""The run history: `warehouse/log/runs.parquet`, one row per run that did something.

What belongs here: times and outcomes, which a release must not hold. What does not: logs.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from orchestration.state.aside import set_aside
from orchestration.whole import written_whole


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
    """Append one row; the file is replaced in one step. Hold the lock.

    Columns of another version stay. A history that cannot be read is set aside, and a new one begins.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = log_dir / "runs.parquet"
    moment = pa.timestamp("ms", tz="UTC")
    schema = pa.schema(
        [
            pa.field("started_at", moment),
            pa.field("ended_at", moment),
            pa.field("command", pa.string()),
            pa.field("school_years_read", pa.string()),
            pa.field("release_id", pa.string()),
            pa.field("exit_status", pa.int32()),
            pa.field("message", pa.string()),
        ]
    )
    row = pa.Table.from_pylist([asdict(record)], schema=schema)
    table = row
    if file.exists():
        try:
            before = pq.read_table(file)
            # What one version always says another may not know.
            before = before.cast(pa.schema([each.with_nullable(True) for each in before.schema]))
            table = pa.concat_tables([before, row], promote_options="permissive")
        except (OSError, pa.ArrowException):
            set_aside(file, from_raw=False)
    with written_whole(file) as unfinished:
        pq.write_table(table, unfinished)
