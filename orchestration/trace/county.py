"""A county's verdicts as lines of text: under every rule set, by dimension, with what fails.

What belongs here: what `junheng trace COUNTY` shows without an indicator. What does not: inputs (`reading`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from orchestration.trace.naming import Release, Row, UnknownNameError, find_county
from orchestration.trace.words import Language

_VERDICTS = """
    SELECT verdicts.*, standards.name_zh, standards.name_en
    FROM compliance_county AS verdicts
    LEFT JOIN dim_standard AS standards USING (standard_id)
    WHERE school_year = $year AND county_code = $county AND ($standard IS NULL OR standard_id = $standard)
    ORDER BY standard_id <> 'national-quality-2017', length(coalesce(applies_to_code_prefix, '')), standard_id
"""
_DIMENSIONS = """
    SELECT * FROM compliance_dimension
    WHERE school_year = $year AND county_code = $county
    ORDER BY standard_id, dimension_id
"""


def county_lines(
    release_dir: Path, name: str, year: int | None, standard: str | None, lang: str
) -> Iterator[str]:
    """Every line, without line ends. Raises `UnknownNameError` where the release has no such thing."""
    with duckdb.connect(str(release_dir / "compliance.duckdb"), read_only=True) as connection:
        release = Release(connection)
        county, chosen = find_county(release, name, year)
        at = {"year": chosen, "county": county["county_code"]}
        verdicts = release.rows(_VERDICTS, **at, standard=standard)
        dimensions = release.rows(_DIMENSIONS, **at)
        reasons = {row["reason_code"]: row for row in release.rows("SELECT * FROM dim_reason")}
    if not verdicts:
        what = f"{standard!r} does not judge" if standard else "No rule set judges"
        raise UnknownNameError(f"{what} {county['county_code']} in {chosen}.")
    words = Language(lang)
    yield f"{county['county_code']} {county['county_name']}  {words('school_year')} {chosen}"
    for verdict in verdicts:
        yield ""
        yield f"{words('standard')}  {verdict['standard_id']} {words.name(verdict)}"
        yield f"{words('verdict')}  {_said(verdict, reasons, words)}"
        for row in dimensions:
            if row["standard_id"] == verdict["standard_id"]:
                yield f"    {row['dimension_id']}: {_said(row, reasons, words)}"
    yield ""
    yield words("see_indicator")
    yield f"{words('release')} {release_dir.name}"


def _said(row: Row, reasons: dict[str, Row], words: Language) -> str:
    said = words(row["status"])
    if row["failed_items"]:
        said += f"  {row['failed_items']}"
    elif reason := reasons.get(row["reason_code"]):
        said += f"  {words.name(reason)} ({row['reason_code']})"
    return said
