"""Great Expectations and the engine of `junheng check` object to the same rows."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from orchestration.quality.catalogue import ROW_EXPECTATIONS, Expectation, Suite
from orchestration.quality.engine import FRAME_ROW, Engine
from orchestration.quality.quick_engine import TESTS, QuickEngine

NUMBERS = [1.0, 2.0, 3.0, None, float("nan"), 2.0, -1.0, 85.0]
OTHERS = [1.0, 3.0, 2.0, None, 4.0, None, -1.0, 85.000001]
WORDS = ["yes", "no", "", None, "2142020002", "yes", " 2142020002", "是"]
FRAME = pd.DataFrame({FRAME_ROW: range(8), "number": NUMBERS, "other": OTHERS, "word": WORDS})
NOTHING = FRAME.assign(number=None, other=None, word=None)
NONE_AT_ALL = FRAME.head(0)

NUMBER, WORD, PAIR = {"column": "number"}, {"column": "word"}, {"column_A": "number", "column_B": "other"}
#: (stock expectation, its arguments)
CASES: list[tuple[str, dict[str, Any]]] = [
    ("ExpectColumnValuesToNotBeNull", NUMBER),
    ("ExpectColumnValuesToNotBeNull", WORD),
    ("ExpectColumnValuesToBeNull", NUMBER),
    ("ExpectColumnValuesToBeNull", WORD),
    ("ExpectColumnValuesToBeBetween", NUMBER | {"min_value": 2}),
    ("ExpectColumnValuesToBeBetween", NUMBER | {"max_value": 2}),
    ("ExpectColumnValuesToBeBetween", NUMBER | {"min_value": 2, "strict_min": True}),
    ("ExpectColumnValuesToBeBetween", NUMBER | {"max_value": 2, "strict_max": True}),
    ("ExpectColumnValuesToBeBetween", NUMBER | {"min_value": 1, "max_value": 3}),
    ("ExpectColumnValuesToBeBetween", NUMBER | {"min_value": 0, "max_value": 0}),
    ("ExpectColumnValuesToBeInSet", WORD | {"value_set": ["yes", "是"]}),
    ("ExpectColumnValuesToBeInSet", NUMBER | {"value_set": [1, 2]}),
    ("ExpectColumnValuesToNotBeInSet", WORD | {"value_set": ["yes", ""]}),
    ("ExpectColumnValuesToMatchRegex", WORD | {"regex": "^[0-9]{10}$"}),
    ("ExpectColumnValuesToMatchRegex", WORD | {"regex": "e"}),
    ("ExpectColumnValuesToNotMatchRegex", WORD | {"regex": "^[0-9]{10}$"}),
    ("ExpectColumnValuesToBeUnique", WORD),
    ("ExpectColumnValuesToBeUnique", NUMBER),
    *(
        (kind, PAIR | ignored | more)
        for kind, more in (
            ("ExpectColumnPairValuesToBeEqual", {}),
            ("ExpectColumnPairValuesAToBeGreaterThanB", {}),
            ("ExpectColumnPairValuesAToBeGreaterThanB", {"or_equal": True}),
        )
        for ignored in ({}, {"ignore_row_if": "either_value_is_missing"}, {"ignore_row_if": "neither"})
    ),
]
WORDING = {"en": "text", "zh": "文字"}


def _suite() -> Suite:
    said = {"message": WORDING, "what": WORDING, "why": WORDING, "fix": WORDING}
    kinds = {"severity": "warning", "dimension": "validity", "owner": "county"}
    return Suite(
        name="suite",
        gate="landing",
        relation="schools",
        key=("school_code",),
        columns=("number", "other", "word"),
        expectations=tuple(
            Expectation.model_validate(
                {"id": f"case-{position}", "type": kind, "kwargs": kwargs} | kinds | said
            )
            for position, (kind, kwargs) in enumerate(CASES)
        ),
    )


def test_every_expectation_a_suite_may_use_is_known() -> None:
    assert TESTS.keys() == ROW_EXPECTATIONS.keys() == {kind for kind, _ in CASES}


@pytest.mark.parametrize("frame", [FRAME, NOTHING, NONE_AT_ALL], ids=["values", "nulls", "no rows"])
def test_both_engines_object_to_the_same_rows(frame: pd.DataFrame) -> None:
    suite = _suite()
    expected, found = Engine().run(suite, frame), QuickEngine().run(suite, frame)
    assert {case: found[f"case-{position}"] for position, case in enumerate(map(str, CASES))} == {
        case: expected[f"case-{position}"] for position, case in enumerate(map(str, CASES))
    }


def test_what_cannot_be_compared_is_a_crash_and_no_finding() -> None:
    frame = FRAME.assign(number=[*"abcdefgh"])
    for engine in (Engine(), QuickEngine()):
        outcome = engine.run(_suite(), frame)["case-4"]
        assert outcome.error and outcome.failing == ()
