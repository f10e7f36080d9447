"""Landing rows of a county's collection sheets, for counties made for a test.

What belongs here: the way from `tests.oracle.collection` records to the landing
contract. What does not: the schools' own sheets (`writer`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.oracle.filing import CountyYear

Row = dict[str, Any]

SHEETS = {
    "county_facts": ("county_items", "县级指标"),
    "rooms": ("rooms", "专用教室"),
    "school_finance": ("finance", "经费"),
    "attestations": ("attestations", "佐证材料"),
    "monitoring": ("monitoring", "质量监测"),
    "vetoes": ("vetoes", "一票否决"),
    "dropout_cases": ("dropout_cases", "控辍保学台账"),
    "supervision_scores": ("supervision_scores", "督导评估评分"),
}
FIRST_ROW = 5


def sha256_of(*parts: object) -> str:
    """A file's stand-in hash: the same for the same parts."""
    return hashlib.sha256("/".join(str(part) for part in parts).encode()).hexdigest()


def collection_rows(filing: CountyYear) -> Iterator[tuple[str, Row]]:
    """(table, row) of everything on the county's 县级采集表; nothing where it filed none.

    What is in `quarantined` stands in a second file too, with another content,
    and both rows are quarantined.
    """
    sheets = _sheets(filing)
    filed = {relation for relation, rows in sheets.items() if rows}
    if filing.collection.rooms is not None:
        filed.add("rooms")
    if not filed:
        return
    first, second = _path(filing, "县级采集表"), _path(filing, "县级采集表_补")
    forms = "+".join(sorted(SHEETS[relation][0] for relation in filed))
    yield "submissions", _submission(first, forms)
    if filing.collection.quarantined:
        yield "submissions", _submission(second, forms)
    for relation in sorted(filed):
        form, sheet = SHEETS[relation]
        yield "submission_fields", _field(first, form, sheet, relation)
        if relation == "monitoring" and filing.collection.asks_year:
            yield "submission_fields", _field(first, form, sheet, relation) | {"field": "monitored_year"}
        for number, (name, row, other) in enumerate(sheets[relation], FIRST_ROW):
            source = _source(first, sheet, number)
            yield relation, {**row, **source}
            if name in filing.collection.quarantined:
                again = _source(second, sheet, number)
                yield relation, {**row, **other, **again}
                yield "quarantine", _quarantine(relation, row, source, None)
                yield "quarantine", _quarantine(relation, row, again, None)
            elif row.pop("_is_quarantined", False):
                yield "quarantine", _quarantine(relation, row, source, "area_m2")


def _sheets(filing: CountyYear) -> dict[str, list[tuple[str, Row, Row]]]:
    """By relation: the name of each row, the row, and what another file says in its place."""
    found = filing.collection
    return {
        "county_facts": [
            (code, {"item_code": code, "value": value}, {"value": (value or Decimal(0)) + 1})
            for code, value in found.items.items()
        ],
        "rooms": [
            (
                "",
                {
                    "school_code": room.school_code,
                    "kind": room.kind,
                    "area_m2": room.area,
                    "built_year": room.built_year,
                    "_is_quarantined": room.quarantined,
                },
                {},
            )
            for room in found.rooms or []
        ],
        "school_finance": [
            (
                code,
                {
                    "school_code": code,
                    "fiscal_year": filing.school_year,
                    "public_funds_allocated_yuan": funds.allocated,
                    "public_funds_budget_yuan": funds.budget,
                    "training_budget_yuan": funds.training,
                    "training_final_yuan": funds.training,
                },
                {"public_funds_allocated_yuan": Decimal(1), "public_funds_budget_yuan": Decimal(1)},
            )
            for code, funds in found.funds.items()
        ],
        "attestations": [
            (
                indicator_id,
                {"indicator_id": indicator_id, **vars(attestation)},
                vars(replace(attestation, conclusion=_opposite(attestation.conclusion))),
            )
            for indicator_id, attestation in found.attestations.items()
        ],
        "monitoring": [
            (
                subject,
                {
                    "subject": subject,
                    "monitored_year": result.year,
                    "level": result.level,
                    "between_school_variation": result.variation,
                },
                {"level": "Ⅰ", "between_school_variation": Decimal("0.9")},
            )
            for subject, result in (*found.monitoring.items(), *found.monitoring_again)
        ],
        "vetoes": [
            (item, {"item": item, "occurred": occurred}, {"occurred": not occurred})
            for item, occurred in found.vetoes.items()
        ],
        "dropout_cases": [
            (
                "",
                {
                    "case_number": f"C-{number}",
                    "stage": case.stage,
                    "state": "confirmed" if case.is_confirmed else "suspected",
                    "opened_on": f"{filing.school_year}-09-20",
                    "back_on": f"{filing.school_year}-10-20" if case.way else None,
                    "how": case.way,
                },
                {},
            )
            for number, case in enumerate(found.cases)
        ],
        "supervision_scores": [
            ("", {"item": f"第{number}项", "points_max": Decimal(60), "points": points}, {})
            for number, points in enumerate(found.scores)
        ],
    }


def _opposite(conclusion: str | None) -> str:
    return "未达到" if conclusion == "达到" else "达到"


def _path(filing: CountyYear, name: str) -> str:
    return f"{filing.school_year}/{filing.county_code}/{name}.xlsx"


def _submission(path: str, forms: str) -> Row:
    return {
        "path": path,
        "sha256": sha256_of(path),
        "bytes": 10_000,
        "form": forms,
        "edition": "+".join("2023" for _ in forms.split("+")),
        "state": "final",
        "status": "accepted",
    }


def _field(path: str, form: str, sheet: str, relation: str) -> Row:
    """That the sheet came in, also where no row stands on it."""
    return {
        "sha256": sha256_of(path),
        "sheet": sheet,
        "form": form,
        "edition": "2023",
        "relation": relation,
        "field": "key",
        "column": "A",
        "header": "甲",
        "factor": 1.0,
    }


def _source(path: str, sheet: str, number: int) -> Row:
    return {
        "src_shape": "collection",
        "src_sha256": sha256_of(path),
        "src_sheet": sheet,
        "src_row": number,
    }


def _quarantine(relation: str, row: Row, source: Row, field: str | None) -> Row:
    where = {key: value for key, value in source.items() if key != "src_shape"}
    return {
        **where,
        "relation": relation,
        "school_code": row.get("school_code"),
        "src_field": field,
        "expectation_id": "made_for_the_test",
        "reason": "made for the test",
    }
