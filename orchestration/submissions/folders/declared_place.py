"""What a file says of its own place: school years in its titles, county codes in its cells.

What belongs here: reading that, for a file that lies in no <school_year>/<county_code>/ folder. What does
not: deciding on it, and what the folder says (raw_tree.py, forms/file_reading.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.rejection import FileRejected
from orchestration.submissions.files.apart import read_bounded
from orchestration.submissions.files.opening import open_file
from orchestration.submissions.forms.file_reading import read_file
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.headers import Vocabulary, find_header
from orchestration.submissions.sheets.year_titles import declared_years


@dataclass(frozen=True)
class DeclaredPlace:
    """`is_readable` is False where the file cannot be opened at all; then nothing is stated.

    Years and codes stand as often as they are stated; among the titles are the names of counties in cells.
    """

    is_readable: bool
    school_years: tuple[int, ...] = ()
    county_codes: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def declared_place(content: bytes) -> DeclaredPlace:
    """What a file says of its own place; never an error."""
    try:
        return read_bounded(content, _declared_place)
    except FileRejected:
        return DeclaredPlace(False)


def _declared_place(content: bytes) -> DeclaredPlace:
    vocabulary = Vocabulary.of(load_layouts())
    years: list[int] = []
    titles: list[str] = []
    for sheet in open_file(content).sheets:
        block = find_header(sheet, vocabulary)
        if block is not None:
            years += [year for year, _ in declared_years(block.titles)]
            titles.append(block.title)
    codes: list[str] = []
    # Codes are read by the form itself, and a sheet is read for its own year only.
    for year in sorted(set(years)) or [0]:
        schools = read_file(content, FilingContext(year, "", "")).tables.get("schools")
        if schools is not None:
            codes += filter(None, schools.column("county_code_filed").to_pylist())
            titles += sorted(set(filter(None, schools.column("county_name_filed").to_pylist())))
    return DeclaredPlace(True, tuple(years), tuple(codes), tuple(titles))
