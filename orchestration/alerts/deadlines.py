"""Deadlines that passed with nothing filed: a cause per county, deadline and school year.

What belongs here: which counties owe what after a deadline, as the release and the registry say. What does
not: deadlines themselves (registry), lateness of files that came (marts).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from orchestration.alerts.causes import Cause
from orchestration.settings import Settings
from orchestration.standards.deadlines import Deadline, read_deadlines, required_forms

_COLUMNS = ("school_year", "county_code", "county_name", "files", "forms_missing")


def overdue(settings: Settings, release: Path, standing: Iterable[Cause]) -> list[Cause]:
    """What is owed after each deadline that passed last, and after those of which a cause still stands.

    Of a school year that no county has filed, all are expected that were in the year before it.
    """
    told = {tuple(cause.key.split("/")[:2]) for cause in standing if cause.rule == "deadlines"}
    forms = required_forms(settings.standards_dir)
    filings = _county_filings(release)
    causes = []
    for deadline in read_deadlines(settings.standards_dir):
        newest = deadline.last_passed(settings.today())
        years = {newest, *(int(year) for name, year in told if name == deadline.deadline_id)}
        for year in sorted(year for year in years if year <= newest):
            due = forms.get(deadline.deadline_id, {})
            causes += _owed(settings, deadline, year, due, _expected(filings, year))
    return causes


def _owed(
    settings: Settings,
    deadline: Deadline,
    year: int,
    due: Mapping[str, str],
    filings: Iterable[dict[str, Any]],
) -> list[Cause]:
    causes = []
    for filing in filings:
        is_landed = filing["school_year"] == year
        missing = set((filing["forms_missing"] or "").split("; ")) if is_landed else set(due)
        forms = [name for name in due if name in missing]
        county = filing["county_code"]
        has_files = is_landed and filing["files"]
        if not forms or (not has_files and _is_received(settings, year, county)):
            continue
        if has_files:
            zh, en = "、".join(forms), ", ".join(due[name] for name in forms)
        else:
            zh, en = "全部未报", "nothing at all"
        who = f"{county} {filing['county_name'] or ''}".strip()
        day = deadline.of(year)
        causes.append(
            Cause(
                "deadlines",
                f"{deadline.deadline_id}/{year}/{county}",
                f"{who}，{year} 学年，{deadline.form_zh}，截止 {day}，未报：{zh}",
                f"{who}, school year {year}, {deadline.form_en}, due {day}, not filed: {en}",
            )
        )
    return causes


def _is_received(settings: Settings, year: int, county: str) -> bool:
    """Files that are there and not read yet: nothing is said of them."""
    folder = settings.raw_dir / str(year) / county
    return folder.is_dir() and any(folder.iterdir())


def _expected(filings: list[dict[str, Any]], year: int) -> list[dict[str, Any]]:
    years = [each["school_year"] for each in filings if each["school_year"] <= year]
    newest = max(years, default=0)
    return [each for each in filings if each["school_year"] == newest]


def _county_filings(release: Path) -> list[dict[str, Any]]:
    import duckdb

    with duckdb.connect(str(release / "compliance.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM county_filing ORDER BY school_year, county_code"
        ).fetchall()
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
