"""A built release: types, keys, comments, views, dictionary, datapackage, identical bytes."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration import __version__
from orchestration.release.build import ReleaseBuildError, write_parquet
from orchestration.release.contract import ContractError, tables_of_manifest
from orchestration.release.store import publish
from orchestration.release.verify import verify_release
from tests.unit.release.conftest import MiniatureWarehouse


def test_database_keeps_types_keys_comments_and_views(miniature: MiniatureWarehouse) -> None:
    folder = miniature.build()
    with duckdb.connect(str(folder / "compliance.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT * FROM passing").fetchall() == []
        keys = connection.execute(
            "SELECT table_name, constraint_column_names FROM duckdb_constraints() "
            "WHERE constraint_type = 'PRIMARY KEY'"
        ).fetchall()
        assert keys == [
            ("compliance_county", ["school_year", "standard_id", "county_code"]),
            ("release", ["release_id"]),
        ]
        nullable = connection.execute(
            "SELECT column_name FROM duckdb_columns() "
            "WHERE schema_name = 'main' AND table_name = 'compliance_county' AND is_nullable"
        ).fetchall()
        assert nullable == [("reason_code",)]
        kind, comment = connection.execute(
            "SELECT data_type, comment FROM duckdb_columns() "
            "WHERE schema_name = 'main' AND table_name = 'compliance_school' AND column_name = 'school_year'"
        ).fetchall()[0]
        assert (kind, comment) == ("INTEGER", "学年 | School year [year]")
        students = connection.execute("SELECT typeof(students) FROM compliance_school LIMIT 1").fetchone()
        assert students == ("DECIMAL(20,6)",)
        version = connection.execute("SELECT tags FROM duckdb_databases() WHERE NOT internal").fetchall()
        assert "v1.4.0" in str(version)


def test_every_table_and_view_says_what_it_is(miniature: MiniatureWarehouse) -> None:
    folder = miniature.build()
    with duckdb.connect(str(folder / "compliance.duckdb"), read_only=True) as connection:
        comments = dict(
            connection.execute(
                "SELECT table_name, comment FROM duckdb_tables() "
                "UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"
            ).fetchall()
        )
    assert comments["dq_finding"] == "所发现的问题 | What was found"
    # the view of the miniature has no description on purpose
    assert [name for name, comment in comments.items() if not comment] == ["passing"]


def test_a_client_finds_each_table_once(miniature: MiniatureWarehouse) -> None:
    miniature.write_build({"421202": "PASS"}, "as_filed")
    folder = miniature.build(as_filed=miniature.root / "as_filed" / "build.duckdb")
    with duckdb.connect(str(folder / "compliance.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT table_schema, table_name FROM information_schema.tables").fetchall()
    assert len({name for _, name in rows}) == len(rows)
    assert {schema for schema, _ in rows} == {"main"}


def test_a_release_says_which_it_is(miniature: MiniatureWarehouse) -> None:
    folder = miniature.build(rows_quarantined=2)
    with duckdb.connect(str(folder / "compliance.duckdb"), read_only=True) as connection:
        cursor = connection.execute("SELECT * FROM release")
        names = [column[0] for column in cursor.description or ()]
        (row,) = cursor.fetchall()
    said = dict(zip(names, row, strict=True))
    assert said["release_id"] == miniature.release_id
    assert (said["first_school_year"], said["last_school_year"], said["school_years"]) == (2024, 2024, 1)
    assert said["data_from"] == date(2024, 9, 1) and said["data_to"] == date(2025, 8, 31)
    assert said["received_until"] == date(2024, 10, 8)
    assert (said["files"], said["files_refused"], said["rows_quarantined"]) == (1, 0, 2)
    assert (said["has_as_filed"], said["code_version"]) == (False, __version__)
    assert pq.read_table(folder / "parquet" / "release.parquet").num_rows == 1


def test_a_small_release_takes_small_blocks(miniature: MiniatureWarehouse) -> None:
    """Blocks of 256 KB for columns of a few rows made the file 17 times its Parquet."""
    folder = miniature.build()
    with duckdb.connect(str(folder / "compliance.duckdb"), read_only=True) as connection:
        assert connection.execute("SELECT block_size FROM pragma_database_size()").fetchone() == (16384,)


def test_pages_are_drawn_of_the_release_and_belong_to_it(miniature: MiniatureWarehouse) -> None:
    def draw(folder: Path, release_id: str) -> None:
        with duckdb.connect(str(folder / "compliance.duckdb"), read_only=True) as connection:
            count = connection.execute("SELECT count(*) FROM compliance_county").fetchall()[0][0]
        (folder / "report").mkdir()
        (folder / "report" / "index.html").write_text(f"{release_id}: {count}", encoding="utf-8")

    folder = miniature.build(draw=draw)
    page = folder / "report" / "index.html"
    assert page.read_text(encoding="utf-8") == f"{miniature.release_id}: 2"
    assert verify_release(folder) == []
    page.chmod(0o644)
    page.write_text("another", encoding="utf-8")
    assert verify_release(folder) == ["report/index.html was changed after the release was built."]


def test_private_models_stay_out(miniature: MiniatureWarehouse) -> None:
    folder = miniature.build()
    assert not (folder / "parquet" / "own_step.parquet").exists()
    assert "own_step" not in (folder / "datapackage.json").read_text(encoding="utf-8")


def test_parquet_is_sorted_by_key_and_the_same_again(miniature: MiniatureWarehouse) -> None:
    first = miniature.build()
    codes = pq.read_table(first / "parquet" / "compliance_school.parquet")["school_code"].to_pylist()
    assert codes == sorted(codes)
    hashes = _hashes(first)
    assert _hashes(miniature.build()) == hashes
    assert {"data_dictionary", "dq_finding", "balance"} <= {Path(name).stem for name in hashes}


def test_dictionary_names_every_column_of_every_table(miniature: MiniatureWarehouse) -> None:
    folder = miniature.build()
    rows = pq.read_table(folder / "parquet" / "data_dictionary.parquet").to_pylist()
    by_column = {(row["table_name"], row["column_name"]): row for row in rows}
    assert by_column["compliance_school", "school_year"]["unit"] == "year"
    assert by_column["compliance_school", "school_code"]["is_key"]
    assert by_column["passing", "county_code"]["description_en"] == "County"
    assert by_column["dq_finding", "finding_id"]["description_zh"] == "标识"
    with duckdb.connect(str(folder / "compliance.duckdb"), read_only=True) as connection:
        published = set(
            connection.execute(
                "SELECT table_name, column_name FROM duckdb_columns() "
                "WHERE schema_name = 'main' AND NOT internal"
            ).fetchall()
        )
    assert set(by_column) == published
    # what a gate wrote and a release may not show
    assert ("dq_finding", "explanation") not in published


def test_datapackage_holds_inputs_counts_and_no_times(miniature: MiniatureWarehouse) -> None:
    folder = miniature.build()
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["id"] == miniature.release_id
    assert package["exit_status"] == 0
    assert package["inputs"][0]["path"] == "2024/421202/a.xlsx"
    assert package["counts"] == [
        {
            "school_year": 2024,
            "files": 1,
            "rows_quarantined": 0,
            "counties": 2,
            "counties_passing": 0,
            "sections": 2,
            "sections_passing": 1,
            "indicators_failing": 1,
            "balance_failing": 0,
            "findings": 2,
            "findings_explained": 0,
            "files_refused": 0,
        }
    ]
    assert "created" not in package
    paths = {each["path"] for each in package["resources"]}
    assert {"compliance.duckdb", "quality/index.html", "parquet/balance.parquet"} <= paths
    assert str(miniature.root) not in json.dumps(package)


#: What https://specs.frictionlessdata.io/table-schema calls types.
_FIELD_TYPES = {"string", "number", "integer", "boolean", "date", "datetime", "array", "object", "any"}


def test_datapackage_speaks_as_data_packages_do(miniature: MiniatureWarehouse) -> None:
    """`make clients` validates it with frictionless itself."""
    package = json.loads((miniature.build() / "datapackage.json").read_text(encoding="utf-8"))
    assert package["licenses"][0]["name"] == "Apache-2.0" and package["title_zh"] and package["version"]
    tables = {each["name"]: each for each in package["resources"] if "schema" in each}
    county = tables["parquet-compliance_county.parquet"]
    assert county["schema"]["primaryKey"] == ["school_year", "standard_id", "county_code"]
    assert (county["title"], county["title_zh"]) == ("All of compliance_county", "表")
    fields = {each["name"]: each for each in county["schema"]["fields"]}
    assert (fields["school_year"]["type"], fields["school_year"]["type_sql"]) == ("integer", "INTEGER")
    assert (fields["school_year"]["title"], fields["school_year"]["title_zh"]) == ("School year", "学年")
    release = tables["parquet-release.parquet"]["schema"]["fields"]
    assert {each["type"] for each in release if each["name"].startswith("data_")} == {"date"}
    for table in tables.values():
        assert {each["type"] for each in table["schema"]["fields"]} <= _FIELD_TYPES, table["name"]
        names = {each["name"] for each in table["schema"]["fields"]}
        assert set(table["schema"]["primaryKey"]) <= names
    assert all(re.fullmatch(r"[-a-z0-9._/]+", each["name"]) for each in package["resources"])


def test_quarantine_makes_exit_status_three(miniature: MiniatureWarehouse) -> None:
    folder = miniature.build(rows_quarantined=1)
    assert json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["exit_status"] == 3


def test_a_missing_table_is_named(miniature: MiniatureWarehouse) -> None:
    with duckdb.connect(str(miniature.root / "build.duckdb")) as connection:
        connection.execute("DROP TABLE balance")
    with pytest.raises(ReleaseBuildError, match="public table balance is not in"):
        miniature.build()


def test_a_view_on_a_private_table_is_refused(miniature: MiniatureWarehouse) -> None:
    with duckdb.connect(str(miniature.root / "build.duckdb")) as connection:
        connection.execute("CREATE TABLE own_step (county_code VARCHAR)")
        connection.execute("CREATE OR REPLACE VIEW passing AS SELECT county_code FROM build.main.own_step")
    with pytest.raises(ReleaseBuildError, match="passing reads a table that is not public"):
        miniature.build()


def test_a_public_model_needs_a_key(miniature: MiniatureWarehouse) -> None:
    path = miniature.write_manifest()
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["nodes"]["model.junheng.balance"]["config"]["meta"].pop("key")
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(ContractError, match=r"balance has no `meta\.key`"):
        tables_of_manifest(path)


def test_verify_finds_changed_missing_and_foreign_files(miniature: MiniatureWarehouse) -> None:
    folder = publish(miniature.build(), miniature.releases, miniature.release_id, miniature.current)
    assert verify_release(folder) == []
    changed = folder / "parquet" / "balance.parquet"
    changed.chmod(0o644)
    changed.write_bytes(changed.read_bytes()[:-1])
    (folder / "quality" / "index.html").unlink()
    (folder / "note.txt").write_text("mine", encoding="utf-8")
    problems = " ".join(verify_release(folder))
    assert "parquet/balance.parquet was changed" in problems
    assert "quality/index.html is missing" in problems
    assert "note.txt does not belong" in problems


def test_two_million_rows_give_the_same_bytes_with_one_and_two_threads(tmp_path: Path) -> None:
    database = tmp_path / "large.duckdb"
    with duckdb.connect(str(database)) as connection:
        # 7919 is prime to the count, so rows are stored far from the order they are written in.
        connection.execute(
            """
            CREATE TABLE indicator_result AS
            SELECT 2015 + CAST(i % 10 AS INTEGER) AS school_year,
                lpad(CAST(i * 7919 % 2000003 AS VARCHAR), 10, '0') AS school_code,
                CASE WHEN i % 3 = 0 THEN 'primary' ELSE 'junior' END AS stage,
                (i * 31 % 1000) / 7.0 AS value,
                CASE WHEN i % 11 = 0 THEN NULL WHEN i % 2 = 0 THEN 'PASS' ELSE 'FAIL' END AS status
            FROM range(2000000) AS numbers (i)
            """
        )
    digests = set()
    for threads in (1, 2):
        with duckdb.connect(str(database), read_only=True) as connection:
            connection.execute(f"SET threads = {threads}")
            file = tmp_path / f"{threads}.parquet"
            write_parquet(connection, "indicator_result", ("school_year", "school_code", "stage"), file)
            digests.add(hashlib.sha256(file.read_bytes()).hexdigest())
            file.unlink()
    assert len(digests) == 1


def test_files_cannot_be_opened_for_writing(miniature: MiniatureWarehouse) -> None:
    """By the file's mode: a test that tries it would prove nothing when root runs it."""
    folder = miniature.build()
    writable = [file.name for file in folder.rglob("*") if file.is_file() and file.stat().st_mode & 0o222]
    assert writable == []


def _hashes(folder: Path) -> dict[str, str]:
    return {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in (folder / "parquet").glob("*.parquet")
    }
