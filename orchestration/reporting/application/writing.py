"""The workbooks of a county, written into a folder.

What belongs here: which workbooks there are, their names and what stands above and under their sheets.
What does not: what stands in them (`forms`, `lists`).
"""

from __future__ import annotations

from pathlib import Path

from orchestration.reporting.application.figures import CountyFigures
from orchestration.reporting.application.forms import application_forms
from orchestration.reporting.application.lists import differences, ledger, suspicions
from orchestration.reporting.application.workbook import write_workbook


def write_county(folder: Path, county: CountyFigures) -> list[Path]:
    """Write the county's workbooks, over those that are there; returns their paths."""
    year = county.school_year
    head = f"{county.county_name}（{county.county_code}）　{year}学年（{year}年9月1日至{year + 1}年8月31日）"
    foot = f"{county.county_name} {year} · {county.standard_id} · 发布版本 {county.release_id}"
    books = {
        "申报表": application_forms(county),
        "校际差异": [differences(county)],
        "存疑清单": [suspicions(county)],
        "整改清单": [ledger(county)],
    }
    written = []
    for name, sheets in books.items():
        path = folder / f"{name}_{county.county_code}_{year}.xlsx"
        write_workbook(path, sheets, head, foot)
        written.append(path)
    return written
