"""Which known form an unknown sheet is most like, and which of its columns and rows are which.

What belongs here: the header block of a sheet that no layout fits, the nearest layout, the mapping by
likeness. What does not: reading a submission by it, ever: a person reviews the draft (draft.py) first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from orchestration.submissions.cells import grammar
from orchestration.submissions.cells.units import find_unit
from orchestration.submissions.contract.layouts import (
    ROW_CODE,
    ROW_NAME,
    CodedLayout,
    Column,
    Layout,
    Row,
    RowsLayout,
)
from orchestration.submissions.files.workbook import Sheet
from orchestration.submissions.forms.coded_rows import row_code
from orchestration.submissions.forms.likeness import path_likeness, text_likeness
from orchestration.submissions.forms.row_labels import core
from orchestration.submissions.sheets.headers import (
    SEARCHED_ROWS,
    HeaderBlock,
    HeaderColumn,
    Vocabulary,
    find_header,
)

#: Below this a column or row is left unknown: a person sees it among those rather than wrongly placed.
LEAST_LIKENESS = 0.6
#: A form of which less than this share of the sheet's columns is known is not near: no draft is made of it.
LEAST_NEARNESS = 0.35
#: Forms that fit this share as well as the best one are as near: title and sheet name decide between them.
_AS_NEAR = 0.9
_LOOKED_AT = 200  # rows whose cells tell what kind of column it is
_FEWEST_HEADERS = 3


@dataclass(frozen=True)
class ColumnGuess:
    """A sheet's column, and the layout's column it is taken for."""

    header: HeaderColumn
    column: Column
    likeness: float
    known: tuple[str, ...]  # the known header path it is most like


@dataclass(frozen=True)
class RowGuess:
    """A row of a matrix form by its 乙 code, and the layout's row it is taken for."""

    line: int
    code: str
    label: str
    row: Row
    likeness: float


@dataclass(frozen=True)
class UnknownRow:
    """A row of a matrix form that is like none of the layout's."""

    line: int
    index: int  # the column of its label
    code: str
    label: str


@dataclass(frozen=True)
class Tie:
    """A form that is as near as the one suggested, and what tells the two apart: what each says of all its
    figures, and whether title or sheet name decided."""

    layout: Layout
    apart: str
    is_decided: bool


@dataclass(frozen=True)
class Suggestion:
    """A sheet laid beside its nearest layout.

    `unknown` are the sheet's columns that are like none of the layout's, each with its nearest known
    header and likeness; `missing` are the layout's columns that nothing in the sheet is like.
    """

    sheet: Sheet
    block: HeaderBlock
    layout: Layout
    columns: tuple[ColumnGuess, ...]
    unknown: tuple[tuple[HeaderColumn, tuple[str, ...], float], ...]
    missing: tuple[Column, ...]
    rows: tuple[RowGuess, ...] = ()
    unknown_rows: tuple[UnknownRow, ...] = ()
    missing_rows: tuple[Row, ...] = field(default=())
    ties: tuple[Tie, ...] = ()

    @property
    def nearness(self) -> float:
        """The share of the sheet's columns that the layout knows, by likeness; names and codes of schools,
        which every list has, say nothing of the form."""
        told = [guess for guess in self.columns if not _is_of_any_list(guess.column)]
        columns = len(self.block.columns) - (len(self.columns) - len(told))
        return sum(guess.likeness for guess in told) / columns if columns else 0.0

    @property
    def score(self) -> float:
        """How well the layout fits: what is alike, less half of what it asks for and does not find."""
        lacking = sum(column.presence == "required" for column in self.missing)
        rows = sum(guess.likeness for guess in self.rows) - 0.5 * len(self.missing_rows)
        return sum(guess.likeness for guess in self.columns) - 0.5 * lacking + 0.2 * rows


def suggest(sheet: Sheet, layouts: Sequence[Layout], among: Sequence[Layout]) -> Suggestion | None:
    """The nearest of the layouts `among` laid beside a sheet; None where nothing looks like a header.

    layouts: all that are known; their headers help to find the header block.
    """
    block = _find_block(sheet, layouts)
    if block is None:
        return None
    of_form: dict[str, Suggestion] = {}
    for layout in among:
        laid = _lay_beside(sheet, block, layout, among)
        best = of_form.setdefault(layout.form, laid)
        of_form[layout.form] = max(best, laid, key=lambda each: (round(each.score, 6), each.layout.edition))
    most = max(each.score for each in of_form.values())
    near = [each for each in of_form.values() if each.score >= _AS_NEAR * most] or list(of_form.values())
    chosen = max(near, key=lambda each: _rank(each, near))
    told = _rank(chosen, near)[:3]
    ties = [
        Tie(each.layout, _apart(chosen.layout, each.layout), told > _rank(each, near)[:3])
        for each in near
        if each is not chosen
    ]
    return replace(chosen, ties=tuple(ties))


def _rank(suggestion: Suggestion, near: Sequence[Suggestion]) -> tuple[bool, bool, bool, float, str]:
    """Of forms as near: the one that title, then sheet name name; then the one whose own word (小学) either
    holds; then the best fit, the newest."""
    layout, title = suggestion.layout, suggestion.block.title
    name = suggestion.sheet.name_text
    others = [each.layout.name_zh for each in near if each is not suggestion]
    words = {word for other in others for word in _own_words(layout.name_zh, other)}
    return (
        bool(layout.title_pattern.search(title)),
        bool(layout.title_pattern.search(name)),
        any(word in f"{title} {name}" for word in words),
        round(suggestion.score, 6),
        layout.edition,
    )


def _own_words(name: str, other: str) -> set[str]:
    """The words of two characters that a form's name has and another's has not: 小学, 初中."""
    pairs = {name[place : place + 2] for place in range(len(name) - 1)}
    return {pair for pair in pairs if pair not in other}


def _apart(chosen: Layout, other: Layout) -> str:
    """What tells two forms apart: constants that differ, else the names."""
    differing = [
        f"{key}: {value} or {other.constants.get(key, '-')}"
        for key, value in chosen.constants.items()
        if other.constants.get(key) != value
    ]
    return "; ".join([*differing, f"{chosen.name_zh} or {other.name_zh}"])


def _is_of_any_list(column: Column) -> bool:
    return column.key or column.field in (ROW_NAME, "school_name", "county_name_filed")


def _find_block(sheet: Sheet, layouts: Sequence[Layout]) -> HeaderBlock | None:
    """The header found with a vocabulary widened by what in the sheet is like a known header."""
    known = Vocabulary.of(layouts)
    texts, keys = set(known.texts), set(known.keys)
    for row in range(min(SEARCHED_ROWS, len(sheet.rows))):
        for text in sheet.line(row).words - texts:
            if any(text_likeness(text, each) >= LEAST_LIKENESS for each in known.texts):
                texts.add(text)
            if any(text_likeness(text, each) >= LEAST_LIKENESS for each in known.keys):
                keys.add(text)
    block = find_header(sheet, Vocabulary(frozenset(texts), frozenset(keys)))
    if block is not None and len(block.columns) >= _FEWEST_HEADERS:
        return block
    return find_header(sheet, _own_vocabulary(sheet))


def _own_vocabulary(sheet: Sheet) -> Vocabulary:
    """The texts of the first rows that hold several texts and no figure: headers, by their looks alone."""
    texts: set[str] = set()
    keys: set[str] = set()
    for row in range(min(SEARCHED_ROWS, len(sheet.rows))):
        line = sheet.line(row)
        words = [
            header
            for cell, text, (header, _) in zip(line.cells, line.texts, line.split, strict=True)
            if isinstance(cell, str) and text and not text[0].isdigit()
        ]
        if texts and len(words) < len(line.filled):
            break
        if len(words) == len(line.filled) >= (1 if texts else _FEWEST_HEADERS):
            keys = keys or {words[0]}
            texts.update(words)
    return Vocabulary(frozenset(texts), frozenset(keys))


def _lay_beside(sheet: Sheet, block: HeaderBlock, layout: Layout, among: Sequence[Layout]) -> Suggestion:
    known = _known_paths(layout, among)
    pairs = []
    nearest: dict[int, tuple[float, tuple[str, ...]]] = {}
    for header in block.columns:
        for column in layout.header_columns:
            likeness, path = max((path_likeness(path, header.path), path) for path in known[column.field])
            nearest[header.index] = max(nearest.get(header.index, (0.0, ())), (likeness, path))
            if likeness >= LEAST_LIKENESS and _agrees(column, header, sheet, block, layout):
                pairs.append((likeness, header, column, path))
    guesses: dict[str, ColumnGuess] = {}
    taken: set[int] = set()
    # The likest pair first; of pairs equally like, the one that stands further left.
    for likeness, header, column, path in sorted(pairs, key=lambda pair: (-pair[0], pair[1].index)):
        if column.field not in guesses and header.index not in taken:
            guesses[column.field] = ColumnGuess(header, column, likeness, path)
            taken.add(header.index)
    code = guesses.get(ROW_CODE)
    beside = [header for header in block.columns if code and header.index == code.header.index - 1]
    if ROW_NAME not in guesses and beside and beside[0].index not in taken:
        # The names stand left of the codes, whatever the header above them says.
        column, path = layout.header_columns[0], layout.header_columns[0].paths[0]
        guesses[ROW_NAME] = ColumnGuess(beside[0], column, path_likeness(path, beside[0].path), path)
        taken.add(beside[0].index)
    suggestion = Suggestion(
        sheet,
        block,
        layout,
        columns=tuple(sorted(guesses.values(), key=lambda guess: guess.header.index)),
        unknown=tuple(
            (header, nearest[header.index][1], nearest[header.index][0])
            for header in block.columns
            if header.index not in taken
        ),
        missing=tuple(column for column in layout.header_columns if column.field not in guesses),
    )
    if not isinstance(layout, CodedLayout) or code is None:
        return suggestion
    return _with_rows(suggestion, layout, guesses, code.header.index)


def _known_paths(layout: Layout, among: Sequence[Layout]) -> dict[str, list[tuple[str, ...]]]:
    """Header paths by field, out of every edition of the form: one says 班数, another 教学班数."""
    paths = {column.field: list(column.paths) for column in layout.header_columns}
    for other in among:
        if other.form == layout.form and isinstance(other, RowsLayout) and isinstance(layout, RowsLayout):
            for column in other.columns:
                if column.field in paths:
                    paths[column.field] += column.paths
    return paths


def _agrees(column: Column, header: HeaderColumn, sheet: Sheet, block: HeaderBlock, layout: Layout) -> bool:
    """False where the unit stated or the cells below say that it is another kind of column."""
    own = find_unit(column.unit) if column.unit else None
    declared = find_unit(header.unit) if header.unit else None
    if own and declared and not own.agrees(declared):
        return False
    if isinstance(layout, CodedLayout):
        return True
    rows = sheet.rows[block.data_row : block.data_row + _LOOKED_AT]
    return column.kind.may_be_of(
        [row[header.index] for row in rows if not grammar.is_missing(row[header.index])]
    )


def _with_rows(
    suggestion: Suggestion, layout: CodedLayout, guesses: dict[str, ColumnGuess], code_index: int
) -> Suggestion:
    """Rows in the form's order: labels repeat (外省迁入), so a row is known by what stands around it too."""
    sheet, block = suggestion.sheet, suggestion.block
    name_index = guesses[ROW_NAME].header.index if ROW_NAME in guesses else max(code_index - 1, 0)
    found = []
    for line in range(block.data_row, len(sheet.rows)):
        texts = sheet.line(line).texts
        code = row_code(texts[code_index])
        if code is not None:
            found.append(UnknownRow(line, name_index, code, texts[name_index]))
    likeness = [[_label_likeness(each, row) for row in layout.rows] for each in found]
    pairs = dict(_in_order(likeness))
    rows = tuple(
        RowGuess(
            each.line,
            each.code,
            each.label,
            layout.rows[pairs[position]],
            likeness[position][pairs[position]],
        )
        for position, each in enumerate(found)
        if position in pairs
    )
    return Suggestion(
        sheet,
        block,
        layout,
        suggestion.columns,
        suggestion.unknown,
        suggestion.missing,
        rows,
        unknown_rows=tuple(each for position, each in enumerate(found) if position not in pairs),
        missing_rows=tuple(
            row for position, row in enumerate(layout.rows) if position not in set(pairs.values())
        ),
    )


def _label_likeness(found: UnknownRow, row: Row) -> float:
    likeness = max(text_likeness(core(found.label), core(label)) for label in row.labels)
    # An equal code tells rows of one label apart, and no more.
    return likeness + (0.001 if likeness >= LEAST_LIKENESS and found.code == row.code else 0)


def _in_order(likeness: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """The pairs, ascending in both, whose likeness (each at least LEAST_LIKENESS) is greatest in sum."""
    height, width = len(likeness), len(likeness[0]) if likeness else 0
    best = [[0.0] * (width + 1) for _ in range(height + 1)]
    for i in range(height - 1, -1, -1):
        for j in range(width - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1])
            if likeness[i][j] >= LEAST_LIKENESS:
                best[i][j] = max(best[i][j], likeness[i][j] + best[i + 1][j + 1])
    pairs = []
    i = j = 0
    while i < height and j < width:
        if likeness[i][j] >= LEAST_LIKENESS and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs
