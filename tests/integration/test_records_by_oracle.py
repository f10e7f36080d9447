"""Recognition, townships and ledgers of the committed sample, against the oracle.

What belongs here: the marts beside what the records of the sample come to. What does not: the records
(`orchestration/sample`), verdicts, by which these go and which other tests hold.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.sample.committed import YEARS, committed_counties
from orchestration.sample.committed_records import committed_records
from orchestration.sample.committed_supplement import committed_supplement
from orchestration.sample.model import CountyYear
from tests.oracle import recognition, townships
from tests.oracle.ledger_life import Life, openings, record_of, told_by_data, told_by_record
from tests.support import dbt

Row = dict[str, Any]
NATIONAL = "national-quality-2017"
#: Days that a ledger tells.
DAYS = (*("opened_on", "planned_on", "deadline", "started_on", "claimed_on", "verified_on", "closed_on"),)


@pytest.fixture(scope="module")
def filed() -> dict[tuple[str, int], tuple[CountyYear, Mapping[str, Any]]]:
    """What each county files in a year: its schools, and the rows of its records by form."""
    found = {}
    for _, years in committed_counties():
        for before, county in zip((None, *years), years, strict=False):
            rows = committed_records(county, before, committed_supplement(county, before)).rows
            found[county.code, county.year] = county, rows
    return found


Filed = dict[tuple[str, int], tuple[CountyYear, Mapping[str, Any]]]


def _of_county(filed: Filed, form: str, code: str) -> Iterator[tuple[int, Row]]:
    for year in YEARS:
        for row in filed[code, year][1].get(form, ()):
            yield year, dict(row)


def test_recognition_is_as_the_oracle_says(committed_sample: Path, filed: Filed) -> None:
    verdicts: dict[tuple[str, int], dict[str, recognition.Verdict]] = defaultdict(dict)
    for row in dbt.read_mart(committed_sample, "compliance_county"):
        said = recognition.Verdict(row["status"], row["vetoes"] is not None)
        verdicts[row["county_code"], row["school_year"]][row["standard_id"]] = said
    promises = _promises(committed_sample, filed)
    for row in dbt.read_mart(committed_sample, "recognition"):
        code, year = row["county_code"], row["school_year"]
        records = [
            recognition.Record(each["step"], each["recorded_on"], each["conclusion"] == "passed")
            for _, each in _of_county(filed, "recognition", code)
        ]
        stage, judged = recognition.stage(records, year), verdicts[code, year]
        given = Counter(state for (at, when, *_), state in promises.items() if (at, when) == (code, year))
        wanted = {
            "state": recognition.state(stage, judged),
            "step_reached": stage.reached,
            "next_step": stage.following,
            "next_step_from": stage.following_from,
            "recognised_on": stage.recognised_on,
            "revoked_on": stage.revoked_on,
            "steps_missing": "; ".join(stage.missing) or None,
            "records_disagreeing": stage.disagreeing,
            "barred_by": "; ".join(recognition.bars(stage, judged, year, given["OVERDUE"])) or None,
            "promises": sum(given.values()),
            "promises_kept": given["KEPT"],
            "promises_overdue": given["OVERDUE"],
        }
        assert {name: row[name] for name in wanted} == wanted, (code, year)


def test_promises_are_as_the_oracle_says(committed_sample: Path, filed: Filed) -> None:
    found = {
        (row["county_code"], row["school_year"], row["transition_rule_id"]): row["state"]
        for row in dbt.read_mart(committed_sample, "recognition_promise")
    }
    assert found == _promises(committed_sample, filed)


def _promises(committed_sample: Path, filed: Filed) -> dict[tuple[str, int, str], str]:
    """The state of each promise in each year from its day on."""
    results: dict[tuple[str, int, str], list[Row]] = defaultdict(list)
    for row in dbt.read_mart(committed_sample, "indicator_result", f"standard_id = '{NATIONAL}'"):
        results[row["county_code"], row["school_year"], row["indicator_id"]].append(row)
    found = {}
    for code in {code for code, _ in filed}:
        for _, row in _of_county(filed, "recognition_promises", code):
            for year in YEARS:
                indicator = recognition.PROMISED[row["transition_rule_id"]]
                of_it = results[code, year, indicator]
                found[code, year, row["transition_rule_id"]] = recognition.promise(
                    [each["status"] for each in of_it],
                    any(each["transition_rule_id"] for each in of_it),
                    int(row["due_year"]),
                    year,
                )
    return found


def test_townships_are_as_the_oracle_says(committed_sample: Path, filed: Filed) -> None:
    found = {
        (row["county_code"], row["school_year"], row["township"], row["indicator_id"]): row
        for row in dbt.read_mart(committed_sample, "township_indicator")
    }
    wanted = {
        (code, year, row["township"], indicator): ratio
        for (code, year), (_, rows) in filed.items()
        for row in rows.get("townships", ())
        for indicator, ratio in townships.ratios(row).items()
    }
    assert found.keys() == wanted.keys() and wanted
    for key, ratio in wanted.items():
        value, row = townships.percent(ratio), found[key]
        assert row["status"] == townships.status(key[-1], value), key
        assert (row["value"] is None) == (value is None)
        assert value is None or row["value"] == pytest.approx(float(value))


def test_townships_have_the_pupils_and_cases_of_their_schools(committed_sample: Path, filed: Filed) -> None:
    wanted: dict[tuple[str, int, str], Counter[str]] = defaultdict(Counter)
    for (code, year), (county, rows) in filed.items():
        place = {entry.school.code: entry.school.township for entry in county.schools}
        for entry in county.schools:
            if entry.school.township is not None:
                counts = wanted[code, year, entry.school.township]
                counts["schools"] += entry.school.is_counted
                for stage, section in entry.sections.items():
                    counts[f"{stage}_students"] += section.students
        # of a case that is told month by month the latest month counts
        for case in {row["case_number"]: row for row in rows.get("dropout_cases", ())}.values():
            counts = wanted[code, year, str(place[case["school_code"]])]
            counts["cases"] += 1
            counts["cases_confirmed"] += case["state"] == "confirmed"
            counts["cases_returned"] += case["how"] == "returned"
            counts["cases_open"] += case["how"] is None
    found = {
        (row["county_code"], row["school_year"], row["township"]): row
        for row in dbt.read_mart(committed_sample, "township")
    }
    assert found.keys() == wanted.keys()
    for key, row in found.items():
        assert {name: row[name] or 0 for name in wanted[key]} == wanted[key], key


def test_every_item_of_the_ledger_is_as_old_and_as_far_as_the_oracle_says(
    committed_sample: Path, filed: Filed
) -> None:
    records = _ledgers(filed)
    wanted = {}
    for (code, item), statuses in _statuses(committed_sample).items():
        every = openings(statuses)
        for opening in every:
            record = record_of(opening, every, records.get((code, item), {}))
            told_on = str((record or {}).get("told_on"))
            life = told_by_data(opening, record, item.endswith(".attested"), told_on)
            wanted[code, item, opening.number] = (life, opening.opened_in, opening.met_in)
    gone = _successions(committed_sample)
    found = {
        (row["county_code"], row["item_id"], row["opening"]): (
            _life(row),
            row["opened_year"],
            row["closed_year"],
        )
        for row in dbt.read_mart(committed_sample, "ledger", f"standard_id = '{NATIONAL}'")
    }
    # what becomes of a school's items when it is merged, dbt's unit tests hold
    wrong = {
        key: (found.get(key), wanted.get(key))
        for key in found.keys() | wanted.keys()
        if found.get(key) != wanted.get(key) and not any(school in key[1] for school in gone)
    }
    assert wrong == {}
    assert len({life.state for life, _, _ in wanted.values()}) > 7


def test_what_is_open_by_record_is_as_far_as_the_oracle_says(committed_sample: Path, filed: Filed) -> None:
    found = {
        (row["county_code"], row["kind"], row["item_id"]): _life(row)
        for row in dbt.read_mart(committed_sample, "ledger_action", "kind <> 'rectification'")
    }
    wanted: dict[tuple[str, str, str], Life] = {}
    for (code, item), years in _ledgers(filed).items():
        record = years[max(years)]
        if record["kind"] != "rectification":
            wanted[code, str(record["kind"]), item] = told_by_record(record, str(record["told_on"]))
    assert found == wanted and len({life.state for life in wanted.values()}) > 5


def _life(row: Row) -> Life:
    return Life(row["life_state"], row["is_overdue"], row["is_refuted"], row["verified_by"])


def _ledgers(filed: Filed) -> dict[tuple[str, str], dict[int, dict[str, str | None]]]:
    """The records of each item by year, with the day of which the county's ledger is told."""
    found: dict[tuple[str, str], dict[int, dict[str, str | None]]] = defaultdict(dict)
    for (code, year), (_, rows) in filed.items():
        ledger = rows.get("ledger", ())
        today = date.today().isoformat()
        passed = [row[day] for row in ledger for day in DAYS if row[day] and row[day] < today]
        told_on = date.fromisoformat(max(passed)) + timedelta(days=1) if passed else None
        for row in ledger:
            found[code, row["item_id"]][year] = {**row, "told_on": str(told_on)}
    return found


def _statuses(committed_sample: Path) -> dict[tuple[str, str], dict[int, str]]:
    """What was decided of each item in each year, by county and number."""
    found: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)

    def put(row: Row, item: str) -> None:
        if row["status"] in ("PASS", "FAIL"):
            found[row["county_code"], item][row["school_year"]] = row["status"]

    of_nation = f"standard_id = '{NATIONAL}'"
    for row in dbt.read_mart(
        committed_sample, "indicator_result", f"{of_nation} and entity_type = 'section'"
    ):
        put(row, f"{row['indicator_id']}.{row['entity_id']}.{row['stage']}")
    parts = f"{of_nation} and entity_type <> 'section'"
    for row in dbt.read_mart(committed_sample, "indicator_part", parts):
        owner = row["entity_id"] if row["entity_type"] == "school" else "county"
        put(row, f"{row['indicator_id']}.{owner}.{row['part_id']}")
    for row in dbt.read_mart(committed_sample, "balance", f"{of_nation} and cv_limit is not null"):
        put(row, f"{row['indicator_id']}.difference.{row['stage']}")
    return found


def _successions(committed_sample: Path) -> set[str]:
    rows = dbt.read_mart(committed_sample, "school_succession")
    return {row[side] for row in rows for side in ("from_code", "to_code")}
