"""The kinds of cells: how one is read, alone or in a column, what may be typed there, how offices write it.

What belongs here: one class for each `kind` of a layout, with all that depends on the kind. What does not:
the grammar itself (grammar.py), the fast ways through a column (columns.py), writing a workbook
(`orchestration/forms`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, ClassVar

import pyarrow as pa

from orchestration.submissions.cells import columns, grammar
from orchestration.submissions.cells.columns import QUANTITY, ReadColumn
from orchestration.submissions.cells.text import plain
from orchestration.submissions.cells.units import UNITLESS, CellUnit

SCHOOL_CODE_DIGITS = 10
#: Fewer cells say nothing about the kind of their column.
_FEWEST_CELLS = 3
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class EntryRule:
    """What a spreadsheet program lets be typed into a cell, in its own words («whole», «between»), and what
    it tells the person who types."""

    type: str
    prompt: str
    operator: str | None = None
    first: str | None = None
    second: str | None = None


@dataclass(frozen=True)
class CellKind(ABC):
    """What the cells of a column hold, or the cells of a row where rows are known by their codes.

    Attributes
    ----------
    is_figure: a number, which has a unit, may be added up, and of which one stands for one record only.
    is_school_code: it says whose row it is.
    is_typed_as_text: a cell of this kind is formatted as text, so that what is typed keeps zeros and digits.
    width: of the column in an empty form, in characters.
    """

    is_figure: ClassVar[bool] = False
    is_school_code: ClassVar[bool] = False
    is_typed_as_text: ClassVar[bool] = True
    width: ClassVar[int] = 10

    @abstractmethod
    def read(self, cell: object, unit: CellUnit = UNITLESS) -> Any:
        """The landing value of one cell; None where it says nothing. Raises grammar.Unreadable."""

    @abstractmethod
    def read_column(self, cells: Sequence[Any], unit: CellUnit = UNITLESS) -> ReadColumn:
        """The landing values of a column's cells, by the same grammar."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words of which one may be picked; () where the kind knows none."""
        return ()

    def entry_rule(self, may_be_negative: bool = False) -> EntryRule | None:
        """The rule for typing, or None where anything may be typed."""
        return None

    def written(self, value: Any) -> Any:
        """A landing value as offices write it."""
        return value

    def may_be_of(self, cells: Sequence[object]) -> bool:
        """False where filled cells under a header tell that their column is of another kind."""
        return True

    def landing_as(self, column_type: Any) -> CellKind:
        """The kind whose values a landing column of this Arrow type takes."""
        return self


@dataclass(frozen=True)
class Text(CellKind):
    """Words. Those in `meanings` land as what they mean, all others as filed."""

    meanings: Mapping[str, str] = field(default_factory=dict)

    width: ClassVar[int] = 22

    def read(self, cell: object, unit: CellUnit = UNITLESS) -> str | None:
        try:
            return grammar.read_choice(cell, self.meanings) if self.meanings else grammar.read_text(cell)
        except grammar.Unreadable:
            return grammar.read_text(cell)

    def read_column(self, cells: Sequence[Any], unit: CellUnit = UNITLESS) -> ReadColumn:
        if self.meanings:
            return columns.read_each(cells, self.read, pa.string())
        return columns.read_texts(cells)

    @property
    def words(self) -> tuple[str, ...]:
        return first_words(self.meanings)

    def written(self, value: Any) -> Any:
        if value in self.meanings:
            return value
        return next((word for word in self.words if self.meanings[word] == value), value)


@dataclass(frozen=True)
class Name(Text):
    """What something is called; a number in its place is no name."""

    def read(self, cell: object, unit: CellUnit = UNITLESS) -> str | None:
        name = super().read(cell, unit)
        return None if name is None or name.isdecimal() else name

    def read_column(self, cells: Sequence[Any], unit: CellUnit = UNITLESS) -> ReadColumn:
        return columns.read_each(cells, self.read, pa.string())


@dataclass(frozen=True)
class Choice(Text):
    """One of the form's words, and nothing else."""

    width: ClassVar[int] = 12

    def read(self, cell: object, unit: CellUnit = UNITLESS) -> str | None:
        return grammar.read_choice(cell, self.meanings)


@dataclass(frozen=True)
class _Figure(CellKind):
    is_figure: ClassVar[bool] = True
    is_typed_as_text: ClassVar[bool] = False

    def may_be_of(self, cells: Sequence[object]) -> bool:
        # A share is a figure, too, be it one that its column rejects.
        read = partial(grammar.read_number, is_share=True)
        return len(cells) < _FEWEST_CELLS or _readable(read, cells) >= len(cells) / 2


@dataclass(frozen=True)
class Count(_Figure):
    """A whole number of things."""

    def read(self, cell: object, unit: CellUnit = UNITLESS) -> int | Decimal | None:
        return grammar.read_count(cell, unit.factor, unit.word)

    def read_column(self, cells: Sequence[Any], unit: CellUnit = UNITLESS) -> ReadColumn:
        return columns.read_counts(cells, unit.factor, unit.word)

    def entry_rule(self, may_be_negative: bool = False) -> EntryRule:
        return EntryRule("whole", "请填写不小于 0 的整数。", "greaterThanOrEqual", "0")

    def landing_as(self, column_type: Any) -> CellKind:
        return WholeQuantity() if column_type == QUANTITY else self


@dataclass(frozen=True)
class WholeQuantity(Count):
    """A whole number that lands beside areas and money: computers, books."""

    def read(self, cell: object, unit: CellUnit = UNITLESS) -> Decimal | None:
        return grammar.read_number(super().read(cell, unit))

    def read_column(self, cells: Sequence[Any], unit: CellUnit = UNITLESS) -> ReadColumn:
        return columns.read_whole_quantities(cells, unit.factor, unit.word)


@dataclass(frozen=True)
class Quantity(_Figure):
    """An area, an amount of money, a rate."""

    def read(self, cell: object, unit: CellUnit = UNITLESS) -> Decimal | None:
        return grammar.read_number(cell, unit.factor, unit.is_share, unit.share_unit, unit.word)

    def read_column(self, cells: Sequence[Any], unit: CellUnit = UNITLESS) -> ReadColumn:
        return columns.read_quantities(cells, unit.factor, unit.is_share, unit=unit.word)

    def entry_rule(self, may_be_negative: bool = False) -> EntryRule:
        if may_be_negative:
            return EntryRule("decimal", "请填写数字。", "between", "-1E+15", "1E+15")
        return EntryRule("decimal", "请填写不小于 0 的数字。", "greaterThanOrEqual", "0")


@dataclass(frozen=True)
class Code(CellKind):
    """A code of so many digits. Words in `meanings` stand for one (小学 for 211)."""

    digits: int = SCHOOL_CODE_DIGITS
    meanings: Mapping[str, str] = field(default_factory=dict)

    width: ClassVar[int] = 11

    def read(self, cell: object, unit: CellUnit = UNITLESS) -> str | None:
        if self.meanings and not any(letter.isdigit() for letter in plain(cell)):
            return grammar.read_choice(cell, self.meanings)
        return grammar.read_code(cell, self.digits)

    def read_column(self, cells: Sequence[Any], unit: CellUnit = UNITLESS) -> ReadColumn:
        return columns.read_codes(cells, self.digits, self.read)

    def entry_rule(self, may_be_negative: bool = False) -> EntryRule:
        return EntryRule("textLength", f"请填写 {self.digits} 位代码。", "equal", str(self.digits))

    def written(self, value: Any) -> Any:
        # Offices type the short ones as numbers.
        return int(value) if value is not None and self.digits == 3 else value

    def may_be_of(self, cells: Sequence[object]) -> bool:
        # Totals, notes and signatures stand among few records, and most of all in the first column.
        return len(cells) < _FEWEST_CELLS or _readable(self.read, cells) >= 1


@dataclass(frozen=True)
class SchoolCode(Code):
    """The code of a school (学校标识码)."""

    is_school_code: ClassVar[bool] = True
    width: ClassVar[int] = 14


@dataclass(frozen=True)
class Flag(CellKind):
    """是 or 否."""

    @property
    def words(self) -> tuple[str, ...]:
        return "是", "否"

    def read(self, cell: object, unit: CellUnit = UNITLESS) -> bool | None:
        return grammar.read_flag(cell)

    def read_column(self, cells: Sequence[Any], unit: CellUnit = UNITLESS) -> ReadColumn:
        return columns.read_each(cells, self.read, pa.bool_())

    def written(self, value: Any) -> Any:
        return None if value is None else self.words[not value]


@dataclass(frozen=True)
class Year(CellKind):
    """A year of four digits."""

    is_typed_as_text: ClassVar[bool] = False

    def read(self, cell: object, unit: CellUnit = UNITLESS) -> int | None:
        return grammar.read_year(cell)

    def read_column(self, cells: Sequence[Any], unit: CellUnit = UNITLESS) -> ReadColumn:
        return columns.read_each(cells, self.read, pa.int32())

    def entry_rule(self, may_be_negative: bool = False) -> EntryRule:
        return EntryRule("whole", "请填写四位年份。", "between", str(_FIRST_YEAR), str(_LAST_YEAR))


@dataclass(frozen=True)
class Date(CellKind):
    """A day, as ISO text."""

    width: ClassVar[int] = 13

    def read(self, cell: object, unit: CellUnit = UNITLESS) -> str | None:
        return grammar.read_date(cell)

    def read_column(self, cells: Sequence[Any], unit: CellUnit = UNITLESS) -> ReadColumn:
        return columns.read_each(cells, self.read, pa.string())

    def entry_rule(self, may_be_negative: bool = False) -> EntryRule:
        return EntryRule("textLength", "请按 2024-09-01 的格式填写。", "between", "8", "11")


def first_words(meanings: Mapping[str, str]) -> tuple[str, ...]:
    """The form's own words: one for each meaning, the first that is known."""
    first: dict[str, str] = {}
    for word, meaning in meanings.items():
        first.setdefault(meaning, word)
    return tuple(first.values())


def _readable(read: Callable[[object], Any], cells: Sequence[object]) -> int:
    """How many of the cells can be read so."""
    readable = 0
    for cell in cells:
        try:
            read(cell)
        except grammar.Unreadable:
            continue
        readable += 1
    return readable
