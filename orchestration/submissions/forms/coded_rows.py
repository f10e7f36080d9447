"""Which row of a matrix sheet is which of its form's.

What belongs here: row codes (乙) and by which numbering they are, rows known by their label within the block
they stand in. What does not: whether a row under its code has the right label (coded_form.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from orchestration.submissions.contract.layouts import (
    ROW_CATEGORY,
    ROW_CODE,
    ROW_NAME,
    CodedLayout,
    ItemsLayout,
    Row,
)
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.row_labels import core, is_labelled
from orchestration.submissions.sheets.headers import HeaderBlock, HeaderColumn

#: «01», «1», «1.0», «'01», «(01)».
_ROW_CODE = re.compile(r"['‘’(\[]?0*(\d{1,2})(?:\.0+)?[)\]]?")
#: So many rows in an order of their own are a form's numbering; fewer may be two labels that were mixed up.
_FEWEST_RENUMBERED = 4


def row_code(text: str) -> str | None:
    """The two-digit code in the plain text of a cell of the code column; None where there is none."""
    found = _ROW_CODE.fullmatch(text)
    return found.group(1).zfill(2) if found else None


def rows_by_code(
    layout: CodedLayout, sheet: Sheet, block: HeaderBlock, found: dict[str, HeaderColumn]
) -> dict[str, list[int]]:
    """Row numbers (from 0) by the layout's row code.

    By label where the layout says so, where no code stands in the sheet, where the codes are of a numbering
    that the layout does not know, and for a row whose code is none of the form's.
    """
    lines = range(block.data_row, block.end_row)
    labels = {line: sheet.line(line).texts[found[ROW_NAME].index] for line in lines}
    if isinstance(layout, ItemsLayout):
        return _by_category(layout, sheet, labels, found.get(ROW_CATEGORY))
    if layout.rows_by_label or ROW_CODE not in found:
        return _by_label(layout, labels)
    written = {line: row_code(sheet.line(line).texts[found[ROW_CODE].index]) for line in lines}
    if not any(written.values()):
        return _by_label(layout, labels)
    by_label = _by_label(layout, {line: label for line, label in labels.items() if written[line]})
    numbering, is_known = _numbering(layout, written, by_label)
    if not is_known and all(labels[line] for line, code in written.items() if code):
        return by_label
    coded = {line: code and numbering.get(code, "") for line, code in written.items()}
    rows: dict[str, list[int]] = {}
    for line, code in coded.items():
        if code:
            rows.setdefault(code, []).append(line)
    if not is_known:
        # A numbered row without a label: the labels may have slipped against codes and figures. Nothing is
        # read; the rows that contradict their codes say why.
        known = {row.code: row.labels for row in layout.rows}
        return {
            code: lines
            for code, lines in rows.items()
            if labels[lines[0]] and not is_labelled(labels[lines[0]], known[code])
        }
    # Notes below the table bear the form's labels too.
    table = takewhile(lambda line: labels[line] or written[line], lines)
    strangers = {line: labels[line] for line in table if not coded[line]}
    for row in layout.rows:
        if any(not labels[line] or is_labelled(labels[line], row.labels) for line in rows.get(row.code, ())):
            continue
        alike = sum(is_labelled(row.label, other.labels) for other in layout.rows)
        bearing = [line for line, label in strangers.items() if label and is_labelled(label, row.labels)]
        if alike == 1 and len(bearing) == 1:
            rows[row.code] = bearing
    return rows


def _numbering(
    layout: CodedLayout, written: dict[int, str | None], by_label: dict[str, list[int]]
) -> tuple[dict[str, str], bool]:
    """The layout's numbering (code → the layout's own) by which most rows have code and label together.

    False beside it where most of those known by label have another code in each.
    """
    placed = {code: lines[0] for code, lines in by_label.items() if len(lines) == 1}
    agreeing = [
        sum(numbering.get(written[line] or "") == code for code, line in placed.items())
        for numbering in layout.numberings
    ]
    most = max(agreeing)
    best = layout.numberings[agreeing.index(most)]
    is_strange = any(written[line] not in best for line in placed.values())
    is_renumbered = 2 * most < len(placed) and (is_strange or len(placed) >= _FEWEST_RENUMBERED)
    return best, not is_renumbered


def others_of_its_code(
    sheet: Sheet, block: HeaderBlock, found: dict[str, HeaderColumn], number: int
) -> list[int]:
    """The other labelled rows of the table that bear the code of a row."""
    if ROW_CODE not in found:
        return []
    codes, names = found[ROW_CODE].index, found[ROW_NAME].index
    texts = {line: sheet.line(line).texts for line in range(block.data_row, block.end_row)}
    table = list(takewhile(lambda line: texts[line][names] or texts[line][codes], texts))
    own = row_code(texts[number][codes])
    return [
        line
        for line in table
        if line != number and texts[line][names] and row_code(texts[line][codes]) == own
    ]


@dataclass(frozen=True)
class _Blocks:
    """The rows of a layout by label. Those whose labels repeat are told by the row that heads their block:
    the nearest above on the form whose label is its own."""

    by_core: dict[str, list[Row]]
    heads: dict[str, Row | None]  # row code → head
    others: frozenset[str]  # labels at which a block begins that is not read


@lru_cache(maxsize=256)
def _blocks_of(layout: CodedLayout) -> _Blocks:
    by_core: dict[str, list[Row]] = {}
    for row in layout.rows:
        for label in dict.fromkeys(map(core, row.labels)):
            by_core.setdefault(label, []).append(row)
    heads: dict[str, Row | None] = {}
    head = None
    for row in layout.rows:
        if any(len(by_core[core(label)]) > 1 for label in row.labels):
            heads[row.code] = head
        else:
            head = row
    return _Blocks(by_core, heads, frozenset(map(core, layout.other_blocks)))


def _by_label(layout: CodedLayout, labels: dict[int, str]) -> dict[str, list[int]]:
    """Labels that repeat on the form (外省迁入) are told apart by the block they stand in.

    Where one of them stands in no block, or twice in one, the blocks are not the form's: none is told.
    """
    blocks = _blocks_of(layout)
    headings = {head.code for head in blocks.heads.values() if head}
    rows: dict[str, list[int]] = {}
    repeated: dict[str, list[int]] = {}
    block: str | None = None
    is_read, are_told = True, True
    for line, label in labels.items():
        if not label:
            continue
        text = core(label)
        found = blocks.by_core.get(text, ())
        if not found:
            is_read = is_read and text not in blocks.others
            continue
        if found[0].code not in blocks.heads:
            rows.setdefault(found[0].code, []).append(line)
            if found[0].code in headings:
                block, is_read = found[0].code, True
        elif is_read:
            here = [row.code for row in found if (head := blocks.heads[row.code]) and head.code == block]
            are_told = are_told and len(here) == 1 and here[0] not in repeated
            for code in here:
                repeated.setdefault(code, []).append(line)
    return rows | repeated if are_told else rows


def _by_category(
    layout: ItemsLayout, sheet: Sheet, labels: dict[int, str], header: HeaderColumn | None
) -> dict[str, list[int]]:
    """Items by category and label; a category holds for the rows below it that say none."""
    rows: dict[str, list[int]] = {}
    category = ""
    for line, label in labels.items():
        category = (sheet.line(line).texts[header.index] if header else "") or category
        for row in layout.rows:
            in_category = row.category is None or header is None or core(row.category) == core(category)
            if label and in_category and is_labelled(label, row.labels):
                rows.setdefault(row.code, []).append(line)
    return rows
