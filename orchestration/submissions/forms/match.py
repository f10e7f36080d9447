"""Which layout a sheet fits.

What belongs here: matching header paths, ranking layouts, explaining a rejection.
What does not: finding the header rows (sheets/headers.py), reading rows.

A layout column matches a sheet column when its path is a subsequence of the
sheet's path and the leaves are equal; an equal path wins over a longer one. The
layout that explains most columns is the one meant, unless title or sheet name name another
that fits; it fits when no required column is missing. Years, file names and positions play
no part. Between forms that explain equally much (高中, 特殊教育) the title decides, then the
sheet's name, then, in matrix forms, their rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, TypeGuard, TypeVar

from orchestration.submissions.cells.text import LEVEL
from orchestration.submissions.cells.units import find_unit
from orchestration.submissions.contract.layouts import (
    ROW_CODE,
    ROW_NAME,
    CodedLayout,
    Column,
    Layout,
    RowsLayout,
)
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.coded_rows import row_code, rows_by_code
from orchestration.submissions.forms.likeness import path_likeness
from orchestration.submissions.forms.row_labels import is_labelled
from orchestration.submissions.sheets.headers import HeaderBlock, HeaderColumn

#: From this likeness on a present header may be the missing one in other words; below one heading any may.
_LIKE, _LIKE_BELOW_HEADING = 0.6, 0.35

AnyLayout = TypeVar("AnyLayout", bound=Layout, covariant=True)


@dataclass(frozen=True)
class Match(Generic[AnyLayout]):
    """A layout laid over a sheet: layout field → sheet column, and what is missing or stands twice."""

    layout: AnyLayout
    found: dict[str, HeaderColumn]
    missing: tuple[Column, ...]
    twice: tuple[tuple[Column, tuple[HeaderColumn, ...]], ...]

    @property
    def fits(self) -> bool:
        """True where every required column is there, once."""
        columns = [*self.missing, *(column for column, _ in self.twice)]
        return not any(column.presence == "required" for column in columns)


def lists_records(match: Match[Layout]) -> TypeGuard[Match[RowsLayout]]:
    """True where the sheet has one record a row."""
    return isinstance(match.layout, RowsLayout)


def is_coded(match: Match[Layout]) -> TypeGuard[Match[CodedLayout]]:
    """True where the sheet is of one school, its rows known by their codes."""
    return isinstance(match.layout, CodedLayout)


def lay_over(layout: Layout, columns: Sequence[HeaderColumn]) -> Match[Layout]:
    """Lays one layout over the columns of a header."""
    by_leaf: dict[str, list[HeaderColumn]] = {}
    for other in columns:
        by_leaf.setdefault(other.path[-1], []).append(other)
    found: dict[str, HeaderColumn] = {}
    missing: list[Column] = []
    twice: list[tuple[Column, tuple[HeaderColumn, ...]]] = []
    doubled: dict[str, tuple[HeaderColumn, ...]] = {}
    for column in layout.header_columns:
        candidates: list[HeaderColumn] = []
        for path in column.paths:
            wording = [other for other in by_leaf.get(path[-1], ()) if _agrees(column, path, other)]
            exact = [other for other in wording if other.path == path]
            if len(wording) > 1 and len(exact) == 1:
                wording = exact
            elif len(exact) > 1:
                doubled.setdefault(column.field, tuple(exact))
            # 其中：女 may stand twice, 在校生数 › 其中：女 once.
            if len(wording) == 1 or not candidates:
                candidates = wording
            if len(candidates) == 1:
                break
        others = doubled.get(column.field)
        if others and len(candidates) == 1 and others[0].path[-1] != candidates[0].path[-1]:
            # 办学类型代码 stands twice, and the words of 办学类型 beside it do not say which is meant.
            candidates = list(others)
        if len(candidates) == 1:
            found[column.field] = candidates[0]
        elif candidates:
            twice.append((column, tuple(candidates)))
        else:
            missing.append(column)
    for column in _taken_by_another(layout, found):
        if column.field in doubled:
            twice.append((column, doubled[column.field]))
        else:
            missing.append(column)
    if isinstance(layout, CodedLayout):
        _name_column_left_of_code(found, missing)
    return Match(layout, found, tuple(missing), tuple(twice))


def _name_column_left_of_code(found: dict[str, HeaderColumn], missing: list[Column]) -> None:
    """Finds the column of row names where its header is blank or another word: left of the codes."""
    code = found.get(ROW_CODE)
    lacking = next((column for column in missing if column.field == ROW_NAME), None)
    if lacking is None or code is None or code.index == 0:
        return
    if any(other.index == code.index - 1 for other in found.values()):
        return
    missing.remove(lacking)
    found[ROW_NAME] = HeaderColumn(code.index - 1, ("",), None, "", code.leaf_row)


def _taken_by_another(layout: Layout, found: dict[str, HeaderColumn]) -> list[Column]:
    """Takes out of `found` the columns whose place another one names more exactly; returns them.

    Where 专任教师 › 合计 is missing, its other wording 专任教师 › 计 is within 专任教师 › 艺术 › 计 too.
    """
    depths: dict[int, dict[str, int]] = {}
    columns = {column.field: column for column in layout.header_columns}
    for name, header in found.items():
        paths = [path for path in columns[name].paths if path[-1] == header.path[-1]]
        depth = max(len(path) for path in paths if _agrees(columns[name], path, header))
        depths.setdefault(header.index, {})[name] = depth
    less_exact = [
        name for each in depths.values() for name, depth in each.items() if depth < max(each.values())
    ]
    for name in less_exact:
        del found[name]
    return [columns[name] for name in less_exact]


def choose(block: HeaderBlock, sheet: Sheet, layouts: Sequence[Layout]) -> Match[Layout] | Rejection:
    """The layout that a table of a sheet fits, or the rejection that says why none does."""
    if not block.columns:
        message = f"the headers in row {block.first_row + 1} are covered by merged cells that say nothing"
        return Rejection("sheet", "NO_LAYOUT", message, row=block.first_row + 1)
    best = _best_matches(block.columns, tuple(layouts))
    if not best or len(best[0].found) < 2:
        return _side_by_side(block, layouts) or _no_layout(block)
    name = sheet.name_text
    fitting = [match for match in best if match.fits]
    named = _named_and_fitting(best, block, name, layouts)
    # A form of few columns (教基3120) looks like another of more; a list of schools is what its columns are.
    fitting = [match for match in named if not lists_records(match) or not fitting] or fitting
    by_title, by_name = _named_by(fitting, block.title), _named_by(fitting, name)
    contradict = not {match.layout.form for match in by_title} & {match.layout.form for match in by_name}
    if by_title and by_name and contradict and not block.inherited:
        return _ambiguous(
            f"the title says {forms_named(by_title)}, the sheet's name {forms_named(by_name)}", block
        )
    meant = by_title or by_name or fitting
    if len(meant) > 1:
        meant = _with_most_rows(meant, block, sheet)
    if len(meant) == 1:
        return meant[0]
    if meant:
        return _ambiguous(f"the headers fit several forms: {forms_named(meant)}", block)
    nearest = _named_by(best, block.title) or _named_by(best, name) or best
    # Of editions that lack equally much the newest is the one the sender most likely means.
    return explain(max(nearest, key=lambda match: match.layout.edition), block)


def _side_by_side(block: HeaderBlock, layouts: Sequence[Layout]) -> Rejection | None:
    """The rejection of two tables beside each other: nearly every header of the form stands twice."""
    laid = (lay_over(layout, block.columns) for layout in layouts)
    most = max(laid, key=lambda match: len(match.twice))
    return explain(most, block) if len(most.twice) > 1 else None


def _named_and_fitting(
    best: Sequence[Match[Layout]], block: HeaderBlock, name: str, layouts: Sequence[Layout]
) -> list[Match[Layout]]:
    """The form that title or sheet name names and the headers fit, where the best explained one is not named.

    Offices put columns of the directory (统计三级, 办学类型) on sheets of few columns: these then look
    like a directory that lacks headers.
    """
    if _named_by(best, block.title) or _named_by(best, name):
        return []
    named = [
        layout
        for layout in layouts
        if layout.title_pattern.search(block.title) or layout.title_pattern.search(name)
    ]
    fitting = [match for match in (lay_over(layout, block.columns) for layout in named) if match.fits]
    most = max((len(match.found) for match in fitting), default=0)
    return [match for match in fitting if len(match.found) == most]


def _with_most_rows(
    matches: Sequence[Match[Layout]], block: HeaderBlock, sheet: Sheet
) -> list[Match[Layout]]:
    known = [_rows_and_codes_known(match, block, sheet) for match in matches]
    return [match for match, rows in zip(matches, known, strict=True) if rows == max(known)]


def rows_known(match: Match[Layout], block: HeaderBlock, sheet: Sheet) -> int:
    """How many rows of a matrix form stand in the sheet under their label, or a code without one."""
    return _rows_and_codes_known(match, block, sheet)[0]


def _rows_and_codes_known(match: Match[Layout], block: HeaderBlock, sheet: Sheet) -> tuple[int, int]:
    """The same, and how many of them have the form's own code: editions share labels, and number anew."""
    if not is_coded(match):
        return 0, 0
    lines = rows_by_code(match.layout, sheet, block, match.found)
    names, codes = match.found[ROW_NAME].index, match.found.get(ROW_CODE)
    rows = kept = 0
    for row in match.layout.rows:
        found = lines.get(row.code, ())
        texts = [sheet.line(line).texts for line in found]
        rows += any(not each[names] or is_labelled(each[names], row.labels) for each in texts)
        kept += any(codes is not None and row_code(each[codes.index]) == row.code for each in texts)
    return rows, kept


def _named_by(matches: Sequence[Match[Layout]], text: str) -> list[Match[Layout]]:
    return [match for match in matches if match.layout.title_pattern.search(text)]


def forms_named(matches: Sequence[Match[Layout]]) -> str:
    """The forms of some matches with their editions, each once."""
    return "、".join(dict.fromkeys(f"{match.layout.name_zh} ({match.layout.edition})" for match in matches))


def _ambiguous(message: str, block: HeaderBlock) -> Rejection:
    return Rejection("sheet", "AMBIGUOUS_LAYOUT", message, row=block.first_row + 1)


# The returns of a country's schools have the same few headers.
@lru_cache(maxsize=1024)
def _best_matches(
    columns: tuple[HeaderColumn, ...], layouts: tuple[Layout, ...]
) -> tuple[Match[Layout], ...]:
    """The matches with most columns found, in the layouts' order.

    A column is found only where its leaf stands, so a layout with too few such columns is not laid over:
    of some thirty layouts a sheet shares its leaves with two or three.
    """
    leaves = {other.path[-1] for other in columns}
    possible = [
        # The column of row names may be found under a blank header.
        isinstance(layout, CodedLayout) + sum(not leaves.isdisjoint(each) for each in layout.leaves)
        for layout in layouts
    ]
    matches: dict[int, Match[Layout]] = {}
    most = 0
    for position in sorted(range(len(layouts)), key=lambda position: -possible[position]):
        if possible[position] < most:
            break
        matches[position] = lay_over(layouts[position], columns)
        most = max(most, len(matches[position].found))
    return tuple(match for _, match in sorted(matches.items()) if len(match.found) == most)


def absent_columns(match: Match[Layout], block: HeaderBlock) -> list[Rejection]:
    """What a fitting layout does not find in the sheet: columns it expects, and those that stand twice."""
    absent = [
        missing_header(match, column, block) for column in match.missing if column.presence == "expected"
    ]
    unlike = [each for each in absent if each.raw is None]
    if len(unlike) > 1:
        # A part of the form that is not there is one fault, not one of each of its headers.
        columns = {column.field: column.header for column in match.missing}
        named = "、".join(columns[each.field or ""] for each in unlike)
        message = (
            f"{len(unlike)} headers of form {match.layout.name_zh} (edition {match.layout.edition}) are "
            f"missing, and no present header is like them: {named}"
        )
        absent = [replace(unlike[0], message=message), *(each for each in absent if each.raw is not None)]
    for column, others in match.twice:
        said = f"header «{column.header}» stands more than once: {_places(others)}; none of them is read"
        absent.append(_doubled_header(column, others, said))
    return absent


def missing_header(match: Match[Layout], column: Column, block: HeaderBlock) -> Rejection:
    """Says which header is missing, and which present one is nearest, with its cell, if any is like it."""
    taken = {other.index for other in match.found.values()}
    free = [other for other in block.columns if other.index not in taken] or list(block.columns)
    wanted = column.paths[0]
    nearest = max(free, key=lambda other: _likeness(wanted, other.path))
    missing = f"header «{column.header}» of form {match.layout.name_zh} (edition {match.layout.edition})"
    is_like = path_likeness(wanted, nearest.path) >= (_LIKE if len(wanted) == 1 else _LIKE_BELOW_HEADING)
    near = f"the nearest present header is «{nearest.shown}» in {nearest.address}"
    place = nearest if is_like else block.columns[0]
    return Rejection(
        scope="sheet",
        code="MISSING_HEADER",
        message=f"{missing} is missing; {near if is_like else 'no present header is like it'}",
        row=place.leaf_row + 1,
        cell=place.address,
        raw=nearest.shown if is_like else None,
        relation=column.relation,
        field=column.field,
    )


def _agrees(column: Column, path: tuple[str, ...], other: HeaderColumn) -> bool:
    levels = iter(other.path)
    if not all(level in levels for level in path):
        return False
    own = find_unit(column.unit) if column.unit else None
    declared = find_unit(other.unit) if other.unit else None
    return own is None or declared is None or own.agrees(declared)


def _likeness(wanted: tuple[str, ...], path: tuple[str, ...]) -> float:
    leaf = SequenceMatcher(None, wanted[-1], path[-1]).ratio()
    whole = SequenceMatcher(None, LEVEL.join(wanted), LEVEL.join(path)).ratio()
    return leaf + whole


def _no_layout(block: HeaderBlock) -> Rejection:
    present = "、".join(column.shown for column in block.columns[:6])
    first = block.columns[0]
    return Rejection(
        "sheet",
        "NO_LAYOUT",
        f"the headers are those of no known form; present are {present}",
        row=first.leaf_row + 1,
        cell=first.address,
        raw=first.shown,
    )


def explain(match: Match[Layout], block: HeaderBlock) -> Rejection:
    """Why a layout does not fit: the first required header that stands twice, or is missing."""
    for column, others in match.twice:
        if column.presence == "required":
            form = match.layout.name_zh
            said = f"header «{column.header}» of form {form} stands more than once: {_places(others)}"
            return _doubled_header(column, others, said)
    column = next(column for column in match.missing if column.presence == "required")
    return missing_header(match, column, block)


def _places(columns: Sequence[HeaderColumn]) -> str:
    return "、".join(column.address for column in columns)


def _doubled_header(column: Column, others: Sequence[HeaderColumn], said: str) -> Rejection:
    """The rejection of a header that stands more than once, at the second place."""
    return Rejection(
        "sheet",
        "DUPLICATE_HEADER",
        said,
        row=others[0].leaf_row + 1,
        cell=others[1].address,
        raw=others[1].shown,
        relation=column.relation,
        field=column.field,
    )
