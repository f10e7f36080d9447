"""The models as dbt compiled them, run again in one DuckDB transaction on a changed seed.

What belongs here: the order of models, their SQL, the seed's reload, the way back. What does not:
what the results should be. dbt itself takes seconds to start; its compiled SQL is all a seed's
change needs, as seeds are data and never reach the compilation of a model.

Every view is kept as a table here: DuckDB would plan the fifty indicators anew with each model that looks
at them, and read Parquet for each, though most seeds concern none of them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from orchestration.settings import Settings
from orchestration.standards.registry import Seed

BASELINE = "baseline"
Record = dict[str, Any]


def compile_models(settings: Settings) -> Path:
    """Let dbt compile the models against the warehouse where they are built; returns its manifest."""
    subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", "--quiet", "compile"],
        cwd=settings.dbt_project_dir,
        env={**os.environ, **settings.as_environment()},
        check=True,
    )
    return settings.dbt_target_dir / "manifest.json"


class CompiledModels:
    """The models of a manifest, and a database in which dbt has built them."""

    def __init__(self, manifest: Path, database: Path) -> None:
        nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
        self._models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
        self._seeds = {node["name"]: key for key, node in nodes.items() if node["resource_type"] == "seed"}
        self._order = _topological(self._models)
        self._connection = duckdb.connect(str(database), config={"threads": 2})
        self._connection.execute(f"CREATE SCHEMA IF NOT EXISTS {BASELINE}")
        for key in self._order:
            if self._models[key]["config"]["materialized"] == "view":
                self._connection.execute(f'DROP VIEW main."{self._models[key]["name"]}"')
                self.build(self._models[key])

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def keep_as_baseline(self, mart: str) -> None:
        """Copy a mart as it stands, to compare with."""
        self._connection.execute(f"CREATE OR REPLACE TABLE {BASELINE}.{mart} AS FROM main.{mart}")

    def is_read(self, seed: str, column: str) -> bool:
        """Whether a model that looks at the seed names the column; column '': whether any looks at it."""
        return seed in self._seeds and any(self._reads(key, seed, column) for key in self._order)

    def _reads(self, key: str, seed: str, column: str) -> bool:
        """Whether a model looks at the seed itself and could see the column; column '': at any of it."""
        node = self._models[key]
        if self._seeds[seed] not in node["depends_on"]["nodes"]:
            return False
        return not column or bool(re.search(rf"\b{re.escape(column)}\b", node["compiled_code"]))

    @contextmanager
    def with_seed(self, seed: Seed, file: Path, column: str = "") -> Iterator[Rebuild]:
        """The database with another content of a seed, until the block ends; then as it was.

        `column`: the only one that differs; '' if rows do.
        """
        self._connection.execute("BEGIN")
        try:
            typed = ", ".join(
                f'CAST("{name}" AS {seed.types.get(name, "varchar")}) AS "{name}"' for name in seed.columns
            )
            self._connection.execute(
                f"CREATE OR REPLACE TABLE main.{seed.name} AS SELECT {typed} FROM read_csv("
                f"'{file}', header = true, all_varchar = true, nullstr = '', delim = ',', quote = '\"')"
            )
            yield Rebuild(self, self._downstream(seed.name, column))
        finally:
            self._connection.execute("ROLLBACK")

    def rows(self, query: str) -> list[Record]:
        """The rows of a query as dictionaries."""
        cursor = self._connection.execute(query)
        names = [each[0] for each in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def build(self, node: Record) -> None:
        """Run one model."""
        self._connection.execute(f'CREATE OR REPLACE TABLE main."{node["name"]}" AS {node["compiled_code"]}')

    def _downstream(self, seed: str, column: str) -> list[str]:
        """The models that a change of the seed's column may reach, in order."""
        reached: set[str] = set()
        for key in self._order:
            needed = set(self._models[key]["depends_on"]["nodes"])
            if reached & needed or (seed in self._seeds and self._reads(key, seed, column)):
                reached.add(key)
        return [key for key in self._order if key in reached]

    def up_to(self, mart: str, reached: list[str]) -> list[Record]:
        """Those of the reached models that the mart is built from, itself last."""
        wanted: set[str] = set()
        for key in reversed(self._order):
            if self._models[key]["name"] == mart or key in wanted:
                wanted |= {key, *self._models[key]["depends_on"]["nodes"]}
        return [self._models[key] for key in reached if key in wanted]


class Rebuild:
    """Models brought up to date with a changed seed, each once, as far as a mart needs them."""

    def __init__(self, models: CompiledModels, reached: list[str]) -> None:
        self._models = models
        self._reached = reached
        self._done: set[str] = set()

    def changed_rows(self, mart: str, columns: tuple[str, ...]) -> tuple[list[Record], list[Record]]:
        """Rows of the mart, in these columns, that the baseline lacks; and rows of it that are gone."""
        needed = self._models.up_to(mart, self._reached)
        if not needed or needed[-1]["name"] != mart:
            return [], []
        for node in needed:
            if node["name"] not in self._done:
                self._models.build(node)
                self._done.add(node["name"])
        told = ", ".join(f'"{column}"' for column in columns)
        now, before = f"SELECT {told} FROM main.{mart}", f"SELECT {told} FROM {BASELINE}.{mart}"
        return self._models.rows(f"{now} EXCEPT {before}"), self._models.rows(f"{before} EXCEPT {now}")


def _topological(models: dict[str, Record]) -> list[str]:
    order: list[str] = []
    placed: set[str] = set()

    def place(key: str) -> None:
        if key in placed or key not in models:
            return
        placed.add(key)
        for needed in models[key]["depends_on"]["nodes"]:
            place(needed)
        order.append(key)

    for key in sorted(models):
        place(key)
    return order
