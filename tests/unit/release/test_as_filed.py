"""The schema `as_filed` of a release: views on main, or the tables of the other build."""

from __future__ import annotations

import duckdb
import pyarrow.parquet as pq

from orchestration.release.seal import read_datapackage
from orchestration.release.verify import verify_release
from tests.unit.release.conftest import AS_FILED, MiniatureWarehouse


def _statuses(folder: object, schema: str) -> dict[str, str]:
    with duckdb.connect(f"{folder}/compliance.duckdb", read_only=True) as connection:
        rows = connection.execute(f"SELECT county_code, status FROM {schema}.compliance_county").fetchall()
    return dict(rows)


def _kinds(folder: object) -> set[tuple[str, str]]:
    with duckdb.connect(f"{folder}/compliance.duckdb", read_only=True) as connection:
        query = "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = 'as_filed'"
        return set(connection.execute(query).fetchall())


def test_where_nothing_is_corrected_it_is_a_view_on_main(miniature: MiniatureWarehouse) -> None:
    folder = miniature.build()
    assert _kinds(folder) == {(name, "VIEW") for name in AS_FILED}
    assert _statuses(folder, "as_filed") == _statuses(folder, "main")
    assert not (folder / "parquet" / "as_filed").exists()
    with duckdb.connect(f"{folder}/compliance.duckdb", read_only=True) as connection:
        query = "SELECT comment FROM duckdb_columns() WHERE schema_name = 'as_filed' AND comment IS NOT NULL"
        assert set(connection.execute(query).fetchall()) == {("学年 | School year [year]",)}
    assert verify_release(folder) == []


def test_where_something_is_corrected_it_holds_the_other_build(miniature: MiniatureWarehouse) -> None:
    miniature.write_build({"421202": "PASS"}, "as_filed")
    folder = miniature.build(as_filed=miniature.root / "as_filed" / "build.duckdb")
    assert _kinds(folder) == {(name, "BASE TABLE") for name in AS_FILED}
    assert (_statuses(folder, "main")["421202"], _statuses(folder, "as_filed")["421202"]) == ("FAIL", "PASS")
    files = {path.stem: path for path in (folder / "parquet" / "as_filed").iterdir()}
    assert set(files) == set(AS_FILED)
    assert pq.read_metadata(files["compliance_county"]).num_rows == 2
    resources = {each["path"]: each for each in read_datapackage(folder)["resources"]}
    assert resources["parquet/as_filed/compliance_county.parquet"]["rows"] == 2
    assert verify_release(folder) == []


def test_damage_of_the_other_reading_is_found(miniature: MiniatureWarehouse) -> None:
    miniature.write_build(folder="as_filed")
    folder = miniature.build(as_filed=miniature.root / "as_filed" / "build.duckdb")
    (folder / "parquet" / "as_filed" / "compliance_county.parquet").unlink()
    assert verify_release(folder) == ["parquet/as_filed/compliance_county.parquet is missing."]
