"""Which row of a matrix sheet is which of its form's.

What belongs here: row codes (乙), rows known by label where codes are not certain or not there. What does
not: whether a row under its code has the right label (coded_form.py).
"""

from __future__ import annotations

import re
from itertools import takewhile

from orchestration.submissions.contract.layouts import ROW_CODE, ROW_NAME, CodedLayout, Row
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.row_labels import core, is_labelled
from orchestration.submissions.sheets.headers import HeaderBlock, HeaderColumn

#: «01», «1», «1.0», «'01», «(01)».
_ROW_CODE = re.compile(r"['‘’(\[]?0*(\d{1,2})(?:\.0+)?[)\]]?")


def row_code(text: str) -> str | None:
    """The two-digit code in the plain text of a cell of the code column; None where there is none."""
    found = _ROW_CODE.fullmatch(text)
    return found.group(1).zfill(2) if found else None


def rows_by_code(
    layout: CodedLayout, sheet: Sheet, block: HeaderBlock, found: dict[str, HeaderColumn]
) -> dict[str, list[int]]:
    """Row numbers (from 0) by the layout's row code.

    By label where the layout says so, where no code stands in the sheet, and for a row whose code is none
    of the form's.
    """
    lines = range(block.data_row, block.end_row)
    labels = {line: sheet.line(line).texts[found[ROW_NAME].index] for line in lines}
    if layout.rows_by_label or ROW_CODE not in found:
        return _by_label(layout, labels)
    coded = {line: row_code(sheet.line(line).texts[found[ROW_CODE].index]) for line in lines}
    rows: dict[str, list[int]] = {}
    for line, code in coded.items():
        if code is not None:
            rows.setdefault(code, []).append(line)
    if not rows:
        return _by_label(layout, labels)
    own = {row.code for row in layout.rows}
    # Notes below the table bear the form's labels too.
    table = takewhile(lambda line: labels[line] or coded[line], lines)
    strangers = {line: labels[line] for line in table if coded[line] not in own}
    for row in layout.rows:
        if any(not labels[line] or is_labelled(labels[line], row.labels) for line in rows.get(row.code, ())):
            continue
        alike = sum(is_labelled(row.label, other.labels) for other in layout.rows)
        bearing = [line for line, label in strangers.items() if label and is_labelled(label, row.labels)]
        if alike == 1 and len(bearing) == 1:
            rows[row.code] = bearing
    return rows


def _by_label(layout: CodedLayout, labels: dict[int, str]) -> dict[str, list[int]]:
    """Labels that repeat on the form (外省迁入) are told apart where the sheet keeps the form's order."""
    of_form: dict[str, list[Row]] = {}
    for row in layout.rows:
        of_form.setdefault(core(row.label), []).append(row)
    rows: dict[str, list[int]] = {}
    repeated: dict[str, list[int]] = {}
    for alike in of_form.values():
        found = [line for line, label in labels.items() if label and is_labelled(label, alike[0].labels)]
        if len(alike) == 1 and found:
            rows[alike[0].code] = found
        elif len(alike) == len(found):
            repeated.update({row.code: [line] for row, line in zip(alike, found, strict=True)})
    together = rows | repeated
    in_order = [together[row.code][0] for row in layout.rows if row.code in together]
    return together if in_order == sorted(in_order) else rows
