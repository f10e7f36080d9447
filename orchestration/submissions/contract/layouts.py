"""Layouts: which header of which form feeds which landing field. Data in layouts/*.yaml.

What belongs here: the shape of a layout, loading and validating it. What does
not: finding headers in a sheet (sheets/headers.py, forms/match.py).

Three kinds of layout:

- `rows`: a sheet with a (multi-row) header and one record a row;
- `matrix`: one school a sheet, rows known by their 代码 (乙), facts in the cells;
- `record`: one school a sheet, one value a row, all rows make one landing row.

A layout also says how an office writes the sheet (sheet name, title, unit line,
note), so that a sample of such sheets can be made from it.
"""

from __future__ import annotations

import dataclasses
import re
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from orchestration.submissions.cells.text import LEVEL
from orchestration.submissions.cells.units import find_unit, split_unit
from orchestration.submissions.contract.schemas import RELATIONS

# The same safe loader in C, where PyYAML was built with it: 26 layouts in 0.05 s instead of 0.5 s.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LAYOUTS_DIR = Path(__file__).parents[1] / "layouts"
#: What is no layout and lies among them: which sheets are not read (forms/not_needed.py).
NOT_NEEDED = LAYOUTS_DIR / "not_needed.yaml"

#: A level of a header that says nothing of its own: «占地面积 › 其中 › 运动场地面积».
OF_WHICH = "其中"

#: What other forms of the same statistics call these columns; the header's own word goes before.
OTHER_WORDS = {
    "学校标识码": ("学校(机构)标识码", "机构标识码", "标识码"),
    "学校名称": ("学校(机构)名称", "机构名称", "校名"),
}

#: What offices write above the codes (乙) of a matrix form, besides the form's own word.
CODE_HEADERS = ("代码", "编号", "行号", "行次", "指标代码", "行码")
SHAPES = ("export", "return", "collection", "supplement")
KINDS = ("rows", "matrix", "record")
VALUE_KINDS = ("school_code", "code", "text", "count", "quantity", "flag", "year", "date", "choice")
PRESENCES = ("required", "expected", "optional")


class LayoutError(ValueError):
    """A faulty layout; the message names the file and the key."""


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    field: layout field name, unique in the layout; in wide relations the landing column.
    headers: header paths (levels as written on the form); the first is the one to write.
    kind: one of VALUE_KINDS; '' for the columns of matrix and record layouts.
    unit: the form's own unit, used where the sheet is silent; None for what has no unit.
    unit_field: the field of the same row that states the unit (county items).
    presence: required (without it the layout does not fit), expected (its absence is
        reported, the sheet is read), optional (its absence means nothing).
    relation: landing relation fed; None where the column is not landed.
    set: key columns of the landing row that this column decides.
    decides: the key column of the row's facts that this column's cell decides (学段 → stage);
        a required choice, in long relations; a row where it cannot be read lands nothing.
    number: column number on the form (matrix and record layouts).
    written: False where offices seldom write the column, so samples leave it out.
    """

    field: str
    headers: tuple[tuple[str, ...], ...]
    kind: str = ""
    unit: str | None = None
    unit_field: str | None = None
    presence: str = "required"
    relation: str | None = None
    set: dict[str, str] = dataclasses.field(default_factory=dict)
    key: bool = False
    decides: str | None = None
    number: int = 0
    digits: int | None = None
    choices: dict[str, str] = dataclasses.field(default_factory=dict)
    code_field: str | None = None
    codes: dict[str, str] = dataclasses.field(default_factory=dict)
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
    """A row of a matrix or record layout, known by its code.

    `labels` are those it may bear, the form's own first; `columns` are the numbers of the
    columns whose cells are read (None: all);
    `override` is what the row says in spite of the column.
    """

    code: str
    labels: tuple[str, ...]
    value_kind: str
    unit: str | None
    presence: str
    set: dict[str, str]
    override: dict[str, str]
    columns: tuple[int, ...] | None
    field: str | None
    digits: int | None
    code_field: str | None
    codes: dict[str, str]

    @property
    def label(self) -> str:
        """The label as written on the form."""
        return self.labels[0]


@dataclasses.dataclass(frozen=True)
class Layout:
    """One form of one edition. `title` and `sheet_name` are templates for a writer:
    {county_name}, {school_year}, {school_type_name}. `rows_by_label` is set where an edition's row codes
    are not certain: its rows are known by their labels, which then do not repeat."""

    form: str
    edition: str
    shape: str
    kind: str
    family: str
    name_zh: str
    sheet_name: str
    title: str
    title_pattern: re.Pattern[str]
    unit_line: str | None
    note: str | None
    total_row: bool
    relation: str | None
    constants: dict[str, str]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    field: str | None
    blank_stage_lands_nothing: bool
    name_header: str
    code_header: str
    rows_by_label: bool
    path: Path

    @property
    def key_column(self) -> Column:
        """The column that tells a record's row from other rows (rows layouts)."""
        return next(column for column in self.columns if column.key)

    @property
    def depth(self) -> int:
        """The number of header rows."""
        return max(len(column.headers[0]) for column in self.columns)

    @property
    def relations(self) -> tuple[str, ...]:
        """The landing relations fed, in order of first mention."""
        named = [self.relation] if self.kind != "rows" else [column.relation for column in self.columns]
        return tuple(dict.fromkeys(name for name in named if name))

    def fact(self, row: Row, column: Column) -> tuple[str, dict[str, str]]:
        """Field name and key columns of a matrix cell: constants, then row, then column, then override."""
        keys = {**self.constants, **row.set}
        keys.update({name: value.format(**keys) for name, value in column.set.items()})
        keys.update(row.override)
        return (self.field or "").format(**keys), keys


class _Reader:
    """Takes keys out of a YAML mapping, and complains about what is wrong or left over."""

    def __init__(self, path: Path, where: str, data: Any) -> None:
        self.path, self.where = path, where
        if not isinstance(data, dict):
            raise LayoutError(f"{path.name}: {where}: a mapping is needed, found {type(data).__name__}")
        self.data: dict[str, Any] = dict(data)

    def fail(self, key: str, text: str) -> LayoutError:
        return LayoutError(f"{self.path.name}: {self.where}{key}: {text}")

    def take(self, key: str, kind: type, default: Any = ...) -> Any:
        if key not in self.data:
            if default is ...:
                raise self.fail(key, "the key is missing")
            return default
        value = self.data.pop(key)
        if not isinstance(value, kind):
            raise self.fail(key, f"{kind.__name__} is needed, found {value!r}")
        return value

    def word(self, key: str, words: tuple[str, ...], default: Any = ...) -> str:
        value: str = self.take(key, str, default)
        if value not in words:
            raise self.fail(key, f"«{value}» is none of {', '.join(words)}")
        return value

    def texts(self, key: str) -> dict[str, str]:
        mapping = self.take(key, dict, {})
        for name, value in mapping.items():
            if not isinstance(name, str) or not isinstance(value, str):
                raise self.fail(key, f"keys and values are texts, found {name!r}: {value!r}")
        return dict(mapping)

    def unit(self, key: str = "unit") -> str | None:
        unit: str | None = self.take(key, str, None)
        if unit is not None and find_unit(unit) is None:
            raise self.fail(key, f"unknown unit «{unit}»")
        return unit

    def end(self) -> None:
        if self.data:
            raise self.fail(next(iter(self.data)), "unknown key")


def _wordings(reader: _Reader, key: str) -> list[str]:
    """What a header or label is called: a text, or a list of which the first is to be written."""
    said = reader.data.pop(key, None)
    texts = [said] if isinstance(said, str) else said
    if not isinstance(texts, list) or not texts or not all(isinstance(text, str) and text for text in texts):
        raise reader.fail(key, f"a text or a list of texts is needed, found {said!r}")
    return texts


def _headers(reader: _Reader) -> tuple[tuple[str, ...], ...]:
    texts = _wordings(reader, "header")
    return tuple(tuple(level.strip() for level in text.split(LEVEL.strip())) for text in texts)


def _column(reader: _Reader, kind: str, relation: str | None) -> Column:
    number = reader.take("number", int) if kind != "rows" else 0
    decides = reader.take("decides", str, None)
    landed = reader.take("landed", bool, decides is None)
    column = Column(
        field=reader.take("field", str) if kind == "rows" else f"column.{number}",
        headers=_headers(reader),
        kind=reader.word("kind", VALUE_KINDS) if kind == "rows" else "",
        unit=reader.unit(),
        unit_field=reader.take("unit_field", str, None),
        presence=reader.word("presence", PRESENCES, "required"),
        relation=reader.take("relation", str, relation) if landed else None,
        set=reader.texts("set"),
        key=reader.take("key", bool, False),
        decides=decides,
        number=number,
        digits=reader.take("digits", int, None),
        choices=reader.texts("choices"),
        code_field=reader.take("code_field", str, None),
        codes=reader.texts("codes"),
        written=reader.take("written", bool, True),
    )
    reader.end()
    return column


def _row(reader: _Reader, kind: str, value_kind: str | None, unit: str | None) -> Row:
    numbers = reader.take("columns", list, None)
    row = Row(
        code=reader.take("code", str),
        labels=tuple(_wordings(reader, "label")),
        value_kind=reader.word("value_kind", VALUE_KINDS, value_kind if value_kind else ...),
        unit=reader.unit() or unit,
        presence=reader.word("presence", PRESENCES, "required"),
        set=reader.texts("set"),
        override=reader.texts("override"),
        columns=None if numbers is None else tuple(numbers),
        field=reader.take("field", str) if kind == "record" else None,
        digits=reader.take("digits", int, None),
        code_field=reader.take("code_field", str, None),
        codes=reader.texts("codes"),
    )
    reader.end()
    return row


def load_layout(path: Path) -> Layout:
    """One layout out of its YAML file. Raises LayoutError naming file and key."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except yaml.YAMLError as error:
        raise LayoutError(f"{path.name}: not YAML: {error}") from error
    top = _Reader(path, "", document)
    kind = top.word("kind", KINDS)
    relation = top.take("relation", str, None)
    unit = top.unit()
    value_kind = top.word("value_kind", VALUE_KINDS) if kind == "matrix" else None
    columns = tuple(
        _column(_Reader(path, f"columns[{index}].", item), kind, relation)
        for index, item in enumerate(top.take("columns", list))
    )
    rows = tuple(
        _row(_Reader(path, f"rows[{index}].", item), kind, value_kind, unit)
        for index, item in enumerate(top.take("rows", list, []) if kind == "rows" else top.take("rows", list))
    )
    pattern = top.take("title_pattern", str)
    try:
        title_pattern = re.compile(pattern)
    except re.error as error:
        raise top.fail("title_pattern", f"not a regular expression: {error}") from error
    layout = Layout(
        form=top.take("form", str),
        edition=top.take("edition", str),
        shape=top.word("shape", SHAPES),
        kind=kind,
        family=top.take("family", str),
        name_zh=top.take("name_zh", str),
        sheet_name=top.take("sheet_name", str),
        title=top.take("title", str),
        title_pattern=title_pattern,
        unit_line=top.take("unit_line", str, None),
        note=top.take("note", str, None),
        total_row=top.take("total_row", bool, False),
        relation=relation,
        constants=top.texts("constants"),
        columns=columns,
        rows=rows,
        field=top.take("field", str) if kind == "matrix" else None,
        blank_stage_lands_nothing=top.take("blank_stage_lands_nothing", bool, False),
        name_header=top.take("name_header", str, "指标名称"),
        code_header=top.take("code_header", str, "代码"),
        rows_by_label=top.take("rows_by_label", bool, False),
        path=path,
    )
    top.end()
    _check(layout, top)
    return layout


def _check(layout: Layout, top: _Reader) -> None:
    """What only the whole layout can tell: relations, keys and fields exist, nothing is said twice."""
    facts: list[tuple[str, str | None, str | None, dict[str, str], bool]]
    if layout.kind == "rows":
        if sum(column.key for column in layout.columns) != 1:
            raise top.fail("columns", "exactly one column has `key: true`")
        decided = {c.decides: c.field for c in layout.columns if c.decides}
        for i, c in enumerate(layout.columns):
            if c.decides and (c.kind != "choice" or c.presence != "required" or c.relation):
                raise top.fail(
                    f"columns[{i}].decides", "only a required choice that is not landed decides a key"
                )
        facts = [
            (f"columns[{i}].", c.field, c.relation, {**layout.constants, **c.set, **decided}, c.key)
            for i, c in enumerate(layout.columns)
        ]
    elif layout.kind == "matrix":
        facts = [
            (f"rows[{i}].", *_named(layout, row, column, top, i), False)
            for i, row in enumerate(layout.rows)
            for column in layout.columns
            if row.columns is None or column.number in row.columns
        ]
    else:
        facts = [(f"rows[{i}].", row.field, layout.relation, {}, False) for i, row in enumerate(layout.rows)]
    seen: set[str] = set()
    for where, name, relation_name, keys, is_key in facts:
        if relation_name is None and (is_key or layout.kind == "rows"):
            continue
        relation = RELATIONS.get(relation_name or "")
        if relation is None:
            raise top.fail(f"{where}relation", f"«{relation_name}» is no landing relation")
        if name in seen:
            raise top.fail(f"{where}field", f"«{name}» stands twice")
        seen.add(name or "")
        if not relation.is_long and any(column.decides for column in layout.columns):
            raise top.fail(
                f"{where}relation", f"a column decides keys, but {relation.name} is no long relation"
            )
        if not relation.is_long and name not in relation.schema.names:
            raise top.fail(f"{where}field", f"«{name}» is no column of {relation.name}")
        wrong = [key for key in keys if key not in relation.schema.names]
        missing = [
            key for key in relation.key if relation.is_long and key != "school_code" and key not in keys
        ]
        if wrong or missing:
            raise top.fail(f"{where}set", f"keys of {relation.name}: unknown {wrong}, missing {missing}")
    if layout.kind != "rows" and len({row.code for row in layout.rows}) != len(layout.rows):
        raise top.fail("rows", "a code stands twice")
    if layout.rows_by_label and len({row.label for row in layout.rows}) != len(layout.rows):
        raise top.fail("rows_by_label", "a label stands twice")


def _named(
    layout: Layout, row: Row, column: Column, top: _Reader, index: int
) -> tuple[str, str | None, dict[str, str]]:
    try:
        name, keys = layout.fact(row, column)
    except KeyError as error:
        raise top.fail(f"rows[{index}].set", f"the field name needs {error}") from error
    return name, layout.relation, keys


@cache
def load_layouts(directory: Path = LAYOUTS_DIR) -> tuple[Layout, ...]:
    """All layouts of a folder, by form and edition. Raises LayoutError naming file and key."""
    layouts = [load_layout(path) for path in sorted(directory.glob("*.yaml")) if path != NOT_NEEDED]
    names = [(layout.form, layout.edition) for layout in layouts]
    for layout, name in zip(layouts, names, strict=True):
        if names.count(name) > 1:
            raise LayoutError(f"{layout.path.name}: edition: {name[0]} {name[1]} stands in two files")
    return tuple(sorted(layouts, key=lambda layout: (layout.form, layout.edition)))
