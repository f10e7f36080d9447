"""Faults of who is listed: the directory, recorded changes, other counties, what was not filed at all.

What belongs here: one fault per expectation on schools and counties. What does not: their figures.
"""

from __future__ import annotations

from tests.integration.quality.landing_gate.clean_county import (
    CAMPUS,
    COLLECTION,
    NINE_YEAR,
    PRIMARY,
    Fault,
    Landing,
    Row,
    row_of,
    rows_of,
    sha256_of,
)
from tests.integration.quality.landing_gate.faults.edits import (
    listed,
    stands_again,
    without,
)

OTHER_SHA256 = "f" * 64
CHANGE_FIELDS = ("school_code", "change", "effective_date", "other_school_code")


def _again_in_other_file(now: Landing, before: Landing) -> None:
    row = row_of(now, "schools", school_code=PRIMARY)
    now["schools"].append(row | {"src_sha256": OTHER_SHA256})
    copied = {"sha256": OTHER_SHA256}
    now["submissions"].append(now["submissions"][0] | copied | {"path": "名录（副本）.xlsx"})
    for field in rows_of(now, "submission_fields", relation="schools"):
        now["submission_fields"].append(field | copied)


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


SCHOOLS: dict[str, Fault] = {
    # the directory
    "school-code-present": listed(CAMPUS, school_code=None),
    "school-code-ten-digits": listed(CAMPUS, school_code="21420200"),
    "school-county-is-folder": listed(county_code_filed="211221"),
    "school-county-name-is-folder": listed(county_code_filed=None, county_name_filed="辽宁省铁岭县"),
    "school-name-present": listed(school_name=None),
    "school-type-present": listed(school_type_code=None),
    "school-type-known": listed(school_type_code="888"),
    "sponsor-known": listed(sponsor_code="77"),
    "urban-rural-known": listed(urban_rural_code="999"),
    "counted-flag-present": listed(is_counted=None),
    "code-class-matches-type": listed(school_type_code="311"),
    "campus-parent-in-directory": listed(CAMPUS, parent_school_code="2142029999"),
    "school-stages-filed": without("enrolment", school_code=NINE_YEAR, stage="junior"),
    "premises-filed": without("premises", school_code=PRIMARY),
    "empty-school-without-premises": _empty_school,
    "built-year-plausible": listed(built_year=19),
    "school-code-once": stands_again("schools", {"school_name": "另一所小学"}, school_code=PRIMARY),
    "school-row-sent-once": _again_in_other_file,
    # last year's directory
    "school-still-filed": _without_school("now"),
    "new-school-recorded": _without_school("before"),
    "school-type-kept": listed(CAMPUS, school_type_code="218"),
    "school-name-kept": listed(school_name="育才小学"),
    "text-no-formula": listed(school_name='=HYPERLINK("http://a.example")'),
    "school-county-kept": _school_moved_county,
    "successor-candidate": _school_under_new_code,
    # recorded changes
    "successor-named": _change("merge"),
    "change-of-known-school": _change("rename", school_code="2142029999"),
    "change-date-in-period": _change("rename", effective_date="1999-08-20"),
    "ended-school-left-directory": _change("close"),
    "renamed-school-has-new-name": _change("rename"),
    "succession-without-circle": _change_in_a_circle,
    "change-recorded-once": _change_recorded_twice,
    "void-code-not-reused": _code_ended_before,
    "county-recoding-registered": _county_under_new_code,
    # counties and forms
    "directory-filed": without("submission_fields", form="directory"),
    "detail-filed": without("submission_fields", form="premises"),
    "collection-filed": without("submission_fields", form="vetoes"),
    "county-in-registry": _other_county,
    "county-files-again": _without_county,
}
