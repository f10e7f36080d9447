"""教育质量 Q1–Q9, 社会认可度 S1 (教督〔2017〕6号), and what local plans add.

What belongs here: what each requirement measures. What does not: demands and verdicts.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from tests.oracle.collection import Monitoring
from tests.oracle.filing import SENIOR, CountyYear
from tests.oracle.government import attested, fraction, funds_of
from tests.oracle.requirements import Measure, ratio, without
from tests.oracle.rule_sets import LEVELS, MONITORING_CYCLE, PARENTS_SHARE, SAMPLE_SHARE, SUBJECTS
from tests.oracle.sections import Section, total
from tests.oracle.standard import at_least
from tests.oracle.whole_schools import WholeSchool


def training_share(filing: CountyYear, whole: WholeSchool) -> Measure:
    """Q4: 教师培训经费预算 in per cent of 公用经费预算总额."""
    training = funds_of(filing, whole, "training")
    return ratio("value", training, funds_of(filing, whole, "budget"), 100)


def monitoring(filing: CountyYear) -> list[Measure]:
    """Q9: level and between-school variation of each subject, as it was last monitored within the cycle."""
    parts = []
    for subject, name in SUBJECTS.items():
        found, lacking = _last_monitored(filing, subject)
        level = LEVELS.get((found.level if found else None) or "")
        variation = fraction(found.variation) if found else None
        for part_id, value in (
            (f"{name}_level", None if level is None else Fraction(level)),
            (f"{name}_variation", variation),
        ):
            parts.append(Measure(part_id, value, value, None, lacking if value is None else None))
    return parts


def _last_monitored(filing: CountyYear, subject: str) -> tuple[Monitoring | None, str]:
    """The subject's latest result, and why something of it lacks.

    Where the county files no monitoring this year, nothing counts; where a result of this year's filing has
    no year, or one to come, nobody knows which is the latest.
    """
    if not filing.collection.monitoring and not filing.collection.monitoring_again:
        return None, "INPUT_MISSING"
    dated: list[tuple[int, int, Monitoring]] = []
    for each in (filing, *filing.earlier):
        for row in each.collection.monitored(subject):
            if row.level is None and row.variation is None:
                continue
            year = row.year if each.collection.asks_year else each.school_year
            if year is not None and year <= filing.school_year:
                dated.append((year, each.school_year, row))
            elif each is filing:
                return None, "MONITORED_YEAR_UNKNOWN"
    if not dated:
        return None, "INPUT_MISSING"
    year, _, found = max(dated, key=lambda result: result[:2])
    if year <= filing.school_year - MONITORING_CYCLE:
        return None, "MONITORED_BEFORE_CYCLE"
    return found, "INPUT_MISSING"


def senior_size(sections: list[Section], whole: WholeSchool) -> Measure:
    """L2: senior students of a school."""
    senior = (section for section in sections if section.stage == SENIOR)
    students = next(
        (section.students for section in senior if section.school.code == whole.school.code), None
    )
    if students is None:
        return without("value", "STUDENTS_MISSING")
    return Measure("value", Fraction(students), Fraction(students))


def _approval(
    filing: CountyYear, satisfied: Fraction | None, valid: Fraction | None, parents: Fraction | None
) -> Measure:
    """S1: satisfied in per cent of the valid questionnaires, where these are a sample of the county."""
    found = ratio("value", satisfied, valid, 100)
    if found.value is None or valid is None:
        return found
    students = [school.special_students or 0 for school in filing.schools]
    students += [row.believed_students() or 0 for school in filing.schools for row in school.stages.values()]
    residents = fraction(filing.collection.item("C.population"))
    asked = SAMPLE_SHARE * (sum(students) if residents is None else residents)
    reason = None
    if not at_least(valid, asked):
        reason = "SAMPLE_TOO_SMALL"
    elif parents is not None and not at_least(parents, PARENTS_SHARE * valid):
        reason = "SAMPLE_OF_TOO_FEW_PARENTS"
    return found if reason is None else replace(found, value=None, reason=reason)


def county_measures(filing: CountyYear, indicator_id: str) -> list[Measure]:
    """Every part of a requirement that the county's own figures and attestations answer."""

    def item(name: str) -> Fraction | None:
        return fraction(filing.collection.item(f"{indicator_id}.{name}"))

    if indicator_id in ("Q3", "Q5", "Q6", "Q7", "Q8"):
        return [attested(filing, indicator_id)]
    if indicator_id == "Q1":
        out, into = item("transferred_out"), item("transferred_in")
        graduates = total([item("graduates"), out, None if into is None else -into])
        deaths = item("deaths")
        cohort = total([item("grade7"), None if deaths is None else -deaths])
        return [ratio("value", graduates, cohort, 100)]
    if indicator_id == "Q2":
        enrolled, children = item("disabled_enrolled"), item("disabled_total")
        return [ratio("value", enrolled, children, 100, "NOBODY_CONCERNED")]
    if indicator_id == "Q9":
        return monitoring(filing)
    if indicator_id == "S1":
        return [_approval(filing, item("satisfied"), item("valid"), item("valid_parents"))]
    if indicator_id == "L1":
        return [ratio("value", item("passed"), item("tested"), 100)]
    if indicator_id == "L4":
        eligible = fraction(filing.collection.item("G15.migrant_total"))
        return [ratio("value", item("admitted"), eligible, 100, "NOBODY_CONCERNED")]
    if indicator_id in ("L5", "L6"):
        return [ratio("value", item("students"), item("staff"))]
    if indicator_id == "L3":
        over = item("senior_classes_over_50")
        return [Measure("value", over, over, None, "INPUT_MISSING" if over is None else None)]
    raise ValueError(f"{indicator_id} is not measured on county figures")
