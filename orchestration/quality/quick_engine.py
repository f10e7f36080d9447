"""The rows that expectations object to, told without Great Expectations: for `junheng check`.

What belongs here: the stock expectations that a suite may use (`catalogue.ROW_EXPECTATIONS`) as conditions in
SQL, on the frames Great Expectations is given. What does not: a rule, or a result that anything is published
on: the gates run Great Expectations (engine.py), and tests hold both to the same rows. Importing it takes a
check of one workbook more time than all the rest, and whoever is about to send a file waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import duckdb

from orchestration.quality.catalogue import Expectation, Suite
from orchestration.quality.engine import FRAME, FRAME_ROW, Outcome, crashed

#: A condition that sound rows meet, and its parameters; from an expectation's arguments.
_Condition = tuple[str, list[Any]]


class QuickEngine:
    """The rows that fail, as `engine.Engine` tells them."""

    def run(self, suite: Suite, connection: duckdb.DuckDBPyConnection) -> dict[str, Outcome]:
        """An outcome per expectation id, on the rows of the temp table `frame`.

        A check that crashes gives an outcome with its error; it never raises and never counts as failed.
        """
        return {expectation.id: _outcome(expectation, connection) for expectation in suite.expectations}


def _outcome(expectation: Expectation, connection: duckdb.DuckDBPyConnection) -> Outcome:
    sound, parameters = CONDITIONS[expectation.type](expectation.kwargs)
    query = (
        f"select {FRAME_ROW} from {FRAME} where {_looked_at(expectation)} and not coalesce({sound}, false) "
        f"order by {FRAME_ROW}"
    )
    try:
        return Outcome(tuple(row for (row,) in connection.execute(query, parameters).fetchall()), None)
    except duckdb.Error as error:
        return crashed(error)


def _looked_at(expectation: Expectation) -> str:
    """The rows that are tested: a missing value is the matter of its own expectation."""
    if expectation.type.endswith("Null"):
        return "true"
    is_there = [f'"{name}" is not null' for name in expectation.tested_columns]
    ignored = expectation.kwargs.get("ignore_row_if", "both_values_are_missing")
    if len(is_there) == 1 or ignored == "either_value_is_missing":
        return " and ".join(is_there)
    return "true" if ignored == "neither" else f"({' or '.join(is_there)})"


def _between(kwargs: Mapping[str, Any]) -> _Condition:
    limits = (
        ("min_value", ">" if kwargs.get("strict_min") else ">="),
        ("max_value", "<" if kwargs.get("strict_max") else "<="),
    )
    stated = [(operator, kwargs[name]) for name, operator in limits if kwargs.get(name) is not None]
    sound = " and ".join(f'"{kwargs["column"]}" {operator} ?' for operator, _ in stated)
    return f"({sound})", [limit for _, limit in stated]


def _in_set(kwargs: Mapping[str, Any]) -> _Condition:
    values = list(kwargs["value_set"])
    return f'"{kwargs["column"]}" in ({", ".join("?" * len(values))})', values


def _matches(kwargs: Mapping[str, Any]) -> _Condition:
    return f'regexp_matches(cast("{kwargs["column"]}" as varchar), ?)', [kwargs["regex"]]


def _not(test: Callable[[Mapping[str, Any]], _Condition], kwargs: Mapping[str, Any]) -> _Condition:
    condition, parameters = test(kwargs)
    return f"not {condition}", parameters


def _unique(kwargs: Mapping[str, Any]) -> _Condition:
    column = f'"{kwargs["column"]}"'
    repeated = f"select {column} from {FRAME} where {column} is not null group by all having count(*) > 1"
    return f"{column} not in ({repeated})", []


def _pair(kwargs: Mapping[str, Any], operator: str) -> _Condition:
    return f'"{kwargs["column_A"]}" {operator} "{kwargs["column_B"]}"', []


CONDITIONS: Mapping[str, Callable[[Mapping[str, Any]], _Condition]] = {
    "ExpectColumnValuesToNotBeNull": lambda kwargs: (f'"{kwargs["column"]}" is not null', []),
    "ExpectColumnValuesToBeNull": lambda kwargs: (f'"{kwargs["column"]}" is null', []),
    "ExpectColumnValuesToBeBetween": _between,
    "ExpectColumnValuesToBeInSet": _in_set,
    "ExpectColumnValuesToNotBeInSet": lambda kwargs: _not(_in_set, kwargs),
    "ExpectColumnValuesToMatchRegex": _matches,
    "ExpectColumnValuesToNotMatchRegex": lambda kwargs: _not(_matches, kwargs),
    "ExpectColumnValuesToBeUnique": _unique,
    "ExpectColumnPairValuesToBeEqual": lambda kwargs: _pair(kwargs, "="),
    "ExpectColumnPairValuesAToBeGreaterThanB": lambda kwargs: _pair(
        kwargs, ">=" if kwargs.get("or_equal") else ">"
    ),
}
