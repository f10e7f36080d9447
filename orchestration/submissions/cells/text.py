"""Text as people type it, made comparable.

What belongs here: normal forms of cell and header text, spreadsheet addresses.
What does not: numbers (grammar.py), units (units.py).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Separates the levels of a header path, in layouts and in reports.
LEVEL = " › "

# Soft hyphens, zero-width characters, marks of writing direction and the byte order mark survive NFKC and
# str.split; they come along with what is copied out of web pages.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_BRACKETS = str.maketrans("[]{}【】〔〕〈〉《》「」", "()" * 7)
_DASHES = re.compile("[‐‑‒–—―−~〜－]")
_SPACE = re.compile(r"\s+")
_NOTE = re.compile(
    r"(填表|填报|制表|审核|复核|单位负责|负责|统计负责|联系)(人|电话|日期)?:|单位\(盖章\)|报出日期|填报日期"
    r"|((单位负责|填表|制表|审核|统计负责)人|说明|备注|注释?|附注?|补充资料|(资料|数据)来源|口径)(\d*:|$)"
    r"|以上(数据|内容|情况)|以下(空白|无)|共\d+(所|校|页)|第\d+页|.{0,20}(签字|签名|签章|盖章)[):]*$"
)


# Offices repeat a few words, and a sheet's first rows are looked at by every layout.
@lru_cache(maxsize=2**14)
def _normal(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip()


def plain(value: object) -> str:
    """NFKC text without leading, trailing or invisible characters; '' for an empty cell.

    A number is written as a spreadsheet shows it: 3142020012.0 becomes «3142020012».
    """
    if isinstance(value, str):
        return value.strip() if value.isascii() else _normal(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def header_text(value: object) -> str:
    """The form in which header texts are compared: no space, one dash and bracket, no leading '#', '*'."""
    return comparable(plain(value))


@lru_cache(maxsize=2**14)
def comparable(text: str) -> str:
    """The same of a text that is plain already."""
    return _DASHES.sub("-", _SPACE.sub("", text)).translate(_BRACKETS).lstrip("#*")


def is_note(text: str) -> bool:
    """True for a plain text that is the first of a signature line, a date line or a note under a table."""
    return bool(_NOTE.match(text))


def column_letters(index: int) -> str:
    """Spreadsheet letters of a column counted from 0: 0 is «A», 26 is «AA»."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """The inverse of `column_letters`."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def cell_address(row: int, column: int) -> str:
    """A1 address of a cell whose row and column are counted from 0."""
    return f"{column_letters(column)}{row + 1}"
