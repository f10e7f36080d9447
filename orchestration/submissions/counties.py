"""Which tables of a workbook are of the folder's county.

What belongs here: what title rows and sheet names say of the county, and what follows. What does not: county
codes in cells (foreign.py), a county that a directory states (it lands, and the gate judges it).
"""

from __future__ import annotations

import csv
from pathlib import Path

from orchestration.submissions.headers import HeaderBlock
from orchestration.submissions.layouts import Layout
from orchestration.submissions.reading import Place
from orchestration.submissions.refusal import Refusal
from orchestration.submissions.text import cell_address, header_text

#: Shorter names (城区, 郊区) are words of titles too.
_SHORTEST_NAME = 3


def names_of_registry(standards_dir: Path, school_year: int) -> dict[str, str]:
    """The counties of the registry's roster in a year, code → name."""
    with (standards_dir / "counties.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["county_code"]: row["county_name"]
            for row in csv.DictReader(stream)
            if int(row["valid_from_year"]) <= school_year <= int(row["valid_to_year"] or school_year)
        }


def county_refusal(layout: Layout, sheet: str, block: HeaderBlock, place: Place) -> Refusal | None:
    """Why a table is not of the folder's county, or None where nothing speaks against it.

    The sheet's name counts where the title names no county. A table may name its own county and others.
    """
    names_schools = layout.kind != "rows" or layout.key_column.kind == "school_code"
    if place.in_other_county and not names_schools:
        said = f"the sheet does not say whose it is, and {place.in_other_county} holds the same bytes"
        return Refusal("sheet", "COUNTY_UNCLEAR", said, raw=place.in_other_county)
    if layout.kind != "rows":
        # A return names its school, and schools may be named after other counties.
        return None
    titles = block.titles or block.inherited
    for where, text in [*((cell_address(row, column), text) for row, column, text in titles), ("", sheet)]:
        named = _counties_in(text, place)
        if place.county_code in named:
            return None
        if named:
            code, name = next(iter(named.items()))
            place_said = f"the title in {where}" if where else "the sheet's name"
            message = f"{place_said} names {name} ({code}); the folder is {place.county_code}"
            return Refusal("sheet", "WRONG_COUNTY", message, cell=where or None, raw=name)
    return None


def _counties_in(text: str, place: Place) -> dict[str, str]:
    """The counties of the registry that a text names: code → name. 临泽县 is not 泽县 as well."""
    said = header_text(text)
    names = {
        code: name
        for code, name in place.county_names.items()
        if len(name) >= _SHORTEST_NAME and name in said
    }
    return {
        code: name
        for code, name in names.items()
        if not any(name != other and name in other for other in names.values())
    }
