"""The models as dbt compiled them, run again in one DuckDB transaction on a changed seed.

What belongs here: the order of models, their SQL, the seed's reload, the way back. What does not:
what the results should be. dbt itself takes seconds to start; its compiled SQL is all a seed's
change needs, as seeds are data and never reach the compilation of a model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from orchestration.standards.registry import Seed

BASELINE = "baseline"
Record = dict[str, Any]


class CompiledModels:
    """The models of a manifest, and a database in which dbt has built them."""

    def __init__(self, manifest: Path, database: Path) -> None:
        nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
        self._models = {key: node for key, node in nodes.items() if node["resource_type"] == "model"}
        self._seeds = {node["name"]: key for key, node in nodes.items() if node["resource_type"] == "seed"}
        self._order = _topological(self._models)
        self._connection = duckdb.connect(str(database), config={"threads": 2})
        self._connection.execute(f"CREATE SCHEMA IF NOT EXISTS {BASELINE}")

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def keep_as_baseline(self, mart: str) -> None:
        """Copy a mart as it stands, to compare with."""
        self._connection.execute(f"CREATE OR REPLACE TABLE {BASELINE}.{mart} AS FROM main.{mart}")

    def is_read(self, seed: str, column: str) -> bool:
        """Whether a model that looks at the seed names the column; column '': whether any looks at it."""
        name = re.compile(rf"\b{re.escape(column)}\b")
        return seed in self._seeds and any(
            self._seeds[seed] in node["depends_on"]["nodes"] and bool(name.search(node["compiled_code"]))
            for node in self._models.values()
        )

    def affected(self, seed: str, mart: str) -> bool:
        """Whether the mart is built from the seed at all."""
        return seed in self._seeds and mart in {node["name"] for node in self.between(seed, mart)}

    @contextmanager
    def with_seed(self, seed: Seed, file: Path) -> Iterator[Rebuild]:
        """The database with another content of a seed, until the block ends; then as it was."""
        self._connection.execute("BEGIN")
        try:
            typed = ", ".join(
                f'CAST("{column}" AS {seed.types.get(column, "varchar")}) AS "{column}"'
                for column in seed.columns
            )
            self._connection.execute(
                f"CREATE OR REPLACE TABLE main.{seed.name} AS SELECT {typed} FROM read_csv("
                f"'{file}', header = true, all_varchar = true, nullstr = '', delim = ',', quote = '\"')"
            )
            yield Rebuild(self, seed.name)
        finally:
            self._connection.execute("ROLLBACK")

    def rows(self, query: str) -> list[Record]:
        """The rows of a query as dictionaries."""
        cursor = self._connection.execute(query)
        names = [each[0] for each in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def build(self, node: Record) -> None:
        """Run one model; a view follows what it looks at by itself."""
        if node["config"]["materialized"] == "table":
            sql = node["compiled_code"]
            self._connection.execute(f'CREATE OR REPLACE TABLE main."{node["name"]}" AS {sql}')

    def between(self, seed: str, mart: str) -> list[Record]:
        """The models downstream of the seed and upstream of the mart, itself included, in order."""
        downstream = {self._seeds[seed]}
        for key in self._order:
            if downstream & set(self._models[key]["depends_on"]["nodes"]):
                downstream.add(key)
        upstream: set[str] = set()
        for key in reversed(self._order):
            if self._models[key]["name"] == mart or key in upstream:
                upstream |= {key, *self._models[key]["depends_on"]["nodes"]}
        return [self._models[key] for key in self._order if key in downstream & upstream]


class Rebuild:
    """Models brought up to date with a changed seed, each once, as far as a mart needs them."""

    def __init__(self, models: CompiledModels, seed: str) -> None:
        self._models = models
        self._seed = seed
        self._done: set[str] = set()

    def changed_rows(self, mart: str, columns: tuple[str, ...]) -> tuple[list[Record], list[Record]]:
        """Rows of the mart, in these columns, that the baseline lacks; and rows of it that are gone."""
        for node in self._models.between(self._seed, mart):
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
