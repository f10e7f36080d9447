"""Partial resubmissions: a later file replaces only what it says itself.

What belongs here: taking out of an older file the rows whose keys a later one states.
What does not: whole replacement (folders.py leaves such a file unread).
"""

from __future__ import annotations

from typing import Any

import pyarrow.compute as pc

from orchestration.submissions.manifest import Manifest
from orchestration.submissions.schemas import RELATIONS

# Bookkeeping of files, not facts.
_NOT_FACTS = ("submissions", "submission_fields", "refusals", "totals", "cell_texts")


def without_replaced(read: dict[str, dict[str, Any]], manifest: Manifest) -> dict[str, str]:
    """Takes replaced rows out of `read` (tables by file name and relation), in place.

    Returns a sentence for each file that lost rows. The 合计 rows of such a file go too:
    they are the sums of rows that no longer stand together.
    """
    said: dict[str, str] = {}
    for name in sorted(manifest.entries):
        entry = manifest.entries[name]
        if not (entry.partial and entry.supersedes and name in read and entry.supersedes in read):
            continue
        newer, older = read[name], read[entry.supersedes]
        replaced = 0
        for relation_name, table in newer.items():
            if relation_name in _NOT_FACTS or relation_name not in older:
                continue
            rest = _without(relation_name, older[relation_name], table)
            replaced += older[relation_name].num_rows - rest.num_rows
            older[relation_name] = rest
        if replaced:
            older.pop("totals", None)
            said[entry.supersedes] = f"{replaced} rows replaced by {name}, as manifest.yaml says"
    return said


def _without(relation_name: str, older: Any, newer: Any) -> Any:
    # A room has no key of its own: a later list of a school's rooms replaces the earlier list.
    keys = ("school_code",) if relation_name == "rooms" else RELATIONS[relation_name].key
    return older.filter(pc.invert(pc.is_in(_key_texts(older, keys), _key_texts(newer, keys))))


def _key_texts(table: Any, keys: tuple[str, ...]) -> Any:
    parts = [pc.fill_null(table.column(key).cast("string").combine_chunks(), "") for key in keys]
    return pc.binary_join_element_wise(*parts, "\x1f") if len(parts) > 1 else parts[0]
