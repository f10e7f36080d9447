"""Writes described filings as landing Parquet, so that dbt can build on counties made for a test.

What belongs here: the way from `tests.oracle.filing` records to the landing
contract. What does not: any verdict. Every relation gets a file for every
year, as the intake leaves it, and the quarantine one as the landing gate does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.quality.schemas import DQ_FINDING, DQ_RESULT, DQ_RUN, QUARANTINE
from orchestration.settings import Settings
from orchestration.submissions.contract.schemas import RELATIONS
from orchestration.transform.as_filed import write_no_verdicts
from tests.oracle.filing import (
    BACKBONE,
    INTERMEDIATE_TITLE,
    QUALIFICATIONS,
    STAGES,
    TEACHERS,
    CountyYear,
    PremisesRow,
    School,
    StageRow,
)
from tests.support.landing.collection import collection_rows, sha256_of

Row = dict[str, Any]

SHEET_NAMES = {"primary": "小学明细", "junior": "初中明细", "senior": "高中明细"}
FILED_COLUMN = {
    "enrolment": "students",
    "teachers": "teachers",
    "class_sizes": "classes",
    "premises": "quantity",
}
#: A negative count, as somebody might file it; the gate quarantines it.
IMPOSSIBLE = -7


def write_landing(warehouse_dir: Path, filings: Iterable[CountyYear], school_years: Iterable[int]) -> None:
    """Land what these counties filed in these years, and nothing else."""
    landing = _Landing()
    for filing in filings:
        landing.add(filing)
    landing.write(warehouse_dir, school_years)


class _Landing:
    """Collects the landing rows of many counties, then writes them by relation and year."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], list[Row]] = defaultdict(list)
        self._next_row: dict[tuple[str, str], int] = defaultdict(lambda: 6)

    def add(self, filing: CountyYear) -> None:
        """Add all a county filed for a year: its export, its returns, its recorded changes."""
        if not filing.filed:
            return
        export = self._file(filing, "学校明细.xlsx", "export")
        for stage in STAGES:
            if stage in filing.sheets:
                self._submission_fields(filing, export, stage)
        for school in filing.schools:
            self._school(filing, school, export)
        for table, row in collection_rows(filing):
            self._add(table, filing, **row)
        for change in filing.changes:
            sheet = "学校变动"
            self._add(
                "changes",
                filing,
                school_code=change.school_code,
                change=change.change,
                effective_date=change.effective_date,
                other_school_code=change.other_school_code,
                **self._source(export, sheet, "export"),
            )

    def write(self, warehouse_dir: Path, school_years: Iterable[int]) -> None:
        """Write `landing/<relation>/<year>.parquet` for every relation, also where it has no row.

        The landing gate's own tables are written too, without findings.
        """
        settings = Settings.from_environment(warehouse_dir=warehouse_dir)
        write_no_verdicts(settings)
        schemas = {name: relation.schema for name, relation in RELATIONS.items()}
        folders = {name: settings.landing_dir / name for name in [*schemas, "quarantine"]}
        schemas["quarantine"] = QUARANTINE
        for name, schema in {"dq_result": DQ_RESULT, "dq_finding": DQ_FINDING, "dq_run": DQ_RUN}.items():
            schemas[name] = schema
            folders[name] = settings.quality_dir / "landing" / name
        for school_year in school_years:
            for name, schema in schemas.items():
                folders[name].mkdir(parents=True, exist_ok=True)
                rows = self._rows.get((name, school_year), [])
                complete = [{column: row.get(column) for column in schema.names} for row in rows]
                table = pa.Table.from_pylist(complete, schema=schema)
                pq.write_table(table, folders[name] / f"{school_year}.parquet")

    def _add(self, table: str, filing: CountyYear, /, **values: Any) -> None:
        row = {"school_year": filing.school_year, "county_code": filing.county_code, **values}
        self._rows[table, filing.school_year].append(row)

    def _source(self, sha256: str, sheet: str, shape: str) -> Row:
        """The address of the next row of a sheet."""
        number = self._next_row[sha256, sheet]
        self._next_row[sha256, sheet] += 1
        return {"src_shape": shape, "src_sha256": sha256, "src_sheet": sheet, "src_row": number}

    def _file(self, filing: CountyYear, name: str, shape: str) -> str:
        """A file received; gives its hash."""
        path = f"{filing.school_year}/{filing.county_code}/{name}"
        sha256 = sha256_of(path)
        if shape == "export":
            form = "+".join(sorted({"directory", "premises", "special", *filing.sheets}))
        else:
            form = "1001+3112+3115+4155+5170+5176"
        self._add(
            "submissions",
            filing,
            path=path,
            sha256=sha256,
            bytes=10_000,
            form=form,
            edition="+".join("2024" for _ in form.split("+")),
            state="final",
            status="accepted",
        )
        return sha256

    def _submission_fields(self, filing: CountyYear, sha256: str, stage: str) -> None:
        """Where the students of a stage stand: also a sheet without schools was filed."""
        self._add(
            "submission_fields",
            filing,
            sha256=sha256,
            sheet=SHEET_NAMES[stage],
            form=stage,
            edition="2024",
            relation="enrolment",
            field="enrolment.all",
            column="C",
            header="在校生数 › 合计",
            factor=1.0,
        )

    def _school(self, filing: CountyYear, school: School, export: str) -> None:
        if school.listed:
            self._listing(filing, school, export)
        again = self._file(filing, f"补报_{school.code}.xlsx", "export") if _has_second_file(school) else ""
        form = self._file(filing, f"基层报表_{school.code}.xlsx", "return") if _has_return(school) else ""
        for stage, row in school.stages.items():
            sheet = SHEET_NAMES[stage]
            own = form if row.shape == "return" else export
            self._stage(filing, school, stage, row, self._source(own, sheet, row.shape))
            self._beside(filing, school, stage, row, form)
            if row.filed_twice:
                other = _disagreeing(row)
                self._stage(filing, school, stage, other, self._source(again, sheet, row.shape))
            if row.by_return is not None:
                self._stage(filing, school, stage, row.by_return, self._source(form, sheet, "return"))
        if school.premises is not None:
            sheet = "办学条件"
            self._premises(filing, school, school.premises, self._source(export, sheet, "export"))
            if school.premises.filed_twice:
                items: dict[str, Decimal | None] = {
                    name: (value or Decimal(0)) + 1 for name, value in school.premises.items.items()
                }
                second = PremisesRow(items, filed_twice=True)
                self._premises(filing, school, second, self._source(again, sheet, "export"))
        for item, area in school.extra_sports_areas.items():
            source = self._source(_supplement(filing), "补充采集表·学校", "supplement")
            self._fact("premises", filing, school, f"premises.{item}", area, source, item=item)
        if school.special_students is not None:
            source = self._source(export, "特殊教育", "export")
            self._fact(
                "enrolment", filing, school, "enrolment.all", school.special_students, source, stage="special"
            )

        if school.staff_on_establishment is not None:
            keys = {"stage": "all", "attribute": "staff", "value": "on_establishment"}
            source = self._source(form, "教基4149", "return")
            self._fact(
                "teachers",
                filing,
                school,
                "teachers.all.staff",
                school.staff_on_establishment,
                source,
                **keys,
            )

    def _listing(self, filing: CountyYear, school: School, export: str) -> None:
        for copy in range(2 if school.listed_twice else 1):
            source = self._source(export, "学校名录", "export")
            self._add(
                "schools",
                filing,
                school_code=school.code,
                school_name=school.name if copy == 0 else f"{school.name}（另一行）",
                school_type_code=school.type_code,
                sponsor_code=school.sponsor,
                urban_rural_code=school.urban_rural,
                built_year=school.built_year,
                county_code_filed=filing.county_code,
                county_name_filed=filing.name,
                is_counted=school.counted,
                parent_school_code=school.parent,
                **source,
            )
            if school.listed_twice:
                self._quarantine("schools", filing, school, source, None)

    def _beside(self, filing: CountyYear, school: School, stage: str, row: StageRow, form: str) -> None:
        """What the export's sheet does not have: 随迁子女 of the return, 交流走教兼职 of the supplement."""
        if row.migrants is not None:
            keys = {"stage": stage, "grade": "all", "student_group": "migrant"}
            source = self._source(form, SHEET_NAMES[stage], "return")
            self._fact("enrolment", filing, school, "enrolment.migrant", row.migrants, source, **keys)
        if row.shared_teachers is not None:
            keys = {"stage": stage, "attribute": "subject_shared", "value": "pe_arts"}
            source = self._source(_supplement(filing), "补充采集表·学段", "supplement")
            self._fact("teachers", filing, school, "teachers.shared", row.shared_teachers, source, **keys)

    def _stage(self, filing: CountyYear, school: School, stage: str, row: StageRow, source: Row) -> None:
        facts: list[tuple[str, str, int | None, Row]] = [
            (
                "enrolment",
                "students",
                row.students,
                {"stage": stage, "grade": "all", "student_group": "all"},
            )
        ]
        for column, count in row.teachers.items():
            facts.append(("teachers", column, count, {"stage": stage, **_attribute(column)}))
        for band, count in row.classes.items():
            facts.append(("class_sizes", band, count, {"stage": stage, "band": band}))
        for relation, column, count, keys in facts:
            filed = IMPOSSIBLE if column in row.quarantined else count
            name = "enrolment.all" if relation == "enrolment" else f"{relation}.{column}"
            self._fact(relation, filing, school, name, filed, source, **keys)
            if column in row.quarantined:
                self._quarantine(relation, filing, school, source, name)
        # What a return adds beside the facts of R1–R7 must change nothing.
        if source["src_shape"] == "return" and row.students is not None:
            girls = {"stage": stage, "grade": "all", "student_group": "girls"}
            entrants = {"stage": stage, "grade": "entrants", "student_group": "all"}
            self._fact("enrolment", filing, school, "enrolment.girls", row.students // 2, source, **girls)
            self._fact("enrolment", filing, school, "enrolment.entrants", 1, source, **entrants)
        if row.filed_twice:
            for relation in sorted({relation for relation, *_ in facts}):
                self._quarantine(relation, filing, school, source, None)

    def _premises(self, filing: CountyYear, school: School, row: PremisesRow, source: Row) -> None:
        for item, quantity in row.items.items():
            filed = Decimal(IMPOSSIBLE) if item in row.quarantined else quantity
            self._fact("premises", filing, school, f"premises.{item}", filed, source, item=item)
            if item in row.quarantined or row.filed_twice:
                self._quarantine("premises", filing, school, source, f"premises.{item}")

    def _fact(
        self,
        relation: str,
        filing: CountyYear,
        school: School,
        field: str,
        filed: int | Decimal | None,
        source: Row,
        /,
        **keys: str,
    ) -> None:
        filed_column = FILED_COLUMN[relation]
        if relation == "enrolment":
            keys = {"grade": "all", "student_group": "all", **keys}
        values = {"school_code": school.code, "src_field": field, filed_column: filed}
        self._add(relation, filing, **values, **keys, **source)

    def _quarantine(
        self, relation: str, filing: CountyYear, school: School, source: Row, field: str | None
    ) -> None:
        where = {key: value for key, value in source.items() if key != "src_shape"}
        self._add(
            "quarantine",
            filing,
            relation=relation,
            school_code=school.code,
            src_field=field,
            expectation_id="made_for_the_test",
            reason="made for the test",
            **where,
        )


def _attribute(column: str) -> dict[str, str]:
    """Landing attribute and value of a teacher column."""
    if column == BACKBONE:
        return {"attribute": "backbone", "value": "county_or_above"}
    if column == TEACHERS:
        return {"attribute": "all", "value": "all"}
    if column == INTERMEDIATE_TITLE:
        return {"attribute": "title", "value": "intermediate_or_above"}
    if column in QUALIFICATIONS:
        return {"attribute": "qualification", "value": column}
    return {"attribute": "subject", "value": column}


def _disagreeing(row: StageRow) -> StageRow:
    """The same row as another file has it: every figure differs."""
    teachers: dict[str, int | None] = {name: (count or 0) + 3 for name, count in row.teachers.items()}
    classes: dict[str, int | None] = {band: (count or 0) + 1 for band, count in row.classes.items()}
    return StageRow((row.students or 0) + 11, teachers, filed_twice=True, classes=classes)


def _has_second_file(school: School) -> bool:
    premises_twice = school.premises is not None and school.premises.filed_twice
    return premises_twice or any(row.filed_twice for row in school.stages.values())


def _has_return(school: School) -> bool:
    rows = school.stages.values()
    if school.staff_on_establishment is not None:
        return True
    return any(row.shape == "return" or row.by_return or row.migrants is not None for row in rows)


def _supplement(filing: CountyYear) -> str:
    """The hash of the county's 补充采集表."""
    return sha256_of(f"{filing.school_year}/{filing.county_code}/补充采集表.xlsx")
