"""A small county as landing rows that no expectation finds fault with.

What belongs here: building and writing the clean rows of one school year. What does not: faults (those
are in `faults`). The county has a primary school (A), a nine-year school (B, which also sends a
基层报表 return) and a campus of A that is not counted as a school (C).
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.settings import PROJECT_DIR
from orchestration.submissions.contract.schemas import RELATIONS

Row = dict[str, Any]
#: Relation → rows, of one school year.
Landing = dict[str, list[Row]]
#: Changes the clean rows of the year that is gated (first) or of the year before (second).
Fault = Callable[[Landing, Landing], None]

COUNTY = "421202"
PRIMARY, NINE_YEAR, CAMPUS = "2142020001", "3142020002", "2142020003"
EXPORT, RETURN, COLLECTION = "学校明细.xlsx", "基层报表.xlsx", "县级采集表.xlsx"
SUPPLEMENT, RECORDS = "补充采集表.xlsx", "专项记录表.xlsx"
SHEETS = {"primary": "小学明细", "junior": "初中明细", "premises": "办学条件"}
FORMS = {"小学明细": "primary", "初中明细": "junior", "办学条件": "premises", "学校名录": "directory"}
COLLECTION_FORMS = {
    "经费": "finance",
    "专用教室": "rooms",
    "县级指标": "county_items",
    "佐证材料": "attestations",
    "质量监测": "monitoring",
    "一票否决": "vetoes",
    "整改台账": "ledger",
}
SUPPLEMENT_FORMS = {
    "补充采集表·县级": "supplement_county",
    "补充采集表·学段": "supplement_section",
    "补充采集表·学校": "supplement_school",
    "学校自评表": "self_assessment",
}
with (PROJECT_DIR / "dbt_project/seeds/standards/county_items.csv").open(encoding="utf-8") as file:
    ITEM_UNITS = {item["item_code"]: item["unit_zh"] for item in csv.DictReader(file)}
#: County items that have to go with the schools, or to be of a plausible size; all others are 10.
ITEM_VALUES: dict[str, int | Decimal] = {
    "G2.quota_primary": 850,
    "G2.quota_junior": 1050,
    "G8.teacher_pay": 80000,
    "G8.civil_servant_pay": 80000,
    "F.teacher_pay_last": 80000,
    "G9.teachers": 40,
    "G12.teachers": 40,
    "F.students_this": 608,
    "F.students_last": 608,
    "M.rural_allowance": 4800,
    "M.class_teacher_allowance": 3600,
    "G2.province_quota_primary": 850,
    "G2.province_quota_junior": 1050,
    "C.population": 2000,
    "C.gdp_per_head": 60000,
    "C.revenue_per_head": 3000,
    "C.rural_income": 20000,
    "C.urban_income": 40000,
    "E3.students": 494,
    "E4.students": 114,
    # what the drop-out ledger and the scores come to
    "E3.dropped_out": 0,
    "E4.dropped_out": 1,
    "E5.suspected": 3,
    "E5.confirmed": 2,
    "E5.returned": 1,
    "E5.closed": 1,
    "V1.points": Decimal("91.5"),
}
BANDS = ("le25", "26_30", "31_35", "36_40", "41_45", "46_50", "51_55", "56_60", "61_65", "ge66")
#: A year in which 语文 was monitored; it is every third year.
CHINESE_MONITORED = 2022
#: Students, teachers and classes (all of 36 to 40) by school and stage.
SECTIONS = {
    (PRIMARY, "primary"): (228, 14, 6),
    (NINE_YEAR, "primary"): (228, 13, 6),
    (NINE_YEAR, "junior"): (114, 10, 3),
    (CAMPUS, "primary"): (38, 3, 1),
}


def clean_landing(school_year: int, county_items: Iterable[str], supplement_items: Iterable[str]) -> Landing:
    """The clean rows of one school year; items are the registry's codes, by the sheet that asks for them."""
    landing: Landing = {name: [] for name in RELATIONS}
    _add_files(landing, school_year)
    _add_directory(landing, school_year)
    for (school, stage), (students, teachers, classes) in SECTIONS.items():
        _add_section(landing, school_year, school, stage, students, teachers, classes)
    for school in (PRIMARY, NINE_YEAR, CAMPUS):
        _add_premises(landing, school_year, school)
    _add_return(landing, school_year)
    _add_totals(landing)
    _add_collection(landing, school_year, county_items)
    _add_supplement(landing, school_year, supplement_items)
    _add_records(landing, school_year)
    _add_fields(landing)
    return landing


def rows_of(landing: Landing, relation: str, /, **values: object) -> list[Row]:
    """The rows of a relation that have these values."""
    return [row for row in landing[relation] if all(row[name] == value for name, value in values.items())]


def row_of(landing: Landing, relation: str, /, **values: object) -> Row:
    """The first row of a relation that has these values."""
    return rows_of(landing, relation, **values)[0]


def write_landing(
    landing_dir: Path, years: dict[int, Landing], change: Callable[[str], bool] | None = None
) -> None:
    """Write `<relation>/<year>.parquet` for every relation; `change(column)` True leaves that column out."""
    for school_year, landing in years.items():
        for name, rows in landing.items():
            schema = RELATIONS[name].schema
            file = landing_dir / name / f"{school_year}.parquet"
            file.parent.mkdir(parents=True, exist_ok=True)
            table = pa.Table.from_pylist(rows, schema=schema)
            if change is not None:
                table = table.drop_columns([column for column in schema.names if change(f"{name}.{column}")])
            pq.write_table(table, file)


def sha256_of(school_year: int, file: str) -> str:
    """A stand-in for the hash of a file."""
    return hashlib.sha256(f"{school_year}/{file}".encode()).hexdigest()


def _place(school_year: int) -> Row:
    return {"school_year": school_year, "county_code": COUNTY}


def _source(school_year: int, file: str, sheet: str, row: int, field: str | None = None) -> Row:
    shapes = {EXPORT: "export", RETURN: "return", SUPPLEMENT: "supplement"}
    source: Row = {
        "src_shape": shapes.get(file, "collection"),
        "src_sha256": sha256_of(school_year, file),
        "src_sheet": sheet,
        "src_row": row,
    }
    return source | ({"src_field": field} if field else {})


def _add_files(landing: Landing, school_year: int) -> None:
    for file in (EXPORT, RETURN, COLLECTION, SUPPLEMENT, RECORDS):
        landing["submissions"].append(
            _place(school_year)
            | {
                "path": f"{school_year}/{COUNTY}/{file}",
                "sha256": sha256_of(school_year, file),
                "bytes": 1000,
                "form": None,
                "edition": None,
                "encoding": None,
                "received_at": None,
                "state": "final",
                "supersedes": None,
                "status": "accepted",
                "why": None,
            }
        )


def _add_directory(landing: Landing, school_year: int) -> None:
    named = ((PRIMARY, "第一小学", "211"), (NINE_YEAR, "第二学校", "312"), (CAMPUS, "第一小学东校区", "211"))
    for row, (code, name, kind) in enumerate(named, start=5):
        school = _place(school_year) | {
            "school_code": code,
            "school_name": name,
            "school_type_code": kind,
            "school_type_name": None,
            "sponsor_code": "7",
            "sponsor_name": "县级教育部门",
            "urban_rural_code": "111",
            "county_code_filed": COUNTY,
            "county_name_filed": "咸安区",
            "is_counted": code != CAMPUS,
            "parent_school_code": PRIMARY if code == CAMPUS else None,
            "is_boarding": False,
            "built_year": school_year - 20,
            "township": "双溪镇" if code == NINE_YEAR else "高桥镇",
        }
        landing["schools"].append(school | _source(school_year, EXPORT, "学校名录", row))


def _add_section(
    landing: Landing, school_year: int, school: str, stage: str, students: int, teachers: int, classes: int
) -> None:
    row = {PRIMARY: 8, NINE_YEAR: 9, CAMPUS: 10}[school]
    place = _place(school_year) | {"school_code": school, "stage": stage}

    def source(field: str) -> Row:
        return _source(school_year, EXPORT, SHEETS[stage], row, field)

    landing["enrolment"].append(
        place | {"grade": "all", "student_group": "all", "students": students} | source("enrolment.all.all")
    )
    for band in ("all", *BANDS):
        count = classes if band in ("all", "36_40") else 0
        landing["class_sizes"].append(
            place | {"band": band, "classes": count} | source(f"class_sizes.{band}")
        )
    # Figures change from year to year, or the sheet would look like last year's sent again.
    odd_year = school_year % 2
    parts = {
        ("all", "all"): teachers,
        ("qualification", "bachelor"): teachers - 1 - odd_year,
        ("qualification", "college"): 1 + odd_year,
        ("subject", "pe"): 1,
        ("subject", "arts"): 2,
        ("subject", "music"): 1,
        ("subject", "fine_arts"): 1,
        ("backbone", "county_or_above"): 2 + odd_year,
    }
    for (attribute, value), count in parts.items():
        landing["teachers"].append(
            place
            | {"attribute": attribute, "value": value, "teachers": count}
            | source("teachers.all" if attribute == "all" else f"teachers.{attribute}.{value}")
        )


def _add_premises(landing: Landing, school_year: int, school: str) -> None:
    students = sum(counts[0] for (code, _), counts in SECTIONS.items() if code == school)
    items = {
        "teaching_auxiliary_area": Decimal(students * 6),
        "indoor_sports_area": Decimal(students),
        "sports_ground_area": Decimal(students * 10),
        "computers": Decimal(students // 5 + school_year % 2),
        "books": Decimal(students * 30),
        "multimedia_classrooms": Decimal(students // 30),
        "equipment_value": Decimal(students * 3000),
        "fixed_assets_value": Decimal(students * 9000),
    }
    row = {PRIMARY: 8, NINE_YEAR: 9, CAMPUS: 10}[school]
    for item, quantity in items.items():
        landing["premises"].append(
            _place(school_year)
            | {"school_code": school, "item": item, "quantity": quantity}
            | _source(school_year, EXPORT, SHEETS["premises"], row, f"premises.{item}")
        )


def _add_return(landing: Landing, school_year: int) -> None:
    """A 教基3112 sheet of the nine-year school: it agrees with the export and gives grades and groups."""
    place = _place(school_year) | {"school_code": NINE_YEAR, "stage": "primary"}
    groups = {"all": (6, 228, 38), "girls": (7, 102, 17), "boarders": (8, 60, 10)}
    for group, (row, students, in_grade) in groups.items():
        for grade in ("all", "1", "2", "3", "4", "5", "6"):
            landing["enrolment"].append(
                place
                | {
                    "grade": grade,
                    "student_group": group,
                    "students": students if grade == "all" else in_grade,
                }
                | _source(school_year, RETURN, "教基3112_九年一贯制学校", row, f"enrolment.{grade}.{group}")
            )


def _add_totals(landing: Landing) -> None:
    for stage in ("primary", "junior"):
        rows = rows_of(landing, "enrolment", stage=stage, src_shape="export")
        landing["totals"].append(
            {
                "school_year": rows[0]["school_year"],
                "county_code": COUNTY,
                "relation": "enrolment",
                "total": Decimal(sum(row["students"] for row in rows)),
                **{name: rows[0][name] for name in ("src_shape", "src_sha256", "src_sheet", "src_field")},
                "src_row": 7,
            }
        )


def _add_collection(landing: Landing, school_year: int, county_items: Iterable[str]) -> None:
    def row(sheet: str, number: int, **values: object) -> Row:
        return _place(school_year) | values | _source(school_year, COLLECTION, sheet, number)

    for number, school in enumerate((PRIMARY, NINE_YEAR, CAMPUS), start=6):
        landing["school_finance"].append(
            row(
                "经费",
                number,
                school_code=school,
                fiscal_year=school_year,
                public_funds_allocated_yuan=Decimal(200000),
                public_funds_budget_yuan=Decimal(200000),
                training_budget_yuan=Decimal(12000),
                training_final_yuan=Decimal(12000),
            )
        )
        landing["rooms"].append(
            row(
                "专用教室",
                number,
                school_code=school,
                kind="music",
                room_name="音乐教室",
                area_m2=Decimal(100),
                built_year=2010,
            )
        )
    for number, item in enumerate(county_items, start=5):
        landing["county_facts"].append(
            row(
                "县级指标",
                number,
                item_code=item,
                item_name=item,
                value=Decimal(ITEM_VALUES.get(item, 10)),
                unit=ITEM_UNITS.get(item, "人"),
                note=None,
            )
        )
    landing["monitoring"].append(
        row(
            "质量监测",
            5,
            subject="语文",
            monitored_year=school_year - (school_year - CHINESE_MONITORED) % 3,
            level="Ⅲ",
            between_school_variation=Decimal("0.13"),
        )
    )
    attested = ("conclusion", "document", "document_number", "document_date", "filer", "reviewer")
    landing["attestations"].append(
        row("佐证材料", 5, indicator_id="G1", **{name: "2024-09-01" for name in attested})
    )
    landing["vetoes"].append(row("一票否决", 5, item="考试招生", occurred=False, note=None))
    _add_ledgers(landing, school_year)


def _add_ledgers(landing: Landing, school_year: int) -> None:
    """An item planned, and a dangerous building whose removal is claimed, checked and closed by another."""
    planned: Row = {
        "item_id": f"R4.{PRIMARY}.primary",
        "kind": "rectification",
        "school_code": PRIMARY,
        "subject": "教学用房",
        "quantity": None,
        "opened_on": f"{school_year}-09-01",
        "action": "新建教学楼",
        "department": "县住建局",
        "post": "局长",
        "planned_on": f"{school_year}-10-08",
        "deadline": f"{school_year + 1}-08-31",
        "document": "县教发1号",
        "started_on": None,
        "claimed_on": None,
        "verified_on": None,
        "approver_department": None,
        "approver_post": None,
        "closed_on": None,
        "path": None,
        "told_on": f"{school_year + 1}-03-01",
    }
    building: Row = {
        "item_id": "危-1",
        "kind": "dangerous_building",
        "subject": "旧食堂",
        "quantity": Decimal(10),
    }
    removed: Row = {"item_id": "危-2", "claimed_on": f"{school_year + 1}-01-05"}
    removed |= {"verified_on": f"{school_year + 1}-01-08", "closed_on": f"{school_year + 1}-01-10"}
    removed |= {"approver_department": "教育局", "approver_post": "副局长"}
    for number, record in enumerate((planned, planned | building, planned | building | removed), start=5):
        landing["ledger_records"].append(
            _place(school_year) | record | _source(school_year, COLLECTION, "整改台账", number)
        )


def _add_supplement(landing: Landing, school_year: int, supplement_items: Iterable[str]) -> None:
    """Titles and shared teachers by section, a rooftop ground, and county items, one of them below zero."""
    for number, ((school, stage), (_, teachers, _)) in enumerate(SECTIONS.items(), start=5):
        for attribute, value, count in (
            ("title", "intermediate_or_above", teachers - 1),
            ("subject_shared", "pe_arts", 1),
        ):
            landing["teachers"].append(
                _place(school_year)
                | {"school_code": school, "stage": stage, "attribute": attribute, "value": value}
                | {"teachers": count}
                | _source(school_year, SUPPLEMENT, "补充采集表·学段", number, f"teachers.{attribute}.{value}")
            )
    for item in ("rooftop_underground_area", "leased_venue_area"):
        landing["premises"].append(
            _place(school_year)
            | {"school_code": PRIMARY, "item": item, "quantity": Decimal(300)}
            | _source(school_year, SUPPLEMENT, "补充采集表·学校", 5, f"premises.{item}")
        )
    for number, (school, completed, due) in enumerate(((PRIMARY, 6, 24), (NINE_YEAR, 4, 16)), start=5):
        for asked, figure in (("G9.completed", completed), ("G9.teachers", due)):
            landing["self_assessment"].append(
                _place(school_year)
                | {"school_code": school, "item": asked, "value": Decimal(figure)}
                | _source(school_year, SUPPLEMENT, "学校自评表", number, f"self_assessment.{asked}")
            )
    items = ITEM_VALUES | {"T2.myopia_fall_points": Decimal("-0.1")}
    for number, item in enumerate(supplement_items, start=5):
        landing["county_facts"].append(
            _place(school_year)
            | {"item_code": item, "item_name": item, "value": Decimal(items.get(item, 10))}
            | {"unit": ITEM_UNITS.get(item, "人"), "note": None}
            | _source(school_year, SUPPLEMENT, "补充采集表·县级", number)
        )


def _add_records(landing: Landing, school_year: int) -> None:
    """Two steps of recognition, a promise, three cases, two townships, two scores."""

    def add(relation: str, sheet: str, number: int, **values: object) -> None:
        row = dict.fromkeys(RELATIONS[relation].schema.names) | _place(school_year) | values
        landing[relation].append(row | _source(school_year, RECORDS, sheet, number))

    for number, (step, day) in enumerate(
        (("basic_balance_recognised", "2013-11-20"), ("self_assessed", f"{school_year}-10-08")), start=5
    ):
        add("recognition_records", "认定记录", number, step=step, recorded_on=day, document="文件")
    promised = {"promised_on": f"{school_year}-10-08", "due_year": school_year + 3}
    add("recognition_promises", "过渡承诺", 5, transition_rule_id="T3", **promised)
    opened = f"{school_year}-09-20"
    for number, (school, stage, state, how) in enumerate(
        (
            (PRIMARY, "primary", "confirmed", "returned"),
            (NINE_YEAR, "junior", "confirmed", "transferred"),
            (NINE_YEAR, "junior", "suspected", None),
        ),
        start=1,
    ):
        case = {"case_number": f"C-{number}", "school_code": school, "stage": stage, "state": state}
        closed = {"how": how, "back_on": how and f"{school_year}-10-09"}
        add("dropout_cases", "控辍保学台账", 4 + number, opened_on=opened, **case, **closed)
    figures = ("in_school", "in_school_elsewhere", "population")
    for number, (township, figure) in enumerate((("高桥镇", 6), ("双溪镇", 4)), start=5):
        filed = {f"{stage}_{name}": figure for stage in ("primary", "junior") for name in figures}
        add("townships", "乡镇控辍保学", number, township=township, **filed)
    scores = (("教育经费", 60, "55"), ("办学条件", 40, "36.5"))
    for number, (item, most, points) in enumerate(scores, start=5):
        scored = {"points_max": Decimal(most), "points": Decimal(points)}
        add("supervision_scores", "督导评估评分", number, item=item, **scored)


def _add_fields(landing: Landing) -> None:
    """Where each field stands: a column per field, in order of first appearance; a row too for the return."""
    columns: dict[tuple[str, str], dict[str, str]] = {}
    seen = set()
    sourced = [
        name for name in RELATIONS if "src_sheet" in RELATIONS[name].schema.names and name != "refusals"
    ]
    for name in sourced:
        for row in landing[name]:
            is_return = row["src_shape"] == "return"
            wide = [
                key for key in row if not key.startswith("src_") and key not in ("school_year", "county_code")
            ]
            for field in [row["src_field"], "school_code"] if RELATIONS[name].is_long else wide:
                address = (row["src_sha256"], row["src_sheet"])
                letters = columns.setdefault(address, {})
                letter = letters.setdefault(field, _letters(len(letters)))
                if (*address, name, field) in seen or name == "totals":
                    continue
                seen.add((*address, name, field))
                landing["submission_fields"].append(
                    _place(row["school_year"])
                    | {
                        "sha256": row["src_sha256"],
                        "sheet": row["src_sheet"],
                        "form": (FORMS | COLLECTION_FORMS | SUPPLEMENT_FORMS).get(row["src_sheet"], "3112"),
                        "edition": "2024",
                        "relation": name,
                        "field": field,
                        "column": letter,
                        "row": row["src_row"] if is_return else None,
                        "header": field,
                        "unit": None,
                        "factor": 1.0,
                    }
                )


def _letters(position: int) -> str:
    first, last = divmod(position, 26)
    return (chr(64 + first) if first else "") + chr(65 + last)
