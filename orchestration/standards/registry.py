"""The registry as it stands in its files: every seed with its rows, line numbers and what describes it.

What belongs here: reading CSV and properties files. What does not: the shape of a properties file
(`properties`), whether the rows are right (`check`), which row holds for whom (`lineage`).
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from orchestration.standards.faults import Fault
from orchestration.standards.properties import ColumnType, PropertiesFile, Rule, SeedProperties
from orchestration.yaml_files import YamlFaultsError, YamlFile

FROM_YEAR, TO_YEAR = "valid_from_year", "valid_to_year"
UNTIL_REPLACED = 9999


def number_of(text: str) -> float | None:
    """A text as a number; None if it is none, or none that ends."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


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
        return number_of(self[column])

    @cached_property
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
    """One file: the columns of its header, what its properties file says of it, its rows."""

    name: str
    columns: tuple[str, ...] = ()
    properties: SeedProperties | None = None
    rows: tuple[Row, ...] = ()

    @cached_property
    def types(self) -> Mapping[str, ColumnType]:
        return self.properties.types if self.properties else {}

    @cached_property
    def rules(self) -> Mapping[str, Rule]:
        """What each column may hold."""
        return {column.name: column.rule for column in self.properties.columns} if self.properties else {}

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns that no two rows share in one year: the key without the year from which a row holds."""
        key = self.properties.meta.key if self.properties else ()
        return tuple(column for column in key if column != FROM_YEAR)

    @property
    def is_plan(self) -> bool:
        """Whether it holds what a plan promises, not a rule that decides."""
        return bool(self.properties and self.properties.meta.is_plan)

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


def load_registry(folder: Path) -> tuple[Registry, list[Fault]]:
    """Read every seed of a folder.

    Returns the registry and what kept part of it from being read: text that is not UTF-8, ragged
    rows, seeds that no properties file describes or not as they are. Raises FileNotFoundError if the folder
    holds no seed.
    """
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise FileNotFoundError(f"There is no registry of standards in {folder}.")
    described, faults = load_properties(folder)
    is_all_described = not faults
    seeds: dict[str, Seed] = {}
    for file in files:
        columns, rows = _read(file, faults)
        properties = described.pop(file.stem, None)
        if properties is None and is_all_described:
            reason = "No properties file of the folder describes this seed."
            faults.append(Fault(file.name, 0, reason, "Add it to the folder's .yml, column by column."))
        elif properties is not None and columns and columns != tuple(properties.types):
            reason = f"Its header is not what its properties describe: {_odd(columns, properties)}."
            faults.append(Fault(file.name, 1, reason, "Let both name the same columns in one order."))
        seeds[file.stem] = Seed(file.stem, columns, properties, tuple(rows))
    for name in sorted(described):
        reason = "It is described in a properties file, but there is no such file."
        faults.append(Fault(f"{name}.csv", 0, reason, "Add the file or remove the description."))
    return Registry(seeds), faults


def _odd(columns: tuple[str, ...], properties: SeedProperties) -> str:
    undescribed = [f"{column} is not described" for column in columns if column not in properties.types]
    absent = [f"{column} is not there" for column in properties.types if column not in columns]
    return ", ".join(undescribed + absent) or "the order differs"


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


def load_properties(folder: Path) -> tuple[dict[str, SeedProperties], list[Fault]]:
    """What the folder's properties files say of each seed, in their order, and why one cannot be read."""
    described: dict[str, SeedProperties] = {}
    faults: list[Fault] = []
    for file in sorted(folder.glob("*.yml")):
        try:
            content = YamlFile.own(file, may_repeat=True).read(PropertiesFile)
        except UnicodeDecodeError:
            faults.append(Fault(file.name, 0, "It is not UTF-8.", "Save it as UTF-8."))
        except YamlFaultsError as error:
            for fault in error.faults:
                reason = f"{fault.key} {fault.reason}.".lstrip()
                faults.append(Fault(file.name, fault.line, reason, "Correct the description."))
        else:
            described |= {seed.name: seed for seed in content.seeds}
    return described, faults
