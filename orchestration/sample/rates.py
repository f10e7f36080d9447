"""What the supplementary figures of a county come to: rates, and how those of made-up counties are drawn.

What belongs here: the rates. What does not: how they become figures (`supplement`, `kindergartens`), those
of the committed sample (`committed_supplement`).
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from orchestration.sample.model import CountyYear


@dataclass(frozen=True)
class Rates:
    """What a county's supplementary figures come to in a year. Shares are percentages."""

    points: float
    building_area_m2: int
    d_grade_area_m2: int
    primary_enrolled: float  # of the children of that age, those at schools elsewhere included
    primary_elsewhere: float
    junior_enrolled: float
    junior_elsewhere: float
    primary_dropped_out: float
    junior_dropped_out: float
    returned: int  # drop-outs who came back to school
    closed: float  # of those who did not, cases closed for other reasons
    kindergarten: float
    affordable: float
    public: float
    estate: float
    children_per_staff: float
    children_per_teacher: float
    classes_within: float
    quota_public: int  # yuan per child
    subsidy_affordable: int
    pay_off_establishment: float  # of those on the establishment
    areas: float  # kindergartens with enough room, of those designed before 2017
    certified: float
    content: float
    fitness: float
    senior_classes_over_50: int
    retention: float
    myopia_fall: float  # percentage points; below zero where the rate rose
    safe_campuses: float
    county_training: float  # training funds beside those of the schools, in % of these
    central_funds: float  # public funds kept by the county, in % of the schools'


def drawn_rates(county: CountyYear, seed: int) -> Rates:
    """Rates of a made-up county: most requirements are met, and a little better every year."""
    random = Random(f"{seed}:{county.code}:supplement")
    # Drawn apart, so that these change no other rate.
    apart = Random(f"{seed}:{county.code}:kindergartens")
    years = county.year - 2020

    def rate(good: float, poor: float, yearly: float = 0.0, best: float = 100.0) -> float:
        """Near `good` with a probability of 85 %, else near `poor`."""
        base = good if random.random() < 0.85 else poor
        return min(best, round(base * random.uniform(0.99, 1.01) + yearly * years, 2))

    rooms = sum(entry.premises.teaching_auxiliary_area for entry in county.schools if entry.premises)
    building_area = round(rooms / 100 * random.uniform(2.1, 2.6))
    return Rates(
        points=rate(91, 58, 0.4),
        building_area_m2=building_area,
        d_grade_area_m2=round(building_area * max(0.0, rate(1.2, 9, -0.1)) / 100),
        primary_enrolled=rate(99.5, 93.5),
        primary_elsewhere=rate(3, 6),
        junior_enrolled=rate(99, 94),
        junior_elsewhere=rate(3, 6),
        primary_dropped_out=random.choice((0, 0, 0, 0.04)),
        junior_dropped_out=max(0.0, rate(0.7, 3.4, -0.05)),
        returned=random.randint(2, 9),
        closed=rate(100, 60),
        kindergarten=rate(92, 82, 0.5),
        affordable=rate(87, 74, 0.5),
        public=rate(55, 46, 0.4),
        estate=random.choice((100, 100, 100, 80)),
        children_per_staff=rate(13, 16.5),
        children_per_teacher=apart.choice((14.2, 14.6, 14.9, 16.8)),
        classes_within=rate(92, 80, 0.4),
        quota_public=apart.choice((500, 600, 800, 450)),
        subsidy_affordable=apart.choice((500, 500, 600, 400)),
        pay_off_establishment=round(apart.uniform(72, 96), 1),
        areas=apart.choice((100, 82, 60, 40)),
        certified=apart.choice((100, 100, 100, 97.5)),
        content=round(apart.uniform(83, 97), 1),
        fitness=rate(98.8, 95),
        senior_classes_over_50=random.choice((0, 0, 0, 3)),
        retention=rate(99.6, 98.2),
        myopia_fall=random.choice((0.8, 0.6, 0.5, 0.3, -0.2)),
        safe_campuses=rate(86, 74, 0.5),
        county_training=random.choice((95, 85, 70, 30, 0)),
        central_funds=random.choice((0, 5, 8, 15)),
    )
