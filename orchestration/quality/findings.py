"""From failing rows to findings: the address of the cell, the observed value, the words for people.

What belongs here: fetching the failing rows from the session's `frame` table, resolving file and cell,
filling the message templates, the stable finding id. What does not: deciding what fails.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb
import pyarrow as pa

from orchestration.quality.catalogue import Expectation, Suite
from orchestration.quality.refusal_words import RefusalWords

#: Columns of a frame that give the address of a row, where the source has them.
ADDRESS_COLUMNS = (
    "school_year",
    "county_code",
    "school_code",
    "relation",
    "path",
    "cell",
    "src_school_year",
    "src_county_code",
    "src_sha256",
    "src_sheet",
    "src_row",
    "src_field",
)

_CHUNK = 20_000
#: What a spreadsheet program runs: a sign in front of anything but a number.
_FORMULA = re.compile(r"[=+@\t\r-](?![0-9.,%]*\Z)")

Finding = dict[str, Any]


@dataclass(frozen=True)
class ChineseWords:
    """For findings in Chinese: (column, value) → the word for a code, and what the reader's sentences say."""

    labels: Mapping[tuple[str, str], str]
    refusals: RefusalWords


def located_rows(
    connection: duckdb.DuckDBPyConnection,
    suite: Suite,
    expectation: Expectation,
    frame_rows: Sequence[int],
) -> Iterator[dict[str, Any]]:
    """The failing rows of the session's `frame` table, each with path, cell and landing field."""
    failing = pa.table({"position": pa.array(frame_rows, pa.int64())})
    connection.register("failing_rows", failing)
    try:
        cursor = connection.execute(
            _LOCATED if suite.gate == "landing" else _PLAIN, _place(suite, expectation)
        )
        names = [column[0] for column in cursor.description or ()]
        while chunk := cursor.fetchmany(_CHUNK):
            for row in chunk:
                yield dict(zip(names, row, strict=True))
    finally:
        connection.unregister("failing_rows")


def _place(suite: Suite, expectation: Expectation) -> dict[str, str | None]:
    # A wide relation's own column is the field; a SELECT tests a derived column, which has no cell.
    column = expectation.observed if suite.relation is not None else None
    return {"relation": suite.relation, "field": expectation.field, "column": column}


_ROWS = """
    select
        frame.*,
        coalesce(frame.relation, $relation) as at_relation,
        coalesce($field, frame.src_field, $column) as at_field
    from failing_rows
    inner join frame on frame.frame_row = failing_rows.position
"""

_PLAIN = f"select *, path as at_path, cell as at_cell from ({_ROWS}) order by frame_row"

_LOCATED = f"""
    with failed as ({_ROWS}),
    cells as (
        select
            failed.frame_row,
            min(places.src_column || cast(coalesce(places.cell_row, failed.src_row) as varchar)) as cell
        from failed
        inner join field_place as places
            on places.school_year = coalesce(failed.src_school_year, failed.school_year)
            and places.county_code = coalesce(failed.src_county_code, failed.county_code)
            and places.src_sha256 = failed.src_sha256
            and places.src_sheet = failed.src_sheet
            and places.relation = failed.at_relation
            and places.field = failed.at_field
            and coalesce(places.src_row, failed.src_row) = failed.src_row
        group by failed.frame_row
    )
    select failed.*,
        coalesce(failed.path, files.path) as at_path,
        coalesce(failed.cell, cells.cell) as at_cell
    from failed
    left join file_read as files
        on files.school_year = coalesce(failed.src_school_year, failed.school_year)
        and files.county_code = coalesce(failed.src_county_code, failed.county_code)
        and files.sha256 = failed.src_sha256
    left join cells on cells.frame_row = failed.frame_row
    order by failed.frame_row
"""


def finding(suite: Suite, expectation: Expectation, row: dict[str, Any], words: ChineseWords) -> Finding:
    """One finding, with the columns of `schemas.DQ_FINDING`."""
    found = row[expectation.observed]
    shown = {name: readable(value) for name, value in row.items()}
    shown.update(
        observed=readable(found),
        path=row["at_path"] or "—",
        sheet=row["src_sheet"] or "—",
        cell=row["at_cell"] or "—",
        field=row["at_field"] or "—",
    )
    shown_zh = {name: words.labels.get((name, text), text) for name, text in shown.items()}
    if "message" in row:
        shown_zh["message"] = words.refusals.in_chinese(row["message"]) or row["meaning_zh"]
    if expectation.observed in shown_zh and shown["observed"] == shown[expectation.observed]:
        shown_zh["observed"] = shown_zh[expectation.observed]
    # What it is about, not where it stands: a row put in above, or a file sent again, changes no id.
    identity = [
        suite.gate,
        row["school_year"],
        suite.name,
        expectation.id,
        row["county_code"],
        row["at_relation"],
        row["src_sheet"],
        row["at_field"],
        *(row[name] for name in suite.key),
    ]
    return {
        "finding_id": stable_id(identity),
        "gate": suite.gate,
        "school_year": row["school_year"],
        "county_code": row["county_code"] or None,
        "school_code": row["school_code"],
        "suite": suite.name,
        "expectation_id": expectation.id,
        "severity": expectation.severity,
        "wants_explanation": expectation.suspicion,
        "relation": row["at_relation"],
        "field": row["at_field"],
        "path": row["at_path"],
        "src_sha256": row["src_sha256"] or None,
        "src_sheet": row["src_sheet"] or None,
        "src_row": row["src_row"] or None,
        "cell": row["at_cell"],
        "observed": None if found is None else readable(found),
        "message_en": expectation.message.en.format_map(shown),
        "message_zh": expectation.message.zh.format_map(shown_zh),
        "remedy_en": expectation.remedy.en.format_map(shown),
        "remedy_zh": expectation.remedy.zh.format_map(shown_zh),
    }


def quarantined(expectation: Expectation, row: dict[str, Any], reason: str) -> dict[str, Any]:
    """One quarantine row, with the columns of `schemas.QUARANTINE`."""
    return {
        "school_year": row["school_year"],
        "county_code": row["county_code"],
        "relation": row["at_relation"] or "",
        "school_code": row["school_code"],
        "src_sha256": row["src_sha256"],
        "src_sheet": row["src_sheet"],
        "src_row": row["src_row"],
        "src_field": row["at_field"] if expectation.quarantine == "cell" else None,
        "expectation_id": expectation.id,
        "reason": reason,
    }


def with_unique_ids(findings: list[Finding]) -> list[Finding]:
    """The findings in reading order. Several about the same thing are told apart by where they stand: what a
    county says to one of them must not pass to another when one is gone. Those at one place get an ordinal.
    """
    ordered = sorted(findings, key=_reading_order)
    alike = Counter(entry["finding_id"] for entry in ordered)
    seen: Counter[str] = Counter()
    for entry in ordered:
        name = entry["finding_id"]
        if alike[name] == 1:
            continue
        placed = stable_id([name, entry["path"], entry["src_row"], entry["cell"]])
        seen[placed] += 1
        entry["finding_id"] = placed if seen[placed] == 1 else stable_id([placed, seen[placed]])
    return ordered


def _reading_order(entry: Finding) -> tuple[Any, ...]:
    texts = ("suite", "expectation_id", "county_code", "path", "src_sheet")
    ends = ("cell", "school_code", "finding_id", "observed", "message_en")
    return (
        *(entry[name] or "" for name in texts),
        entry["src_row"] or 0,
        *(entry[name] or "" for name in ends),
    )


def stable_id(parts: Sequence[object]) -> str:
    """Sixteen hex digits that depend on the parts alone."""
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def readable(value: object) -> str:
    """A value as people write it: no exponent, no trailing zeros; None is a dash.

    A text that a spreadsheet program would run as a formula gets an apostrophe in front.
    """
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else str(value)
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text
