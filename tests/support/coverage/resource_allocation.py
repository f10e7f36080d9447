"""Which kinds of case a set of counties holds, told from their figures and verdicts.

What belongs here: recognising a case by what it is, never by the name it was
given, so that the coverage cannot vanish unseen. What does not: making cases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from tests.oracle import standard
from tests.oracle.county import Balance, spread
from tests.oracle.filing import (
    JUNIOR,
    PREMISES_COLUMNS,
    PRIMARY,
    SENIOR,
    TEACHER_COLUMNS,
    CountyYear,
    School,
)
from tests.oracle.indicators import FAIL, INSUFFICIENT_DATA, PASS, IndicatorValue, SectionVerdict
from tests.oracle.sections import Scope
from tests.oracle.verdict import Verdict
from tests.support.cases.school_maker import UNIT
from tests.support.counties.resource_allocation import TwoYears

HOW = ("blank", "column not filed", "quarantined")
#: (met, at floor, below, missing) of a section: the lines of the three-valued rule.
RULE_LINES = (
    (7, 0, 0, 0),
    (6, 1, 0, 0),
    (5, 2, 0, 0),
    (6, 0, 1, 0),
    (6, 0, 0, 1),
    (5, 0, 0, 2),
    (0, 0, 0, 7),
    (5, 1, 0, 1),
    (4, 2, 0, 1),
    (5, 0, 1, 1),
    (0, 2, 0, 5),
    (0, 7, 0, 0),
)
SECTION_REASONS = (
    "MERGED_INTO_PARENT",
    "PARENT_NOT_IN_DIRECTORY",
    "NOT_IN_DIRECTORY",
    "SCHOOL_NOT_FILED",
    "SCHOOL_TYPE_OUT_OF_SCOPE",
    "SCHOOL_TYPE_UNKNOWN",
    "STAGE_OUT_OF_SCOPE",
    "BELOW_MIN_STUDENTS",
    "NO_STUDENTS",
    "STUDENTS_MISSING",
    "INDICATOR_MISSING",
)
LINES = ("on threshold", "below threshold", "on floor", "below floor")
LIMITS = ("at limit", "above limit", "below limit", "zero mean", "equal values", "one section")


def required() -> set[str]:
    """Every kind that must occur."""
    kinds: set[str] = set()
    for stage in standard.COMPULSORY:
        for indicator_id in standard.INDICATORS:
            kinds |= {f"{line} {stage} {indicator_id}" for line in (*LINES, *LIMITS)}
        kinds |= {f"filed decimals {stage} {indicator_id}" for indicator_id in ("R4", "R5")}
        kinds |= {f"section {line} {stage}" for line in RULE_LINES}
        kinds |= {f"{how} {column} {stage}" for column in TEACHER_COLUMNS for how in HOW}
        kinds |= {f"{how} {column} {stage}" for column in PREMISES_COLUMNS for how in HOW}
        kinds |= {f"students {how} {stage}" for how in ("blank", "quarantined", "filed twice", "no row")}
        kinds |= {f"no students, but teachers {stage}", f"within tolerance {stage}", f"no sections {stage}"}
        kinds |= {f"split on threshold {stage}", f"split unknown {stage}"}
        kinds |= {f"one stage of a combined school {stage}"}
        kinds |= {f"attached {stage}"}
    kinds |= {f"reason {reason}" for reason in SECTION_REASONS}
    for number in (49, 50, 51):
        kinds |= {f"teaching point of {number}", f"teaching point of {number} after merging"}
    kinds |= {f"senior row missing {code}, {what}" for code in ("341", "345") for what in ("none", "unknown")}
    kinds |= {
        "attached senior",
        "campus with a missing cell",
        "campus of an unlisted parent",
        "campus that names no parent",
        "only special schools",
        "county files nothing",
        "roster county files nothing",
        "gone with a recorded change",
        "listed twice",
        "row filed twice",
        "premises filed twice",
        "export and return differ",
        "return only",
    }
    return kinds


def occurrences(counties: list[TwoYears]) -> Counter[str]:
    """How often each kind occurs over all counties and years."""
    found: Counter[str] = Counter()
    for county in counties:
        if county.is_on_roster and not county.this.filed:
            found["roster county files nothing"] += 1
        for verdict in county.verdicts():
            found.update(_of_filing(verdict.filing))
            found.update(_of_county(verdict))
            for section in verdict.sections:
                found.update(_of_section(section, verdict.filing))
        codes = {school.code for school in county.this.schools}
        changed = {change.school_code for change in [*county.this.changes, *county.last.changes]}
        gone = [school for school in county.last.schools if school.code not in codes]
        found["gone with a recorded change"] += sum(school.code in changed for school in gone)
    return found


def _of_county(verdict: Verdict) -> Iterator[str]:
    if not verdict.filing.filed:
        yield "county files nothing"
        return
    types = {school.type_code for school in verdict.filing.schools}
    if types and types <= {"511", "512", "513", "514"}:
        yield "only special schools"
    for balance in verdict.balance:
        name = f"{balance.stage} {balance.indicator_id}"
        if balance.reason == "NO_SECTIONS" and balance.indicator_id == "ALL":
            yield f"no sections {balance.stage}"
        if balance.reason == "ZERO_MEAN":
            yield f"zero mean {name}"
        if balance.cv is not None and balance.indicator_id != "ALL":
            yield from (f"{kind} {name}" for kind in _of_spread(balance))


def _of_spread(balance: Balance) -> Iterator[str]:
    values = [(students or 0, value or Fraction(0)) for students, value, _ in balance.shares.values()]
    found = spread(values)
    limit = standard.CV_LIMITS[balance.stage]
    ratio = found.variance / found.mean**2 / limit**2
    if len(values) == 1:
        yield "one section"
    elif found.variance == 0:
        yield "equal values"
    if ratio == 1 and balance.status == PASS:
        yield "at limit"
    elif 1 < ratio < 1 + Fraction(1, 100) and balance.status == FAIL:
        yield "above limit"
    elif 1 - Fraction(1, 100) < ratio < 1:
        yield "below limit"


def _of_section(verdict: SectionVerdict, filing: CountyYear) -> Iterator[str]:
    section, school = verdict.section, verdict.section.school
    if verdict.reason is not None:
        yield f"reason {verdict.reason}"
    if section.scope is Scope.IN and section.students is not None:
        met, missing = verdict.count(PASS), verdict.count(INSUFFICIENT_DATA)
        yield f"section {(met, verdict.at_floor, verdict.below_floor, missing)} {section.stage}"
    for item in verdict.indicators.values():
        yield from (f"{kind} {section.stage} {item.indicator_id}" for kind in _of_value(item))
        if item.value == item.threshold and section.share not in (None, 1):
            yield f"split on threshold {section.stage}"
        if item.reason == "SPLIT_STUDENTS_MISSING":
            yield f"split unknown {section.stage}"
        if (
            item.value is not None
            and item.threshold * (1 - standard.TOLERANCE) <= item.value < item.threshold
        ):
            yield f"within tolerance {section.stage}"
    expected = standard.STAGES_OF_TYPE.get(school.type_code or "", ())
    if section.stage not in (*expected, "all") and section.students:
        yield f"attached {section.stage}"
    rows = [member.stages.get(section.stage) for member in section.members]
    if section.reason == "NO_STUDENTS" and any(row and row.believed_teachers("arts") for row in rows):
        yield f"no students, but teachers {section.stage}"
    if section.scope is Scope.IN and not any(rows):
        yield f"students no row {section.stage}"
    if school.type_code in ("341", "345") and SENIOR not in school.stages and school.in_directory:
        known = SENIOR in filing.sheets
        yield f"senior row missing {school.type_code}, {'none' if known else 'unknown'}"
    if school.type_code == "312" and set(school.stages) == {section.stage} and section.share == 1:
        yield f"one stage of a combined school {section.stage}"
    if school.type_code == "218" and section.stage == PRIMARY and section.students in (49, 50, 51):
        if len(section.members) == 1:
            yield f"teaching point of {section.students}"
        elif len(section.members) > 1:
            yield f"teaching point of {section.students} after merging"


def _of_value(item: IndicatorValue) -> Iterator[str]:
    if item.value is None or item.denominator is None or item.numerator is None:
        return
    step = standard.MULTIPLIERS[item.indicator_id] * Fraction(UNIT[item.indicator_id]) / item.denominator
    lines = {
        "on threshold": item.threshold,
        "below threshold": item.threshold - step,
        "on floor": item.floor,
        "below floor": item.floor - step,
    }
    yield from (name for name, line in lines.items() if item.value == line)
    if item.value == item.threshold and item.numerator.denominator > 1:
        yield "filed decimals"


def _of_filing(filing: CountyYear) -> Iterator[str]:
    codes = {school.code for school in filing.schools if school.in_directory}
    for school in filing.schools:
        yield from _of_rows(school)
        if school.listed_twice:
            yield "listed twice"
        if school.counted is False:
            if school.parent is None:
                yield "campus that names no parent"
            elif school.parent not in codes:
                yield "campus of an unlisted parent"
            rows = school.stages.values()
            if any(None in row.teachers.values() or row.quarantined for row in rows):
                yield "campus with a missing cell"


def _of_rows(school: School) -> Iterator[str]:
    for stage in (PRIMARY, JUNIOR):
        row = school.stages.get(stage)
        if row is None:
            continue
        yield from (f"{how} {stage}" for how in _gaps(TEACHER_COLUMNS, row.teachers, row.quarantined))
        if row.students is None:
            yield f"students blank {stage}"
        if "students" in row.quarantined:
            yield f"students quarantined {stage}"
        if row.filed_twice:
            yield f"students filed twice {stage}"
            yield "row filed twice"
        if row.by_return is not None and row.students not in (None, row.by_return.students):
            yield "export and return differ"
        if row.shape == "return":
            yield "return only"
        if school.premises is not None:
            premises = school.premises
            gaps = _gaps(PREMISES_COLUMNS, premises.items, premises.quarantined)
            yield from (f"{how} {stage}" for how in gaps)
            if premises.filed_twice:
                yield "premises filed twice"


def _gaps(columns: tuple[str, ...], cells: object, quarantined: frozenset[str]) -> Iterator[str]:
    assert isinstance(cells, dict)
    for column in columns:
        if column not in cells:
            yield f"column not filed {column}"
        elif column in quarantined:
            yield f"quarantined {column}"
        elif cells[column] is None:
            yield f"blank {column}"
