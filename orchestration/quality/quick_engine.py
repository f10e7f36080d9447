"""The rows that expectations object to, told without Great Expectations: for `junheng check`.

What belongs here: the stock expectations that a suite may use (`catalogue.ROW_EXPECTATIONS`), on the frames
Great Expectations is given. What does not: a rule, or a result that anything is published on: the gates run
Great Expectations (engine.py), and tests hold both to the same rows. Importing it takes a check of one
workbook more time than all the rest, and whoever is about to send a file waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from orchestration.quality.catalogue import Expectation, Suite
from orchestration.quality.engine import FRAME_ROW, Outcome, crashed

if TYPE_CHECKING:
    import pandas as pd

_Test = Callable[["pd.DataFrame", Mapping[str, Any]], "pd.Series[bool]"]


class QuickEngine:
    """The rows that fail, as `engine.Engine` tells them."""

    def run(self, suite: Suite, frame: pd.DataFrame) -> dict[str, Outcome]:
        """An outcome per expectation id. `frame` has the suite's columns and `frame_row` (0, 1, 2 …).

        A check that crashes gives an outcome with its error; it never raises and never counts as failed.
        """
        return {expectation.id: _outcome(expectation, frame) for expectation in suite.expectations}


def _outcome(expectation: Expectation, frame: pd.DataFrame) -> Outcome:
    try:
        rows = _looked_at(expectation, frame)
        sound = TESTS[expectation.type](rows, expectation.kwargs)
        return Outcome(tuple(sorted(int(row) for row in rows.loc[~sound, FRAME_ROW])), None)
    except Exception as error:  # whatever a value that cannot be compared may raise
        return crashed(error)


def _looked_at(expectation: Expectation, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that are tested: a missing value is the matter of its own expectation."""
    if expectation.type.endswith("Null"):
        return frame
    is_there = frame[list(expectation.tested_columns)].notna()
    ignored = expectation.kwargs.get("ignore_row_if", "both_values_are_missing")
    if len(expectation.tested_columns) == 1 or ignored == "either_value_is_missing":
        return frame[is_there.all(axis="columns")]
    return frame if ignored == "neither" else frame[is_there.any(axis="columns")]


def _between(rows: pd.DataFrame, kwargs: Mapping[str, Any]) -> pd.Series[bool]:
    values = rows[kwargs["column"]]
    sound = values.notna()
    if (least := kwargs.get("min_value")) is not None:
        sound &= values > least if kwargs.get("strict_min") else values >= least
    if (most := kwargs.get("max_value")) is not None:
        sound &= values < most if kwargs.get("strict_max") else values <= most
    return sound


def _greater(rows: pd.DataFrame, kwargs: Mapping[str, Any]) -> pd.Series[bool]:
    first, second = rows[kwargs["column_A"]], rows[kwargs["column_B"]]
    return first >= second if kwargs.get("or_equal") else first > second


def _matches(rows: pd.DataFrame, kwargs: Mapping[str, Any]) -> pd.Series[bool]:
    return rows[kwargs["column"]].astype(str).str.contains(kwargs["regex"])


TESTS: Mapping[str, _Test] = {
    "ExpectColumnValuesToNotBeNull": lambda rows, kwargs: rows[kwargs["column"]].notna(),
    "ExpectColumnValuesToBeNull": lambda rows, kwargs: rows[kwargs["column"]].isna(),
    "ExpectColumnValuesToBeBetween": _between,
    "ExpectColumnValuesToBeInSet": lambda rows, kwargs: rows[kwargs["column"]].isin(kwargs["value_set"]),
    "ExpectColumnValuesToNotBeInSet": lambda rows, kwargs: ~rows[kwargs["column"]].isin(kwargs["value_set"]),
    "ExpectColumnValuesToMatchRegex": _matches,
    "ExpectColumnValuesToNotMatchRegex": lambda rows, kwargs: ~_matches(rows, kwargs),
    "ExpectColumnValuesToBeUnique": lambda rows, kwargs: ~rows[kwargs["column"]].duplicated(keep=False),
    "ExpectColumnPairValuesToBeEqual": lambda rows, kwargs: (
        rows[kwargs["column_A"]] == rows[kwargs["column_B"]]
    ),
    "ExpectColumnPairValuesAToBeGreaterThanB": _greater,
}
