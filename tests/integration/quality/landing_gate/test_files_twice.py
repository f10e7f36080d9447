"""One file in the gate twice: in the county's own folder again, or in a neighbour's folder as well.

What belongs here: that a copy takes nothing from the school's own rows, and rouses no suspicion of its own.
What does not: which file of a folder is read at all (tests/unit/submissions/folders/test_time.py).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.integration.quality.landing_gate.clean_county import (
    COUNTY,
    PRIMARY,
    Landing,
    clean_landing,
    write_landing,
)
from tests.integration.quality.landing_gate.gated import gate

pytestmark = pytest.mark.long

YEAR = 2024
NEIGHBOUR = "211221"
COPIED = ("schools", "enrolment", "class_sizes", "teachers", "premises")


def _copied(county: str, students: int | None = None) -> Landing:
    """The clean county with the export a second time, in its own folder or another county's."""
    now = clean_landing(YEAR, [], [])
    again = {"sha256": "e" * 64, "county_code": county}
    export = next(file for file in now["submissions"] if file["path"].endswith("学校明细.xlsx"))
    now["submissions"].append(export | again | {"path": f"{YEAR}/{county}/又一份.xlsx"})
    fields = [row for row in now["submission_fields"] if row["sha256"] == export["sha256"]]
    now["submission_fields"] += [row | again for row in fields]
    for relation in COPIED:
        rows = [row for row in now[relation] if row["src_sha256"] == export["sha256"]]
        copies = [row | {"src_sha256": "e" * 64, "county_code": county} for row in rows]
        if relation == "enrolment" and students is not None:
            for row in copies:
                if (row["school_code"], row["grade"], row["student_group"]) == (PRIMARY, "all", "all"):
                    row["students"] = students
        now[relation] += copies
    return now


def _gated(folder: Path, now: Landing) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Findings and quarantined rows of the year."""
    write_landing(folder / "landing", {YEAR - 1: clean_landing(YEAR - 1, [], []), YEAR: now})
    gated = gate(folder, [YEAR])
    return gated.rows("dq_finding", YEAR), gated.rows("quarantine", YEAR)


def test_a_second_copy_in_the_folder_copies_no_neighbour(tmp_path: Path) -> None:
    findings, quarantine = _gated(tmp_path, _copied(COUNTY))
    rules = {row["expectation_id"] for row in findings}
    assert {"fact-filed-once", "school-row-sent-once"} <= rules
    assert not rules & {"record-not-copied", "fact-values-agree", "school-code-once"}
    assert quarantine == []


@pytest.mark.parametrize("students", [None, 999])
def test_a_copy_in_a_neighbours_folder_takes_nothing_from_the_school(
    tmp_path: Path, students: int | None
) -> None:
    """The neighbour's rows are set aside, whatever they say; the county's own stand without a finding."""
    findings, quarantine = _gated(tmp_path, _copied(NEIGHBOUR, students))
    # clean_landing is asked for no county items here
    assert [row["expectation_id"] for row in findings if row["county_code"] == COUNTY] == ["collection-filed"]
    assert {row["county_code"] for row in quarantine} == {NEIGHBOUR}
    assert {row["relation"] for row in quarantine} == set(COPIED)
    rules = {row["expectation_id"] for row in findings if row["county_code"] == NEIGHBOUR}
    assert {"school-county-is-folder", "fact-of-own-county"} <= rules
    assert not rules & {"school-code-once", "fact-filed-once", "fact-values-agree"}


def test_a_school_listed_by_another_county_is_shown_where_it_is_listed(tmp_path: Path) -> None:
    now = clean_landing(YEAR, [], [])
    moved = {"county_code": NEIGHBOUR, "county_code_filed": NEIGHBOUR, "src_sha256": "e" * 64}
    for row in now["schools"]:
        if row["school_code"] == PRIMARY:
            row.update(moved)
    file = {"sha256": "e" * 64, "county_code": NEIGHBOUR}
    now["submissions"].append(now["submissions"][0] | file | {"path": f"{YEAR}/{NEIGHBOUR}/名录.xlsx"})
    fields = [row for row in now["submission_fields"] if row["relation"] == "schools"]
    now["submission_fields"] += [row | file for row in fields]
    findings, _ = _gated(tmp_path, now)
    (kept,) = [row for row in findings if row["expectation_id"] == "school-county-kept"]
    assert kept["path"] == f"{YEAR}/{NEIGHBOUR}/名录.xlsx" and kept["cell"]


def test_a_county_that_files_no_more_is_missed_on_no_roster_either(tmp_path: Path) -> None:
    before = clean_landing(YEAR - 1, [], [])
    elsewhere = {"county_code": "119701", "path": f"{YEAR - 1}/119701/学校明细.xlsx", "sha256": "d" * 64}
    before["submissions"].append(before["submissions"][0] | elsewhere)
    write_landing(tmp_path / "landing", {YEAR - 1: before, YEAR: clean_landing(YEAR, [], [])})
    findings = gate(tmp_path, [YEAR]).rows("dq_finding", YEAR)
    missed = [row["county_code"] for row in findings if row["expectation_id"] == "county-files-again"]
    assert missed == ["119701"]


def test_a_row_put_in_above_and_a_file_sent_again_change_no_id(tmp_path: Path) -> None:
    def ids(folder: Path, down: int, sha256: str | None) -> set[str]:
        now = clean_landing(YEAR, [], [])
        for row in now["enrolment"]:
            if (row["school_code"], row["grade"], row["student_group"]) == (PRIMARY, "all", "all"):
                row["students"] = 999
        export = next(file for file in now["submissions"] if file["path"].endswith("学校明细.xlsx"))
        old = export["sha256"]
        if sha256:
            export |= {"sha256": sha256, "path": f"{YEAR}/{COUNTY}/更正.xlsx"}
        for relation, rows in now.items():
            for row in rows:
                if row.get("src_sha256", row.get("sha256")) == old:
                    name = "sha256" if relation == "submission_fields" else "src_sha256"
                    row[name] = sha256 or old
                    if "src_row" in row:
                        row["src_row"] += down
        findings, _ = _gated(folder, now)
        return {row["finding_id"] for row in findings if row["school_code"] == PRIMARY}

    as_sent = ids(tmp_path / "a", 0, None)
    assert len(as_sent) > 1
    assert ids(tmp_path / "b", 3, "c" * 64) == as_sent
