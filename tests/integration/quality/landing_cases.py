"""For every expectation of the landing gate, the smallest fault that breaks it.

What belongs here: one function per expectation id, which changes the clean rows of a year (`now`) or of
the year before. What does not: running the gate.
"""

from __future__ import annotations

from decimal import Decimal

from orchestration.quality.findings import stable_id
from tests.integration.quality.clean_landing import (
    CAMPUS,
    COLLECTION,
    COUNTY,
    NINE_YEAR,
    PRIMARY,
    RETURN,
    Fault,
    Landing,
    Row,
    row_of,
    rows_of,
    sha256_of,
)
from tests.integration.quality.suspicion_cases import SUSPICION_FAULTS

OTHER_SHA256 = "f" * 64
CHANGE_FIELDS = ("school_code", "change", "effective_date", "other_school_code")


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
            "is_notice": False,
            "src_sha256": file["sha256"],
            "src_sheet": "",
            "src_row": 0,
            "src_field": None,
        }
        now["refusals"].append(refusal | values)

    return fault


def _unreadable_students(now: Landing, before: Landing) -> None:
    """The reader refused a figure, and landed nothing in its place."""
    _refused("NOT_A_NUMBER", **_ON_CELL)(now, before)
    row_of(now, "enrolment", school_code=PRIMARY, src_shape="export")["students"] = None


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


def _returned_otherwise(now: Landing, before: Landing) -> None:
    """教基1001 of the primary school states another place than the directory."""
    sha256 = sha256_of(now["submissions"][0]["school_year"], RETURN)
    returned = {"src_shape": "return", "src_sha256": sha256, "src_sheet": "教基1001_小学", "src_row": 10}
    now["schools"].append(
        row_of(now, "schools", school_code=PRIMARY) | returned | {"urban_rural_code": "220"}
    )
    for field in rows_of(now, "submission_fields", relation="schools"):
        now["submission_fields"].append(field | {"sha256": sha256, "sheet": "教基1001_小学", "column": "C"})


def _rooms_listed_again(area: Decimal | None) -> Fault:
    """A second file lists the rooms of the primary school, the first of them of another area."""

    def fault(now: Landing, before: Landing) -> None:
        rooms = rows_of(now, "rooms", school_code=PRIMARY)
        again = [room | {"src_sheet": "专用教室（补）"} for room in rooms]
        for field in rows_of(now, "submission_fields", relation="rooms"):
            now["submission_fields"].append(field | {"sheet": "专用教室（补）"})
        if area is not None:
            again[0]["area_m2"] = area
        now["rooms"] += again

    return fault


def _in_other_county(now: Landing, before: Landing) -> None:
    file = now["submissions"][0]
    file["same_as"] = f"{file['school_year']}/211221/学校明细.xlsx"


def _recorded(landing: Landing, change: str, **values: object) -> None:
    """A row of 学校变动 on the campus, of 20 August of the year."""
    listing = row_of(landing, "schools", school_code=PRIMARY)
    place = {name: listing[name] for name in ("school_year", "county_code", "src_shape")}
    place |= {"src_sha256": sha256_of(int(listing["school_year"]), COLLECTION), "src_sheet": "学校变动"}
    number = len(landing["changes"])
    landing["changes"].append(
        place
        | {
            "school_code": CAMPUS,
            "school_name": "第一小学东校区",
            "change": change,
            "effective_date": f"{listing['school_year']}-08-20",
            "other_school_code": None,
            "document": "教育局文件",
            "src_row": 5 + number,
        }
        | values
    )
    if not rows_of(landing, "submission_fields", relation="changes"):
        for letter, field in zip("ACDE", CHANGE_FIELDS, strict=True):
            shown = {
                "sha256": place["src_sha256"],
                "sheet": "学校变动",
                "form": "changes",
                "relation": "changes",
            }
            some = landing["submission_fields"][0]
            landing["submission_fields"].append(
                some | shown | {"field": field, "column": letter, "row": None}
            )


def _change(change: str, **values: object) -> Fault:
    """A recorded change that does not fit the directories, in which nothing changed."""

    def fault(now: Landing, before: Landing) -> None:
        _recorded(now, change, **values)

    return fault


def _change_in_a_circle(now: Landing, before: Landing) -> None:
    _recorded(before, "merge", school_code=CAMPUS, other_school_code=NINE_YEAR)
    _recorded(now, "merge", school_code=NINE_YEAR, other_school_code=CAMPUS)


def _change_recorded_twice(now: Landing, before: Landing) -> None:
    for date in ("20", "25"):
        _recorded(now, "rename", effective_date=f"{now['schools'][0]['school_year']}-08-{date}")


def _code_ended_before(now: Landing, before: Landing) -> None:
    _recorded(before, "close")


def _school_moved_county(now: Landing, before: Landing) -> None:
    """The campus is now listed by another county, in a file of its own; both counties filed in both years."""
    file: Row = {"county_code": "211221", "sha256": OTHER_SHA256}
    now["submissions"].append(now["submissions"][0] | file | {"path": "211221/名录.xlsx"})
    for field in rows_of(now, "submission_fields", relation="schools"):
        now["submission_fields"].append(field | file)
    row_of(now, "schools", school_code=CAMPUS).update(
        {"county_code": "211221", "county_code_filed": "211221", "src_sha256": OTHER_SHA256}
    )
    other = row_of(before, "schools", school_code=PRIMARY)
    before["schools"].append(other | {"school_code": "2121000001", "county_code": "211221", "src_row": 20})


def _school_under_new_code(now: Landing, before: Landing) -> None:
    for relation, rows in now.items():
        for row in rows:
            if row.get("school_code") == CAMPUS and relation != "changes":
                row["school_code"] = "2142029002"


def _county_under_new_code(now: Landing, before: Landing) -> None:
    for relation in now.values():
        for row in relation:
            row.update({name: "421299" for name in ("county_code", "county_code_filed") if name in row})


def _school_of_other_county(now: Landing, before: Landing) -> None:
    """Another county's directory has the campus, and this county's has it no more."""
    listing = row_of(now, "schools", school_code=CAMPUS)
    listing.update({"county_code": "211221", "county_code_filed": "211221"})


def _explanation(finding_id: str, school_year: int, status: str = "in_force") -> Row:
    return {
        "school_year": school_year,
        "county_code": COUNTY,
        "finding_id": finding_id,
        "text": "并入原第三小学学生",
        "document": "咸教发〔2024〕12号",
        "explained_by": "王芳",
        "explained_on": "2024-10-08",
        "expires_on": "2024-11-30",
        "status": status,
        "path": f"{school_year}/{COUNTY}/explanations.yaml",
    }


def _explained_nothing(now: Landing, before: Landing) -> None:
    now["explanations"].append(_explanation("0" * 16, now["submissions"][0]["school_year"]))


def _explained_refusal(now: Landing, before: Landing) -> None:
    """A file that cannot be read wants mending, whatever is said to it."""
    _refused("TRUNCATED_FILE", "file")(now, before)
    file = now["submissions"][0]
    path, year = file["path"], file["school_year"]
    place = [COUNTY, None, "", None]
    key = [path, "file", "TRUNCATED_FILE", None]
    finding_id = stable_id(["landing", year, "refusals", "file-readable", *place, *key])
    now["explanations"].append(_explanation(finding_id, year))


def swing_finding_id(now: Landing) -> str:
    """The finding about the teachers of the primary school, who are more than last year's."""
    row = row_of(now, "teachers", school_code=PRIMARY, attribute="all", value="all")
    place = [COUNTY, "teachers", row["src_sheet"], row["src_field"]]
    rule = ["landing", row["school_year"], "swings", "teachers-without-swing"]
    return stable_id([*rule, *place, PRIMARY, "primary", "teachers"])


def _explained_no_more(now: Landing, before: Landing) -> None:
    _teachers("all", "all", 21)(now, before)
    year = now["submissions"][0]["school_year"]
    now["explanations"].append(_explanation(swing_finding_id(now), year, "expired"))


def _corrected_no_more(now: Landing, before: Landing) -> None:
    row = row_of(now, "enrolment", school_code=PRIMARY)
    source = {name: row[name] for name in ("src_sha256", "src_sheet", "src_row", "src_field")}
    now["corrections"].append(
        {
            "school_year": row["school_year"],
            "county_code": COUNTY,
            "correction_id": "c" * 16,
            "path": row_of(now, "submissions", sha256=row["src_sha256"])["path"],
            "sheet": row["src_sheet"],
            "cell": f"C{row['src_row']}",
            "relation": "enrolment",
            "field": row["src_field"],
            "original": "228",
            "corrected": "282",
            "expires_on": "2024-11-30",
            "status": "expired",
        }
        | source
    )


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


LANDING_FAULTS: dict[str, Fault] = {
    **SUSPICION_FAULTS,
    # refusals
    "folder-layout": _refused("STRAY_FOLDER", "folder"),
    "manifest-readable": _refused("MANIFEST_FAULT", "file"),
    "correction-holds": _refused("CORRECTION_UNMET", "file", src_row=3),
    "explanation-readable": _refused("EXPLANATIONS_FAULT", "file", src_row=3),
    "file-readable": _refused("TRUNCATED_FILE", "file"),
    "sheet-layout-known": _refused("MISSING_HEADER", "sheet", src_sheet="小学明细"),
    "rows-of-folder-county": _refused(
        "ROWS_OF_OTHER_COUNTY", "row", src_sheet="小学明细", src_row=9, cell="D9"
    ),
    "sheet-of-folder-year": _refused("WRONG_YEAR", "sheet", src_sheet="小学明细", cell="A1"),
    "sheet-of-folder-county": _refused("COUNTY_UNCLEAR", "sheet", src_sheet="县级指标"),
    "no-identity-numbers": _refused("IDENTITY_NUMBERS", "sheet", src_sheet="小学明细", cell="Z5"),
    "key-readable": _refused("CODE_MISSING", "row", **_ON_CELL | {"field": "school_code", "src_field": None}),
    "number-readable": _unreadable_students,
    "value-readable": _refused("NOT_A_FLAG", **_ON_CELL | {"relation": "schools", "field": "is_counted"}),
    "cells-in-sight": _refused("HIDDEN_CELLS", "sheet", src_sheet="小学明细", cell="A9"),
    "figure-without-unit-word": _refused("UNIT_IN_CELL", **_ON_CELL),
    "sheet-needed": _refused("FORM_NOT_NEEDED", "sheet", src_sheet="教基4149_小学"),
    "refusal-code-listed": _refused("SOMETHING_NEW", **_ON_CELL),
    # corrections and explanations
    "correction-in-force": _corrected_no_more,
    "explained-finding-known": _explained_nothing,
    "explained-finding-wants-one": _explained_refusal,
    "explanation-in-force": _explained_no_more,
    # submissions
    "file-sent-once": _set("submissions", {"status": "duplicate"}),
    "file-of-one-county": _in_other_county,
    "form-in-time": _set("submissions", {"form": "directory+primary", "received_at": "2199-09-21"}),
    "file-final": _set("submissions", {"state": "preliminary"}),
    "room-lists-agree": _rooms_listed_again(Decimal(5)),
    "room-list-sent-once": _rooms_listed_again(None),
    "fact-of-own-county": _school_of_other_county,
    # directory
    "school-code-present": _school(CAMPUS, school_code=None),
    "school-code-ten-digits": _school(CAMPUS, school_code="21420200"),
    "school-county-is-folder": _school(county_code_filed="211221"),
    "school-county-name-is-folder": _school(county_code_filed=None, county_name_filed="辽宁省铁岭县"),
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
    "directory-equals-return": _returned_otherwise,
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
    "room-area-plausible": _set("rooms", {"area_m2": Decimal(5)}),
    "rooms-within-classes": _more_rooms_than_classes,
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
    "county-item-in-its-unit": _set("county_facts", {"unit": "%"}, item_code="G9.completed"),
    "county-item-whole": _set("county_facts", {"value": Decimal("9.5")}, item_code="G9.completed"),
    "county-item-plausible": _county_item("V1.points", 101),
    "county-part-within-whole": _set("county_facts", {"value": Decimal(41)}, item_code="G9.completed"),
    "county-item-matches-schools": _county_item("G12.teachers", 99),
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
    "subjects-add-up": _subjects_without_the_others,
    "backbone-within-teachers": _teachers("backbone", "county_or_above", 15),
    "subject-teachers-within-teachers": _teachers("subject", "pe", 15),
    "arts-cover-music-and-fine-arts": _teachers("subject", "music", 2),
    "girls-within-students": _enrolment("1", "girls", 39),
    "groups-within-students": _enrolment("1", "boarders", 39),
    "entrants-within-first-grade": _entrants(39),
    "expected-graduates-within-last-grade": _expected_graduates,
    "entrants-by-preschool-add-up": _entrants(38, by_preschool=30),
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
    # security
    "text-no-formula": _school(school_name='=HYPERLINK("http://a.example")'),
    "school-county-kept": _school_moved_county,
    "successor-candidate": _school_under_new_code,
    # identity
    "successor-named": _change("merge"),
    "change-of-known-school": _change("rename", school_code="2142029999"),
    "change-date-in-period": _change("rename", effective_date="1999-08-20"),
    "ended-school-left-directory": _change("close"),
    "renamed-school-has-new-name": _change("rename"),
    "succession-without-circle": _change_in_a_circle,
    "change-recorded-once": _change_recorded_twice,
    "void-code-not-reused": _code_ended_before,
    "county-recoding-registered": _county_under_new_code,
    # forms and counties
    "directory-filed": _without("submission_fields", form="directory"),
    "detail-filed": _without("submission_fields", form="premises"),
    "collection-filed": _without("submission_fields", form="vetoes"),
    "county-in-registry": _other_county,
    "county-files-again": _without_county,
}
