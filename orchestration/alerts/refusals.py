"""What a published release shows of files and rows that were not taken: a cause per file.

What belongs here: file, sheet, first cell and remedy, as the release's own findings say. What does not: the
texts as filed, which may hold a name; judging.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.alerts.causes import Cause

#: Of what makes a run end with status 3: what could not be read, and what was set aside.
_QUERY = """
    SELECT path, count(*), arg_min(src_sheet, place), arg_min(cell, place),
        arg_min(remedy_zh, place), arg_min(remedy_en, place)
    FROM (
        SELECT *, {'critical': severity <> 'critical', 'row': coalesce(src_row, 0), 'id': finding_id} AS place
        FROM dq_finding
        WHERE gate = 'landing' AND path IS NOT NULL AND (severity = 'critical'
            OR (suite = 'refusals' AND severity = 'warning'))
    ) AS findings
    GROUP BY path ORDER BY path
"""


def refusals_of(release: Path) -> list[Cause]:
    """A cause per file of which something was refused or quarantined."""
    import duckdb

    with duckdb.connect(str(release / "compliance.duckdb"), read_only=True) as connection:
        rows = connection.execute(_QUERY).fetchall()
    causes = []
    for path, number, sheet, cell, remedy_zh, remedy_en in rows:
        zh = [f"表 {sheet}"] * bool(sheet) + [f"单元格 {cell}"] * bool(cell)
        en = [f"sheet {sheet}"] * bool(sheet) + [f"cell {cell}"] * bool(cell)
        more_zh, more_en = (f"（共 {number} 处）", f" ({number} in all)") if number > 1 else ("", "")
        causes.append(
            Cause(
                "refusals",
                path,
                f"{'，'.join([path, *zh])}{more_zh}：{remedy_zh}",
                f"{', '.join([path, *en])}{more_en}: {remedy_en}",
            )
        )
    return causes
