"""A sample of made-up counties, from settings to files.

What belongs here: how many counties, how they differ, and the folders they are written into. What does not:
the counties' inner life (`world`), workbooks (`workbooks`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from orchestration.sample.model import CountySpec, CountyYear, PlannedChange, Profile, SchoolPlan
from orchestration.sample.plans import made_up_place, made_up_schools, serial_base
from orchestration.sample.rates import drawn_rates
from orchestration.sample.supplement import Supplement, supplement_of
from orchestration.sample.workbooks import EXPORT_ONLY, FilingPlan, write_county
from orchestration.sample.world import simulate


@dataclass(frozen=True)
class SampleSummary:
    """What was written: numbers of counties, school years, schools (summed over years) and files."""

    counties: int
    years: int
    school_years: int
    files: int


def make_sample(
    out_dir: Path,
    counties: int,
    years: range,
    seed: int,
    *,
    quality: float = 1.12,
    spread: float = 0.12,
    returns_share: float = 0.25,
    supplement_share: float = 0.5,
) -> SampleSummary:
    """Write filings of made-up counties to `out_dir`/<school_year>/<county_code>/.

    Parameters
    ----------
    out_dir: a folder that is new or empty.
    counties: how many, 1 or more.
    years: school years, ascending and without gaps, one or more.
    seed: the same seed and settings give the same bytes.
    quality: resource level of the middling school in the last year; 1 is the national yardstick.
    spread: standard deviation of the logarithm of schools' levels within a county; 0.5 makes most counties
        fail by difference.
    returns_share: share of counties that file some schools as 基层报表 workbooks in the last year.
    supplement_share: share of counties that file a 补充采集表 from the second year on.

    Raises FileExistsError where `out_dir` holds anything, ValueError on settings out of range.
    """
    if counties < 1 or len(years) < 1 or years.step != 1:
        raise ValueError("at least one county and one year, years ascending without gaps")
    if quality <= 0 or spread < 0 or not (0 <= returns_share <= 1 and 0 <= supplement_share <= 1):
        raise ValueError("quality must be positive, spread not negative, shares between 0 and 1")
    require_empty(out_dir)
    specs = (made_up_county(index, years, seed, quality, spread) for index in range(counties))
    written = ((spec, simulate(spec, years, seed)) for spec in specs)
    return write_counties(out_dir, written, years, seed, returns_share, supplement_share)


def require_empty(out_dir: Path) -> None:
    """Raise FileExistsError unless the folder is new or empty: a sample never mixes with filings."""
    if out_dir.exists() and any(out_dir.iterdir()):
        raise FileExistsError(f"{out_dir} is not empty; a sample is written into a new or empty folder")


def write_counties(
    out_dir: Path,
    counties: Iterable[tuple[CountySpec, list[CountyYear]]],
    years: range,
    seed: int,
    returns_share: float,
    supplement_share: float,
) -> SampleSummary:
    """Write every county; in the last year some file a few schools as 基层报表 workbooks.

    Some file a 补充采集表, which tells of the year before too: none in the first year.
    """
    number = schools = files = 0
    for spec, filed in counties:
        number += 1
        random = Random(f"{seed}:{spec.code}:filing")
        with_returns = random.random() < returns_share
        # Drawn apart, so that who files it changes no other file.
        with_supplement = Random(f"{seed}:{spec.code}:supplement filed").random() < supplement_share
        for before, county in zip((None, *filed), filed, strict=False):
            schools += len(county.schools)
            plan = FilingPlan()
            if with_returns and county.year == years[-1]:
                plan = some_returns(county, random)
            if with_supplement:
                plan = replace(plan, supplement=_supplement(county, before, seed))
            files += write_county(out_dir, county, plan)
    return SampleSummary(number, len(years), schools, files)


def _supplement(county: CountyYear, before: CountyYear | None, seed: int) -> Supplement | None:
    return None if before is None else supplement_of(county, before, drawn_rates(county, seed))


def some_returns(county: CountyYear, random: Random) -> FilingPlan:
    """Two schools as workbooks instead of the export, two in both shapes, where there are that many."""
    able = [e.school.code for e in county.schools if e.school.type_code not in EXPORT_ONLY]
    chosen = random.sample(able, min(4, len(able)))
    return FilingPlan(instead=frozenset(chosen[:2]), besides=frozenset(chosen[2:]))


def made_up_county(index: int, years: range, seed: int, quality: float, spread: float) -> CountySpec:
    """County number `index`, from 0, of a sample with these settings; see `make_sample`."""
    code, name = made_up_place(index)
    random = Random(f"{seed}:{code}:plan")
    # The first county is large enough for every kind of school.
    size = 26 if index == 0 else random.choice((9, 14, 18, 22, 26, 32, 40))
    schools = made_up_schools(name, size, random)
    county_quality = quality * math.exp(random.gauss(0, 0.05))
    lifts: tuple[tuple[int, float], ...] = ()
    if random.random() < 0.5 and county_quality > 1:
        # Every second county has seen to its weakest schools.
        lifts = ((years[0], 0.9), (years[-1], 1.01))
    profile = Profile(
        quality=county_quality,
        spread=spread * random.uniform(0.6, 1.4),
        quality_year=years[-1],
        lifts=lifts,
        support=random.choice((1.0, 0.97, 0.85)),
    )
    spec = CountySpec(code, name, serial_base(code), schools, profile)
    return replace(spec, changes=_changes(schools, years, random))


def _changes(schools: tuple[SchoolPlan, ...], years: range, random: Random) -> tuple[PlannedChange, ...]:
    """In the last year one rename and, where there are enough schools, one small primary school merged."""
    if len(years) < 2:
        return ()
    parents = {plan.parent_name for plan in schools}
    villages = [plan.name for plan in schools if plan.type_code == "211" and plan.name not in parents]
    changes = []
    if len(villages) >= 3 and random.random() < 0.5:
        changes.append(PlannedChange(years[-1], "rename", villages[1], f"{villages[1][:-2]}希望小学"))
    if len(villages) >= 6 and random.random() < 0.7:
        kind = random.choice(("merge", "close"))
        changes.append(PlannedChange(years[-1], kind, villages[-1], villages[0]))
    return tuple(changes)
