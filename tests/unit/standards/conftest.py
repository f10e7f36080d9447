"""A copy of the registry that a test may spoil."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from orchestration.settings import Settings

Edit = Callable[[list[dict[str, str]]], None]


class RegistryCopy:
    """The repository's registry in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, seed: str) -> list[dict[str, str]]:
        """The seed's rows; the first is line 2."""
        with (self.folder / f"{seed}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    def line_of(self, seed: str, **wanted: str) -> int:
        """The line of the one row that has these values."""
        (found,) = (
            line
            for line, row in enumerate(self.rows(seed), start=2)
            if all(row[column] == value for column, value in wanted.items())
        )
        return found

    def edit(self, seed: str, change: Edit) -> None:
        """Write the seed again after `change` has altered its rows in place."""
        rows = self.rows(seed)
        columns = list(rows[0])
        change(rows)
        with (self.folder / f"{seed}.csv").open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def set(self, seed: str, line: int, values: Mapping[str, str]) -> None:
        """Put values into one row."""
        self.edit(seed, lambda rows: rows[line - 2].update(values))

    def remove(self, seed: str, line: int) -> None:
        """Remove one row."""
        self.edit(seed, lambda rows: rows.__delitem__(line - 2))

    def append(self, seed: str, like: int, **values: str) -> int:
        """Add a copy of a row with some values changed; returns its line."""
        self.edit(seed, lambda rows: rows.append(rows[like - 2] | values))
        return len(self.rows(seed)) + 1


@pytest.fixture
def registry(tmp_path: Path) -> RegistryCopy:
    """The repository's registry, copied, beside the models it is checked against."""
    project = Settings.from_environment().dbt_project_dir
    shutil.copytree(project / "seeds", tmp_path / "seeds")
    for name in ("models", "macros"):
        (tmp_path / name).symlink_to(project / name)
    return RegistryCopy(tmp_path / "seeds" / "standards")
