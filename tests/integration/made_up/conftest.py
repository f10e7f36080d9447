"""All made-up counties in one warehouse, built once for the tests of this folder.

What belongs here: landing and building them. What does not: the counties (`tests.support`), or any test.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.settings import Settings
from orchestration.submissions.contract.schemas import CORRECTIONS
from tests.support import compiled
from tests.support.counties import SEED
from tests.support.counties.neighbours import neighbour_counties
from tests.support.counties.quality_balance import YEARS, quality_balance_counties
from tests.support.counties.resource_allocation import LAST_YEAR
from tests.support.landing.writer import write_landing
from tests.support.once import made_once, shared_folder

#: Stands in cells of words that no verdict rests on.
PERSON = "欧阳莫名"


@pytest.fixture(scope="session")
def made_up_counties(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of every made-up county, one of which has a correction in force."""
    folder = shared_folder(tmp_path_factory) / "made_up_counties"
    return made_once(folder, lambda: _build(folder))


def _build(warehouse_dir: Path) -> None:
    counties = quality_balance_counties(SEED)
    filings = [filing for county in counties for filing in county.filings.values()]
    write_landing(warehouse_dir, [*filings, *neighbour_counties(SEED)], YEARS)
    landing_dir = Settings.from_environment(warehouse_dir=warehouse_dir).landing_dir
    _misfile_one_cell(landing_dir)
    _name_a_person(landing_dir)
    compiled.build(warehouse_dir)


def _name_person(
    landing_dir: Path, relation: str, rows: Iterable[dict[str, Any]] = (), columns: Iterable[str] = ()
) -> None:
    """Land rows besides those of the last year, and a name where columns of these say something."""
    file = landing_dir / relation / f"{LAST_YEAR}.parquet"
    table = pq.read_table(file)
    named = [
        row | {column: PERSON for column in columns if row[column] is not None} for row in table.to_pylist()
    ]
    complete = [{name: row.get(name) for name in table.schema.names} for row in [*named, *rows]]
    pq.write_table(pa.Table.from_pylist(complete, schema=table.schema), file)


def _misfile_one_cell(landing_dir: Path) -> None:
    """Land another figure for the first students of a year, and the right one as a correction in force."""
    file = landing_dir / "enrolment" / f"{LAST_YEAR}.parquet"
    facts = pq.read_table(file)
    rows: list[dict[str, Any]] = facts.to_pylist()
    of_all = (row for row in rows if (row["grade"], row["student_group"]) == ("all", "all"))
    fact = next(row for row in of_all if row["students"])
    right = fact["students"]
    record = {name: fact.get(name) for name in CORRECTIONS.schema.names} | {
        **dict.fromkeys(("document", "requester", "approver"), PERSON),
        "correction_id": "c0ffee",
        "relation": "enrolment",
        "field": fact["src_field"],
        "status": "applied",
        "original": "约七百",
        "corrected": str(right),
        "landed_column": "students",
        "landed_text": str(right),
    }
    fact["students"] = right + 700
    pq.write_table(pa.Table.from_pylist(rows, schema=facts.schema), file)
    table = pa.Table.from_pylist([record], schema=CORRECTIONS.schema)
    pq.write_table(table, landing_dir / "corrections" / f"{LAST_YEAR}.parquet")


def _name_a_person(landing_dir: Path) -> None:
    """Land the name of a person wherever a county writes words of its own."""
    submissions = pq.read_table(landing_dir / "submissions" / f"{LAST_YEAR}.parquet").to_pylist()
    source = {"src_shape": "collection", "src_sheet": "台账", "src_sha256": submissions[0]["sha256"]}
    place = {name: submissions[0][name] for name in ("school_year", "county_code")} | source
    ledger = dict.fromkeys(
        ("subject", "action", "department", "post", "document", "approver_department"), PERSON
    )
    ledger |= {"approver_post": PERSON, "kind": "project", "opened_on": f"{LAST_YEAR}-10-08"}
    planted: dict[str, list[dict[str, Any]]] = {
        "ledger_records": [ledger | {"item_id": "项目-1"}, ledger | {"item_id": PERSON}],
        "recognition_records": [
            {"step": PERSON, "document": PERSON, "document_number": PERSON, "issued_by": PERSON}
        ],
        "recognition_promises": [
            {
                **{"transition_rule_id": "T3", "promised_on": f"{LAST_YEAR}-10-08", "due_year": LAST_YEAR},
                **{"document": PERSON, "note": PERSON},
            }
        ],
        # Of a list of which a line is not complete nothing is counted.
        "dropout_cases": [{"case_number": PERSON, "how": PERSON, "opened_on": f"{LAST_YEAR}-10-08"}],
        "supervision_scores": [{"item": "办学条件", "note": PERSON}],
    }
    for relation, rows in planted.items():
        placed = [place | {"src_row": number} | row for number, row in enumerate(rows, start=5)]
        _name_person(landing_dir, relation, placed)
    _name_person(landing_dir, "attestations", columns=("document", "document_number"))
    _name_person(landing_dir, "changes", columns=("document",))
    _name_person(landing_dir, "county_facts", columns=("note",))
