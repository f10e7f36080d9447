"""The counties of the registry's roster.

What belongs here: their names. What does not: what they file.
"""

from __future__ import annotations

import csv

from orchestration.settings import Settings


def roster() -> dict[str, str]:
    """Name by county code, in order of code."""
    standards_dir = Settings.from_environment().standards_dir
    with (standards_dir / "counties.csv").open(encoding="utf-8") as lines:
        names = {row["county_code"]: row["county_name"] for row in csv.DictReader(lines)}
    with (standards_dir / "roster.csv").open(encoding="utf-8") as lines:
        return {code: names[code] for code in sorted(row["county_code"] for row in csv.DictReader(lines))}
