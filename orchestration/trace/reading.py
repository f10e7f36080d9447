"""A release → the trace of one verdict: result, clause, inputs, formula.

What belongs here: finding what was asked for among a release's public tables. What does not: words
(`text`), files of raw/. A trace is made of the release's own rows, as dictionaries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from orchestration.trace.formula import Formula, formula
from orchestration.trace.naming import (
    COMPOSITE,
    Release,
    Row,
    UnknownNameError,
    find_county,
    find_indicator,
    find_school,
    find_standard,
)
from orchestration.trace.numbers import close, filed_text


@dataclass(frozen=True)
class Question:
    """What is asked: county and school by code or name, the rest as in the release; None: the default."""

    county: str
    indicator: str
    school: str | None = None
    year: int | None = None
    standard: str | None = None


@dataclass(frozen=True)
class Part:
    """One comparison of a verdict: its result row, the clause that sets its limit, its inputs and formula.

    `agrees`: the formula comes to the figures the verdict was reached with.
    """

    result: Row
    clause: Row | None
    inputs: list[Row]
    formula: Formula | None
    agrees: bool


@dataclass(frozen=True)
class Verdict:
    """What was decided of one section, school or county; `name` as it is called."""

    result: Row
    name: str | None
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class Trace:
    """Everything to be shown. `files` are those behind figures that are not shown cell by cell."""

    release_id: str
    school_year: int
    county: Row
    indicator: Row
    standard: Row
    verdicts: list[Verdict] = field(default_factory=list)
    differences: list[Row] = field(default_factory=list)
    shares: list[Row] = field(default_factory=list)
    schools: list[Row] = field(default_factory=list)
    files: list[Row] = field(default_factory=list)
    reasons: dict[str, Row] = field(default_factory=dict)


def read_trace(release_dir: Path, question: Question) -> Trace:
    """The trace of what is asked. Raises `UnknownNameError` where the release has no such thing."""
    with duckdb.connect(str(release_dir / "compliance.duckdb"), read_only=True) as connection:
        return _read(Release(connection), release_dir.name, question)


def _read(release: Release, release_id: str, question: Question) -> Trace:
    county, year = find_county(release, question.county, question.year)
    indicator = find_indicator(release, question.indicator)
    standard = find_standard(
        release, question.standard, year, county["county_code"], indicator["indicator_id"]
    )
    indicator = {"citation": standard["citation"], **indicator}
    at = {
        "year": year,
        "county": county["county_code"],
        "standard": standard["standard_id"],
        "indicator": indicator["indicator_id"],
    }
    reasons = {row["reason_code"]: row for row in release.rows("SELECT * FROM dim_reason")}
    trace = Trace(release_id, year, county, indicator, standard, reasons=reasons)
    if question.school is not None:
        if indicator["entity_type"] == "county":
            raise UnknownNameError(
                f"{indicator['indicator_id']} is a requirement of the county; leave out --school."
            )
        school = find_school(release, question.school, year, county["county_code"])
        trace.verdicts.extend(_of_school(release, at, indicator, school))
    elif indicator["indicator_id"] == COMPOSITE:
        trace.differences.extend(_composed(release, at))
        trace.files.extend(_files(release, at))
    elif indicator["entity_type"] == "section":
        trace.differences.extend(_differences(release, at))
        trace.shares.extend(release.rows(_SHARES, **at))
        trace.files.extend(_files(release, at))
    else:
        trace.verdicts.extend(_of_county(release, at, indicator, county))
        if indicator["entity_type"] == "school":
            trace.schools.extend(_schools(release, at))
            trace.files.extend(_files(release, at))
    return trace


_AT = (
    "school_year = $year AND county_code = $county AND standard_id = $standard AND indicator_id = $indicator"
)

_SHARES = """
    SELECT shares.*, schools.school_name
    FROM balance_share AS shares
    LEFT JOIN dim_school AS schools USING (school_year, county_code, school_code)
    WHERE shares.school_year = $year AND shares.county_code = $county AND standard_id = $standard
        AND indicator_id = $indicator
    ORDER BY stage DESC, variance_share DESC NULLS FIRST, school_code
"""

_PARTS_OF_COMPOSITE = """
    SELECT balance.*, name_zh, name_en
    FROM balance
    INNER JOIN dim_indicator USING (indicator_id)
    WHERE school_year = $year AND county_code = $county AND standard_id = $standard
        AND indicator_id <> $indicator
    ORDER BY stage DESC, indicator_order, indicator_id
"""

_FILES = """
    SELECT DISTINCT path, src_sha256
    FROM evidence
    WHERE school_year = $year AND county_code = $county AND path IS NOT NULL AND indicator_id IN (
        SELECT $indicator
        UNION ALL
        SELECT indicator_id FROM balance
        WHERE school_year = $year AND county_code = $county AND standard_id = $standard AND $indicator = 'ALL'
    )
    ORDER BY path
"""

_SCHOOLS = """
    SELECT results.*, schools.school_name
    FROM indicator_result AS results
    LEFT JOIN dim_school AS schools
        ON schools.school_year = $year AND schools.school_code = results.entity_id
        AND schools.county_code = $county
    WHERE results.school_year = $year AND results.county_code = $county AND standard_id = $standard
        AND indicator_id = $indicator AND entity_type = 'school'
    ORDER BY CASE status WHEN 'FAIL' THEN 0 WHEN 'INSUFFICIENT_DATA' THEN 1 WHEN 'PASS' THEN 2 ELSE 3 END,
        margin NULLS FIRST, entity_id
"""


def _differences(release: Release, at: Row) -> list[Row]:
    """The CV of each stage, with the clause that limits it (`clause`)."""
    clauses = release.rows(f"SELECT * FROM rule_clause WHERE {_AT_RULE} AND kind = 'cv_limit'", **_rule(at))
    found = release.rows(f"SELECT * FROM balance WHERE {_AT} ORDER BY stage DESC", **at)
    for row in found:
        row["clause"] = next((each for each in clauses if each["stage"] == row["stage"]), None)
    return found


def _composed(release: Release, at: Row) -> list[Row]:
    """The mean of the CVs of each stage, with its clause, and the CVs it is the mean of (`parts`)."""
    found = _differences(release, at)
    parts = release.rows(_PARTS_OF_COMPOSITE, **at)
    for row in found:
        row["parts"] = [part for part in parts if part["stage"] == row["stage"]]
        known = [part["cv"] for part in row["parts"] if part["cv"] is not None]
        mean = sum(known) / len(known) if known and len(known) == len(row["parts"]) else None
        row["agrees"] = close(mean, row["cv"])
    return found


def _files(release: Release, at: Row) -> list[Row]:
    """The files that hold the figures of every school, for a question that does not show them one by one."""
    return release.rows(_FILES, **at)


def _schools(release: Release, at: Row) -> list[Row]:
    """Every school's result, those that fail first, each with its parts (`parts`)."""
    found = release.rows(_SCHOOLS, **at)
    parts = release.rows(f"SELECT * FROM indicator_part WHERE {_AT} AND entity_type = 'school'", **at)
    by_school: dict[str, list[Row]] = {}
    for part in parts:
        by_school.setdefault(part["entity_id"], []).append(part)
    for row in found:
        row["parts"] = sorted(by_school.get(row["entity_id"], []), key=lambda part: str(part["part_id"]))
    return found


def _of_school(release: Release, at: Row, indicator: Row, school: Row) -> list[Verdict]:
    """The verdicts on a school: one per judged stage, or one for the whole."""
    results = release.rows(
        f"SELECT * FROM indicator_result WHERE {_AT} AND entity_type = $kind AND entity_id = $code "
        "ORDER BY stage DESC",
        **at,
        kind=indicator["entity_type"],
        code=school["code"],
    )
    if not results:
        results = _of_balance_only(release, at, school) or _not_judged(release, at, school)
    if not results:
        raise UnknownNameError(
            f"{at['standard']} does not judge {at['indicator']} of {school['code']} {school['name'] or ''}."
        )
    return [
        Verdict(result, school["name"], _parts(release, at, indicator, result, indicator["entity_type"]))
        for result in results
    ]


def _of_balance_only(release: Release, at: Row, school: Row) -> list[Row]:
    """A rule set may set no limit for the value itself, and look at the differences alone."""
    return release.rows(
        "SELECT school_year, standard_id, county_code, 'section' AS entity_type, school_code AS entity_id, "
        "stage, indicator_id, value, 'NOT_APPLICABLE' AS status, 'DECIDES_NOTHING' AS reason_code "
        f"FROM balance_share WHERE {_AT} AND school_code = $code ORDER BY stage DESC",
        **at,
        code=school["code"],
    )


def _not_judged(release: Release, at: Row, school: Row) -> list[Row]:
    """Why a school out of scope has no result."""
    return release.rows(
        "SELECT school_year, standard_id, county_code, 'section' AS entity_type, school_code AS entity_id, "
        "stage, $indicator AS indicator_id, status, reason_code FROM compliance_school "
        "WHERE school_year = $year AND county_code = $county AND standard_id = $standard "
        "AND school_code = $code ORDER BY stage DESC",
        **at,
        code=school["code"],
    )


def _of_county(release: Release, at: Row, indicator: Row, county: Row) -> list[Verdict]:
    results = release.rows(f"SELECT * FROM indicator_result WHERE {_AT} AND entity_type = 'county'", **at)
    has_inputs = indicator["entity_type"] == "county"
    return [
        Verdict(
            result,
            county["county_name"],
            _parts(release, at, indicator, result, "county") if has_inputs else [],
        )
        for result in results
    ]


def _parts(release: Release, at: Row, indicator: Row, result: Row, kind: str) -> list[Part]:
    stage = result["stage"]
    inputs = release.rows(
        "SELECT * FROM evidence WHERE school_year = $year AND county_code = $county AND entity_type = $kind "
        "AND entity_id = $entity AND stage = $stage AND indicator_id = $indicator "
        "ORDER BY part_id, input_no, is_campus, school_code, fact_no",
        year=at["year"],
        county=at["county"],
        kind=kind,
        entity=result["entity_id"],
        stage=stage,
        indicator=at["indicator"],
    )
    for row in inputs:
        row["filed"] = _filed(row)
        row["correction"] = _correction(release, at, row["correction_id"]) if row["correction_id"] else None
    clauses = release.rows(f"SELECT * FROM rule_clause WHERE {_AT_RULE} AND kind = 'threshold'", **_rule(at))
    if kind == "section":
        judged = [{**result, "part_id": "value"}]
    else:
        judged = release.rows(
            f"SELECT * FROM indicator_part WHERE {_AT} AND entity_type = $kind AND entity_id = $entity "
            "ORDER BY part_id",
            **at,
            kind=kind,
            entity=result["entity_id"],
        )
    return [
        _part(row, [each for each in clauses if _is_clause_of(each, row)], _inputs_of(row, inputs), indicator)
        for row in judged
    ]


def _correction(release: Release, at: Row, correction_id: str) -> Row | None:
    """What the record of a correction says; it names no person."""
    found = release.rows(
        "SELECT * FROM correction "
        "WHERE school_year = $year AND county_code = $county AND correction_id = $id",
        year=at["year"],
        county=at["county"],
        id=correction_id,
    )
    return found[0] if found else None


def _filed(row: Row) -> str | None:
    """What stands in the cell; None where that is no figure, or a person's name."""
    if row["relation"] == "attestations" or row["text"] is not None:
        text: str | None = row["raw"] or row["text"]
        return text
    return filed_text(row["raw"], row["value"], row["factor"])


_AT_RULE = "school_year = $year AND standard_id = $standard AND indicator_id = $indicator"


def _rule(at: Row) -> Row:
    return {name: at[name] for name in ("year", "standard", "indicator")}


def _is_clause_of(clause: Row, part: Row) -> bool:
    return bool(clause["part_id"] == part["part_id"] and clause["stage"] == part["stage"])


def _inputs_of(part: Row, inputs: Sequence[Row]) -> list[Row]:
    return [row for row in inputs if row["part_id"] in (part["part_id"], "any")]


def _part(result: Row, clauses: list[Row], inputs: list[Row], indicator: Row) -> Part:
    clause = clauses[0] if clauses else None
    if not any(row["role"] == "numerator" for row in inputs):
        return Part(result, clause, inputs, None, True)
    value = result.get("value")
    made = formula(indicator["indicator_id"], indicator["multiplier"], inputs, value)
    agrees = value is None or close(made.value, value)
    return Part(result, clause, inputs, made, agrees)
