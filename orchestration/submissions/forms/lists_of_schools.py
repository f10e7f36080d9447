"""Which forms a list of schools holds: mostly one, in an office's wide export several side by side.

What belongs here: forms that the headers fit whole, which of them exclude one another, columns that feed
nothing, lists without codes. What does not: laying a layout over headers (match.py), what says a stage
(stages.py), reading rows.

A form that fits whole is read, however many headers another would find that lacks one it needs. Forms that
would read one column as two facts exclude each other: the one that explains most is meant, then the one that
title, sheet name, headers or the schools' types speak for. Forms that share no column are all read.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from orchestration.submissions.contract.layouts import Column, Layout, RowsLayout
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.match import Match, choose, explain, forms_named, lay_over, lists_records
from orchestration.submissions.forms.stages import (
    TypeColumn,
    columns_seen_by,
    stage_of,
    told_apart,
    type_column,
)
from orchestration.submissions.sheets.headers import HeaderBlock, HeaderColumn
from orchestration.submissions.sheets.school_types import SchoolTypes

_NAME_FIELD = "school_name"
#: So many figures of a form that lacks a header tell that the form is meant.
_FEWEST_FIGURES = 3
#: So many headers are named of those that feed nothing.
_NAMED = 8

Lists = Sequence[Match[RowsLayout]]


@dataclass(frozen=True)
class Forms:
    """The forms of a table, what is wrong or to be noticed, and the column of the schools' types.
    `block` is the table's header, with the names of schools as its key where codes are lacking."""

    block: HeaderBlock
    matches: tuple[Match[Layout], ...] = ()
    rejections: tuple[Rejection, ...] = ()
    types: TypeColumn | None = None

    @property
    def found(self) -> Match[Layout] | Rejection:
        """The form that explains most of the table, or why it holds none."""
        return self.matches[0] if self.matches else self.rejections[0]


def forms_of_table(
    block: HeaderBlock, sheet: Sheet, layouts: Sequence[Layout], types: SchoolTypes | None = None
) -> Forms:
    """The forms that a table holds, or the rejection that says why it holds none."""
    by_name = _with_names_as_keys(block, tuple(layouts))
    one = choose(block, sheet, layouts)
    if isinstance(one, Match) and not (lists_records(one) and one.layout.names_schools):
        return Forms(block, (one,))
    lists = _lists(by_name.columns, tuple(layouts))
    whole = [match for match in lists if match.fits]
    if not whole:
        return _forms_of(block, one)
    column = type_column(lists, types or SchoolTypes())
    chosen = _Choice(by_name, sheet, lists, column)
    chosen.go_through(whole)
    if not chosen.accepted and not (chosen.ties and isinstance(one, Match)):
        return _forms_of(block, one)
    rejections = (*chosen.rejections(), *_two_editions(chosen.accepted, by_name, layouts))
    return Forms(by_name, tuple(chosen.accepted), rejections, column)


def _forms_of(block: HeaderBlock, one: Match[Layout] | Rejection) -> Forms:
    return Forms(block, (one,)) if isinstance(one, Match) else Forms(block, (), (one,))


class _Choice:
    """Goes through the forms that fit a table whole and accepts those that are meant."""

    def __init__(self, block: HeaderBlock, sheet: Sheet, lists: Lists, types: TypeColumn | None) -> None:
        self.block, self.sheet, self.lists, self.types = block, sheet, lists, types
        self.accepted: list[Match[RowsLayout]] = []
        self.ties: list[Lists] = []

    def go_through(self, whole: Lists) -> None:
        """The form that explains most first; what excludes an accepted form is no longer asked about."""
        rest = list(whole)
        while rest:
            most = max(len(match.found) for match in rest)
            first = next(match for match in rest if len(match.found) == most)
            rivals = [match for match in rest if len(match.found) == most and _exclude(match, first)]
            meant = told_apart(rivals, self.block, self.sheet, self.types)
            if len(meant) == 1 and self._is_meant(meant[0], rivals):
                self.accepted.append(meant[0])
            elif len(meant) > 1 and self._is_said(meant):
                self.ties.append(meant)
            else:
                rest = [match for match in rest if match not in rivals]
                continue
            rest = [match for match in rest if not _exclude(match, meant[0])]

    def _stronger(self, match: Match[RowsLayout]) -> list[Match[RowsLayout]]:
        """The forms of other stages that find more headers in the same columns, and lack one."""
        return [
            other
            for other in self.lists
            if not other.fits
            and other.layout.form != match.layout.form
            and len(other.found) > len(match.found)
            and (_exclude(other, match) or len(_facts(match)) == 1)
        ]

    def _is_meant(self, match: Match[RowsLayout], rivals: Lists) -> bool:
        """False for a form of few columns that only happens to fit: a sign must speak for it."""
        stronger = self._stronger(match)
        is_beside = len(_facts(match)) == 1 and bool(self.accepted)
        if not stronger and not is_beside:
            return True
        others = [other for other in self.lists if _differs_in_stage(other, match)]
        asked = [match, *stronger, *rivals, *others]
        left = told_apart(asked, self.block, self.sheet, self.types)
        return len(left) < len(asked) and {each.layout.form for each in left} == {match.layout.form}

    def _is_said(self, meant: Lists) -> bool:
        """Whether a tie is one to decide: not where a single column beside other forms might be of two."""
        single = len(_facts(meant[0])) == 1
        return not single or not (self.accepted or self._stronger(meant[0]))

    def rejections(self) -> list[Rejection]:
        """Ties, forms that begin and lack a header, columns that feed nothing."""
        said = [_tie(meant, self.block) for meant in self.ties]
        lacking = self._lacking()
        said += [explain(match, self.block) for match in lacking]
        if (len(self.accepted) > 1 or lacking) and (unread := self._unread(lacking)):
            said.append(unread)
        return said

    def _lacking(self) -> Lists:
        """The forms whose figures stand in columns that no accepted form reads, short of a header."""
        taken = {index for match in chain(self.accepted, *self.ties) for index in _facts(match)}
        found: dict[str, Match[RowsLayout]] = {}
        for match in sorted(self.lists, key=lambda match: len(match.found)):
            figures = {
                match.found[column.field].index
                for column in match.layout.columns
                if column.kind.is_figure and column.field in match.found
            }
            lacks = [column for column in match.missing if column.presence == "required"]
            # Offices put columns of the directory on sheets of one form; beside several forms it is meant.
            lacks_little = len(lacks) <= (len(self.accepted) > 1) and len(_facts(match)) > 1
            is_near = lacks_little or len(figures) >= max(_FEWEST_FIGURES, len(lacks))
            if not match.fits and is_near and taken.isdisjoint(_facts(match)):
                found[match.layout.form] = match
        near = sorted(found.values(), key=lambda match: -len(match.found))
        kept: list[Match[RowsLayout]] = []
        for match in near:
            rivals = [other for other in near if _exclude(other, match)]
            told = told_apart(rivals, self.block, self.sheet, self.types)
            if match is told[0] and not any(_exclude(match, other) for other in kept):
                kept.append(match)
        return kept

    def _unread(self, lacking: Lists) -> Rejection | None:
        read = {each.index for match in (*self.accepted, *lacking) for each in match.found.values()}
        unread = [column for column in self.block.columns if column.index not in read]
        if not unread:
            return None
        named = "、".join(column.shown for column in unread[:_NAMED])
        more = f" and {len(unread) - _NAMED} more" if len(unread) > _NAMED else ""
        return Rejection(
            "sheet",
            "COLUMNS_NOT_READ",
            f"{len(unread)} columns feed no form and are not read: {named}{more}",
            row=unread[0].leaf_row + 1,
            cell=unread[0].address,
            raw=f"{len(unread)}：{named}{'……' if more else ''}",
        )


def _differs_in_stage(one: Match[RowsLayout], other: Match[RowsLayout]) -> bool:
    return stage_of(one.layout) is not None and stage_of(one.layout) != stage_of(other.layout)


def _facts(match: Match[RowsLayout]) -> frozenset[int]:
    """The columns of the sheet that the form lands as facts."""
    return frozenset(
        match.found[column.field].index
        for column in match.layout.columns
        if column.relation and not column.key and column.field in match.found
    )


def _exclude(one: Match[RowsLayout], other: Match[RowsLayout]) -> bool:
    return one.layout.form == other.layout.form or not _facts(one).isdisjoint(_facts(other))


def _tie(meant: Lists, block: HeaderBlock) -> Rejection:
    said = f"the headers fit several forms: {forms_named(meant)}; title or sheet name must say which is meant"
    return Rejection("sheet", "AMBIGUOUS_LAYOUT", said, row=block.first_row + 1, raw=forms_named(meant))


# Sheets of one office have the same headers.
@lru_cache(maxsize=1024)
def _lists(columns: tuple[HeaderColumn, ...], layouts: tuple[Layout, ...]) -> tuple[Match[RowsLayout], ...]:
    """The lists of schools laid over a header: those that find more of it than the school. Where no edition
    of a form fits, one in the words of all of them, if that does."""
    has_codes = not any(column.is_name for column in columns)
    laid = [
        match
        for layout in _school_lists(layouts)
        if has_codes or _only_repeats_names(layout)
        if lists_records(match := lay_over(layout, columns_seen_by(layout, columns, layouts)))
        and _facts(match)
    ]
    whole = {match.layout.form for match in laid if match.fits}
    leaves = {column.path[-1] for column in columns}
    for layout in _of_all_editions(layouts):
        is_possible = layout.form not in whole and (has_codes or _only_repeats_names(layout))
        if is_possible and all(
            column.presence != "required" or not leaves.isdisjoint(words)
            for column, words in zip(layout.columns, layout.leaves, strict=True)
        ):
            match = lay_over(layout, columns_seen_by(layout, columns, layouts))
            if match.fits and lists_records(match):
                laid.append(match)
                whole.add(layout.form)
    return tuple(laid)


@cache
def _school_lists(layouts: tuple[Layout, ...]) -> tuple[RowsLayout, ...]:
    return tuple(each for each in layouts if isinstance(each, RowsLayout) and each.names_schools)


@cache
def _of_all_editions(layouts: tuple[Layout, ...]) -> tuple[RowsLayout, ...]:
    """Each edition of a list of schools, newest first, with the words of the form's other editions after its
    own; only forms of several editions."""
    made = []
    for layout in sorted(_school_lists(layouts), key=lambda layout: layout.edition, reverse=True):
        others = [each for each in _school_lists(layouts) if each.form == layout.form and each is not layout]
        if others:
            columns = tuple(_in_all_words(column, others) for column in layout.columns)
            made.append(dataclasses.replace(layout, columns=columns))
    return tuple(made)


def _in_all_words(column: Column, others: Iterable[RowsLayout]) -> Column:
    words = [
        header
        for layout in others
        for each in layout.columns
        if each.field == column.field
        for header in each.headers
    ]
    return dataclasses.replace(column, headers=tuple(dict.fromkeys((*column.headers, *words))))


def _two_editions(matches: Lists, block: HeaderBlock, layouts: Sequence[Layout]) -> Iterator[Rejection]:
    """A notice of each form whose headers are in words of several editions."""
    for match in matches:
        if any(match.layout is layout for layout in layouts):
            continue
        laid = {
            each.edition: lay_over(each, block.columns).found
            for each in _school_lists(tuple(layouts))
            if each.form == match.layout.form
        }
        lent = match.found.keys() - laid[match.layout.edition].keys()
        editions = [edition for edition, found in laid.items() if lent & found.keys()]
        named = "、".join(sorted({match.layout.edition, *editions}))
        said = f"the headers of form {match.layout.name_zh} are in words of editions {named}"
        place = match.found[min(lent)]
        yield Rejection(
            "sheet",
            "WORDS_OF_TWO_EDITIONS",
            f"{said}; it is read as edition {match.layout.edition}",
            row=place.leaf_row + 1,
            cell=place.address,
            raw=f"{match.layout.name_zh} {named}",
        )


def _only_repeats_names(layout: RowsLayout) -> bool:
    """True where the names of schools only stand beside their codes: another form says whose they are."""
    return any(column.field == _NAME_FIELD and column.relation is None for column in layout.columns)


def _with_names_as_keys(block: HeaderBlock, layouts: tuple[Layout, ...]) -> HeaderBlock:
    """The header, with the names of schools standing for their codes where it has names and no codes."""
    keys, names = _key_and_name_paths(layouts)
    leaves = {column.path[-1] for column in block.columns}
    if leaves & {path[-1] for path in keys}:
        return block
    named = [column for column in block.columns if column.path in names]
    if len(named) != 1:
        return block
    stands_for = tuple(dataclasses.replace(named[0], path=path, is_name=True) for path in keys)
    return dataclasses.replace(block, columns=block.columns + stands_for)


@cache
def _key_and_name_paths(layouts: tuple[Layout, ...]) -> tuple[tuple[tuple[str, ...], ...], ...]:
    """The header paths of the codes of schools and those of their names, each once."""
    columns = [column for layout in _school_lists(layouts) for column in layout.columns]
    keys = dict.fromkeys(path for column in columns if column.key for path in column.paths)
    names = dict.fromkeys(path for column in columns if column.field == _NAME_FIELD for path in column.paths)
    return tuple(keys), tuple(names)
