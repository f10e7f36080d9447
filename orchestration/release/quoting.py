"""Names and texts as SQL has them.

What belongs here: quoting. What does not: any statement.
"""

from __future__ import annotations

from pathlib import Path


def identifier(text: str) -> str:
    """A table, a column, a schema."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """A text."""
    return "'" + str(text).replace("'", "''") + "'"
