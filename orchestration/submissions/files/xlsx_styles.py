"""Which cell styles of an xlsx show another figure than the one stored.

What belongs here: the part of styles, `xl/styles.xml`. What does not: what a number format shows
(cells/number_format.py), which cells have which style (sheet_xml.py).
"""

from __future__ import annotations

from typing import IO
from xml.etree import ElementTree

from orchestration.submissions.cells.number_format import BUILT_IN, changes_figures

#: Spreadsheet programs allow 64 000.
_MOST_STYLES = 2**16
#: What else stands in the part, of which nothing is asked.
_GROUPS = frozenset({"fonts", "fills", "borders", "cellStyleXfs", "cellStyles", "dxfs"})


def figure_formats(stream: IO[bytes]) -> dict[int, str]:
    """The number formats that change figures, by the position of the cell style that has them.

    Raises ParseError; ValueError for formats or styles beyond what spreadsheet programs allow. Copied sheets
    bring their styles along: some workbooks have tens of thousands.
    """
    codes = dict(BUILT_IN)
    positions: list[int] = []
    for _, item in ElementTree.iterparse(stream):
        name = item.tag.rpartition("}")[2]
        if name == "numFmt":
            codes[_number(item)] = item.get("formatCode", "")
        elif name == "cellXfs":
            positions = [_number(style) for style in item]
            if len(positions) > _MOST_STYLES:
                raise ValueError(f"the workbook has {len(positions):,} cell styles")
        elif name in _GROUPS:
            item.clear()
    return {
        position: codes[number]
        for position, number in enumerate(positions)
        if number in codes and changes_figures(codes[number])
    }


def _number(item: ElementTree.Element) -> int:
    text = item.get("numFmtId", "")
    return int(text) if text.isdecimal() else 0
