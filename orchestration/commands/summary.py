"""The short table a run ends with.

What belongs here: laying out the counts of a datapackage. What does not: counting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.table import Table

_COLUMNS = (
    ("Year", "school_year"),
    ("Counties", "counties"),
    ("comply", "counties_passing"),
    ("Sections", "sections"),
    ("comply", "sections_passing"),
    ("Indicators failing", "indicators_failing"),
    ("CVs failing", "balance_failing"),
    ("Findings", "findings"),
    ("Files", "files"),
    ("refused", "files_refused"),
    ("Quarantined", "rows_quarantined"),
)


def summary_table(counts: Sequence[Mapping[str, int]]) -> Table:
    """One row per school year."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title, _ in _COLUMNS:
        table.add_column(title, justify="right")
    for row in counts:
        table.add_row(*(str(row[name]) for _, name in _COLUMNS))
    return table
