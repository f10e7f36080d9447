"""Layout files (layouts/*.yaml) → layouts, or what is wrong with one.

What belongs here: loading and validating. What does not: what a layout is (layouts.py).

The `kind` of a layout: `rows` has a (multi-row) header and one record a row; `matrix` is of one school, rows
known by their 代码 (乙), facts in the cells; `record` is of one school, one value a row.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.submissions.cells import kinds
from orchestration.submissions.cells.kinds import CellKind
from orchestration.submissions.cells.text import LEVEL
from orchestration.submissions.cells.units import find_unit
from orchestration.submissions.contract.layouts import (
    CodedLayout,
    Column,
    Layout,
    MatrixLayout,
    RecordLayout,
    Row,
    RowsLayout,
)
from orchestration.submissions.contract.schemas import RELATIONS

# The same safe loader in C, where PyYAML was built with it: 26 layouts in 0.05 s instead of 0.5 s.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LAYOUTS_DIR = Path(__file__).parents[1] / "layouts"
#: What is no layout and lies among them: which sheets are not read (forms/not_needed.py).
NOT_NEEDED = LAYOUTS_DIR / "not_needed.yaml"

SHAPES = ("export", "return", "collection", "supplement")
PRESENCES = ("required", "expected", "optional")
CELL_KINDS: Mapping[str, type[CellKind]] = {
    "school_code": kinds.SchoolCode,
    "code": kinds.Code,
    "text": kinds.Text,
    "count": kinds.Count,
    "quantity": kinds.Quantity,
    "flag": kinds.Flag,
    "year": kinds.Year,
    "date": kinds.Date,
    "choice": kinds.Choice,
}


class LayoutError(ValueError):
    """A faulty layout; the message names the file and the key."""


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

    def items(self, key: str) -> Iterator[_Reader]:
        """The mappings of a list, each to be taken apart in its turn."""
        for position, item in enumerate(self.take(key, list)):
            yield _Reader(self.path, f"{key}[{position}].", item)

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


def _cell_kind(reader: _Reader, key: str, relation: str | None, field: str, default: Any = ...) -> CellKind:
    """The kind of cells that feed a field, with what it goes by."""
    name = reader.word(key, tuple(CELL_KINDS), default)
    said = {"digits": reader.take("digits", int, None), "meanings": reader.texts("choices")}
    known = {each.name for each in dataclasses.fields(CELL_KINDS[name])}
    for parameter, value in said.items():
        if value and parameter not in known:
            raise reader.fail("choices" if parameter == "meanings" else parameter, f"a {name} has none")
    kind = CELL_KINDS[name](**{parameter: value for parameter, value in said.items() if value})
    landing = RELATIONS[relation].type_of(field) if relation in RELATIONS else None
    return kind if landing is None else kind.landing_as(landing)


def _column(reader: _Reader, relation: str | None) -> Column:
    """A column of a sheet with a record a row."""
    decides = reader.take("decides", str, None)
    landed = reader.take("landed", bool, decides is None)
    field = reader.take("field", str)
    feeds = reader.take("relation", str, relation) if landed else None
    column = Column(
        field=field,
        headers=_headers(reader),
        kind=_cell_kind(reader, "kind", feeds, field),
        unit=reader.unit(),
        unit_field=reader.take("unit_field", str, None),
        presence=reader.word("presence", PRESENCES, "required"),
        relation=feeds,
        set=reader.texts("set"),
        key=reader.take("key", bool, False),
        decides=decides,
        code_field=reader.take("code_field", str, None),
        codes=reader.texts("codes"),
        written=reader.take("written", bool, True),
    )
    reader.end()
    return column


def _coded_column(reader: _Reader, relation: str) -> Column:
    """A column of a sheet whose rows are known by their codes."""
    number = reader.take("number", int)
    column = Column(
        field=f"column.{number}",
        headers=_headers(reader),
        unit=reader.unit(),
        presence=reader.word("presence", PRESENCES, "required"),
        relation=relation,
        set=reader.texts("set"),
        number=number,
        written=reader.take("written", bool, True),
    )
    reader.end()
    return column


def _row(reader: _Reader, relation: str, own_field: bool, default_kind: Any, unit: str | None) -> Row:
    numbers = reader.take("columns", list, None)
    field = reader.take("field", str) if own_field else None
    row = Row(
        code=reader.take("code", str),
        labels=tuple(_wordings(reader, "label")),
        kind=_cell_kind(reader, "value_kind", relation, field or "", default_kind),
        unit=reader.unit() or unit,
        presence=reader.word("presence", PRESENCES, "required"),
        set=reader.texts("set"),
        override=reader.texts("override"),
        columns=None if numbers is None else tuple(numbers),
        field=field,
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
    kind = top.word("kind", ("rows", "matrix", "record"))
    layout = _rows_layout(top) if kind == "rows" else _coded_layout(top, kind == "matrix")
    top.end()
    _check(layout, top)
    return layout


def _rows_layout(top: _Reader) -> RowsLayout:
    relation = top.take("relation", str, None)
    columns = tuple(_column(item, relation) for item in top.items("columns"))
    return RowsLayout(**_common(top), columns=columns)


def _coded_layout(top: _Reader, is_matrix: bool) -> CodedLayout:
    relation = top.take("relation", str)
    unit = top.unit()
    kind = top.word("value_kind", tuple(CELL_KINDS)) if is_matrix else ...
    said = {
        **_common(top),
        "relation": relation,
        "columns": tuple(_coded_column(item, relation) for item in top.items("columns")),
        "rows": tuple(_row(item, relation, not is_matrix, kind, unit) for item in top.items("rows")),
        "blank_stage_lands_nothing": top.take("blank_stage_lands_nothing", bool, False),
        "name_header": top.take("name_header", str, "指标名称"),
        "code_header": top.take("code_header", str, "代码"),
        "rows_by_label": top.take("rows_by_label", bool, False),
    }
    return MatrixLayout(**said, field=top.take("field", str)) if is_matrix else RecordLayout(**said)


def _common(top: _Reader) -> dict[str, Any]:
    """What every layout says."""
    pattern = top.take("title_pattern", str)
    try:
        title_pattern = re.compile(pattern)
    except re.error as error:
        raise top.fail("title_pattern", f"not a regular expression: {error}") from error
    return {
        "form": top.take("form", str),
        "edition": top.take("edition", str),
        "shape": top.word("shape", SHAPES),
        "family": top.take("family", str),
        "name_zh": top.take("name_zh", str),
        "sheet_name": top.take("sheet_name", str),
        "title": top.take("title", str),
        "title_pattern": title_pattern,
        "unit_line": top.take("unit_line", str, None),
        "note": top.take("note", str, None),
        "total_row": top.take("total_row", bool, False),
        "constants": top.texts("constants"),
        "path": top.path,
    }


@dataclasses.dataclass(frozen=True)
class _Feeding:
    """A field that a layout feeds: where it says so, the relation, and the key columns that are known."""

    where: str
    field: str
    relation: str
    keys: Mapping[str, str] = dataclasses.field(default_factory=dict)


def _check(layout: Layout, top: _Reader) -> None:
    """What only the whole layout can tell: relations, keys and fields exist, nothing is said twice."""
    if isinstance(layout, RowsLayout):
        _check_keys(layout, top)
    seen: set[str] = set()
    for fed in _feedings(layout, top):
        relation = RELATIONS.get(fed.relation)
        if relation is None:
            raise top.fail(f"{fed.where}relation", f"«{fed.relation}» is no landing relation")
        if fed.field in seen:
            raise top.fail(f"{fed.where}field", f"«{fed.field}» stands twice")
        seen.add(fed.field)
        if not relation.is_long and any(column.decides for column in layout.columns):
            raise top.fail(
                f"{fed.where}relation", f"a column decides keys, but {relation.name} is no long relation"
            )
        if relation.type_of(fed.field) is None:
            raise top.fail(f"{fed.where}field", f"«{fed.field}» is no column of {relation.name}")
        wrong = [key for key in fed.keys if key not in relation.schema.names]
        needed = [key for key in relation.key if relation.is_long and key != "school_code"]
        missing = [key for key in needed if key not in fed.keys]
        if wrong or missing:
            raise top.fail(f"{fed.where}set", f"keys of {relation.name}: unknown {wrong}, missing {missing}")
    if isinstance(layout, CodedLayout):
        if len({row.code for row in layout.rows}) != len(layout.rows):
            raise top.fail("rows", "a code stands twice")
        if layout.rows_by_label and len({row.label for row in layout.rows}) != len(layout.rows):
            raise top.fail("rows_by_label", "a label stands twice")


def _check_keys(layout: RowsLayout, top: _Reader) -> None:
    if sum(column.key for column in layout.columns) != 1:
        raise top.fail("columns", "exactly one column has `key: true`")
    for position, column in enumerate(layout.columns):
        is_choice = isinstance(column.kind, kinds.Choice)
        if column.decides and (not is_choice or column.presence != "required" or column.relation):
            raise top.fail(
                f"columns[{position}].decides", "only a required choice that is not landed decides a key"
            )


def _feedings(layout: Layout, top: _Reader) -> Iterator[_Feeding]:
    if isinstance(layout, RowsLayout):
        decided = {column.decides: column.field for column in layout.columns if column.decides}
        for position, column in enumerate(layout.columns):
            if column.relation is not None:
                keys = {**layout.constants, **column.set, **decided}
                yield _Feeding(f"columns[{position}].", column.field, column.relation, keys)
    elif isinstance(layout, MatrixLayout):
        positions = {row.code: position for position, row in reversed(list(enumerate(layout.rows)))}
        for row, column in layout.cells:
            position = positions[row.code]
            try:
                field, keys = layout.fact(row, column)
            except KeyError as error:
                raise top.fail(f"rows[{position}].set", f"the field name needs {error}") from error
            yield _Feeding(f"rows[{position}].", field, layout.relation, keys)
    elif isinstance(layout, RecordLayout):
        for position, row in enumerate(layout.rows):
            yield _Feeding(f"rows[{position}].", row.field or "", layout.relation)


@cache
def load_layouts(directory: Path = LAYOUTS_DIR) -> tuple[Layout, ...]:
    """All layouts of a folder, by form and edition. Raises LayoutError naming file and key."""
    layouts = [load_layout(path) for path in sorted(directory.glob("*.yaml")) if path != NOT_NEEDED]
    names = [(layout.form, layout.edition) for layout in layouts]
    for layout, name in zip(layouts, names, strict=True):
        if names.count(name) > 1:
            raise LayoutError(f"{layout.path.name}: edition: {name[0]} {name[1]} stands in two files")
    return tuple(sorted(layouts, key=lambda layout: (layout.form, layout.edition)))
