"""Sheets of one school, rows known by their 代码 (乙) → landing tables. The 基层报表.

What belongs here: the title block (school code), rows by code, the cells of matrix
and record layouts. What does not: headers, the grammar of cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from orchestration.submissions import grammar
from orchestration.submissions.headers import HeaderBlock, HeaderColumn
from orchestration.submissions.layouts import Column, Layout, Row
from orchestration.submissions.match import Match, missing_header, same_label
from orchestration.submissions.reading import (
    Place,
    SheetReading,
    StatedUnit,
    field_record,
    read_cell,
    text_record,
    unit_of,
    value_column,
)
from orchestration.submissions.refusal import FileRefused, Refusal
from orchestration.submissions.schemas import QUANTITY, RELATIONS
from orchestration.submissions.tables import table_of_records
from orchestration.submissions.text import cell_address, plain
from orchestration.submissions.units import split_unit
from orchestration.submissions.workbook import Sheet

Titles = Sequence[tuple[int, int, str]]

_TITLE_CODE = re.compile(r"标识码\)?\s*:\s*(\S*)")


def title_school_code(titles: Titles) -> tuple[str | None, str | None]:
    """The school code in a title block, with its cell; (None, cell) where it cannot be read."""
    for row, column, text in titles:
        found = _TITLE_CODE.search(text)
        if not found:
            continue
        stated = found.group(1)
        if not stated:
            beside = [(r, c, t) for r, c, t in titles if r == row and c > column]
            stated = beside[0][2] if beside else ""
        try:
            return grammar.read_code(stated, 10), cell_address(row, column)
        except grammar.Unreadable:
            return None, cell_address(row, column)
    return None, None


def read_matrix_sheet(
    sheet: Sheet, block: HeaderBlock, match: Match, place: Place, workbook_code: str | None
) -> SheetReading:
    """Reads a sheet that fits a matrix or record layout.

    `workbook_code` is the code that 教基1001 of the same workbook states. Raises
    FileRefused where the sheet names no school, or another one than 教基1001.
    """
    reading = SheetReading(match.layout.form, match.layout.edition)
    school_code = _school_code(block, match.layout, workbook_code)
    reading.refusals += [
        missing_header(match, column, block) for column in match.missing if column.presence == "expected"
    ]
    reader = _Reader(sheet, block, match, place, reading, school_code)
    relation = match.layout.relation or ""
    records = reader.record() if match.layout.kind == "record" else reader.facts()
    reading.tables[relation] = table_of_records(RELATIONS[relation], records)
    return reading


def record_school_code(sheet: Sheet, block: HeaderBlock, match: Match) -> str | None:
    """The school code that a record sheet (教基1001) states in its rows, or None."""
    rows = _rows_by_code(sheet, block, match)
    for row in match.layout.rows:
        if row.field == "school_code" and row.code in rows:
            value = sheet.rows[rows[row.code][0]][match.found[match.layout.columns[0].field].index]
            try:
                return grammar.read_code(value, 10)
            except grammar.Unreadable:
                return None
    return None


def _school_code(block: HeaderBlock, layout: Layout, workbook_code: str | None) -> str:
    stated, cell = title_school_code(block.titles)
    if cell is None:
        # A second table under one title is of the same school.
        stated, cell = title_school_code(block.inherited[::-1])
    code = stated or workbook_code
    if code is None:
        raise FileRefused(
            Refusal(
                "sheet",
                "NO_SCHOOL_CODE",
                f"form {layout.name_zh} names no school code above its table",
                cell=cell,
            )
        )
    if stated and workbook_code and stated != workbook_code:
        raise FileRefused(
            Refusal(
                "sheet",
                "SCHOOL_CODE_CONFLICT",
                f"form {layout.name_zh} names school {stated}, 教基1001 of the same workbook {workbook_code}",
                cell=cell,
                raw=stated,
            )
        )
    return code


def _rows_by_code(sheet: Sheet, block: HeaderBlock, match: Match) -> dict[str, list[int]]:
    """Row numbers (from 0) by the layout's row code: by the 乙 code, or by label where the layout says so."""
    rows: dict[str, list[int]] = {}
    if match.layout.rows_by_label:
        index = match.found["row_name"].index
        labels = [(n, plain(sheet.rows[n][index])) for n in range(block.data_row, block.end_row)]
        for row in match.layout.rows:
            numbers = [number for number, label in labels if label and same_label(label, row.label)]
            if numbers:
                rows[row.code] = numbers
        return rows
    index = match.found["row_code"].index
    for number in range(block.data_row, block.end_row):
        text = plain(sheet.rows[number][index])
        if text.isascii() and text.isdigit():
            rows.setdefault(text.zfill(2), []).append(number)
    return rows


class _Reader:
    """Reads the cells of one matrix or record sheet."""

    def __init__(
        self,
        sheet: Sheet,
        block: HeaderBlock,
        match: Match,
        place: Place,
        reading: SheetReading,
        school_code: str,
    ) -> None:
        self.sheet, self.block, self.match, self.place = sheet, block, match, place
        self.reading, self.school_code, self.layout = reading, school_code, match.layout
        self.relation = match.layout.relation or ""
        self.rows = self.sound_rows()

    def sound_rows(self) -> list[tuple[Row, int]]:
        """The layout's rows that are in the sheet under their code and label."""
        by_code = _rows_by_code(self.sheet, self.block, self.match)
        label_index = self.match.found["row_name"].index
        rows = []
        for row in self.layout.rows:
            numbers = by_code.get(row.code, [])
            if len(numbers) > 1:
                # Notes below the table may be numbered too: the label tells the row.
                labels = [plain(self.sheet.rows[number][label_index]) for number in numbers]
                numbers = [n for n, text in zip(numbers, labels, strict=True) if same_label(text, row.label)]
                numbers = numbers or by_code[row.code][:1]
            if not numbers:
                if row.presence != "optional":
                    self.refuse(
                        "row", "MISSING_ROW", f"row {row.code} «{row.label}» is missing", None, None, row
                    )
                continue
            number = numbers[0]
            if len(numbers) > 1:
                places = "、".join(str(each + 1) for each in numbers)
                message = f"row {row.code} «{row.label}» stands more than once: rows {places}; none is read"
                code_index = self.match.found["row_code"].index
                self.refuse("row", "DUPLICATE_ROW", message, numbers[1], code_index, row, row.code)
                continue
            label = plain(self.sheet.rows[number][label_index])
            if label and not same_label(label, row.label):
                message = f"row {row.code} is labelled «{label}», the form says «{row.label}»"
                self.refuse("row", "ROW_LABEL_MISMATCH", message, number, label_index, row, label)
                continue
            rows.append((row, number))
        return rows

    def refuse(
        self,
        scope: str,
        code: str,
        message: str,
        number: int | None,
        index: int | None,
        row: Row,
        raw: Any = None,
        field: str | None = None,
    ) -> None:
        cell = None if number is None or index is None else cell_address(number, index)
        self.reading.refusals.append(
            Refusal(
                scope,
                code,
                message,
                row=0 if number is None else number + 1,
                cell=cell,
                raw=None if raw is None else grammar.shown(raw),
                relation=self.relation,
                field=field or row.field,
                school_code=self.school_code,
            )
        )

    def read(
        self, row: Row, number: int, header: HeaderColumn, field: str, kind: str, unit: StatedUnit
    ) -> Any:
        """A cell's value; None where blank or refused, and the refusal is noted."""
        value = self.sheet.rows[number][header.index]
        odd = self.sheet.odd.get((number, header.index)) if value == "" else None
        address = cell_address(number, header.index)
        if odd:
            said = (
                "a formula that was never calculated"
                if odd == "FORMULA_NOT_CALCULATED"
                else "a formula error"
            )
            self.refuse(
                "cell", odd, f"«{row.label}» in {address} is {said}", number, header.index, row, None, field
            )
            return None
        is_long = RELATIONS[self.relation].is_long
        whole = (
            is_long and RELATIONS[self.relation].schema.field(value_column(self.relation)).type == QUANTITY
        )
        try:
            read = read_cell(kind, value, unit, row.digits, whole)
        except grammar.Unreadable as reason:
            message = f"«{row.label} × {header.shown}» in {address}: {reason}"
            self.refuse("cell", reason.code, message, number, header.index, row, value, field)
            read = reason.value if reason.value is None or kind != "count" or whole else int(reason.value)
            if read is None:
                return None
        text = grammar.said_otherwise(value, read, unit.factor) if kind in ("count", "quantity") else None
        if text is not None:
            record = text_record(self.place, self.sheet.name, self.relation, field, number + 1, text)
            self.reading.texts.append(record)
        return read

    def unit(self, row: Row, number: int, column: Column, header: HeaderColumn) -> StatedUnit:
        label = self.sheet.rows[number][self.match.found["row_name"].index]
        return unit_of(row.unit or column.unit, split_unit(label)[1] or header.unit, self.block.line_units)

    def source(self, number: int) -> dict[str, Any]:
        return {
            "school_year": self.place.school_year,
            "county_code": self.place.county_code,
            "school_code": self.school_code,
            "src_shape": self.layout.shape,
            "src_sha256": self.place.sha256,
            "src_sheet": self.sheet.name,
            "src_row": number + 1,
        }

    def note_field(self, name: str, header: HeaderColumn, unit: StatedUnit, number: int) -> None:
        self.reading.fields.append(
            field_record(
                self.place, self.sheet.name, self.reading, self.relation, name, header, unit, number + 1
            )
        )

    def record(self) -> list[dict[str, Any]]:
        """One landing row out of all rows of the sheet; its src_row is the row of the first value."""
        column = self.layout.columns[0]
        header = self.match.found[column.field]
        first = self.rows[0][1] if self.rows else self.block.data_row
        record = self.source(first)
        for row, number in self.rows:
            field, unit = row.field or "", self.unit(row, number, column, header)
            value = self.read(row, number, header, field, row.value_kind, unit)
            self.note_field(field, header, unit, number)
            if field != "school_code":
                record[field] = value
            if row.code_field:
                record[row.code_field] = row.codes.get(value or "")
                self.note_field(row.code_field, header, unit, number)
        return [record]

    def facts(self) -> list[dict[str, Any]]:
        """One landing row a cell, row by row."""
        value_name = value_column(self.relation)
        records: list[dict[str, Any]] = []
        blank_stages = self.blank_stages() if self.layout.blank_stage_lands_nothing else set()
        for row, number in self.rows:
            for column in self.layout.columns:
                header = self.match.found.get(column.field)
                if header is None or (row.columns is not None and column.number not in row.columns):
                    continue
                field, keys = self.layout.fact(row, column)
                if keys.get("stage") in blank_stages:
                    continue
                unit = self.unit(row, number, column, header)
                value = self.read(row, number, header, field, row.value_kind, unit)
                records.append({**self.source(number), **keys, "src_field": field, value_name: value})
                self.note_field(field, header, unit, number)
        return records

    def blank_stages(self) -> set[str | None]:
        """Stages none of whose cells says anything: the school does not teach them."""
        filled: dict[str | None, bool] = {}
        for row, number in self.rows:
            for column in self.layout.columns:
                header = self.match.found.get(column.field)
                if header is None or (row.columns is not None and column.number not in row.columns):
                    continue
                stage = self.layout.fact(row, column)[1].get("stage")
                said = not grammar.is_missing(self.sheet.rows[number][header.index])
                said = said or (number, header.index) in self.sheet.odd
                filled[stage] = filled.get(stage, False) or said
        return {stage for stage, said in filled.items() if not said}
