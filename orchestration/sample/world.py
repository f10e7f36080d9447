"""A county's schools from year to year.

What belongs here: cohorts that move up, junior intakes that come out of the county's own primary schools,
resource levels, recorded changes. What does not: how a level becomes numbers (`resources`), what counties
file beyond the annual statistics (`support`), which counties there are (`plans`, `committed`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from random import Random

from orchestration.sample import support
from orchestration.sample.model import (
    CODE_CLASS,
    GRADES,
    PROVIDED,
    Change,
    CountySpec,
    CountyYear,
    PlannedChange,
    Premises,
    School,
    SchoolPlan,
    SchoolYear,
    Section,
)
from orchestration.sample.resources import (
    INDICATORS,
    Character,
    classes_of,
    premises_of,
    teachers_of,
)

#: Years run before the first one filed, so that retention three years back is known.
YEARS_BEFORE = 4

#: Class sizes that schools keep to, and those of a school that is too full.
LARGEST_CLASS: dict[str, int] = {"primary": 45, "junior": 50}
OVERFULL_CLASS = 54


@dataclass
class _SchoolState:
    """One school as it moves through the years."""

    plan: SchoolPlan
    school: School
    character: Character
    factors: dict[str, float]  # resource level relative to the county's quality
    slack: dict[str, float]  # share by which a school that is brought up to a level gets more than that
    growth: float  # yearly change of the primary intake
    overfull: bool
    grades: dict[str, list[int]] = field(default_factory=dict)
    graduates: dict[str, int] = field(default_factory=dict)
    premises: Premises | None = None
    special_students: int = 0


def simulate(spec: CountySpec, years: range, seed: int) -> list[CountyYear]:
    """The county's filings of each year in `years`, in order; nothing but the arguments decides them."""
    random = Random(f"{seed}:{spec.code}")
    schools = [_enter(spec, place, random) for place in range(len(spec.schools))]
    start = years[0] - YEARS_BEFORE
    _fill_grades(schools, random)
    cohorts = {start: _cohorts(schools)}
    filed: list[CountyYear] = []
    for year in range(start, years[-1] + 1):
        if year > start:
            _move_up(schools, random)
        changes = [
            _apply(change, schools, spec) for change in spec.changes if change.year == year and year > start
        ]
        cohorts[year] = _cohorts(schools)
        entries = tuple(_figures(state, spec, year) for state in schools)
        if year in years:
            filed.append(support.complete(spec, year, entries, tuple(changes), cohorts, seed))
    return filed


def _enter(spec: CountySpec, place: int, random: Random) -> _SchoolState:
    plan = spec.schools[place]
    codes = {each.name: _code(spec, index) for index, each in enumerate(spec.schools)}
    school = School(
        code=codes[plan.name],
        name=plan.name,
        type_code=plan.type_code,
        sponsor_code=plan.sponsor_code,
        urban_code=plan.urban_code,
        is_counted=plan.is_counted,
        parent_code=codes[plan.parent_name] if plan.parent_name is not None else None,
        boarding=plan.boarding,
        built_year=plan.built_year,
        township=plan.township,
    )
    common = random.gauss(0, spec.profile.spread * 0.8)
    return _SchoolState(
        plan=plan,
        school=school,
        character=Character(
            master_share=random.uniform(0.02, 0.08),
            college_share=random.uniform(0.25, 0.4),
            pe_share=random.uniform(0.4, 0.6),
            women_share=random.uniform(0.5, 0.75),
            indoor_share=random.uniform(0.03, 0.12) if random.random() < 0.4 else 0.0,
            books_per_pupil=random.uniform(22, 40),
            pupils_per_computer=random.uniform(6, 10),
        ),
        factors={each: math.exp(common + random.gauss(0, spec.profile.spread * 0.6)) for each in INDICATORS},
        slack={each: random.uniform(0, 0.12) for each in INDICATORS},
        growth=1.01 if plan.urban_code in ("111", "112", "121") else 0.98,
        overfull=random.random() > spec.profile.support,
        special_students=plan.special_students,
    )


def _code(spec: CountySpec, place: int) -> str:
    """A 学校标识码: class, province, serial number."""
    return f"{CODE_CLASS[spec.schools[place].type_code]}{spec.code[:2]}{spec.serial_base + place:06d}"


def _fill_grades(schools: list[_SchoolState], random: Random) -> None:
    """First year: every grade about as large as the school's intake."""
    for state in schools:
        if "primary" in state.school.stages:
            state.grades["primary"] = [_vary(state.plan.grade_size, 0.04, random) for _ in GRADES["primary"]]
        if "senior" in state.school.stages:
            size = state.plan.senior_students / len(GRADES["senior"])
            state.grades["senior"] = [_vary(size, 0.03, random) for _ in GRADES["senior"]]
    leaving = sum(state.grades["primary"][-1] for state in schools if "primary" in state.grades)
    for _ in GRADES["junior"]:
        for state, entrants in _junior_entrants(schools, leaving, random):
            state.grades.setdefault("junior", []).append(entrants)
    for state in schools:
        state.graduates = {stage: grades[-1] for stage, grades in state.grades.items()}


def _junior_entrants(
    schools: Iterable[_SchoolState], leaving: int, random: Random
) -> list[tuple[_SchoolState, int]]:
    """The county's primary leavers, divided over its junior sections by weight."""
    takers = [state for state in schools if "junior" in state.school.stages]
    weights = sum(state.plan.junior_weight for state in takers)
    return [
        (state, max(1, _vary(leaving * state.plan.junior_weight / weights, 0.02, random))) for state in takers
    ]


def _move_up(schools: list[_SchoolState], random: Random) -> None:
    """A new school year: every grade takes the pupils of the one below, give or take a few."""
    leaving = sum(state.grades["primary"][-1] for state in schools if "primary" in state.grades)
    entering = {id(state): number for state, number in _junior_entrants(schools, leaving, random)}
    for state in schools:
        state.graduates = {stage: grades[-1] for stage, grades in state.grades.items()}
        for stage, grades in state.grades.items():
            if stage == "primary":
                state.plan = replace(
                    state.plan, grade_size=max(1, round(state.plan.grade_size * state.growth))
                )
                first = max(1, _vary(state.plan.grade_size, 0.03, random))
            elif stage == "junior":
                first = entering[id(state)]
            else:
                first = _vary(state.plan.senior_students / len(GRADES["senior"]), 0.02, random)
            state.grades[stage] = [first, *(_vary(pupils, 0.012, random) for pupils in grades[:-1])]
        if state.special_students:
            state.special_students = max(5, state.special_students + random.randint(-2, 3))


def _vary(number: float, share: float, random: Random) -> int:
    return round(number * random.uniform(1 - share, 1 + share))


def _apply(change: PlannedChange, schools: list[_SchoolState], spec: CountySpec) -> Change:
    """Carry out a planned change and return its record."""
    state = next(each for each in schools if each.plan.name == change.school_name)
    record = Change(
        school_code=state.school.code,
        school_name=state.school.name,
        kind=change.kind,
        effective_date=f"{change.year}-08-20",
        other_code=None,
        document=f"{spec.name}教育局〔{change.year}〕{30 + len(change.school_name)}号（虚构）",
    )
    if change.kind == "rename":
        state.school = replace(state.school, name=change.other_name)
        return record
    receiver = next(each for each in schools if each.plan.name == change.other_name)
    for stage, grades in state.grades.items():
        receiver.grades[stage] = [
            there + coming for there, coming in zip(receiver.grades[stage], grades, strict=True)
        ]
        receiver.plan = replace(receiver.plan, grade_size=receiver.plan.grade_size + state.plan.grade_size)
    schools.remove(state)
    return replace(record, other_code=receiver.school.code) if change.kind == "merge" else record


def _cohorts(schools: list[_SchoolState]) -> dict[int, int]:
    """Pupils of the county per grade 1–9."""
    totals: dict[int, int] = {}
    for state in schools:
        for stage in ("primary", "junior"):
            for grade, pupils in zip(GRADES[stage], state.grades.get(stage, []), strict=False):
                totals[grade] = totals.get(grade, 0) + pupils
    return totals


def _level(state: _SchoolState, spec: CountySpec, indicator: str, year: int) -> float:
    profile = spec.profile
    for override in profile.overrides:
        if override.holds(state.plan.name, indicator, year):
            return override.level
    trend = profile.improvement ** (year - profile.quality_year)
    promised = max(profile.lift_in(year), PROVIDED if year >= state.plan.provided_from else 0.0)
    return max(profile.quality * trend * state.factors[indicator], promised * (1 + state.slack[indicator]))


def _figures(state: _SchoolState, spec: CountySpec, year: int) -> SchoolYear:
    """The school's figures of a year; remembers its premises for the next."""
    if state.school.is_special:
        return SchoolYear(state.school, {}, special_students=state.special_students)
    levels = {indicator: _level(state, spec, indicator, year) for indicator in INDICATORS}
    students = {stage: sum(grades) for stage, grades in state.grades.items()}
    state.premises = premises_of(students, levels, state.character, state.premises)
    sections = {
        stage: Section(
            stage=stage,
            grades=tuple(grades),
            classes=classes_of(tuple(grades), OVERFULL_CLASS if state.overfull else LARGEST_CLASS[stage]),
            graduates=state.graduates[stage],
            teachers=teachers_of(stage, students[stage], levels, state.character),
        )
        for stage, grades in state.grades.items()
        if stage != "senior"
    }
    return SchoolYear(
        school=state.school,
        sections=sections,
        senior_grades=tuple(state.grades.get("senior", ())),
        premises=state.premises,
    )
