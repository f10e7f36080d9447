"""Layout files (layouts/*.yaml) → layouts, or what is wrong with one.

What belongs here: the shape of a layout file, as pydantic models, and the layout that each makes. What does
not: what a layout is (layouts.py), what only the whole layout can tell to be wrong (layout_faults.py).

The `kind` of a layout: `rows` has a (multi-row) header and one record a row; `matrix` is of one school, rows
known by their 代码 (乙), facts in the cells; `record` is of one school, one value a row; `items` has an item
a row, known by its label within its category, with its unit and its value beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from orchestration.submissions.cells import kinds
from orchestration.submissions.cells.kinds import CellKind
from orchestration.submissions.cells.text import LEVEL
from orchestration.submissions.cells.units import find_unit
from orchestration.submissions.contract.layout_faults import faults
from orchestration.submissions.contract.layouts import (
    Column,
    ItemsLayout,
    Layout,
    MatrixLayout,
    RecordLayout,
    Row,
    RowsLayout,
)
from orchestration.submissions.contract.schemas import RELATIONS
from orchestration.yaml_files import Pattern, Strict, YamlFaultsError, YamlFile, shown

LAYOUTS_DIR = Path(__file__).parents[1] / "layouts"
#: What is no layout and lies among them: which sheets are not read (forms/not_needed.py).
NOT_NEEDED = LAYOUTS_DIR / "not_needed.yaml"

CELL_KINDS: Mapping[str, type[CellKind]] = {
    "school_code": kinds.SchoolCode,
    "code": kinds.Code,
    "text": kinds.Text,
    "name": kinds.Name,
    "count": kinds.Count,
    "quantity": kinds.Quantity,
    "flag": kinds.Flag,
    "year": kinds.Year,
    "date": kinds.Date,
    "choice": kinds.Choice,
}

_Coded = TypeVar("_Coded", MatrixLayout, RecordLayout)
_Made = TypeVar("_Made", Column, Row, RowsLayout, MatrixLayout, RecordLayout, ItemsLayout)


class LayoutError(ValueError):
    """A faulty layout; the message names file, line and key."""


def _known_kind(name: str) -> str:
    if name not in CELL_KINDS:
        raise ValueError(f"is {shown(name)}; allowed are {', '.join(CELL_KINDS)}")
    return name


def _known_unit(word: str) -> str:
    if find_unit(word) is None:
        raise ValueError(f"is {shown(word)}, which is no known unit")
    return word


def _listed(said: object) -> object:
    return [said] if isinstance(said, str) else said


def _levels(paths: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(level.strip() for level in path.split(LEVEL.strip())) for path in paths)


KindName = Annotated[str, AfterValidator(_known_kind)]
UnitWord = Annotated[str, AfterValidator(_known_unit)]
Presence = Literal["required", "expected", "optional"]
Texts = Annotated[dict[str, str], Field(default_factory=dict)]
#: What a header or label is called: a text, or a list of which the first is to be written.
Wordings = Annotated[
    tuple[Annotated[str, StringConstraints(min_length=1)], ...], BeforeValidator(_listed), Field(min_length=1)
]
HeaderPaths = Annotated[Wordings, AfterValidator(_levels)]


def _made(made: type[_Made], said: Strict, **further: Any) -> _Made:
    """What a file says, with what follows further: what both call by one name goes over as it is said."""
    names = made.__dataclass_fields__
    return made(**{name: value for name, value in vars(said).items() if name in names} | further)


class _Cells(Strict):
    """What cells hold: `kind`, with the number of digits of a code, the meanings of words."""

    kind: KindName | None
    digits: StrictInt | None = None
    meanings: Texts = Field(alias="choices")

    @field_validator("digits", "meanings")
    @classmethod
    def _of_the_kind(cls, said: Any, info: ValidationInfo) -> Any:
        if said and info.data.get("kind", "") is None:
            raise ValueError("is said without a value_kind beside it")
        kind = info.data.get("kind")
        if said and kind and info.field_name not in CELL_KINDS[kind].__dataclass_fields__:
            raise ValueError(f"is said of a {kind}, which has none")
        return said

    def cells(self, kind: str, relation: str | None, field: str) -> CellKind:
        """The kind of cells that feed a field."""
        said = {name: value for name in ("digits", "meanings") if (value := getattr(self, name))}
        made = CELL_KINDS[kind](**said)
        landing = RELATIONS[relation].type_of(field) if relation in RELATIONS else None
        return made if landing is None else made.landing_as(landing)


class _Header(Strict):
    """A column of any sheet; see `Column`."""

    headers: HeaderPaths = Field(alias="header")
    unit: UnitWord | None = None
    presence: Presence = "required"
    set: Texts
    written: StrictBool = True


class _RecordsColumn(_Header, _Cells):
    """A column of a sheet with a record a row. It is landed unless it decides a key, or says otherwise."""

    field: str
    kind: KindName
    relation: str | None = None
    landed: StrictBool | None = None
    unit_field: str | None = None
    key: StrictBool = False
    decides: str | None = None
    code_field: str | None = None
    codes: Texts
    sum_of: tuple[str, ...] = ()

    def column(self, relation: str | None) -> Column:
        lands = self.decides is None if self.landed is None else self.landed
        feeds = (self.relation or relation) if lands else None
        return _made(Column, self, relation=feeds, kind=self.cells(self.kind, feeds, self.field))


class _NumberedColumn(_Header):
    """A column of a sheet whose rows are known by their codes."""

    number: StrictInt

    def column(self, relation: str) -> Column:
        return _made(Column, self, relation=relation, field=f"column.{self.number}")


class _Row(_Cells):
    """A row of a sheet of one school; see `Row`."""

    kind: KindName | None = Field(None, alias="value_kind")
    code: str
    other_code: str | None = None
    labels: Wordings = Field(alias="label")
    unit: UnitWord | None = None
    presence: Presence = "required"
    set: Texts
    override: Texts
    columns: tuple[StrictInt, ...] | None = None
    barred: tuple[StrictInt, ...] = ()
    code_field: str | None = None
    codes: Texts

    def row(self, relation: str, kind: str, unit: str | None, field: str | None = None) -> Row:
        cells = self.cells(self.kind or kind, relation, field or "")
        return _made(Row, self, kind=cells, unit=self.unit or unit, field=field)


class _FieldRow(_Row):
    """A row whose one value lands as a field."""

    kind: KindName = Field(alias="value_kind")
    field: str

    def row(self, relation: str, kind: str, unit: str | None, field: str | None = None) -> Row:
        return super().row(relation, kind, unit, self.field)


class _Sheet(Strict):
    """What every layout says; see `Layout`."""

    form: str
    edition: str
    shape: Literal["export", "return", "collection", "supplement"]
    family: str
    name_zh: str
    sheet_name: str
    title: str
    title_pattern: Pattern
    stage_words: Pattern | None = None
    unit_line: str | None = None
    note: str | None = None
    total_row: StrictBool = False
    no_persons: StrictBool = False
    constants: Texts


class _RowsFile(_Sheet):
    kind: Literal["rows"]
    relation: str | None = None
    columns: Annotated[tuple[_RecordsColumn, ...], Field(min_length=1)]

    def layout(self, path: Path) -> Layout:
        columns = tuple(each.column(self.relation) for each in self.columns)
        return _made(RowsLayout, self, path=path, columns=columns)


class _CodedFile(_Sheet):
    relation: str
    unit: UnitWord | None = None
    columns: Annotated[tuple[_NumberedColumn, ...], Field(min_length=1)]
    blank_stage_lands_nothing: StrictBool = False
    name_header: str = "指标名称"
    code_header: str = "代码"
    rows_by_label: StrictBool = False
    other_blocks: tuple[str, ...] = ()
    rows: Annotated[tuple[_Row, ...], Field(min_length=1)]

    def made(self, made: type[_Coded], path: Path, kind: str) -> _Coded:
        """The layout; `kind` is that of the cells of rows which say none."""
        columns = tuple(each.column(self.relation) for each in self.columns)
        rows = tuple(each.row(self.relation, kind, self.unit) for each in self.rows)
        return _made(made, self, path=path, columns=columns, rows=rows)


class _MatrixFile(_CodedFile):
    kind: Literal["matrix"]
    value_kind: KindName
    field: str

    def layout(self, path: Path) -> Layout:
        return self.made(MatrixLayout, path, self.value_kind)


class _RecordFile(_CodedFile):
    kind: Literal["record"]
    rows: Annotated[tuple[_FieldRow, ...], Field(min_length=1)]

    def layout(self, path: Path) -> Layout:
        return self.made(RecordLayout, path, "")


class _ItemRow(_Cells):
    """A row with an item; see `ItemsLayout`. A figure says the unit in which it is read where none stands."""

    kind: KindName = Field(alias="value_kind")
    category: str | None = None
    labels: Wordings = Field(alias="label")
    relation: str
    field: str
    unit: UnitWord | None = None
    presence: Presence = "required"
    set: Texts
    code_field: str | None = None
    codes: Texts

    @model_validator(mode="after")
    def _with_unit(self) -> _ItemRow:
        if CELL_KINDS[self.kind].is_figure and self.unit is None:
            raise ValueError("is a figure and says no unit")
        return self

    def row(self) -> Row:
        code = LEVEL.join(filter(None, (self.category, self.labels[0])))
        cells = self.cells(self.kind, self.relation, self.field)
        fixed: dict[str, Any] = {"other_code": None, "override": {}, "columns": None, "barred": ()}
        return _made(Row, self, code=code, kind=cells, **fixed)


class _ItemsFile(_Sheet):
    kind: Literal["items"]
    name_header: str
    category_header: str | None = None
    value_header: HeaderPaths
    rows: Annotated[tuple[_ItemRow, ...], Field(min_length=1)]

    def layout(self, path: Path) -> Layout:
        rows = tuple(each.row() for each in self.rows)
        paths: Any = self.value_header
        value = Column(field="column.1", headers=paths, number=1)
        fixed: dict[str, Any] = {
            "relation": self.rows[0].relation,
            "blank_stage_lands_nothing": False,
            "code_header": "",
            "rows_by_label": True,
            "other_blocks": (),
        }
        return _made(ItemsLayout, self, path=path, columns=(value,), rows=rows, **fixed)


class _AnyFile(BaseModel):
    """What tells which of the shapes a file has."""

    kind: Literal["rows", "matrix", "record", "items"]


_SHAPES: Mapping[str, type[_RowsFile | _MatrixFile | _RecordFile | _ItemsFile]] = {
    "rows": _RowsFile,
    "matrix": _MatrixFile,
    "record": _RecordFile,
    "items": _ItemsFile,
}


def load_layout(path: Path) -> Layout:
    """One layout out of its YAML file. Raises LayoutError naming file, line and key."""
    try:
        file = YamlFile.own(path)
        layout = file.read(_SHAPES[file.read(_AnyFile).kind]).layout(path)
        file.check(faults(layout))
    except YamlFaultsError as error:
        raise LayoutError(f"{path.name}: {error}") from error
    return layout


@cache
def load_layouts(directory: Path = LAYOUTS_DIR) -> tuple[Layout, ...]:
    """All layouts of a folder, by form and edition. Raises LayoutError naming file, line and key."""
    layouts = [load_layout(path) for path in sorted(directory.glob("*.yaml")) if path != NOT_NEEDED]
    first: dict[tuple[str, str], Layout] = {}
    for layout in layouts:
        other = first.setdefault((layout.form, layout.edition), layout)
        if other is not layout:
            said = (
                f"edition: {layout.form} {layout.edition} stands in two files, in {other.path.name} as well"
            )
            raise LayoutError(f"{layout.path.name}: {said}")
    return tuple(sorted(layouts, key=lambda layout: (layout.form, layout.edition)))
