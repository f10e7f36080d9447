"""Counties whose results of the national monitoring come over several years.

What belongs here: which year's result of a subject counts, by filings of the forms with and without the year
of monitoring. What does not: levels and variations of one year (`county_items`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.oracle.collection import Monitoring
from tests.support.cases.model_county import Draft, model_county
from tests.support.cases.school_maker import SchoolMaker

#: The judged subjects by the year in which they are monitored.
MONITORED = {2022: ("语文", "艺术"), 2023: ("德育", "科学"), 2024: ("数学", "体育")}
LAST = max(MONITORED)


def monitoring_cases(maker: SchoolMaker) -> Iterator[tuple[str, dict[int, Draft]]]:
    """Each kind, and what the county files by school year."""
    yield "two subjects a year on the old form", _year_by_year(maker)
    restated = _year_by_year(maker)
    restated[LAST] = _with_years(maker)
    restated[LAST].collection.monitoring["语文"] = Monitoring("Ⅱ", Decimal("0.1"), 2022)
    yield "an earlier year stated anew", restated
    silent = _year_by_year(maker)
    silent[LAST].collection.monitoring = {}
    yield "no monitoring filed this year", silent
    blank = _year_by_year(maker)
    blank[LAST].collection.monitoring["语文"] = Monitoring(None, None)
    yield "a subject left blank on the old form", blank
    yield "all years on one form", {LAST: _with_years(maker)}
    for kind, again in (
        ("better", Monitoring("Ⅳ", Decimal("0.1"), 2024)),
        ("worse", Monitoring("Ⅱ", None, 2024)),
    ):
        draft = _with_years(maker)
        draft.collection.monitoring_again = [("艺术", again)]
        yield f"monitored again, {kind}", {LAST: draft}
    renamed = _with_years(maker)
    renamed.collection.monitoring["体育与健康"] = renamed.collection.monitoring.pop("体育")
    yield "a subject by its other name", {LAST: renamed}
    older = _with_years(maker)
    older.collection.monitoring_again = [("数学", Monitoring("Ⅱ", Decimal("0.3"), 2021))]
    yield "an older result beside", {LAST: older}
    for kind, year in (("before the cycle", 2021), ("to come", 2025), ("unknown", None)):
        draft = _with_years(maker)
        draft.collection.monitoring["科学"] = Monitoring("Ⅳ", Decimal("0.1"), year)
        yield f"year {kind}", {LAST: draft}
        beside = _with_years(maker)
        beside.collection.monitoring_again = [("科学", Monitoring("Ⅳ", Decimal("0.1"), year))]
        yield f"year {kind}, and another", {LAST: beside}
    twice = _year_by_year(maker)
    twice[2023].collection.quarantined = frozenset({"德育"})
    yield "last year's result filed twice", twice


def _year_by_year(maker: SchoolMaker) -> dict[int, Draft]:
    """Each year's subjects in that year's filing."""
    drafts = {}
    for year, subjects in MONITORED.items():
        drafts[year] = model_county(maker)
        drafts[year].collection.monitoring = {subject: _result() for subject in subjects}
    return drafts


def _with_years(maker: SchoolMaker) -> Draft:
    """All subjects of the cycle on the form that asks for their years, and one that is not judged."""
    draft = model_county(maker)
    draft.collection.asks_year = True
    draft.collection.monitoring = {
        subject: _result(year) for year, subjects in MONITORED.items() for subject in subjects
    }
    draft.collection.monitoring["劳动"] = Monitoring("Ⅰ", Decimal("0.4"), 2023)
    return draft


def _result(year: int | None = None) -> Monitoring:
    return Monitoring("Ⅲ", Decimal("0.14"), year)
