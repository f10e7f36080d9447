"""Which stage (小学, 初中, 高中) a list of schools is of, where forms of several stages have its headers.

What belongs here: what titles, sheet names, headers and the types of the schools (办学类型) say of a stage.
What does not: which forms the headers fit (lists_of_schools.py), setting rows aside (misfiled.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from orchestration.submissions.cells import grammar
from orchestration.submissions.contract.layouts import Column, Layout, RowsLayout
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.match import Match
from orchestration.submissions.sheets.headers import HeaderBlock, HeaderColumn
from orchestration.submissions.sheets.school_types import SchoolTypes

_TYPE_FIELD = "school_type_code"
_STAGE = "stage"
#: A header says a stage as its own word or in brackets at its end: 县级以上骨干教师(高中); not 高中阶段.
_BRACKETED = re.compile(r"\(([^()]+)\)$")


@dataclass(frozen=True)
class TypeColumn:
    """The column of a sheet in which each school's type stands, as the directory reads it."""

    column: Column
    header: HeaderColumn
    types: SchoolTypes

    def stages_of(self, cell: Any) -> frozenset[str] | None:
        """The stages that a school of the cell's type has; None where nothing is known of it."""
        return self.types.stages.get(self._code(cell) or "")

    def name_of(self, cell: Any) -> str:
        """The registry's name of the cell's type."""
        return self.types.names[self._code(cell) or ""]

    def _code(self, cell: Any) -> str | None:
        try:
            code: str | None = self.column.kind.read(cell)
        except grammar.Unreadable:
            return None
        return code


def type_column(lists: Sequence[Match[RowsLayout]], types: SchoolTypes) -> TypeColumn | None:
    """The column of the schools' types, if the directory laid over the sheet finds one."""
    for match in lists:
        if header := match.found.get(_TYPE_FIELD):
            return TypeColumn(match.layout.source_of(_TYPE_FIELD), header, types)
    return None


def told_apart(
    matches: Sequence[Match[RowsLayout]], block: HeaderBlock, sheet: Sheet, types: TypeColumn | None
) -> list[Match[RowsLayout]]:
    """Those of some matches that the signs speak for, the surest sign first; all where no sign speaks."""
    left = list(matches)
    if _title_contradicts_name(left, block, sheet):
        return left
    for speaks_for in _signs(block, sheet, types):
        left = [match for match in left if speaks_for(match.layout)] or left
    return left


def _title_contradicts_name(matches: Sequence[Match[RowsLayout]], block: HeaderBlock, sheet: Sheet) -> bool:
    """True where the title names one of the forms and the sheet's name another."""
    by_title, by_name = (
        {match.layout.form for match in matches if _is_named(text, match.layout)}
        for text in (block.title, sheet.name_text)
    )
    return bool(by_title and by_name) and by_title.isdisjoint(by_name) and not block.inherited


def _is_titled(text: str, layout: Layout) -> bool:
    return layout.title_pattern.search(text) is not None


def _is_named(text: str, layout: Layout) -> bool:
    words = layout.stage_words
    return _is_titled(text, layout) or (words is not None and words.search(text) is not None)


def stage_of(layout: Layout) -> str | None:
    """The stage whose schools a form lists; None for a form of whole schools."""
    return layout.constants.get(_STAGE)


def columns_seen_by(
    layout: Layout, columns: Sequence[HeaderColumn], layouts: Iterable[Layout]
) -> tuple[HeaderColumn, ...]:
    """The columns that may feed a form: where a header lays stages side by side (小学 › 在校生数 beside
    初中 › 在校生数), those of its own stage and those of none."""
    words = {stage: each.stage_words for each in layouts if (stage := stage_of(each)) and each.stage_words}
    stages = {
        column.index: stage
        for column in columns
        for stage, pattern in words.items()
        if any(pattern.fullmatch(level) for level in column.path[:-1])
    }
    if len(set(stages.values())) < 2:
        return tuple(columns)
    return tuple(column for column in columns if stages.get(column.index) in (None, stage_of(layout)))


def is_under_its_stage(layout: Layout, header: HeaderColumn) -> bool:
    """True for a column under a heading that says the form's stage."""
    words = layout.stage_words
    return words is not None and any(words.fullmatch(level) for level in header.path[:-1])


def _signs(
    block: HeaderBlock, sheet: Sheet, types: TypeColumn | None
) -> Iterator[Callable[[Layout], object]]:
    texts = (block.title, sheet.name_text)
    yield from (partial(_is_titled, text) for text in texts)
    yield from (partial(_is_named, text) for text in texts)
    levels = {level for column in block.columns for level in column.path}
    words = levels | {found.group(1) for level in levels if (found := _BRACKETED.search(level))}
    yield lambda layout: layout.stage_words and any(layout.stage_words.fullmatch(word) for word in words)
    if types is not None:
        stages = _stages_of_all(sheet, block, types)
        yield lambda layout: stage_of(layout) in stages


def _stages_of_all(sheet: Sheet, block: HeaderBlock, types: TypeColumn) -> frozenset[str]:
    """The stages that every school of the sheet has whose type is known."""
    cells = {row[types.header.index] for row in sheet.rows[block.data_row : block.end_row]}
    said = [stages for cell in cells if (stages := types.stages_of(cell)) is not None]
    return frozenset.intersection(*said) if said else frozenset()
