"""A YAML file of records → sheets, as if each record were a row of its form.

What belongs here: laying the entries of a file into the rows of the forms that it names. What does not: what
the cells mean (forms/), the records about files themselves (folders/corrections.py, explanations.py).

    recognition:                 # a form, or its sheet's name (认定记录)
      - step: 县级自评            # the form's field, or its header (步骤)
        recorded_on: 2024-03-01
        document: 县级自评报告

An entry's row is the line on which it begins, so that a finding leads to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.layouts import Layout, RowsLayout
from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.workbook import Sheet
from orchestration.yaml_files import YamlFaultsError, YamlFile

YAML_NAMES = (".yaml", ".yml")


def open_yaml(content: bytes, layouts: Sequence[Layout] | None = None) -> Iterator[Sheet]:
    """The forms of a YAML file, a sheet each. Raises FileRejected with line and reason."""
    known = [each for each in layouts or load_layouts() if isinstance(each, RowsLayout)]
    try:
        file = YamlFile.received(content, as_typed=True)
        if not isinstance(file.values, dict):
            file.check([((), "must be a mapping of forms, each with a list of entries")])
        for name in file.values:
            forms = [each for each in known if name in (each.form, each.sheet_name)]
            if not forms:
                file.check([((name,), "is no form whose records are kept in YAML")])
            yield _sheet(file.under(name), max(forms, key=lambda each: each.edition))
    except YamlFaultsError as error:
        said, line = f"the YAML cannot be read: {error}", error.faults[0].line
        raise FileRejected(Rejection("file", "UNREADABLE_FILE", said, row=line)) from None


def _sheet(file: YamlFile, layout: RowsLayout) -> Sheet:
    """The entries of a form under its headers. Raises YamlFaultsError."""
    if not isinstance(file.values, list):
        file.check([((), "must be a list of entries, each beginning with «- »")])
    headers = {column.field: column.header for column in layout.header_columns}
    columns: dict[str, int] = {}
    placed: list[tuple[int, dict[int, str]]] = []
    last = 1
    for entry in file.entries:
        if not isinstance(entry.values, dict):
            entry.check([((), "must be a mapping of the form's fields")])
        if entry.line <= last:
            entry.check([((), "must begin on a line of its own, below the form's name")])
        last = entry.line
        cells: dict[int, str] = {}
        for key, value in entry.values.items():
            header = headers.get(key, key)
            if not isinstance(value, str):
                entry.check([((key,), "must be a single value")])
            place = columns.setdefault(header, len(columns))
            if place in cells:
                entry.check([((key,), "stands twice")])
            cells[place] = value
        placed.append((last, cells))
    rows: list[list[str]] = [[""] * len(columns) for _ in range(last)]
    rows[0] = list(columns)
    for line, cells in placed:
        for place, value in cells.items():
            rows[line - 1][place] = value
    return Sheet(name=layout.sheet_name, rows=rows)
