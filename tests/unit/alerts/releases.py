"""A release of as much as alerts read of it.

What belongs here: the two marts with the columns that are read. What does not: any test.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import duckdb

from orchestration.release.store import use
from orchestration.sealed import sha256_of
from orchestration.settings import Settings

#: school year, code, name, files, forms missing
Filing = tuple[int, str, str | None, int, str | None]
#: severity, suite, path, sheet, row, cell
Finding = tuple[str, str, str | None, str | None, int | None, str | None]


def release(
    settings: Settings,
    release_id: str = "a_release",
    filings: Sequence[Filing] = (),
    findings: Sequence[Finding] = (),
    exit_status: int = 0,
) -> Path:
    """A current release."""
    folder = settings.releases_dir / release_id
    folder.mkdir(parents=True)
    database = folder / "compliance.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "CREATE TABLE county_filing "
            "(school_year INT, county_code TEXT, county_name TEXT, files INT, forms_missing TEXT)"
        )
        connection.execute(
            "CREATE TABLE dq_finding (finding_id TEXT, gate TEXT, severity TEXT, suite TEXT, path TEXT, "
            "src_sheet TEXT, src_row INT, cell TEXT, observed TEXT, remedy_zh TEXT, remedy_en TEXT)"
        )
        for filing in filings:
            connection.execute("INSERT INTO county_filing VALUES (?, ?, ?, ?, ?)", filing)
        for number, (severity, suite, path, sheet, row, cell) in enumerate(findings):
            connection.execute(
                "INSERT INTO dq_finding "
                "VALUES (?, 'landing', ?, ?, ?, ?, ?, ?, '张三', '请更正', 'Correct it')",
                [str(number), severity, suite, path, sheet, row, cell],
            )
    size, digest = database.stat().st_size, sha256_of(database)
    mart = {"path": database.name, "bytes": size, "hash": f"sha256:{digest}"}
    package = {"id": release_id, "exit_status": exit_status, "counts": [], "resources": [mart]}
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    use(settings.releases_dir, release_id, settings.current_link)
    return folder
