"""Testing some expectations again, on the landing or the marts as they are.

What belongs here: what «Execute» on a check does. What does not: the gates (`gate.py`), whose files it leaves
as they are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from orchestration.quality.catalogue import Suite, load_catalogue
from orchestration.quality.findings import Finding
from orchestration.quality.gate import NO_YEAR, Progress, great_expectations, run_suites, sources_of
from orchestration.quality.models import GateModels
from orchestration.quality.session import Session, landing_session, mart_session

Retested = tuple[list[dict[str, Any]], list[Finding]]


def retest_landing(
    landing_dir: Path,
    expectations_dir: Path,
    models: GateModels,
    school_years: Sequence[int],
    expectations: Collection[str],
    progress: Progress = lambda text: None,
) -> Retested:
    """Test these expectations alone, on the landing as it is: results and findings. Nothing is written."""
    suites = _only(load_catalogue(expectations_dir, "landing"), expectations)
    years = sorted({*school_years, NO_YEAR})
    session = landing_session(landing_dir, models, years, sources_of(suites, years))
    return _retest(session, suites, years, progress)


def retest_marts(
    build_database: Path,
    expectations_dir: Path,
    expectations: Collection[str],
    progress: Progress = lambda text: None,
) -> Retested:
    """As `retest_landing`, on the marts."""
    suites = _only(load_catalogue(expectations_dir, "marts"), expectations)
    return _retest(mart_session(build_database), suites, None, progress)


def _retest(
    session: Session, suites: Sequence[Suite], years: Sequence[int] | None, progress: Progress
) -> Retested:
    collected = run_suites(great_expectations(progress), session, suites, years, {}, progress)
    session.connection.close()
    results = [row for rows in collected.results.values() for row in rows]
    return results, [entry for year in sorted(collected.findings) for entry in collected.findings[year]]


def _only(suites: Sequence[Suite], expectations: Collection[str]) -> list[Suite]:
    """The suites with these expectations alone; all of them where one reads what the others found."""
    cut = []
    for suite in suites:
        kept = tuple(entry for entry in suite.expectations if entry.id in expectations)
        cut.append(suite.model_copy(update={"expectations": kept}))
    chosen = [suite for suite in cut if suite.expectations]
    return list(suites) if any(suite.reads_findings for suite in chosen) else chosen
