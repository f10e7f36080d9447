"""The sheets that are mutated: every form of the example filings, and where its facts stand.

What belongs here: reading the examples once and finding the places that a fault can be put in. What does
not: the faults (mutations.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from orchestration.submissions.cells.text import cell_address, column_index
from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.layouts import Layout, RowsLayout
from orchestration.submissions.contract.schemas import BOOKKEEPING, RELATIONS
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.file_reading import FileReading, read_file
from orchestration.submissions.forms.match import Match, choose
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.headers import HeaderBlock, Vocabulary, find_header
from tests.fuzzing.grids import Grid, grids_of, to_xlsx

LAYOUTS = load_layouts()


@dataclass(frozen=True)
class Spot:
    """A filed figure: its cell (from 0), and the fact that it lands as."""

    row: int
    column: int
    relation: str
    field: str
    value: Decimal
    school_code: str | None

    @property
    def address(self) -> str:
        """The A1 address of the cell."""
        return cell_address(self.row, self.column)


@dataclass
class Form:
    """One sheet of an example, as filed alone in a workbook of its own."""

    path: Path
    school_year: int
    county_code: str
    grid: Grid

    def read(self, content: bytes, name: str | None = None) -> FileReading:
        """A file's reading where this form was filed."""
        return read_file(content, FilingContext(self.school_year, self.county_code, "0" * 64), LAYOUTS, name)

    @cached_property
    def reading(self) -> FileReading:
        """The form's own reading."""
        return self.read(to_xlsx(self.grid))

    @cached_property
    def said(self) -> set[tuple[Any, ...]]:
        """What the form says."""
        return said(self.reading)

    @property
    def sheet(self) -> Sheet:
        """The form as the intake sees it."""
        return Sheet(self.grid.name, self.grid.rows, self.grid.merges)

    @cached_property
    def block(self) -> HeaderBlock:
        """The form's header."""
        block = find_header(self.sheet, Vocabulary.of(LAYOUTS))
        assert block is not None
        return block

    @cached_property
    def match(self) -> Match[Layout]:
        """The form's layout, laid over its header."""
        match = choose(self.block, self.sheet, LAYOUTS)
        assert isinstance(match, Match)
        return match

    @property
    def layout(self) -> Layout:
        """The form's layout."""
        return self.match.layout

    @cached_property
    def spots(self) -> list[Spot]:
        """The cells that hold a figure which lands."""
        spots = []
        fields = self.reading.tables["submission_fields"].to_pylist()
        for relation, table in self.reading.tables.items():
            if relation in BOOKKEEPING:
                continue
            columns = [field for field in fields if field["relation"] == relation]
            for landed in table.to_pylist():
                spots += [spot for field in columns if (spot := self._spot(relation, landed, field))]
        return spots

    def _spot(self, relation: str, landed: dict[str, Any], field: dict[str, Any]) -> Spot | None:
        name = field["field"]
        if RELATIONS[relation].is_long:
            if landed["src_field"] != name or (field["row"] or landed["src_row"]) != landed["src_row"]:
                return None
            value = next(
                landed[key] for key in ("students", "classes", "teachers", "quantity") if key in landed
            )
        else:
            value = landed.get(name)
        row = (field["row"] or landed["src_row"]) - 1
        column = column_index(field["column"])
        filed = self.grid.rows[row][column]
        is_figure = isinstance(filed, (int, float)) and not isinstance(filed, bool)
        if not isinstance(value, (int, Decimal)) or isinstance(value, bool) or not is_figure:
            return None
        if name.endswith(("year", "code")):
            return None
        return Spot(row, column, relation, name, Decimal(value), landed.get("school_code"))

    @cached_property
    def record_rows(self) -> list[int]:
        """Rows (from 0) that are records under a school code."""
        if not isinstance(self.layout, RowsLayout) or not self.layout.names_schools:
            return []
        key = self.key_column
        rows = range(self.block.data_row, len(self.grid.rows))
        texts = {row: str(self.grid.rows[row][key]) for row in rows}
        return [row for row, text in texts.items() if len(text) == 10 and text.isdigit()]

    @property
    def key_column(self) -> int:
        """The column of the key."""
        assert isinstance(self.layout, RowsLayout)
        return self.match.found[self.layout.key_column.field].index

    @property
    def total_rows(self) -> list[int]:
        """Rows (from 0) of totals."""
        rows = range(self.block.data_row, len(self.grid.rows))
        return [row for row in rows if "合计" in [self.grid.rows[row][0], self.grid.rows[row][1]]]


def said(reading: FileReading) -> set[tuple[Any, ...]]:
    """What a reading says, without where it says it."""
    facts = set()
    for relation, table in reading.tables.items():
        if relation in BOOKKEEPING:
            continue
        for row in table.to_pylist():
            facts.add(
                (relation, *((name, value) for name, value in row.items() if not name.startswith("src_")))
            )
    return facts


def forms_of(path: Path) -> list[Form]:
    """The sheets of an example in <school_year>/<county_code>/."""
    county = path.parent
    return [Form(path, int(county.parent.name), county.name, grid) for grid in grids_of(path)]
