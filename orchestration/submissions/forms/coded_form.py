"""Sheets of one school, rows known by their 代码 (乙) → landing tables. The 基层报表.

What belongs here: which rows are sound, the cells of matrix and record layouts. What does not: headers, whose
the sheet is (sheets/title_block.py), finding rows (coded_rows.py), the grammar of cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from orchestration.submissions.cells import grammar
from orchestration.submissions.cells.text import cell_address, plain
from orchestration.submissions.cells.units import (
    UNITLESS,
    CellUnit,
    Unit,
    find_unit,
    measure_of,
    unit_of,
)
from orchestration.submissions.contract.landing_tables import table_of_records
from orchestration.submissions.contract.layouts import (
    COUNTY_RELATION,
    ROW_CODE,
    ROW_NAME,
    CodedLayout,
    Column,
    ItemsLayout,
    MatrixLayout,
    Row,
)
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.contract.schemas import COUNTY_ITEM_UNITS, RELATIONS
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.coded_rows import others_of_its_code, row_code, rows_by_code
from orchestration.submissions.forms.match import Match, absent_columns
from orchestration.submissions.forms.row_labels import is_labelled
from orchestration.submissions.forms.school_of_sheet import school_of_sheet
from orchestration.submissions.forms.table_reading import TableReading, field_record, text_record
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.headers import HeaderBlock, HeaderColumn

#: What a form prints in a cell it bars, besides the words for nothing.
_BARS = frozenset("×✕✖xX*")
_FAULTS = {"FORMULA_NOT_CALCULATED": "a formula that was never calculated"}
#: A column of units, one for each row (丙).
_UNIT_HEADERS = frozenset({"计量单位", "单位"})


def read_coded_sheet(
    sheet: Sheet,
    block: HeaderBlock,
    match: Match[CodedLayout],
    context: FilingContext,
    schools: frozenset[str],
) -> TableReading:
    """Reads a sheet that fits a matrix or record layout.

    `schools` are those of the workbook. Raises FileRejected where the sheet names no school, or none of them.
    """
    reading = TableReading(match.layout.form, match.layout.edition)
    code = None
    if match.layout.names_schools:
        school = school_of_sheet(sheet, block, match, schools)
        code = school.code
        reading.rejections += [school.unread] if school.unread else []
    reading.rejections += absent_columns(match, block)
    for layout in match.layout.parts:
        part = replace(match, layout=layout)
        records = _CodedReader(sheet, block, part, context, reading, code).records()
        reading.tables[layout.relation] = table_of_records(RELATIONS[layout.relation], records)
    return reading


class _CodedReader:
    """Reads the cells of one matrix or record sheet."""

    def __init__(
        self,
        sheet: Sheet,
        block: HeaderBlock,
        match: Match[CodedLayout],
        context: FilingContext,
        reading: TableReading,
        school_code: str | None,
    ) -> None:
        self.sheet, self.block, self.match, self.context = sheet, block, match, context
        self.reading, self.school_code, self.layout = reading, school_code, match.layout
        self.relation = match.layout.relation
        taken = {column.index for column in match.found.values()}
        self.unit_column = next(
            (c.index for c in block.columns if c.path[-1] in _UNIT_HEADERS and c.index not in taken), None
        )
        self.rows = self.sound_rows()
        self.merged = self.merged_figures()

    def sound_rows(self) -> list[tuple[Row, int]]:
        """The layout's rows that are in the sheet under their code and label."""
        by_code = rows_by_code(self.layout, self.sheet, self.block, self.match.found)
        label_index = self.match.found[ROW_NAME].index
        untaught = self.stages_left_out(by_code)
        rows = []
        for row in self.layout.rows:
            numbers = by_code.get(row.code, [])
            if len(numbers) > 1:
                # Notes below the table may be numbered too: the label tells the row.
                labels = [self.sheet.line(number).texts[label_index] for number in numbers]
                numbers = [
                    n for n, text in zip(numbers, labels, strict=True) if is_labelled(text, row.labels)
                ]
                numbers = numbers or by_code[row.code][:1]
            if not numbers:
                if row.presence != "optional" and row.set.get("stage") not in untaught:
                    self.reject(
                        "row", "MISSING_ROW", f"row {row.code} «{row.label}» is missing", None, None, row
                    )
                continue
            number = numbers[0]
            if len(numbers) > 1:
                places = "、".join(str(each + 1) for each in numbers)
                message = f"row {row.code} «{row.label}» stands more than once: rows {places}; none is read"
                code = self.match.found.get(ROW_CODE, self.match.found[ROW_NAME])
                self.reject("row", "DUPLICATE_ROW", message, numbers[1], code.index, row, row.code)
                continue
            if reason := self.contradiction(row, number):
                label = self.sheet.line(number).texts[label_index]
                self.reject("row", "ROW_LABEL_MISMATCH", reason, number, label_index, row, label)
                continue
            rows.append((row, number))
        return rows

    def contradiction(self, row: Row, number: int) -> str | None:
        """Why the code of a row of the sheet contradicts its label, if it does."""
        texts = self.sheet.line(number).texts
        label = texts[self.match.found[ROW_NAME].index]
        header = self.match.found.get(ROW_CODE)
        code = (header and row_code(texts[header.index])) or row.code
        if label and not is_labelled(label, row.labels):
            return f"row {code} is labelled «{label}», the form says «{row.label}»"
        if self.layout.rows_by_label or code in (row.code, row.other_code):
            return None
        # Known by its label alone: then no other row may bear its code.
        others = others_of_its_code(self.sheet, self.block, self.match.found, number)
        if not others:
            return None
        other = self.sheet.line(others[0]).texts[self.match.found[ROW_NAME].index]
        return f"rows {number + 1} «{label}» and {others[0] + 1} «{other}» both bear code {code}"

    def stages_left_out(self, by_code: dict[str, list[int]]) -> set[str | None]:
        """Stages of which the sheet has no row at all, beside others: the school does not teach them."""
        if not self.layout.blank_stage_lands_nothing:
            return set()
        there = {row.set.get("stage") for row in self.layout.rows if row.code in by_code}
        return {row.set.get("stage") for row in self.layout.rows} - there if there else set()

    def merged_figures(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Cells that share one figure with others of the table → the cell it stands in."""
        columns = {header.index for header in self.match.found.values()}
        names = {self.match.found[side].index for side in (ROW_NAME, ROW_CODE) if side in self.match.found}
        cells = [(line, index) for _, line in self.rows for index in columns - names]
        shared: dict[tuple[int, int], tuple[int, int]] = {}
        for top, left, bottom, right in self.sheet.merges:
            inside = [(r, c) for r, c in cells if top <= r <= bottom and left <= c <= right]
            if len(inside) > 1 and self.sheet.rows[top][left] != "":
                shared.update(dict.fromkeys(inside, (top, left)))
        return shared

    def reject(
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
        self.reading.rejections.append(
            Rejection(
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

    def read(self, row: Row, number: int, column: Column, field: str) -> Any:
        """A cell's value, its place noted; None where blank or rejected, and the rejection is noted."""
        header = self.match.found[column.field]
        value = self.sheet.rows[number][header.index]
        where = f"«{row.label} × {header.shown}» in {cell_address(number, header.index)}"
        unit, rejected = unit_of(row.unit or column.unit, None, ()), None
        if (number, header.index) in self.merged:
            top, left = self.merged[number, header.index]
            value = self.sheet.rows[top][left]
            rejected = grammar.Unreadable("MERGED_FIGURE", "one figure stands in several merged cells")
        elif not grammar.is_missing(value):
            try:
                unit = self.unit(row, number, column, header)
            except grammar.Unreadable as reason:
                rejected = reason
        elif value == "" and (fault := self.sheet.faulty.get((number, header.index))):
            rejected = grammar.Unreadable(fault, _FAULTS.get(fault, "a formula error"))
        self.note_field(field, header, unit, number)
        read = None
        if rejected is None:
            try:
                read = row.kind.read(value, unit)
            except grammar.Unreadable as reason:
                rejected = reason
        if rejected is not None:
            raw = None if value == "" else value
            self.reject("cell", rejected.code, f"{where}: {rejected}", number, header.index, row, raw, field)
            if rejected.value is None:
                return None
            read = rejected.value
        text = grammar.said_otherwise(value, read, unit.factor) if row.kind.is_figure else None
        if text is not None:
            record = text_record(self.context, self.sheet.name, self.relation, field, number + 1, text)
            self.reading.texts.append(record)
        return read

    def unit(self, row: Row, number: int, column: Column, header: HeaderColumn) -> CellUnit:
        """A cell's unit. Raises grammar.Unreadable where the sheet states two, or one of another kind."""
        own = find_unit(row.unit or column.unit or "")
        if own is None:
            return UNITLESS
        line = self.sheet.line(number)
        label = line.split[self.match.found[ROW_NAME].index][1]
        beside = line.texts[self.unit_column] if self.unit_column is not None else None
        if isinstance(self.layout, ItemsLayout) and beside and not find_unit(beside):
            raise grammar.Unreadable("UNKNOWN_UNIT", f"unit «{beside}» is unknown")
        for_row = [text for text in (label, beside) if text and find_unit(text)]
        for text in for_row:
            if not _is_of(text, own):
                raise grammar.Unreadable("UNIT_CONFLICT", f"«{text}» is no unit of this row")
        of_column = [text for text in (header.unit, header.other_unit) if text and _is_of(text, own)]
        # The line is of the whole table: 个 in it is the unit of other figures.
        lines = [text for text in self.block.line_units if measure_of(text) == own.measure]
        declared = [*for_row, *of_column] or lines
        if len({unit.factor for text in declared if (unit := find_unit(text))}) > 1:
            said = "、".join(dict.fromkeys(declared))
            raise grammar.Unreadable("UNIT_CONFLICT", f"the sheet states more than one unit: {said}")
        return unit_of(row.unit or column.unit, declared[0] if declared else None, ())

    def source(self, number: int) -> dict[str, Any]:
        return {
            "school_year": self.context.school_year,
            "county_code": self.context.county_code,
            "school_code": self.school_code,
            "src_shape": self.layout.shape,
            "src_sha256": self.context.sha256,
            "src_sheet": self.sheet.name,
            "src_row": number + 1,
        }

    def note_field(self, name: str, header: HeaderColumn, unit: CellUnit, number: int) -> None:
        self.reading.fields.append(
            field_record(
                self.context, self.sheet.name, self.reading, self.relation, name, header, unit, number + 1
            )
        )

    def records(self) -> list[dict[str, Any]]:
        """The landing rows of the sheet in the layout's relation."""
        if self.relation == COUNTY_RELATION:
            return self.items_of_county()
        if isinstance(self.layout, MatrixLayout | ItemsLayout) and RELATIONS[self.relation].is_long:
            return self.facts(self.layout)
        return [self.record()]

    def items_of_county(self) -> list[dict[str, Any]]:
        """One landing row an item, under the label and in the unit of the form."""
        (column,) = self.layout.columns
        records = []
        for row, number in self.rows:
            source = {name: value for name, value in self.source(number).items() if name != "school_code"}
            value = self.read(row, number, column, row.field or "")
            landing = find_unit(COUNTY_ITEM_UNITS.get(row.set["item_code"], ""))
            if landing and value is not None:
                value = value * landing.factor.denominator / landing.factor.numerator
            records.append({**source, **row.set, "item_name": row.label, "unit": row.unit, "value": value})
        return records

    def record(self) -> dict[str, Any]:
        """One landing row out of all rows of the sheet; its src_row is the row of the first value."""
        (column,) = self.layout.columns
        header = self.match.found[column.field]
        first = self.rows[0][1] if self.rows else self.block.data_row
        record = self.source(first)
        for row, number in self.rows:
            field = row.field or ""
            value = self.read(row, number, column, field)
            if field != "school_code":
                record[field] = value
            if row.code_field:
                record[row.code_field] = grammar.code_of(value, row.codes)
                self.note_field(row.code_field, header, UNITLESS, number)
        return record

    def facts(self, layout: MatrixLayout | ItemsLayout) -> list[dict[str, Any]]:
        """One landing row a cell, row by row."""
        value_column = RELATIONS[self.relation].value_column
        records: list[dict[str, Any]] = []
        blank_stages = self.blank_stages(layout) if layout.blank_stage_lands_nothing else set()
        for row, number, column in self.cells():
            field, keys = layout.fact(row, column)
            if keys.get("stage") in blank_stages or self.is_barred(row, number, column):
                continue
            value = self.read(row, number, column, field)
            records.append({**self.source(number), **keys, "src_field": field, value_column: value})
        return records

    def is_barred(self, row: Row, number: int, column: Column) -> bool:
        """True for a cell that the form bars, where nothing or the bar itself stands."""
        index = self.match.found[column.field].index
        if column.number not in row.barred or (number, index) in self.sheet.faulty:
            return False
        value = self.sheet.rows[number][index]
        return grammar.is_missing(value) or plain(value) in _BARS

    def cells(self) -> Iterator[tuple[Row, int, Column]]:
        """The cells that are read: the layout's row, where it stands, the layout's column."""
        for row, number in self.rows:
            for column in self.layout.columns:
                if column.field in self.match.found and row.reads(column):
                    yield row, number, column

    def blank_stages(self, layout: MatrixLayout | ItemsLayout) -> set[str | None]:
        """Stages none of whose cells says anything: the school does not teach them."""
        filled: dict[str | None, bool] = {}
        for row, number, column in self.cells():
            index = self.match.found[column.field].index
            stage = layout.fact(row, column)[1].get("stage")
            said = not grammar.is_missing(self.sheet.rows[number][index])
            said = said or (number, index) in self.sheet.faulty
            filled[stage] = filled.get(stage, False) or said
        return {stage for stage, said in filled.items() if not said}


def _is_of(text: str, own: Unit) -> bool:
    unit = find_unit(text)
    return unit is not None and unit.agrees(own)
