"""The columns behind the columns of a mart, from the SQL that dbt ran."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import duckdb

from orchestration.transform.columns import COLUMNS, MART_SQL, column_lineage, write_mart_sql

SQL = """
-- A comment.
with judged as (
    select f.*, t.threshold_value from {{ facts }} as f left join {{ limits }} as t using (indicator_id)
)
select county_code, count(*) as sections, bool_and(value >= threshold_value) as passes,
    max(filed.path) as path
from judged left join landing.submissions as filed using (county_code) group by county_code
"""


def _database(folder: Path) -> Path:
    file = folder / "build.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("CREATE TABLE facts (county_code TEXT, indicator_id TEXT, value DOUBLE)")
        connection.execute("CREATE TABLE limits (indicator_id TEXT, threshold_value DOUBLE)")
    return file


def test_columns_are_followed_to_the_tables_a_mart_reads(tmp_path: Path) -> None:
    assert column_lineage(tmp_path, tmp_path / "none") == {}  # no build has ended
    names = {name: f'"build"."main"."{name}"' for name in ("facts", "limits")}
    sql = SQL.replace("{{ facts }}", names["facts"]).replace("{{ limits }}", names["limits"])
    (tmp_path / MART_SQL).write_text(json.dumps({"mart": sql, "odd": "select from where"}), encoding="utf-8")
    found = column_lineage(tmp_path, _database(tmp_path))
    assert found["mart"] == {
        "county_code": [("facts", "county_code"), ("submissions", "county_code")],
        "sections": [],
        "passes": [("facts", "value"), ("limits", "threshold_value")],
        "path": [("submissions", "path")],
    }
    assert found["odd"] == {}
    # Read once a state of the project.
    assert json.loads((tmp_path / COLUMNS).read_text(encoding="utf-8")).keys() == {"mart", "odd"}
    assert column_lineage(tmp_path, tmp_path / "none").keys() == {"mart", "odd"}


def test_the_sql_of_public_models_is_kept_and_names_no_warehouse(tmp_path: Path) -> None:
    def node(name: str, public: bool) -> SimpleNamespace:
        config = SimpleNamespace(meta={"public": public})
        sql = f"select * from read_parquet('{tmp_path}/schools')"
        made = SimpleNamespace(name=name, resource_type="model", config=config, compiled_code=sql)
        return SimpleNamespace(node=made)

    meta = {"external_location": "read_parquet('{warehouse}/{name}')", "warehouse": str(tmp_path)}
    source = SimpleNamespace(name="schools", source_name="landing", meta=meta)
    result = SimpleNamespace(results=[node("mart", True), node("private", False)])
    write_mart_sql(result, SimpleNamespace(sources={"s": source}), tmp_path / MART_SQL)
    kept = json.loads((tmp_path / MART_SQL).read_text(encoding="utf-8"))
    assert kept == {"mart": "select * from landing.schools"}
