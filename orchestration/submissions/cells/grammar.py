"""The grammar of single cells: what text and numbers mean, and what is rejected.

What belongs here: one cell at a time, exactly. What does not: whole columns
(columns.py calls this for the irregular cells), plausibility.

Every `read_*` function takes a cell as calamine gives it (float, int, str, bool,
date, time) and returns the value, None where the cell says nothing («—», «/»,
«无», «空», blank), or raises `Unreadable` with a code of contract/rejection.py.

Numbers: NFKC (so full-width digits count), an optional sign, digits with or
without thousands separators in groups of three, an optional decimal part. An
approximation («约500»), scientific notation, brackets, raised and circled digits
(«671①» would become 6711) are rejected. «%» and «‰» are accepted only where the unit
is a share. The column's own unit behind the figure («12人» under 人) says nothing
new: the figure is taken and the cell noted (UNIT_IN_CELL); any other unit word is
rejected, for a cell never converts. Negative numbers are values: whether they may be
is a rule of `expectations/`.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from orchestration.submissions.cells.text import header_text, plain
from orchestration.submissions.cells.units import same_unit

#: Words that say «nothing is filed here», never 0. Compared after `plain`.
MISSING_WORDS = frozenset({"", "-", "--", "---", "—", "——", "–", "−", "―", "─", "/", "//", "无", "空"})

#: decimal128(20, 6) holds 14 digits before the point; no county figure needs more.
LARGEST = Decimal(10) ** 13
#: A figure with its unit; a million digits are none.
_LONGEST_FIGURE = 200
SIX_PLACES = Decimal("0.000001")

_NUMBER = re.compile(r"([+\-−]?)(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(\.\d+)?\s*([^\d\s.,][^\d]*\d?)?")
_SHARES = {"%": 100, "‰": 1000}
_APOSTROPHES = "'’‘`"
_QUOTED = re.compile(r"""(["'])(.*)\1|“(.*)”|‘(.*)’""")
#: Whole numbers under a number format with thousands: «2,142,020,002», «1,998».
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")
# A code with the word for it in front: «码：2142020002».
_CODE_WORD = re.compile(r"(?:学校)?(?:\(机构\))?(?:标识|代)?码:?")
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
_SCIENTIFIC = re.compile(r"[+\-]?\d+(\.\d+)?[eE][+\-]?\d+")
# The time of day that programs write behind a date says nothing of the day.
_DATE = re.compile(
    r"(\d{4})\s*[-—–/.年]\s*(\d{1,2})\s*[-—–/.月]\s*(\d{1,2})\s*日?"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
)
_MONTH = "(?:0?[1-9]|1[0-2])"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
# «1998-99» and «1998-2001» are spans of years.
_YEAR = re.compile(rf"(\d{{4}})(?:年(?:{_MONTH}月(?:{_DAY}日)?)?|[-/.]{_MONTH}(?:[-/.]{_DAY})?)?")
# 无 is no «no»: it is one of the words that say nothing.
_FLAGS = {
    **dict.fromkeys(("是", "1", "√", "✓", "✔", "true", "y", "yes", "存在"), True),
    **dict.fromkeys(("否", "0", "×", "✗", "✘", "false", "n", "no", "不是", "不存在"), False),
}


class Unreadable(ValueError):
    """A cell that says something the grammar rejects; `code` is one of rejection.REMEDIES.

    `value` is what is taken all the same, where the code is one of rejection.NOTES.
    """

    def __init__(self, code: str, message: str, value: Decimal | int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.value = value


def is_missing(value: object) -> bool:
    """True where a cell says nothing: blank or one of MISSING_WORDS."""
    return value is None or (isinstance(value, str) and plain(value) in MISSING_WORDS)


def shown(value: object) -> str:
    """A cell's raw text for a report, at most 120 characters."""
    text = value if isinstance(value, str) else plain(value)
    return text if len(text) <= 120 else text[:119] + "…"


def said_otherwise(value: object, number: Decimal | int | None, factor: Fraction = Fraction(1)) -> str | None:
    """A number cell's text where it is not simply the number that landed: «1,200», «—», 12.3456789."""
    if isinstance(value, str):
        return shown(value) if value.strip() and not _PLAIN_NUMBER.fullmatch(value) else None
    if number is None or isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if factor == 1 and number == value:
        # Nearly every cell: exact fractions of it need not be made.
        return None
    return None if Fraction(repr(value)) * factor == Fraction(number) else repr(value)


def _number_of_text(value: str) -> tuple[Decimal, str]:
    """The figure in a text, and the word behind it ('' where there is none)."""
    found = _NUMBER.fullmatch(_typed(value)) if len(value) <= _LONGEST_FIGURE else None
    if not found or _has_disguised_digit(value):
        raise Unreadable("NOT_A_NUMBER", f"«{shown(value)}» is not a number")
    sign, whole, fraction, word = found.groups()
    number = Decimal(re.sub(r"[, ]", "", whole) + (fraction or ""))
    word = (word or "").strip()
    bracketed = len(word) > 2 and word.startswith("(") and word.endswith(")")
    return -number if sign in ("-", "−") else number, word[1:-1].strip() if bracketed else word


def _typed(value: object) -> str:
    """The text that was meant: an apostrophe in front, or quotation marks around it, only keep a spreadsheet
    from reading a number."""
    text = plain(value)
    if quoted := _QUOTED.fullmatch(text):
        return next(inner for inner in quoted.groups()[1:] if inner is not None).strip()
    return text[1:].strip() if text[:1] in tuple(_APOSTROPHES) else text


def _ungrouped(text: str) -> str:
    """Digits without the separators of thousands, where they stand in groups of three."""
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _has_disguised_digit(text: str) -> bool:
    """True for ², ①, ½, ㏠: NFKC would write their digits beside those that stand there (5² → 52)."""
    return any(
        unicodedata.category(letter) != "Nd"
        and any(fraction.isdigit() for fraction in unicodedata.normalize("NFKC", letter))
        for letter in text.replace("m²", "").replace("㎡", "")
    )


def read_number(
    value: object,
    factor: Fraction = Fraction(1),
    is_share: bool = False,
    share_unit: Fraction = Fraction(1),
    unit: str | None = None,
) -> Decimal | None:
    """An amount in the landing unit, rounded half-even to 6 decimals.

    `factor` turns the stated unit into the landing unit, `unit` is the word for the stated unit.
    With `is_share`, a text «95%» is 0.95 whatever the column's unit; a bare number takes the factor.
    Where shares land as percent, `share_unit` is 1/100 and «95%» is 95.
    """
    if is_missing(value):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise Unreadable("NOT_A_NUMBER", f"«{shown(value)}» is not a number")
    word = ""
    if isinstance(value, str):
        number, word = _number_of_text(value)
        if word in _SHARES:
            if not is_share:
                raise Unreadable("NOT_A_NUMBER", f"«{shown(value)}» is a share; the column is none")
            number, factor, word = number / _SHARES[word], 1 / share_unit, ""
        elif word and not (unit and same_unit(word, unit)):
            raise Unreadable("NOT_A_NUMBER", f"«{shown(value)}» is not a number")
    else:
        # repr gives the shortest decimal that the file can have meant: 435.19, not 435.18999999999999772.
        number = Decimal(repr(value))
        if not number.is_finite():
            raise Unreadable("NOT_A_NUMBER", f"«{shown(value)}» is not a number")
    if abs(number) * factor.numerator / factor.denominator >= LARGEST:
        raise Unreadable("NUMBER_TOO_LARGE", f"«{shown(value)}» is larger than any such figure can be")
    landed = (number * factor.numerator / factor.denominator).quantize(SIX_PLACES)
    if word:
        raise Unreadable("UNIT_IN_CELL", f"«{shown(value)}» repeats the unit; the figure is taken", landed)
    return landed


def read_count(value: object, factor: Fraction = Fraction(1), unit: str | None = None) -> int | None:
    """A whole number, after the factor (1.5 万册 is 15000 books)."""
    note: Unreadable | None = None
    number: Decimal | int | None
    try:
        number = read_number(value, factor, unit=unit)
    except Unreadable as reason:
        if reason.value is None:
            raise
        number, note = reason.value, reason
    if number is None:
        return None
    if number != int(number):
        raise Unreadable("NOT_WHOLE", f"«{shown(value)}» is not a whole number")
    if note:
        raise Unreadable(note.code, str(note), int(number))
    return int(number)


def read_code(value: object, digits: int) -> str | None:
    """A code of so many digits as text, whether filed as text or as number.

    2142020002.0, «２１４２０２０００２», «'2142020002», « 214202 0002» and «码：2142020002» are one code.
    """
    if is_missing(value):
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise Unreadable("NOT_A_CODE", f"«{shown(value)}» is not a code")
    if isinstance(value, float) and not value.is_integer():
        raise Unreadable("NOT_A_CODE", f"«{value!r}» is not a code")
    text = _typed(value)
    if isinstance(value, str) and _has_disguised_digit(value):
        raise Unreadable("NOT_A_CODE", f"«{shown(value)}» is not a code of {digits} digits")
    if _SCIENTIFIC.fullmatch(text):
        raise Unreadable("LOST_DIGITS", f"«{shown(value)}» has lost digits to number formatting")
    text = text.removesuffix(".0") if re.fullmatch(r"\d+\.0", text) else text
    text = _ungrouped(re.sub(r"\s", "", text))
    if word := _CODE_WORD.match(text):
        text = text[word.end() :]
    if not (text.isascii() and text.isdigit()):
        raise Unreadable("NOT_A_CODE", f"«{shown(value)}» is not a code of {digits} digits")
    if len(text) != digits:
        raise Unreadable("CODE_LENGTH", f"«{text}» has {len(text)} digits, {digits} are needed")
    return text


def read_text(value: object) -> str | None:
    """Text without surrounding space; None where it says nothing. Characters stay as filed."""
    if is_missing(value):
        return None
    if isinstance(value, str):
        return value.strip().strip("\u200b\ufeff")
    if isinstance(value, (datetime.datetime, datetime.date)):
        return read_date(value)
    return plain(value)


def read_flag(value: object) -> bool | None:
    """是 / 否 (also √ / ×, 1 / 0, a logical cell)."""
    if isinstance(value, bool):
        return value
    text = _typed(value).lower()
    if text in _FLAGS:
        return _FLAGS[text]
    if is_missing(value):
        return None
    raise Unreadable("NOT_A_FLAG", f"«{shown(value)}» is neither 是 nor 否")


def read_date(value: object) -> str | None:
    """A day as ISO text, from a date cell or from 2024-09-01, 2024/9/1, 2024年9月1日, 20240901."""
    if is_missing(value):
        return None
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = _typed(value)
    found = _DATE.fullmatch(text) or re.fullmatch(r"((?:19|20)\d{2})(\d{2})(\d{2})", text)
    if found:
        try:
            return datetime.date(*(int(fraction) for fraction in found.groups())).isoformat()
        except ValueError:
            pass
    raise Unreadable("NOT_A_DATE", f"«{shown(value)}» is not a date")


def read_year(value: object) -> int | None:
    """A year of four digits, 1800–2100: 1998, «1998年», as text with a month or day behind it, or a date
    cell. A number is whole: of 2012.5 nobody knows whether it means a month."""
    if is_missing(value):
        return None
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.year
    is_year = not isinstance(value, bool) and (not isinstance(value, float) or value.is_integer())
    found = _YEAR.fullmatch(_ungrouped(_typed(value))) if is_year else None
    if not found or not 1800 <= int(found.group(1)) <= 2100:
        raise Unreadable("NOT_A_YEAR", f"«{shown(value)}» is not a year")
    return int(found.group(1))


def code_of(text: str | None, codes: Mapping[str, str]) -> str | None:
    """The code of a form's word, compared as header texts are, or the code itself («7»); else None."""
    wanted = header_text(text or "")
    if wanted in codes.values():
        return wanted
    return next((code for word, code in codes.items() if header_text(word) == wanted), None)


def read_choice(value: object, choices: Mapping[str, str]) -> str | None:
    """The landing word of one of the form's choices, compared as header texts are (Ⅲ equals III)."""
    if is_missing(value):
        return None
    wanted = header_text(value)
    for word, landed in choices.items():
        if header_text(word) == wanted:
            return landed
    raise Unreadable("NOT_A_CHOICE", f"«{shown(value)}» is none of {'、'.join(choices)}")
