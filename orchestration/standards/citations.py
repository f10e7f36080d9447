"""What a row rests on, and whether that can be followed: document, clause, file and line.

What belongs here: holding citations of rules against the list of documents. What does not: what the rules say
(`check_coverage`), whether a cell is filled in (`check_rows`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestration.standards.faults import Fault
from orchestration.standards.registry import Registry, Row

#: Seeds whose rows decide, or say what is judged and of whom.
RULES = (
    *("rule_sets", "dimensions", "indicators", "thresholds", "asked_from", "balance_indicators"),
    *("balance_limits", "school_rules", "scope", "split_weights", "qualifications", "class_limits"),
    *("room_standards", "funding_rules", "small_school_types", "transition_rules", "veto_items"),
    *("grade_bands", "item_grades", "band_vetoes", "recognition_steps", "survey_rules"),
    *("monitoring_cycles", "monitoring_subjects", "ledger_kinds", "ledger_counts"),
)
_PLACE = re.compile(r"sources/plans/[a-z0-9_]+\.txt:\d+")
_CLAUSE = re.compile(r"\s+[^\s\[;]")


def unfollowable(registry: Registry) -> Iterator[Fault]:
    """The rules whose citation leads nowhere.

    It leads somewhere if it begins with a document of the list and a clause of it; where the list says which
    file holds the text, the line must be named.
    """
    documents = registry.rows("source_documents")
    for name in RULES:
        for row in registry.rows(name):
            reason = _fault(row["citation"], documents)
            if reason:
                yield row.fault(reason, "Write document, clause, and file and line where the text is kept.")


def _fault(citation: str, documents: tuple[Row, ...]) -> str:
    named = [row for row in documents if citation.startswith(row["document"])]
    if not named:
        return f"«{citation}» begins with no document of source_documents.csv."
    document = max(named, key=lambda row: len(row["document"]))
    rest = citation.removeprefix(document["document"])
    if not _CLAUSE.match(rest):
        return f"«{citation}» names no clause."
    if document["source_file"] and not _PLACE.search(rest):
        return f"«{citation}» names no line of {document['source_file']}."
    return ""
