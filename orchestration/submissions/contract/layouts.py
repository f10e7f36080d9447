"""Layouts: which header of which form feeds which landing field. Data in layouts/*.yaml.

What belongs here: the shape of a layout, one class for each kind. What does not: layout files
(layout_files.py), finding headers in a sheet (sheets/headers.py, forms/match.py).

A layout also says how an office writes the sheet (sheet name, title, unit line,
note), so that a sample of such sheets can be made from it.
"""

from __future__ import annotations

import dataclasses
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

from orchestration.submissions.cells.kinds import CellKind, Text
from orchestration.submissions.cells.text import LEVEL
from orchestration.submissions.cells.units import split_unit

#: A level of a header that says nothing of its own: «占地面积 › 其中 › 运动场地面积».
OF_WHICH = "其中"

#: What other forms of the same statistics call these columns; the header's own word goes before.
OTHER_WORDS = {
    "学校标识码": ("学校(机构)标识码", "机构标识码", "标识码"),
    "学校名称": ("学校(机构)名称", "机构名称", "校名"),
}

#: What offices write above the codes (乙) of a form, besides the form's own word.
CODE_HEADERS = ("代码", "编号", "行号", "行次", "指标代码", "行码")
#: The fields of the columns of row names (甲) and row codes (乙).
ROW_NAME, ROW_CODE = "row_name", "row_code"
#: The field of the column of categories (类别) beside row names.
ROW_CATEGORY = "row_category"


#: What a county says of itself, item by item.
COUNTY_RELATION = "county_facts"


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    field: layout field name, unique in the layout; in wide relations the landing column.
    headers: header paths (levels as written on the form); the first is the one to write.
    kind: what its cells hold; where rows are known by their codes, the row says it.
    unit: the form's own unit, used where the sheet is silent; None for what has no unit.
    unit_field: the field of the same row that states the unit (county items).
    presence: required (without it the layout does not fit), expected (its absence is
        reported, the sheet is read), optional (its absence means nothing).
    relation: landing relation fed; None where the column is not landed.
    set: key columns of the landing row that this column decides.
    decides: the key column of the row's facts that this column's cell decides (学段 → stage);
        a required choice, in long relations; a row where it cannot be read lands nothing.
    number: column number on the form, where rows are known by their codes.
    code_field, codes: a second field, which lands the code of the column's word.
    sum_of: fields of other columns of the record whose figures it adds up; no header is looked for.
    written: False where offices seldom write the column, so samples leave it out.
    """

    field: str
    headers: tuple[tuple[str, ...], ...]
    kind: CellKind = Text()
    unit: str | None = None
    unit_field: str | None = None
    presence: str = "required"
    relation: str | None = None
    set: dict[str, str] = dataclasses.field(default_factory=dict)
    key: bool = False
    decides: str | None = None
    number: int = 0
    code_field: str | None = None
    codes: dict[str, str] = dataclasses.field(default_factory=dict)
    sum_of: tuple[str, ...] = ()
    written: bool = True

    @property
    def header(self) -> str:
        """The header path as written on the form."""
        return LEVEL.join(self.headers[0])

    @cached_property
    def paths(self) -> tuple[tuple[str, ...], ...]:
        """The header paths as they are compared: normalised, units split off, levels «其中» left out."""
        own = tuple(
            tuple(text for level in path if (text := split_unit(level)[0]) != OF_WHICH)
            for path in self.headers
        )
        return own + tuple((word,) for path in own if len(path) == 1 for word in OTHER_WORDS.get(path[0], ()))


@dataclasses.dataclass(frozen=True)
class Row:
    """A row of a sheet of one school, known by its code.

    `labels` are those it may bear, the form's own first; `kind` is what its cells hold; `columns` are the
    numbers of the columns whose cells are read (None: all), `barred` of those that the form bars: a dash in
    them is no blank; `override` is what the row says in spite of the column; `other_code` is its code in
    another numbering of the form; `category` and `relation` are those of an item (ItemsLayout).
    """

    code: str
    other_code: str | None
    labels: tuple[str, ...]
    kind: CellKind
    unit: str | None
    presence: str
    set: dict[str, str]
    override: dict[str, str]
    columns: tuple[int, ...] | None
    barred: tuple[int, ...]
    field: str | None
    code_field: str | None
    codes: dict[str, str]
    category: str | None = None
    relation: str | None = None

    @property
    def label(self) -> str:
        """The label as written on the form."""
        return self.labels[0]

    def reads(self, column: Column) -> bool:
        """True where the row's cell in a column is read."""
        return self.columns is None or column.number in self.columns


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Layout(ABC):
    """One form of one edition. `title` and `sheet_name` are templates for a writer:
    {county_name}, {school_year}, {school_type_name}. `stage_words` are what titles and headers call
    the form's stage, where other stages' forms have its headers; under a form of `no_persons` a column that
    names or numbers persons is refused. A layout equals itself alone: it is loaded once."""

    form: str
    edition: str
    shape: str
    family: str
    name_zh: str
    sheet_name: str
    title: str
    title_pattern: re.Pattern[str]
    stage_words: re.Pattern[str] | None
    unit_line: str | None
    note: str | None
    total_row: bool
    no_persons: bool
    constants: dict[str, str]
    columns: tuple[Column, ...]
    path: Path

    @property
    def depth(self) -> int:
        """The number of header rows."""
        return max(len(column.headers[0]) for column in self.columns)

    @property
    @abstractmethod
    def header_columns(self) -> tuple[Column, ...]:
        """The columns to look for in a sheet's header."""

    @cached_property
    def leaves(self) -> tuple[frozenset[str], ...]:
        """For each of these the last levels of its header paths."""
        return tuple(frozenset(path[-1] for path in column.paths) for column in self.header_columns)

    @property
    @abstractmethod
    def relations(self) -> tuple[str, ...]:
        """The landing relations fed, in order of first mention."""

    @property
    @abstractmethod
    def names_schools(self) -> bool:
        """True where a sheet says whose its figures are by the code of a school."""

    @abstractmethod
    def source_of(self, field: str) -> Column | Row:
        """The column or row whose cells land as a field."""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class RowsLayout(Layout):
    """A sheet with a (multi-row) header and one record a row."""

    @property
    def key_column(self) -> Column:
        """The column that tells a record's row from other rows."""
        return next(column for column in self.columns if column.key)

    @cached_property
    def header_columns(self) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if not column.sum_of)

    @property
    def relations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column.relation for column in self.columns if column.relation))

    @property
    def names_schools(self) -> bool:
        return self.key_column.kind.is_school_code

    def source_of(self, field: str) -> Column:
        return next(each for each in self.columns if field in (each.field, each.code_field))


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class CodedLayout(Layout):
    """A sheet of one school, its rows known by their 代码 (乙). `rows_by_label` is set where an edition's row
    codes are not certain: its rows are known by their labels. `other_blocks` are labels at which rows begin
    that are not read, though they bear the labels of those that are (of a stage that has its own form)."""

    relation: str
    rows: tuple[Row, ...]
    blank_stage_lands_nothing: bool
    name_header: str
    code_header: str
    rows_by_label: bool
    other_blocks: tuple[str, ...]

    @cached_property
    def numberings(self) -> tuple[dict[str, str], ...]:
        """The numberings of the rows: code → the row's own code."""
        own = {row.code: row.code for row in self.rows}
        other = {row.other_code: row.code for row in self.rows if row.other_code}
        return (own, other) if other else (own,)

    @property
    def header_columns(self) -> tuple[Column, ...]:
        return _sides(self.name_header, self.code_header) + self.columns

    @property
    def relations(self) -> tuple[str, ...]:
        return (self.relation,)

    @property
    def names_schools(self) -> bool:
        return True

    @property
    def parts(self) -> tuple[CodedLayout, ...]:
        """The layout by the landing relations that its rows feed."""
        return (self,)

    @property
    def cells(self) -> Iterator[tuple[Row, Column]]:
        """Every cell that is read, row by row."""
        for row in self.rows:
            for column in self.columns:
                if row.reads(column):
                    yield row, column

    @abstractmethod
    def field_of(self, row: Row, column: Column) -> str:
        """The field that a cell feeds."""

    def source_of(self, field: str) -> Row:
        return next(
            row for row, column in self.cells if field in (self.field_of(row, column), row.code_field)
        )


@cache
def _sides(name_header: str, code_header: str) -> tuple[Column, ...]:
    """The 甲 and 乙 columns, kept: their paths are normalised once, not for every sheet.

    Without codes the rows are known by their labels.
    """
    codes = tuple((header,) for header in dict.fromkeys((code_header, *CODE_HEADERS)))
    return (
        Column(field=ROW_NAME, headers=((name_header,),)),
        Column(field=ROW_CODE, headers=codes, presence="optional", key=True),
    )


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class MatrixLayout(CodedLayout):
    """A coded sheet with a fact in every cell. `field` is the template of the facts' field names."""

    field: str

    def fact(self, row: Row, column: Column) -> tuple[str, dict[str, str]]:
        """Field name and key columns of a cell: constants, then row, then column, then override."""
        keys = {**self.constants, **row.set}
        keys.update({name: value.format(**keys) for name, value in column.set.items()})
        keys.update(row.override)
        return self.field.format(**keys), keys

    def field_of(self, row: Row, column: Column) -> str:
        return self.fact(row, column)[0]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class RecordLayout(CodedLayout):
    """A coded sheet with one value a row; all rows make one landing row."""

    @property
    def value_column(self) -> Column:
        """The only column with values."""
        return self.columns[0]

    def field_of(self, row: Row, column: Column) -> str:
        return row.field or ""


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class ItemsLayout(CodedLayout):
    """A sheet with an item a row: 类别, 填报项目, 单位, 填报值; of one school, or of the county.

    A row is known by its label within its category. Each feeds a relation of its own: a fact of a long one,
    a field of the school's one row of a wide one, a row of `county_facts` whose item_code it says.
    """

    category_header: str | None

    @cached_property
    def header_columns(self) -> tuple[Column, ...]:
        names = Column(field=ROW_NAME, headers=((self.name_header,),), key=True)
        categories = (
            (Column(field=ROW_CATEGORY, headers=((self.category_header,),)),) if self.category_header else ()
        )
        return (*categories, names, *self.columns)

    @property
    def relations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.relation or "" for row in self.rows))

    @property
    def names_schools(self) -> bool:
        return COUNTY_RELATION not in self.relations

    @cached_property
    def parts(self) -> tuple[CodedLayout, ...]:
        return tuple(
            dataclasses.replace(
                self, relation=name, rows=tuple(row for row in self.rows if row.relation == name)
            )
            for name in self.relations
        )

    @property
    def value_column(self) -> Column:
        """The only column with values."""
        return self.columns[0]

    def fact(self, row: Row, column: Column) -> tuple[str, dict[str, str]]:
        """Field name and key columns of an item."""
        return row.field or "", {**self.constants, **row.set}

    def field_of(self, row: Row, column: Column) -> str:
        return row.field or ""
