"""Verifying a release: that it is what its datapackage says.

What belongs here: checks of a folder in the release store. What does not: repairs; a damaged release is
built again by the next run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from orchestration.release.seal import damage, read_datapackage


def verify_release(release_dir: Path) -> list[str]:
    """Every way in which the folder differs from its datapackage, as plain sentences; [] if none.

    Hashes and sizes of all files, files that nobody named, row counts of Parquet and database,
    and opening the database read-only.
    """
    problems = damage(release_dir, afresh=True)
    if problems:
        return problems
    return _row_problems(release_dir, read_datapackage(release_dir)["resources"])


def _row_problems(release_dir: Path, resources: list[dict[str, Any]]) -> list[str]:
    problems = []
    with duckdb.connect(str(release_dir / "compliance.duckdb"), read_only=True) as connection:
        # Where it is not, an earlier version kept its tables in a schema of the one database.
        if (release_dir / "as_filed.duckdb").is_file():
            connection.execute("ATTACH ? AS as_filed (READ_ONLY)", [str(release_dir / "as_filed.duckdb")])
        for resource in resources:
            path = resource["path"]
            if "rows" not in resource:
                continue
            table, folder = Path(path).stem, Path(path).parent.name
            place = "compliance.main" if folder == "parquet" else folder
            stored = connection.execute(f'SELECT count(*) FROM {place}."{table}"').fetchone()
            counts = (resource["rows"], pq.read_metadata(release_dir / path).num_rows, stored and stored[0])
            if len(set(counts)) != 1:
                problems.append(
                    f"{table}: the datapackage says {counts[0]} rows, Parquet has {counts[1]}, "
                    f"the database {counts[2]}."
                )
    return problems
