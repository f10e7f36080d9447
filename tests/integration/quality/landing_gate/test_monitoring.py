"""Results of the national monitoring that stand more than once on one sheet.

What belongs here: which rows are one result told twice. What does not: a fault for each expectation
(`faults`), which result counts (tests/support/cases/monitoring.py).
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from orchestration.quality.session import landing_session
from tests.integration.quality.landing_gate.clean_county import clean_landing, write_landing
from tests.support.dbt import gate_models

YEAR = 2024
ROWS = (
    ("语文", 2022, "Ⅲ"),
    ("语文", 2024, "Ⅱ"),  # of another year: another result
    ("数学", 2024, "Ⅲ"),
    ("数学", 2024, "Ⅱ"),
    ("体育", 2024, "Ⅳ"),
    ("体育与健康", 2024, "Ⅲ"),  # one subject by two names
    ("科学", 2023, "Ⅳ"),
    ("科学", 2023, "Ⅳ"),
)


def test_a_subject_may_stand_twice_for_two_years_and_not_for_one(tmp_path: Path) -> None:
    landing = clean_landing(YEAR, [], [])
    row = landing["monitoring"][0] | {"between_school_variation": Decimal("0.1")}
    landing["monitoring"] = [
        row | {"subject": subject, "monitored_year": year, "level": level, "src_row": number}
        for number, (subject, year, level) in enumerate(ROWS, start=5)
    ]
    write_landing(tmp_path / "landing", {YEAR: landing})
    check = "check_county_rows_repeated"
    session = landing_session(tmp_path / "landing", gate_models(), [YEAR], {check})
    query = f"select subject, different_contents, src_row from {session.relation(check)} order by src_row"
    rows = session.connection.execute(query).fetchall()
    session.connection.close()
    assert rows == [
        *(("数学 2024", 2, 7), ("数学 2024", 2, 8)),
        *(("体育 2024", 2, 9), ("体育 2024", 2, 10)),
        *(("科学 2023", 1, 11), ("科学 2023", 1, 12)),
    ]
