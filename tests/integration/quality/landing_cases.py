"""For every expectation of the landing gate, the smallest fault that breaks it.

What belongs here: one function per expectation id, which changes the clean rows of a year (`now`) or of
the year before. What does not: running the gate.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from tests.integration.quality.clean_landing import (
    CAMPUS,
    COUNTY,
    NINE_YEAR,
    PRIMARY,
    Landing,
    Row,
    row_of,
    rows_of,
)

#: Changes the clean rows of the year that is gated (first) or of the year before (second).
Fault = Callable[[Landing, Landing], None]

OTHER_SHA256 = "f" * 64


def _set(relation: str, values: Row, /, **match: object) -> Fault:
    """The first matching row gets these values."""

    def fault(now: Landing, before: Landing) -> None:
        row_of(now, relation, **match).update(values)

    return fault


def _refused(code: str, scope: str = "cell", **values: object) -> Fault:
    """The reader refused something."""

    def fault(now: Landing, before: Landing) -> None:
        file = now["submissions"][0]
        refusal: Row = {
            "school_year": file["school_year"],
            "county_code": COUNTY,
            "path": file["path"],
            "scope": scope,
            "code": code,
            "relation": None,
            "field": None,
            "school_code": None,
            "cell": None,
            "raw": "约500",
            "message": "«约500» is not a number",
            "remedy": "File digits only.",
            "src_sha256": file["sha256"],
            "src_sheet": "",
            "src_row": 0,
            "src_field": None,
        }
        now["refusals"].append(refusal | values)

    return fault


_ON_CELL: Row = {
    "relation": "enrolment",
    "field": "enrolment.all.all",
    "school_code": PRIMARY,
    "cell": "C8",
    "src_sheet": "小学明细",
    "src_row": 8,
    "src_field": "enrolment.all.all",
}


def _twice(relation: str, values: Row, /, **match: object) -> Fault:
    """The first matching row stands again, in the row below the sheet, with these values."""

    def fault(now: Landing, before: Landing) -> None:
        row = row_of(now, relation, **match)
        now[relation].append(row | {"src_row": 90} | values)

    return fault


def _again_in_other_file(now: Landing, before: Landing) -> None:
    row = row_of(now, "schools", school_code=PRIMARY)
    now["schools"].append(row | {"src_sha256": OTHER_SHA256})
    copied = {"sha256": OTHER_SHA256}
    now["submissions"].append(now["submissions"][0] | copied | {"path": "名录（副本）.xlsx"})
    for field in rows_of(now, "submission_fields", relation="schools"):
        now["submission_fields"].append(field | copied)


def _without(relation: str, /, **match: object) -> Fault:
    """All matching rows are left out, this year."""

    def fault(now: Landing, before: Landing) -> None:
        for row in rows_of(now, relation, **match):
            now[relation].remove(row)

    return fault


def _without_school(year: str) -> Fault:
    """The campus is left out of every relation of one of the two years."""

    def fault(now: Landing, before: Landing) -> None:
        landing = now if year == "now" else before
        for rows in landing.values():
            rows[:] = [row for row in rows if row.get("school_code") != CAMPUS]

    return fault


def _without_county(now: Landing, before: Landing) -> None:
    for rows in now.values():
        rows.clear()
    # Another county of the roster files, else the year itself would not be there.
    now["submissions"].append(
        before["submissions"][0] | {"school_year": _next_year(before), "county_code": "211221"}
    )


def _next_year(before: Landing) -> int:
    return int(before["submissions"][0]["school_year"]) + 1


def _other_county(now: Landing, before: Landing) -> None:
    for rows in (*now.values(), *before.values()):
        for row in rows:
            row.update({name: "999901" for name in ("county_code", "county_code_filed") if name in row})


def _empty_school(now: Landing, before: Landing) -> None:
    for row in rows_of(now, "enrolment", school_code=PRIMARY):
        row["students"] = 0


def _unknown_school(now: Landing, before: Landing) -> None:
    for row in rows_of(now, "premises", school_code=CAMPUS):
        row["school_code"] = "2142029999"


def _item_of_unknown_code(now: Landing, before: Landing) -> None:
    now["county_facts"].append(now["county_facts"][0] | {"item_code": "G99.unheard_of", "src_row": 90})


def _county_item(item: str, value: int) -> Fault:
    """Another row of the county sheet, with an item of its own."""

    def fault(now: Landing, before: Landing) -> None:
        changed = {"item_code": item, "value": Decimal(value), "src_row": 90}
        now["county_facts"] = [row for row in now["county_facts"] if row["item_code"] != item]
        now["county_facts"].append(now["county_facts"][0] | changed)

    return fault


def _band(students: int) -> Fault:
    return _set("enrolment", {"students": students}, school_code=PRIMARY, src_shape="export")


def _teachers(attribute: str, value: str, teachers: int) -> Fault:
    match = {"school_code": PRIMARY, "attribute": attribute, "value": value}
    return _set("teachers", {"teachers": teachers}, **match)


def _premises(item: str, quantity: int) -> Fault:
    return _set("premises", {"quantity": Decimal(quantity)}, school_code=PRIMARY, item=item)


def _enrolment(grade: str, group: str, students: int) -> Fault:
    match = {"school_code": NINE_YEAR, "src_shape": "return", "grade": grade, "student_group": group}
    return _set("enrolment", {"students": students}, **match)


def _finance(**values: int) -> Fault:
    return _set(
        "school_finance", {name: Decimal(value) for name, value in values.items()}, school_code=PRIMARY
    )


def _school(of: str = PRIMARY, /, **values: object) -> Fault:
    return _set("schools", values, school_code=of)


LANDING_FAULTS: dict[str, Fault] = {
    # refusals
    "folder-layout": _refused("STRAY_FOLDER", "folder"),
    "manifest-readable": _refused("MANIFEST_FAULT", "file"),
    "file-readable": _refused("TRUNCATED_FILE", "file"),
    "sheet-layout-known": _refused("MISSING_HEADER", "sheet", src_sheet="小学明细"),
    "rows-of-folder-county": _refused(
        "ROWS_OF_OTHER_COUNTY", "row", src_sheet="小学明细", src_row=9, cell="D9"
    ),
    "sheet-of-folder-year": _refused("WRONG_YEAR", "sheet", src_sheet="小学明细", cell="A1"),
    "sheet-of-folder-county": _refused("COUNTY_UNCLEAR", "sheet", src_sheet="县级指标"),
    "key-readable": _refused("CODE_MISSING", "row", **_ON_CELL | {"field": "school_code", "src_field": None}),
    "number-readable": _refused("NOT_A_NUMBER", **_ON_CELL),
    "value-readable": _refused("NOT_A_FLAG", **_ON_CELL | {"relation": "schools", "field": "is_counted"}),
    "cells-in-sight": _refused("HIDDEN_CELLS", "sheet", src_sheet="小学明细", cell="A9"),
    "refusal-code-listed": _refused("SOMETHING_NEW", **_ON_CELL),
    # submissions
    "file-sent-once": _set("submissions", {"status": "duplicate"}),
    "file-final": _set("submissions", {"state": "preliminary"}),
    # directory
    "school-code-present": _school(CAMPUS, school_code=None),
    "school-code-ten-digits": _school(CAMPUS, school_code="21420200"),
    "school-county-is-folder": _school(county_code_filed="211221"),
    "school-name-present": _school(school_name=None),
    "school-type-present": _school(school_type_code=None),
    "school-type-known": _school(school_type_code="888"),
    "sponsor-known": _school(sponsor_code="77"),
    "urban-rural-known": _school(urban_rural_code="999"),
    "counted-flag-present": _school(is_counted=None),
    "code-class-matches-type": _school(school_type_code="311"),
    "campus-parent-in-directory": _school(CAMPUS, parent_school_code="2142029999"),
    "school-stages-filed": _without("enrolment", school_code=NINE_YEAR, stage="junior"),
    "premises-filed": _without("premises", school_code=PRIMARY),
    "empty-school-without-premises": _empty_school,
    "built-year-plausible": _school(built_year=19),
    "school-code-once": _twice("schools", {"school_name": "另一所小学"}, school_code=PRIMARY),
    "school-row-sent-once": _again_in_other_file,
    # facts
    "fact-values-agree": _twice("premises", {"quantity": Decimal(5)}, school_code=PRIMARY, item="computers"),
    "fact-filed-once": _twice("premises", {}, school_code=PRIMARY, item="computers"),
    "county-row-agrees": _twice("county_facts", {"value": Decimal(11)}),
    "export-equals-return": _enrolment("all", "all", 229),
    "sheet-total-is-sum": _set("totals", {"total": Decimal(1)}),
    "enrolment-code-ten-digits": _set("enrolment", {"school_code": "214202"}, school_code=CAMPUS),
    "enrolment-not-negative": _band(-1),
    "classes-code-ten-digits": _set("class_sizes", {"school_code": "214202"}, school_code=CAMPUS),
    "classes-not-negative": _set("class_sizes", {"classes": -1}),
    "teachers-code-ten-digits": _set("teachers", {"school_code": "214202"}, school_code=CAMPUS),
    "teachers-not-negative": _teachers("subject", "pe", -1),
    "premises-code-ten-digits": _set("premises", {"school_code": "214202"}, school_code=CAMPUS),
    "premises-not-negative": _premises("computers", -1),
    "room-code-ten-digits": _set("rooms", {"school_code": "214202"}, school_code=CAMPUS),
    "room-not-negative": _set("rooms", {"area_m2": Decimal(-1)}),
    "finance-code-ten-digits": _set("school_finance", {"school_code": "214202"}, school_code=CAMPUS),
    "funds-allocated-not-negative": _finance(public_funds_allocated_yuan=-1),
    "funds-budget-not-negative": _finance(public_funds_budget_yuan=-1),
    "training-budget-not-negative": _finance(training_budget_yuan=-1),
    "training-final-not-negative": _finance(training_final_yuan=-1),
    "training-within-funds": _finance(training_budget_yuan=200001),
    # county collection
    "county-item-known": _item_of_unknown_code,
    "county-item-filed": _set("county_facts", {"value": None}),
    "county-item-not-negative": _set("county_facts", {"value": Decimal(-1)}),
    "county-item-plausible": _county_item("V1.points", 101),
    "county-part-within-whole": _set("county_facts", {"value": Decimal(11)}, item_code="G9.completed"),
    "monitoring-level-present": _set("monitoring", {"level": None}),
    "monitoring-variation-is-ratio": _set("monitoring", {"between_school_variation": Decimal(13)}),
    "attestation-concluded": _set("attestations", {"conclusion": None}),
    "attestation-documented": _set("attestations", {"document": None}),
    "veto-answered": _set("vetoes", {"occurred": None}),
    # sums within and across sheets
    "class-bands-add-up": _set("class_sizes", {"classes": 7}, school_code=PRIMARY, band="all"),
    "class-bands-bracket-students": _band(241),
    "qualifications-add-up": _teachers("qualification", "bachelor", 12),
    "titled-within-teachers": _teachers("title", "intermediate_or_above", 15),
    "backbone-within-teachers": _teachers("backbone", "county_or_above", 15),
    "subject-teachers-within-teachers": _teachers("subject", "pe", 15),
    "arts-cover-music-and-fine-arts": _teachers("subject", "music", 2),
    "girls-within-students": _enrolment("1", "girls", 39),
    "groups-within-students": _enrolment("1", "boarders", 39),
    "grades-add-up": _enrolment("2", "all", 37),
    "indoor-sports-within-rooms": _premises("indoor_sports_area", 9999),
    "equipment-within-assets": _premises("fixed_assets_value", 1),
    "premises-unit-plausible": _premises("equipment_value", 300),
    "no-students-no-resources": _band(0),
    "students-have-teachers": _teachers("all", "all", 0),
    "filed-school-in-directory": _unknown_school,
    # over time
    "school-still-filed": _without_school("now"),
    "new-school-recorded": _without_school("before"),
    "school-type-kept": _school(CAMPUS, school_type_code="218"),
    "school-name-kept": _school(school_name="育才小学"),
    "students-without-swing": _band(100),
    "teachers-without-swing": _teachers("all", "all", 21),
    "premises-without-swing": _premises("sports_ground_area", 4000),
    "cohort-continues": _enrolment("3", "all", 20),
    # forms and counties
    "directory-filed": _without("submission_fields", form="directory"),
    "detail-filed": _without("submission_fields", form="premises"),
    "collection-filed": _without("submission_fields", form="vetoes"),
    "county-in-registry": _other_county,
    "county-files-again": _without_county,
}
