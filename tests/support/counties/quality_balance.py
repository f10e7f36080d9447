"""The counties of the comparison of every rule set for quality balance: constructed and random, over years.

What belongs here: giving each county its code and years, and random collection
sheets. What does not: the cases themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from tests.oracle.collection import Attestation, Collection, Monitoring
from tests.oracle.filing import JUNIOR, SENIOR, CountyYear
from tests.oracle.rule_sets import ATTESTED, RULE_SETS, SUBJECTS, VETOES
from tests.oracle.verdict import Verdict, judge_by
from tests.support.cases.county_items import FAULTS, RATIOS, Case, conclusion_cases, county_item_cases
from tests.support.cases.decimals import decimal_cases, local_decimal_cases
from tests.support.cases.model_county import ITEMS, Draft, furnish
from tests.support.cases.monitoring import monitoring_cases
from tests.support.cases.overlays import TIELING, XIANAN, county_by_year, shenyang_cases, zhangye_cases
from tests.support.cases.school_maker import SchoolMaker
from tests.support.cases.school_requirements import school_cases
from tests.support.cases.school_types import type_cases
from tests.support.cases.transition import transition_cases
from tests.support.counties.resource_allocation import (
    LAST_YEAR,
    THIS_YEAR,
    TwoYears,
    resource_allocation_counties,
)
from tests.support.counties.roster import county_name, roster

#: Years with filings; those after 2024 and before it are not next to it, so that few counties are missed.
YEARS = (2018, 2019, 2020, 2021, 2022, 2023, 2024, 2026, 2027, 2028, 2035)
#: 张掖's senior schools and classes are judged from this year on.
SENIOR_LIMITS_YEAR = 2035
TRANSITION_YEAR = 2020


@dataclass
class ManyYears:
    """A county's filings by school year; a year that is absent was not filed."""

    county_code: str
    name: str
    kind: str
    filings: dict[int, CountyYear] = field(default_factory=dict)
    is_on_roster: bool = False

    def verdicts(self) -> Iterator[Verdict]:
        """The oracle's verdicts of each year in which something is expected, under every rule set."""
        for school_year in YEARS:
            last = self.filings.get(school_year - 1)
            this = self.filings.get(school_year)
            if this is None and last is None and not self.is_on_roster:
                continue
            this = this or CountyYear(school_year, self.county_code, self.name, filed=False)
            this.earlier = tuple(each for year, each in self.filings.items() if year < school_year)
            for rules in RULE_SETS:
                if rules.applies_to(self.county_code, school_year):
                    yield judge_by(rules, this, last)


def quality_balance_counties(seed: int) -> list[ManyYears]:
    """Every county of the comparison."""
    # The counties of R1–R7 have a maker of their own, whose serials begin at 0.
    maker = SchoolMaker(seed + 1, first_serial=1_000_000)
    counties = [
        *_numbered("98", THIS_YEAR, county_item_cases(maker)),
        *_numbered("97", THIS_YEAR, school_cases(maker)),
        *_numbered("2101", THIS_YEAR, shenyang_cases(maker)),
        *_numbered("2101", LAST_YEAR - 1, shenyang_cases(maker), first=50),
        *_numbered("6207", SENIOR_LIMITS_YEAR, zhangye_cases(maker), first=31),
        *_numbered("6207", SENIOR_LIMITS_YEAR - 7, zhangye_cases(maker), first=51),
        *_through_transition(maker),
        *_of_one_county(maker),
        *_through_monitoring(maker),
        *_furnished(maker, resource_allocation_counties(seed)),
        *_numbered("94", THIS_YEAR, type_cases(maker)),
        *_numbered("93", THIS_YEAR, decimal_cases(maker)),
        *_numbered("92", THIS_YEAR, conclusion_cases(maker)),
        *_numbered("2101", THIS_YEAR, local_decimal_cases(maker), first=90),
        *_numbered("6207", THIS_YEAR, local_decimal_cases(maker), first=90),
    ]
    taken = {county.county_code for county in counties}
    for code, name in roster().items():
        if code not in taken:
            counties.append(ManyYears(code, name, "roster county files nothing", is_on_roster=True))
    return counties


def _codes(prefix: str, first: int) -> Iterator[str]:
    """County codes with a prefix; none ends with 00."""
    digits = 6 - len(prefix)
    return (f"{prefix}{number:0{digits}d}" for number in range(first, 10**digits) if number % 100)


def _filing(school_year: int, code: str, kind: str, draft: Draft) -> CountyYear:
    schools, collection = deepcopy((draft.schools, draft.collection))
    return CountyYear(school_year, code, county_name(code), schools, kind=kind, collection=collection)


def _numbered(prefix: str, school_year: int, cases: Iterable[Case], first: int = 101) -> Iterator[ManyYears]:
    if len(prefix) == 4:
        first = first % 100
    for code, (kind, draft) in zip(_codes(prefix, first), cases, strict=False):
        filings = {school_year: _filing(school_year, code, kind, draft)}
        yield ManyYears(code, county_name(code), kind, filings)


def _through_transition(maker: SchoolMaker) -> Iterator[ManyYears]:
    """Transition cases while the rules hold and after; one county in every year around them."""
    for code, (kind, draft) in zip(_codes("96", 101), transition_cases(maker), strict=False):
        years = (TRANSITION_YEAR, THIS_YEAR) if not kind.startswith("all") else range(2018, 2023)
        filings = {year: _filing(year, code, kind, draft) for year in years}
        yield ManyYears(code, county_name(code), kind, filings)


def _of_one_county(maker: SchoolMaker) -> Iterator[ManyYears]:
    """The counties that have a plan of their own."""
    for code, by_year in (("211221", TIELING), ("421202", XIANAN)):
        name, kind = roster()[code], f"plan of {code}"
        filings = {}
        for school_year, draft in county_by_year(maker, by_year).items():
            filings[school_year] = _filing(school_year, code, kind, draft)
            filings[school_year].name = name
        yield ManyYears(code, name, kind, filings, is_on_roster=True)


def _through_monitoring(maker: SchoolMaker) -> Iterator[ManyYears]:
    """The years of a cycle of the national monitoring."""
    for code, (kind, drafts) in zip(_codes("91", 101), monitoring_cases(maker), strict=False):
        filings = {year: _filing(year, code, kind, draft) for year, draft in drafts.items()}
        yield ManyYears(code, county_name(code), f"monitoring, {kind}", filings)


def _furnished(maker: SchoolMaker, counties: list[TwoYears]) -> Iterator[ManyYears]:
    """The counties of R1–R7 with collection sheets as they may come."""
    for county in counties:
        filings = {}
        for filing in (county.last, county.this):
            if filing.filed:
                _furnish(maker.random, filing)
                filings[filing.school_year] = filing
        yield ManyYears(county.this.county_code, county.this.name, county.this.kind, filings)


def _furnish(random: Random, filing: CountyYear) -> None:
    """Collection sheets around every threshold, with gaps in some counties."""
    gaps = random.choice((0.0, 0.0, 0.02, 0.1))
    found = filing.collection = Collection(rooms=[])
    items = {code: Decimal(value) for code, value in ITEMS.items()}
    for _, numerator, _, _, _ in RATIOS:
        items[numerator] = Decimal(round(items[numerator] * random.randint(980, 1012) / 1000))
    found.items = {code: value for code, value in items.items() if random.random() >= gaps}
    for school in filing.schools:
        furnish(school, found)
        _vary(random, filing, school.code, gaps)
        for stage, row in school.stages.items():
            row.quarantined -= {"all"}
            if stage == SENIOR or random.random() > 0.15:
                continue
            band = random.choice(("46_50", "51_55", "ge66") if stage == JUNIOR else ("41_45", "46_50"))
            row.classes[band] = None if random.random() < gaps else 1
    assert found.rooms is not None
    for room in found.rooms:
        room.area = None if random.random() < gaps else Decimal(random.choice((89, 90, 96, 97, 110)))
    for indicator_id in ATTESTED:
        fault = FAULTS[random.choice(list(FAULTS))] if random.random() < gaps else (lambda same: same)
        attestation = fault(Attestation())
        if attestation is not None:
            found.attestations[indicator_id] = attestation
    for subject in SUBJECTS:
        level = random.choices(("Ⅱ", "Ⅲ", "Ⅳ", None), (0.02, 0.5, 0.5, gaps))[0]
        found.monitoring[subject] = Monitoring(level, Decimal(random.randint(90, 150)) / 1000)
    for item in VETOES:
        if random.random() >= gaps / 3:
            found.vetoes[item] = random.choices((False, True, None), (1, 0.01, gaps / 3))[0]
    if random.random() < gaps:
        found.rooms = None


def _vary(random: Random, filing: CountyYear, school_code: str, gaps: float) -> None:
    """Other funds, or none."""
    if random.random() < gaps:
        del filing.collection.funds[school_code]
        return
    funds = filing.collection.funds[school_code]
    share = Decimal(random.randint(970, 1100)) / 1000
    funds.training = None if random.random() < gaps else (funds.training or 0) * share
    funds.allocated = None if random.random() < gaps else (funds.allocated or 0) * share
