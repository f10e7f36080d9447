"""What the reader says in English, said in Chinese.

What belongs here: finding the pair of templates (seed refusal_words) that made a sentence, and filling in the
other one. What does not: the pairs themselves, which are data; the words of the checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_PLACE = re.compile(r"\{(\w+)\}")
#: What stands between parts of a list, in either language.
_BETWEEN = (("; ", "；"), ("、", "、"), (", ", "、"))
#: Between faults of a file, each of which begins with its line.
_FAULTS = re.compile(r"; (?=line \d+: )")
#: Places that hold one word: a number, a cell's address.
_ONE_WORD = frozenset({"cell", "row", "column", "line", "number", "count", "more"})
_REMEMBERED = 2**12


class RefusalWords:
    """Pairs of templates. Parts of a sentence that are sentences themselves are said in Chinese too."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        # Of two that fit, the one that says more itself is meant.
        ordered = sorted(pairs, key=lambda pair: -len(_PLACE.sub("", pair[0])))
        self._pairs = [(_pattern(en), zh) for en, zh in ordered]
        self.in_chinese = lru_cache(_REMEMBERED)(self._in_chinese)

    def _in_chinese(self, said: str) -> str | None:
        """The sentence in Chinese; None where no template made it."""
        for pattern, zh in self._pairs:
            if match := pattern.fullmatch(said):
                return zh.format_map({name: self._part(part) for name, part in match.groupdict().items()})
        return None

    def _part(self, said: str) -> str:
        if len(faults := _FAULTS.split(said)) > 1:
            return "；".join(map(self._part, faults))
        if whole := self._in_chinese(said):
            return whole
        for between, between_zh in _BETWEEN:
            parts = [self._in_chinese(part) for part in said.split(between)]
            if len(parts) > 1 and all(parts):
                return between_zh.join(part for part in parts if part)
        return said


def _pattern(template: str) -> re.Pattern[str]:
    texts = _PLACE.split(template)
    for position in range(1, len(texts), 2):
        signs = r"\S" if texts[position] in _ONE_WORD else "."
        texts[position] = f"(?P<{texts[position]}>{signs}+?)"
    texts[::2] = map(re.escape, texts[::2])
    return re.compile("".join(texts), re.DOTALL)
