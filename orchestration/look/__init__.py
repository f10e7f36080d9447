"""How pages look and behave: one style sheet, one script, and sortable-tablesort, kept with its licence.

What belongs here: the files that every page of a release uses, the report and the quality page alike. What
does not: what a page says.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
STYLE, SCRIPT, SORTABLE = "report.css", "report.js", "sortable.min.js"
#: What stands beside pages that share it.
FILES = (STYLE, SCRIPT, SORTABLE, "sortable.LICENSE")


def inlined(name: str) -> str:
    """A file as an element of the page itself, for a page that stands alone."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    return f"<style>\n{text}</style>" if name == STYLE else f"<script>\n{text}</script>"
