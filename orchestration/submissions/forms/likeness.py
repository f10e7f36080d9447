"""How like two header paths or row labels are, from 0 to 1.

What belongs here: comparing texts that were renamed from one edition to the next. What does not: deciding on
it; a submission is read by equal headers only (match.py), likeness serves drafts and explanations.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

#: A leaf that only says «altogether»: its parent is what the column is about.
_TOTALS = frozenset(("计", "合计", "总计", "小计", "总数"))
_FIGURES = re.compile(r"\d+|[一二三四五六七八九十]")
#: Words that forms add or drop without changing what is meant.
_FILLERS = re.compile(r"(其中:?|按|分$|情况$|人数$|数量$|数$|总|的|及)")
_LEAF_WEIGHT = 0.65
#: One path has headings above its leaf and the other has none: neither for nor against.
_UNKNOWN_HEADING = 0.5
#: A text that another one contains is this like it at least; more, the less else the longer one says.
_CONTAINED = 0.55


@lru_cache(maxsize=65536)
def text_likeness(one: str, other: str) -> float:
    """Likeness of two comparable texts; 0 where their figures differ (26-30人, 31-35人; 一年级, 二年级)."""
    if one == other:
        return 1.0
    if not one or not other or sorted(_FIGURES.findall(one)) != sorted(_FIGURES.findall(other)):
        return 0.0
    core_one, core_other = _core(one), _core(other)
    if core_one == core_other:
        return 0.95
    shorter, longer = sorted((core_one, core_other), key=len)
    ratio = SequenceMatcher(None, shorter, longer, autojunk=False).ratio()
    if len(shorter) > 1 and shorter in longer:
        ratio = max(ratio, _CONTAINED + (1 - _CONTAINED) * len(shorter) / len(longer))
    return 0.95 * ratio


def path_likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Likeness of two header paths: mostly their leaves, partly the headings above."""
    if tuple(one) == tuple(other):
        return 1.0
    path_one, path_other = _about(one), _about(other)
    leaf = text_likeness(path_one[-1], path_other[-1])
    headings_one, headings_other = path_one[:-1], path_other[:-1]
    if headings_one and headings_other:
        heading = _headings_likeness(headings_one, headings_other)
    else:
        heading = 1.0 if headings_one == headings_other else _UNKNOWN_HEADING
    likeness = _LEAF_WEIGHT * leaf + (1 - _LEAF_WEIGHT) * heading
    # 专任教师 › 本科 may have become one cell, 本科专任教师; but a leaf of its own is another thing.
    text_one, text_other = "".join(path_one), "".join(path_other)
    if _core(path_one[-1]) in text_other and _core(path_other[-1]) in text_one:
        likeness = max(likeness, text_likeness(text_one, text_other))
    return min(likeness, 0.99)


def _core(text: str) -> str:
    """The text without what forms add or drop."""
    return _FILLERS.sub("", text) or text


def _about(path: Sequence[str]) -> list[str]:
    """The path without a leaf that only says «altogether»."""
    return list(path[:-1]) if len(path) > 1 and path[-1] in _TOTALS else list(path)


def _headings_likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """Each heading's likest counterpart, on the average of the path that has more to answer for."""
    fewer, more = sorted((one, other), key=len)
    return sum(max(text_likeness(text, each) for each in more) for text in fewer) / len(fewer)
