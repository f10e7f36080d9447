"""The landing contract: one Arrow schema per landing relation.

What belongs here: column names, types, units and the key of every landing
relation. Parquet files, the models of `dbt_project/models/facts` and the data dictionary follow
from this module. What does not: how a cell is found or read.

Conventions
-----------
- `school_year` 2024 means 1 Sep 2024 – 31 Aug 2025.
- `county_code` is text of 6, `school_code` text of 10; never numbers.
- A null value means «the cell was there but said nothing» (blank, or text
  that the number grammar rejected); a fact whose column was not filed has no row.
- `src_sha256`, `src_sheet`, `src_row` name the cell's row; in long relations
  `src_field` names the layout field, which `submission_fields` leads to a column.
  Together the four are the address of a fact, unique within a relation.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from orchestration.submissions.cells.columns import COUNT, QUANTITY


def _text(name: str, nullable: bool = True) -> pa.Field:
    return pa.field(name, pa.string(), nullable=nullable)


_YEAR_AND_COUNTY = [
    pa.field("school_year", pa.int32(), nullable=False),
    pa.field("county_code", pa.string(), nullable=False),
]
_SOURCE = [
    _text("src_shape", False),  # export / return / collection / supplement: where two say a fact, export wins
    pa.field("src_sha256", pa.string(), nullable=False),
    pa.field("src_sheet", pa.string(), nullable=False),
    pa.field("src_row", pa.int32(), nullable=False),
]
_FACT_SOURCE = [*_SOURCE, pa.field("src_field", pa.string(), nullable=False)]

#: What stands in a form's row before anyone fills it in, besides the row's key.
PREPRINTED = frozenset({"item_name", "unit"})


@dataclass(frozen=True)
class Relation:
    """One landing relation: its name, what a row is, its key and its Arrow schema."""

    name: str
    grain: str
    key: tuple[str, ...]
    schema: pa.Schema

    @property
    def is_long(self) -> bool:
        """True where a row is one cell, so that `src_field` is part of its address."""
        return "src_field" in self.schema.names

    def landing_column(self, field: str) -> str:
        """The column in which a layout field lands."""
        return self.value_column if self.is_long else field

    @property
    def value_column(self) -> str:
        """The column of a long relation that holds the fact."""
        keys = {"school_year", "county_code", *self.key}
        (column,) = (name for name in self.schema.names if name not in keys and not name.startswith("src_"))
        return str(column)

    def says_something(self, table: pa.Table) -> bool:
        """True where a row of a table holds more than what it is about and where it stands."""
        about = {"school_year", "county_code", *self.key, *PREPRINTED}
        said = [name for name in self.schema.names if name not in about and not name.startswith("src_")]
        return any(table.column(name).null_count < table.num_rows for name in said)

    def type_of(self, field: str) -> pa.DataType | None:
        """The Arrow type as which a layout field lands; None where the relation has no column for it."""
        column = self.landing_column(field)
        return self.schema.field(column).type if column in self.schema.names else None


def _relation(
    name: str,
    grain: str,
    key: tuple[str, ...],
    fields: list[pa.Field],
    source: list[pa.Field] | None = None,
) -> Relation:
    schema = pa.schema([*_YEAR_AND_COUNTY, *fields, *(_SOURCE if source is None else source)])
    return Relation(name, grain, key, schema)


SUBMISSIONS = _relation(
    "submissions",
    "file",
    ("path",),
    [
        _text("path", False),  # relative to raw/, with forward slashes
        _text("sha256", False),
        pa.field("bytes", COUNT, nullable=False),
        _text("form"),  # forms recognised in it, joined by '+', in order of name; null if none
        _text("edition"),  # editions of those forms, in the same order
        _text("encoding"),
        _text("received_at"),  # ISO date, from the manifest; else null
        _text("state", False),  # final / preliminary
        _text("supersedes"),  # path of the file it replaces, from the manifest
        _text("superseded_by"),  # path of the file that replaces it, wholly or in part
        _text("same_as"),  # path of the first file with the same bytes, in whichever folder
        pa.field("rows_landed", COUNT),  # rows of facts that stand, after all replacement
        pa.field("schools", COUNT),  # schools these rows are about
        _text("status", False),  # accepted / partial / refused / unused / superseded / duplicate
        _text("why"),  # why a file is not (wholly) accepted; else null
    ],
    source=[],
)

SUBMISSION_FIELDS = _relation(
    "submission_fields",
    "file × sheet × relation × field (× row in matrix forms)",
    ("sha256", "sheet", "relation", "field", "row"),
    [
        _text("sha256", False),
        _text("sheet", False),
        _text("form", False),
        _text("edition", False),
        _text("relation", False),
        _text("field", False),
        _text("column", False),  # spreadsheet letters
        pa.field("row", pa.int32()),  # null: the landing row's own src_row
        _text("header"),  # header path as found, levels joined by ' › '
        _text("unit"),  # unit as stated; null where none is stated
        pa.field("factor", pa.float64(), nullable=False),  # stated unit → landing unit
    ],
    source=[],
)

SCHOOLS = _relation(
    "schools",
    "school",
    ("school_code",),
    [
        _text("school_code"),
        _text("school_name"),
        _text("school_type_code"),  # 办学类型代码: 211, 311, 312 …
        _text("school_type_name"),
        _text("sponsor_code"),  # 举办者 1–10
        _text("sponsor_name"),
        _text("urban_rural_code"),  # 城乡分类代码: 111 … 220
        _text("county_code_filed"),  # 县级行政区划代码 as filed
        _text("county_name_filed"),  # 统计三级 as filed
        pa.field("is_counted", pa.bool_()),  # 是否计校数; null = not said
        _text("parent_school_code"),  # 所属学校标识码 of a campus 不计校数
        pa.field("is_boarding", pa.bool_()),
        pa.field("built_year", pa.int32()),
        _text("township"),  # 乡镇（街道）, where the directory names it
    ],
)

ENROLMENT = _relation(
    "enrolment",
    "school × stage × grade × group",
    ("school_code", "stage", "grade", "student_group"),
    [
        _text("school_code"),
        _text("stage", False),  # primary / junior / senior / special
        _text("grade", False),  # all, 1–6, 7–9, entrants, graduates, expected_graduates
        _text("student_group", False),  # all, girls, boarders, migrant, left_behind …
        pa.field("students", COUNT),
    ],
    source=_FACT_SOURCE,
)

CLASS_SIZES = _relation(
    "class_sizes",
    "school × stage × band",
    ("school_code", "stage", "band"),
    [
        _text("school_code"),
        _text("stage", False),
        _text("band", False),  # all, le25, 26_30, … 61_65, ge66
        pa.field("classes", COUNT),
    ],
    source=_FACT_SOURCE,
)

TEACHERS = _relation(
    "teachers",
    "school × stage × attribute × value",
    ("school_code", "stage", "attribute", "value"),
    [
        _text("school_code"),
        _text("stage", False),  # all: the staff of a school, whatever stages it has
        _text("attribute", False),  # all, qualification, subject, backbone, gender, title, subject_shared,
        # staff
        _text("value", False),  # all / doctor, master, bachelor, college, upper_secondary, below /
        # pe, arts, music, fine_arts … / county_or_above / female / intermediate_or_above / pe_arts /
        # all, full_time, on_establishment (教基4149)
        pa.field("teachers", COUNT),
    ],
    source=_FACT_SOURCE,
)

PREMISES = _relation(
    "premises",
    "school × item",
    ("school_code", "item"),
    [
        _text("school_code"),
        _text("item", False),  # see PREMISES_ITEMS
        pa.field("quantity", QUANTITY),
    ],
    source=_FACT_SOURCE,
)

#: Items of `premises` and their landing units.
PREMISES_ITEMS: dict[str, str] = {
    "teaching_auxiliary_area": "m2",  # 教学及辅助用房面积
    "indoor_sports_area": "m2",  # 室内体育用房面积
    "sports_ground_area": "m2",  # 运动场地面积
    "land_area": "m2",  # 占地面积
    "computers": "count",
    "books": "count",
    "multimedia_classrooms": "count",  # 网络多媒体教室
    "equipment_value": "yuan",  # 教学仪器设备资产值
    "fixed_assets_value": "yuan",
    "rooftop_underground_area": "m2",  # 楼顶地下运动场地面积
    "leased_venue_area": "m2",  # 租用场馆面积
}

ROOMS = _relation(
    "rooms",
    "room",
    ("src_sha256", "src_sheet", "src_row"),
    [
        _text("school_code"),
        _text("kind"),  # music / art, else as filed
        _text("room_name"),
        pa.field("area_m2", QUANTITY),
        pa.field("built_year", pa.int32()),
    ],
)

SCHOOL_FINANCE = _relation(
    "school_finance",
    "school × fiscal year",
    ("school_code", "fiscal_year"),
    [
        _text("school_code"),
        pa.field("fiscal_year", pa.int32(), nullable=False),  # = school_year
        pa.field("public_funds_allocated_yuan", QUANTITY),  # 公用经费拨款
        pa.field("public_funds_budget_yuan", QUANTITY),  # 公用经费预算总额
        pa.field("training_budget_yuan", QUANTITY),  # 教师培训经费预算
        pa.field("training_final_yuan", QUANTITY),  # 教师培训经费决算
    ],
)

COUNTY_FACTS = _relation(
    "county_facts",
    "county × item",
    ("item_code",),
    [
        _text("item_code"),  # G8.teacher_pay …, as in the registry seed county_items
        _text("item_name"),
        pa.field("value", QUANTITY),  # in base units: yuan, persons, copies; see COUNTY_ITEM_UNITS
        _text("unit"),  # unit as stated
        _text("note"),
    ],
)

#: County items that land in another unit than the base unit of their measure, and that unit. Shares land
#: as ratios; an item whose figure is itself a percentage in the registry keeps percent: 99.2 % lands as 99.2.
COUNTY_ITEM_UNITS: dict[str, str] = {
    "T1.retention_percent": "%",
}

MONITORING = _relation(
    "monitoring",
    "county × subject × year of monitoring",
    ("subject",),
    [
        _text("subject"),
        pa.field(
            "monitored_year", pa.int32()
        ),  # null: the form of the time does not ask, or the cell does not say
        _text("level"),  # Ⅰ–Ⅳ
        pa.field("between_school_variation", QUANTITY),  # a ratio, 0.15 = 15 %
    ],
)

SELF_ASSESSMENT = _relation(
    "self_assessment",
    "school × item",
    ("school_code", "item"),
    [
        _text("school_code"),
        _text("item", False),  # a county item asked of each school: G9.completed …
        pa.field("value", QUANTITY),
    ],
    source=_FACT_SOURCE,
)

ATTESTATIONS = _relation(
    "attestations",
    "county × indicator",
    ("indicator_id",),
    [
        _text("indicator_id"),
        _text("conclusion"),
        _text("document"),
        _text("document_number"),
        _text("document_date"),  # ISO date
        _text("filer"),
        _text("reviewer"),
    ],
)

VETOES = _relation(
    "vetoes",
    "county × item",
    ("item",),
    [
        _text("item"),
        pa.field("occurred", pa.bool_()),
        _text("note"),
    ],
)

CHANGES = _relation(
    "changes",
    "recorded change of a school",
    ("school_code", "change", "effective_date"),
    [
        _text("school_code"),
        _text("school_name"),
        _text("change"),  # rename / merge / split / close / change_type / open
        _text("effective_date"),  # ISO date
        _text("other_school_code"),  # the school merged into, or split from
        _text("document"),
    ],
)

#: Figures of `townships`, in the words of the county items (seed township_items).
TOWNSHIP_ITEMS = (
    *("primary_in_school", "primary_in_school_elsewhere", "primary_population"),
    *("junior_in_school", "junior_in_school_elsewhere", "junior_population"),
    *("primary_dropped_out", "primary_students", "junior_dropped_out", "junior_students"),
    *("junior_graduates", "junior_transferred_in", "junior_transferred_out"),
    *("junior_grade7", "junior_deaths"),
)

RECOGNITION_RECORDS = _relation(
    "recognition_records",
    "dated record of a step of recognition",
    ("step", "recorded_on"),
    [
        _text("step"),  # registry seed recognition_steps; a word that is none of it as filed
        _text("recorded_on"),  # ISO date
        _text("document"),
        _text("document_number"),
        _text("issued_by"),  # the office, never a person
        _text("conclusion"),  # passed / not_passed; null: passed
        _text("county_code_filed"),  # of the county that the record is about, where the sheet says it
    ],
)

RECOGNITION_PROMISES = _relation(
    "recognition_promises",
    "promise given at recognition: a transition rule that was used, to be met in full by a year",
    ("transition_rule_id", "promised_on"),
    [
        _text("transition_rule_id"),
        _text("promised_on"),  # ISO date
        pa.field("due_year", pa.int32()),
        _text("document"),
        _text("note"),
    ],
)

DROPOUT_CASES = _relation(
    "dropout_cases",
    "case of the drop-out ledger × month of the ledger",
    ("case_number", "ledger_month"),
    [
        _text("case_number"),  # a number of the ledger's own: no name, no identity-card number
        _text("ledger_month"),  # 2024-10; null where the year has one ledger
        _text("school_code"),
        _text("stage"),  # primary / junior
        _text("state"),  # suspected / confirmed
        _text("opened_on"),  # ISO dates
        _text("back_on"),  # the day it was closed; null while it is open
        _text("how"),  # returned / transferred / home_teaching / moved_away / deceased / cleared / other
    ],
)

TOWNSHIPS = _relation(
    "townships",
    "township",
    ("township",),
    [
        _text("township"),
        *(pa.field(item, COUNT) for item in TOWNSHIP_ITEMS),
    ],
)

SUPERVISION_SCORES = _relation(
    "supervision_scores",
    "item of the county's supervision",
    ("item",),
    [
        _text("item"),
        pa.field("points_max", QUANTITY),
        pa.field("points", QUANTITY),
        _text("note"),
    ],
)

LEDGER_RECORDS = _relation(
    "ledger_records",
    "record of a ledger (台账): an item, what is done about it, and by when",
    ("kind", "item_id"),
    [
        _text("item_id"),  # of the computed ledger, or the county's own number
        _text("kind"),  # registry seed ledger_kinds, else as filed
        _text("school_code"),
        _text("subject"),  # what it is about
        pa.field("quantity", QUANTITY),  # in the unit of the kind: m², places
        _text("opened_on"),  # ISO dates, as all below
        _text("action"),
        _text("department"),
        _text("post"),  # a post, never a name: what is no known post stays out of public marts
        _text("planned_on"),
        _text("deadline"),
        _text("document"),
        _text("started_on"),
        _text("claimed_on"),
        _text("verified_on"),
        _text("approver_department"),
        _text("approver_post"),
        _text("closed_on"),
        _text("path"),  # of ledger.yaml, below raw/; null where a sheet says it
        _text("told_on"),  # the day as of which its days are told (folders/told_days.py); null: none is told
    ],
)

CORRECTIONS = _relation(
    "corrections",
    "record of corrections.yaml × field its cell feeds",
    ("correction_id", "field"),
    [
        _text("correction_id", False),  # stable: year, county, file, sheet, cell
        _text("path"),  # of the file that is corrected, below raw/
        _text("sheet"),
        _text("cell"),  # A1 address
        _text("relation"),  # landing relation, field and school of the cell; null where none was found
        _text("field"),
        _text("school_code"),
        _text("original"),  # raw text as filed
        _text("corrected"),  # text that takes its place, in the cell's grammar and unit
        _text("landed_column"),  # column of the relation that takes the corrected value …
        _text("landed_text"),  # … and that value as landing holds it, castable to the column; null: blank
        pa.field("corrected_value", QUANTITY),  # the same as a number; null for texts
        _text("reason_code"),  # registry seed correction_reasons
        _text("document"),
        _text("requester"),  # persons: never in a public mart
        _text("approver"),
        _text("requested_on"),  # ISO dates; in force through expires_on
        _text("expires_on"),
        _text("status", False),  # applied / refused / expired
        _text("why"),  # why it does not apply
    ],
    source=[
        # The landing row that holds the cell; null where none was found.
        _text("src_sha256"),
        _text("src_sheet"),
        pa.field("src_row", pa.int32()),
        _text("src_field"),
    ],
)

EXPLANATIONS = _relation(
    "explanations",
    "finding of a county's filings",
    ("finding_id",),
    [
        _text("finding_id", False),
        _text("text", False),
        _text("document", False),
        _text("explained_by", False),  # a person: never in a public mart
        _text("explained_on", False),  # ISO dates; in force through expires_on
        _text("expires_on", False),
        _text("status", False),  # in_force / expired
        _text("path", False),  # of explanations.yaml, below raw/
    ],
    source=[],
)

REFUSALS = _relation(
    "refusals",
    "thing that could not be read: a file, a sheet, a row or a cell",
    ("src_sha256", "src_sheet", "src_row", "cell", "code", "path"),
    [
        _text("path", False),
        _text("scope", False),  # folder / file / sheet / row / cell
        _text("code", False),  # UNREADABLE_FILE, NO_LAYOUT, MISSING_HEADER, NOT_A_NUMBER …
        _text("relation"),  # for rows and cells: the relation it would have fed
        _text("field"),  # for cells: the layout field
        _text("school_code"),
        _text("cell"),  # A1 address, where there is one
        _text("raw"),  # the text as filed
        _text("message", False),  # plain English sentence: what is wrong
        _text("remedy", False),  # what the sender does about it
        pa.field("is_notice", pa.bool_(), nullable=False),  # it was read all the same, or need not be
        _text("correction_id"),  # the correction in force that closes it
    ],
    source=[
        _text("src_sha256", False),
        _text("src_sheet", False),  # '' for a file or folder
        pa.field("src_row", pa.int32(), nullable=False),  # 0 where there is no row
        _text("src_field"),
    ],
)

TOTALS = _relation(
    "totals",
    "合计 cell of a sheet, as filed",
    ("src_sha256", "src_sheet", "src_row", "src_field"),
    [
        _text("relation", False),
        pa.field("total", QUANTITY),
    ],
    source=_FACT_SOURCE,
)

CELL_TEXTS = _relation(
    "cell_texts",
    "number cell that says more, or less exactly, than its landed number",
    ("relation", "src_sha256", "src_sheet", "src_row", "src_field"),
    [
        _text("relation", False),
        _text("raw", False),  # the text as filed: «1,200», «12.3456789», «—»; refused texts are in `refusals`
    ],
    source=[field for field in _FACT_SOURCE if field.name != "src_shape"],
)

RELATIONS: dict[str, Relation] = {
    relation.name: relation
    for relation in (
        SUBMISSIONS,
        SUBMISSION_FIELDS,
        SCHOOLS,
        ENROLMENT,
        CLASS_SIZES,
        TEACHERS,
        PREMISES,
        ROOMS,
        SCHOOL_FINANCE,
        COUNTY_FACTS,
        MONITORING,
        SELF_ASSESSMENT,
        ATTESTATIONS,
        VETOES,
        CHANGES,
        RECOGNITION_RECORDS,
        RECOGNITION_PROMISES,
        DROPOUT_CASES,
        TOWNSHIPS,
        SUPERVISION_SCORES,
        LEDGER_RECORDS,
        CORRECTIONS,
        EXPLANATIONS,
        REFUSALS,
        TOTALS,
        CELL_TEXTS,
    )
}

#: Relations about files, sheets and cells, and what people say of them: no facts of a school or county.
BOOKKEEPING = frozenset(
    ("submissions", "submission_fields", "refusals", "totals", "cell_texts", "corrections", "explanations")
)
