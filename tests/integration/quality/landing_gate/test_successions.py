"""Trends follow recorded successions: groups of schools, this year's sum beside last year's.

What belongs here: what the checks of swings, cohorts and candidates compare. What does not: which
values fail (`test_gate`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from orchestration.quality.session import landing_session
from tests.integration.quality.landing_gate.clean_county import (
    CAMPUS,
    NINE_YEAR,
    PRIMARY,
    Landing,
    clean_landing,
    row_of,
    rows_of,
    write_landing,
)
from tests.support.dbt import gate_models

YEAR = 2024
NEW = "2142029002"


def _years() -> tuple[Landing, Landing]:
    return clean_landing(YEAR, [], []), clean_landing(YEAR - 1, [], [])


def _without(landing: Landing, school: str) -> None:
    for rows in landing.values():
        rows[:] = [row for row in rows if row.get("school_code") != school]


def _record(landing: Landing, change: str, school: str, other: str) -> None:
    listing = landing["schools"][0]
    place = {name: listing[name] for name in ("school_year", "county_code", "src_sha256")}
    source = {"src_shape": "collection", "src_sheet": "学校变动", "src_row": 5}
    told = {"school_code": school, "change": change, "other_school_code": other}
    landing["changes"].append(place | source | told | {"effective_date": f"{YEAR}-08-20"})


def _students(landing: Landing, school: str, students: int) -> None:
    row = row_of(landing, "enrolment", school_code=school, stage="primary", grade="all", src_shape="export")
    row["students"] = students


def _select(folder: Path, check: str, now: Landing, before: Landing) -> list[dict[str, Any]]:
    write_landing(folder / "landing", {YEAR - 1: before, YEAR: now})
    session = landing_session(folder / "landing", gate_models(), [YEAR], {check})
    cursor = session.connection.execute(f"select * from {session.relation(check)}")
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    session.connection.close()
    return [row for row in rows if row["school_year"] == YEAR]


def _swing(rows: list[dict[str, Any]], school: str) -> tuple[Any, ...]:
    (row,) = [
        row
        for row in rows
        if (row["school_code"], row["stage"], row["measure"]) == (school, "primary", "students")
    ]
    return row["amount_before"], row["amount"], row["students_excess"] > 0, row["together"]


@pytest.mark.parametrize("is_recorded", [True, False])
def test_a_merged_school_is_compared_with_all_it_came_from(tmp_path: Path, is_recorded: bool) -> None:
    now, before = _years()
    _without(now, NINE_YEAR)
    _students(now, PRIMARY, 456)
    if is_recorded:
        _record(now, "merge", NINE_YEAR, PRIMARY)
        expected = (456, 456, False, f" [{PRIMARY} + {NINE_YEAR} → {PRIMARY}]")
    else:
        expected = (228, 456, True, "")
    assert _swing(_select(tmp_path, "check_swings", now, before), PRIMARY) == expected


def test_schools_split_from_one_are_compared_together(tmp_path: Path) -> None:
    now, before = _years()
    for relation in ("enrolment", "schools"):
        own = rows_of(now, relation, school_code=PRIMARY)
        now[relation] += [row | {"school_code": NEW, "src_row": 30} for row in own]
    _students(now, PRIMARY, 114)
    _students(now, NEW, 114)
    _record(now, "split", NEW, PRIMARY)
    rows = _select(tmp_path, "check_swings", now, before)
    assert _swing(rows, PRIMARY) == (228, 228, False, f" [{PRIMARY} → {PRIMARY} + {NEW}]")


@pytest.mark.parametrize("transposed", [False, True])
def test_a_new_code_is_followed_whichever_way_the_form_is_filled_in(tmp_path: Path, transposed: bool) -> None:
    now, before = _years()
    for rows in now.values():
        for row in rows:
            if row.get("school_code") == NINE_YEAR:
                row["school_code"] = NEW
    _record(now, "change_type", *((NEW, NINE_YEAR) if transposed else (NINE_YEAR, NEW)))
    assert _swing(_select(tmp_path / "s", "check_swings", now, before), NEW)[:2] == (228, 228)
    cohorts = _select(tmp_path / "c", "check_cohorts", now, before)
    assert {row["grade_number"] for row in cohorts if row["school_code"] == NEW} == {2, 3, 4, 5, 6}
    assert [row["presence"] for row in _select(tmp_path / "o", "check_schools_over_time", now, before)].count(
        "gone"
    ) == 0
    assert _select(tmp_path / "g", "check_successor_candidates", now, before) == []


def test_likeness_names_a_candidate_and_links_nothing(tmp_path: Path) -> None:
    now, before = _years()
    for rows in now.values():
        for row in rows:
            if row.get("school_code") == NINE_YEAR:
                row["school_code"] = NEW
    (row,) = _select(tmp_path / "g", "check_successor_candidates", now, before)
    assert (row["school_code"], row["candidate"], row["likeness"]) == (NINE_YEAR, NEW, "same name")
    swings = _select(tmp_path / "s", "check_swings", now, before)
    assert NEW not in {row["school_code"] for row in swings}
    assert CAMPUS in {row["school_code"] for row in swings}


def test_a_merger_recorded_late_joins_nothing_in_the_year_of_the_record(tmp_path: Path) -> None:
    """The school left the year before: it took effect then, for the gate as for the marts."""
    now, before = _years()
    for landing in (now, before):
        _without(landing, NINE_YEAR)
    _record(now, "merge", NINE_YEAR, PRIMARY)
    years = {YEAR - 2: clean_landing(YEAR - 2, [], []), YEAR - 1: before, YEAR: now}
    write_landing(tmp_path / "landing", years)
    checks = {"check_swings", "check_schools_over_time"}
    session = landing_session(tmp_path / "landing", gate_models(), [YEAR], checks)
    effective = session.connection.execute("select effective_year from succession").fetchall()
    joined = session.connection.execute("select * from school_group").fetchall()
    gone = session.connection.execute(
        f"select school_code from {session.relation('check_schools_over_time')} "
        f"where school_year = {YEAR} and presence = 'gone'"
    ).fetchall()
    session.connection.close()
    assert effective == [(YEAR - 1,)]
    assert joined == gone == []
