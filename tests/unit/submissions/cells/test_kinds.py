"""Every kind of cell reads a column as it reads each cell, and reads back what it writes."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.submissions.cells import grammar, kinds
from orchestration.submissions.cells.columns import COUNT, QUANTITY
from orchestration.submissions.cells.kinds import CellKind
from orchestration.submissions.cells.units import CellUnit
from orchestration.submissions.contract.layout_files import CELL_KINDS

# A busy machine is no fault of the kinds.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

LEVELS = {"Ⅲ": "3", "Ⅲ级": "3", "Ⅳ": "4"}
EVERY_KIND = (
    *(
        kinds.SchoolCode(),
        kinds.Code(digits=3),
        kinds.Code(3, LEVELS),
        kinds.Text(),
        kinds.Text(LEVELS),
        kinds.Choice(LEVELS),
        kinds.Name(),
    ),
    *(kinds.Count(), kinds.WholeQuantity(), kinds.Quantity(), kinds.Flag(), kinds.Year(), kinds.Date()),
)
FIGURES = tuple(kind for kind in EVERY_KIND if kind.is_figure)

missing = st.sampled_from([*sorted(grammar.MISSING_WORDS), " — ", "　", "／", "\u00a0", "\u200b-", "\ufeff"])
whole = st.integers(-(10**9), 10**9)
#: Amounts with up to four decimals, as forms have them.
amounts = st.integers(-(10**12), 10**12).map(lambda value: value / 10_000)
words = st.sampled_from(
    ["12人", "1,200", "３", "95%", "是", "否", "III", "Ⅳ", "八中", "2024-09-01", "2024年9月", "211", "0211"]
)
cells = st.lists(
    st.one_of(
        whole.map(float),
        amounts,
        st.floats(allow_nan=False, allow_infinity=False, width=64),
        missing,
        words,
        st.sampled_from([True, datetime.date(2024, 1, 1), 2142020002.0]),
        st.from_regex(r"[0-9]{10}", fullmatch=True),
        whole.map(str),
    ),
    max_size=30,
)
units = st.builds(
    CellUnit,
    st.none(),
    st.sampled_from([Fraction(1), Fraction(10_000), Fraction(2000, 3), Fraction(1, 100)]),
    st.booleans(),
    st.sampled_from([None, "人"]),
)


@pytest.mark.parametrize("kind", EVERY_KIND, ids=repr)
@given(cells, units)
def test_a_column_reads_as_each_of_its_cells(kind: CellKind, column: list[Any], unit: CellUnit) -> None:
    expected: list[Any] = []
    rejected: dict[int, str] = {}
    for position, cell in enumerate(column):
        try:
            expected.append(kind.read(cell, unit))
        except grammar.Unreadable as reason:
            expected.append(reason.value)
            rejected[position] = reason.code
    read = kind.read_column(column, unit)
    assert read.values.to_pylist() == expected
    assert {position: reason.code for position, reason in read.rejected.items()} == rejected


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (kinds.SchoolCode(), "2142020002", "2142020002"),
        (kinds.Code(digits=3), "211", 211),
        (kinds.Code(digits=6), "421202", "421202"),
        (kinds.Text(), "八中", "八中"),
        (kinds.Choice(LEVELS), "3", "Ⅲ"),
        (kinds.Count(), 12, 12),
        (kinds.Quantity(), Decimal("12.500000"), Decimal("12.500000")),
        (kinds.Flag(), False, "否"),
        (kinds.Year(), 1998, 1998),
        (kinds.Date(), "2024-09-01", "2024-09-01"),
    ],
    ids=lambda value: repr(value) if isinstance(value, CellKind) else str(value),
)
def test_what_is_written_is_read_back(kind: CellKind, value: Any, written: Any) -> None:
    assert kind.written(value) == written
    assert kind.written(None) is None
    assert kind.read(float(written) if isinstance(written, Decimal) else written) == value


def test_a_count_beside_areas_lands_as_a_quantity() -> None:
    assert kinds.Count().landing_as(QUANTITY) == kinds.WholeQuantity()
    assert kinds.Count().landing_as(COUNT) == kinds.Count()
    assert kinds.Quantity().landing_as(QUANTITY) == kinds.Quantity()


def test_figures_are_typed_as_numbers_and_all_else_but_years_as_text() -> None:
    assert all(not kind.is_typed_as_text for kind in FIGURES)
    assert {type(kind) for kind in EVERY_KIND if not kind.is_typed_as_text} == {
        *(type(kind) for kind in FIGURES),
        kinds.Year,
    }


def test_cells_tell_a_column_of_codes_from_one_of_figures() -> None:
    codes = ["2142020002", "2142020003", "合计"]
    assert kinds.SchoolCode().may_be_of(codes)
    assert not kinds.SchoolCode().may_be_of(["一", "二", "三"])
    assert not kinds.Count().may_be_of(["甲", "乙", "丙", 4.0])
    assert kinds.Count().may_be_of(["甲", "乙"])  # too few to tell


def test_every_kind_of_the_layouts_is_tested_here() -> None:
    assert set(CELL_KINDS.values()) <= {type(kind) for kind in EVERY_KIND}
