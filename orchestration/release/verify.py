"""Verifying a release: that it is what its datapackage says.

What belongs here: checks of a folder in the release store. What does not: repairs; a damaged release is
built again by the next run.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from orchestration.inventory import sha256_of
from orchestration.release.store import DATAPACKAGE, read_datapackage


def verify_release(release_dir: Path) -> list[str]:
    """Every way in which the folder differs from its datapackage, as plain sentences; [] if none.

    Hashes and sizes of all files, files that nobody named, row counts of Parquet and database,
    and opening the database read-only.
    """
    if not (release_dir / DATAPACKAGE).is_file():
        return [f"{release_dir / DATAPACKAGE} is missing: this is no whole release."]
    resources = {each["path"]: each for each in read_datapackage(release_dir)["resources"]}
    problems = []
    for path, resource in resources.items():
        file = release_dir / path
        if not file.is_file():
            problems.append(f"{path} is missing.")
        elif file.stat().st_size != resource["bytes"] or f"sha256:{sha256_of(file)}" != resource["hash"]:
            problems.append(f"{path} was changed after the release was built.")
    present = {path.relative_to(release_dir).as_posix() for path in release_dir.rglob("*") if path.is_file()}
    problems += [
        f"{path} does not belong to the release." for path in sorted(present - set(resources) - {DATAPACKAGE})
    ]
    if not problems:
        problems = _row_problems(release_dir, resources)
    return problems


def _row_problems(release_dir: Path, resources: dict[str, dict[str, object]]) -> list[str]:
    problems = []
    with duckdb.connect(str(release_dir / "compliance.duckdb"), read_only=True) as connection:
        for path, resource in resources.items():
            if "rows" not in resource:
                continue
            table, folder = Path(path).stem, Path(path).parent.name
            schema = "main" if folder == "parquet" else folder
            stored = connection.execute(f'SELECT count(*) FROM {schema}."{table}"').fetchone()
            counts = (resource["rows"], pq.read_metadata(release_dir / path).num_rows, stored and stored[0])
            if len(set(counts)) != 1:
                problems.append(
                    f"{table}: the datapackage says {counts[0]} rows, Parquet has {counts[1]}, "
                    f"the database {counts[2]}."
                )
    return problems
