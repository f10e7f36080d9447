"""`junheng template`: empty workbooks that guide the hand, are read without a refusal, and round-trip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import cli
from orchestration.forms.editions import COLLECTION_FORMS, EXPORT_FORMS, SUPPLEMENT_FORMS, layout_for
from orchestration.forms.sheets import written_columns
from orchestration.forms.template import WORKBOOKS
from orchestration.forms.validation import LONGEST_LIST
from orchestration.sample import facts
from orchestration.sample.generate import made_up_county
from orchestration.sample.model import CountyYear
from orchestration.sample.rates import drawn_rates
from orchestration.sample.supplement import Supplement, supplement_of
from orchestration.sample.workbooks import FilingPlan, write_county
from orchestration.sample.world import simulate
from orchestration.settings import PROJECT_DIR
from orchestration.standards.registry import load_registry
from orchestration.submissions.contract.schemas import LEDGER_RECORDS
from orchestration.submissions.forms.file_reading import FileReading, read_file
from orchestration.submissions.sheets.filing_context import FilingContext
from tests.unit.submissions.filings import facts as said
from tests.unit.submissions.filings import rows as landed

COUNTY, NAME, YEAR = "421202", "咸安区", 2024
#: Not of the county's making: addresses, and totals that a template leaves to the county.
BOOKKEEPING = {"submission_fields", "totals", "refusals"}


def make(out: Path, *arguments: str, year: int = YEAR, county: str = COUNTY) -> dict[str, Path]:
    """The workbooks of one call, by what they are."""
    status = cli.main(["template", "--year", str(year), "--county", county, "--out", str(out), *arguments])
    assert status == 0
    return {path.name.split("_")[0]: path for path in out.iterdir()}


def reading_of(path: Path, year: int = YEAR, county: str = COUNTY) -> FileReading:
    return read_file(path.read_bytes(), FilingContext(year, county, "0" * 64))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make(tmp_path_factory.mktemp("templates"))


@pytest.mark.parametrize("year", [2021, 2023, 2024, 2026])
def test_an_empty_template_is_read_without_a_refusal(tmp_path: Path, year: int) -> None:
    for workbook, path in make(tmp_path, year=year).items():
        reading = reading_of(path, year)
        said = {rejection.code for rejection in reading.rejections}
        assert reading.status == "unused" and said <= {"NO_RECORDS", "BLANK_FORM"}, workbook
        wanted = {(form, layout_for(form, year).edition) for form in WORKBOOKS[workbook]}
        assert set(reading.forms) == wanted


def test_items_are_prefilled_from_the_registry(empty: dict[str, Path]) -> None:
    registry, _ = load_registry(PROJECT_DIR / "dbt_project" / "seeds" / "standards")
    items = {row["item_code"]: row for row in registry.rows("county_items")}
    asked = landed(reading_of(empty["县级采集表"]), "county_facts")
    further = landed(reading_of(empty["补充采集表"]), "county_facts")
    assert {row["item_code"] for row in asked}.isdisjoint({row["item_code"] for row in further})
    assert {row["item_code"] for row in asked + further} == set(items)
    for row in asked + further:
        item = items[row["item_code"]]
        assert (row["item_name"], row["unit"], row["value"]) == (item["name_zh"], item["unit_zh"], None)
    collection = reading_of(empty["县级采集表"])
    attested = {row["indicator_id"] for row in landed(collection, "attestations")}
    assert attested == {"G1", "G2", "G10", "G14", "G15", "Q3", "Q5", "Q6", "Q7", "Q8"}
    assert [row["subject"] for row in landed(collection, "monitoring")] == [
        row["name_zh"] for row in registry.rows("monitoring_subjects") if row["is_judged"] == "true"
    ]
    assert [row["item"] for row in landed(collection, "vetoes")] == [
        row["name_zh"] for row in registry.rows("veto_items")
    ]
    assert {row["occurred"] for row in landed(collection, "vetoes")} == {None}


def test_the_form_with_the_year_of_monitoring_names_every_subject_of_the_cycle(tmp_path: Path) -> None:
    collection = reading_of(make(tmp_path, year=2025)["县级采集表"], 2025)
    subjects = [row["subject"] for row in landed(collection, "monitoring")]
    assert len(subjects) == 9 and {"英语", "心理健康", "劳动"} < set(subjects)


@pytest.fixture
def released(tmp_path: Path) -> Path:
    """A warehouse whose current release has a failing item, one that is closed, and a recommendation.

    Its landing has the words of what is recorded of them.
    """
    warehouse = tmp_path / "warehouse"
    folder = warehouse / "releases" / ("0" * 16)
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text("{}", encoding="utf-8")
    (warehouse / "current").symlink_to(folder)
    days = ["planned_on", "deadline", "started_on", "claimed_on", "verified_on", "closed_on"]
    texts = ["department", "post", "document", "approver_department", "approver_post"]
    _land_words(warehouse)
    recorded = ", ".join(f"{name} varchar" for name in (*days, *texts))
    with duckdb.connect(str(folder / "compliance.duckdb")) as connection:
        connection.execute(f"""
            create table dim_school as
                select '2142020001' as school_code, '一小' as school_name, 2024 as school_year;
            create table dim_indicator as select 'R4' as indicator_id, '教学用房' as name_zh;
            create table ledger (
                county_code varchar, standard_id varchar, item_id varchar, school_code varchar,
                life_state varchar, measure_latest double, indicator_id varchar default 'R4',
                opening integer default 1, first_seen_on varchar default '2023-09-01',
                required_latest double default 4.5);
            insert into ledger
                (county_code, standard_id, item_id, school_code, life_state, measure_latest) values
                ('421202', 'a', 'R4.2142020001.primary', '2142020001', 'PLANNED', 3.25),
                ('421202', 'b', 'R4.2142020001.primary', '2142020001', 'PLANNED', 3.25),
                ('421202', 'a', 'R4.difference.primary', '', 'CLOSED', 0.6),
                ('211221', 'a', 'R4.difference.primary', '', 'OPEN', 0.6);
            create table ledger_action (
                kind varchar, item_id varchar, life_state varchar, first_seen_on varchar,
                county_code varchar default '421202', standard_id varchar default 'a',
                opening integer default 1, standing varchar default 'open',
                src_sha256 varchar default 'a', src_sheet varchar default '整改台账', src_row integer,
                school_code varchar default '2142020001', quantity double, {recorded});
            insert into ledger_action by name
                select 'rectification' as kind, 'R4.2142020001.primary' as item_id,
                'PLANNED' as life_state, '2023-09-01' as first_seen_on, 5 as src_row,
                '住建局' as department, '局长' as post, '2024-10-08' as planned_on, '2025-06-30' as deadline;
            insert into ledger_action by name
                select 'recommendation' as kind, '督-1' as item_id, 'OPEN' as life_state,
                '2024-10-10' as first_seen_on, 6 as src_row;
        """)
    return warehouse


def _land_words(warehouse: Path) -> None:
    """What two rows of a sheet say in the county's own words, landed in two years."""
    said = [
        {"src_row": 5, "action": "扩建", "document": "县长办公会"},
        {"src_row": 6, "subject": "更新消防器材"},
    ]
    rows = [{"src_sha256": "a", "src_sheet": "整改台账"} | row for row in said]
    folder = warehouse / "landing" / LEDGER_RECORDS.name
    folder.mkdir(parents=True)
    names = ("src_sha256", "src_sheet", "src_row", "subject", "action", "document")
    schema = pa.schema([LEDGER_RECORDS.schema.field(name) for name in names])
    for year in (2023, 2024):
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / f"{year}.parquet")


def test_the_ledger_is_filled_with_what_is_open_and_reads_back(released: Path, tmp_path: Path) -> None:
    path = make(tmp_path / "out", "--warehouse", str(released))["整改台账"]
    reading = reading_of(path)
    assert reading.rejections == []
    failing, recommended = landed(reading, "ledger_records")
    assert failing | {"kind": "rectification", "opened_on": "2023-09-01", "action": "扩建"} == failing
    assert (failing["item_id"], failing["school_code"]) == ("R4.2142020001.primary", "2142020001")
    assert failing["subject"] == "教学用房 3.25 / 4.5"
    assert (failing["department"], failing["deadline"], failing["claimed_on"]) == (
        "住建局",
        "2025-06-30",
        None,
    )
    assert (recommended["kind"], recommended["item_id"]) == ("recommendation", "督-1")
    assert (recommended["subject"], failing["document"]) == ("更新消防器材", "县长办公会")
    rules = _rules(path, "整改台账")
    letters = {c.field: openpyxl.utils.get_column_letter(n) for n, c in enumerate(_ledger_columns(), 1)}
    for field in ("kind", "department", "post", "approver_department", "approver_post"):
        assert rules[letters[field]].type == "list", field
    assert "住建局" in rules[letters["department"]].formula1 and "局长" in rules[letters["post"]].formula1


def _ledger_columns() -> list[Any]:
    return written_columns(layout_for("ledger", YEAR))


def _rules(path: Path, sheet_name: str) -> dict[str, Any]:
    """The rule of entry of every column with one, by its first header text and column letter."""
    sheet = openpyxl.load_workbook(path)[sheet_name]
    rules = {}
    for rule in sheet.data_validations.dataValidation:
        for place in rule.sqref.ranges:
            rules[openpyxl.utils.get_column_letter(place.min_col)] = rule
    return rules


def test_cells_have_drop_downs_and_number_rules(empty: dict[str, Path]) -> None:
    directory = _rules(empty["学校明细"], "学校名录")
    columns = [column.field for column in written_columns(layout_for("directory", YEAR))]

    def of(field: str) -> Any:
        return directory[openpyxl.utils.get_column_letter(columns.index(field) + 1)]

    assert of("is_counted").formula1 == '"是,否"'
    assert of("school_type_code").type == "list" and "211" in of("school_type_code").formula1
    assert of("sponsor_name").formula1.count(",") == 9
    assert of("urban_rural_code").formula1 == '"111,112,121,122,123,210,220"'
    assert (of("school_code").type, of("school_code").operator, of("school_code").formula1) == (
        "textLength",
        "equal",
        "10",
    )
    assert of("built_year").type == "whole"
    sheet = openpyxl.load_workbook(empty["学校明细"])["学校名录"]
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet.freeze_panes == "B6"
    assert not sheet.protection.sheet
    students = _rules(empty["学校明细"], "小学明细")["C"]
    assert (students.type, students.operator, students.formula1) == ("whole", "greaterThanOrEqual", "0")
    area = _rules(empty["学校明细"], "办学条件")["C"]
    assert (area.type, area.formula1) == ("decimal", "0")
    assert _rules(empty["县级采集表"], "质量监测")["B"].formula1 == '"Ⅰ,Ⅱ,Ⅲ,Ⅳ"'
    assert "达到" in _rules(empty["县级采集表"], "佐证材料")["B"].formula1
    # A spreadsheet program refuses a file with a longer list.
    for path in empty.values():
        for name in openpyxl.load_workbook(path).sheetnames:
            for rule in _rules(path, name).values():
                assert len(rule.formula1) <= LONGEST_LIST + 2


def test_only_what_may_be_negative_may_be_typed_so(empty: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(empty["补充采集表"])["补充采集表·县级"]
    (line,) = [row[0].row for row in sheet.iter_rows() if row[0].value == "T2.myopia_fall_points"]
    operators = {
        rule.operator
        for rule in sheet.data_validations.dataValidation
        for place in rule.sqref.ranges
        if place.min_col == 3 and place.min_row <= line <= place.max_row
    }
    assert operators == {"between"}
    (rule,) = [r for r in sheet.data_validations.dataValidation if r.operator == "greaterThanOrEqual"]
    assert f"C{line}" not in str(rule.sqref) and len(rule.sqref.ranges) == 2


def _fill(path: Path, year: int, rows_of: Mapping[str, Iterable[facts.Row]]) -> None:
    """Types rows into a template as a county would: what is prefilled stays, what is new goes below."""
    book = openpyxl.load_workbook(path)
    for form, rows in rows_of.items():
        layout = layout_for(form, year)
        sheet = book[layout.sheet_name]
        columns = written_columns(layout)
        rules = _rules(path, layout.sheet_name).values()
        first = min(place.min_row for rule in rules for place in rule.sqref.ranges)
        lines = {sheet.cell(line, 1).value: line for line in range(first, sheet.max_row + 1)}
        free = max([first - 1, *(line for key, line in lines.items() if key)]) + 1
        for row in rows:
            key = row[columns[0].field]
            line = lines.get(str(key))
            if line is None:
                line, free = free, free + 1
            for place, column in enumerate(columns, start=1):
                value = column.kind.written(row.get(column.field))
                if value is not None:
                    sheet.cell(line, place, value)
    book.save(path)


@pytest.fixture(scope="module")
def county() -> tuple[CountyYear, Supplement]:
    """The last year of a made-up county, with changes of schools and a 补充采集表."""
    years = range(2022, 2025)
    spec = made_up_county(0, years, 7, 1.12, 0.12)
    *_, before, last = simulate(spec, years, 7)
    return last, supplement_of(last, before, drawn_rates(last, 7))


def test_a_filled_in_template_reads_like_the_countys_own_filing(
    tmp_path: Path, county: tuple[CountyYear, Supplement]
) -> None:
    filed, supplement = county
    write_county(tmp_path / "own", filed, FilingPlan(supplement=supplement))
    paths = make(tmp_path / "filled", "--name", filed.name, year=filed.year, county=filed.code)
    _fill(
        paths["学校明细"], filed.year, {f: facts.export_rows(f, filed, filed.schools) for f in EXPORT_FORMS}
    )
    _fill(paths["县级采集表"], filed.year, {f: facts.collection_rows(f, filed) for f in COLLECTION_FORMS})
    _fill(
        paths["补充采集表"], filed.year, {f: facts.supplement_rows(f, supplement) for f in SUPPLEMENT_FORMS}
    )
    # The sample's counties keep none of these.
    del paths["专项记录表"], paths["整改台账"]
    for workbook, path in paths.items():
        filled = reading_of(path, filed.year, filed.code)
        (own_path,) = (tmp_path / "own" / str(filed.year) / filed.code).glob(f"{workbook}_*.xlsx")
        own = reading_of(own_path, filed.year, filed.code)
        assert filled.rejections == own.rejections == []
        relations = set(own.tables) - BOOKKEEPING
        assert relations and relations <= set(filled.tables)
        for relation in sorted(relations):
            wanted = said(own, relation)
            # The template asks for every item of the registry; the county filed those it had to say.
            unfilled = {row for row in said(filled, relation) - wanted if ("value", None) in row}
            assert said(filled, relation) - unfilled == wanted, (workbook, relation)
            assert not unfilled or relation == "county_facts"


def test_records_typed_into_their_template_read_back(empty: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "records.xlsx"
    path.write_bytes(empty["专项记录表"].read_bytes())
    case = {"case_number": "C-1", "school_code": "2142020001", "stage": "junior", "state": "confirmed"}
    filed: dict[str, facts.Row] = {
        "recognition": {"step": "self_assessed", "recorded_on": "2024-10-08", "document": "自评报告"},
        "recognition_promises": {"transition_rule_id": "T3", "promised_on": "2024-10-08", "due_year": 2027},
        "dropout_cases": {**case, "opened_on": "2024-09-20", "back_on": "2024-10-09", "how": "returned"},
        "townships": {"township": "高桥镇", "primary_in_school": 900, "junior_in_school_elsewhere": 30},
        "supervision_scores": {"item": "教育经费", "points_max": 60, "points": 55},
    }
    _fill(path, YEAR, {form: [row] for form, row in filed.items()})
    reading = reading_of(path)
    assert reading.rejections == []
    for form, row in filed.items():
        (relation,) = layout_for(form, YEAR).relations
        (found,) = landed(reading, relation)
        assert {name: found[name] for name in row} == row, relation


def test_an_older_edition_is_written_where_a_form_has_it(tmp_path: Path) -> None:
    paths = make(tmp_path, "--edition", "2021")
    forms = dict(reading_of(paths["学校明细"]).forms)
    assert forms["primary"] == "2021" and dict(reading_of(paths["县级采集表"]).forms)["finance"] == "2023"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--year", "2024", "--county", "999998"], "--name"),
        (["--year", "2024", "--county", "421200"], "no county code"),
        (["--year", "24", "--county", COUNTY], "no school year"),
        (["--year", "2024", "--county", COUNTY, "--edition", "1999"], "2021"),
    ],
)
def test_what_cannot_be_written_is_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert cli.main(["template", *arguments, "--out", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_template_never_replaces_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (filled,) = [path for name, path in make(tmp_path).items() if name == "学校明细"]
    filled.write_bytes(b"figures")
    arguments = ["template", "--year", str(YEAR), "--county", COUNTY, "--out", str(tmp_path)]
    assert cli.main(arguments) == 2
    assert "may be filled in" in capsys.readouterr().err
    assert filled.read_bytes() == b"figures"
