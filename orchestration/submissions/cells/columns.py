"""Whole columns of cells → Arrow arrays, fast where the cells are plain.

What belongs here: the fast paths (a column of bare numbers or bare texts is read
by Arrow and numpy in one go) and handing the irregular cells to grammar.py. What does
not: the grammar itself, rows, relations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import compress, repeat
from operator import is_not
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.submissions.cells import grammar

COUNT = pa.int64()
#: Areas (m²), money (yuan), rates: exact decimals, so that sums do not depend on threads.
QUANTITY = pa.decimal128(20, 6)
#: Below this a float times 1e6 is exact enough to be rounded to 6 decimals; above, decimals are used.
_EXACT_BELOW = 1e9
_TRANSPOSED_ROWS = 512
#: What may say nothing: a text of so few characters, or with a space or invisible character to be taken off.
_MISSING_AT_MOST = max(map(len, grammar.MISSING_WORDS))
_UNTRIMMED = r"^[\s\pZ]|[\s\pZ]$|[\pC]"


@dataclass
class ReadColumn:
    """A column as read: values (null where rejected or blank), and by position the rejected or noted cells
    and the texts of those that are not simply their number.
    """

    values: Any
    rejected: dict[int, grammar.Unreadable] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)


def transposed(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """The cells of rows of `width` cells, column by column.

    In blocks that fit a processor's cache: turning 100 000 rows at once goes through memory once a column.
    """
    cells: list[list[Any]] = [[] for _ in range(width)]
    for first in range(0, len(rows), _TRANSPOSED_ROWS):
        block = zip(*rows[first : first + _TRANSPOSED_ROWS], strict=True)
        for column, piece in zip(cells, block, strict=True):
            column.extend(piece)
    return cells


def _numbers_and_irregular(cells: Sequence[Any]) -> tuple[npt.NDArray[np.float64], list[int]]:
    """The cells as floats (0 where irregular) and the positions of the cells that are no bare number."""
    # Without a loop in Python: for 100 000 cells it takes longer than all that follows. numpy would
    # take a logical cell for 1.0, so the types are looked at, not the values.
    irregular = list(compress(range(len(cells)), map(is_not, map(type, cells), repeat(float))))
    if not irregular or {type(cells[position]) for position in irregular} == {int}:
        return np.array(cells, np.float64), []
    numbers = list(cells)
    for position in irregular:
        numbers[position] = 0.0
    return np.array(numbers, np.float64), irregular


def _read_irregular(
    cells: Sequence[Any], irregular: Iterable[int], read: Callable[[Any], Any]
) -> tuple[dict[int, Any], dict[int, grammar.Unreadable]]:
    """Values (None where rejected) and rejections by position. Offices repeat words: each is read once."""
    values: dict[int, Any] = {}
    rejected: dict[int, grammar.Unreadable] = {}
    # By type too: True, 1 and 1.0 are equal, and mean different things.
    read_before: dict[tuple[type, Any], Any] = {}
    for position in irregular:
        cell = cells[position]
        key = (type(cell), cell)
        if key not in read_before:
            try:
                read_before[key] = read(cell)
            except grammar.Unreadable as reason:
                read_before[key] = reason
        value = read_before[key]
        if isinstance(value, grammar.Unreadable):
            rejected[position] = value
            value = value.value
        values[position] = value
    return values, rejected


def _texts(
    cells: Sequence[Any],
    values: dict[int, Any],
    rejected: dict[int, grammar.Unreadable],
    factor: Fraction,
) -> dict[int, str]:
    said = {
        position: grammar.said_otherwise(cells[position], value, factor)
        for position, value in values.items()
        if position not in rejected or rejected[position].value is not None
    }
    return {position: text for position, text in said.items() if text is not None}


def read_counts(cells: Sequence[Any], factor: Fraction = Fraction(1), unit: str | None = None) -> ReadColumn:
    """Counts as int64."""
    numbers, irregular = _numbers_and_irregular(cells)
    plain = (
        np.zeros(len(numbers), bool)
        if factor != 1
        else (np.floor(numbers) == numbers) & (np.abs(numbers) < 1e13)
    )
    if irregular or not plain.all():
        plain[irregular] = False
        irregular = np.flatnonzero(~plain).tolist()
    values, rejected = _read_irregular(cells, irregular, lambda cell: grammar.read_count(cell, factor, unit))
    whole = np.where(plain, numbers, 0).astype(np.int64) if irregular else numbers.astype(np.int64)
    valid = np.ones(len(numbers), bool)
    for position, value in values.items():
        valid[position] = value is not None
        whole[position] = int(value or 0)
    counts = pa.array(whole, COUNT, mask=None if valid.all() else ~valid)
    return ReadColumn(counts, rejected, _texts(cells, values, rejected, factor))


def read_quantities(
    cells: Sequence[Any],
    factor: Fraction = Fraction(1),
    is_share: bool = False,
    unit: str | None = None,
) -> ReadColumn:
    """Areas, money, shares as decimal128(20, 6), in the landing unit."""
    numbers, irregular = _numbers_and_irregular(cells)
    # Figures too large for a float are left to the grammar, which rejects them.
    with np.errstate(over="ignore", invalid="ignore"):
        millionths = numbers * (1e6 * float(factor))
        # More than six decimals: the rounding is decided in decimals, as the grammar does.
        plain = np.abs(millionths - np.rint(millionths)) < 0.25
    plain &= np.abs(millionths) < _EXACT_BELOW * 1e6
    if irregular or not plain.all():
        plain[irregular] = False
        irregular = np.flatnonzero(~plain).tolist()
        millionths = np.where(plain, millionths, 0)

    def read(cell: Any) -> Decimal | None:
        return grammar.read_number(cell, factor, is_share, unit=unit)

    values, rejected = _read_irregular(cells, irregular, read)
    whole = np.rint(millionths).astype(np.int64)
    valid = np.ones(len(numbers), bool)
    for position, value in values.items():
        valid[position] = value is not None
        # LARGEST × 1e6 is 1e19, more than int64 holds.
        if value is not None and abs(value) * 1_000_000 >= 2**63:
            values, rejected = _read_irregular(cells, range(len(cells)), read)
            texts = _texts(cells, values, rejected, factor)
            return ReadColumn(pa.array(list(values.values()), QUANTITY), rejected, texts)
        whole[position] = int((value or Decimal(0)) * 1_000_000)
    return ReadColumn(_decimals(whole, valid), rejected, _texts(cells, values, rejected, factor))


def read_whole_quantities(
    cells: Sequence[Any], factor: Fraction = Fraction(1), unit: str | None = None
) -> ReadColumn:
    """Counts that land beside areas and money, as decimal128(20, 6)."""
    counts = read_counts(cells, factor, unit)
    # Arrow wants 25 digits for any int64; the grammar has seen to it that 20 are enough.
    wide = pc.cast(counts.values, pa.decimal128(25, 6))
    return ReadColumn(pc.cast(wide, QUANTITY), counts.rejected, counts.texts)


def _decimals(millionths: npt.NDArray[np.int64], valid: npt.NDArray[np.bool_]) -> Any:
    """Millionths as decimal128(20, 6): Arrow stores them as two 64-bit words, low word first."""
    words = np.empty((len(millionths), 2), np.int64)
    words[:, 0] = millionths
    words[:, 1] = millionths >> 63
    bitmap = None if valid.all() else pa.py_buffer(np.packbits(valid, bitorder="little").tobytes())
    return pa.Array.from_buffers(QUANTITY, len(millionths), [bitmap, pa.py_buffer(words)])


def read_codes(cells: Sequence[Any], digits: int, read: Callable[[Any], Any]) -> ReadColumn:
    """Codes of so many digits, as text; what is none as it stands is read one by one."""
    try:
        texts = pa.array(cells, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError):
        texts = None
    if texts is not None:
        good = pc.match_substring_regex(texts, rf"^[0-9]{{{digits}}}$")
        irregular = np.flatnonzero(~good.to_numpy(zero_copy_only=False)).tolist()
        if not irregular:
            return ReadColumn(texts)
    else:
        irregular = [position for position, cell in enumerate(cells) if not _is_code(cell, digits)]
    values, rejected = _read_irregular(cells, irregular, read)
    merged = list(cells)
    for position, value in values.items():
        merged[position] = value
    return ReadColumn(pa.array(merged, pa.string()), rejected)


def _is_code(cell: object, digits: int) -> bool:
    return isinstance(cell, str) and len(cell) == digits and cell.isascii() and cell.isdigit()


def read_texts(cells: Sequence[Any]) -> ReadColumn:
    """Texts, trimmed; null where they say nothing."""
    try:
        texts = pa.array(cells, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError):
        return read_each(cells, grammar.read_text, pa.string())
    doubtful = pc.or_(
        pc.less_equal(pc.utf8_length(texts), _MISSING_AT_MOST), pc.match_substring_regex(texts, _UNTRIMMED)
    )
    merged = list(cells)
    for position in np.flatnonzero(doubtful.fill_null(False).to_numpy(zero_copy_only=False)).tolist():
        merged[position] = grammar.read_text(cells[position])
    return ReadColumn(pa.array(merged, pa.string()))


def read_each(cells: Sequence[Any], read: Callable[[Any], Any], column_type: Any) -> ReadColumn:
    """Cells of a kind without a fast path, each different one by itself."""
    values, rejected = _read_irregular(cells, range(len(cells)), read)
    return ReadColumn(pa.array(list(values.values()), column_type), rejected)
