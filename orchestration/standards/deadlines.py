"""The filing deadlines of the registry, and the forms that are due by each.

What belongs here: reading them, and the day of a school year. What does not: what happens after (`defs/`,
`alerts/`), or whether a file was late, which the models say.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True)
class Deadline:
    """A filing deadline: the day, and how many calendar years after the school year's start."""

    deadline_id: str
    form_zh: str
    form_en: str
    month: int
    day: int
    year_offset: int

    def of(self, school_year: int) -> date:
        """The last day on which a school year's forms are in time."""
        return date(school_year + self.year_offset, self.month, self.day)

    def last_passed(self, today: date) -> int:
        """The newest school year whose deadline lies before a day."""
        school_year = today.year - self.year_offset
        return school_year if self.of(school_year) < today else school_year - 1


def read_deadlines(standards_dir: Path) -> list[Deadline]:
    """The deadlines of the registry, in its order."""
    return [
        Deadline(
            deadline_id=row["deadline_id"],
            form_zh=row["form_zh"],
            form_en=row["form_en"],
            month=int(row["month"]),
            day=int(row["day"]),
            year_offset=int(row["year_offset"]),
        )
        for row in _rows(standards_dir / "deadlines.csv")
    ]


def required_forms(standards_dir: Path) -> dict[str, dict[str, str]]:
    """By deadline the required forms: the Chinese name, which the marts say, and the English one."""
    forms = {row["form"]: row for row in _rows(standards_dir / "forms.csv") if row["is_required"] == "true"}
    due: dict[str, dict[str, str]] = {}
    for row in _rows(standards_dir / "form_deadlines.csv"):
        if row["form"] in forms:
            form = forms[row["form"]]
            due.setdefault(row["deadline_id"], {})[form["name_zh"]] = form["name_en"]
    return due


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
