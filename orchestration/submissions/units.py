"""Units as forms state them, and their factor to the landing unit.

What belongs here: which unit words are known, their dimension, how a unit is
found in a header or a unit line. What does not: deciding that a unit is wrong
(that is a finding of `expectations/`, never a silent factor).

Landing units: m² for areas, yuan for money, single things for counts, a plain
ratio for shares (95 % lands as 0.95).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from orchestration.submissions.text import header_text, plain


@dataclass(frozen=True)
class Unit:
    """A unit of one dimension; value × factor is in the landing unit of that dimension."""

    dimension: str
    factor: Fraction


# Things counted one by one; each is a dimension of its own.
_PLAIN: tuple[str, ...] = (
    *("个", "所", "份", "套", "件", "项", "次", "天", "年", "户", "分", "岁"),
    *("级", "类", "处", "条", "起", "例", "学时", "课时", "小时", "Mbps", "园"),
    # A difference of two percentages is a figure of its own: 0.5 百分点 is no 0.005 of anything.
    "百分点",
)
_SQUARE_METRES = ("平方米", "平米", "m2", "m^2", "㎡")
_BASE: dict[str, Unit] = {
    **dict.fromkeys(_SQUARE_METRES, Unit("area", Fraction(1))),
    # 1 亩 is 2000/3 m² by law (国发〔1984〕28号), usually written 666.67.
    "亩": Unit("area", Fraction(2000, 3)),
    "公顷": Unit("area", Fraction(10000)),
    "元": Unit("money", Fraction(1)),
    "人民币元": Unit("money", Fraction(1)),
    **dict.fromkeys(("人", "名", "人次", "生"), Unit("persons", Fraction(1))),
    "班": Unit("classes", Fraction(1)),
    "台": Unit("computers", Fraction(1)),
    "册": Unit("books", Fraction(1)),
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
_PER = re.compile(r"/(生|人|年|班|校|(生|人)[·.•/]?年|百人|百生)$")
_PARENTHESES = re.compile(r"^(.*)[(\[【](?:单位:)?([^()\[\]【】]+)[)\]】]$")
_UNIT_LINE = re.compile(r"(?:^|[\s(,;、]|计量|金额|货币)单位:([^()]+)")


@lru_cache(maxsize=4096)
def find_unit(text: str) -> Unit | None:
    """The unit a text names (万元, 平方米, 元/生 …), or None where the text is no known unit."""
    word = header_text(text)
    without_per = _PER.sub("", word)
    if without_per in _BASE:
        return _BASE[without_per]
    for prefix in sorted(_MULTIPLIERS, key=len, reverse=True):
        rest = without_per.removeprefix(prefix)
        if rest != without_per and rest in _BASE and _BASE[rest].dimension != "ratio":
            base = _BASE[rest]
            return Unit(base.dimension, base.factor * _MULTIPLIERS[prefix])
    return None


def same_unit(word: str, unit: str) -> bool:
    """True where two words are one unit, typed alike or as 平方米 is: never merely of the same kind."""
    one, other = header_text(word), header_text(unit)
    return one == other or {one, other} <= set(_SQUARE_METRES)


def split_unit(header: object) -> tuple[str, str | None]:
    """A header's comparable text and the unit in its trailing parentheses, if that is a known unit.

    «教学仪器设备资产值（万元）» gives («教学仪器设备资产值», «万元»);
    «县级以上骨干教师(小学)» stays whole, 小学 being no unit.
    """
    text = header_text(header)
    found = _PARENTHESES.match(text)
    if found and find_unit(found.group(2)):
        return found.group(1), found.group(2)
    return text, None


def units_of_line(text: str) -> list[str]:
    """The units a line above the table states: «单位：平方米、万元» gives both; [] for other text."""
    found = _UNIT_LINE.search(plain(text))
    if not found:
        return []
    words = re.split(r"[、,;\s]+", found.group(1))
    return [word for word in words if find_unit(word)]
