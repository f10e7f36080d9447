"""What the registry calls the counties of the country.

What belongs here: the names by which a text names a county, and which of several of one name is meant. What
does not: what follows from it for a table (county_titles.py).
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from orchestration.submissions.cells.text import header_text

#: Names that are words of titles too (城区, 新城区小学): they name a county only after its city or province.
_WORDS = frozenset({"新城区", "老城区", "城中区", "城东区", "城西区", "城北区", "城关区", "市中区"})
_SHORTEST_NAME = 3
#: «河北区域» does not name 河北区.
_NOT_BEFORE = "域"


@dataclass(frozen=True)
class Naming:
    """A county's name in a text, and the names of city and province that stand directly before it."""

    name: str
    within: tuple[str, ...] = ()

    @property
    def is_word(self) -> bool:
        return len(self.name) < _SHORTEST_NAME or self.name in _WORDS


@dataclass(frozen=True)
class OtherCounty:
    """A county that a text names and that is not the folder's: which text, the name, and whose it can be."""

    position: int
    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class CountyNames:
    """Every county's names of any year, by its code; by name the counties that bear it in this year, none for
    a name of the past; and by code of this year its city and province. A code that has ended has the names of
    the one that followed on it too."""

    of_county: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bearers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parents: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """One hash of all names: every file's key holds it, and a country has thousands of each."""
        of_county = sorted((code, sorted(names)) for code, names in self.of_county.items())
        return hashlib.sha256(repr((of_county, self.bearers, self.parents)).encode()).hexdigest()

    def named_in(self, text: str) -> Iterator[Naming]:
        """The counties that a text names, from left to right; 临泽县 is not 泽县 too, nor 长沙市区 沙市区."""
        said = header_text(text)
        start = 0
        within: tuple[str, ...] = ()
        while start < len(said):
            name = self._name_at(said, start)
            if name is None:
                within = ()
            elif name in self._regions:
                within = (*within, name)
            elif said[start + len(name) :][:1] != _NOT_BEFORE:
                yield Naming(name, within)
                within = ()
            start += len(name or " ")

    def meant(self, naming: Naming, folder: str | None = None) -> tuple[str, ...]:
        """The counties of this year that a name can mean: those of the city and province before it, else
        those nearest to the folder's county, else all that bear it; none for a mere word."""
        bearers = self.bearers.get(naming.name, ())
        told = [code for code in bearers if set(naming.within) & set(self.parents.get(code, ()))]
        if len(naming.within) > 1:
            told = [code for code in told if set(naming.within) >= set(self.parents[code])] or told
        if told or naming.is_word:
            return tuple(told)
        for prefix in (folder[:4], folder[:2]) if folder else ():
            if near := tuple(code for code in bearers if code.startswith(prefix)):
                return near
        return bearers

    def other_than(self, folder: str, texts: Iterable[str]) -> OtherCounty | None:
        """The first other county that the texts name; None where one of them names the folder's own."""
        own, other = self.of_county.get(folder, frozenset()), None
        for position, text in enumerate(texts):
            for naming in self.named_in(text):
                codes = self.meant(naming, folder)
                # A name of the past, or of the code that followed, is the folder's whatever stands before it.
                is_borne = folder in self.bearers.get(naming.name, ())
                if folder in codes or (naming.name in own and not is_borne):
                    return None
                if codes and other is None:
                    other = OtherCounty(position, naming.name, codes)
        return other

    def counties_in(self, text: str) -> set[str]:
        """The codes of the counties that a text names."""
        return {code for naming in self.named_in(text) for code in self.meant(naming)}

    def shown(self, codes: Iterable[str]) -> str:
        """Codes with their city and province, so that counties of one name can be told apart."""
        return ", ".join(
            f"{code} {''.join(dict.fromkeys(reversed(self.parents.get(code, ()))))}".strip() for code in codes
        )

    def _name_at(self, said: str, start: int) -> str | None:
        """The longest name that begins there."""
        found = (said[start : start + length] for length in self._lengths.get(said[start], ()))
        return next((name for name in found if name in self.bearers or name in self._regions), None)

    @cached_property
    def _regions(self) -> frozenset[str]:
        return frozenset(name for names in self.parents.values() for name in names)

    @cached_property
    def _lengths(self) -> Mapping[str, list[int]]:
        """How long names are by their first character, the longest first."""
        lengths = defaultdict(set)
        for name in (*self.bearers, *self._regions):
            lengths[name[0]].add(len(name))
        return {first: sorted(each, reverse=True) for first, each in lengths.items()}


def names_of_registry(standards_dir: Path, school_year: int) -> CountyNames:
    """The names of the registry's counties, as they stand in a year."""
    file = standards_dir / "counties.csv"
    rows = _rows(file, file.stat().st_mtime_ns)
    valid = [
        row
        for row in rows
        if int(row["valid_from_year"]) <= school_year <= int(row["valid_to_year"] or school_year)
    ]
    codes = {row["county_code"] for row in valid}
    followed = {
        row["county_code"]: row["successor_code"]
        for row in rows
        if row["successor_code"] and row["county_code"] not in codes
    }
    names: dict[str, frozenset[str]] = defaultdict(frozenset)
    for row in rows:
        names[row["county_code"]] |= {row["county_name"]}
    ended = {code: frozenset().union(*(names[each] for each in _line(code, followed))) for code in followed}
    bearers: dict[str, tuple[str, ...]] = dict.fromkeys((row["county_name"] for row in rows), ())
    for row in valid:
        bearers[row["county_name"]] += (row["county_code"],)
    parents = {row["county_code"]: (row["city_name"], row["province_name"]) for row in valid}
    return CountyNames(names | ended, bearers, parents)


# Each landed year asks for the names of the whole country.
@lru_cache(maxsize=1)
def _rows(file: Path, _changed_at: int) -> tuple[dict[str, str], ...]:
    with file.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def _line(code: str, followed: Mapping[str, str]) -> list[str]:
    """A code and those that followed on it."""
    line = [code]
    while (code := followed.get(code, code)) not in line:
        line.append(code)
    return line
