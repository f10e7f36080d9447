"""Which tables of a workbook are of the folder's county.

What belongs here: what title rows and sheet names say of the county, and what follows. What does not: the
counties' names (county_names.py), county codes in cells (forms/misfiled.py), a county that a directory states
(it lands, and the gate judges it).
"""

from __future__ import annotations

from orchestration.submissions.cells.text import cell_address
from orchestration.submissions.contract.layouts import CodedLayout, Layout
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.sheets.filing_context import FilingContext
from orchestration.submissions.sheets.headers import HeaderBlock


def county_rejection(
    layout: Layout, sheet: str, block: HeaderBlock, context: FilingContext
) -> Rejection | None:
    """Why a table is not of the folder's county, or None where nothing speaks against it.

    A table may name its own county and others, in any of its titles and the sheet's name.
    """
    if context.in_other_county and not layout.names_schools:
        said = f"the sheet does not say whose it is, and {context.in_other_county} holds the same bytes"
        return Rejection("sheet", "COUNTY_UNCLEAR", said, raw=context.in_other_county)
    if isinstance(layout, CodedLayout) and layout.names_schools:
        # A return names its school, and schools may be named after other counties.
        return None
    titles = block.titles or block.inherited
    texts = [*((cell_address(row, column), text) for row, column, text in titles), ("", sheet)]
    other = context.county_names.other_than(context.county_code, [text for _, text in texts])
    if other is None:
        return None
    where = texts[other.position][0]
    place_said = f"the title in {where}" if where else "the sheet's name"
    said = f"{place_said} names {other.name} ({context.county_names.shown(other.codes)})"
    folder = f"the folder is {context.county_code}"
    message = f"{said}, and does not say which; {folder}" if len(other.codes) > 1 else f"{said}; {folder}"
    return Rejection("sheet", "WRONG_COUNTY", message, cell=where or None, raw=other.name)
