"""`as_filed.duckdb`: the marts with nothing corrected, beside the others where something is corrected."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.release.seal import read_datapackage
from orchestration.release.verify import _row_problems, verify_release
from tests.unit.release.conftest import AS_FILED, MiniatureWarehouse


def _statuses(database: Path, schema: str = "main") -> dict[str, str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(f"SELECT county_code, status FROM {schema}.compliance_county").fetchall()
    return dict(rows)


@pytest.fixture
def corrected(miniature: MiniatureWarehouse) -> Path:
    miniature.write_build({"421202": "PASS"}, "as_filed")
    return miniature.build(as_filed=miniature.root / "as_filed" / "build.duckdb")


def _has_as_filed(folder: Path) -> tuple[bool]:
    with duckdb.connect(str(folder / "compliance.duckdb"), read_only=True) as connection:
        row: tuple[bool] = connection.execute("SELECT has_as_filed FROM release").fetchall()[0]
    return row


def test_where_nothing_is_corrected_the_marts_are_what_was_filed(miniature: MiniatureWarehouse) -> None:
    folder = miniature.build()
    assert not (folder / "as_filed.duckdb").exists() and not (folder / "parquet" / "as_filed").exists()
    assert _has_as_filed(folder) == (False,)


def test_where_something_is_corrected_it_holds_the_other_build(corrected: Path) -> None:
    assert _has_as_filed(corrected) == (True,)
    database = corrected / "as_filed.duckdb"
    assert _statuses(corrected / "compliance.duckdb")["421202"] == "FAIL"
    assert _statuses(database)["421202"] == "PASS"
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = connection.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall()
        comments = connection.execute("SELECT DISTINCT comment FROM duckdb_columns() WHERE comment <> ''")
        assert comments.fetchall() == [("学年 | School year [year]",)]
    assert dict(tables) == {name: f"表 | All of {name}" for name in AS_FILED}
    files = {path.stem: path for path in (corrected / "parquet" / "as_filed").iterdir()}
    assert set(files) == set(AS_FILED)
    assert pq.read_metadata(files["compliance_county"]).num_rows == 2
    resources = {each["path"]: each for each in read_datapackage(corrected)["resources"]}
    assert resources["parquet/as_filed/compliance_county.parquet"]["rows"] == 2
    assert "as_filed.duckdb" in resources
    assert verify_release(corrected) == []


def test_damage_of_the_other_reading_is_found(corrected: Path) -> None:
    (corrected / "parquet" / "as_filed" / "compliance_county.parquet").unlink()
    assert verify_release(corrected) == ["parquet/as_filed/compliance_county.parquet is missing."]


def test_a_release_that_holds_both_in_one_file_still_verifies(corrected: Path) -> None:
    """As releases were built before: a schema `as_filed` of the one database."""
    (corrected / "as_filed.duckdb").unlink()
    package = read_datapackage(corrected)
    kept = [each for each in package["resources"] if each["path"] != "as_filed.duckdb"]
    database = corrected / "compliance.duckdb"
    database.chmod(0o644)
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE SCHEMA as_filed")
        for name in AS_FILED:
            connection.execute(f"CREATE TABLE as_filed.{name} AS FROM main.{name}")
    assert _row_problems(corrected, kept) == []
