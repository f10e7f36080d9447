"""dbt's test of a seed against its description finds what it is there to find.

The macro is rendered as dbt renders it, and its SQL run on the seeds as dbt types them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

import duckdb
import jinja2
import pytest

from orchestration.settings import PROJECT_DIR
from orchestration.standards.properties import SeedProperties
from orchestration.standards.registry import load_properties

DBT = PROJECT_DIR / "dbt_project"
FOLDERS = {folder: load_properties(DBT / "seeds" / folder)[0] for folder in ("standards", "quality")}
SEEDS = {name: seed for described in FOLDERS.values() for name, seed in described.items()}


def _node(seed: SeedProperties) -> Any:
    """The seed as dbt's graph has it: what is not said is not there."""
    columns = {
        column.name: SimpleNamespace(
            config=SimpleNamespace(meta=column.rule.model_dump(mode="json", exclude_unset=True))
        )
        for column in seed.columns
    }
    meta = seed.meta.model_dump(mode="json", exclude_unset=True)
    return SimpleNamespace(columns=columns, config=SimpleNamespace(meta=meta))


@cache
def _template() -> Any:
    text = (DBT / "macros" / "as_described.sql").read_text(encoding="utf-8")
    text = text.replace("{% test as_described(model) %}", "{% macro as_described(model) %}")
    nodes = {f"seed.junheng.{name}": _node(seed) for name, seed in SEEDS.items()}
    given = {"execute": True, "ref": str, "project_name": "junheng", "graph": SimpleNamespace(nodes=nodes)}
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    return environment.from_string(text.replace("{% endtest %}", "{% endmacro %}"), globals=given).module


def _sql(name: str) -> str:
    relation = type("Relation", (str,), {"identifier": name})(name)
    return str(_template().as_described(relation))


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for folder, described in FOLDERS.items():
            for name, seed in described.items():
                columns = ", ".join(f"{column} {kind}" for column, kind in seed.types.items())
                connection.execute(f"create table {name} ({columns})")
                connection.execute(f"copy {name} from '{DBT}/seeds/{folder}/{name}.csv' (header)")
        yield connection


def test_the_seeds_are_as_described(warehouse: duckdb.DuckDBPyConnection) -> None:
    for name in SEEDS:
        assert warehouse.execute(_sql(name)).fetchall() == [], name


@pytest.mark.parametrize(
    ("name", "change", "columns"),
    [
        ("indicators", "judged_on = 'sections'", {"judged_on"}),
        ("thresholds", "operator = '=>'", {"operator"}),
        ("thresholds", "part_id = null", {"part_id"}),
        ("thresholds", "floor_share = 85", {"floor_share"}),
        ("thresholds", "indicator_id = 'ALL'", {"indicator_id", "key"}),
        ("balance_limits", "indicator_id = 'R99'", {"indicator_id", "key"}),
        ("balance_limits", "cv_limit = 0", {"cv_limit"}),
        ("rule_sets", "inherits_standard_id = 'national-2107'", {"inherits_standard_id"}),
        ("class_bands", "students_from = 99", {"students_from"}),
        ("scope", "valid_from_year = 17", {"valid_from_year"}),
        ("county_item_sums", "years_back = 2", {"years_back"}),
        ("county_item_parts", "whole_item_code = 'G9.teacher'", {"whole_item_code"}),
        ("school_types", "school_type_code = '211'", {"key"}),
    ],
)
def test_what_is_not_as_described_is_found(
    warehouse: duckdb.DuckDBPyConnection, name: str, change: str, columns: set[str]
) -> None:
    warehouse.execute(f"update {name} set {change}")
    assert {row[0] for row in warehouse.execute(_sql(name)).fetchall()} >= columns
