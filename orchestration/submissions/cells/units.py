"""Units as forms state them, and their factor to the landing unit.

What belongs here: which unit words are known, their measure, how a unit is
found in a header or a unit line. What does not: deciding that a unit is wrong
(that is a finding of `expectations/`, never a silent factor).

Landing units: m² for areas, yuan for money, single things for counts, a plain
ratio for shares (95 % lands as 0.95).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from orchestration.submissions.cells.text import comparable, header_text, plain


@dataclass(frozen=True)
class Unit:
    """A unit of one measure; value × factor is in the landing unit of that measure."""

    measure: str
    factor: Fraction

    def agrees(self, other: Unit) -> bool:
        """True for units of one measure; 个 agrees with whatever is counted one by one."""
        measures = {self.measure, other.measure}
        return len(measures) == 1 or ("个" in measures and measures - {"个"} <= _COUNTED)


#: What 个 is said of as well, besides the word of its own.
_COUNTED = frozenset({"persons", "classes", "computers", "books", "rooms"})
# Things counted one by one; each is a measure of its own.
_PLAIN: tuple[str, ...] = (
    *("个", "所", "份", "套", "件", "项", "次", "天", "年", "户", "分", "岁"),
    *("级", "类", "处", "条", "起", "例", "学时", "课时", "小时", "Mbps", "园"),
    # A difference of two percentages is a figure of its own: 0.5 百分点 is no 0.005 of anything.
    "百分点",
)
_SQUARE_METRES = ("平方米", "平米", "平方", "m2", "M2", "m^2", "㎡")
_BASE: dict[str, Unit] = {
    **dict.fromkeys(_SQUARE_METRES, Unit("area", Fraction(1))),
    # 1 亩 is 2000/3 m² by law (国发〔1984〕28号), usually written 666.67.
    "亩": Unit("area", Fraction(2000, 3)),
    "公顷": Unit("area", Fraction(10000)),
    **dict.fromkeys(("平方千米", "平方公里"), Unit("area", Fraction(1_000_000))),
    "元": Unit("money", Fraction(1)),
    **dict.fromkeys(("人", "名", "人次", "生"), Unit("persons", Fraction(1))),
    **dict.fromkeys(("班", "个班"), Unit("classes", Fraction(1))),
    **dict.fromkeys(("台", "台(套)", "台/套", "台套"), Unit("computers", Fraction(1))),
    **dict.fromkeys(("册", "本", "册(本)", "册/本"), Unit("books", Fraction(1))),
    "间": Unit("rooms", Fraction(1)),
    **dict.fromkeys(("%", "百分比", "百分数"), Unit("ratio", Fraction(1, 100))),
    "‰": Unit("ratio", Fraction(1, 1000)),
    **dict.fromkeys(("比值", "小数", "倍"), Unit("ratio", Fraction(1))),
    **{word: Unit(word, Fraction(1)) for word in _PLAIN},
}
_MULTIPLIERS: dict[str, int] = {
    "百": 100,
    "千": 1_000,
    "万": 10_000,
    "十万": 100_000,
    "百万": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
# A yearly or per-head amount lands in the unit of its numerator; «元/月» is not among them on purpose.
_PER = re.compile(r"/(生|人|年|班|校|(生|人)[·.•/]?年|年[·.•/]?(生|人)|百人|百生)$")
_DECLARED = re.compile(r"\((?:计量)?(?:单位:?)?([^()]+)\)|(?:计量)?单位:([^()]+)")
_CURRENCY = re.compile("人民币|RMB|¥")
# The unit at the end of a header: in brackets, which may hold others («台(套)»), behind a mark, or «%».
_PARENTHESES = re.compile(r"(.*?)\((?:计量)?(?:单位:?)?([^()]+(?:\([^()]+\))?)\)")
_SEPARATED = re.compile(r"(.+?)(?:[:,/](?=[^:,/()]+$)|(?=[%‰]$))(.+)")
# What forms write around a header: its number or 其中 in front, that it must be filled in behind.
# «一、二年级» and «1、2年级» are two grades, not the first and the second heading.
_NUMERAL = "[一二三四五六七八九十]"
NUMBERING = rf"\(?(?:\d{{1,2}}(?:\)|[、.](?!\d))|{_NUMERAL}{{1,3}}(?:[).]|、(?!{_NUMERAL})))"
_IN_FRONT = re.compile(rf"(?:[#*★☆※●◆▲]|{NUMBERING}|其中(?::|(?!:))(?=.))+")
_BEHIND = re.compile(r"(?:[*:★☆※]|\(必填项?\))+$")
# What states the units of a whole table: not «填报单位：», nor the unit of one thing («占地面积单位：亩»).
_UNIT_LINE = re.compile(
    r"(?:计量|金额|货币|(?<![\u4e00-\u9fff])(?:面积|数量)?)单\s*位(?:\s*[:=为是]|\s+|(?=\())"
    r"|(?<![\u4e00-\u9fff])(?:金额|面积)\s*[:=]|以(?=\S{1,6}为单位)"
)
_BETWEEN_UNITS = re.compile(r"[、,;()\s]+|和|及|为单位")


def unit_word(text: str) -> str:
    """The comparable word of a text that is a unit: «（万元）» and «单位：万元» are «万元»."""
    word = header_text(text)
    declared = _DECLARED.fullmatch(word)
    return (declared.group(1) or declared.group(2)) if declared else word


@lru_cache(maxsize=4096)
def find_unit(text: str) -> Unit | None:
    """The unit a text names (万元, 平方米, 元/生 …), or None where the text is no known unit."""
    without_per = _PER.sub("", unit_word(_CURRENCY.sub("", header_text(text))))
    if without_per in _BASE:
        return _BASE[without_per]
    for prefix in sorted(_MULTIPLIERS, key=len, reverse=True):
        rest = without_per.removeprefix(prefix)
        if rest != without_per and rest in _BASE and _BASE[rest].measure != "ratio":
            base = _BASE[rest]
            return Unit(base.measure, base.factor * _MULTIPLIERS[prefix])
    return None


def same_unit(word: str, unit: str) -> bool:
    """True where two words are one unit, typed alike or as 平方米 is: never merely of the same kind.

    万 alone is 万元 under 万元: it says how large, and the header says of what.
    """
    one, other = header_text(word), header_text(unit)
    if one in _MULTIPLIERS and other.startswith(one):
        rest = other.removeprefix(one)
        return find_unit(rest) is not None and rest[0] not in _MULTIPLIERS
    return one == other or {one, other} <= set(_SQUARE_METRES)


def split_unit(header: object) -> tuple[str, str | None]:
    """A header's comparable text and the unit at its end, in parentheses or set off, if that is a known unit.

    «教学仪器设备资产值（万元）» gives («教学仪器设备资产值», «万元»);
    «县级以上骨干教师(小学)» stays whole, 小学 being no unit; «其中：女» is «女».
    """
    return split_text(plain(header))


@lru_cache(maxsize=2**14)
def split_text(text: str) -> tuple[str, str | None]:
    """The same of a text that is plain already."""
    words = text.split()
    text = comparable(text)
    in_front = _IN_FRONT.match(text)
    text = _BEHIND.sub("", text[in_front.end() :] if in_front else text)
    if len(words) > 1 and _is_amount(words[-1]):
        return text.removesuffix(comparable(words[-1])), unit_word(words[-1])
    found = _PARENTHESES.fullmatch(text) or _SEPARATED.fullmatch(text)
    unit = _only_unit(found.group(2)) if found else None
    return (found.group(1), unit) if found and unit else (text, None)


def _is_amount(word: str) -> bool:
    """True for units of money and areas: other units are words of headers too («26-30 人»)."""
    unit = find_unit(word)
    return unit is not None and unit.measure in ("money", "area")


def _only_unit(text: str) -> str | None:
    """The unit that a text begins with, where it names no other: «万元,保留两位小数»."""
    words = [text, *text.split(",")[:1]] if "," in text else [text]
    unit = next((word for word in words if find_unit(word)), None)
    others = [word for word in text.split(",")[1:] if find_unit(word)]
    return None if others else unit


def units_of_line(text: str) -> list[str]:
    """The units a line above the table states: «单位：平方米、万元» gives both; [] for other text."""
    units: list[str] = []
    for declared in _UNIT_LINE.split(plain(text))[1:]:
        for word in _BETWEEN_UNITS.split(declared):
            words = [word] if find_unit(word) else word.split("/")
            units += [each for each in words if find_unit(each)]
    return units


@dataclass(frozen=True)
class CellUnit:
    """The unit that cells are read in.

    Attributes
    ----------
    text: as the sheet states it; None where the sheet is silent.
    factor: from this unit to the landing unit.
    is_share: a ratio, which may be written with «%».
    word: what the unit is called, by the sheet or else by the form.
    share_unit: the factor of the unit that shares land in; 1 where they land as ratios.
    """

    text: str | None
    factor: Fraction
    is_share: bool
    word: str | None = None
    share_unit: Fraction = Fraction(1)


UNITLESS = CellUnit(None, Fraction(1), False)


def unit_of(own: str | None, declared: str | None, line_units: Sequence[str]) -> CellUnit:
    """The unit of a column or row.

    The header's or row's own statement comes first, then the line above the table where it
    names exactly one unit of this measure, then the form's unit.
    """
    own_unit = find_unit(own) if own else None
    if own_unit is None:
        return UNITLESS
    is_share = own_unit.measure == "ratio"
    same = list(dict.fromkeys(text for text in line_units if measure_of(text) == own_unit.measure))
    text = declared or (same[0] if len(same) == 1 else None)
    unit = (find_unit(text) if text else None) or own_unit
    return CellUnit(text, unit.factor, is_share, text or own)


def measure_of(text: str) -> str | None:
    """The measure of the unit that a text names; None where it names none."""
    unit = find_unit(text)
    return unit.measure if unit else None
