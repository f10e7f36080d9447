"""A county's 专项记录表: drop-out cases, townships, scores, as rows under the fields of their layouts.

What belongs here: lists that come to the figures which the county files beside them, so that they agree.
What does not: those figures (`supplement`), records that follow from no figure (`committed_records`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import cycle
from random import Random

from orchestration.sample.facts import Row, Value
from orchestration.sample.model import CountyYear, SchoolYear

#: Ways to close a case other than coming back.
OTHER_WAYS = ("transferred", "moved_away", "home_teaching", "transferred", "other")
#: The last month of which a monthly ledger tells.
LAST_MONTH = 7
#: Items of a supervision: the most that each can have, and its part of what is lost.
SCORED = (
    ("政府职责与统筹规划", 15, 1),
    ("教育经费投入与管理", 20, 3),
    ("办学条件", 20, 8),
    ("教师队伍建设", 15, 3),
    ("教育教学管理", 15, 2),
    ("教育发展水平", 15, 3),
)


@dataclass(frozen=True)
class FiledRecords:
    """Rows of a county's 专项记录表 and 整改台账 by form; as YAML or as workbooks."""

    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    as_yaml: bool = False


@dataclass(frozen=True)
class Case:
    """A drop-out case: no person, a number."""

    number: str
    school: SchoolYear
    stage: str
    is_confirmed: bool
    opened_on: date
    back_on: date | None
    how: str | None

    @property
    def has_dropped_out(self) -> bool:
        return self.is_confirmed and self.how != "returned"

    def row(self, month: str | None = None) -> Row:
        """The case as the ledger of a month tells it, or the whole year's."""
        is_closed = self.back_on is not None and (month is None or f"{self.back_on:%Y-%m}" <= month)
        return {
            "case_number": self.number,
            "school_code": self.school.school.code,
            "school_name": self.school.school.name,
            "stage": self.stage,
            "state": "confirmed" if self.is_confirmed else "suspected",
            "opened_on": self.opened_on.isoformat(),
            "back_on": self.back_on.isoformat() if self.back_on and is_closed else None,
            "how": self.how if is_closed else None,
            "ledger_month": month,
        }


def dropout_cases(county: CountyYear, figures: Mapping[str, int | float]) -> tuple[Case, ...]:
    """Cases that come to the county's items E3, E4 and E5 (`figures`, by code)."""
    random = Random(f"cases:{county.code}:{county.year}")
    primary, junior = int(figures["E3.dropped_out"]), int(figures["E4.dropped_out"])
    returned, confirmed = int(figures["E5.returned"]), int(figures["E5.confirmed"])
    gone = ["primary"] * primary + ["junior"] * junior
    ways = [*(way for way, _ in zip(cycle(OTHER_WAYS), range(int(figures["E5.closed"])), strict=False))]
    told: list[tuple[str, bool, str | None]] = [
        (stage, True, ways[place] if place < len(ways) else None) for place, stage in enumerate(gone)
    ]
    told += [("junior", True, "returned")] * returned
    told += [("junior", False, "cleared")] * (int(figures["E5.suspected"]) - confirmed)
    random.shuffle(told)
    days = sorted(random.randrange(200) for _ in told)
    schools = {stage: _drawn(county, stage, random) for stage in ("primary", "junior")}
    cases = []
    for place, ((stage, is_confirmed, how), day) in enumerate(zip(told, days, strict=True), start=1):
        opened_on = date(county.year, 9, 10) + timedelta(days=day)
        back_on = opened_on + timedelta(days=random.randint(10, 110)) if how else None
        number = f"{county.year}-{place:03d}"
        cases.append(Case(number, next(schools[stage]), stage, is_confirmed, opened_on, back_on, how))
    return tuple(cases)


def _drawn(county: CountyYear, stage: str, random: Random) -> Iterator[SchoolYear]:
    """Schools with a section of the stage, without end, the larger ones more often."""
    schools = [entry for entry in county.schools if stage in entry.sections]
    weights = [entry.sections[stage].students for entry in schools]
    while True:
        yield random.choices(schools, weights)[0]


def by_month(county: CountyYear, cases: Sequence[Case]) -> Iterator[Row]:
    """Each case in the ledger of every month from its opening to its closing."""
    months = [
        *(f"{county.year}-{month:02d}" for month in range(9, 13)),
        *(f"{county.year + 1}-{month:02d}" for month in range(1, LAST_MONTH + 1)),
    ]
    for month in months:
        for case in cases:
            last = f"{case.back_on:%Y-%m}" if case.back_on else months[-1]
            if f"{case.opened_on:%Y-%m}" <= month <= last:
                yield case.row(month)


def township_rows(
    county: CountyYear, before: CountyYear, figures: Mapping[str, int | float], cases: Sequence[Case]
) -> list[Row]:
    """What each township has of the county's items: shares by its pupils, which add up to them."""
    townships = sorted({str(entry.school.township) for entry in county.schools})
    rows: dict[str, dict[str, Value]] = {name: {"township": name} for name in townships}

    def put(column: str, amounts: Mapping[str, int]) -> None:
        for name in townships:
            rows[name][column] = amounts.get(name, 0)

    for stage, indicator, dropped_out in (("primary", "E1", "E3"), ("junior", "E2", "E4")):
        weights = _pupils(county, stage)
        here, away, population = (
            int(figures[f"{indicator}.{item}"]) for item in ("in_school", "in_school_elsewhere", "population")
        )
        parts = [split(number, weights) for number in (here, away, population - here - away)]
        put(f"{stage}_in_school", parts[0])
        put(f"{stage}_in_school_elsewhere", parts[1])
        put(f"{stage}_population", _added(parts))
        gone = [case for case in cases if case.stage == stage and case.has_dropped_out]
        assert len(gone) == figures[f"{dropped_out}.dropped_out"]
        put(
            f"{stage}_dropped_out",
            {name: sum(case.school.school.township == name for case in gone) for name in townships},
        )
        put(f"{stage}_students", _pupils(before, stage))
    graduates, moved_in, moved_out, grade_7, deaths = (
        int(figures[f"Q1.{item}"])
        for item in ("graduates", "transferred_in", "transferred_out", "grade7", "deaths")
    )
    # Who was there three years ago has graduated, moved, died, or is lost.
    weights = _pupils(county, "junior")
    lost = grade_7 - graduates + moved_in - moved_out - deaths
    stayed, left, died, gone_lost = (
        split(number, weights) for number in (graduates - moved_in, moved_out, deaths, lost)
    )
    came = split(moved_in, weights)
    put("junior_graduates", _added([stayed, came]))
    put("junior_transferred_in", came)
    put("junior_transferred_out", left)
    put("junior_grade7", _added([stayed, left, died, gone_lost]))
    put("junior_deaths", died)
    return list(rows.values())


def _pupils(county: CountyYear, stage: str) -> dict[str, int]:
    """Pupils of a stage by township."""
    pupils: dict[str, int] = {}
    for entry in county.schools:
        if stage in entry.sections:
            name = str(entry.school.township)
            pupils[name] = pupils.get(name, 0) + entry.sections[stage].students
    return pupils


def _added(parts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    return {name: sum(part[name] for part in parts) for name in parts[0]}


def split(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """A total in whole parts by weight; the parts add up to it."""
    shares = {name: Fraction(total * weight, sum(weights.values())) for name, weight in weights.items()}
    parts = {name: int(share) for name, share in shares.items()}
    left = total - sum(parts.values())
    for name in sorted(shares, key=lambda each: (parts[each] - shares[each], each))[:left]:
        parts[name] += 1
    return parts


def score_rows(points: float) -> list[Row]:
    """The items of a supervision that come to so many points of 100."""
    lost = split(round(1000 - points * 10), {item: part for item, _, part in SCORED})
    return [
        {
            "item": item,
            "points_max": most,
            "points": float(Fraction(most * 10 - lost[item], 10)),
            "note": "部分设施不足" if part > 2 else None,
        }
        for item, most, part in SCORED
    ]
