"""What a cell shows of its number: number formats that show another figure than the one stored.

What belongs here: the codes of number formats, as spreadsheet programs write them. What does not: where a
file keeps them (files/), what the figure shown means under a header (grammar.py).

A cell counts for what its sender sees. 0.18 under «0%» is shown as 18%, so it is read as the text «18%»;
1234567 under «0.0,» is shown in thousands, so it is read as 1234.567. Only the scale, and the unit behind the
figure, are the format's: digits that it does not show are kept, as under every other format.

    0%   0.0,   0!.0,"万"   [>1]0%;0   0"%"   _ * #,##0_ ;_ * "-"_ ;@
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from orchestration.submissions.cells.units import find_unit

#: The formats that files name by number alone (ECMA-376 18.8.30, [MS-XLS] 2.4.126) and that change figures.
BUILT_IN = {9: "0%", 10: "0.00%"}

_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)
    | [_*].                                 # room as wide as a letter, a letter repeated: no text
    | \[(?P<bracket>[^\]]*)\]
    | (?P<digit>General|G/通用格式|[0\#?])
    | (?P<end>;)
    | (?P<bare>.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*([+-]?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)")
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
_DATE_LETTERS = frozenset("ymdhs")
_COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
#: Measures of which several units are in use: under one of these, the unit that is shown decides.
_SIZED = frozenset({"money", "area", "ratio"})
_MULTIPLIER = re.compile("[十百千万亿]+")
#: No spreadsheet program takes a longer one.
_LONGEST = 255
#: No spreadsheet program shows more digits of a number.
_DIGITS = 15


@dataclass
class _Section:
    """One section of a format: for which numbers, what power of ten it multiplies by, the unit it shows."""

    condition: tuple[str, float] | None = None
    power: int = 0
    unit: str = ""
    is_text: bool = False

    def holds(self, value: float, otherwise: tuple[str, float]) -> bool:
        sign, limit = self.condition or otherwise
        return _COMPARE[sign](value, limit)


def changes_figures(code: str) -> bool:
    """True where a cell under this format may show another figure, or a unit that decides what it means.

    Raises ValueError for a format longer than programs allow: to read it takes the square of that.
    """
    if len(code) > _LONGEST:
        raise ValueError(f"a number format has {len(code):,} letters")
    return any(section.power or section.unit for section in _sections(code))


def figure_shown(value: float, code: str) -> float | str:
    """The number that a cell shows, as a text where a unit stands behind it."""
    section = _section_of(value, _sections(code))
    if section is None or not (section.power or section.unit):
        return value
    number = Decimal(f"{value:.{_DIGITS}g}").scaleb(section.power)
    return f"{_plain(number)}{section.unit}" if section.unit else float(number)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _section_of(value: float, sections: tuple[_Section, ...]) -> _Section | None:
    """The section under which a program shows the number; None where the conditions leave it out."""
    numeric = [section for section in sections if not section.is_text][:3]
    if len(numeric) < 2:
        only = numeric[0] if numeric else None
        return only if only and (only.condition is None or only.holds(value, only.condition)) else None
    first, second, *third = numeric
    if first.holds(value, (">", 0.0) if third else (">=", 0.0)):
        return first
    if third:
        return second if second.holds(value, ("<", 0.0)) else third[0]
    return second if second.condition is None or second.holds(value, second.condition) else None


@lru_cache(maxsize=4096)
def _sections(code: str) -> tuple[_Section, ...]:
    sections = []
    reader = _SectionReader()
    for token in _TOKEN.finditer(code):
        if token["end"]:
            sections.append(reader.section())
            reader = _SectionReader()
        else:
            reader.take(token)
    return (*sections, reader.section())


class _SectionReader:
    """Goes through the tokens of one section."""

    def __init__(self) -> None:
        self._condition: tuple[str, float] | None = None
        self._percents = self._commas = self._thousands = self._after_point = 0
        self._has_digit = self._has_point = self._is_date = self._is_text = False
        self._has_literal_point = False
        self._behind = ""

    def take(self, token: re.Match[str]) -> None:
        kind = token.lastgroup
        if kind is None:
            return
        text = token[kind]
        if kind in ("quoted", "escaped"):
            self._literal(text)
        elif kind == "bracket":
            self._bracket(text)
        elif kind == "digit":
            self._digit()
        elif text == "%":
            self._percents += 1
            self._behind += text
        elif text == ",":
            self._commas += self._has_digit
        elif text == ".":
            self._has_point = True
            self._thousands += self._commas
            self._commas = 0
        else:
            self._is_date |= text.lower() in _DATE_LETTERS
            self._is_text |= text == "@"
            self._literal(text)

    def section(self) -> _Section:
        if self._is_text or self._is_date or not self._has_digit:
            return _Section(self._condition, is_text=self._is_text)
        power = 2 * self._percents - 3 * (self._thousands + self._commas) - self._after_point
        return _Section(self._condition, power, _deciding_unit(self._behind))

    def _digit(self) -> None:
        self._after_point += self._has_literal_point and not self._has_point
        self._has_digit = True
        # Commas between digits only set thousands apart. Of what stands in front, «%» alone says something.
        self._commas = 0
        self._behind = "%" * self._percents

    def _literal(self, text: str) -> None:
        # «0!.0,» shows a point that is none: what stands behind it are not decimals.
        self._has_literal_point |= text == "." and self._has_digit
        self._behind += text

    def _bracket(self, text: str) -> None:
        if found := _CONDITION.fullmatch(text.strip()):
            self._condition = found[1], float(found[2])
        elif found := _CURRENCY.match(text):
            self._literal(found[1])
        elif _ELAPSED.fullmatch(text):
            self._is_date = True


def _deciding_unit(behind: str) -> str:
    """The unit behind the figure where it decides what the figure means: «人» under a count does not."""
    # A line break in a format hides what stands behind it, unless the cell is high enough for two lines.
    visible = behind.partition("\n")[0]
    text = unicodedata.normalize("NFKC", visible).strip().strip("()").strip()
    unit = find_unit(text)
    decides = unit is not None and (unit.measure in _SIZED or unit.factor != 1)
    return text if decides or "%" in text or "‰" in text or _MULTIPLIER.fullmatch(text) else ""
