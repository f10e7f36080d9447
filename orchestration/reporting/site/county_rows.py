"""All that a release says of one county, read once and at hand by year.

What belongs here: reading and grouping. What does not: what a page makes of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from orchestration.reporting.site.evidence import by_entity
from orchestration.reporting.site.findings import findings
from orchestration.reporting.site.tables import Row, Tables, blank
from orchestration.reporting.site.words import dimension_order

NATIONAL = "national-quality-2017"


class Registry:
    """What holds for every county: indicators, rule sets, reasons, clauses."""

    def __init__(self, tables: Tables, standard_id: str) -> None:
        self.standard_id = standard_id
        indicators = tables.rows("dim_indicator", order="dimension_id, indicator_order, indicator_id")
        indicators.sort(key=lambda row: dimension_order(row["dimension_id"]))
        self.indicators = {row["indicator_id"]: row for row in indicators}
        self.standards = {row["standard_id"]: row for row in tables.rows("dim_standard", order="standard_id")}
        self.reasons = {row["reason_code"]: row for row in tables.rows("dim_reason")}
        self.clauses = {
            (
                row["school_year"],
                row["standard_id"],
                row["kind"],
                row["indicator_id"],
                row["part_id"],
                row["stage"],
            ): row
            for row in tables.rows("rule_clause")
        }


class County:
    """One county's rows."""

    def __init__(self, tables: Tables, code: str, registry: Registry) -> None:
        self.code = code
        self.registry = registry
        self._tables = tables
        self.verdicts = self._rows("compliance_county", "school_year, standard_id")
        self.by_year = {row["school_year"]: row for row in self._rows("dim_county", "school_year")}
        self.years = sorted({*self.by_year, *(row["school_year"] for row in self.verdicts)}, reverse=True)
        self.place = self.by_year[max(self.by_year)] if self.by_year else blank("dim_county")

    def _rows(self, table: str, order: str, column: str = "county_code") -> list[Row]:
        return self._tables.rows(table, f"{column} = $code", order, code=self.code)

    @property
    def name(self) -> str:
        names = (row.get("county_name") for row in (self.place, *reversed(self.verdicts)))
        return next((name for name in names if name), self.code)

    @cached_property
    def dimensions(self) -> list[Row]:
        return self._rows("compliance_dimension", "school_year, standard_id, dimension_id")

    @cached_property
    def sections(self) -> list[Row]:
        return self._rows("compliance_school", "school_year, stage DESC, school_code")

    @cached_property
    def results(self) -> list[Row]:
        return self._rows("indicator_result", "school_year, standard_id, indicator_id, stage DESC, entity_id")

    @cached_property
    def parts(self) -> list[Row]:
        return self._rows("indicator_part", "school_year, standard_id, indicator_id, entity_id, part_id")

    @cached_property
    def balance(self) -> list[Row]:
        return self._rows("balance", "school_year, standard_id, stage DESC, indicator_id")

    @cached_property
    def shares(self) -> list[Row]:
        return self._rows(
            "balance_share", "school_year, stage DESC, indicator_id, variance_share DESC, school_code"
        )

    @cached_property
    def filings(self) -> dict[int, Row]:
        return {row["school_year"]: row for row in self._rows("county_filing", "school_year")}

    @cached_property
    def submissions(self) -> list[Row]:
        return self._rows("submissions", "school_year, path")

    @cached_property
    def corrections(self) -> list[Row]:
        return self._rows("correction", "school_year, correction_id")

    @cached_property
    def findings(self) -> list[Row]:
        return [
            {**row, "school_name": self.school_name(row["school_code"]) if row["school_code"] else None}
            for row in findings(self._tables, "county_code = $code", code=self.code)
        ]

    @cached_property
    def ledger(self) -> list[Row]:
        return self._rows("ledger", "standard_id, item_id, opening")

    @cached_property
    def targets(self) -> list[Row]:
        return self._rows("target_progress", "school_year, plan_id, target_id, school_code", "region_code")

    @cached_property
    def plans(self) -> list[Row]:
        return self._rows("plan", "school_year, plan_id")

    @cached_property
    def recognition(self) -> dict[int, Row]:
        return {row["school_year"]: row for row in self._rows("recognition", "school_year")}

    @cached_property
    def schools(self) -> dict[tuple[int, str], Row]:
        return {
            (row["school_year"], row["school_code"]): row for row in self._rows("dim_school", "school_year")
        }

    @cached_property
    def evidence(self) -> dict[tuple[int, str, str], list[Row]]:
        return by_entity(
            self._rows("evidence", "school_year, entity_id, indicator_id, stage, part_id, input_no")
        )

    def school_name(self, code: str, year: int | None = None) -> str:
        """The name in that year, else the newest there is, else the code."""
        years = [year, *self.years] if year is not None else self.years
        names = ((self.schools.get((each, code)) or {}).get("school_name") for each in years)
        return next((name for name in names if name), "") or self._named_in_sections.get(code) or code

    @cached_property
    def _named_in_sections(self) -> dict[str, str]:
        return {row["school_code"]: row["school_name"] for row in self.sections if row["school_name"]}

    @cached_property
    def school_codes(self) -> list[str]:
        return sorted({row["school_code"] for row in self.sections} | {code for _, code in self.schools})

    def of(self, rows: Iterable[Row], year: int, standard: str | None = None) -> list[Row]:
        """The rows of a year, under a rule set where one is named."""
        return [
            row
            for row in rows
            if row["school_year"] == year and (standard is None or row["standard_id"] == standard)
        ]

    @cached_property
    def sections_of(self) -> dict[tuple[int, str], list[Row]]:
        """(year, school) → its sections, under every rule set."""
        return _grouped(self.sections, "school_year", "school_code")

    @cached_property
    def asked_of(self) -> dict[tuple[int, str], list[Row]]:
        """(year, school) → its results in what is asked of schools, under the chosen rule set."""
        return _grouped(self._of_schools(self.results), "school_year", "entity_id")

    @cached_property
    def parts_of(self) -> dict[tuple[int, str, str], list[Row]]:
        """(year, school, indicator) → the parts of such a result."""
        return _grouped(self._of_schools(self.parts), "school_year", "entity_id", "indicator_id")

    def _of_schools(self, rows: Iterable[Row]) -> list[Row]:
        chosen = self.registry.standard_id
        return [row for row in rows if row["entity_type"] == "school" and row["standard_id"] == chosen]

    @cached_property
    def results_of_section(self) -> dict[tuple[int, str, str, str], dict[str, Row]]:
        """(year, standard, school, stage) → indicator → result."""
        found: dict[tuple[int, str, str, str], dict[str, Row]] = defaultdict(dict)
        for row in self.results:
            if row["entity_type"] == "section":
                key = (row["school_year"], row["standard_id"], row["entity_id"], row["stage"])
                found[key][row["indicator_id"]] = row
        return found

    @cached_property
    def judged(self) -> dict[tuple[int, str], dict[tuple[str, ...], Row]]:
        """(year, entity) → (indicator, part, stage) → result, of the chosen rule set before any other."""
        found: dict[tuple[int, str], dict[tuple[str, ...], Row]] = defaultdict(dict)
        sections = [{**row, "part_id": "value"} for row in self.results if row["entity_type"] == "section"]
        rows: list[Row] = sorted(
            [*self.parts, *sections], key=lambda row: row["standard_id"] == self.registry.standard_id
        )
        for row in rows:
            key = (row["indicator_id"], row["part_id"], row["stage"])
            found[row["school_year"], row["entity_id"]][key] = row
        return found


def _grouped(rows: Iterable[Row], *columns: str) -> dict[Any, list[Row]]:
    found: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple(row[name] for name in columns)].append(row)
    return found
