"""A cell of an official form: the printed precision, and words where a figure is missing."""

from __future__ import annotations

import pytest

from orchestration.reporting.application.cells import figure


@pytest.mark.parametrize(
    ("value", "decimals", "printed"),
    [
        (2.675, 2, "2.68"),  # half up, of the figure as it is read, not of its binary neighbour
        (0.1265, 3, "0.127"),
        (0.1264999, 3, "0.126"),
        (99.95, 1, "100.0"),
        (-0.04, 1, "-0.0"),
        (0, 0, "0"),
        (1e6, 0, "1000000"),
    ],
)
def test_a_figure_is_rounded_half_up_to_the_printed_precision(
    value: float, decimals: int, printed: str
) -> None:
    cell = figure(value, decimals, "")
    assert (cell.text, cell.is_missing) == (printed, False)


def test_a_missing_figure_says_so_and_is_neither_blank_nor_zero() -> None:
    cell = figure(None, 1, "G11", "没有填报")
    assert (cell.value, cell.is_missing, cell.evidence) == ("缺：没有填报", True, "G11")
    assert figure(None, 1, "").text == "缺：没有数据"
