"""School years in titles and sheet names, and which tables of a workbook are of the folder's year.

What belongs here: the years that a text names, and what follows for a table, also for one whose title names
none. What does not: a year column inside a table (forms/misfiled.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.submissions.cells.text import cell_address, plain
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.headers import HeaderBlock

_YEAR_RANGE = re.compile(r"((?:19|20)\d{2})(?:学年)?\s*[-—–~至/]\s*((?:19|20)\d{2})\s*学?年")
# «2023-2024» without the word is a school year too where one year follows on the other.
_YEAR_PAIR = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-—–~至/]\s*((?:19|20)\d{2})(?!\d)")
_YEAR = re.compile(
    r"(?<!\d)((?:19|20)\d{2})(?!\d)(?!\s*年\s*\d{1,2}\s*月)"
    # Neither is the edition of a form («2021版») a year of figures.
    r"(?![-/.]\d{1,2}[-/.])(?!\s*年?(?:修订)?版)"
)


def declared_years(titles: Sequence[tuple[int, int, str]]) -> list[tuple[int, str]]:
    """School years that title rows state, each with its cell; «2023-2024学年» states 2023.

    Dates (2024年10月8日) are no statement of a school year.
    """
    years: list[tuple[int, str]] = []
    for row, column, text in titles:
        # A school or document code may hold four digits that look like a year: only texts that name it count.
        is_code = re.search(r"标识码|代码|文号|电话", text)
        years += [(year, cell_address(row, column)) for year in years_of(text, ranges_only=bool(is_code))]
    return years


def years_of(text: str, ranges_only: bool = False) -> list[int]:
    """The school years that a text names."""
    years = [int(found.group(1)) for found in _YEAR_RANGE.finditer(text)]
    if ranges_only:
        return years
    rest = _YEAR_RANGE.sub(" ", text)
    for pair in _YEAR_PAIR.finditer(rest):
        if int(pair.group(2)) == int(pair.group(1)) + 1:
            years.append(int(pair.group(1)))
            rest = rest.replace(pair.group(), " ")
    return years + [int(found.group(1)) for found in _YEAR.finditer(rest)]


@dataclass(frozen=True)
class DeclaredYears:
    """The school years that a table states, each with its cell; '' where the sheet's name states it."""

    form: str
    sheet: str
    years: tuple[tuple[int, str], ...]

    @classmethod
    def of(cls, form: str, sheet: str, block: HeaderBlock) -> DeclaredYears:
        """What the table's own title states, else the titles above it, else the sheet's name."""
        named = [(year, "") for year in years_of(plain(sheet))]
        return cls(
            form, sheet, tuple(declared_years(block.titles) or declared_years(block.inherited) or named)
        )

    @property
    def where(self) -> str:
        """Where the first year is stated."""
        cell = self.years[0][1]
        return f"{cell} of sheet «{self.sheet}»" if cell else f"the name of sheet «{self.sheet}»"


def year_rejection(
    one: DeclaredYears, all_of_file: Sequence[DeclaredYears], context: FilingContext
) -> Rejection | None:
    """Why a table is not of the folder's year, or None where it is.

    A table that states no year shares that of the others where all of them state another one. In a book
    of several years it is nobody's where the same form stands there with its year stated.
    """
    school_year = context.school_year
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
    if not years and context.in_earlier_year:
        message = f"the sheet states no year, and {context.in_earlier_year} holds the same bytes"
        return Rejection("sheet", "EARLIER_FILE_AGAIN", message, raw=context.in_earlier_year)
    return None


def _wrong_year(year: int, where: str, cell: str | None, school_year: int) -> Rejection:
    message = f"{where} states {year}; the folder is {school_year}"
    return Rejection("sheet", "WRONG_YEAR", message, cell=cell, raw=str(year))
