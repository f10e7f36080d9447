"""Whose a sheet of the 基层报表 is: what its title block says, and what its workbook says.

What belongs here: the schools of a workbook, and conflicts. What does not: finding a code in a title block
(sheets/title_block.py), the rows of the sheet (coded_form.py).

A workbook is one school's, the one that its 教基1001 names. Where it holds the 教基1001 of several schools,
each sheet is of the one its own title names. Without 教基1001 the titles decide: several schools where two of
them file one form, else the one that most sheets name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from orchestration.submissions.cells import grammar
from orchestration.submissions.cells.kinds import SchoolCode
from orchestration.submissions.contract.layouts import CodedLayout, ItemsLayout, Layout, RecordLayout
from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.coded_rows import rows_by_code
from orchestration.submissions.forms.match import Match, is_coded
from orchestration.submissions.sheets.headers import HeaderBlock
from orchestration.submissions.sheets.title_block import DeclaredCode, code_above


@dataclass(frozen=True)
class SchoolOfSheet:
    """The school a sheet is read for; `unread` where its own title states a code that cannot be read."""

    code: str
    unread: Rejection | None = None


def _code_in_rows(sheet: Sheet, block: HeaderBlock, match: Match[CodedLayout]) -> str | None:
    """The school code that a record sheet (教基1001) states in its rows, or None."""
    layout = match.layout
    if not isinstance(layout, RecordLayout | ItemsLayout):
        return None
    lines = rows_by_code(layout, sheet, block, match.found)
    for row in layout.rows:
        if row.field == "school_code" and row.code in lines:
            cell = sheet.rows[lines[row.code][0]][match.found[layout.value_column.field].index]
            try:
                return SchoolCode().read(cell)
            except grammar.Unreadable:
                return None
    return None


def schools_of_workbook(tables: Iterable[tuple[Sheet, HeaderBlock, Match[Layout]]]) -> frozenset[str]:
    """The schools whose returns a workbook holds; nearly always one."""
    records: set[str] = set()
    titled: list[tuple[str, str]] = []
    for sheet, block, match in tables:
        if not is_coded(match):
            continue
        above = code_above(block)
        said = _code_in_rows(sheet, block, match) or (above.code if above else None)
        if said and isinstance(match.layout, RecordLayout):
            records.add(said)
        elif said:
            titled.append((said, match.layout.form))
    if records:
        return frozenset(records)
    forms = Counter(form for _, form in set(titled))
    sheets = Counter(code for code, _ in titled)
    if any(times > 1 for times in forms.values()):
        return frozenset(sheets)
    return frozenset(code for code, times in sheets.items() if times * 2 > len(titled))


def school_of_sheet(
    sheet: Sheet, block: HeaderBlock, match: Match[CodedLayout], schools: frozenset[str]
) -> SchoolOfSheet:
    """The school that a sheet is of. Raises FileRejected where it names none, or none of the workbook's."""
    name = match.layout.name_zh
    above = code_above(block)
    own = _code_in_rows(sheet, block, match)
    known = frozenset({own}) if own else schools
    if above is None or above.code is None:
        if len(known) != 1:
            raise FileRejected(_no_code(name, above, known))
        (code,) = known
        return SchoolOfSheet(code, _unread(name, above, above.why, code) if above and above.why else None)
    if above.code not in known:
        others = "、".join(sorted(known)) or "others"
        raise FileRejected(
            Rejection(
                "sheet",
                "SCHOOL_CODE_CONFLICT",
                f"form {name} names school {above.code}, the workbook {others}",
                cell=above.cell,
                raw=above.raw,
            )
        )
    return SchoolOfSheet(above.code)


def _no_code(name: str, above: DeclaredCode | None, known: frozenset[str]) -> Rejection:
    message = f"form {name} names no school code above its table"
    if above and above.why:
        message = f"form {name} names no school: {above.why}"
    elif len(known) > 1:
        message += f", and the workbook is of several schools: {'、'.join(sorted(known))}"
    return Rejection(
        "sheet",
        "NO_SCHOOL_CODE",
        message,
        cell=above.cell if above else None,
        raw=above.raw or None if above else None,
    )


def _unread(name: str, above: DeclaredCode, why: grammar.Unreadable, code: str) -> Rejection:
    return Rejection(
        "sheet",
        why.code,
        f"the school code above form {name}: {why}; read as {code}, which the workbook names",
        cell=above.cell,
        raw=above.raw,
        school_code=code,
    )
