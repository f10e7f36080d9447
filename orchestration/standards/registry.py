"""The registry as it stands in its files: every seed with its rows, line numbers, types and key.

What belongs here: reading CSV and properties files. What does not: what the values mean
(`vocabulary`), whether they are right (`check`), which row holds for whom (`lineage`).
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.standards.faults import Fault

FROM_YEAR, TO_YEAR = "valid_from_year", "valid_to_year"
UNTIL_REPLACED = 9999


@dataclass(frozen=True)
class Row:
    """One line of a seed. A blank cell is '', as in the file."""

    seed: str
    line: int
    values: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "")

    def number(self, column: str) -> float | None:
        """The cell as a number; None if it is none (which `check` reports)."""
        try:
            number = float(self[column])
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    @property
    def years(self) -> tuple[int, int]:
        """First and last school year; an undated or unreadable bound does not bound."""
        first, last = self.number(FROM_YEAR), self.number(TO_YEAR)
        return (0 if first is None else int(first), UNTIL_REPLACED if last is None else int(last))

    def holds_in(self, year: int) -> bool:
        """Whether the row is in force in a school year."""
        first, last = self.years
        return first <= year <= last

    def fault(self, reason: str, remedy: str) -> Fault:
        """A fault of this row."""
        return Fault(f"{self.seed}.csv", self.line, reason, remedy)


@dataclass(frozen=True)
class Seed:
    """One file: columns in order, their types, the key without `valid_from_year`, its rows.

    `is_plan`: it holds what a plan promises, not a rule that decides.
    """

    name: str
    columns: tuple[str, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    is_plan: bool = False
    rows: tuple[Row, ...] = ()

    @property
    def is_dated(self) -> bool:
        return FROM_YEAR in self.columns and TO_YEAR in self.columns

    @property
    def is_rule(self) -> bool:
        """Whether its rows are rules of a rule set, which another rule set may inherit or replace."""
        return "standard_id" in self.columns and self.name != "rule_sets" and not self.is_plan


@dataclass(frozen=True)
class Registry:
    """All seeds by name."""

    seeds: Mapping[str, Seed]

    def rows(self, seed: str) -> tuple[Row, ...]:
        """The rows of a seed; none if there is no such seed."""
        return self.seeds[seed].rows if seed in self.seeds else ()

    def rule_seeds(self) -> Iterator[Seed]:
        """Seeds whose rows are inherited and replaced, by name."""
        return (seed for _, seed in sorted(self.seeds.items()) if seed.is_rule)


def load_registry(standards_dir: Path) -> tuple[Registry, list[Fault]]:
    """Read every seed of a folder.

    Returns the registry and what kept part of it from being read: text that is not UTF-8, ragged
    rows, seeds or columns without a type. Raises FileNotFoundError if the folder holds no seed.
    """
    files = sorted(standards_dir.glob("*.csv"))
    if not files:
        raise FileNotFoundError(f"There is no registry of standards in {standards_dir}.")
    faults: list[Fault] = []
    properties = _properties(standards_dir, faults)
    seeds: dict[str, Seed] = {}
    for file in files:
        columns, rows = _read(file, faults)
        stated = properties.pop(file.stem, None)
        if stated is None:
            reason = "No properties file of the folder describes this seed."
            faults.append(Fault(file.name, 0, reason, "Add it with its column types to _standards.yml."))
            stated = Seed(file.stem)
        elif columns:
            faults += _typing_faults(file.name, columns, stated.types)
        seeds[file.stem] = Seed(file.stem, columns, stated.types, stated.key, stated.is_plan, tuple(rows))
    for name in sorted(properties):
        reason = "It is described in a properties file, but there is no such file."
        faults.append(Fault(f"{name}.csv", 0, reason, "Add the file or remove the description."))
    return Registry(seeds), faults


def _read(file: Path, faults: list[Fault]) -> tuple[tuple[str, ...], list[Row]]:
    """Header and rows of one file; line numbers are those of the text, the header's is 1."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault(file.name, 0, "It is not UTF-8.", "Save it as CSV UTF-8."))
        return (), []
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    first_line = 1
    try:
        for cells in lines:
            line, first_line = first_line, lines.line_num + 1
            if not columns:
                columns = tuple(cells)
                for column in {each for each in columns if columns.count(each) > 1 or not each}:
                    reason = f"The header names the column «{column}» twice or not at all."
                    faults.append(Fault(file.name, 1, reason, "Give every column one name."))
            elif len(cells) != len(columns):
                reason = f"It has {len(cells)} cells where the header has {len(columns)}."
                remedy = "Complete the row; put text with commas into double quotes."
                faults.append(Fault(file.name, line, reason, remedy))
            else:
                rows.append(Row(file.stem, line, dict(zip(columns, cells, strict=True))))
    except csv.Error as error:
        reason = f"The text is no CSV from here on ({error})."
        faults.append(Fault(file.name, first_line, reason, "Close the quotation marks."))
    if not columns:
        faults.append(Fault(file.name, 0, "It is empty.", "Write at least the header."))
    return columns, rows


def _properties(standards_dir: Path, faults: list[Fault]) -> dict[str, Seed]:
    """What the folder's YAML files say of each seed: types, key, whether it is a plan's."""
    import yaml

    described: dict[str, Seed] = {}
    for file in sorted([*standards_dir.glob("*.yml"), *standards_dir.glob("*.yaml")]):
        try:
            content: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError) as error:
            reason = f"It cannot be read ({type(error).__name__})."
            faults.append(Fault(file.name, 0, reason, "Correct the YAML."))
            continue
        for entry in (content or {}).get("seeds") or []:
            config: dict[str, Any] = entry.get("config") or {}
            described[entry["name"]] = Seed(
                name=entry["name"],
                types=config.get("column_types") or {},
                key=_key(entry),
                is_plan=bool((config.get("meta") or {}).get("is_plan")),
            )
    return described


def _key(entry: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that a seed's uniqueness test names, without the year from which a row holds."""
    for test in entry.get("data_tests") or []:
        if isinstance(test, dict) and "unique_key" in test:
            stated = test["unique_key"]
            columns = (stated.get("arguments") or stated)["columns"]
            return tuple(column for column in columns if column != FROM_YEAR)
    for column in entry.get("columns") or []:
        if "unique" in (column.get("data_tests") or []):
            return (column["name"],)
    return ()


def _typing_faults(file: str, columns: tuple[str, ...], types: Mapping[str, str]) -> list[Fault]:
    remedy = "Make the header and column_types in the properties file name the same columns."
    untyped = [column for column in columns if column not in types]
    absent = [column for column in types if column not in columns]
    faults = []
    if untyped:
        faults.append(Fault(file, 1, f"Columns without a type: {', '.join(untyped)}.", remedy))
    if absent:
        faults.append(Fault(file, 1, f"Typed columns that the file lacks: {', '.join(absent)}.", remedy))
    return faults
