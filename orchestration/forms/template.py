"""Empty workbooks for a county to fill in: 学校明细, 县级采集表, 补充采集表, 专项记录表, 整改台账.

What belongs here: putting head, prefilled rows and rules of entry together, a sheet per form, a workbook per
family. What does not: figures, locks (nothing is protected), what the registry asks for (prefill.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.forms.editions import (
    COLLECTION_FORMS,
    EXPORT_FORMS,
    LEDGER_FORMS,
    RECORD_FORMS,
    SUPPLEMENT_FORMS,
    layout_for,
)
from orchestration.forms.prefill import Prefill, Row
from orchestration.forms.sheets import TOTAL_LABEL, write_head, written_columns
from orchestration.forms.validation import number_format, rule_for
from orchestration.submissions.cells.kinds import Quantity
from orchestration.submissions.contract.layouts import Column, Layout

#: Workbook → its forms. The 补充采集表 and the 专项记录表 are sent only by counties that are asked for them.
WORKBOOKS: Mapping[str, tuple[str, ...]] = {
    "学校明细": EXPORT_FORMS,
    "县级采集表": COLLECTION_FORMS,
    "补充采集表": SUPPLEMENT_FORMS,
    "专项记录表": RECORD_FORMS,
    "整改台账": LEDGER_FORMS,
}

_LAST_ROW = 1_048_576


@dataclass(frozen=True)
class TemplateRequest:
    """For whom a template is: county, school year, and an edition where not the newest in force."""

    county_code: str
    county_name: str
    school_year: int
    edition: str | None = None

    def file_name(self, workbook: str) -> str:
        """The workbook's name, as filings are named."""
        return f"{workbook}_{self.county_name}_{self.school_year}.xlsx"


def editions_of_templates() -> list[str]:
    """Every edition that some form of the workbooks has."""
    from orchestration.submissions.contract.layout_files import load_layouts

    forms = {form for forms in WORKBOOKS.values() for form in forms}
    return sorted({layout.edition for layout in load_layouts() if layout.form in forms})


def write_templates(out_dir: Path, request: TemplateRequest, prefilled: Prefill) -> list[Path]:
    """Write the workbooks and return their paths.

    Raises FileExistsError, before anything is written, where one is there already: it may be filled in.
    """
    paths = {workbook: out_dir / request.file_name(workbook) for workbook in WORKBOOKS}
    for path in paths.values():
        if path.exists():
            raise FileExistsError(f"{path} is there already and may be filled in; name another folder.")
    out_dir.mkdir(parents=True, exist_ok=True)
    for workbook, path in paths.items():
        book = Workbook()
        book.remove(book.worksheets[0])
        for form in WORKBOOKS[workbook]:
            layout = layout_for(form, request.school_year, request.edition)
            _add_sheet(book, layout, request, prefilled)
        book.save(path)
    return list(paths.values())


def _add_sheet(book: Workbook, layout: Layout, request: TemplateRequest, prefilled: Prefill) -> None:
    sheet = book.create_sheet(layout.sheet_name)
    columns = written_columns(layout)
    first = write_head(sheet, layout, columns, request.county_name, request.school_year) + 1
    if layout.note and len(columns) > 1:
        # Above the table: under it, rows yet to be filled in would run into the note.
        sheet.cell(2, 1, layout.note)
    if layout.total_row:
        sheet.cell(first, 1, TOTAL_LABEL)
        first += 1
    rows = prefilled.rows.get(layout.form, ())
    for place, column in enumerate(columns, start=1):
        _prepare_column(sheet, place, column)
        for line, row in enumerate(rows, start=first):
            cell = sheet.cell(line, place, column.kind.written(row.get(column.field)))
            cell.number_format = number_format(column) or cell.number_format
        _add_rules(sheet, place, first, column, rows, prefilled)
    sheet.freeze_panes = sheet.cell(first, 2 if columns[0].kind.is_school_code else 1)


def _prepare_column(sheet: Worksheet, place: int, column: Column) -> None:
    """Width and format of a whole column, so that rows yet to be typed have them without being there."""
    dimension = sheet.column_dimensions[get_column_letter(place)]
    dimension.width = column.kind.width
    text_format = number_format(column)
    if text_format:
        dimension.number_format = text_format


def _add_rules(
    sheet: Worksheet, place: int, first: int, column: Column, rows: tuple[Row, ...], prefilled: Prefill
) -> None:
    """The column's rule of entry from the first record on; rows of signed items have one of their own."""
    letters = get_column_letter(place)
    words = prefilled.choices.get(column.field, ())
    signed = []
    if isinstance(column.kind, Quantity):
        signed = [
            line for line, row in enumerate(rows, start=first) if row.get("item_code") in prefilled.signed
        ]
    free = rule_for(column, words, may_be_negative=True) if signed else None
    if free is not None:
        for line in signed:
            free.add(f"{letters}{line}")
        sheet.add_data_validation(free)
    rule = rule_for(column, words)
    if rule is None:
        return
    start = first
    for line in signed:
        if line > start:
            rule.add(f"{letters}{start}:{letters}{line - 1}")
        start = line + 1
    rule.add(f"{letters}{start}:{letters}{_LAST_ROW}")
    sheet.add_data_validation(rule)
