"""The two gates: run every suite of the catalogue and write what came of it as Parquet.

What belongs here: the loop over suites, results per school year, quarantine, the files written. What does
not: the rules (`expectations/`), Great Expectations (engine), wording and addresses (findings), and any
decision about publishing (`release/`).

One validation serves all gated years of a suite, for Great Expectations costs some 30 ms a call; results
are split by the `school_year` of the rows, and each year has its own result, a crash included.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.quality.catalogue import Expectation, Suite, load_catalogue
from orchestration.quality.engine import FRAME, FRAME_ROW, Engine, Outcome, crashed
from orchestration.quality.explanations import explain
from orchestration.quality.findings import (
    ADDRESS_COLUMNS,
    ChineseWords,
    Finding,
    finding,
    located_rows,
    quarantined,
    with_unique_ids,
)
from orchestration.quality.models import GateModels
from orchestration.quality.schemas import DQ_FINDING, DQ_RESULT, DQ_RUN, QUARANTINE
from orchestration.quality.session import (
    Session,
    chinese_words,
    has_corrections,
    landing_session,
    mart_session,
    register_findings,
)
from orchestration.whole import written_whole

#: School year under which results of the mart gate are recorded, and faults of the folders of raw/.
NO_YEAR = 0

Progress = Callable[[str], None]


class SuiteEngine(Protocol):
    """What tells the failing rows of a suite: Great Expectations, or for a dry run something quicker."""

    def run(self, suite: Suite, connection: duckdb.DuckDBPyConnection) -> dict[str, Outcome]:
        """An outcome per expectation id, on the rows of the temp table `frame`."""
        ...


@dataclass(frozen=True)
class GateSummary:
    """What a gate did, in numbers: results by status, findings by severity, rows set aside."""

    gate: str
    school_years: tuple[int, ...]
    passed: int
    failed: int
    errors: int
    findings: Mapping[str, int]
    rows_quarantined: int


@dataclass
class Collected:
    """What the suites gave so far, by school year."""

    results: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    quarantine: dict[int, list[dict[str, Any]]] = field(default_factory=dict)


def gate_landing(
    landing_dir: Path,
    quality_dir: Path,
    expectations_dir: Path,
    models: GateModels,
    school_years: Sequence[int],
    input_ids: Mapping[int, str],
    progress: Progress = lambda text: None,
    engine: SuiteEngine | None = None,
) -> GateSummary:
    """Check the landing of the given school years; the year before each is read for comparison.

    Writes, for every year given: `landing_dir/quarantine/<year>.parquet` and
    `quality_dir/landing/{dq_result,dq_finding,dq_run}/<year>.parquet`, also where they have no row, and
    `quality_dir/landing/quarantine_as_filed/<year>.parquet`: what is set aside with nothing corrected. Year 0
    stands for the folder faults of raw/ (suites marked `folder_faults`) and is always gated as well.
    `input_ids[year]` is written into the results. `engine`: Great Expectations, unless another is given.
    Raises `SuiteError` for a faulty suite; a check that crashes is a result ERROR, not an exception.
    """
    years = sorted({*school_years, NO_YEAR})
    suites = load_catalogue(expectations_dir, "landing")
    engine = engine or great_expectations(progress)
    session = landing_session(landing_dir, models, years, sources_of(suites, years))
    collected = run_suites(engine, session, suites, years, input_ids, progress)
    as_filed = collected.quarantine
    if has_corrections(session):
        progress("the filings without their corrections")
        setting_aside = _setting_aside(suites)
        filed = landing_session(landing_dir, models, years, sources_of(setting_aside, years), as_filed=True)
        as_filed = run_suites(engine, filed, setting_aside, years, input_ids, progress).quarantine
        filed.connection.close()
    for found in collected.findings.values():
        explain(session, found)
    session.connection.close()
    for year in years:
        folder = quality_dir / "landing"
        _write_quarantine(landing_dir / "quarantine" / f"{year}.parquet", collected.quarantine, year)
        _write_quarantine(folder / "quarantine_as_filed" / f"{year}.parquet", as_filed, year)
        _write(folder / "dq_result" / f"{year}.parquet", collected.results.get(year, []), DQ_RESULT)
        _write(folder / "dq_finding" / f"{year}.parquet", collected.findings.get(year, []), DQ_FINDING)
        _write(
            folder / "dq_run" / f"{year}.parquet", [_run_row("landing", year, collected, input_ids)], DQ_RUN
        )
    return _summary("landing", years, collected)


def gate_marts(
    build_database: Path,
    quality_dir: Path,
    expectations_dir: Path,
    input_id: str,
    progress: Progress = lambda text: None,
) -> GateSummary:
    """Check the marts in the build database (read-only).

    Writes `quality_dir/marts/{dq_result,dq_finding,dq_run}.parquet`. Results have school year 0, findings
    the school year of their row. Raises `SuiteError` for a faulty suite, `duckdb.Error` where the database
    cannot be opened; a check that crashes is a result ERROR, not an exception.
    """
    suites = load_catalogue(expectations_dir, "marts")
    session = mart_session(build_database)
    input_ids = {NO_YEAR: input_id}
    collected = run_suites(great_expectations(progress), session, suites, None, input_ids, progress)
    session.connection.close()
    found = [entry for year in sorted(collected.findings) for entry in collected.findings[year]]
    folder = quality_dir / "marts"
    _write(folder / "dq_result.parquet", collected.results.get(NO_YEAR, []), DQ_RESULT)
    _write(folder / "dq_finding.parquet", found, DQ_FINDING)
    run = _run_row("marts", NO_YEAR, collected, input_ids) | {"findings": len(found)}
    _write(folder / "dq_run.parquet", [run], DQ_RUN)
    return _summary("marts", [NO_YEAR], collected)


def sources_of(suites: Sequence[Suite], years: Sequence[int]) -> set[str]:
    """The models that the suites of these years test."""
    return {suite.source for suite in suites if _recorded_years(suite, years)}


def great_expectations(progress: Progress) -> SuiteEngine:
    """The engine of a gate; loading it takes seconds."""
    progress("loading Great Expectations")
    return Engine()


def run_suites(
    engine: SuiteEngine,
    session: Session,
    suites: Sequence[Suite],
    years: Sequence[int] | None,
    input_ids: Mapping[int, str],
    progress: Progress,
) -> Collected:
    """Results, findings and rows to be set aside, by school year; `years` is None for the marts."""
    words = chinese_words(session)
    collected = Collected()
    ordered = sorted(suites, key=lambda suite: suite.reads_findings)
    for position, suite in enumerate(ordered, start=1):
        if suite.reads_findings:
            _number_findings(collected)
            found = [entry for entries in collected.findings.values() for entry in entries]
            register_findings(session, pa.Table.from_pylist(found, schema=DQ_FINDING))
        recorded = _recorded_years(suite, years)
        if not recorded:
            continue
        progress(f"suite {position}/{len(suites)} {suite.name}: {len(suite.expectations)} expectations")
        try:
            _make_frame(session, suite, years)
            outcomes = engine.run(suite, session.connection)
            checked = {entry.id: _rows_checked(session, suite, entry) for entry in suite.expectations}
        except duckdb.Error as error:
            outcomes = {entry.id: crashed(error) for entry in suite.expectations}
            checked = {entry.id: Counter() for entry in suite.expectations}
        for expectation in suite.expectations:
            outcome = outcomes[expectation.id]
            try:
                located = _located(session, suite, expectation, outcome, words)
            except Exception as error:
                # A finding that cannot be placed or worded is a fault of the check, not of the data.
                outcome, located = crashed(error), []
            failing = _collect(suite, expectation, located, collected)
            rows_checked = checked[expectation.id]
            for year in recorded:
                result = _result(
                    suite,
                    expectation,
                    outcome,
                    year,
                    rows_checked.total() if years is None else rows_checked[year],
                    failing.total() if years is None else failing[year],
                    input_ids.get(year, ""),
                )
                collected.results.setdefault(year, []).append(result)
        session.connection.execute(f"drop table if exists {FRAME}")
    _number_findings(collected)
    return collected


def _number_findings(collected: Collected) -> None:
    for year, found in collected.findings.items():
        collected.findings[year] = with_unique_ids(found)


def _setting_aside(suites: Sequence[Suite]) -> list[Suite]:
    """The suites that set rows or cells aside, with these expectations alone."""
    cut = []
    for suite in suites:
        setting_aside = tuple(entry for entry in suite.expectations if entry.quarantine)
        cut.append(suite.model_copy(update={"expectations": setting_aside}))
    return [suite for suite in cut if suite.expectations]


def _recorded_years(suite: Suite, years: Sequence[int] | None) -> list[int]:
    if years is None:
        return [NO_YEAR]
    return [year for year in years if year != NO_YEAR or suite.folder_faults]


def _make_frame(session: Session, suite: Suite, years: Sequence[int] | None) -> None:
    """Make the temp table `frame`: the rows of a suite with their addresses."""
    connection = session.connection
    connection.execute(
        f"create or replace temp table {FRAME} as select row_number() over () - 1 as {FRAME_ROW}, source.* "
        f"from {session.relation(suite.source)} as source {_year_condition(suite, years)}"
    )
    present = {row[0] for row in connection.execute(f"describe {FRAME}").fetchall()}
    for name in ADDRESS_COLUMNS:
        if name not in present:
            kind = "integer" if name in ("school_year", "src_school_year", "src_row") else "varchar"
            connection.execute(f'alter table {FRAME} add column "{name}" {kind}')


def _year_condition(suite: Suite, years: Sequence[int] | None) -> str:
    if years is None:
        return ""
    listed = ", ".join(str(year) for year in _recorded_years(suite, years))
    return f"where school_year in ({listed})"


def _rows_checked(session: Session, suite: Suite, expectation: Expectation) -> Counter[int]:
    """Rows looked at, by school year: those with a value, as a null is tested by its own expectation."""
    tested = [] if expectation.type.endswith("Null") else expectation.tested_columns
    has_value = " and ".join(f'"{name}" is not null' for name in tested) or "true"
    looked_through: Counter[int] = Counter()
    for relation in [f'landing."{name}"' for name in suite.checked] or [f"{FRAME} where {has_value}"]:
        rows = session.connection.execute(
            f"select school_year, count(*) from {relation} group by school_year"
        ).fetchall()
        looked_through.update({int(year): int(count) for year, count in rows if year is not None})
    return looked_through


def _located(
    session: Session,
    suite: Suite,
    expectation: Expectation,
    outcome: Outcome,
    words: ChineseWords,
) -> list[tuple[Finding, dict[str, Any] | None]]:
    """The findings of one outcome, each with its quarantine row where the expectation sets rows aside."""
    if not outcome.failing:
        return []
    located: list[tuple[Finding, dict[str, Any] | None]] = []
    for row in located_rows(session.connection, suite, expectation, outcome.failing):
        entry = finding(suite, expectation, row, words)
        aside = quarantined(expectation, row, entry["message_en"]) if expectation.quarantine else None
        located.append((entry, aside))
    return located


def _collect(
    suite: Suite,
    expectation: Expectation,
    located: list[tuple[Finding, dict[str, Any] | None]],
    collected: Collected,
) -> Counter[int]:
    """Add findings and quarantine rows to what was collected; the number of failing rows by school year."""
    failing: Counter[int] = Counter()
    for entry, aside in located:
        year = int(entry["school_year"])
        failing[year] += 1
        collected.findings.setdefault(year, []).append(entry)
        if aside is not None:
            collected.quarantine.setdefault(year, []).append(aside)
    return failing


def _result(
    suite: Suite,
    expectation: Expectation,
    outcome: Outcome,
    year: int,
    rows_checked: int,
    rows_failing: int,
    input_id: str,
) -> dict[str, Any]:
    crashed_check = outcome.error is not None
    status = "ERROR" if crashed_check else "FAIL" if rows_failing else "PASS"
    return {
        "input_id": input_id,
        "gate": suite.gate,
        "school_year": year,
        "suite": suite.name,
        "expectation_id": expectation.id,
        "severity": expectation.severity,
        "dimension": expectation.dimension,
        "owner": expectation.owner,
        "wants_explanation": expectation.suspicion,
        "status": status,
        "rows_checked": 0 if crashed_check else rows_checked,
        "rows_failing": None if crashed_check else rows_failing,
        "error": outcome.error,
        "what_en": expectation.what.en,
        "what_zh": expectation.what.zh,
        "why_en": expectation.why.en,
        "why_zh": expectation.why.zh,
        "fix_en": expectation.fix.en,
        "fix_zh": expectation.fix.zh,
    }


def _run_row(gate: str, year: int, collected: Collected, input_ids: Mapping[int, str]) -> dict[str, Any]:
    statuses = Counter(result["status"] for result in collected.results.get(year, []))
    return {
        "input_id": input_ids.get(year, ""),
        "gate": gate,
        "school_year": year,
        "expectations": statuses.total(),
        "passed": statuses["PASS"],
        "failed": statuses["FAIL"],
        "errors": statuses["ERROR"],
        "findings": len(collected.findings.get(year, [])),
    }


def _write_quarantine(path: Path, by_year: Mapping[int, list[dict[str, Any]]], year: int) -> None:
    rows = sorted(by_year.get(year, []), key=lambda row: [str(value) for value in row.values()])
    _write(path, rows, QUARANTINE)


def _write(path: Path, rows: list[dict[str, Any]], schema: pa.Schema) -> None:
    with written_whole(path) as file:
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), file, compression="zstd")


def _summary(gate: str, years: Sequence[int], collected: Collected) -> GateSummary:
    statuses = Counter(result["status"] for results in collected.results.values() for result in results)
    severities = Counter(entry["severity"] for found in collected.findings.values() for entry in found)
    return GateSummary(
        gate=gate,
        school_years=tuple(years),
        passed=statuses["PASS"],
        failed=statuses["FAIL"],
        errors=statuses["ERROR"],
        findings=dict(sorted(severities.items())),
        rows_quarantined=sum(len(rows) for rows in collected.quarantine.values()),
    )
