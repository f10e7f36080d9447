"""The text of a cell is kept where the landed number alone does not tell it.

What belongs here: which cells have a text, and at which address. What does not: what the texts mean as
numbers (`test_grammar`).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from orchestration.submissions.cells.grammar import said_otherwise
from orchestration.submissions.forms.file_reading import FileReading
from tests.unit.submissions.filings import (
    ALL_EXAMPLES,
    COLLECTION_2024,
    EXPORT_2024,
    RETURN_2024,
    changed,
    read,
    rows,
    year_of,
)

#: How each kind of file states a fact: the workbook, a relation and field of it, an odd text and its number.
CASES = [
    (EXPORT_2024, "enrolment", "students", "1,234", 1234),
    (EXPORT_2024, "premises", "quantity", "４３５.5", Decimal("435.5")),
    (RETURN_2024, "enrolment", "students", "'321", 321),
    (COLLECTION_2024, "county_facts", "value", "76,330", 76330),
    (COLLECTION_2024, "school_finance", "public_funds_budget_yuan", "—", None),
]


def _first(reading: FileReading, relation: str) -> dict[str, Any]:
    """The first landed fact of a relation, with the column it stands in."""
    fact = rows(reading, relation)[0]
    name = fact.get("src_field") or next(case[2] for case in CASES if case[1] == relation)
    (field,) = [
        row
        for row in rows(reading, "submission_fields")
        if (row["sheet"], row["relation"], row["field"]) == (fact["src_sheet"], relation, name)
        and row["row"] in (None, fact["src_row"])
    ]
    return {**fact, "src_field": name, "cell": f"{field['column']}{fact['src_row']}"}


@pytest.mark.parametrize(("file", "relation", "column", "text", "number"), CASES)
def test_an_odd_cell_keeps_its_text(file: Path, relation: str, column: str, text: str, number: Any) -> None:
    fact = _first(read(file), relation)

    def write(workbook: Any) -> None:
        workbook[fact["src_sheet"]][fact["cell"]] = text

    reading = read(changed(file, write))
    (said,) = rows(reading, "cell_texts")
    place = ("relation", "src_sheet", "src_row", "src_field")
    assert tuple(said[name] for name in place) == (relation, *(fact[name] for name in place[1:]))
    assert said["raw"] == text
    again = rows(reading, relation)[0]
    factor = Decimal(1)
    if relation == "county_facts":
        (factor,) = {
            Decimal(str(row["factor"]))
            for row in rows(reading, "submission_fields")
            if (row["relation"], row["row"]) == (relation, fact["src_row"])
        }
    assert again[column] == (None if number is None else number * factor)


@pytest.mark.parametrize("file", ALL_EXAMPLES)
def test_plain_numbers_keep_none(file: Path) -> None:
    texts = rows(read(file, year_of(file)), "cell_texts")
    assert [row for row in texts if row["raw"].replace(".", "", 1).isdigit()] == []


@pytest.mark.parametrize(
    ("cell", "number", "factor", "text"),
    [
        (812.0, 812, 1, None),
        (812, 812, 1, None),
        ("812", 812, 1, None),
        ("12.5", Decimal("12.5"), 1, None),
        ("0812", 812, 1, "0812"),
        ("+5", 5, 1, "+5"),
        ("1,200", 1200, 1, "1,200"),
        ("", None, 1, None),
        ("  ", None, 1, None),
        ("—", None, 1, "—"),
        ("95%", Decimal("0.95"), 1, "95%"),
        (12.5, Decimal("125000"), 10000, None),
        (1.23456789, Decimal("1.234568"), 1, "1.23456789"),
    ],
)
def test_what_a_number_does_not_tell(cell: Any, number: Any, factor: int, text: str | None) -> None:
    assert said_otherwise(cell, number, Fraction(factor)) == text
