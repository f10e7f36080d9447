"""What tests make of the compiled models is what dbt makes.

What belongs here: the comparison. What does not: making either.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.settings import Settings
from tests.support import compiled


def test_the_tables_are_those_of_dbt(committed_sample: Path, tmp_path: Path) -> None:
    for name in ("landing", "quality"):
        (tmp_path / name).symlink_to(committed_sample / name)
    compiled.build(tmp_path)
    with duckdb.connect() as connection:
        for name, folder in (("dbt", committed_sample), ("ours", tmp_path)):
            database = Settings.from_environment(warehouse_dir=folder).build_database
            connection.execute(f"attach '{database}' as {name} (read_only)")
        tables, ours = (
            connection.execute(
                "select table_name, column_name, data_type from duckdb_columns() join duckdb_tables()"
                " using (database_name, schema_name, table_name)"
                f" where database_name = '{name}' and schema_name = 'main' order by all"
            ).fetchall()
            for name in ("dbt", "ours")
        )
        # Besides, what only the landing gate's own checks read, which a build leaves out.
        assert set(tables) <= set(ours)
        columns: dict[str, list[str]] = {}
        for table, column, _ in tables:
            columns.setdefault(table, []).append(f'"{column}"')
        differing = [
            table
            for table, names in columns.items()
            for one, other in (("dbt", "ours"), ("ours", "dbt"))
            if connection.execute(
                f"select 1 from (select {', '.join(names)} from {one}.{table} except all"
                f" select {', '.join(names)} from {other}.{table}) limit 1"
            ).fetchall()
        ]
    assert len(columns) > 80 and not differing
