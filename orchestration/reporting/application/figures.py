"""What a release says of a county in one year, for the official forms.

What belongs here: reading the public tables of a release once, and finding a figure with its evidence.
What does not: where a figure is printed (`forms`, `sentences`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.reporting.application.cells import Cell, figure

Row = dict[str, Any]

#: The tables of one county and year; those of a rule set are read for that one alone.
_OF_COUNTY = (
    *("official_form_line", "official_form_section", "monitored_subject", "shown_beside", "dim_school"),
    "dq_finding",
)
_OF_STANDARD = ("indicator_result", "indicator_part", "compliance_school", "compliance_county")
#: Under the rule set too, and of every year.
_OF_ALL_YEARS = ("balance", "ledger")
_EVIDENCE = """
    select indicator_id, part_id, name_zh, item, value, text, raw, path, src_sheet, cell, form_zh
    from evidence
    where school_year = ? and county_code = ? and entity_type = 'county'
    order by indicator_id, part_id, input_no, school_code, fact_no
"""
_REASONS = "select reason_code, name_zh from dim_reason"
_INDICATORS = "select indicator_id, name_zh, unit_zh, decimals_published from dim_indicator"


class NotInReleaseError(LookupError):
    """The release has no such county, year or rule set; the text says which there are."""


@dataclass(frozen=True)
class CountyFigures:
    """The rows of one county and year under one rule set; differences and ledger of all years."""

    county_code: str
    county_name: str
    school_year: int
    standard_id: str
    release_id: str
    tables: dict[str, list[Row]] = field(repr=False)
    reasons: dict[str, str] = field(repr=False)
    indicators: dict[str, Row] = field(repr=False)

    def rows(self, table: str, **wanted: object) -> list[Row]:
        """The rows of a table that have these values."""
        return [
            row for row in self.tables[table] if all(row[name] == value for name, value in wanted.items())
        ]

    def reason(self, code: str | None) -> str:
        """A reason in words; '' for none."""
        return self.reasons.get(code, code) if code else ""

    def line(self, form: str, line: str, decimals: int) -> Cell:
        """The figure of a line that asks for a county's own figure."""
        (row,) = self.rows("official_form_line", official_form=form, line=line)
        if row["source"] == "computed":
            evidence = f"由各校报表计算：{row['source_item']}"
        else:
            evidence = f"{row['source_item']}：{_place(row) or '没有填报'}"
        return figure(row["value"], decimals, evidence, "没有填报" if row["source"] == "not_filed" else "")

    def part(self, indicator_id: str, part_id: str, what: str, decimals: int) -> Cell:
        """`numerator`, `denominator` or `value` of a part of an indicator that is judged of the county."""
        found = self.rows("indicator_part", indicator_id=indicator_id, part_id=part_id, entity_type="county")
        if not found:
            return figure(None, decimals, f"{indicator_id} {part_id}", "不适用")
        why = self.reason(found[0]["reason_code"]) or "没有填报"
        return figure(found[0][what], decimals, self.evidence(indicator_id, part_id), why)

    def item(self, indicator_id: str, item: str, decimals: int) -> Cell:
        """A figure filed for the county that an indicator rests on."""
        rows = self.rows("evidence", indicator_id=indicator_id, item=item)
        return figure(
            rows[0]["value"] if rows else None, decimals, "；".join(map(_told, rows)) or item, "没有填报"
        )

    def beside(self, figure_id: str, what: str, decimals: int) -> Cell:
        """A figure shown beside an indicator."""
        found = self.rows("shown_beside", figure_id=figure_id)
        evidence = f"{found[0]['name_zh']}（并列展示，不作判定）" if found else figure_id
        return figure(found[0][what] if found else None, decimals, evidence, "没有填报")

    def attested(self, indicator_id: str) -> Cell:
        """What the county attested, with the document."""
        rows = {
            row["item"].partition(".")[2]: row for row in self.rows("evidence", indicator_id=indicator_id)
        }
        conclusion = rows.get("conclusion")
        evidence = "；".join(_told(row) for row in rows.values() if row["path"])
        if conclusion is None or conclusion["text"] is None:
            return figure(None, 0, evidence or indicator_id, "没有佐证材料")
        named = [rows[name]["text"] for name in ("document", "document_number") if name in rows]
        documents = " ".join(text for text in named if text)
        return Cell(f"{conclusion['text']}（{documents or '没有列出文件'}）", None, evidence)

    def evidence(self, indicator_id: str, part_id: str | None = None) -> str:
        """The cells that an indicator of the county, or a part of it, rests on."""
        rows = [
            row
            for row in self.rows("evidence", indicator_id=indicator_id)
            if part_id is None or row["part_id"] in (part_id, "any")
        ]
        return "；".join(map(_told, rows)) or indicator_id

    def section_values(self) -> dict[tuple[str, str], dict[str, Row]]:
        """The section indicators by (school, stage) and indicator."""
        found: dict[tuple[str, str], dict[str, Row]] = defaultdict(dict)
        for row in self.rows("indicator_result", entity_type="section"):
            found[row["entity_id"], row["stage"]][row["indicator_id"]] = row
        return found


def read_county(release: Path, county_code: str, school_year: int | None, standard_id: str) -> CountyFigures:
    """Read a county's rows; `school_year` None is the last one the county filed for.

    Raises `NotInReleaseError`.
    """
    with duckdb.connect(str(release / "compliance.duckdb"), read_only=True) as connection:
        known = _rows(
            connection,
            "select school_year, county_name, has_filed from dim_county where county_code = ?"
            " order by school_year",
            [county_code],
        )
        years = [row["school_year"] for row in known]
        filed = [row["school_year"] for row in known if row["has_filed"]]
        year = school_year if school_year is not None else max(filed or years, default=0)
        if year not in years:
            listed = ", ".join(map(str, years)) or "none"
            raise NotInReleaseError(
                f"The release has no county {county_code} in {school_year or 'any year'}."
                f" Its years there: {listed}."
            )
        judged = _rows(
            connection,
            "select distinct standard_id from compliance_county where school_year = ? and county_code = ?"
            " order by all",
            [year, county_code],
        )
        if standard_id not in {row["standard_id"] for row in judged}:
            listed = ", ".join(row["standard_id"] for row in judged)
            raise NotInReleaseError(
                f"County {county_code} is not judged by «{standard_id}» in {year}. By: {listed}."
            )
        place = [year, county_code]
        tables = {
            name: _rows(connection, f"select * from {name} where school_year = ? and county_code = ?", place)
            for name in _OF_COUNTY
        } | {
            name: _rows(
                connection,
                f"select * from {name} where school_year = ? and county_code = ? and standard_id = ?",
                [*place, standard_id],
            )
            for name in _OF_STANDARD
        }
        tables |= {
            name: _rows(
                connection,
                f"select * from {name} where county_code = ? and standard_id = ?",
                [county_code, standard_id],
            )
            for name in _OF_ALL_YEARS
        }
        tables["evidence"] = _rows(connection, _EVIDENCE, place)
        reasons = {row["reason_code"]: row["name_zh"] for row in _rows(connection, _REASONS)}
        indicators = {row["indicator_id"]: row for row in _rows(connection, _INDICATORS)}
    name = next(row["county_name"] for row in known if row["school_year"] == year)
    return CountyFigures(
        county_code, name or county_code, year, standard_id, release.name, tables, reasons, indicators
    )


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, values: Sequence[object] = ()) -> list[Row]:
    cursor = connection.execute(sql, list(values))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _place(row: Row) -> str:
    """File, sheet and cell; '' where nothing was filed."""
    parts: Iterable[str | None] = (row["path"], row["src_sheet"], row["cell"])
    return " › ".join(part for part in parts if part)


def _told(row: Row) -> str:
    """An input in words: what it is, what was filed, where."""
    if not row["path"]:
        return f"{row['name_zh']}：没有填报（{row['form_zh']}）"
    stands = row["raw"] or row["text"] or ("" if row["value"] is None else f"{row['value']:g}")
    return f"{row['name_zh']}：{stands or '空白'}（{_place(row)}）"
