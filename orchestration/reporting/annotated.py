"""A filing sent back: the workbook with its faulty cells filled and commented, and a list of all findings.

What belongs here: the look of that copy. What does not: which findings there are; they come as `junheng
check --format json` gives them. The original is read, never written.

An .xlsx keeps its formats, as far as openpyxl keeps them; of any other file, and of one that openpyxl cannot
open, the cells are written. Text of the filing is written as text: «=1+1» in a list of findings is no
formula.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.submissions.cells.masking import masked

LIST_SHEET = "校验结果"

_ZIP = b"PK"
_AUTHOR = "Junheng 均衡"
_SEVERITIES = {"critical": "严重 critical", "warning": "警告 warning", "info": "提示 info"}
_FILLS = {
    severity: PatternFill("solid", start_color=colour)
    for severity, colour in (("critical", "FFC7CE"), ("warning", "FFEB9C"), ("info", "DDEBF7"))
}
#: Title and width of the list's columns, and the key of a finding that fills each.
_COLUMNS: tuple[tuple[str, int, str], ...] = (
    ("程度 Severity", 16, "severity"),
    ("工作表 Sheet", 16, "sheet"),
    ("单元格 Cell", 10, "cell"),
    ("原文 As filed", 16, "raw"),
    ("问题", 44, "message_zh"),
    ("怎么改", 36, "remedy_zh"),
    ("为什么重要", 36, "why_zh"),
    ("What is wrong", 44, "message"),
    ("What to do", 36, "remedy"),
    ("Why it matters", 36, "why"),
    ("规则 Rule", 24, "rule_id"),
    ("编号 Id", 18, "finding_id"),
)
_PLACE_COLUMN = 3
_WRAPPED = Alignment(wrap_text=True, vertical="top")
_HEADER_ROW = 3
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_COMMENT_CHARACTERS = 4000  # spreadsheet programs cut longer ones, or refuse the file
_SHEET_NAME_CHARACTERS = 31

Finding = Mapping[str, Any]


def write_annotated(
    original: Path, findings: Sequence[Finding], cells: Mapping[str, Sequence[Sequence[Any]]], target: Path
) -> None:
    """Write the annotated copy of `original` to `target`, as .xlsx.

    findings: of this file, as in `junheng check --format json`. cells: the file's sheets as read, for what
    openpyxl cannot open; empty where nobody can, and then the copy is the list alone.
    """
    book = _book(original, cells)
    for sheet_name in dict.fromkeys(finding["sheet"] for finding in findings):
        if sheet_name is not None and _title(sheet_name) in book.sheetnames:
            _mark(
                book[_title(sheet_name)], [finding for finding in findings if finding["sheet"] == sheet_name]
            )
    _add_list(book, masked(original.name), findings)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)


def write_text(cell: Cell, value: str) -> None:
    """Write a text as text, whatever it begins with."""
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.value = text
    cell.data_type = "s"
    if text.startswith(_FORMULA_STARTS):
        # Without it a spreadsheet program makes a formula of the text when the cell is edited.
        cell.quotePrefix = True


def _book(original: Path, cells: Mapping[str, Sequence[Sequence[Any]]]) -> Workbook:
    """The workbook to annotate: the original's own where it is an .xlsx, else one of its cells."""
    if cells:
        with original.open("rb") as stream:
            is_package = stream.read(len(_ZIP)) == _ZIP
        if is_package:
            try:
                with warnings.catch_warnings(action="ignore"):
                    book = _masked(load_workbook(original))
            except Exception:  # openpyxl raises whatever its parts raise; calamine has read the cells
                return _book_of(cells)
            # Of the strict class of the format openpyxl gives a workbook without sheets.
            if set(map(_title, cells)) <= set(book.sheetnames):
                return book
    return _book_of(cells)


def _title(name: str) -> str:
    """A sheet's name as spreadsheet programs allow it."""
    return name.replace("*", "×")[:_SHEET_NAME_CHARACTERS] or "Sheet"


def _masked(book: Workbook) -> Workbook:
    """The workbook without identity-card numbers: it is handed on."""
    for sheet in book.worksheets:
        if masked(sheet.title) != sheet.title:
            sheet.title = _title(masked(sheet.title))
        for row in sheet.iter_rows():
            for cell in row:
                is_number = isinstance(cell.value, (int, float)) and math.isfinite(cell.value)
                text = str(int(cell.value)) if is_number else cell.value
                if isinstance(text, str) and masked(text) != text:
                    write_text(cell, masked(text))
    for name, said in vars(book.properties).items():
        if isinstance(said, str):
            setattr(book.properties, name, masked(said))
    return book


def _book_of(cells: Mapping[str, Sequence[Sequence[Any]]]) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in cells.items():
        sheet = book.create_sheet(_title(name))
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                if isinstance(value, str):
                    if value:
                        write_text(sheet.cell(line, place), value)
                elif isinstance(value, float):
                    # Codes and counts come as floats; a cell that is no number stays blank.
                    if math.isfinite(value):
                        sheet.cell(line, place, int(value) if value.is_integer() else value)
                elif value is not None:
                    sheet.cell(line, place, value)
    return book


def _mark(sheet: Worksheet, findings: Sequence[Finding]) -> None:
    """Fill and comment the cells named; one of several findings says them all, in the worst one's colour."""
    corners = {
        (line, place): merged.start_cell
        for merged in sheet.merged_cells.ranges
        for line in range(merged.min_row, merged.max_row + 1)
        for place in range(merged.min_col, merged.max_col + 1)
    }
    marked: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding["cell"]:
            place, line, _, _ = range_boundaries(finding["cell"])
            corner = corners.get((line, place))
            address = corner.coordinate if corner is not None else finding["cell"]
            marked.setdefault(address, []).append(finding)
    order = list(_SEVERITIES)
    for address, found in marked.items():
        cell = sheet[address]
        cell.fill = _FILLS[min((finding["severity"] for finding in found), key=order.index)]
        before = [cell.comment.text] if cell.comment else []
        text = "\n\n".join([*before, *dict.fromkeys(_comment(finding) for finding in found)])
        comment = Comment(ILLEGAL_CHARACTERS_RE.sub("", text)[:_COMMENT_CHARACTERS], _AUTHOR)
        comment.width, comment.height = 420, min(60 + 90 * len(found), 600)
        cell.comment = comment


def _comment(finding: Finding) -> str:
    return (
        f"{_SEVERITIES[finding['severity']]} [{finding['rule_id']} {finding['finding_id']}]\n"
        f"{finding['message_zh']}\n"
        f"→ {finding['remedy_zh']}\n{finding['message']}\n→ {finding['remedy']}"
    )


def _add_list(book: Workbook, file_name: str, findings: Sequence[Finding]) -> None:
    name, number = LIST_SHEET, 1
    sheet_names = list(book.sheetnames)
    while name in sheet_names:
        number += 1
        name = f"{LIST_SHEET}{number}"
    sheet = book.create_sheet(name, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    counts = "，".join(
        f"{label} {sum(finding['severity'] == severity for finding in findings)}"
        for severity, label in _SEVERITIES.items()
    )
    write_text(sheet.cell(1, 1), f"{LIST_SHEET} Findings: {file_name}")
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    write_text(sheet.cell(2, 1), f"{counts}。点击单元格一栏可跳转。The cell column leads to the cell.")
    for place, (title, width, _) in enumerate(_COLUMNS, start=1):
        cell = sheet.cell(_HEADER_ROW, place, title)
        cell.font, cell.alignment = Font(bold=True), _WRAPPED
        sheet.column_dimensions[get_column_letter(place)].width = width
    for line, finding in enumerate(findings, start=_HEADER_ROW + 1):
        for place, (_, _, key) in enumerate(_COLUMNS, start=1):
            cell = sheet.cell(line, place)
            value = finding[key]
            write_text(cell, _SEVERITIES[value] if key == "severity" else str(value or ""))
            cell.alignment = _WRAPPED
        sheet.cell(line, 1).fill = _FILLS[finding["severity"]]
        _link(sheet.cell(line, _PLACE_COLUMN), finding, sheet_names)
    sheet.freeze_panes = sheet.cell(_HEADER_ROW + 1, 1)
    last = _HEADER_ROW + max(len(findings), 1)
    sheet.auto_filter.ref = f"A{_HEADER_ROW}:{get_column_letter(len(_COLUMNS))}{last}"


def _link(cell: Cell, finding: Finding, sheet_names: Sequence[str]) -> None:
    """Lead to the finding's cell, or to its row where it has none."""
    address = finding["cell"] or (f"A{finding['row']}" if finding["row"] else None)
    if address is None or finding["sheet"] not in sheet_names:
        return
    quoted = finding["sheet"].replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{address}", display=address)
    cell.value = address
    cell.style = "Hyperlink"
