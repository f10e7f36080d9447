"""A form's records written as YAML beside the filings, read by the form's own layout.

What belongs here: entries whose keys are the layout's fields and whose values are read as the form's cells
are, whichever form it is. What does not: what a record says or when it holds, reading a sheet.

    - item_id: R4.2142020009.primary
      kind: 整改
      action: 新建教学楼
      planned_on: 2024-10-08
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from orchestration.submissions.cells import grammar
from orchestration.submissions.contract.layouts import Column, RowsLayout
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.folders.dated_records import entries_of
from orchestration.yaml_files import KeyPath, YamlFaultsError, YamlFile, shown


def read_form_records(
    content: bytes, name: str, layout: RowsLayout, code: str
) -> tuple[list[tuple[int, dict[str, Any]]], list[Rejection]]:
    """The records with their lines, and rejections, by a code, of what cannot be read, or of the file."""
    try:
        entries = entries_of(content, name)
    except YamlFaultsError as error:
        return [], [Rejection("file", code, f"{name}: {error}", row=error.faults[0].line)]
    records, rejections = [], []
    columns = {column.field: column for column in layout.columns}
    for number, entry in enumerate(entries, start=1):
        values: dict[str, Any] = {}
        try:
            entry.check(_read(entry, columns, values))
            records.append((entry.line, values))
        except YamlFaultsError as error:
            message = f"{name}, entry {number} (line {entry.line}): {error}"
            rejections.append(Rejection("file", code, message, row=entry.line))
    return records, rejections


def _read(
    entry: YamlFile, columns: Mapping[str, Column], values: dict[str, Any]
) -> Iterator[tuple[KeyPath, str]]:
    """Reads an entry into `values`; yields its faults."""
    known = ", ".join(columns)
    if not isinstance(entry.values, dict):
        yield (), f"must be a mapping of {known}, found {shown(entry.values)}"
        return
    for field, said in entry.values.items():
        column = columns.get(field)
        if column is None:
            yield (field,), f"is not a known key; known are {known}"
        elif not isinstance(said, str):
            yield (field,), f"must be a text, found {shown(said)}"
        else:
            try:
                value = column.kind.read(said)
                # what a form has for its readers alone, as a school's name, is not landed
                if column.relation:
                    values[field] = value
            except grammar.Unreadable as reason:
                yield (field,), f"cannot be read: {reason}"
    key = next(field for field, column in columns.items() if column.key)
    if key not in entry.values or values.get(key, "") is None:
        yield (key,), "is missing"
