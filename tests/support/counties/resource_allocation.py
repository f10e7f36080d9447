"""The counties of the comparison of R1–R7: the constructed ones and the random ones, over two years.

What belongs here: giving each county its code and its two filings, and making
random counties. What does not: the cases themselves.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from tests.oracle import standard
from tests.oracle.filing import JUNIOR, PRIMARY, SENIOR, STAGES, Change, CountyYear, School
from tests.oracle.rule_sets import NATIONAL
from tests.oracle.verdict import Verdict, judge_by
from tests.support.cases.directory import directory_cases
from tests.support.cases.filings import ALL_SHEETS, FilingCase, filing_cases, make_missing
from tests.support.cases.school_maker import INPUT, SchoolMaker
from tests.support.cases.values import value_cases
from tests.support.cases.years import YearCase, year_cases
from tests.support.counties.roster import county_name, roster

LAST_YEAR, THIS_YEAR = 2023, 2024
RANDOM_COUNTIES = 120


@dataclass
class TwoYears:
    """One county's filings of both years."""

    last: CountyYear
    this: CountyYear

    is_on_roster: bool = False

    def verdicts(self) -> list[Verdict]:
        """The oracle's verdicts of each year in which something is expected of the county.

        That is: it is on the roster, or filed in that year or the one before.
        """
        verdicts = [judge_by(NATIONAL, self.this, self.last)]
        if self.last.filed or self.is_on_roster:
            verdicts.append(judge_by(NATIONAL, self.last))
        return verdicts


def _codes() -> list[str]:
    """County codes that no real county has; none ends with 00."""
    return [f"99{number:04d}" for number in range(101, 2000) if number % 100]


def roster_counties() -> list[TwoYears]:
    """The counties of the registry's roster: nothing is filed for them here."""
    kind = "roster county files nothing"
    return [
        TwoYears(
            CountyYear(LAST_YEAR, code, name, filed=False, kind=kind),
            CountyYear(THIS_YEAR, code, name, filed=False, kind=kind),
            is_on_roster=True,
        )
        for code, name in roster().items()
    ]


def resource_allocation_counties(seed: int) -> list[TwoYears]:
    """Every constructed case, each in a county of its own, and the random counties."""
    maker = SchoolMaker(seed)
    one_year = [FilingCase(kind, schools) for kind, schools in value_cases(maker)]
    one_year += [*filing_cases(maker), *directory_cases(maker)]
    counties: list[TwoYears] = []
    codes = iter(_codes())
    for case in one_year:
        code = next(codes)
        last = _filing(LAST_YEAR, code, case.kind, case.schools, case.sheets)
        this = _filing(THIS_YEAR, code, case.kind, deepcopy(case.schools), case.sheets)
        counties.append(TwoYears(last, this))
    for years in year_cases(maker):
        counties.append(_of_two_years(next(codes), years))
    for _ in range(RANDOM_COUNTIES):
        counties.append(_of_two_years(next(codes), _random_county(maker)))
    return counties


def _filing(
    school_year: int,
    code: str,
    kind: str,
    schools: list[School] | None,
    sheets: frozenset[str] = ALL_SHEETS,
    changes: list[Change] | None = None,
) -> CountyYear:
    filed = schools is not None
    name = county_name(code)
    return CountyYear(school_year, code, name, schools or [], changes or [], sheets, filed, kind)


def _of_two_years(code: str, case: YearCase) -> TwoYears:
    return TwoYears(
        _filing(LAST_YEAR, code, case.kind, case.last, changes=case.changes_last),
        _filing(THIS_YEAR, code, case.kind, case.this, changes=case.changes_this),
    )


def _random_county(maker: SchoolMaker) -> YearCase:
    """A county of 3 to 14 schools of all sorts, and what became of them a year later."""
    random = maker.random
    level = random.choice((Fraction(1), Fraction(5, 4), Fraction(8, 5)))
    carefulness = random.choice((0.0, 0.0, 0.03, 0.1))
    last = [_random_school(maker, level, carefulness) for _ in range(random.randint(3, 14))]
    for school in last:
        if school.counted is False and random.random() < 0.9:
            school.parent = random.choice(last).code
    this = []
    changes = []
    for school in last:
        chance = random.random()
        if chance < 0.04:
            continue
        if chance < 0.08:
            changes.append(Change(school.code, random.choice(("close", "merge")), "2024-08-01"))
            continue
        this.append(_a_year_later(random, school))
    this += [_random_school(maker, level, carefulness) for _ in range(random.randint(0, 2))]
    return YearCase("random", last, this, changes_this=changes)


def _random_school(maker: SchoolMaker, level: Fraction, carefulness: float) -> School:
    random = maker.random
    weighted = ("211",) * 6 + ("311",) * 4 + ("312",) * 3 + ("341", "345", "218", "218", "218", "219", "514")
    type_code = random.choice(weighted)
    stages = standard.STAGES_OF_TYPE.get(type_code, ())
    sizes = {"218": (5, 90), "219": (20, 120)}
    students: dict[str, int | None] = {
        stage: random.randint(*sizes.get(type_code, (60, 2200))) for stage in stages
    }
    if random.random() < 0.05:
        students.setdefault(random.choice(STAGES), random.randint(0, 80))
    of_threshold = level * Fraction(random.randint(80, 125), 100)
    is_campus = type_code == "218" and random.random() < 0.5
    school = maker.school(type_code, students, of_threshold=of_threshold, counted=not is_campus)
    _vary(random, school)
    for stage in students:
        if stage == SENIOR:
            continue
        for column in ("students", "bachelor", *INPUT.values()):
            if random.random() < carefulness / 4:
                make_missing(school, stage, column, random.choice(("blank", "quarantined")))
        row = school.stages[stage]
        is_whole = row.students is not None and None not in row.teachers.values() and not row.quarantined
        # Two files can only disagree about what both of them say.
        if is_whole and random.random() < carefulness / 3:
            row.filed_twice = True
    if school.premises is not None and random.random() < carefulness / 3:
        school.premises = None
    if len(students) > 1 and random.random() < carefulness:
        del school.stages[random.choice(list(school.stages))]
    if random.random() < carefulness / 4:
        school.listed = False
    return school


def _vary(random: Random, school: School) -> None:
    """Move each figure a little by itself, so that the seven indicators part ways."""
    for row in school.stages.values():
        for column, count in row.teachers.items():
            row.teachers[column] = round((count or 0) * random.uniform(0.85, 1.2))
    if school.premises is not None:
        for item, quantity in school.premises.items.items():
            if quantity:
                scaled = quantity * random.randint(850, 1200) / 1000
                school.premises.items[item] = scaled.quantize(quantity)


def _a_year_later(random: Random, school: School) -> School:
    """The same school with other numbers of students."""
    later = deepcopy(school)
    for stage in (PRIMARY, JUNIOR, SENIOR):
        row = later.stages.get(stage)
        if row is not None and row.students:
            row.students = max(1, round(row.students * random.uniform(0.9, 1.1)))
    return later
