"""Schools that only a transition rule T1–T4 lets pass, and schools it cannot help.

What belongs here: each rule deciding and not deciding, on both sides of every
number in it. What does not: the years in which the rules hold (`counties`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from tests.oracle.collection import ART, MUSIC
from tests.oracle.filing import INDOOR_SPORTS_AREA, JUNIOR, PRIMARY, SPORTS_GROUND_AREA, School
from tests.support.cases.county_items import Case
from tests.support.cases.model_county import Draft, model_county, set_classes
from tests.support.cases.school_maker import SchoolMaker


def transition_cases(maker: SchoolMaker) -> Iterator[Case]:
    """Every case of this module: its kind and its county."""
    yield from _shared_teachers(maker)
    yield from _sports_areas(maker)
    yield from _rooms(maker)
    yield from _sizes(maker)
    yield "all transition rules", _all_rules(maker)


def _without_pe(school: School, stage: str, pe_teachers: int) -> None:
    school.stages[stage].teachers |= {"pe": pe_teachers, "arts": 0}


def _shared_teachers(maker: SchoolMaker) -> Iterator[Case]:
    """T1: sections of 50 to 99 students, 0.9 PE and arts teachers per hundred."""
    for stage, type_code in ((PRIMARY, "211"), (JUNIOR, "311")):
        for students in (49, 50, 99, 100):
            draft = model_county(maker)
            school = draft.add(maker.school(type_code, {stage: students}))
            _without_pe(school, stage, 0)
            school.stages[stage].shared_teachers, school.urban_rural = 1, "210"
            yield f"T1 {students} students {stage}", draft
    for kind, own, shared in (
        ("enough without", 1, 2),
        ("none shared", 0, 0),
        ("not filed", 0, None),
        ("own unknown", None, 3),
    ):
        draft = model_county(maker)
        school = draft.add(maker.school("211", {PRIMARY: 80}))
        _without_pe(school, PRIMARY, own or 0)
        if own is None:
            school.stages[PRIMARY].teachers["pe"] = None
        school.stages[PRIMARY].shared_teachers, school.urban_rural = shared, "220"
        yield f"T1 {kind}", draft
    draft = model_county(maker)
    school = draft.add(maker.school("312", {PRIMARY: 300, JUNIOR: 60}))
    for stage in (PRIMARY, JUNIOR):
        _without_pe(school, stage, 0)
        school.stages[stage].shared_teachers, school.urban_rural = 3, "210"
    yield "T1 small section of a larger school", draft

    for code in ("111", "121", "123", "210", "220", None):
        draft = model_county(maker)
        school = draft.add(maker.school("211", {PRIMARY: 80}))
        _without_pe(school, PRIMARY, 0)
        school.stages[PRIMARY].shared_teachers, school.urban_rural = 1, code
        yield f"T1 in {code}", draft


def _sports_areas(maker: SchoolMaker) -> Iterator[Case]:
    """T2: schools of dense city centres, 7.5 m² a student."""
    for code in ("111", "112", "121", None):
        for items in (("rooftop_underground_area",), ("leased_venue_area",), ()):
            draft = model_county(maker)
            school = draft.add(maker.school("211", {PRIMARY: 200}, {"R5": Fraction(1400)}))
            school.urban_rural = code
            school.extra_sports_areas = dict.fromkeys(items, Decimal(100))
            yield f"T2 in {code} with {' and '.join(items) or 'nothing'}", draft
    for kind, ground, extra in (
        ("a hundredth too little", "1400", ("60", "39.99")),
        ("both together", "1400", ("60", "40")),
        ("enough without", "1500", ("60", "40")),
        ("area blank", "1400", (None, "100")),
    ):
        draft = model_county(maker)
        school = draft.add(maker.school("211", {PRIMARY: 200}, {"R5": Fraction(ground)}))
        school.urban_rural = "111"
        names = ("rooftop_underground_area", "leased_venue_area")
        areas = (None if area is None else Decimal(area) for area in extra)
        school.extra_sports_areas = dict(zip(names, areas, strict=True))
        yield f"T2 {kind}", draft
    draft = model_county(maker)
    school = draft.add(maker.school("312", {PRIMARY: 110, JUNIOR: 100}, {"R5": Fraction(1400)}))
    school.urban_rural = "111"
    school.extra_sports_areas = {"leased_venue_area": Decimal(640)}
    yield "T2 nine-year school", draft
    draft = model_county(maker)
    school = draft.add(maker.school("211", {PRIMARY: 200}))
    assert school.premises is not None
    school.premises.items |= {SPORTS_GROUND_AREA: None, INDOOR_SPORTS_AREA: Decimal(0)}
    school.urban_rural = "111"
    school.extra_sports_areas = {"leased_venue_area": Decimal(5000)}
    yield "T2 own ground unknown", draft
    for kind, of_school, of_campus in (("campus lacks it", "500", None), ("campus alone", None, "500")):
        draft = model_county(maker)
        school = draft.add(maker.school("211", {PRIMARY: 200}, {"R5": Fraction(1400)}))
        campus = maker.school("218", {PRIMARY: 60}, {"R5": Fraction(200)}, counted=False, parent=school.code)
        school.urban_rural = "111"
        for member, area in ((school, of_school), (draft.add(campus), of_campus)):
            member.extra_sports_areas = {"leased_venue_area": None if area is None else Decimal(area)}
        yield f"T2 {kind}", draft


def _rooms(maker: SchoolMaker) -> Iterator[Case]:
    """T3: smaller rooms in older schools, and smaller still in rural schools of small classes."""
    for built in (2016, 2017, None):
        for music, art in (("73", "67"), ("72.99", "67"), ("73", "66.99"), ("96", "90")):
            draft = model_county(maker)
            draft.primary.built_year = built
            draft.set_rooms(draft.primary, MUSIC, *[music] * 2)
            draft.set_rooms(draft.primary, ART, *[art] * 2)
            yield f"T3 built {built}, rooms of {music} and {art}", draft
    for code in ("121", "210", "220", "111"):
        for band in ("le25", "26_30"):
            draft = _rural(maker, "211", {PRIMARY: 100}, code, band, "54")
            yield f"T3 in {code}, classes of {band}", draft
    for type_code, students, area in (
        ("211", {PRIMARY: 100}, "53.99"),
        ("311", {JUNIOR: 100}, "61"),
        ("311", {JUNIOR: 100}, "60.99"),
        ("312", {PRIMARY: 100, JUNIOR: 60}, "54"),
        ("312", {PRIMARY: 0, JUNIOR: 60}, "54"),
        ("312", {PRIMARY: 0, JUNIOR: 60}, "61"),
    ):
        draft = _rural(maker, type_code, students, "220", "le25", area)
        told = ", ".join(f"{number} {stage}" for stage, number in students.items())
        yield f"T3 rural {type_code} of {told}, rooms of {area}", draft
    one_large = _rural(maker, "211", {PRIMARY: 100}, "220", "le25", "54")
    set_classes(one_large.more[0].stages[PRIMARY], {"le25": 3, "31_35": 1})
    yield "T3 rural, one larger class", one_large
    unknown_class = _rural(maker, "211", {PRIMARY: 100}, "220", "le25", "54")
    unknown_class.more[0].stages[PRIMARY].classes["36_40"] = None
    yield "T3 rural, a band unknown", unknown_class
    both = _rural(maker, "211", {PRIMARY: 100}, "220", "le25", "54")
    both.more[0].built_year = 1990
    yield "T3 rural and old", both
    for kind, areas in (
        ("unknown beside a small one", ("73", None)),
        ("unknown beside a large one", ("96", None)),
        ("unknown alone", (None,)),
        ("unknown, too few anyway", ("50", None)),
    ):
        draft = model_county(maker)
        draft.primary.built_year = 2000
        set_classes(draft.primary.stages[PRIMARY], {"36_40": 12 if kind != "unknown, too few anyway" else 36})
        draft.set_rooms(draft.primary, MUSIC, *areas)
        yield f"T3 room {kind}", draft


def _rural(
    maker: SchoolMaker, type_code: str, students: Mapping[str, int | None], code: str, band: str, area: str
) -> Draft:
    draft = model_county(maker)
    school = draft.add(maker.school(type_code, students))
    school.urban_rural = code
    for row in school.stages.values():
        set_classes(row, {band: 4 if row.students else 0})
    draft.set_rooms(school, MUSIC, area)
    draft.set_rooms(school, ART, area)
    return draft


def _sizes(maker: SchoolMaker) -> Iterator[Case]:
    """T4: larger schools built by 2010 or with a majority of migrant children."""
    for type_code, stage, sizes in (
        ("211", PRIMARY, (2000, 2001, 2400, 2401)),
        ("311", JUNIOR, (2001, 2401)),
        ("312", PRIMARY, (2000, 2001, 2500, 2501)),
    ):
        for size in sizes:
            for built in (2010, 2011):
                draft = model_county(maker)
                students = {stage: size, JUNIOR: 500} if type_code == "312" else {stage: size}
                draft.add(maker.school(type_code, students)).built_year = built
                yield f"T4 {type_code} of {sum(students.values())} built {built}", draft
    for migrants in (1050, 1051, None):
        draft = model_county(maker)
        school = draft.add(maker.school("211", {PRIMARY: 2100}))
        school.stages[PRIMARY].migrants = migrants
        yield f"T4 2100 students, {migrants} migrant", draft
    for junior in (499, 500, None):
        draft = model_county(maker)
        school = draft.add(maker.school("312", {PRIMARY: 2000, JUNIOR: 600}))
        school.stages[PRIMARY].migrants = 801
        school.stages[JUNIOR].migrants = junior
        yield f"T4 2600 students, 801 and {junior} migrant", draft
    draft = model_county(maker)
    school = draft.add(maker.school("211", {PRIMARY: None}))
    school.built_year = 1990
    yield "T4 students unknown", draft


def _all_rules(maker: SchoolMaker) -> Draft:
    """Each rule decides for one school of this county."""
    draft = model_county(maker)
    small = draft.add(maker.school("211", {PRIMARY: 80}))
    _without_pe(small, PRIMARY, 0)
    small.stages[PRIMARY].shared_teachers, small.urban_rural = 1, "220"
    dense = draft.add(maker.school("211", {PRIMARY: 200}, {"R5": Fraction(1400)}))
    dense.urban_rural, dense.extra_sports_areas = "111", {"leased_venue_area": Decimal(100)}
    draft.primary.built_year = 2016
    draft.set_rooms(draft.primary, MUSIC, "73", "73")
    draft.add(maker.school("311", {JUNIOR: 2400})).built_year = 2010
    return draft
