"""Which indicators dbt puts together: the registry's, section by section and part by part.

What belongs here: the two lists for the models `section_value` and `part_value`, as variables of dbt's
environment, since dbt cannot read a seed while it parses. What does not: whether each has its model
(`check_models`).
"""

from __future__ import annotations

import csv
from pathlib import Path


def union_variables(standards_dir: Path) -> dict[str, str]:
    """The registered indicators as their models are named, by variable; none without a registry."""
    try:
        with (standards_dir / "indicators.csv").open(encoding="utf-8-sig", newline="") as lines:
            rows = [(row["indicator_id"], row["entity_type"]) for row in csv.DictReader(lines)]
    except (OSError, UnicodeDecodeError, KeyError, csv.Error):
        rows = []  # `junheng standards check` says why
    return {
        "JUNHENG_SECTION_INDICATORS": " ".join(name.lower() for name, kind in rows if kind == "section"),
        "JUNHENG_PART_INDICATORS": " ".join(name.lower() for name, kind in rows if kind != "section"),
    }
