"""The counties of the registry's roster.

What belongs here: their names. What does not: what they file.
"""

from __future__ import annotations

import csv

from orchestration.settings import Settings


def roster() -> dict[str, str]:
    """Name by county code, in order of code."""
    with (Settings.from_environment().standards_dir / "counties.csv").open(encoding="utf-8") as lines:
        return {
            row["county_code"]: row["county_name"]
            for row in sorted(csv.DictReader(lines), key=lambda row: row["county_code"])
        }
