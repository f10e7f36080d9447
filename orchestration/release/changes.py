"""What changed between two releases: statuses of counties and of school sections.

What belongs here: the small difference written beside the store for an auditor. What does not:
differences of values that moved no status.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.whole import remove, unfinished_beside

_KEYS = {
    "compliance_county": ("school_year", "standard_id", "county_code"),
    "compliance_school": ("school_year", "standard_id", "county_code", "school_code", "stage"),
}


def write_changes(before_dir: Path, after_dir: Path, changes_dir: Path) -> dict[str, int]:
    """Write `<before>..<after>/<table>.csv` and `.parquet`; returns the changed rows per table.

    Columns: the key, change (appeared, disappeared, changed), status and reason before and after.
    The folder is written whole or not at all.
    """
    target = changes_dir / f"{before_dir.name}..{after_dir.name}"
    building = unfinished_beside(target)
    try:
        return _write_changes(before_dir, after_dir, building, target)
    finally:
        remove(building)


def _write_changes(before_dir: Path, after_dir: Path, building: Path, target: Path) -> dict[str, int]:
    building.mkdir(parents=True, exist_ok=True)
    counts = {}
    with duckdb.connect() as connection:
        for table, key in _KEYS.items():
            before = (before_dir / "parquet" / f"{table}.parquet").as_posix().replace("'", "''")
            after = (after_dir / "parquet" / f"{table}.parquet").as_posix().replace("'", "''")
            columns = ", ".join(key)
            connection.execute(
                f"""
                CREATE OR REPLACE TEMP TABLE difference AS
                SELECT {columns},
                    CASE WHEN b.is_there IS NULL THEN 'appeared'
                         WHEN a.is_there IS NULL THEN 'disappeared' ELSE 'changed' END AS change,
                    b.status AS status_before, a.status AS status_after,
                    b.reason_code AS reason_before, a.reason_code AS reason_after
                FROM (SELECT *, true AS is_there FROM read_parquet('{before}')) AS b
                FULL OUTER JOIN (SELECT *, true AS is_there FROM read_parquet('{after}')) AS a
                    USING ({columns})
                WHERE b.status IS DISTINCT FROM a.status OR b.reason_code IS DISTINCT FROM a.reason_code
                """
            )
            ordered = f"SELECT * FROM difference ORDER BY {columns}"
            for form, options in (("csv", "FORMAT csv, HEADER"), ("parquet", "FORMAT parquet")):
                file = (building / f"{table}.{form}").as_posix().replace("'", "''")
                connection.execute(f"COPY ({ordered}) TO '{file}' ({options})")
            row = connection.execute("SELECT count(*) FROM difference").fetchone()
            counts[table] = row[0] if row else 0
    if target.exists():
        for built in building.iterdir():
            built.replace(target / built.name)
    else:
        building.rename(target)
    return counts
