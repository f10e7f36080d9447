"""explanations.yaml: its rows, and every way an entry is rejected."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.submissions.folders.dated_records import RecordRules
from orchestration.submissions.folders.intake import land_year
from orchestration.submissions.folders.listing import list_raw
from tests.unit.submissions.filings import COUNTY, EXPORT_2024, file_in, landed

RULES = RecordRules(datetime.date(2024, 12, 1))
FINDING = "3f0c9a51c2d4e687"

Row = dict[str, Any]


def entry(**said: str) -> Row:
    """A sound explanation, with what is said besides."""
    return {
        "finding": FINDING,
        "text": "并入原第三小学学生，在校生增加。",
        "document": "咸教发〔2024〕12号",
        "by": "王芳",
        "on": "2024-10-08",
        "expires": "2025-08-31",
        **said,
    }


def land(tmp_path: Path, *entries: Row) -> tuple[list[Row], list[Row]]:
    """The rows of `explanations`, and the rejections."""
    content = yaml.safe_dump(list(entries), allow_unicode=True).encode()
    file_in(tmp_path / "raw", {EXPORT_2024.name: EXPORT_2024, "explanations.yaml": content})
    land_year(list_raw(tmp_path / "raw"), tmp_path / "landing", 2024, rules=RULES)
    return landed(tmp_path / "landing", "explanations"), landed(tmp_path / "landing", "refusals")


def test_an_explanation_lands(tmp_path: Path) -> None:
    rows, rejections = land(tmp_path, entry())
    assert rejections == []
    assert rows == [
        {
            "school_year": 2024,
            "county_code": COUNTY,
            "finding_id": FINDING,
            "text": "并入原第三小学学生，在校生增加。",
            "document": "咸教发〔2024〕12号",
            "explained_by": "王芳",
            "explained_on": "2024-10-08",
            "expires_on": "2025-08-31",
            "status": "in_force",
            "path": f"2024/{COUNTY}/explanations.yaml",
        }
    ]


def test_an_expired_explanation_gives_way_to_one_in_force(tmp_path: Path) -> None:
    old = entry(expires="2024-11-30", text="旧")
    rows, _ = land(tmp_path / "a", old)
    assert [row["status"] for row in rows] == ["expired"]
    rows, rejections = land(tmp_path / "b", entry(), old)
    assert rejections == []
    assert [(row["status"], row["text"]) for row in rows] == [("in_force", entry()["text"])]


def test_two_explanations_of_one_finding_are_both_rejected(tmp_path: Path) -> None:
    rows, rejections = land(tmp_path, entry(), entry(text="另一说法"))
    assert rows == []
    assert [row["code"] for row in rejections] == ["EXPLANATIONS_FAULT"] * 2
    assert "explanations.yaml, entry 2" in rejections[1]["message"]


@pytest.mark.parametrize("said", [{"by": ""}, {"on": "soon"}, {"text": " "}, {"who": "x"}])
def test_an_entry_with_a_fault_is_rejected(tmp_path: Path, said: dict[str, str]) -> None:
    rows, rejections = land(tmp_path, entry(), entry(**{"finding": "0" * 16} | said))
    assert [row["finding_id"] for row in rows] == [FINDING]
    (rejection,) = rejections
    assert rejection["code"] == "EXPLANATIONS_FAULT"
    assert "explanations.yaml, entry 2" in rejection["message"]
