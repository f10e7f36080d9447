"""Faults of single rows and of rows with one key: what can be told without knowing what a rule is for.

What belongs here: types, ranges, words, references, dates. What does not: whether rules are missing
(`check_coverage`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from orchestration.standards.faults import Fault
from orchestration.standards.registry import FROM_YEAR, TO_YEAR, UNTIL_REPLACED, Registry, Row, Seed
from orchestration.standards.vocabulary import (
    ABOVE,
    BLANK_KEYS,
    COLLECTIVE,
    EARLIEST_YEAR,
    FORMS,
    REFERENCES,
    WORDS,
    range_of,
    required_in,
)

_WHOLE = re.compile(r"[+-]?\d+")
_WHOLE_TYPES = frozenset({"integer", "int", "bigint", "smallint", "hugeint"})
_NUMBER_TYPES = frozenset({"double", "float", "real", "decimal", "numeric"})


def row_faults(registry: Registry) -> Iterator[Fault]:
    """Faults that stand in one row or between rows of one key, seed by seed."""
    known = {name: _values(registry, *target) for name, target in REFERENCES.items()}
    for seed in registry.seeds.values():
        if seed.columns and "citation" not in seed.columns:
            reason = "It has no column citation, so that no row says what it rests on."
            yield Fault(f"{seed.name}.csv", 1, reason, "Add the column.")
        if seed.types and not seed.key:
            reason = "Its properties name no key (data test unique_key or unique)."
            yield Fault(f"{seed.name}.csv", 0, reason, "Add the test to the properties file.")
        for row in seed.rows:
            yield from _cell_faults(seed, row)
            yield from _year_faults(seed, row)
            yield from _reference_faults(seed, row, known)
        yield from _key_faults(seed)


def _values(registry: Registry, seed: str, column: str) -> frozenset[str]:
    return frozenset(row[column] for row in registry.rows(seed))


def _cell_faults(seed: Seed, row: Row) -> Iterator[Fault]:
    required = required_in(seed.name) | (set(seed.key) - BLANK_KEYS)
    for column in seed.columns:
        text = row[column]
        if text != text.strip():
            yield row.fault(f"{column} «{text}» has blanks around it.", "Remove them.")
            continue
        if not text:
            if column == "citation":
                yield row.fault("The row has no citation.", "Say which clause it rests on.")
            elif column in required:
                yield row.fault(f"{column} is blank.", "Fill it in.")
            continue
        yield from _type_faults(seed, row, column, text)
        if column in WORDS and text not in WORDS[column]:
            allowed = ", ".join(sorted(WORDS[column]))
            yield row.fault(f"{column} «{text}» is unknown.", f"It can be: {allowed}.")
        if column in FORMS and not FORMS[column][0].fullmatch(text):
            yield row.fault(f"{column} «{text}» is not {FORMS[column][1]}.", "Correct the code.")


def _type_faults(seed: Seed, row: Row, column: str, text: str) -> Iterator[Fault]:
    kind = seed.types.get(column, "varchar").partition("(")[0].strip().lower()
    if kind == "boolean":
        if text not in ("true", "false"):
            yield row.fault(f"{column} «{text}» is neither true nor false.", "Write true or false.")
        return
    if kind in _WHOLE_TYPES:
        if not _WHOLE.fullmatch(text):
            yield row.fault(f"{column} «{text}» is no whole number.", "Write digits only.")
            return
    elif kind in _NUMBER_TYPES:
        if row.number(column) is None:
            yield row.fault(f"{column} «{text}» is no number.", "Write a plain decimal number.")
            return
    else:
        return
    value = float(text)
    limits = range_of(column)
    if limits and not limits[0] <= value <= limits[1]:
        reason = f"{column} {text} lies outside {limits[0]:g} to {limits[1]:g}."
        yield row.fault(reason, "A share is a fraction of 1." if limits == (0, 1) else "Correct it.")
    if column in ABOVE and value <= ABOVE[column]:
        yield row.fault(f"{column} {text} is not above {ABOVE[column]:g}.", "Correct it.")


def _year_faults(seed: Seed, row: Row) -> Iterator[Fault]:
    present = [column for column in (FROM_YEAR, TO_YEAR) if column in seed.columns]
    for column in present:
        if not row[column]:
            yield row.fault(f"{column} is blank.", "Write the school year, or 9999 until replaced.")
        elif (
            row.number(column) is not None and not EARLIEST_YEAR <= int(float(row[column])) <= UNTIL_REPLACED
        ):
            yield row.fault(f"{column} {row[column]} is no school year.", "Write four digits.")
    if len(present) == 2:
        first, last = row.years
        if first > last:
            reason = f"It holds from {first} to {last}, which is out of order."
            yield row.fault(reason, f"Let {FROM_YEAR} not be after {TO_YEAR}.")
    share, whole = row.number("share_numerator"), row.number("share_denominator")
    if share is not None and whole is not None and not 0 <= share <= whole:
        yield row.fault(f"The share {share:g} ÷ {whole:g} lies outside 0 to 1.", "Correct it.")


def _reference_faults(seed: Seed, row: Row, known: Mapping[str, frozenset[str]]) -> Iterator[Fault]:
    for column, (target, target_column) in REFERENCES.items():
        text = row[column]
        if not text or column not in seed.columns or (target, target_column) == (seed.name, column):
            continue
        if text not in known[column] and text not in COLLECTIVE.get(column, ()):
            reason = f"{column} «{text}» is unknown: {target}.csv has no such {target_column}."
            yield row.fault(reason, f"Correct it, or add it to {target}.csv.")


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
