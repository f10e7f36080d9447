"""What faults do to the clean rows of a year: a row gets other values, stands again, is left out.

What belongs here: edits that several kinds of fault are made of. What does not: which fault breaks what.
"""

from __future__ import annotations

from decimal import Decimal

from tests.integration.quality.landing_gate.clean_county import (
    NINE_YEAR,
    PRIMARY,
    Fault,
    Landing,
    Row,
    row_of,
    rows_of,
)


def set_first(relation: str, values: Row, /, **match: object) -> Fault:
    """The first matching row gets these values."""

    def fault(now: Landing, before: Landing) -> None:
        row_of(now, relation, **match).update(values)

    return fault


def stands_again(relation: str, values: Row, /, **match: object) -> Fault:
    """The first matching row stands again, in the row below the sheet, with these values."""

    def fault(now: Landing, before: Landing) -> None:
        row = row_of(now, relation, **match)
        now[relation].append(row | {"src_row": 90} | values)

    return fault


def without(relation: str, /, **match: object) -> Fault:
    """All matching rows are left out, this year."""

    def fault(now: Landing, before: Landing) -> None:
        for row in rows_of(now, relation, **match):
            now[relation].remove(row)

    return fault


def listed(of: str = PRIMARY, /, **values: object) -> Fault:
    """What the directory says of a school."""
    return set_first("schools", values, school_code=of)


def students(number: int) -> Fault:
    """As many students of the primary school, in the county's export."""
    return set_first("enrolment", {"students": number}, school_code=PRIMARY, src_shape="export")


def teachers(attribute: str, value: str, number: int) -> Fault:
    """As many teachers of a kind in the primary school."""
    match = {"school_code": PRIMARY, "attribute": attribute, "value": value}
    return set_first("teachers", {"teachers": number}, **match)


def premises(item: str, quantity: int) -> Fault:
    """As much of an item in the primary school."""
    return set_first("premises", {"quantity": Decimal(quantity)}, school_code=PRIMARY, item=item)


def returned(grade: str, group: str, number: int) -> Fault:
    """As many students in the return of the nine-year school."""
    match = {"school_code": NINE_YEAR, "src_shape": "return", "grade": grade, "student_group": group}
    return set_first("enrolment", {"students": number}, **match)
