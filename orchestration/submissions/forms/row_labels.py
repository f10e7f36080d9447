"""When two row labels of a matrix form say the same.

What belongs here: what offices add to a label, drop from it, or say in another word. What does not: which
row of a sheet is which of the form's (coded_rows.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from orchestration.submissions.cells.text import header_text
from orchestration.submissions.cells.units import NUMBERING, split_unit

#: In front of a label: numbering, bullets, 其中: «一、», «1.», «(1)», «--», «其中:», «(其中)», «按学历分:».
_BEFORE = re.compile(rf"(?:{NUMBERING}|[-#·•]+|\(其中:?\)|其中:?|按[^:]{{1,8}}分:)+")
_TO = re.compile(r"(?<=\d)至(?=\d)")
_PERSONS = re.compile(r"(?<=\d)人")
_SAME = {"合计": "总计", "计": "总计", "女生": "女", "女学生": "女", "女教师": "女", "女性": "女"}


def is_labelled(label: str, known: Iterable[str]) -> bool:
    """True where a label says the same as one of those known."""
    wanted = core(label)
    return any(core(each) == wanted for each in known)


@lru_cache(maxsize=4096)
def core(label: str) -> str:
    """What equal labels share, leaving aside 其中, numbering, units and how a form says 总计 and 女."""
    text = split_unit(header_text(label))[0]
    text = text[found.end() :] if (found := _BEFORE.match(text)) else text
    # 26至30人 and 26-30 are one band.
    text = _PERSONS.sub("", _TO.sub("-", text))
    return _SAME.get(text, text.removesuffix("毕业"))
