"""explanations.yaml of a county's folder: what the county says to its findings.

What belongs here: reading the entries. What does not: which findings there are, and which of them want an
explanation: the gate knows that (`quality/`).

    - finding: 3f0c9a51c2d4e687          # finding_id of dq_finding
      text: 2024 年 9 月起并入原第三小学学生，在校生增加。
      document: 咸教发〔2024〕12号
      by: 王芳
      on: 2024-10-08
      expires: 2025-08-31
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.folders.dated_records import Record, RecordRules, Written, read_entries
from orchestration.submissions.folders.listing import EXPLANATIONS_FILE

_FAULT = "EXPLANATIONS_FAULT"


class Explanation(Record):
    """What the county says to one finding."""

    finding: Written
    text: Written
    document: Written
    by: Written


def read_explanations(
    content: bytes, school_year: int, county_code: str, path: str, rules: RecordRules
) -> tuple[list[dict[str, Any]], list[Rejection]]:
    """The rows of `explanations`, and a rejection for every entry that cannot be taken.

    An expired entry is left out where another one of the same finding is in force.
    """
    entries, rejections = read_entries(content, EXPLANATIONS_FILE, Explanation, _FAULT)
    in_force = Counter(entry.said.finding for entry in entries if not entry.said.has_expired(rules))
    rows: dict[str, dict[str, Any]] = {}
    for entry in sorted(entries, key=lambda each: each.said.expires):
        said, expired = entry.said, entry.said.has_expired(rules)
        if in_force[said.finding] > 1 and not expired:
            times = f"is explained {in_force[said.finding]} times; none of them is taken"
            message = f"{entry.place}: finding {said.finding} {times}"
            rejections.append(Rejection("file", _FAULT, message, row=entry.line, raw=said.finding))
            continue
        # The latest expired entry stands for those before it, one in force for all.
        rows[said.finding] = {
            "school_year": school_year,
            "county_code": county_code,
            "finding_id": said.finding,
            "text": said.text,
            "document": said.document,
            "explained_by": said.by,
            "explained_on": said.on.isoformat(),
            "expires_on": said.expires.isoformat(),
            "status": "expired" if expired else "in_force",
            "path": path,
        }
    rejections.sort(key=lambda rejection: rejection.row)
    return [rows[finding] for finding in sorted(rows)], rejections
