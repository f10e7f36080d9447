"""A cell of an official form: what is printed, and what it rests on.

What belongs here: rounding to the printed precision, and the words where a figure is missing: a cell is
never blank or 0 for want of data. What does not: which figure stands where (`forms`, `sentences`), how
a sheet looks (`workbook`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MISSING = "缺"


@dataclass(frozen=True)
class Cell:
    """One cell.

    Attributes
    ----------
    value: what is printed: a text, or a number already rounded to `decimals`.
    decimals: digits printed behind the point; None for a text.
    evidence: where it comes from, in words; '' for a heading.
    """

    value: str | float
    decimals: int | None = None
    evidence: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether the reason stands where a figure should."""
        return isinstance(self.value, str) and self.value.startswith(f"{MISSING}：")

    @property
    def text(self) -> str:
        """As it is printed."""
        return self.value if isinstance(self.value, str) else f"{self.value:.{self.decimals or 0}f}"


def figure(value: float | None, decimals: int, evidence: str, why_missing: str = "") -> Cell:
    """A figure at the printed precision, half up as the forms are; where there is none, the reason stands."""
    if value is None:
        return Cell(f"{MISSING}：{why_missing or '没有数据'}", None, evidence)
    # Through the shortest decimal text of the figure: 2.675 is rounded as the county reads it.
    rounded = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return Cell(float(rounded), decimals, evidence)
