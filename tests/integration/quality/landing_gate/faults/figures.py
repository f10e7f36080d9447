"""Faults of figures: negative, against each other, against their sum, against last year's.

What belongs here: one fault per expectation on figures of schools and counties. What does not: figures
that are only suspected (`suspicions`).
"""

from __future__ import annotations

from decimal import Decimal

from tests.integration.quality.landing_gate.clean_county import (
    CAMPUS,
    PRIMARY,
    RETURN,
    Fault,
    Landing,
    Row,
    row_of,
    rows_of,
    sha256_of,
)
from tests.integration.quality.landing_gate.faults.edits import (
    premises,
    returned,
    set_first,
    stands_again,
    students,
    teachers,
)


def _returned_otherwise(now: Landing, before: Landing) -> None:
    """教基1001 of the primary school states another place than the directory."""
    sha256 = sha256_of(now["submissions"][0]["school_year"], RETURN)
    returned = {"src_shape": "return", "src_sha256": sha256, "src_sheet": "教基1001_小学", "src_row": 10}
    now["schools"].append(
        row_of(now, "schools", school_code=PRIMARY) | returned | {"urban_rural_code": "220"}
    )
    for field in rows_of(now, "submission_fields", relation="schools"):
        now["submission_fields"].append(field | {"sha256": sha256, "sheet": "教基1001_小学", "column": "C"})


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


def _finance(**values: int) -> Fault:
    return set_first(
        "school_finance", {name: Decimal(value) for name, value in values.items()}, school_code=PRIMARY
    )


def _entrants(students: int, by_preschool: int | None = None) -> Fault:
    """Entrants of the nine-year school's return, and those of them with a year of preschool."""

    def fault(now: Landing, before: Landing) -> None:
        first = _return_row(now, "1")
        now["enrolment"].append(first | {"grade": "entrants", "students": students})
        if by_preschool is not None:
            now["enrolment"].append(first | {"grade": "entrants_preschool_1", "students": by_preschool})

    return fault


def _expected_graduates(now: Landing, before: Landing) -> None:
    now["enrolment"].append(_return_row(now, "6") | {"grade": "expected_graduates", "students": 39})


def _return_row(now: Landing, grade: str) -> Row:
    return row_of(now, "enrolment", src_shape="return", grade=grade, student_group="all")


def _more_rooms_than_classes(now: Landing, before: Landing) -> None:
    room = row_of(now, "rooms", school_code=PRIMARY)
    now["rooms"] += [room | {"src_row": row} for row in range(20, 26)]


def _subjects_without_the_others(now: Landing, before: Landing) -> None:
    taught = row_of(now, "teachers", school_code=PRIMARY, attribute="subject")
    now["teachers"].append(taught | {"value": "not_teaching", "teachers": 0})


def _monitored(years: int, of_last: bool = False) -> Fault:
    """A result so many years after the filing's own year, or after the one in which it was monitored."""

    def fault(now: Landing, before: Landing) -> None:
        row = now["monitoring"][0]
        row["monitored_year"] = (row["monitored_year"] if of_last else row["school_year"]) + years

    return fault


def _monitored_otherwise(now: Landing, before: Landing) -> None:
    """The result that last year's filing states, with another level."""
    now["monitoring"][0].update(monitored_year=before["monitoring"][0]["monitored_year"], level="Ⅱ")


def _survey(now: Landing, before: Landing) -> None:
    """Three of three questionnaires, in a county of 20000."""
    for item, value in (("C.population", 20000), ("S1.valid", 3), ("S1.satisfied", 3)):
        _county_item(item, value)(now, before)


def _attested(indicator_id: str, **items: int) -> Fault:
    """An attestation of the indicator, and items of it: `allotted_rural=0`."""

    def fault(now: Landing, before: Landing) -> None:
        attested = {"indicator_id": indicator_id, "conclusion": "达到", "src_row": 90}
        now["attestations"].append(now["attestations"][0] | attested)
        for name, value in items.items():
            row_of(now, "county_facts", item_code=f"{indicator_id}.{name}")["value"] = Decimal(value)

    return fault


def _posts_unfilled(now: Landing, before: Landing) -> None:
    """A post is empty while teachers are employed beside it, and the veto is answered no."""
    answer = {"item": "有编不补或长期聘用编外教师", "occurred": False, "src_row": 90}
    now["vetoes"].append(now["vetoes"][0] | answer)
    row_of(now, "county_facts", item_code="G10.on_establishment")["value"] = Decimal(9)


def _admitted_tilt(now: Landing, before: Landing) -> None:
    """No tilt to rural schools is admitted, and they have more than their share of the places."""
    _attested("G14")(now, before)
    now["attestations"][-1]["conclusion"] = "未达到"


def _staff(**counts: int) -> Fault:
    """教基4149 of the primary school, which has 14 full-time teachers."""

    def fault(now: Landing, before: Landing) -> None:
        first = row_of(now, "teachers", school_code=PRIMARY, attribute="all")
        column = next(
            row
            for row in now["submission_fields"]
            if (row["sha256"], row["field"]) == (first["src_sha256"], first["src_field"])
        )
        for place, (value, count) in enumerate(counts.items()):
            field = f"teachers.all.staff.{value}"
            now["submission_fields"].append(column | {"field": field})
            keys = {"stage": "all", "attribute": "staff", "value": value, "teachers": count}
            now["teachers"].append(first | keys | {"src_field": field, "src_row": 90 + place})

    return fault


FIGURES: dict[str, Fault] = {
    # facts
    "fact-values-agree": stands_again(
        "premises", {"quantity": Decimal(5)}, school_code=PRIMARY, item="computers"
    ),
    "fact-filed-once": stands_again("premises", {}, school_code=PRIMARY, item="computers"),
    "county-row-agrees": stands_again("county_facts", {"value": Decimal(11)}),
    "directory-equals-return": _returned_otherwise,
    "export-equals-return": returned("all", "all", 229),
    "sheet-total-is-sum": set_first("totals", {"total": Decimal(1)}),
    "enrolment-code-ten-digits": set_first("enrolment", {"school_code": "214202"}, school_code=CAMPUS),
    "enrolment-not-negative": students(-1),
    "classes-code-ten-digits": set_first("class_sizes", {"school_code": "214202"}, school_code=CAMPUS),
    "classes-not-negative": set_first("class_sizes", {"classes": -1}),
    "teachers-code-ten-digits": set_first("teachers", {"school_code": "214202"}, school_code=CAMPUS),
    "teachers-not-negative": teachers("subject", "pe", -1),
    "premises-code-ten-digits": set_first("premises", {"school_code": "214202"}, school_code=CAMPUS),
    "premises-not-negative": premises("computers", -1),
    "room-code-ten-digits": set_first("rooms", {"school_code": "214202"}, school_code=CAMPUS),
    "room-not-negative": set_first("rooms", {"area_m2": Decimal(-1)}),
    "room-area-plausible": set_first("rooms", {"area_m2": Decimal(5)}),
    "rooms-within-classes": _more_rooms_than_classes,
    "finance-code-ten-digits": set_first("school_finance", {"school_code": "214202"}, school_code=CAMPUS),
    "funds-allocated-not-negative": _finance(public_funds_allocated_yuan=-1),
    "funds-budget-not-negative": _finance(public_funds_budget_yuan=-1),
    "training-budget-not-negative": _finance(training_budget_yuan=-1),
    "training-final-not-negative": _finance(training_final_yuan=-1),
    "training-within-funds": _finance(training_budget_yuan=200001),
    # county collection
    "county-item-known": _item_of_unknown_code,
    "county-item-filed": set_first("county_facts", {"value": None}),
    "county-item-not-negative": set_first("county_facts", {"value": Decimal(-1)}),
    "county-item-in-its-unit": set_first("county_facts", {"unit": "%"}, item_code="G9.completed"),
    "county-item-whole": set_first("county_facts", {"value": Decimal("9.5")}, item_code="G9.completed"),
    "county-item-plausible": _county_item("V1.points", 101),
    "county-part-within-whole": set_first("county_facts", {"value": Decimal(41)}, item_code="G9.completed"),
    "county-item-matches-schools": _county_item("G12.teachers", 99),
    "monitoring-level-present": set_first("monitoring", {"level": None}),
    "monitoring-variation-is-ratio": set_first("monitoring", {"between_school_variation": Decimal(13)}),
    "monitoring-subject-known": set_first("monitoring", {"subject": "书法"}),
    "monitoring-year-filed": set_first("monitoring", {"monitored_year": None}),
    "monitoring-year-past": _monitored(1),
    "monitoring-year-in-cycle": _monitored(-3),
    "monitoring-year-of-subject": _monitored(-1, of_last=True),
    "monitoring-agrees-with-last-filing": _monitored_otherwise,
    "survey-sample-large-enough": _survey,
    "survey-parents-half": _county_item("S1.valid_parents", 4),
    "population-covers-students": _county_item("C.population", 600),
    "tilt-has-rural-places": _attested("G14", allotted_rural=0),
    "tilt-reaches-rural-share": _attested("G14", allotted_rural=5),
    "staff-within-establishment": _attested("G10", on_establishment=11),
    "posts-filled-as-answered": _posts_unfilled,
    "admitted-as-figures-say": _admitted_tilt,
    "staff-parts-within-staff": _staff(on_establishment=15, all=14),
    "staff-has-the-teachers": _staff(full_time=13, all=14),
    "quota-reaches-province": _attested("G2", province_quota_primary=900),
    "self-assessment-code-ten-digits": set_first("self_assessment", {"school_code": "214202"}),
    "self-assessment-not-negative": set_first("self_assessment", {"value": Decimal(-1)}),
    "self-assessed-part-within-whole": set_first("self_assessment", {"value": Decimal(25)}),
    "county-item-is-sum-of-schools": set_first("self_assessment", {"value": Decimal(7)}),
    "attestation-concluded": set_first("attestations", {"conclusion": None}),
    "attestation-documented": set_first("attestations", {"document": None}),
    "veto-answered": set_first("vetoes", {"occurred": None}),
    # sums within and across sheets
    "class-bands-add-up": set_first("class_sizes", {"classes": 7}, school_code=PRIMARY, band="all"),
    "class-bands-bracket-students": students(241),
    "qualifications-add-up": teachers("qualification", "bachelor", 12),
    "titled-within-teachers": teachers("title", "intermediate_or_above", 15),
    "subjects-add-up": _subjects_without_the_others,
    "backbone-within-teachers": teachers("backbone", "county_or_above", 15),
    "subject-teachers-within-teachers": teachers("subject", "pe", 15),
    "arts-cover-music-and-fine-arts": teachers("subject", "music", 2),
    "girls-within-students": returned("1", "girls", 39),
    "groups-within-students": returned("1", "boarders", 39),
    "entrants-within-first-grade": _entrants(39),
    "expected-graduates-within-last-grade": _expected_graduates,
    "entrants-by-preschool-add-up": _entrants(38, by_preschool=30),
    "grades-add-up": returned("2", "all", 37),
    "indoor-sports-within-rooms": premises("indoor_sports_area", 9999),
    "equipment-within-assets": premises("fixed_assets_value", 1),
    "premises-unit-plausible": premises("equipment_value", 300),
    "no-students-no-resources": students(0),
    "students-have-teachers": teachers("all", "all", 0),
    "filed-school-in-directory": _unknown_school,
    # last year's figures
    "students-without-swing": students(100),
    "teachers-without-swing": teachers("all", "all", 21),
    "premises-without-swing": premises("sports_ground_area", 4000),
    "cohort-continues": returned("3", "all", 20),
}
