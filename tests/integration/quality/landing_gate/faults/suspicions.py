"""For every rule that only suspects a record, a column or a county, the smallest fault that rouses it.

What belongs here: figures that are possible one by one and odd together (copied, blank, resent, the same
everywhere, on thresholds, in the wrong unit). What does not: all other faults.
"""

from __future__ import annotations

from decimal import Decimal

from tests.integration.quality.landing_gate.clean_county import (
    NINE_YEAR,
    PRIMARY,
    Fault,
    Landing,
    row_of,
    rows_of,
)


def _copied_premises(now: Landing, before: Landing) -> None:
    """The neighbour's row under the school's own code."""
    for row in rows_of(now, "premises", school_code=PRIMARY, src_shape="export"):
        row["quantity"] = row_of(now, "premises", school_code=NINE_YEAR, item=row["item"])["quantity"]


def _blank_premises(now: Landing, before: Landing) -> None:
    for row in rows_of(now, "premises", school_code=PRIMARY, src_shape="export"):
        row["quantity"] = None


def _sheet_of_last_year(now: Landing, before: Landing) -> None:
    values = {"enrolment": "students", "class_sizes": "classes", "teachers": "teachers"}
    for relation, value in values.items():
        for row, earlier in zip(now[relation], before[relation], strict=True):
            row[value] = earlier[value]


def _more_schools(now: Landing, before: Landing) -> list[str]:
    """Five further primary schools of 100 students; enough for what is usual in the county."""
    codes = [f"21420201{number:02d}" for number in range(5)]
    for row, code in enumerate(codes, start=20):
        students = row_of(now, "enrolment", school_code=PRIMARY)
        now["enrolment"].append(students | {"school_code": code, "students": 100, "src_row": row})
    return codes


def _five_thousand_everywhere(now: Landing, before: Landing) -> None:
    books = row_of(now, "premises", school_code=PRIMARY, item="books")
    for line, code in enumerate(_more_schools(now, before), start=20):
        now["premises"].append(books | {"school_code": code, "quantity": Decimal(5000), "src_row": line})


def _sections_on_threshold(now: Landing, before: Landing) -> None:
    """Two backbone teachers for 200 students are exactly one per hundred."""
    students = row_of(
        now, "enrolment", school_code=PRIMARY, grade="all", student_group="all", src_shape="export"
    )
    backbone = row_of(now, "teachers", school_code=PRIMARY, attribute="backbone")
    students["students"], backbone["teachers"] = 200, 2
    for line, code in enumerate(_more_schools(now, before), start=20):
        row_of(now, "enrolment", school_code=code)["students"] = 200
        now["teachers"].append(backbone | {"school_code": code, "src_row": line})


def _column_in_ten_thousands(now: Landing, before: Landing) -> None:
    equipment = row_of(now, "premises", school_code=PRIMARY, item="equipment_value")
    for line, code in enumerate(_more_schools(now, before), start=20):
        now["premises"].append(
            equipment | {"school_code": code, "quantity": Decimal(300000), "src_row": line}
        )
    for row in rows_of(now, "premises", item="equipment_value"):
        row["quantity"] /= 10000


def _twice_the_grounds(now: Landing, before: Landing) -> None:
    for row in rows_of(now, "premises", item="sports_ground_area"):
        row["quantity"] *= 2


def _one_blank(now: Landing, before: Landing) -> None:
    row_of(now, "premises", school_code=PRIMARY, item="books")["quantity"] = None


def _grounds_in_mu(now: Landing, before: Landing) -> None:
    row_of(now, "premises", school_code=PRIMARY, item="sports_ground_area")["quantity"] = Decimal("3.42")


SUSPICIONS: dict[str, Fault] = {
    "county-without-swing": _twice_the_grounds,
    "record-not-copied": _copied_premises,
    "record-not-empty": _blank_premises,
    "record-complete": _one_blank,
    "sheet-new-this-year": _sheet_of_last_year,
    "value-differs-between-schools": _five_thousand_everywhere,
    "values-not-on-threshold": _sections_on_threshold,
    "cell-unit-kept": _grounds_in_mu,
    "column-unit-kept": _column_in_ten_thousands,
}
