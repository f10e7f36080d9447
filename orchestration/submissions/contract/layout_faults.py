"""What only a whole layout can tell to be wrong: a relation, key or field that is none, what is said twice.

What belongs here: faults by their place in the layout's file. What does not: the shape of the file
(layout_files.py).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping

from orchestration.submissions.cells.kinds import Choice
from orchestration.submissions.contract.layouts import (
    CodedLayout,
    ItemsLayout,
    Layout,
    MatrixLayout,
    RowsLayout,
)
from orchestration.submissions.contract.schemas import RELATIONS, Relation
from orchestration.yaml_files import KeyPath

Faults = Iterator[tuple[KeyPath, str]]


@dataclasses.dataclass(frozen=True)
class _Feeding:
    """A field that a layout feeds: where it says so, the relation, and the key columns that are known.
    `lacks` is what the field's name needs and is not said."""

    place: tuple[str, int]
    field: str
    relation: str
    keys: Mapping[str, str] = dataclasses.field(default_factory=dict)
    lacks: str | None = None


def faults(layout: Layout) -> Faults:
    """The faults of a layout: the way to what is wrong, and why it is."""
    if isinstance(layout, RowsLayout):
        yield from _faults_of_keys(layout)
        yield from _faults_of_sums(layout)
        feedings = _fed_by_records(layout)
    elif isinstance(layout, CodedLayout):
        yield from _faults_of_rows(layout)
        feedings = _fed_by_rows(layout)
    decides = any(column.decides for column in layout.columns)
    seen: set[str] = set()
    for fed in feedings:
        relation = RELATIONS.get(fed.relation)
        if relation is None:
            yield (*fed.place, "relation"), f"is «{fed.relation}», which is no landing relation"
            continue
        if fed.lacks is not None:
            yield (*fed.place, "set"), f"lacks {fed.lacks}, which the field's name needs"
            continue
        # An item of the county is told by its code, its field is always the value.
        stated = fed.keys.get("item_code", fed.field)
        if stated in seen:
            yield (*fed.place, "field"), f"is «{stated}», which stands twice"
        seen.add(stated)
        if decides and not relation.is_long:
            said = f"is {relation.name}, which is no long relation, but a column decides keys"
            yield (*fed.place, "relation"), said
        if relation.type_of(fed.field) is None:
            yield (*fed.place, "field"), f"is «{fed.field}», which is no column of {relation.name}"
        yield from _faults_of_set(fed, relation)


def _faults_of_keys(layout: RowsLayout) -> Faults:
    if sum(column.key for column in layout.columns) != 1:
        yield ("columns",), "must have exactly one column with `key: true`"
    for position, column in enumerate(layout.columns):
        if column.decides and not (
            isinstance(column.kind, Choice) and column.presence == "required" and column.relation is None
        ):
            said = "is said of this column, but only a required choice that is not landed decides a key"
            yield ("columns", position, "decides"), said


def _faults_of_sums(layout: RowsLayout) -> Faults:
    columns = {column.field: column for column in layout.columns}
    for position, column in enumerate(layout.columns):
        for part in column.sum_of:
            found = columns.get(part)
            if found is None:
                said = f"names «{part}», which is no column of the layout"
            elif found.sum_of or found.presence != "required":
                said = f"names «{part}», which is a sum itself, or not required"
            elif (found.relation, found.kind) != (column.relation, column.kind) or not column.kind.is_figure:
                said = f"names «{part}», which is no figure of the same relation and kind"
            else:
                continue
            yield ("columns", position, "sum_of"), said


def _faults_of_rows(layout: CodedLayout) -> Faults:
    for key, words in (
        ("code", [row.code for row in layout.rows]),
        ("other_code", [row.other_code for row in layout.rows]),
        ("label", [r.label for r in layout.rows]),
    ):
        for position, word in enumerate(words):
            decides = key != "label" or (layout.rows_by_label and not isinstance(layout, ItemsLayout))
            if word in words[:position] and word and decides:
                yield ("rows", position, key), f"is «{word}», which stands twice"


def _faults_of_set(fed: _Feeding, relation: Relation) -> Faults:
    wrong = [key for key in fed.keys if key not in relation.schema.names]
    needed = [key for key in relation.key if relation.is_long and key != "school_code"]
    missing = [key for key in needed if key not in fed.keys]
    if wrong or missing:
        yield (*fed.place, "set"), f"gives keys of {relation.name}: unknown {wrong}, missing {missing}"


def _fed_by_records(layout: RowsLayout) -> Iterator[_Feeding]:
    decided = {column.decides: column.field for column in layout.columns if column.decides}
    for position, column in enumerate(layout.columns):
        if column.relation is not None:
            keys = {**layout.constants, **column.set, **decided}
            yield _Feeding(("columns", position), column.field, column.relation, keys)


def _fed_by_rows(layout: CodedLayout) -> Iterator[_Feeding]:
    for position, row in enumerate(layout.rows):
        if isinstance(layout, ItemsLayout):
            keys = {**layout.constants, **row.set}
            yield _Feeding(("rows", position), row.field or "", row.relation or "", keys)
            continue
        if not isinstance(layout, MatrixLayout):
            yield _Feeding(("rows", position), row.field or "", layout.relation)
            continue
        for column in layout.columns:
            if not row.reads(column):
                continue
            try:
                field, keys = layout.fact(row, column)
            except KeyError as error:
                yield _Feeding(("rows", position), "", layout.relation, lacks=str(error))
            else:
                yield _Feeding(("rows", position), field, layout.relation, keys)
