"""What a year's directories call the schools of a county, for sheets that name schools without their codes.

What belongs here: finding the code of a name that stands once. What does not: which sheets need it
(forms/lists_of_schools.py), reading the directories.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

import pyarrow as pa

from orchestration.submissions.cells import grammar
from orchestration.submissions.cells.columns import ReadColumn, read_each
from orchestration.submissions.cells.text import header_text


@dataclass(frozen=True)
class SchoolNames:
    """The codes of the schools that bear a name, by the name without spaces."""

    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of_tables(cls, tables: Iterable[Any]) -> SchoolNames:
        """The names of some landing tables `schools`."""
        codes: dict[str, frozenset[str]] = {}
        for table in tables:
            pairs = zip(
                table.column("school_name").to_pylist(), table.column("school_code").to_pylist(), strict=True
            )
            for name, code in pairs:
                if name and code:
                    known = header_text(name)
                    codes[known] = codes.get(known, frozenset()) | {code}
        return cls(codes)

    def with_names(self, other: SchoolNames) -> SchoolNames:
        """These names and others."""
        nothing: frozenset[str] = frozenset()
        names = self.codes.keys() | other.codes.keys()
        return SchoolNames(
            {name: self.codes.get(name, nothing) | other.codes.get(name, nothing) for name in names}
        )

    @cached_property
    def fingerprint(self) -> str:
        """One hash of all names."""
        said = repr(sorted((name, sorted(codes)) for name, codes in self.codes.items()))
        return hashlib.sha256(said.encode()).hexdigest()

    def read(self, cell: object) -> str | None:
        """The code of the school of a name. Raises grammar.Unreadable where none bears it, or several do."""
        if grammar.is_missing(cell):
            return None
        name, shown = header_text(cell), grammar.shown(cell)
        codes = sorted(self.codes.get(name, ()))
        if len(codes) > 1:
            said = f"«{shown}» is the name of several schools: {'、'.join(codes)}"
            raise grammar.Unreadable("SCHOOL_NAME_TWICE", said)
        if not codes:
            nearest = max(sorted(self.codes), key=lambda each: SequenceMatcher(None, name, each).ratio())
            near = f"«{nearest}» ({'、'.join(sorted(self.codes[nearest]))})"
            said = f"«{shown}» is no school of the directory; the nearest is {near}"
            raise grammar.Unreadable("SCHOOL_NAME_UNKNOWN", said)
        return codes[0]

    def read_column(self, cells: Sequence[Any]) -> ReadColumn:
        """The codes of a column of names."""
        return read_each(cells, self.read, pa.string())
