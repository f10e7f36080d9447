"""What the registry calls the counties of the country.

What belongs here: the names by which a text names a county. What does not: what follows from it for a table
(county_titles.py).
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from orchestration.submissions.cells.text import header_text

#: Shorter names (城区, 郊区) are words of titles too.
_SHORTEST_NAME = 3


@dataclass(frozen=True)
class CountyNames:
    """Every county's names of any year, by its code; and by name the county that bears it in this year, None
    where none does. A code that has ended has the names of the one that followed on it too."""

    of_county: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bearers: Mapping[str, str | None] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """One hash of all names: every file's key holds it, and a country has thousands of each."""
        said = repr((sorted((code, sorted(names)) for code, names in self.of_county.items()), self.bearers))
        return hashlib.sha256(said.encode()).hexdigest()

    def named_in(self, text: str) -> Iterator[str]:
        """The names that a text holds, from left to right; 临泽县 is not 泽县 as well."""
        said = header_text(text)
        start = 0
        while start < len(said):
            found = (said[start : start + length] for length in self._lengths)
            name = next((name for name in found if name in self.bearers), None)
            if name:
                yield name
            start += len(name or " ")

    @cached_property
    def _lengths(self) -> list[int]:
        lengths = {len(name) for name in self.bearers}
        return sorted((length for length in lengths if length >= _SHORTEST_NAME), reverse=True)


def names_of_registry(standards_dir: Path, school_year: int) -> CountyNames:
    """The names of the registry's roster, as they stand in a year."""
    with (standards_dir / "counties.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    valid = [
        row
        for row in rows
        if int(row["valid_from_year"]) <= school_year <= int(row["valid_to_year"] or school_year)
    ]
    names = defaultdict(set)
    for row in rows:
        names[row["county_code"]].add(row["county_name"])
    codes = {row["county_code"] for row in valid}
    followed = {
        row["county_code"]: row["successor_code"]
        for row in rows
        if row["successor_code"] and row["county_code"] not in codes
    }
    bearers: dict[str, str | None] = dict.fromkeys(row["county_name"] for row in rows)
    for row in reversed(valid):
        bearers[row["county_name"]] = row["county_code"]
    of_county = {
        code: frozenset().union(*(names[each] for each in _line(code, followed))) for code in sorted(names)
    }
    return CountyNames(of_county, bearers)


def _line(code: str, followed: Mapping[str, str]) -> list[str]:
    """A code and those that followed on it."""
    line = [code]
    while (code := followed.get(code, code)) not in line:
        line.append(code)
    return line
