"""政府保障程度 G1–G15 (教督〔2017〕6号), in exact fractions.

What belongs here: what each requirement measures. What does not: what a rule
set demands of it (`rule_sets`), or how parts make a verdict (`requirements`).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tests.oracle import transition
from tests.oracle.collection import ART, MUSIC, Attestation
from tests.oracle.filing import ALL_CLASSES, CLASS_BANDS, JUNIOR, PRIMARY, TEACHERS, CountyYear
from tests.oracle.requirements import Measure, ratio, without
from tests.oracle.rule_sets import (
    CLASS_LIMIT,
    CLASSES_PER_ROOM,
    MET_CONCLUSIONS,
    ROOM_AREA,
    SMALL_SCHOOL,
    UNMET_CONCLUSIONS,
)
from tests.oracle.sections import Section, total
from tests.oracle.whole_schools import WholeSchool

ROOM_KINDS = (MUSIC, ART)
COMBINED_TYPES = ("312", "345")
SPECIAL_TYPES = ("511", "512", "513", "514")
#: Primary schools, teaching points and attached primary classes.
FUNDED_AS_100 = ("211", "218", "219")


def fraction(figure: Decimal | int | None) -> Fraction | None:
    """An exact figure, None where it is unknown."""
    return None if figure is None else Fraction(figure)


def attested(filing: CountyYear, indicator_id: str) -> Measure:
    """1 or 0 by the county's conclusion, which counts only with its document and two persons."""
    found = filing.collection.attestations.get(indicator_id)
    if found is None or not found.conclusion or indicator_id in filing.collection.quarantined:
        return without("attested", "ATTESTATION_MISSING")
    if found.conclusion not in (*MET_CONCLUSIONS, *UNMET_CONCLUSIONS):
        return without("attested", "CONCLUSION_UNKNOWN")
    if not _is_complete(found):
        return without("attested", "ATTESTATION_INCOMPLETE")
    return Measure("attested", Fraction(found.conclusion in MET_CONCLUSIONS))


def decided(filing: CountyYear, indicator_id: str, figures: Measure) -> list[Measure]:
    """What the figures say where they say something; else what the county attests. What it admits stands."""
    if figures.value is None:
        return [without(figures.part_id, "DECIDED_BY_ATTESTATION"), attested(filing, indicator_id)]
    found = filing.collection.attestations.get(indicator_id)
    is_believed = indicator_id not in filing.collection.quarantined
    if found is not None and found.conclusion in UNMET_CONCLUSIONS and is_believed:
        return [figures, attested(filing, indicator_id)]
    return [figures, without("attested", "DECIDED_BY_DATA")]


def on_establishment(filing: CountyYear) -> Fraction | None:
    """在编人员 of all schools; None while a special school or one with full-time teachers does not say."""
    known = [school.staff_on_establishment for school in filing.schools]
    owed = [
        school.staff_on_establishment
        for school in filing.schools
        if school.type_code in SPECIAL_TYPES
        or any((row.believed_teachers(TEACHERS) or 0) > 0 for row in school.stages.values())
    ]
    if None in owed or not any(count is not None for count in known):
        return None
    return Fraction(sum(count for count in known if count is not None))


def posts_left_unfilled(filing: CountyYear) -> bool | None:
    """Empty posts beside teachers off the establishment; full posts and no such teacher: no; else None."""
    filled = on_establishment(filing)
    posts = filing.collection.item("G10.establishment")
    off = filing.collection.item("G10.off_establishment")
    if filled is None or posts is None or off is None or (filled < posts) != (off > 0):
        return None
    return filled < posts


def _is_complete(found: Attestation) -> bool:
    wanted = (found.document, found.document_number, found.document_date, found.filer, found.reviewer)
    return all(wanted) and found.filer != found.reviewer


def classes_of(whole: WholeSchool) -> Fraction | None:
    """Primary and junior classes of a school and its campuses; None where unknown."""
    counts: list[Fraction | None] = []
    for section in whole.sections:
        if section.students == 0:
            continue
        rows = whole.rows(section.stage)
        if section.students is None and section.stage not in whole.school.stages:
            counts.append(None)  # the school's own row is not there
        counts += [fraction(row.believed_classes(ALL_CLASSES)) for row in rows]
    return total(counts)


def rooms(filing: CountyYear, whole: WholeSchool, kind: str, with_transition: bool) -> Measure:
    """G3: rooms of a kind that are large enough ÷ ⌈classes ÷ 12⌉, over the school and its campuses."""
    listed, classes = filing.collection.rooms, classes_of(whole)
    needed = None if classes is None else Fraction(-(-classes // CLASSES_PER_ROOM))
    if listed is None:
        return Measure(kind, None, None, needed, "INPUT_MISSING")
    least = transition.room_area(whole, kind) if with_transition else ROOM_AREA[kind]
    codes = {member.code for member in whole.members}
    areas = [room.believed_area() for room in listed if room.school_code in codes and room.kind == kind]
    enough = Fraction(sum(area is not None and area >= least for area in areas))
    if needed is not None and enough < needed <= enough + areas.count(None):
        return Measure(kind, None, enough, needed, "ROOM_AREA_MISSING")
    return ratio(kind, enough, needed)


def size_part(whole: WholeSchool) -> str:
    """Which of the two limits of G4 a school has."""
    return "combined" if whole.school.type_code in COMBINED_TYPES else "single_stage"


def size(whole: WholeSchool) -> Measure:
    """G4: primary and junior students of a school."""
    students = fraction(whole.compulsory_students)
    if students is None:
        return without(size_part(whole), "STUDENTS_MISSING")
    return Measure(size_part(whole), students, students)


def large_classes(whole: WholeSchool, section: Section) -> Measure:
    """G5: classes of a stage above its limit; one that is known decides. A stage has a section here."""
    stage = section.stage
    first_over = {PRIMARY: "46_50", JUNIOR: "51_55"}[stage]
    assert int(first_over[:2]) == CLASS_LIMIT[stage] + 1
    rows = whole.rows(stage)
    classes = total(fraction(row.believed_classes(ALL_CLASSES)) for row in rows)
    over = CLASS_BANDS[CLASS_BANDS.index(first_over) :]
    counts = [row.believed_classes(band) for row in rows for band in over]
    if section.students is None and stage not in whole.school.stages:
        counts.append(None)  # the school's own row is not there
        classes = None
    known = Fraction(sum(count or 0 for count in counts))
    numerator = known if known > 0 or None not in counts else None
    if section.students == 0:
        return Measure(stage, None, numerator, classes, "NOBODY_CONCERNED")
    if numerator is None:
        return Measure(stage, None, None, classes, "INPUT_MISSING")
    return Measure(stage, known, known, classes)


def funds_of(filing: CountyYear, whole: WholeSchool, column: str) -> Fraction | None:
    """Allocated, budget or training funds of a school and its campuses, yuan; None where unknown.

    A campus without a row of its own is paid for by its school.
    """
    own, *campuses = (filing.collection.funds_of(member.code) for member in whole.members)
    if own is None:
        return None
    return total(fraction(getattr(row, column)) for row in (own, *campuses) if row is not None)


def small_school_funds(filing: CountyYear, whole: WholeSchool) -> Measure:
    """G6: 拨款 of a primary school or teaching point under 100 students ÷ 100 × the primary quota."""
    quota = fraction(filing.collection.item("G2.quota_primary"))
    needed = None if quota is None else SMALL_SCHOOL * quota
    found = ratio("value", funds_of(filing, whole, "allocated"), needed)
    if whole.known_compulsory_students >= SMALL_SCHOOL or whole.compulsory_students == 0:
        return replace(found, value=None, reason="NOBODY_CONCERNED")
    if whole.compulsory_students is None:
        return replace(found, value=None, reason="STUDENTS_MISSING")
    return found


def special_school_funds(filing: CountyYear, schools: list[WholeSchool]) -> Measure:
    """G7: Σ 拨款 ÷ Σ students of all special schools."""
    if not schools:
        return without("value", "NO_SCHOOLS_CONCERNED")
    allocated = total(funds_of(filing, whole, "allocated") for whole in schools)
    students = total(fraction(whole.special_students) for whole in schools)
    return ratio("value", allocated, students)


def county_measures(filing: CountyYear, indicator_id: str) -> list[Measure]:
    """Every part of a requirement that the county's own figures and attestations answer."""

    def item(name: str) -> Fraction | None:
        return fraction(filing.collection.item(f"{indicator_id}.{name}"))

    if indicator_id == "G2":
        quotas = [
            Measure(name, item(name), item(name), None, None if item(name) is not None else "INPUT_MISSING")
            for name in ("quota_primary", "quota_junior")
        ]
        return [attested(filing, "G2"), *quotas]
    if indicator_id == "G1":
        return [attested(filing, "G1")]
    if indicator_id == "G10":
        return decided(filing, "G10", ratio("within", on_establishment(filing), item("establishment"), 100))
    if indicator_id == "G8":
        pay = ratio("value", item("teacher_pay"), item("civil_servant_pay"), 100)
        return [pay, attested(filing, "G8")]
    if indicator_id == "G9":
        return [ratio("value", item("completed"), item("teachers"), 100)]
    if indicator_id == "G11":
        exchanged = item("exchanged")
        return [
            ratio("exchanged", exchanged, item("eligible"), 100, "NOBODY_CONCERNED"),
            ratio("backbone", item("exchanged_backbone"), exchanged, 100),
        ]
    if indicator_id == "G12":
        return [ratio("value", item("certified"), item("teachers"), 100)]
    if indicator_id == "G13":
        return [
            ratio(stage, item(f"{stage}_nearby"), item(f"{stage}_total"), 100, "NOBODY_CONCERNED")
            for stage in (PRIMARY, JUNIOR)
        ]
    if indicator_id == "G14":
        allotted = ratio("allotted", item("allotted"), item("planned"), 100)
        places = ratio("rural", item("allotted_rural"), item("allotted")).value
        graduates = ratio("rural", item("rural_graduates"), fraction(filing.collection.item("Q1.graduates")))
        return [allotted, *decided(filing, "G14", ratio("tilt", places, graduates.value, 100))]
    if indicator_id == "G15":
        placed = total([item("migrant_public"), item("migrant_purchased")])
        migrant = ratio("migrant", placed, item("migrant_total"), 100, "NOBODY_CONCERNED")
        return [migrant, attested(filing, "G15")]
    raise ValueError(f"{indicator_id} is not measured on county figures")
