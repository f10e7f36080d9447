"""A person's name, written wherever a county writes words of its own, stands in no public table.

What belongs here: marts. What does not: findings (`landing_gate/test_records`), identity-card numbers, which
are masked where they are read (`submissions/folders/test_personal_data`).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.release.contract import tables_of_manifest
from orchestration.settings import Settings
from orchestration.transform.process import cached_or_parsed_manifest
from tests.integration.made_up.conftest import PERSON
from tests.support import dbt


def test_no_public_table_names_a_person(made_up_counties: Path) -> None:
    settings = Settings.from_environment(warehouse_dir=made_up_counties)
    public = [table.name for table in tables_of_manifest(cached_or_parsed_manifest(settings))]
    naming = []
    with duckdb.connect(str(settings.build_database), read_only=True) as connection:
        for table in public:
            described = connection.execute(f'describe "{table}"').fetchall()
            texts = [column for column, kind, *_ in described if kind == "VARCHAR"]
            found = " or ".join(f"contains(\"{column}\", '{PERSON}')" for column in texts)
            if texts and connection.execute(f'select 1 from "{table}" where {found} limit 1').fetchall():
                naming.append(table)
    assert len(public) > 40 and naming == []


def test_what_was_written_is_told_to_be_there(made_up_counties: Path) -> None:
    """What rests on a name's being filed rests on it still: the record, the promise, the attestation."""
    (record,) = dbt.read_mart(made_up_counties, "ledger_action")
    assert (record["item_id"], record["department"], record["document"]) == ("项目-1", None, None)
    promises = dbt.read_mart(made_up_counties, "recognition_promise")
    assert {row["document"] for row in promises} == {None}
    attested = dbt.read_mart(made_up_counties, "filed_fact", "item = 'G1.document' and value = 1")
    assert {(row["state"], row["text"]) for row in attested} == {("used", None)}
