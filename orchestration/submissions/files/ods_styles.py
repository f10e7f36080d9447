"""The number formats of an ods, in the codes of spreadsheet programs.

What belongs here: data styles, and the cell styles that name them (OpenDocument 1.3 part 3, 16.29). What does
not: what a code shows (cells/number_format.py), which cells have which style (ods.py).
"""

from __future__ import annotations

from xml.etree import ElementTree

from orchestration.submissions.cells.number_format import changes_figures

_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NUMBER = "{urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
#: Data styles that show a number; those of days and times scale nothing.
_FIGURES = frozenset(f"{_NUMBER}{kind}" for kind in ("number-style", "percentage-style", "currency-style"))
_GROUPS = frozenset({"styles", "automatic-styles"})
#: No program shows more decimals.
_MOST_DIGITS = 30


class OdsStyles:
    """The styles of a document, as its parts are gone through."""

    def __init__(self) -> None:
        self._cells: dict[str, tuple[str | None, str | None]] = {}
        self._data: dict[str, ElementTree.Element] = {}
        self.hidden_tables: set[str] = set()
        self._codes: dict[str, str | None] = {}

    def take(self, group: ElementTree.Element) -> None:
        """Takes the styles of one group (office:styles, office:automatic-styles)."""
        for style in group:
            name = style.get(f"{_STYLE}name", "")
            family = style.get(f"{_STYLE}family")
            if style.tag in _FIGURES:
                self._data[name] = style
            elif family == "table-cell":
                data = style.get(f"{_STYLE}data-style-name")
                self._cells[name] = data, style.get(f"{_STYLE}parent-style-name")
            elif family == "table":
                shown = (each.get(f"{_TABLE}display") for each in style)
                if "false" in shown:
                    self.hidden_tables.add(name)

    def code(self, cell_style: str) -> str | None:
        """The number format of a cell style, where it changes figures."""
        if cell_style not in self._codes:
            code = self._code(self._data_style(cell_style))
            self._codes[cell_style] = code if code and changes_figures(code) else None
        return self._codes[cell_style]

    def _data_style(self, name: str | None) -> str | None:
        """The data style of a cell style, or of the one it is made from."""
        seen: set[str] = set()
        while name is not None and name in self._cells and name not in seen:
            seen.add(name)
            data, name = self._cells[name]
            if data is not None:
                return data
        return None

    def _code(self, name: str | None) -> str | None:
        style = self._data.get(name or "")
        if style is None:
            return None
        sections = []
        for mapped in style.iter(f"{_STYLE}map"):
            condition = mapped.get(f"{_STYLE}condition", "").replace("value()", "").replace("!=", "<>")
            other = self._data.get(mapped.get(f"{_STYLE}apply-style-name", ""))
            if other is not None:
                sections.append(f"[{condition}]{_section(other)}")
        return ";".join([*sections, _section(style)])


def _section(style: ElementTree.Element) -> str:
    is_share = style.tag.endswith("percentage-style")
    parts = []
    for item in style:
        kind = item.tag.removeprefix(_NUMBER)
        if kind == "number":
            parts.append(_digits(item))
        elif kind in ("text", "currency-symbol"):
            text = (item.text or "").replace('"', "")
            # In a style of shares the sign stands for the scale.
            before, sign, behind = text.partition("%") if is_share else (text, "", "")
            parts.append(f'"{before}"{sign}"{behind}"')
        elif kind in ("scientific-number", "fraction"):
            parts.append("0")
    return "".join(parts)


def _digits(number: ElementTree.Element) -> str:
    """0.00, with a comma behind for every thousand that the figure is divided by."""
    digits = "0"
    for embedded in number.iter(f"{_NUMBER}embedded-text"):
        behind = _count(embedded.get(f"{_NUMBER}position"))
        digits += f'"{(embedded.text or "").replace(chr(34), "")}"' + "0" * behind
    places = _count(number.get(f"{_NUMBER}decimal-places"))
    try:
        factor = float(number.get(f"{_NUMBER}display-factor", "1"))
    except ValueError:
        factor = 1.0
    thousands = 0
    while factor >= 1000 and thousands < _MOST_DIGITS:
        factor /= 1000
        thousands += 1
    return digits + ("." + "0" * places if places else "") + "," * thousands


def _count(text: str | None) -> int:
    return min(int(text), _MOST_DIGITS) if text and text.isdecimal() else 0
