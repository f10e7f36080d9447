"""A county walks the whole way to recognition over six school years, and back.

What belongs here: what the facts make of records of recognition, year by year, without a build; of any
records, against the oracle. What does not: verdicts and promises beside them (unit tests of the mart
`recognition`), findings (test_gate).
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from orchestration.quality.session import landing_session
from tests.integration.quality.landing_gate.clean_county import COUNTY, Landing, row_of, write_landing
from tests.integration.quality.landing_gate.gated import clean
from tests.oracle import recognition
from tests.support.dbt import gate_models

Record = tuple[str, str]
YEARS = range(2018, 2024)
BASE, SELF, CITY = "basic_balance_recognised", "self_assessed", "city_reviewed"
PROVINCE, NATION, REVIEW, REVOKED = "province_assessed", "recognised", "re_reviewed", "revoked"
#: What is filed in each school year: three years of waiting, the way, the recognition, a re-review.
WALK: dict[int, list[Record]] = {
    2018: [(BASE, "2018-12-10")],
    2019: [],
    2020: [],
    2021: [(SELF, "2021-12-20"), (CITY, "2022-03-15")],
    2022: [(PROVINCE, "2022-11-02"), (NATION, "2023-06-30")],
    2023: [(REVIEW, "2024-05-20")],
}


def _drawn(random: Random) -> list[recognition.Record]:
    """Records of one county, in any order, some of which contradict each other or leave out a step."""
    steps = [*recognition.WAY, REVIEW, REVOKED]
    return [
        recognition.Record(
            step,
            f"{random.randint(2010, 2023)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}",
            random.random() < 0.85,
        )
        for step in random.sample(steps, random.randint(0, len(steps)))
        for _ in range(random.choice((1, 1, 1, 2)))
    ]


def test_any_records_come_to_what_the_oracle_says(tmp_path: Path) -> None:
    """Counties that are no county's: all their records filed in one year."""
    random, year = Random(12), 2023
    counties = {f"{83 + number % 2}{number:04d}": _drawn(random) for number in range(1, 121)}
    template = clean(year)
    row = row_of(template, "recognition_records", step=BASE)
    landing: Landing = {name: [] for name in template}
    for code, records in counties.items():
        landing["submissions"].append(template["submissions"][0] | {"county_code": code})
        landing["recognition_records"] += [
            row
            | {"county_code": code, "county_code_filed": code, "step": each.step, "recorded_on": each.day}
            | {"conclusion": "passed" if each.passed else "not_passed", "src_row": number}
            for number, each in enumerate(records, start=5)
        ]
    write_landing(tmp_path, {year: landing})
    session = landing_session(tmp_path, gate_models(), [year], ["recognition_stage"])
    cursor = session.connection.execute(f"select * from {session.relation('recognition_stage')}")
    names = [column[0] for column in cursor.description or ()]
    found = {
        each["county_code"]: each
        for each in (dict(zip(names, line, strict=True)) for line in cursor.fetchall())
    }
    for code, records in counties.items():
        wanted, told = recognition.stage(records, year), found[code]
        assert (
            told["step_reached"],
            told["next_step"],
            told["next_step_from"],
            told["steps_missing"],
            told["records_disagreeing"],
            told["recognised_on"],
            told["revoked_on"],
        ) == (
            wanted.reached,
            wanted.following,
            wanted.following_from,
            "; ".join(wanted.missing) or None,
            wanted.disagreeing,
            wanted.recognised_on,
            wanted.revoked_on,
        ), (code, records)


def _stages(folder: Path, filed: dict[int, list[Record]]) -> dict[int, dict[str, Any]]:
    """What each year comes to, by the records of that year and of those before it."""
    template: Landing = clean(2018)
    years: dict[int, Landing] = {}
    for year, records in filed.items():
        landing: Landing = {name: [] for name in template}
        for relation in ("submissions", "schools"):
            landing[relation] = [row | {"school_year": year} for row in template[relation]]
        row = row_of(template, "recognition_records", step=BASE) | {"school_year": year}
        landing["recognition_records"] = [
            row | {"step": step, "recorded_on": day, "src_row": 5 + number}
            for number, (step, day) in enumerate(records)
        ]
        years[year] = landing
    write_landing(folder, years)
    session = landing_session(folder, gate_models(), filed, ["recognition_stage"])
    cursor = session.connection.execute(
        f"select * from {session.relation('recognition_stage')} where county_code = ?", [COUNTY]
    )
    names = [column[0] for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["school_year"]: row for row in sorted(rows, key=lambda row: int(row["school_year"]))}


def _followed(filed: dict[int, list[Record]]) -> dict[int, tuple[str | None, str]]:
    """The step reached and the next one each year, told once more from the working rules of the procedure."""
    order = [BASE, SELF, CITY, PROVINCE, NATION]
    reached: str | None = None
    told = {}
    for year, records in filed.items():
        for step, _ in sorted(records, key=lambda record: record[1]):
            if step == REVOKED:
                reached = BASE
            elif step in order:
                reached = step
        following = order[order.index(reached) + 1 :] if reached else order
        told[year] = (reached, following[0] if following else REVIEW)
    return told


def test_a_county_walks_the_whole_way_over_six_school_years(tmp_path: Path) -> None:
    stages = _stages(tmp_path, WALK)
    found = {year: (row["step_reached"], row["next_step"]) for year, row in stages.items()}
    assert found == _followed(WALK)
    assert {year: row["next_step_from"] for year, row in stages.items() if row["next_step"] == SELF} == {
        year: "2021-12-10" for year in (2018, 2019, 2020)
    }
    assert [row["recognised_on"] for row in stages.values()] == [None] * 4 + ["2023-06-30"] * 2
    assert {row["steps_missing"] for row in stages.values()} == {None}
    assert stages[2023]["reviewed_on"] == "2024-05-20"


def test_a_revoked_county_begins_again_on_its_basic_balance(tmp_path: Path) -> None:
    filed = WALK | {2023: [(REVOKED, "2024-05-20")], 2024: [(SELF, "2024-10-08")]}
    stages = _stages(tmp_path, filed)
    found = {year: (row["step_reached"], row["next_step"]) for year, row in stages.items()}
    assert found == _followed(filed)
    assert (stages[2023]["recognised_on"], stages[2023]["revoked_on"]) == (None, "2024-05-20")
    assert stages[2023]["base_on"] == "2018-12-10"


@pytest.mark.parametrize(
    ("filed", "stage"),
    [
        # a step that is left out is missing, and named
        ([(BASE, "2010-11-20"), (SELF, "2018-10-08"), (PROVINCE, "2019-03-01")], (PROVINCE, CITY, 0)),
        ([(NATION, "2018-12-01")], (NATION, "; ".join([BASE, SELF, CITY, PROVINCE]), 0)),
        # a day that is still to come, and a step that is none, count for nothing
        ([(BASE, "2010-11-20"), (SELF, "2020-10-08")], (BASE, None, 0)),
        ([(BASE, "2010-11-20"), ("县委审议", "2018-10-08")], (BASE, None, 0)),
        # of two that contradict each other neither counts
        ([(BASE, "2010-11-20"), (BASE, "2011-11-20")], (None, None, 2)),
        ([(BASE, "2010-11-20"), (SELF, "2018-10-08"), (SELF, "2018-10-09")], (BASE, None, 2)),
        # to assess oneself again in another year is no contradiction
        ([(BASE, "2010-11-20"), (SELF, "2016-10-08"), (SELF, "2018-10-09")], (SELF, None, 0)),
    ],
)
def test_records_that_cannot_stand_are_left_out(tmp_path: Path, filed: list[Record], stage: Any) -> None:
    row = _stages(tmp_path, {2018: filed})[2018]
    assert (row["step_reached"], row["steps_missing"], row["records_disagreeing"]) == stage
