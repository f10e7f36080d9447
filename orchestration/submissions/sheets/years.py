"""Which tables of a workbook are of the folder's school year.

What belongs here: what title rows and sheet names state, and what follows for a table that states
nothing. What does not: a year column inside a table (forms/foreign.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.submissions.cells.text import plain
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.sheets.headers import HeaderBlock, stated_years, years_of
from orchestration.submissions.sheets.place import Place


@dataclass(frozen=True)
class Stated:
    """The school years that a table states, each with its cell; '' where the sheet's name states it."""

    form: str
    sheet: str
    years: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, form: str, sheet: str, block: HeaderBlock) -> Stated:
        """What the table's own title states, else the titles above it, else the sheet's name."""
        named = [(year, "") for year in years_of(plain(sheet))]
        return cls(form, sheet, tuple(stated_years(block.titles) or stated_years(block.inherited) or named))

    @property
    def where(self) -> str:
        """Where the first year is stated."""
        cell = self.years[0][1]
        return f"{cell} of sheet «{self.sheet}»" if cell else f"the name of sheet «{self.sheet}»"


def year_rejection(one: Stated, all_of_file: Sequence[Stated], place: Place) -> Rejection | None:
    """Why a table is not of the folder's year, or None where it is.

    A table that states no year shares that of the others where all of them state another one. In a book
    of several years it is nobody's where the same form stands there with its year stated.
    """
    school_year = place.school_year
    if one.years:
        if any(year == school_year for year, _ in one.years):
            return None
        year, cell = one.years[0]
        where = f"the title in {cell}" if cell else "the sheet's name"
        return _wrong_year(year, where, cell or None, school_year)
    stating = [other for other in all_of_file if other.years]
    years = {year for other in stating for year, _ in other.years}
    if years and school_year not in years:
        return _wrong_year(stating[0].years[0][0], f"the title in {stating[0].where}", None, school_year)
    if len(years) > 1 and any(other.form == one.form for other in stating):
        said = "、".join(str(year) for year in sorted(years))
        message = f"the sheet states no year, and the file holds sheets of {said}"
        return Rejection("sheet", "YEAR_UNCLEAR", message)
    if not years and place.in_earlier_year:
        message = f"the sheet states no year, and {place.in_earlier_year} holds the same bytes"
        return Rejection("sheet", "EARLIER_FILE_AGAIN", message, raw=place.in_earlier_year)
    return None


def _wrong_year(year: int, where: str, cell: str | None, school_year: int) -> Rejection:
    message = f"{where} states {year}; the folder is {school_year}"
    return Rejection("sheet", "WRONG_YEAR", message, cell=cell, raw=str(year))
