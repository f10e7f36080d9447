"""A row of cells as text.

What belongs here: the texts of a row's cells in the forms in which they are compared, each made once. What
does not: what they say (sheets/, forms/), the cells' values (grammar.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from orchestration.submissions.cells.text import comparable, plain
from orchestration.submissions.cells.units import split_text


class Line:
    """A row of cells, and its texts as they are asked for."""

    def __init__(self, cells: Sequence[Any]) -> None:
        self.cells = cells

    @cached_property
    def texts(self) -> list[str]:
        """Every cell's plain text; '' for a blank one."""
        return [plain(cell) for cell in self.cells]

    @cached_property
    def filled(self) -> list[str]:
        """The texts of the cells that are not blank."""
        return [text for text in self.texts if text]

    @cached_property
    def headers(self) -> list[str]:
        """Every cell's text as headers are compared."""
        return [comparable(text) for text in self.texts]

    @cached_property
    def split(self) -> list[tuple[str, str | None]]:
        """Every cell's text as a header without its unit, and the unit."""
        return [split_text(text) for text in self.texts]

    @cached_property
    def words(self) -> frozenset[str]:
        """The headers, without their units, of the cells that hold text."""
        named = (
            text for cell, (text, _) in zip(self.cells, self.split, strict=True) if isinstance(cell, str)
        )
        return frozenset(named) - {""}
