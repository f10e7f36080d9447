"""A county's files: which workbooks, which sheets, and bytes that depend on nothing but their content.

What belongs here: 学校明细, 县级采集表 and 基层报表 workbooks and where they are put. What does not: how a
sheet looks (`sheets`) or what it says (`facts`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import yaml
from openpyxl.workbook import Workbook

from orchestration.forms.editions import (
    COLLECTION_FORMS,
    EXPORT_FORMS,
    LEDGER_FORMS,
    RECORD_FORMS,
    SUPPLEMENT_FORMS,
    layout_for,
)
from orchestration.sample import facts
from orchestration.sample.model import CountyYear, SchoolYear
from orchestration.sample.records import FiledRecords
from orchestration.sample.sheets import MADE_UP, add_return_sheet, add_rows_sheet
from orchestration.sample.supplement import Supplement
from orchestration.submissions.contract.layouts import CodedLayout

#: Filed by export only: the form of 514 (教基3120) has no filed example, and some of 218 name a parent.
EXPORT_ONLY = ("218", "514")

_WRITTEN_AT = datetime(2026, 1, 1)


@dataclass(frozen=True)
class FilingPlan:
    """Schools (codes) that file a 基层报表 workbook `instead` of their rows in the export, or `besides` them.

    `all_instead` stands for every school; the county then files no export. `supplement` is the county's
    补充采集表, where it files one; `records` its 专项记录表 and 整改台账.
    """

    instead: frozenset[str] = frozenset()
    besides: frozenset[str] = frozenset()
    all_instead: bool = False
    supplement: Supplement | None = None
    records: FiledRecords = field(default_factory=FiledRecords)


def write_county(out_dir: Path, county: CountyYear, plan: FilingPlan) -> int:
    """Write a county's files of one year; returns their number."""
    folder = out_dir / str(county.year) / county.code
    folder.mkdir(parents=True)
    files = {f"县级采集表_{county.name}_{county.year}.xlsx": _collection(county)}
    in_export = [
        entry for entry in county.schools if not plan.all_instead and entry.school.code not in plan.instead
    ]
    if in_export:
        files[f"学校明细_{county.name}_{county.year}.xlsx"] = _export(county, in_export)
    for entry in county.schools:
        if plan.all_instead or entry.school.code in plan.instead | plan.besides:
            files[f"基层报表_{entry.school.name}_{county.year}.xlsx"] = _return(county, entry)
    if plan.supplement is not None:
        files[f"补充采集表_{county.name}_{county.year}.xlsx"] = _supplement(county, plan.supplement)
    files.update(_records(county, plan.records))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return len(files)


def _records(county: CountyYear, filed: FiledRecords) -> Iterator[tuple[str, bytes]]:
    """专项记录表 and 整改台账, as workbooks or as YAML."""
    for family, yaml_name, forms in (
        ("专项记录表", f"专项记录_{county.name}_{county.year}.yaml", RECORD_FORMS),
        ("整改台账", "ledger.yaml", LEDGER_FORMS),
    ):
        rows = {form: filed.rows[form] for form in forms if filed.rows.get(form)}
        if rows and filed.as_yaml:
            yield yaml_name, _yaml(rows, county.year)
        elif rows:
            book = _new_book()
            for form, said in rows.items():
                add_rows_sheet(book, layout_for(form, county.year), county.name, county.year, said)
            yield f"{family}_{county.name}_{county.year}.xlsx", _as_bytes(book)


def _yaml(rows: Mapping[str, Sequence[facts.Row]], year: int) -> bytes:
    """Records by form, in the words of their layouts: all that is landed of them."""
    said = {
        form: [
            {
                column.field: str(column.kind.written(row[column.field]))
                for column in layout_for(form, year).columns
                if column.relation and row.get(column.field) is not None
            }
            for row in records
        ]
        for form, records in rows.items()
    }
    return f"# {MADE_UP}\n{yaml.safe_dump(said, allow_unicode=True, sort_keys=False)}".encode()


def _export(county: CountyYear, entries: list[SchoolYear]) -> bytes:
    book = _new_book()
    for form in EXPORT_FORMS:
        rows = facts.export_rows(form, county, entries)
        if rows:
            add_rows_sheet(book, layout_for(form, county.year), county.name, county.year, rows)
    return _as_bytes(book)


def _collection(county: CountyYear) -> bytes:
    book = _new_book()
    for form in COLLECTION_FORMS:
        rows = facts.collection_rows(form, county)
        if rows:
            add_rows_sheet(book, layout_for(form, county.year), county.name, county.year, rows)
    return _as_bytes(book)


def _supplement(county: CountyYear, supplement: Supplement) -> bytes:
    book = _new_book()
    for form in SUPPLEMENT_FORMS:
        rows = facts.supplement_rows(form, supplement)
        if rows:
            add_rows_sheet(book, layout_for(form, county.year), county.name, county.year, rows)
    return _as_bytes(book)


def _return(county: CountyYear, entry: SchoolYear) -> bytes:
    book = _new_book()
    for form in facts.return_forms(entry):
        said = facts.return_facts(form, county, entry)
        for layout in _return_layouts(form, county.year, entry):
            add_return_sheet(book, layout, entry.school, county.year, said)
    return _as_bytes(book)


def _return_layouts(form: str, year: int, entry: SchoolYear) -> list[CodedLayout]:
    """The form's layout; before 2024 the teachers of each stage stand on a form of their own."""
    layouts = [layout_for(form, year)]
    if form == "4155" and "stage" in layouts[0].constants:
        forms = {"primary": "4155", "junior": "4156"}
        layouts = [layout_for(forms[stage], year) for stage in entry.sections]
    return [layout for layout in layouts if isinstance(layout, CodedLayout)]


def _new_book() -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = "junheng sample"
    book.properties.created = _WRITTEN_AT
    return book


def _as_bytes(book: Workbook) -> bytes:
    """The workbook as xlsx with fixed times, so that equal content gives equal bytes."""
    saved, packed = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            content = source.read(name)
            if name == "docProps/core.xml":
                # openpyxl stamps the time of saving whatever the properties say.
                stamp = _WRITTEN_AT.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
            entry = zipfile.ZipInfo(name, _WRITTEN_AT.timetuple()[:6])
            entry.create_system = 3
            target.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()
