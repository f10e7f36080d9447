"""Whose a sheet of the 基层报表 is: the school code in its title block, and what its workbook says.

What belongs here: reading the code, telling conflicts. What does not: the rows of the sheet (matrix_form.py).

A workbook is one school's, the one that its 教基1001 names. Where it holds the 教基1001 of several schools,
each sheet is of the one its own title names. Without 教基1001 the titles decide: several schools where two of
them file one form, else the one that most sheets name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestration.submissions import grammar
from orchestration.submissions.headers import HeaderBlock
from orchestration.submissions.match import Match
from orchestration.submissions.matrix_rows import rows_by_code
from orchestration.submissions.refusal import FileRefused, Refusal
from orchestration.submissions.text import cell_address
from orchestration.submissions.workbook import Sheet

Titles = Sequence[tuple[int, int, str]]

#: The code is called 标识码; a 学校代码 is taken for it where none is stated. A word before a colon is the
#: next label in the cell, not the code.
_STATED = tuple(
    re.compile(rf"{name}\)?(?=([\s:_]*)((?:[^\s:_]+(?![^\s:_]|\s*:))?))")
    for name in ("标识码", r"学校(?:\(机构\))?代码")
)
_OF_ANOTHER = re.compile(r"(?:上级|主管|所属)[^:\d]*$")
_DIGITS = 10


@dataclass(frozen=True)
class StatedCode:
    """The school code in a title block, with its cell: read, left blank, or unreadable (`why`)."""

    code: str | None
    raw: str
    cell: str
    why: grammar.Unreadable | None = None


@dataclass(frozen=True)
class SchoolOfSheet:
    """The school a sheet is read for; `unread` where its own title states a code that cannot be read."""

    code: str
    unread: Refusal | None = None


def stated_code(titles: Titles) -> StatedCode | None:
    """The school code that a title block states; None where it states none."""
    for pattern in _STATED:
        hits = ((title, found) for title in titles for found in pattern.finditer(title[2]))
        for (row, column, text), found in hits:
            if _OF_ANOTHER.search(text[: found.start()]):
                continue
            separator, stated = found.groups()
            if not stated:
                stated = _beside([t for r, c, t in titles if r == row and c > column])
            elif ":" not in separator and not stated[0].isdigit():
                continue
            cell = cell_address(row, column)
            try:
                return StatedCode(grammar.read_code(stated, _DIGITS), stated, cell)
            except grammar.Unreadable as reason:
                return StatedCode(None, stated, cell, reason)
    return None


def _beside(texts: Sequence[str]) -> str:
    """The code in the next cell, or in as many cells as it has digits, as forms with boxes have it.

    '' where the next cell holds none, but the next label («学校名称：») or other words.
    """
    boxes = texts[:_DIGITS]
    if all(len(text) == 1 and text.isdigit() for text in boxes):
        return "".join(boxes)
    holds_code = ":" not in texts[0] and any(letter.isdigit() for letter in texts[0])
    return texts[0] if holds_code else ""


def _code_above(block: HeaderBlock) -> StatedCode | None:
    # A second table under one title is of the same school; the nearest line counts.
    nearest_first = sorted(block.inherited, key=lambda title: (-title[0], title[1]))
    return stated_code(block.titles) or stated_code(nearest_first)


def _code_in_rows(sheet: Sheet, block: HeaderBlock, match: Match) -> str | None:
    """The school code that a record sheet (教基1001) states in its rows, or None."""
    if match.layout.kind != "record":
        return None
    lines = rows_by_code(match.layout, sheet, block, match.found)
    for row in match.layout.rows:
        if row.field == "school_code" and row.code in lines:
            cell = sheet.rows[lines[row.code][0]][match.found[match.layout.columns[0].field].index]
            try:
                return grammar.read_code(cell, _DIGITS)
            except grammar.Unreadable:
                return None
    return None


def schools_of_workbook(tables: Iterable[tuple[Sheet, HeaderBlock, Match]]) -> frozenset[str]:
    """The schools whose returns a workbook holds; nearly always one."""
    records: set[str] = set()
    titled: list[tuple[str, str]] = []
    for sheet, block, match in tables:
        if match.layout.kind == "rows":
            continue
        above = _code_above(block)
        said = _code_in_rows(sheet, block, match) or (above.code if above else None)
        if said and match.layout.kind == "record":
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


def school_of_sheet(sheet: Sheet, block: HeaderBlock, match: Match, schools: frozenset[str]) -> SchoolOfSheet:
    """The school that a sheet is of. Raises FileRefused where it names none, or none of the workbook's."""
    name = match.layout.name_zh
    above = _code_above(block)
    own = _code_in_rows(sheet, block, match)
    known = frozenset({own}) if own else schools
    if above is None or above.code is None:
        if len(known) != 1:
            raise FileRefused(_no_code(name, above, known))
        (code,) = known
        return SchoolOfSheet(code, _unread(name, above, above.why, code) if above and above.why else None)
    if above.code not in known:
        others = "、".join(sorted(known)) or "others"
        raise FileRefused(
            Refusal(
                "sheet",
                "SCHOOL_CODE_CONFLICT",
                f"form {name} names school {above.code}, the workbook {others}",
                cell=above.cell,
                raw=above.raw,
            )
        )
    return SchoolOfSheet(above.code)


def _no_code(name: str, above: StatedCode | None, known: frozenset[str]) -> Refusal:
    message = f"form {name} names no school code above its table"
    if above and above.why:
        message = f"form {name} names no school: {above.why}"
    elif len(known) > 1:
        message += f", and the workbook is of several schools: {'、'.join(sorted(known))}"
    return Refusal(
        "sheet",
        "NO_SCHOOL_CODE",
        message,
        cell=above.cell if above else None,
        raw=above.raw or None if above else None,
    )


def _unread(name: str, above: StatedCode, why: grammar.Unreadable, code: str) -> Refusal:
    return Refusal(
        "sheet",
        why.code,
        f"the school code above form {name}: {why}; read as {code}, which the workbook names",
        cell=above.cell,
        raw=above.raw,
        school_code=code,
    )
