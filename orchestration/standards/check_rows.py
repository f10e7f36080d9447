"""Faults of single rows and of rows with one key: what can be told without knowing what a rule is for.

What belongs here: holding the rows of a seed against what its properties file says of it. What does not:
whether rules are missing (`check_coverage`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from orchestration.standards.faults import Fault
from orchestration.standards.properties import NUMBER_TYPES, WHOLE_TYPES, Rule
from orchestration.standards.registry import (
    FROM_YEAR,
    TO_YEAR,
    UNTIL_REPLACED,
    Registry,
    Row,
    Seed,
    number_of,
)

_WHOLE = re.compile(r"[+-]?\d+")
#: Any year without 29 February.
_PLAIN_YEAR = 2023
#: A fault before it has its row: the reason and the remedy.
_Said = tuple[str, str]


def row_faults(registry: Registry, beside: Registry | None = None) -> Iterator[Fault]:
    """Faults that stand in one row or between rows of one key, seed by seed.

    beside: a registry that the seeds may refer to as well.
    """
    references = _References(registry, beside or Registry({}))
    for seed in registry.seeds.values():
        wrong = {column: _wrong_texts(seed, column, references) for column in seed.columns}
        columns = [column for column, texts in wrong.items() if texts]
        for row in seed.rows:
            for column in columns:
                for reason, remedy in wrong[column].get(row[column], ()):
                    yield row.fault(reason, remedy)
            yield from _order_faults(seed, row)
            yield from _date_faults(row)
        yield from _key_faults(seed)


class _References:
    """What columns of seeds hold, for the columns that refer to them."""

    def __init__(self, *registries: Registry) -> None:
        self._registries = registries
        self._known: dict[tuple[str, str], frozenset[str]] = {}

    def faults(self, text: str, column: str, rule: Rule) -> Iterator[_Said]:
        """A value that the seed referred to does not have."""
        if rule.target is None or not text or text in rule.also or text in self._values(*rule.target):
            return
        seed, its_column = rule.target
        reason = f"{column} «{text}» is unknown: {seed}.csv has no such {its_column}."
        yield reason, f"Correct it, or add it to {seed}.csv."

    def _values(self, seed: str, column: str) -> frozenset[str]:
        if (seed, column) not in self._known:
            rows = [row for registry in self._registries for row in registry.rows(seed)]
            self._known[seed, column] = frozenset(row[column] for row in rows)
        return self._known[seed, column]


def _wrong_texts(seed: Seed, column: str, references: _References) -> dict[str, list[_Said]]:
    """What is wrong with each text of a column; most texts stand in many rows and are looked at once."""
    rule = seed.rules.get(column)
    if rule is None:
        return {}
    texts = {row[column] for row in seed.rows}
    said = {
        text: [*_cell_faults(text, column, seed.types[column], rule), *references.faults(text, column, rule)]
        for text in texts
    }
    return {text: faults for text, faults in said.items() if faults}


def _cell_faults(text: str, column: str, kind: str, rule: Rule) -> Iterator[_Said]:
    if text != text.strip():
        yield f"{column} «{text}» has blanks around it.", "Remove them."
    elif not text:
        if column == "citation":
            yield "The row has no citation.", "Say which clause it rests on."
        elif not rule.blank:
            yield f"{column} is blank.", "Fill it in."
    elif rule.values and text not in rule.values:
        yield f"{column} «{text}» is unknown.", f"It can be: {', '.join(rule.values)}."
    elif rule.matches and not rule.matches.fullmatch(text):
        yield f"{column} «{text}» is not of the form {rule.matches.pattern}.", "Correct it."
    else:
        yield from _number_faults(text, column, kind, rule)


def _number_faults(text: str, column: str, kind: str, rule: Rule) -> Iterator[_Said]:
    if kind == "boolean" and text not in ("true", "false"):
        yield f"{column} «{text}» is neither true nor false.", "Write true or false."
    elif kind in WHOLE_TYPES and not _WHOLE.fullmatch(text):
        yield f"{column} «{text}» is no whole number.", "Write digits only."
    elif kind in NUMBER_TYPES:
        value = number_of(text)
        if value is None:
            yield f"{column} «{text}» is no number.", "Write a plain decimal number."
        elif (rule.min is not None and value < rule.min) or (rule.max is not None and value > rule.max):
            remedy = "A share is a fraction of 1." if (rule.min, rule.max) == (0, 1) else "Correct it."
            yield f"{column} {text} lies outside {_bounds(rule)}.", remedy
        elif rule.above is not None and value <= rule.above:
            yield f"{column} {text} is not above {rule.above:g}.", "Correct it."


def _bounds(rule: Rule) -> str:
    if rule.max is None:
        return f"{rule.min:g} and more"
    return f"{rule.min:g} to {rule.max:g}" if rule.min is not None else f"all up to {rule.max:g}"


def _order_faults(seed: Seed, row: Row) -> Iterator[Fault]:
    """Pairs of which the first exceeds the second: years out of order, a share above 1."""
    pairs = seed.properties.meta.ordered if seed.properties else ()
    for first, second in (*pairs, *([(FROM_YEAR, TO_YEAR)] if seed.is_dated else ())):
        least, most = row.number(first), row.number(second)
        if least is not None and most is not None and least > most:
            reason = f"{first} {row[first]} and {second} {row[second]} are out of order."
            yield row.fault(reason, f"Let {first} not exceed {second}.")


def _date_faults(row: Row) -> Iterator[Fault]:
    """A day that its month does not have."""
    month, day = row.number("month"), row.number("day")
    if month is None or day is None or not 1 <= month <= 12:
        return
    try:
        datetime.date(_PLAIN_YEAR, int(month), int(day))
    except ValueError:
        yield row.fault(f"Month {month:g} has no day {day:g}.", "Correct the date.")


def _key_faults(seed: Seed) -> Iterator[Fault]:
    """Rows of one key whose years overlap; undated rows overlap always."""
    by_key: dict[tuple[str, ...], list[Row]] = {}
    if not seed.key:
        return
    for row in seed.rows:
        by_key.setdefault(tuple(row[column] for column in seed.key), []).append(row)
    for key, rows in by_key.items():
        rows.sort(key=lambda row: (row.years[0], row.line))
        earlier = rows[0]
        for later in rows[1:]:
            first, last = max(earlier.years[0], later.years[0]), min(earlier.years[1], later.years[1])
            shown = ", ".join(each or "(blank)" for each in key)
            if not seed.is_dated:
                yield later.fault(f"«{shown}» stands in row {earlier.line} already.", "Keep one of them.")
            elif first <= last:
                reason = f"«{shown}» overlaps row {earlier.line} in {in_years(first, last)}."
                yield later.fault(reason, "End the earlier row the year before the later one begins.")
            if later.years[1] > earlier.years[1]:
                earlier = later


def in_years(first: int, last: int) -> str:
    """«2019–2021», «2019», «2024 and after»."""
    if last >= UNTIL_REPLACED:
        return f"{first} and after"
    return str(first) if first == last else f"{first}–{last}"
