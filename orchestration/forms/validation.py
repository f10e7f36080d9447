"""What a spreadsheet program lets be typed into a column of a form: drop-downs, number rules, text formats.

What belongs here: rules of entry from a layout column. What does not: checks across cells; those are the
landing gate's.

Lists stand in the rule itself: a sheet of lists would be one more sheet to send, and a hidden one is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.datavalidation import DataValidation

from orchestration.submissions.contract.layouts import Column

#: Spreadsheet programs refuse longer lists inside a rule; the column is then free text.
LONGEST_LIST = 255
FLAG_WORDS = ("是", "否")
#: Number format «text»: a code typed into such a cell keeps its leading zeros and all its digits.
TEXT_FORMAT = "@"

_TEXT_KINDS = ("school_code", "code", "text", "date", "choice", "flag")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def number_format(column: Column) -> str | None:
    """The number format of a column's cells; None for figures."""
    return TEXT_FORMAT if column.kind in _TEXT_KINDS else None


def rule_for(column: Column, words: Sequence[str] = (), signed: bool = False) -> DataValidation | None:
    """The rule of entry for a column, or None where anything may be typed.

    words: what may be chosen, where the layout itself does not say it. signed: the figure may be negative.
    """
    chosen = tuple(words) or _words(column)
    if chosen and len(_listed(chosen)) <= LONGEST_LIST:
        return _rule("list", "请从下拉列表中选择。", formula1=f'"{_listed(chosen)}"')
    if column.kind in ("school_code", "code"):
        digits = column.digits or 10
        return _rule("textLength", f"请填写 {digits} 位代码。", operator="equal", formula1=str(digits))
    if column.kind == "count":
        return _rule("whole", "请填写不小于 0 的整数。", operator="greaterThanOrEqual", formula1="0")
    if column.kind == "quantity" and signed:
        return _rule("decimal", "请填写数字。", operator="between", formula1="-1E+15", formula2="1E+15")
    if column.kind == "quantity":
        return _rule("decimal", "请填写不小于 0 的数字。", operator="greaterThanOrEqual", formula1="0")
    if column.kind == "year":
        limits = {"formula1": str(_FIRST_YEAR), "formula2": str(_LAST_YEAR)}
        return _rule("whole", "请填写四位年份。", operator="between", **limits)
    if column.kind == "date":
        return _rule(
            "textLength", "请按 2024-09-01 的格式填写。", operator="between", formula1="8", formula2="11"
        )
    return None


def _words(column: Column) -> tuple[str, ...]:
    """The form's own words: one for each meaning, the first that the layout knows."""
    if column.kind == "flag":
        return FLAG_WORDS
    meanings = column.choices or column.codes
    first: dict[str, str] = {}
    for word, meaning in meanings.items():
        first.setdefault(meaning, word)
    return tuple(first.values())


def _listed(words: Sequence[str]) -> str:
    return ",".join(words)


def _rule(kind: str, prompt: str, **arguments: str) -> DataValidation:
    rule = DataValidation(type=kind, allow_blank=True, **arguments)
    rule.errorTitle, rule.error = "填写有误", prompt
    rule.prompt = prompt
    rule.showErrorMessage = rule.showInputMessage = True
    return rule
