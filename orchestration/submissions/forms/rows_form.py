"""Sheets with one record a row → landing tables, column by column.

What belongs here: turning the columns of the records, and the totals, into landing
tables. What does not: headers, which rows are records (record_rows.py), the grammar of cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.submissions.cells import grammar
from orchestration.submissions.cells.columns import transposed
from orchestration.submissions.cells.kinds import Quantity
from orchestration.submissions.cells.text import cell_address, column_letters, plain
from orchestration.submissions.cells.units import CellUnit, find_unit, unit_of
from orchestration.submissions.contract.landing_tables import (
    Words,
    each_word,
    table_of_columns,
    table_of_records,
)
from orchestration.submissions.contract.layouts import Column, RowsLayout
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.contract.schemas import COUNTY_ITEM_UNITS, RELATIONS, TOTALS
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.match import Match, absent_columns
from orchestration.submissions.forms.misfiled import set_aside_misfiled
from orchestration.submissions.forms.personal_columns import personal_columns
from orchestration.submissions.forms.record_rows import Records, faulty_cell, find_records
from orchestration.submissions.forms.stages import TypeColumn
from orchestration.submissions.forms.table_reading import TableReading, field_record, text_record
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.headers import HeaderBlock, HeaderColumn


def read_rows_sheet(
    sheet: Sheet,
    block: HeaderBlock,
    match: Match[RowsLayout],
    context: FilingContext,
    types: TypeColumn | None = None,
) -> TableReading:
    """Reads a table that fits a rows layout. `types` is the column of the schools' types, if it has one."""
    layout = match.layout
    reading = TableReading(layout.form, layout.edition)
    reading.rejections += absent_columns(match, block)
    reading.rejections += personal_columns(match, block)
    records = find_records(sheet, block, match, context.school_names)
    set_aside_misfiled(records, sheet, block, match, context, types)
    reading.rejections += records.rejections
    reader = _RowsReader(sheet, block, match, context, records, reading)
    for relation in layout.relations:
        reader.read_relation(relation)
    reader.read_totals()
    return reading


class _RowsReader:
    """Reads the columns of one sheet into the tables of its relations."""

    def __init__(
        self,
        sheet: Sheet,
        block: HeaderBlock,
        match: Match[RowsLayout],
        context: FilingContext,
        records: Records,
        reading: TableReading,
    ) -> None:
        self.sheet, self.block, self.match, self.context = sheet, block, match, context
        self.records, self.reading, self.layout = records, reading, match.layout
        self.length = len(records.cells)
        # Turned once: rows are read in the order they lie in memory.
        self.cells = transposed(records.cells, len(sheet.rows[0]))
        self.values: dict[str, Any] = {}
        self.source_rows = pa.array((records.rows + 1).astype(np.int32))
        self.school_words = Words.of_texts(records.keys.values)

    def unit(self, column: Column, header: HeaderColumn) -> CellUnit:
        return unit_of(column.unit, header.unit, self.block.line_units)

    def read_column(self, column: Column, header: HeaderColumn, relation: str) -> Any:
        """The column's values, read once; its rejected cells are noted."""
        if column.field not in self.values:
            read = self.read_sum if column.sum_of else self.read_cells
            self.values[column.field] = read(column, header, relation)
        return self.values[column.field]

    def read_sum(self, column: Column, header: HeaderColumn, relation: str) -> Any:
        """The sum of other columns' values; none where one of them says nothing."""
        parts = [self.layout.source_of(field) for field in column.sum_of]
        read = [self.read_column(part, self.match.found[part.field], relation) for part in parts]
        return reduce(pc.add, read).cast(read[0].type)

    def read_cells(self, column: Column, header: HeaderColumn, relation: str) -> Any:
        if column.key:
            return self.records.keys.values
        cells = self.cells[header.index]
        if column.unit_field:
            return self.read_with_unit(column, header, cells, relation)
        if header.other_unit and column.kind.is_figure:
            return self.reject_units(column, header, relation)
        read = column.kind.read_column(cells, self.unit(column, header))
        for position, reason in sorted(read.rejected.items()):
            self.reject(column, header, relation, position, reason, cells[position])
        for position, text in sorted(read.texts.items()):
            self.note_text(column, relation, position, text)
        if read.values.null_count:
            self.note_faulty_cells(column, header, relation)
        if column.kind.is_figure:
            return self.without_merged(column, header, relation, read.values)
        return read.values

    def reject_units(self, column: Column, header: HeaderColumn, relation: str) -> Any:
        """No value of a column whose header and unit row name two units: either may be wrong."""
        message = f"header «{header.shown}» is in {header.unit}, the unit row says {header.other_unit}"
        self.reading.rejections.append(
            Rejection(
                "sheet",
                "UNIT_CONFLICT",
                f"{message}; the column is not read",
                row=header.leaf_row + 1,
                cell=header.address,
                raw=header.other_unit,
                relation=relation,
                field=column.field,
            )
        )
        return column.kind.read_column([""] * self.length).values

    def without_merged(self, column: Column, header: HeaderColumn, relation: str, values: Any) -> Any:
        """The values without figures that are merged over several records: whose they are is not said."""
        for top, left, bottom, right in self.sheet.merges:
            if bottom == top or not left <= header.index <= right or self.sheet.rows[top][left] == "":
                continue
            inside = (self.records.rows >= top) & (self.records.rows <= bottom)
            if inside.sum() < 2:
                continue
            span = f"{cell_address(top, header.index)}:{cell_address(bottom, header.index)}"
            reason = grammar.Unreadable("MERGED_FIGURE", f"one figure stands in the merged cells {span}")
            position = int(np.flatnonzero(inside)[0])
            self.reject(column, header, relation, position, reason, self.sheet.rows[top][left])
            values = pc.if_else(pa.array(inside), pa.scalar(None, values.type), values)
        return values

    def note_text(self, column: Column, relation: str, position: int, text: str) -> None:
        row = int(self.records.rows[position]) + 1
        record = text_record(self.context, self.sheet.name, relation, column.field, row, text)
        self.reading.texts.append(record)

    def read_with_unit(
        self, column: Column, header: HeaderColumn, cells: Sequence[Any], relation: str
    ) -> Any:
        """Values whose unit stands in another cell of the row."""
        unit_header = self.match.found[column.unit_field or ""]
        keys = self.records.keys.values.to_pylist()
        values = []
        for position, cell in enumerate(cells):
            text = plain(self.records.cells[position][unit_header.index])
            unit = find_unit(text) if text else None
            landing_unit = COUNTY_ITEM_UNITS.get(keys[position] or "")
            landing = find_unit(landing_unit) if landing_unit else None
            share_unit = landing.factor if landing else Fraction(1)
            read_in = CellUnit(
                text or None,
                (unit.factor if unit else Fraction(1)) / share_unit,
                unit is not None and unit.measure == "ratio",
                text,
                share_unit,
            )
            value = said = None
            try:
                if not grammar.is_missing(cell) and unit is None:
                    code = "UNKNOWN_UNIT" if text else "UNIT_MISSING"
                    raise grammar.Unreadable(
                        code, f"unit «{text}» is unknown" if text else "no unit is stated"
                    )
                if landing and unit and unit.measure != landing.measure:
                    raise grammar.Unreadable(
                        "UNKNOWN_UNIT",
                        f"unit «{text}» is no unit of {keys[position]}, which is in {landing_unit}",
                    )
                value = column.kind.read(cell, read_in)
                said = grammar.said_otherwise(cell, value, read_in.factor)
            except grammar.Unreadable as reason:
                self.reject(column, header, relation, position, reason, cell)
                value = reason.value
                said = None if value is None else grammar.shown(cell)
            if said is not None:
                self.note_text(column, relation, position, said)
            values.append(value)
            row = int(self.records.rows[position]) + 1
            self.reading.fields.append(
                field_record(
                    self.context, self.sheet.name, self.reading, relation, column.field, header, read_in, row
                )
            )
        self.note_faulty_cells(column, header, relation)
        return pa.array(values, RELATIONS[relation].schema.field(column.field).type)

    def reject(
        self,
        column: Column,
        header: HeaderColumn,
        relation: str,
        position: int,
        reason: grammar.Unreadable,
        raw: Any,
    ) -> None:
        row = int(self.records.rows[position])
        address = cell_address(row, header.index)
        self.reading.rejections.append(
            Rejection(
                "cell",
                reason.code,
                f"{header.shown} in {address}: {reason}",
                row=row + 1,
                cell=address,
                raw=grammar.shown(raw),
                relation=relation,
                field=column.field,
                school_code=self.school_code(position),
            )
        )

    def school_code(self, position: int) -> str | None:
        if not self.layout.names_schools:
            return None
        code: str | None = self.records.keys.values[position].as_py()
        return code

    def note_faulty_cells(self, column: Column, header: HeaderColumn, relation: str) -> None:
        """Cells that read as blank because a formula was not calculated, or gives an error."""
        faulty = self.sheet.faulty_of_column.get(header.index)
        if not faulty:
            return
        for position, row in enumerate(self.records.rows.tolist()):
            if row in faulty:
                school_code = self.school_code(position)
                self.reading.rejections.append(
                    faulty_cell(faulty[row], row, header.index, column, relation, school_code)
                )

    def landed(self, relation: str) -> list[tuple[Column, HeaderColumn]]:
        """The found columns that feed a relation, in the layout's order, and sums of found ones."""
        return [
            (column, header)
            for column in self.layout.columns
            if column.relation == relation and (header := self.header_of(column))
        ]

    def header_of(self, column: Column) -> HeaderColumn | None:
        """Where a column stands. A sum stands where its first part does, and its header names all of them."""
        if not column.sum_of:
            return self.match.found.get(column.field)
        parts = [self.match.found[field] for field in column.sum_of if field in self.match.found]
        if len(parts) < len(column.sum_of):
            return None
        said = " + ".join(f"{part.shown} ({column_letters(part.index)})" for part in parts)
        return replace(parts[0], shown=f"{column.header} = {said}")

    def note_fields(self, relation: str) -> None:
        keys = [
            (column, self.match.found[column.field])
            for column in self.layout.columns
            if (column.key or column.decides) and column.relation is None
        ]
        pairs = [*keys, *self.landed(relation)]
        self.reading.fields += [
            field_record(
                self.context, self.sheet.name, self.reading, relation, name, header, self.unit(column, header)
            )
            for column, header in pairs
            if not column.unit_field
            for name in filter(None, (column.field, column.code_field))
        ]

    def read_relation(self, name: str) -> None:
        self.note_fields(name)
        read = self.read_facts if RELATIONS[name].is_long else self.read_records
        self.reading.tables[name] = read(name)

    def source(self, length: int) -> dict[str, Any]:
        return {
            "school_year": pa.array(np.full(length, self.context.school_year, np.int32)),
            "county_code": Words.constant(self.context.county_code, length),
            "src_shape": Words.constant(self.layout.shape, length),
            "src_sha256": Words.constant(self.context.sha256, length),
            "src_sheet": Words.constant(self.sheet.name, length),
        }

    def read_facts(self, name: str) -> Any:
        """A long relation: every column's cells, one column after the other."""
        relation = RELATIONS[name]
        pairs = self.landed(name)
        length = self.length * len(pairs)
        values = [self.read_column(column, header, name) for column, header in pairs]
        columns = self.source(length)
        columns["school_code"] = self.school_words.tiled(len(pairs))
        columns["src_row"] = pa.array(np.tile(self.source_rows.to_numpy(), len(pairs)))
        columns["src_field"] = each_word([column.field for column, _ in pairs], self.length)
        columns[relation.value_column] = pa.concat_arrays(values) if values else None
        for key in relation.key:
            if key in self.records.decided:
                columns[key] = Words.of_texts(self.records.decided[key]).tiled(len(pairs))
            elif key != "school_code":
                words = [{**self.layout.constants, **column.set}[key] for column, _ in pairs]
                columns[key] = each_word(words, self.length)
        return table_of_columns(relation, columns, length)

    def read_records(self, name: str) -> Any:
        """A wide relation: one landing row a record."""
        relation = RELATIONS[name]
        columns = self.source(self.length)
        columns["src_row"] = self.source_rows
        for key, text in self.layout.constants.items():
            value = text.format(school_year=self.context.school_year)
            columns[key] = pa.array([value] * self.length, pa.string()).cast(relation.schema.field(key).type)
        for column, header in self.landed(name):
            columns[column.field] = self.read_column(column, header, name)
            if column.code_field:
                words = columns[column.field].to_pylist()
                known = {word: grammar.code_of(word, column.codes) for word in set(words)}
                codes = [known[word] for word in words]
                columns[column.code_field] = pa.array(codes, pa.string())
        return table_of_columns(relation, columns, self.length)

    def read_totals(self) -> None:
        """The 合计 rows, cell by cell. What they lack or reject has no row: a total is no fact."""
        records = []
        for row in self.records.totals:
            for name in self.layout.relations:
                for column, header in self.landed(name):
                    if not column.kind.is_figure or column.unit_field or column.sum_of:
                        continue
                    value = self.sheet.rows[row][header.index]
                    total: Decimal | int | None
                    try:
                        total = Quantity().read(value, self.unit(column, header))
                    except grammar.Unreadable as reason:
                        self.reject_total(column, header, name, row, reason, value)
                        if reason.value is None:
                            continue
                        total = reason.value
                    records.append(
                        {
                            "school_year": self.context.school_year,
                            "county_code": self.context.county_code,
                            "relation": name,
                            "total": total,
                            "src_shape": self.layout.shape,
                            "src_sha256": self.context.sha256,
                            "src_sheet": self.sheet.name,
                            "src_row": row + 1,
                            "src_field": column.field,
                        }
                    )
        if records:
            self.reading.tables["totals"] = table_of_records(TOTALS, records)

    def reject_total(
        self,
        column: Column,
        header: HeaderColumn,
        relation: str,
        row: int,
        reason: grammar.Unreadable,
        raw: Any,
    ) -> None:
        address = cell_address(row, header.index)
        self.reading.rejections.append(
            Rejection(
                "cell",
                reason.code,
                f"{header.shown} in {address} (合计): {reason}",
                row=row + 1,
                cell=address,
                raw=grammar.shown(raw),
                relation="totals",
                field=column.field,
            )
        )
