"""The compiled models that the landing gate makes in its own session: facts, and the checks over them.

What belongs here: reading the file that dbt's process writes for a state of the project. What does not: dbt,
or any rule; the SQL is that of `dbt_project/models/`, as dbt compiled it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Model:
    """A model, the models and seeds it reads, and its SQL; a table is made once, a view each time it is
    read.
    """

    name: str
    reads: tuple[str, ...]
    is_table: bool
    sql: str


@dataclass(frozen=True)
class Seed:
    """A seed's CSV file and the DuckDB type of each of its columns, in the file's order."""

    file: Path
    types: Mapping[str, str]


@dataclass(frozen=True)
class GateModels:
    """Everything a session of the landing gate is made of.

    Attributes
    ----------
    sources: what the models read, as `<source>.<table>`; the FROM that reads it in a `{warehouse}`.
    seeds: by name.
    models: in an order in which each finds what it reads.
    """

    sources: Mapping[str, str]
    seeds: Mapping[str, Seed]
    models: tuple[Model, ...]

    def needed_for(self, wanted: Collection[str]) -> list[Model]:
        """The wanted models and all that they read, in order."""
        needed = set(wanted)
        for model in reversed(self.models):
            if model.name in needed:
                needed.update(model.reads)
        return [model for model in self.models if model.name in needed]


def load_gate_models(file: Path, dbt_project_dir: Path) -> GateModels:
    """Read what dbt compiled; the seeds are those of the project in `dbt_project_dir`."""
    made = json.loads(file.read_text(encoding="utf-8"))
    return GateModels(
        sources=made["sources"],
        seeds={
            name: Seed(dbt_project_dir / seed["file"], seed["types"]) for name, seed in made["seeds"].items()
        },
        models=tuple(
            Model(each["name"], tuple(each["reads"]), each["is_table"], each["sql"])
            for each in made["models"]
        ),
    )
