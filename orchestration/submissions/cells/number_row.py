"""The row under a header that numbers its columns (甲 乙 1 2 …).

What belongs here: telling such a row from one of headers or of figures. What does not: where a header ends
(sheets/headers.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from orchestration.submissions.cells.line import Line
from orchestration.submissions.cells.text import column_letters, comparable

_ORDINALS = frozenset("甲乙丙丁戊己庚辛壬癸")
_NUMBER_ROW_LABEL = re.compile(r"(栏次|栏号|列号|列次|编号|序号|栏目|代号|序次|行次)(\(.*\))?")
# «7», «(7)», «第7栏», «C7», «7=9+10».
_COLUMN_NUMBER = re.compile(r"(?:第|[Cc])?(\d{1,3})(?:栏|列)?(?:=\d+(?:[+\-]\d+)*)?")


def is_number_row(line: Line) -> bool:
    """甲 乙 1 2 3 …, A B C …: ordinals and small whole numbers only, in any order of columns.

    The row may be labelled (栏次), its numbers bracketed or worded, and say how they add up («7=9+10»).
    """
    texts = line.filled
    is_labelled = bool(texts) and bool(_NUMBER_ROW_LABEL.fullmatch(comparable(texts[0])))
    if len(texts) >= 3 and _in_letters(texts):
        return True
    texts = [text.strip("()[]") for text in texts[is_labelled:]]
    found = [_COLUMN_NUMBER.fullmatch(text) for text in texts]
    numbers = [int(number.group(1)) for number in found if number]
    ordinals = [text for text in texts if text in _ORDINALS]
    if not texts or len(numbers) + len(ordinals) != len(texts):
        return False
    in_order = numbers == list(range(1, len(numbers) + 1))
    return bool(ordinals) or ((is_labelled or len(numbers) >= 3) and in_order)


def _in_letters(texts: Sequence[str]) -> bool:
    """A B C …, in the order of a spreadsheet's columns."""
    return list(texts) == [column_letters(index) for index in range(len(texts))]
