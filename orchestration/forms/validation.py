"""What a spreadsheet program lets be typed into a column of a form: drop-downs, number rules, text formats.

What belongs here: rules of entry from a layout column. What does not: checks across cells; those are the
landing gate's.

Lists stand in the rule itself: a sheet of lists would be one more sheet to send, and a hidden one is refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.datavalidation import DataValidation

from orchestration.submissions.cells.kinds import EntryRule, first_words
from orchestration.submissions.contract.layouts import Column

#: Spreadsheet programs refuse longer lists inside a rule; the column is then free text.
LONGEST_LIST = 255
#: Number format «text»: a code typed into such a cell keeps its leading zeros and all its digits.
TEXT_FORMAT = "@"


def number_format(column: Column) -> str | None:
    """The number format of a column's cells; None for figures."""
    return TEXT_FORMAT if column.kind.is_typed_as_text else None


def rule_for(
    column: Column, words: Sequence[str] = (), may_be_negative: bool = False
) -> DataValidation | None:
    """The rule of entry for a column, or None where anything may be typed.

    words: what may be chosen, where the layout itself does not say it.
    """
    chosen = ",".join(words or column.kind.words or first_words(column.codes))
    if chosen and len(chosen) <= LONGEST_LIST:
        return _validation(EntryRule("list", "请从下拉列表中选择。", first=f'"{chosen}"'))
    rule = column.kind.entry_rule(may_be_negative)
    return _validation(rule) if rule else None


def _validation(rule: EntryRule) -> DataValidation:
    validation = DataValidation(
        type=rule.type,
        allow_blank=True,
        operator=rule.operator,
        formula1=rule.first,
        formula2=rule.second,
    )
    validation.errorTitle, validation.error = "填写有误", rule.prompt
    validation.prompt = rule.prompt
    validation.showErrorMessage = validation.showInputMessage = True
    return validation
