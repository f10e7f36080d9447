"""The lists of the sample come to the figures filed beside them; its ledgers name schools that there are."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from orchestration.sample.committed import committed_counties
from orchestration.sample.committed_records import MONTHLY, WITH_LISTS, committed_records
from orchestration.sample.committed_supplement import committed_supplement
from orchestration.sample.model import CountyYear
from orchestration.sample.records import split

#: What of a township is part of which item of the county.
PARTS = {
    f"{stage}_{item}": f"{indicator}.{item}"
    for stage, indicator, items in (
        ("primary", "E1", ("in_school", "in_school_elsewhere", "population")),
        ("junior", "E2", ("in_school", "in_school_elsewhere", "population")),
        ("primary", "E3", ("dropped_out", "students")),
        ("junior", "E4", ("dropped_out", "students")),
        ("junior", "Q1", ("graduates", "transferred_in", "transferred_out", "grade7", "deaths")),
    )
    for item in items
}
Lists = tuple[CountyYear, dict[str, int | float], dict[str, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def filed() -> list[Lists]:
    return list(_filed())


def _filed() -> Iterator[Lists]:
    for _, years in committed_counties():
        for before, county in zip((None, *years), years, strict=False):
            supplement = committed_supplement(county, before)
            items = supplement.items if supplement else ()
            figures = {item.code: item.value for item in (*county.support.items, *items)}
            rows = committed_records(county, before, supplement).rows
            yield county, figures, {form: [dict(row) for row in said] for form, said in rows.items()}


def test_three_counties_file_lists_and_all_but_one_records_of_recognition(filed: list[Lists]) -> None:
    for form in ("dropout_cases", "townships", "supervision_scores"):
        assert {(county.code, county.year) for county, _, rows in filed if rows.get(form)} == {
            (code, year) for code in WITH_LISTS for year in (2023, 2024)
        }
    of_recognition = {county.code for county, _, rows in filed if rows.get("recognition")}
    assert {county.code for county, _, _ in filed} - of_recognition == {"620721"}


def test_cases_come_to_the_figures_filed_beside_them(filed: list[Lists]) -> None:
    for county, figures, rows in filed:
        if not rows.get("dropout_cases"):
            continue
        latest = {row["case_number"]: row for row in rows["dropout_cases"]}.values()
        confirmed = [row for row in latest if row["state"] == "confirmed"]
        gone = [row["stage"] for row in confirmed if row["how"] != "returned"]
        assert (
            len(latest),
            len(confirmed),
            sum(row["how"] == "returned" for row in confirmed),
            sum(row["how"] not in (None, "returned") for row in confirmed),
            gone.count("primary"),
            gone.count("junior"),
        ) == tuple(
            figures[code]
            for code in (
                *("E5.suspected", "E5.confirmed", "E5.returned", "E5.closed"),
                *("E3.dropped_out", "E4.dropped_out"),
            )
        )
        year_end = f"{county.year + 1}-08-31"
        assert all(row["opened_on"] <= (row["back_on"] or year_end) <= year_end for row in latest)
        assert all((row["ledger_month"] is not None) == (county.code == MONTHLY) for row in latest)


def test_townships_add_up_and_none_has_more_than_there_are(filed: list[Lists]) -> None:
    for _, figures, rows in filed:
        townships = rows.get("townships", [])
        for column, code in PARTS.items() if townships else ():
            assert sum(row[column] for row in townships) == figures[code], column
        for row in townships:
            assert all(row[column] >= 0 for column in PARTS)
            for stage in ("primary", "junior"):
                here = row[f"{stage}_in_school"] + row[f"{stage}_in_school_elsewhere"]
                assert here <= row[f"{stage}_population"]
                assert row[f"{stage}_dropped_out"] <= row[f"{stage}_students"]


def test_scores_come_to_the_points(filed: list[Lists]) -> None:
    for _, figures, rows in filed:
        scores = rows.get("supervision_scores", [])
        if scores:
            assert sum(row["points_max"] for row in scores) == 100
            assert sum(Decimal(str(row["points"])) for row in scores) == Decimal(str(figures["V1.points"]))
            assert all(0 <= row["points"] <= row["points_max"] for row in scores)


def test_what_is_open_of_dangerous_buildings_comes_to_their_area(filed: list[Lists]) -> None:
    seen = 0
    for _, figures, rows in filed:
        buildings = [row for row in rows["ledger"] if row["kind"] == "dangerous_building"]
        open_area = sum(row["quantity"] for row in buildings if not (row["verified_on"] or row["closed_on"]))
        if buildings:
            seen += 1
            assert open_area == figures["V1.d_grade_area_m2"]
    assert seen == 3


def test_parts_of_a_split_add_up() -> None:
    assert split(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert split(0, {"a": 2, "b": 0}) == {"a": 0, "b": 0}
