"""Counties around every line that a rule set beside quality balance draws.

What belongs here: items at, just beside and near their thresholds and with gaps, points around the
bands, and schools whose eight coefficients lie around the limits of basic balance. What does not: quality
balance, or what the verdicts are (`tests.oracle`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from tests.oracle.basic_balance import BOOKS, COMPUTERS, CV_LIMITS
from tests.oracle.collection import Case, Collection
from tests.oracle.filing import (
    EQUIPMENT_VALUE,
    INDOOR_SPORTS_AREA,
    INTERMEDIATE_TITLE,
    JUNIOR,
    PRIMARY,
    SENIOR,
    SPORTS_GROUND_AREA,
    TEACHERS,
    TEACHING_AREA,
    CountyYear,
    School,
)
from tests.oracle.neighbours import PRESCHOOL_AREAS
from tests.support.cases.school_maker import SchoolMaker

SCHOOL_YEAR = 2024
#: A year whose sheets ask for everything; no year after it is landed.
LAST_YEAR = 2028
#: A county that meets every requirement of every neighbour, each exactly on its threshold where it may be.
ITEMS: dict[str, str] = {
    "F.spending_last": "100000000",
    "F.spending_this": "110000000",
    "F.revenue_last": "200000000",
    "F.revenue_this": "210000000",
    "F.students_last": "10000",
    "F.students_this": "10000",
    "G8.teacher_pay": "80001",
    "F.teacher_pay_last": "80000",
    "F.public_funds_per_pupil_this": "1051",
    "F.public_funds_per_pupil_last": "1050",
    "E1.in_school": "9000",
    "E1.in_school_elsewhere": "500",
    "E1.population": "10000",
    "E2.in_school": "9000",
    "E2.in_school_elsewhere": "500",
    "E2.population": "10000",
    "E3.dropped_out": "0",
    "E3.students": "100000",
    "E4.dropped_out": "3000",
    "E4.students": "100000",
    "E5.confirmed": "10000",
    "E5.returned": "6000",
    "E5.closed": "4000",
    "V1.points": "91.5",
    "V1.d_grade_area_m2": "3000",
    "V1.total_area_m2": "100000",
    "P1.children": "15000",
    "P1.population": "17000",
    "P2.affordable": "12000",
    "P3.public": "7500",
    "P4.estate_total": "10000",
    "P4.estate_public_or_affordable": "10000",
    "P5.teachers": "1000",
    "P5.staff": "2000",
    "P7.quota_public": "500",
    "P8.subsidy_affordable": "500",
    "P9.pay_off_establishment": "75000",
    "P9.pay_on_establishment": "100000",
    "P10.new": "10000",
    "P10.old": "10000",
    **{f"P10.{area}_new": "10000" for area in PRESCHOOL_AREAS},
    **{f"P10.{area}_old": "5000" for area in PRESCHOOL_AREAS},
    "P11.certified": "10000",
    "P11.due": "10000",
    "P12.satisfied": "8500",
    "P12.valid": "10000",
    "P6.classes": "10000",
    "P6.classes_within": "8500",
}
#: What decides one part: the item that moves it, a denominator of its own (None: it has none), the item's
#: amount on the threshold, and how much of the item is one last published decimal of the value.
LINES: dict[str, tuple[str, str | None, str, str]] = {
    "F1": ("F.spending_this", "F.spending_last", "100000000", "100000"),
    "F2": ("F.students_this", "F.students_last", "11000", "-11"),
    "F3": ("F.revenue_this", "F.revenue_last", "220000000", "-220000"),
    "F5 teacher_pay": ("G8.teacher_pay", "F.teacher_pay_last", "80000", "80"),
    "F5 public_funds": ("F.public_funds_per_pupil_this", "F.public_funds_per_pupil_last", "1050", "1.05"),
    "E1": ("E1.in_school", "E1.population", "9000", "10"),
    "E1 elsewhere": ("E1.in_school_elsewhere", None, "500", "10"),
    "E2": ("E2.in_school", "E2.population", "9000", "10"),
    "E2 elsewhere": ("E2.in_school_elsewhere", None, "500", "10"),
    "E3": ("E3.dropped_out", "E3.students", "0", "10"),
    "E4": ("E4.dropped_out", "E4.students", "3000", "10"),
    "E5": ("E5.returned", "E5.confirmed", "6000", "10"),
    "E5 closed": ("E5.closed", None, "4000", "10"),
    "V2": ("V1.d_grade_area_m2", "V1.total_area_m2", "3000", "10"),
    "P1": ("P1.children", "P1.population", "14450", "17"),
    "P2": ("P2.affordable", None, "12000", "15"),
    "P3": ("P3.public", None, "7500", "15"),
    "P4": ("P4.estate_public_or_affordable", "P4.estate_total", "10000", "10"),
    "P5": ("P5.teachers", None, "1000", "15"),
    "P5 staff": ("P5.staff", None, "2000", "15"),
    "P7": ("P7.quota_public", None, "500", "1"),
    "P8": ("P8.subsidy_affordable", None, "500", "1"),
    "P9": ("P9.pay_off_establishment", "P9.pay_on_establishment", "75000", "100"),
    **{f"P10 {area}_new": (f"P10.{area}_new", "P10.new", "10000", "10") for area in PRESCHOOL_AREAS},
    **{f"P10 {area}_old": (f"P10.{area}_old", "P10.old", "5000", "10") for area in PRESCHOOL_AREAS},
    "P11": ("P11.certified", "P11.due", "10000", "10"),
    "P12": ("P12.satisfied", "P12.valid", "8500", "10"),
    "P6": ("P6.classes_within", "P6.classes", "8500", "10"),
}
#: In last published decimals: on the threshold; so near that rounding decides; so far that one decimal
#: fewer would; and clearly beside it.
STEPS = ("0", "0.4", "-0.4", "0.04", "-0.04", "4", "-4", "20", "-20")
#: Around the bands of 90 and 60 points; none at all; below the lowest bound.
POINTS = ("100", "90", "89.9", "89.96", "89.6", "90.4", "60", "59.9", "59.96", "59.6", "60.4", "0.5", "0")
#: Of all eight quantities; the limit is added. Rounded to three decimals the second and third differ from
#: what they are, rounded to two the fourth and fifth.
CV_STEPS = ("0", "0.0004", "0.0005", "0.004", "0.005", "-0.0004", "-0.004", "-0.1")
_MEAN = 10000
#: Cases about what Yunnan alone limits.
OF_YUNNAN = ("E", "V2", "ledger", "no drop-outs", *POINTS, "points")

_Case = tuple[str, list[School], Collection]


def neighbour_counties(seed: int) -> list[CountyYear]:
    """Every county of this module, each with a code of its own, as its schools have."""
    cases = [*_item_cases(), *_basic_cases(SchoolMaker(seed, first_serial=5_000_000))]
    of_yunnan = [case for case in _item_cases() if case[0].startswith(OF_YUNNAN)]
    asked = [case for case in _item_cases() if case[0].startswith("P") and case[0].endswith("blank")]
    return [
        *_numbered("95", SCHOOL_YEAR, cases),
        *_numbered("53", SCHOOL_YEAR, of_yunnan),
        *_numbered("90", LAST_YEAR, asked),
    ]


def _numbered(prefix: str, school_year: int, cases: list[_Case]) -> Iterator[CountyYear]:
    for number, (kind, schools, sheets) in enumerate(cases, start=9001 if prefix == "53" else 101):
        code = f"{prefix}{number:04d}"
        if number % 100:
            yield CountyYear(school_year, code, f"县{code}", schools, kind=kind, collection=sheets)


def _with(changes: Mapping[str, str | None]) -> Collection:
    items = {**ITEMS, **changes}.items()
    return Collection(items={code: None if value is None else Decimal(value) for code, value in items})


def _item_cases() -> Iterator[_Case]:
    """Counties of items alone."""
    for name, (item, denominator, amount, decimal) in LINES.items():
        for step in STEPS:
            value = Decimal(amount) + Decimal(step) * Decimal(decimal)
            if value >= 0:
                yield f"{name} {step} decimals from its threshold", [], _with({item: str(value)})
        yield f"{name} blank", [], _with({item: None})
        if denominator:
            yield f"{name} of none", [], _with({denominator: "0"})
            yield f"{name} of none, blank", [], _with({denominator: "0", item: None})
            yield f"{name}, denominator blank", [], _with({denominator: None})
    for points in POINTS:
        for dangerous in ("3000", "3001", None):
            changes = {"V1.points": points, "V1.d_grade_area_m2": dangerous}
            yield f"{points} points, {dangerous} m² of D级危房", [], _with(changes)
    yield "points blank", [], _with({"V1.points": None})
    failing = {
        "P2.affordable": "0",
        "P3.public": "0",
        "P4.estate_public_or_affordable": "0",
        "P5.teachers": "0",
        "P6.classes_within": "0",
    }
    for count in range(1, len(failing) + 1):
        names = list(failing)[:count]
        yield f"preschool: {count} of six fail", [], _with({name: failing[name] for name in names})
    yield "preschool: all fail", [], _with({**failing, "P1.population": "100000"})
    yield "ledger alone unknown", [], _with({"E5.confirmed": None})
    yield "no drop-outs at all", [], _with({"E5.confirmed": "0", "E5.returned": "0", "E5.closed": "0"})
    twice = _with({})
    twice.quarantined = frozenset({"P6.classes_within", "P1.children"})
    yield "items filed twice", [], twice
    yield from _listed_cases()


def _listed_cases() -> Iterator[_Case]:
    """Counties that keep the ledger and file the scores: what they file as figures besides says otherwise."""
    back, gone = Case("junior", True, "returned"), Case("primary", True, "transferred")
    for name, cases in {
        "all closed": [back, gone, Case("junior", False)],
        "one open": [back, gone, Case("junior", True)],
        "one of no stage": [back, Case(None, True)],
        "suspected alone": [Case("primary", False)],
    }.items():
        listed = _with({})
        listed.cases = cases
        yield f"ledger, {name}", [], listed
    for scores in (("55", "36.5"), ("55", "4.9"), ("55", None)):
        scored = _with({"V1.points": "95"})
        scored.scores = [None if score is None else Decimal(score) for score in scores]
        yield f"scores {scores}", [], scored
    only = _with({"E5.confirmed": None, "E5.returned": None, "E5.closed": None})
    only.cases = [back, gone]
    only.quarantined = frozenset({"E4.dropped_out"})
    yield "ledger instead of figures", [], only


def _basic_cases(maker: SchoolMaker) -> Iterator[_Case]:
    """Counties of schools; no item is filed."""
    for step in CV_STEPS:
        yield f"CV limits {step}", _pairs(maker, Fraction(step)), Collection()
    for stage in (PRIMARY, JUNIOR):
        single = [school for school in _pairs(maker, Fraction(0)) if stage in school.stages]
        yield f"only {stage} schools", single, Collection()
    for type_code, stages in (
        ("218", (PRIMARY,)),
        ("219", (PRIMARY,)),
        ("319", (JUNIOR,)),
        ("312", (PRIMARY, JUNIOR)),
        ("341", (JUNIOR, SENIOR)),
        ("345", (PRIMARY, JUNIOR, SENIOR)),
        ("371", (JUNIOR,)),
        ("211", (PRIMARY, JUNIOR)),
        ("219", (PRIMARY, JUNIOR)),
        ("311", (PRIMARY, JUNIOR)),
        ("319", (PRIMARY, JUNIOR)),
        ("341", (PRIMARY, JUNIOR, SENIOR)),
    ):
        for sponsor in (
            "7",
            "10",
            *(("1", "2", "3", "4", "5", "6", "8", "9") if type_code == "211" else ("5",)),
        ):
            # Much richer than the others, so that its being compared decides.
            odd = maker.school(type_code, dict.fromkeys(stages, 3000))
            _give(maker, odd, 900_000)
            odd.sponsor = sponsor
            yield f"{type_code} of sponsor {sponsor}", [*_pairs(maker, Fraction(0)), odd], Collection()
    for column in (BOOKS, COMPUTERS):
        gap = _pairs(maker, Fraction(-1, 10))
        assert gap[0].premises is not None
        gap[0].premises.items[column] = None
        yield f"{column} blank", gap, Collection()
    for column in (TEACHERS, INTERMEDIATE_TITLE):
        gap = _pairs(maker, Fraction(-1, 10))
        gap[-1].stages[JUNIOR].teachers[column] = None
        yield f"{column} blank", gap, Collection()
    none = _pairs(maker, Fraction(-1, 10))
    for school in none:
        assert school.premises is not None
        school.premises.items[COMPUTERS] = Decimal(0)
    yield "no computers", none, Collection()


def _pairs(maker: SchoolMaker, step: Fraction) -> list[School]:
    """Two primary and two junior schools whose coefficients all lie a step from their stage's limit."""
    schools = []
    for type_code, stage in (("211", PRIMARY), ("311", JUNIOR)):
        for sign in (1, -1):
            school = maker.school(type_code, {stage: 100_000})
            _give(maker, school, int(_MEAN * (1 + sign * (CV_LIMITS[stage] + step))))
            schools.append(school)
    return schools


def _give(maker: SchoolMaker, school: School, quantity: int) -> None:
    """Give each stage so many teachers of each sort, and the school so much of everything else."""
    for stage, row in school.stages.items():
        if stage != SENIOR:
            qualified = {**dict.fromkeys(row.teachers, 0), "master": quantity}
            row.teachers = {**qualified, TEACHERS: quantity, INTERMEDIATE_TITLE: quantity}
    assert school.premises is not None
    indoor = Decimal(maker.random.randint(0, quantity))
    school.premises.items = {
        **school.premises.items,
        TEACHING_AREA: Decimal(quantity),
        INDOOR_SPORTS_AREA: indoor,
        SPORTS_GROUND_AREA: quantity - indoor,
        EQUIPMENT_VALUE: Decimal(quantity),
        BOOKS: Decimal(quantity),
        COMPUTERS: Decimal(quantity),
    }
