"""The marts read as filed, with nothing corrected: built a second time, where a correction is in force.

What belongs here: running dbt for that reading in a database of its own, and the verdicts it leaves for the
other reading to count what rests on a correction. What does not: SQL; the readings differ in
`correction_in_force` and `quarantined` alone.

A second build, since a corrected figure may move every verdict of its county: one student more changes the
mean of all schools, and which sections are judged at all. It runs before the first, which reads its verdicts.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.settings import Settings
from orchestration.transform.build import BUILD, DbtBuildError, build
from orchestration.transform.process import DbtProcess

#: The columns of the model `verdict`.
VERDICT = pa.schema(
    [
        pa.field("school_year", pa.int32()),
        pa.field("standard_id", pa.string()),
        pa.field("county_code", pa.string()),
        pa.field("mart", pa.string()),
        pa.field("entity", pa.string()),
        pa.field("stage", pa.string()),
        pa.field("indicator_id", pa.string()),
        pa.field("status", pa.string()),
        pa.field("value", pa.float64()),
    ]
)
#: Everything the five marts of this reading need, without its tests: the other build runs them.
_BUILD = (*BUILD, "--exclude-resource-type", "test", "--select", "+compliance_county", "+verdict")


def corrections_in_force(landing_dir: Path) -> int:
    """Corrections that count, over all landed years."""
    files = (landing_dir / "corrections").glob("*.parquet")
    return sum(pq.ParquetFile(file).read(["status"])["status"].to_pylist().count("applied") for file in files)


def build_as_filed(settings: Settings) -> bool:
    """Build the reading as filed if a correction is in force; else there is none, and no verdict of it.

    Returns whether there is one. Raises `DbtBuildError` or `DbtParseError`. Hold the lock.
    """
    shutil.rmtree(settings.as_filed_dir, ignore_errors=True)
    write_no_verdicts(settings)
    if not corrections_in_force(settings.landing_dir):
        return False
    try:
        build(DbtProcess(settings, reading="as_filed"), settings.log_dir / "dbt", _BUILD)
    except DbtBuildError as error:
        raise DbtBuildError(f"reading as filed: {error}", error.results) from None
    columns = ", ".join(VERDICT.names)
    with duckdb.connect(str(settings.as_filed_database), read_only=True) as connection:
        verdicts = connection.sql(f"SELECT {columns} FROM verdict ORDER BY ALL").to_arrow_table()
        table = verdicts.cast(VERDICT)
    pq.write_table(table, settings.as_filed_dir / "verdict.parquet")
    return True


def write_no_verdicts(settings: Settings) -> None:
    """What the marts read of this reading where nothing is corrected: a table without rows."""
    settings.as_filed_dir.mkdir(parents=True, exist_ok=True)
    pq.write_table(VERDICT.empty_table(), settings.as_filed_dir / "verdict.parquet")
