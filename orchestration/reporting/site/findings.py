"""Findings with what their cells say.

What belongs here: a finding's figure in the unit of its cell. What does not: finding anything.
"""

from __future__ import annotations

from typing import Any

from orchestration.reporting.site.tables import Row, Tables
from orchestration.trace.numbers import plain


def findings(tables: Tables, where: str = "true", **parameters: Any) -> list[Row]:
    """The findings, the newest year first, each with `filed`: what stands in the cell, with its unit.

    A check sees figures in the unit they landed in; a cell may have them in 万元.
    """
    order = "school_year DESC, county_code, suite, expectation_id, path, src_sheet, src_row, finding_id"
    rows = tables.rows("dq_finding", where, order, **parameters)
    if not rows:
        return rows
    factors = {
        (row["path"], row["src_sheet"], row["field"], row["src_row"]): row
        for row in tables.rows("filed_field", f"factor <> 1 AND ({where})", **parameters)
    }
    for row in rows:
        place = (row["path"], row["src_sheet"], row["field"])
        column = factors.get((*place, row["src_row"])) or factors.get((*place, None))
        row["filed"], row["filed_unit"] = row["observed"], None
        if column and (number := _number(row["observed"])) is not None:
            row["filed"], row["filed_unit"] = plain(round(number / column["factor"], 9)), column["unit"]
    return rows


def _number(text: str | None) -> float | None:
    try:
        return float(text or "")
    except ValueError:
        return None
