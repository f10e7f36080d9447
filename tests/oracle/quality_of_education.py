"""教育质量 Q1–Q9, 社会认可度 S1 (教督〔2017〕6号), and what local plans add.

What belongs here: what each requirement measures. What does not: demands and verdicts.
"""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.filing import SENIOR, CountyYear
from tests.oracle.government import attested, fraction, funds_of
from tests.oracle.requirements import Measure, ratio, without
from tests.oracle.rule_sets import LEVELS, SUBJECTS
from tests.oracle.sections import Section, total
from tests.oracle.whole_schools import WholeSchool


def training_share(filing: CountyYear, whole: WholeSchool) -> Measure:
    """Q4: 教师培训经费预算 in per cent of 公用经费预算总额."""
    training = funds_of(filing, whole, "training")
    return ratio("value", training, funds_of(filing, whole, "budget"), 100)


def monitoring(filing: CountyYear) -> list[Measure]:
    """Q9: level and between-school variation of each subject."""
    parts = []
    for subject, name in SUBJECTS.items():
        found = filing.collection.monitored(subject)
        level = LEVELS.get((found.level if found else None) or "")
        variation = fraction(found.variation) if found else None
        for part_id, value in (
            (f"{name}_level", None if level is None else Fraction(level)),
            (f"{name}_variation", variation),
        ):
            reason = "INPUT_MISSING" if value is None else None
            parts.append(Measure(part_id, value, value, None, reason))
    return parts


def senior_size(sections: list[Section], whole: WholeSchool) -> Measure:
    """L2: senior students of a school."""
    senior = (section for section in sections if section.stage == SENIOR)
    students = next(
        (section.students for section in senior if section.school.code == whole.school.code), None
    )
    if students is None:
        return without("value", "STUDENTS_MISSING")
    return Measure("value", Fraction(students), Fraction(students))


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
        return [ratio("value", item("satisfied"), item("valid"), 100)]
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
