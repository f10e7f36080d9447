"""The models stay readable and portable: what the design forbids in SQL is found here, by name and line."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import pytest
import yaml

from orchestration.settings import PROJECT_DIR

DBT = PROJECT_DIR / "dbt_project"
MODELS = sorted((DBT / "models").rglob("*.sql"))
#: Folders whose models analysts read.
PUBLIC = ("verdicts", "plans", "evidence", "core", "quality", "wide")
SEEDS = sorted((DBT / "seeds").rglob("*.csv"))

#: What Spark or Postgres could not take over without a rewrite.
DUCKDB_ONLY = {
    "qualify": r"\bqualify\b",
    "group by all / order by all": r"\b(group|order)\s+by\s+all\b",
    "star exclude / replace / columns()": r"\*\s*(exclude|replace)\b|\bcolumns\s*\(",
    "lists and structs": r"\blist\s*\(|\bunnest\s*\(|\bstruct_pack\b|\[\d+\]",
    "asof / positional joins": r"\b(asof|positional)\s+join\b",
    ":: casts": r"::",
    "filter clauses": r"\bfilter\s*\(\s*where\b",
}


@cache
def _sql(path: Path) -> str:
    text = re.sub(r"\{[#%{].*?[#%}]\}", "", path.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"--[^\n]*", "", text).lower()


def test_no_model_uses_what_only_duckdb_knows() -> None:
    found = [
        (path.name, name)
        for path in MODELS
        for name, pattern in DUCKDB_ONLY.items()
        if re.search(pattern, _sql(path))
    ]
    assert not found


def test_a_mart_or_check_names_its_columns() -> None:
    read = [path for path in MODELS if path.parent.name in PUBLIC or "checks" in path.parts]
    starred = re.compile(r"select\s+\*|,\s*\w+\.\*")
    assert read and [path.name for path in read if starred.search(_sql(path).rsplit("\n)\n", 1)[-1])] == []


def test_a_view_that_readers_run_joins_by_equality_alone() -> None:
    """Readers bring their own DuckDB: 1.x compares every pair of rows for `a.x = coalesce(b.x, a.x)`."""
    views = [path for path in MODELS if "materialized='view'" in path.read_text(encoding="utf-8")]
    read = [path for path in views if path.parent.name in PUBLIC]
    assert read
    loose = re.compile(r"\b(\w+)\.(\w+)\s*=\s*coalesce\(\s*\w+\.\w+\s*,\s*\1\.\2\s*\)")
    assert [path.name for path in read if loose.search(_sql(path))] == []


def test_a_model_says_what_it_is() -> None:
    assert [path.name for path in MODELS if not path.read_text(encoding="utf-8").startswith("-- ")] == []


@cache
def _column_types() -> dict[str, dict[str, str]]:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (DBT / "seeds").rglob("*.yml")]
    return {seed["name"]: seed["config"]["column_types"] for file in files for seed in file["seeds"]}


def _header_and_rows(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        return list(reader.fieldnames or ()), rows


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: path.stem)
def test_every_seed_column_is_typed(path: Path) -> None:
    assert list(_column_types()[path.stem]) == _header_and_rows(path)[0]


@pytest.mark.parametrize("path", [p for p in SEEDS if "standards" in p.parts], ids=lambda path: path.stem)
def test_every_row_of_the_registry_is_cited(path: Path) -> None:
    rows = _header_and_rows(path)[1]
    assert [number for number, row in enumerate(rows, 2) if not row["citation"].strip()] == []


def test_no_limit_of_the_standard_stands_in_code() -> None:
    """A threshold, a floor, a weight or a limit in SQL is a bug: they are rows of the registry."""
    limits = {"4.2", "5.3", "0.9", "4.5", "5.8", "7.5", "10.2", "2000", "2500", "2.3", "2.4", "0.85", "0.45"}
    limits |= {"1.1", "1.32", "1.2", "0.5", "0.50", "50", "6", "7"}
    found = [(path.name, number) for path in MODELS for number in sorted(_numbers(path) & limits)]
    assert MODELS and not found


def _numbers(path: Path) -> set[str]:
    # sizes of decimals, digits that are kept and quoted words are none
    sql = re.sub(r"decimal\([^)]*\)|'[^']*'|(?<=round)\([^()]*,\s*\d+\)", "", _sql(path))
    return set(re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", sql))
