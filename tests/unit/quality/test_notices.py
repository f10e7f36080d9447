"""Notices are known by the same codes in intake and in the models."""

from __future__ import annotations

import re

from orchestration.settings import PROJECT_DIR
from orchestration.submissions.contract.refusal import NOTICES


def test_county_filing_leaves_out_the_notices_of_intake() -> None:
    model = PROJECT_DIR / "dbt_project" / "models" / "quality" / "county_filing.sql"
    listed = re.search(r"code not in \(([^)]*)\)", model.read_text(encoding="utf-8"))
    assert listed and set(re.findall(r"'([A-Z_]+)'", listed.group(1))) == NOTICES
