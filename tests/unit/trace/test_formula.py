"""Formulas out of evidence rows: what they come to, and how they are written."""

from __future__ import annotations

from typing import Any

import pytest

from orchestration.trace.formula import Formula, formula, sums
from orchestration.trace.numbers import close, filed_text, shown

Row = dict[str, Any]


def _input(role: str, value: float | None, **other: Any) -> Row:
    row = {
        "role": role,
        "value": value,
        "coefficient": 1.0,
        "share": None,
        "relation": "teachers",
        "member_stage": "primary",
        "stage": "primary",
        "state": "missing" if value is None else "used",
        **other,
    }
    if "contribution" not in row:
        share = 1.0 if row["share"] is None else row["share"]
        row["contribution"] = None if value is None else value * row["coefficient"] * share
    return row


def test_a_ratio_of_a_sum() -> None:
    rows = [*(_input("numerator", each) for each in (2.0, 31.0, 8.0, 0.0)), _input("denominator", 812.0)]
    made = formula("R1", 100.0, rows, 100 * 41 / 812)
    assert made.text == "R1 = 100 × (2 + 31 + 8 + 0) ÷ 812 = 5.049261…"
    assert (made.numerator, made.denominator) == (41.0, 812.0)
    assert close(made.value, 100 * 41 / 812)


def test_a_share_of_what_two_stages_use() -> None:
    share = 600 / (600 + 1.1 * 300)
    rows = [
        _input("numerator", 5000.0, share=share, relation="premises"),
        _input("numerator", 300.0, share=share, coefficient=-1.0, relation="premises"),
        _input("denominator", 600.0),
        _input("split", 600.0),
        _input("split", 300.0, coefficient=1.1, member_stage="junior"),
        _input("scope", None),
    ]
    made = formula("R4", 1.0, rows, None)
    assert made.text.startswith("R4 = ((5000 − 300) × 600 ÷ (600 + 1.1 × 300)) ÷ 600 = ")
    assert close(made.value, 4700 * share / 600)


def test_quotients_above_and_below() -> None:
    rows = [
        _input("numerator", 164.0),
        _input("numerator_divisor", 2.0),
        _input("denominator", 150.0),
        _input("denominator_divisor", 3.0),
    ]
    made = formula("F2", 100.0, rows, 164.0)
    assert made.text == "F2 = 100 × (164 ÷ 2) ÷ (150 ÷ 3) = 164"


def test_rooms_needed_are_rounded_up_for_stages_with_students() -> None:
    rows = [
        _input("numerator", 97.5, relation="rooms", contribution=1.0),
        _input("numerator", 60.0, relation="rooms", contribution=0.0),
        _input("denominator_rounded_up", 25.0, coefficient=1 / 12, share=1.0),
        _input("denominator_rounded_up", 3.0, coefficient=1 / 12, share=0.0),
    ]
    made = formula("G3", 1.0, rows, 1 / 3)
    assert made.text == "G3 = (1 + 0) ÷ ⌈25 ÷ 12⌉ = 0.333333…"
    assert made.denominator == 3.0


def test_twelve_classes_need_one_room() -> None:
    whole = [_input("denominator_rounded_up", 7.0, coefficient=1 / 12, share=1.0)]
    whole += [_input("denominator_rounded_up", 5.0, coefficient=1 / 12, share=1.0)]
    assert sums(whole)[1] == 1.0


def test_a_school_without_students_needs_no_rooms_and_has_no_figure() -> None:
    rows = [_input("denominator_rounded_up", 3.0, coefficient=1 / 12, share=0.0)]
    assert sums(rows)[1] is None


def test_a_count_beside_its_total_is_no_ratio() -> None:
    rows = [
        _input("numerator", 1.0, relation="class_sizes"),
        _input("numerator", 2.0, relation="class_sizes"),
        _input("denominator", 24.0),
    ]
    assert formula("G5", 1.0, rows, 3.0) == Formula("G5 = 1 + 2 = 3", 3.0, 24.0, 3.0)


@pytest.mark.parametrize(
    ("relation", "values", "expected"),
    [
        ("teachers", (3.0, None), None),  # an unknown part makes the whole unknown
        ("class_sizes", (0.0, None), None),
        ("class_sizes", (1.0, None), 1.0),  # one class over the limit decides
        ("rooms", (1.0, None), 1.0),  # rooms of known size are counted
        ("rooms", (None,), 0.0),
    ],
)
def test_what_is_missing(relation: str, values: tuple[float | None, ...], expected: float | None) -> None:
    states = ["blank" if value is None else "used" for value in values]
    rows = [
        _input("numerator", value, relation=relation, state=state)
        for value, state in zip(values, states, strict=True)
    ]
    assert sums(rows)[0] == expected


def test_without_a_room_list_nothing_is_counted() -> None:
    assert sums([_input("numerator", None, relation="rooms", state="missing")])[0] is None


def test_a_missing_input_shows() -> None:
    rows = [_input("numerator", 3.0), _input("numerator", None), _input("denominator", 10.0)]
    assert formula("R3", 100.0, rows, None).text == "R3 = 100 × (3 + ?) ÷ 10 = ?"


def test_nothing_divides_by_zero() -> None:
    rows = [_input("numerator", 3.0), _input("denominator", 0.0)]
    assert formula("Q2", 100.0, rows, None).value is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (812.0, "812"),
        (12.5, "12.5"),
        (1 / 3, "0.333333…"),
        (0.0, "0"),
        (-0.0, "0"),
        (None, "?"),
        (1e7, "10000000"),
    ],
)
def test_numbers_as_people_write_them(value: float | None, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("raw", "value", "factor", "text"),
    [
        ("1,200", 1200.0, 1.0, "1,200"),
        (None, 125000.0, 10000.0, "12.5"),
        (None, 0.95, 0.01, "95"),
        (None, 3.0, None, "3"),
        (None, None, 1.0, None),
    ],
)
def test_the_text_of_a_cell(
    raw: str | None, value: float | None, factor: float | None, text: str | None
) -> None:
    assert filed_text(raw, value, factor) == text
