"""When two row labels of a matrix form say the same.

What belongs here: what offices add to a label, drop from it, or say in another word. What does not: which
row of a sheet is which of the form's (matrix_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from orchestration.submissions.text import header_text
from orchestration.submissions.units import split_unit

#: Numbering, bullets and 其中 in front of a label: «一、», «1.», «(1)», «--», «其中:», «(其中)», «#».
_BEFORE = re.compile(r"(?:[一二三四五六七八九十]{1,2}、|\(?\d{1,2}[.、)](?!\d)|[-#·•]+|\(其中:?\)|其中:?)+")
_SAME = {"合计": "总计", "计": "总计", "女生": "女", "女学生": "女", "女教师": "女", "女性": "女"}


def is_labelled(label: str, known: Iterable[str]) -> bool:
    """True where a label says the same as one of those known."""
    return core(label) in {core(each) for each in known}


@lru_cache(maxsize=4096)
def core(label: str) -> str:
    """What equal labels share, leaving aside 其中, numbering, units and how a form says 总计 and 女."""
    text = split_unit(header_text(label))[0]
    text = text[found.end() :] if (found := _BEFORE.match(text)) else text
    return _SAME.get(text, text.removesuffix("毕业"))
