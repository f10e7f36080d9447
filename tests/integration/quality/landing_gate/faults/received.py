"""Faults of what a county sends: what the reader did not take, corrections, explanations, files sent twice.

What belongs here: one fault per expectation on files and records. What does not: schools and figures.
"""

from __future__ import annotations

from decimal import Decimal

from orchestration.quality.findings import stable_id
from tests.integration.quality.landing_gate.clean_county import (
    CAMPUS,
    COUNTY,
    PRIMARY,
    Fault,
    Landing,
    Row,
    row_of,
    rows_of,
)
from tests.integration.quality.landing_gate.faults.edits import set_first, teachers


def refused(code: str, scope: str = "cell", **values: object) -> Fault:
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


_ON_CELL: Row = {
    "relation": "enrolment",
    "field": "enrolment.all.all",
    "school_code": PRIMARY,
    "cell": "C8",
    "src_sheet": "小学明细",
    "src_row": 8,
    "src_field": "enrolment.all.all",
}


def _unreadable_students(now: Landing, before: Landing) -> None:
    """The reader refused a figure, and landed nothing in its place."""
    refused("NOT_A_NUMBER", **_ON_CELL)(now, before)
    row_of(now, "enrolment", school_code=PRIMARY, src_shape="export")["students"] = None


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
    refused("TRUNCATED_FILE", "file")(now, before)
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
    teachers("all", "all", 21)(now, before)
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


def _in_other_county(now: Landing, before: Landing) -> None:
    file = now["submissions"][0]
    file["same_as"] = f"{file['school_year']}/211221/学校明细.xlsx"


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


def _school_of_other_county(now: Landing, before: Landing) -> None:
    """Another county's directory has the campus, and this county's has it no more."""
    listing = row_of(now, "schools", school_code=CAMPUS)
    listing.update({"county_code": "211221", "county_code_filed": "211221"})


RECEIVED: dict[str, Fault] = {
    # rejections
    "folder-layout": refused("STRAY_FOLDER", "folder"),
    "manifest-readable": refused("MANIFEST_FAULT", "file"),
    "correction-holds": refused("CORRECTION_UNMET", "file", src_row=3),
    "explanation-readable": refused("EXPLANATIONS_FAULT", "file", src_row=3),
    "ledger-readable": refused("LEDGER_FAULT", "file", src_row=3),
    "file-readable": refused("TRUNCATED_FILE", "file"),
    "sheet-layout-known": refused("MISSING_HEADER", "sheet", src_sheet="小学明细"),
    "rows-of-folder-county": refused(
        "ROWS_OF_OTHER_COUNTY", "row", src_sheet="小学明细", src_row=9, cell="D9"
    ),
    "sheet-of-folder-year": refused("WRONG_YEAR", "sheet", src_sheet="小学明细", cell="A1"),
    "sheet-of-folder-county": refused("COUNTY_UNCLEAR", "sheet", src_sheet="县级指标"),
    "no-identity-numbers": refused("IDENTITY_NUMBERS", "sheet", src_sheet="小学明细", cell="Z5"),
    "key-readable": refused("CODE_MISSING", "row", **_ON_CELL | {"field": "school_code", "src_field": None}),
    "number-readable": _unreadable_students,
    "value-readable": refused("NOT_A_FLAG", **_ON_CELL | {"relation": "schools", "field": "is_counted"}),
    "cells-in-sight": refused("HIDDEN_CELLS", "sheet", src_sheet="小学明细", cell="A9"),
    "figure-without-unit-word": refused("UNIT_IN_CELL", **_ON_CELL),
    "sheet-needed": refused("FORM_NOT_NEEDED", "sheet", src_sheet="教基4153_小学"),
    "file-says-something": refused("BLANK_FORM", "sheet", src_sheet="县级指标"),
    "sheet-read-as-meant": refused("COLUMNS_NOT_READ", "sheet", src_sheet="小学", raw="2：邮编、电话"),
    "refusal-code-listed": refused("SOMETHING_NEW", **_ON_CELL),
    # corrections and explanations
    "correction-in-force": _corrected_no_more,
    "explained-finding-known": _explained_nothing,
    "explained-finding-wants-one": _explained_refusal,
    "explanation-in-force": _explained_no_more,
    # files
    "file-sent-once": set_first("submissions", {"status": "duplicate"}),
    "file-of-one-county": _in_other_county,
    "form-in-time": set_first("submissions", {"form": "directory+primary", "received_at": "2199-09-21"}),
    "file-final": set_first("submissions", {"state": "preliminary"}),
    "room-lists-agree": _rooms_listed_again(Decimal(5)),
    "room-list-sent-once": _rooms_listed_again(None),
    "fact-of-own-county": _school_of_other_county,
}
