"""Every form that can be read has a deadline in the registry, else nothing of it could ever be late."""

from __future__ import annotations

import csv

from orchestration.settings import PROJECT_DIR
from orchestration.submissions.contract.layout_files import load_layouts


def test_every_form_has_a_deadline() -> None:
    file = PROJECT_DIR / "dbt_project" / "seeds" / "standards" / "form_deadlines.csv"
    with file.open(encoding="utf-8") as lines:
        due = {row["form"] for row in csv.DictReader(lines)}
    # A ledger is filed whenever something is done; the deadlines it has stand in its own rows.
    assert {layout.form for layout in load_layouts()} - due == {"ledger"}
