"""How values read in a finding, and how findings are told apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from orchestration.quality.findings import readable, stable_id, with_unique_ids
from orchestration.quality.schemas import SCHEMAS, describe


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (True, "yes"),
        (12, "12"),
        (12.0, "12"),
        (0.25, "0.25"),
        (Decimal("1200.500000"), "1200.5"),
        (Decimal("100"), "100"),
        ("约500", "约500"),
        ("-12.5", "-12.5"),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3", "'-2+3"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
    ],
)
def test_readable(value: object, text: str) -> None:
    assert readable(value) == text


def test_stable_id_depends_on_every_part() -> None:
    assert stable_id(["a", 1]) == stable_id(["a", 1])
    assert stable_id(["a", 1]) != stable_id(["a", 2])
    assert stable_id(["ab", ""]) != stable_id(["a", "b"])


def test_same_place_twice_gets_two_ids_whatever_the_order() -> None:
    names = ("suite", "expectation_id", "county_code", "path", "src_sheet", "cell", "school_code")
    place = dict.fromkeys([*names, "message_en"], "x") | {"src_row": 5, "finding_id": "same"}

    def ids(values: list[str]) -> dict[str, str]:
        ordered = with_unique_ids([place | {"observed": value} for value in values])
        return {entry["observed"]: entry["finding_id"] for entry in ordered}

    assert ids(["1", "2"]) == ids(["2", "1"])
    assert len(set(ids(["1", "2"]).values())) == 2


def test_findings_alike_keep_their_ids_when_one_of_them_is_gone() -> None:
    """Else what a county said to the one would close the other."""
    names = ("suite", "expectation_id", "county_code", "src_sheet", "cell", "school_code", "observed")
    about = dict.fromkeys([*names, "message_en"], "x") | {"src_row": 5, "finding_id": "same"}

    def ids(*paths: str) -> list[str]:
        return [entry["finding_id"] for entry in with_unique_ids([about | {"path": path} for path in paths])]

    both = ids("a.xlsx", "b.xlsx")
    assert len({*both, *ids("a.xlsx"), *ids("b.xlsx")}) == 3
    assert with_unique_ids([about | {"path": "a.xlsx", "finding_id": both[0]}])[0]["finding_id"] == both[0]


def test_every_column_is_described_in_both_languages() -> None:
    for schema in SCHEMAS.values():
        for column in describe(schema):
            assert column["description_en"] and column["description_zh"], column
