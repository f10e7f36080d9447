"""The counties of the registry's roster.

What belongs here: their names, and those of other real codes. What does not: what they file.
"""

from __future__ import annotations

import csv

from orchestration.settings import Settings

_STANDARDS_DIR = Settings.from_environment().standards_dir
#: The names of the country's counties in force, by code.
with (_STANDARDS_DIR / "counties.csv").open(encoding="utf-8") as _lines:
    _NAMES = {
        row["county_code"]: row["county_name"]
        for row in csv.DictReader(_lines)
        if row["valid_to_year"] == "9999"
    }


def county_name(code: str) -> str:
    """What the registry calls a county, else a name of its own."""
    return _NAMES.get(code, f"县{code}")


def roster() -> dict[str, str]:
    """Name by county code, in order of code."""
    with (_STANDARDS_DIR / "roster.csv").open(encoding="utf-8") as lines:
        return {code: _NAMES[code] for code in sorted(row["county_code"] for row in csv.DictReader(lines))}
