"""Which columns each column of a public mart comes from, told from the SQL that dbt ran.

What belongs here: the SQL of the marts, which a build leaves beside the manifest of its state of the project,
and the columns read from it, kept there too: it costs seconds, once a state. What does not: how the graph
shows it. dbt's process, which the command line starts before it loads anything, writes the SQL; what
is heavy is imported only by whoever asks for the columns.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from orchestration.transform.gate_models import read_by_name

MART_SQL = "mart_sql.json"
COLUMNS = "mart_columns.json"
_DIALECT = "duckdb"

#: By mart and column: the (relation, column) pairs it comes from.
Lineage = dict[str, dict[str, list[tuple[str, str]]]]


def write_mart_sql(result: Any, manifest: Any, file: Path) -> None:
    """Write the SQL of the public models of a dbt build that made them all; called in dbt's process."""
    nodes = [each.node for each in getattr(result, "results", ())]
    marts = {
        node.name: read_by_name(node.compiled_code, manifest)
        for node in nodes
        if node.resource_type == "model" and node.config.meta.get("public") and node.compiled_code
    }
    if marts:
        _write(file, marts)


def column_lineage(folder: Path, build_database: Path) -> Lineage:
    """The columns behind each column of the public marts; empty where no build of this state has ended.

    `folder` is that of the manifest of the project's state.
    """
    kept = folder / COLUMNS
    if kept.is_file():
        read: Lineage = json.loads(kept.read_text(encoding="utf-8"))
        return read
    if not (folder / MART_SQL).is_file():
        return {}
    marts = json.loads((folder / MART_SQL).read_text(encoding="utf-8"))
    schema = _schema(build_database)
    found = {mart: dict(_columns(sql, schema)) for mart, sql in marts.items()}
    _write(kept, found)
    return found


def _columns(sql: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """For each column of a SELECT, those of its tables that it comes from; none of what cannot be read."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError
    from sqlglot.lineage import lineage
    from sqlglot.optimizer.qualify import qualify
    from sqlglot.optimizer.scope import build_scope

    try:
        read = sqlglot.parse_one(sql, dialect=_DIALECT)
        query = qualify(
            read, schema=dict(schema), dialect=_DIALECT, validate_qualify_columns=False, identify=False
        )
        assert isinstance(query, exp.Query)
        scope = build_scope(query)
        for column in query.named_selects:
            node = lineage(column, query, {}, scope=scope, dialect=_DIALECT, trim_selects=False, copy=False)
            behind = {
                (leaf.expression.name, leaf.name.rpartition(".")[2])
                for leaf in node.walk()
                if not leaf.downstream and isinstance(leaf.expression, exp.Table) and leaf.expression.name
            }
            yield column, sorted(behind)
    except SqlglotError:
        return


def _schema(build_database: Path) -> dict[str, Any]:
    """Columns and types of all tables, as sqlglot wants them."""
    import duckdb

    from orchestration.submissions.contract.schemas import RELATIONS

    tables: dict[str, dict[str, str]] = {}
    with duckdb.connect(str(build_database), read_only=True) as connection:
        ((catalog,),) = connection.execute("SELECT current_database()").fetchall()
        for table, column, kind in connection.execute(
            "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE schema_name = 'main'"
        ).fetchall():
            tables.setdefault(table, {})[column] = kind
    landing = {name: dict.fromkeys(relation.schema.names, "VARCHAR") for name, relation in RELATIONS.items()}
    return {catalog: {"main": tables, "landing": landing}}


def _write(file: Path, content: Any) -> None:
    unfinished = file.with_name(f".{file.name}-{os.getpid()}")
    unfinished.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    unfinished.replace(file)
