"""The mutants: every small change of one cell or row of the registry that could change a verdict.

What belongs here: which cells are changed, and how, and which changes are none. What does not: whether
anybody notices.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

from orchestration.standards.registry import FROM_YEAR, TO_YEAR, UNTIL_REPLACED, Registry, Row, Seed

#: Seeds without a rule: rosters, labels, what is asked for, and lists of names (`test_plans` holds those).
NO_RULES = frozenset(
    {
        *("counties", "county_items", "filed_items", "form_deadlines", "forms", "reason_codes"),
        *("roadmap", "roadmap_totals", "roster", "school_name_crosswalk"),
        *("plan_duties", "plan_projects", "source_lines"),
    }
)
#: Rules that Python reads, and no model.
READ_BY_PYTHON = frozenset({("deadlines", name) for name in ("", "month", "day", "year_offset")})
#: Changes that no test could notice, with the reason of each.
EQUIVALENT = Path(__file__).with_name("equivalent.csv")
#: Numbers by which nothing is decided: the order in which things are shown.
_ORDER = "_order"
#: Texts that decide, and what stands in for them.
_WORDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "operator": {">=": (">", "<="), "<=": ("<", ">="), "<": ("<=", ">"), ">": (">=", "<")},
    "decides_on": {"raw": ("rounded",), "rounded": ("raw",)},
    "stage": {"primary": ("junior",), "junior": ("primary",), "senior": ("primary",), "all": ("primary",)},
    "entity_type": {"section": ("county",), "school": ("county",), "county": ("school",)},
    # of a formula: what a figure is in it, and whose figure it is
    "role": {
        "numerator": ("denominator",),
        "denominator": ("numerator",),
        "denominator_rounded_up": ("numerator",),
    },
    "member_stage": {
        "primary": ("junior",),
        "junior": ("primary",),
        "senior": ("junior",),
        "special": ("primary",),
    },
}
#: Seeds whose every row decides rows of its own in these marts: by these columns they are told apart.
SHOWN_APART: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "thresholds": {
        "indicator_part": ("standard_id", "indicator_id", "part_id", "stage"),
        "indicator_result": ("standard_id", "indicator_id", "stage"),
    },
    "indicators": {"indicator_part": ("indicator_id",), "indicator_result": ("indicator_id",)},
    "balance_limits": {"balance": ("standard_id", "indicator_id", "stage")},
}
#: Codes that decide; their last character is changed.
_CODES = frozenset({"excluded_sponsor_codes", "applies_to_code_prefix"})
_REMOVED_COLUMNS = frozenset({"inherits_standard_id"})
#: A little: large enough to be told from the tolerance of 1e-9, small beside any distance that matters.
_LITTLE = 0.01
_COUNTS_FROM = 10


@dataclass(frozen=True)
class Mutant:
    """One change: of a cell, or (column '') the removal of a row."""

    seed: str
    line: int
    column: str
    was: str
    becomes: str
    subject: str

    @property
    def name(self) -> str:
        """What is changed, in one line."""
        where = f"{self.seed}.csv row {self.line} ({self.subject})"
        return (
            f"{where}: {self.column} {self.was} → {self.becomes or '(blank)'}"
            if self.column
            else f"{where}: removed"
        )


def mutants(registry: Registry, is_read: Callable[[str, str], bool]) -> Iterator[Mutant]:
    """Every mutant of every rule, seed by seed, row by row.

    `is_read` says of a seed and a column whether any model reads it: what nothing reads decides nothing.
    """
    for name, seed in sorted(registry.seeds.items()):
        if name in NO_RULES:
            continue
        for row in seed.rows:
            subject = " ".join(row[column] for column in seed.key if row[column])
            for column in seed.columns:
                if not is_read(name, column) and (name, column) not in READ_BY_PYTHON:
                    continue
                for becomes in _changes(seed, row, column):
                    yield Mutant(name, row.line, column, row[column], becomes, subject)
            if is_read(name, "") or (name, "") in READ_BY_PYTHON:
                yield Mutant(name, row.line, "", "", "", subject)


def _changes(seed: Seed, row: Row, column: str) -> tuple[str, ...]:
    was = row[column]
    kind = seed.types.get(column, "varchar").lower()
    if not was or column.endswith(_ORDER):
        return ()
    if column in _WORDS:
        return _WORDS[column].get(was, ())
    if column in _CODES:
        return (was[:-1] + ("1" if was[-1] == "0" else "0"),)
    if column in _REMOVED_COLUMNS:
        return ("",)
    if column == FROM_YEAR:
        return (str(int(was) + 1), str(int(was) - 1))
    if column == TO_YEAR:
        # «Until replaced» ends with the last year that any test lands.
        return (str(int(was) - 1), str(int(was) + 1)) if int(was) < UNTIL_REPLACED else ("2023",)
    if kind == "boolean":
        return ("false" if was == "true" else "true",)
    if kind in ("integer", "bigint"):
        return (str(int(was) + 1), str(int(was) - 1))
    if kind == "double":
        number = float(was)
        # Of people, years and square metres one more or less; else a share of the number.
        is_count = number.is_integer() and abs(number) >= _COUNTS_FROM
        step = 1.0 if is_count or not number else abs(number) * _LITTLE
        return (f"{number + step:.12g}", f"{number - step:.12g}")
    return ()


@dataclass(frozen=True)
class Equivalent:
    """A line of `equivalent.csv`: a change that no output could show, and why. «*» stands for anything."""

    seed: str
    subject: str
    column: str
    was: str
    becomes: str
    reason: str

    def is_about(self, mutant: Mutant) -> bool:
        """Whether the line speaks of a mutant."""
        stated = (self.seed, self.subject, self.column, self.was, self.becomes)
        found = (mutant.seed, mutant.subject, mutant.column, mutant.was, mutant.becomes)
        return all(fnmatchcase(its, mine) for mine, its in zip(stated, found, strict=True))


def read_equivalents(file: Path = EQUIVALENT) -> list[Equivalent]:
    """The mutants that say the same as the rule they change."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [Equivalent(**row) for row in csv.DictReader(lines)]


def batches(found: Iterable[Mutant]) -> Iterator[list[Mutant]]:
    """Mutants of one seed and column that change different rows, and can be told apart in the marts."""
    nth: dict[tuple[str, str, int], int] = defaultdict(int)
    together: dict[tuple[str, str, int], list[Mutant]] = defaultdict(list)
    for mutant in found:
        if mutant.seed in SHOWN_APART:
            row = (mutant.seed, mutant.column, mutant.line)
            together[mutant.seed, mutant.column, nth[row]].append(mutant)
            nth[row] += 1
    yield from together.values()


def changed(registry: Registry, *changes: Mutant) -> Registry:
    """The registry with changes of one seed, of one row each."""
    by_line = {change.line: change for change in changes}
    seed = registry.seeds[changes[0].seed]
    rows = []
    for row in seed.rows:
        mutant = by_line.get(row.line)
        if mutant is None:
            rows.append(row)
        elif mutant.column:
            rows.append(replace(row, values={**row.values, mutant.column: mutant.becomes}))
    return Registry({**registry.seeds, seed.name: replace(seed, rows=tuple(rows))})


def as_csv(seed: Seed) -> str:
    """A seed as the text of its file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(seed.columns)
    writer.writerows([row[column] for column in seed.columns] for row in seed.rows)
    return out.getvalue()
