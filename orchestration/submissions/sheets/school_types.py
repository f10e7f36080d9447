"""Which stages the registry says a school of a type (办学类型) has.

What belongs here: the types and their stages. What does not: reading a type's cell (the directory's layout),
what follows for a table (forms/stages.py).
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

#: The stage of special schools, which the registry marks and gives no other.
_SPECIAL = "special"


@dataclass(frozen=True)
class SchoolTypes:
    """The stages of each type of school, by its code, and the type's name. Of a type without stages
    nothing is said."""

    stages: Mapping[str, frozenset[str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def fingerprint(self) -> str:
        """One hash of all that is said."""
        said = sorted((code, self.names[code], sorted(stages)) for code, stages in self.stages.items())
        return hashlib.sha256(repr(said).encode()).hexdigest()


def types_of_registry(standards_dir: Path) -> SchoolTypes:
    """The types of schools of the registry."""
    stages: dict[str, set[str]] = defaultdict(set)
    for row in _rows(standards_dir / "school_type_stages.csv"):
        stages[row["school_type_code"]].add(row["stage"])
    types = _rows(standards_dir / "school_types.csv")
    for row in types:
        if row["is_special"] == "true":
            stages[row["school_type_code"]].add(_SPECIAL)
    names = {row["school_type_code"]: row["name_zh"] for row in types}
    return SchoolTypes({code: frozenset(each) for code, each in stages.items()}, names)


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
