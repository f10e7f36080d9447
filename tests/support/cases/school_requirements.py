"""Counties that differ from one that meets everything in a requirement on its schools.

What belongs here: G3–G7 and Q4 at their thresholds and with gaps. What does
not: county items (`county_items`), transition rules (`transition`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from tests.oracle.collection import ART, MUSIC, Funds, Room
from tests.oracle.filing import ALL_CLASSES, CLASS_BANDS, JUNIOR, PRIMARY, SENIOR, School
from tests.support.cases.county_items import Case
from tests.support.cases.model_county import Draft, furnish, model_county, set_classes
from tests.support.cases.school_maker import SchoolMaker

KINDS = {MUSIC: Decimal(96), ART: Decimal(90)}
CENT = Decimal("0.01")


def school_cases(maker: SchoolMaker) -> Iterator[Case]:
    """Every case of this module: its kind and its county."""
    yield from _rooms(maker)
    yield from _unknown_rooms(maker)
    yield from _sizes(maker)
    yield from _classes(maker)
    yield from _small_schools(maker)
    yield from _special_schools(maker)
    yield from _training(maker)
    yield from _campuses(maker)


def _rooms(maker: SchoolMaker) -> Iterator[Case]:
    """G3: area on the line, and one room for every 12 classes or part of them."""
    for kind, area in KINDS.items():
        for line, step in (("at", Decimal(0)), ("just below", -CENT), ("just above", CENT)):
            draft = model_county(maker)
            set_classes(draft.primary.stages[PRIMARY], {"36_40": 12})
            draft.set_rooms(draft.primary, kind, str(area + step))
            yield f"G3 {kind} room {line} its area", draft
        for classes, rooms in ((11, 1), (12, 1), (13, 1), (13, 2), (24, 2), (25, 2), (25, 3)):
            draft = model_county(maker)
            set_classes(draft.junior.stages[JUNIOR], {"41_45": classes})
            draft.set_rooms(draft.junior, kind, *[str(area)] * rooms)
            yield f"G3 {rooms} {kind} rooms for {classes} classes", draft
        draft = model_county(maker)
        draft.set_rooms(draft.primary, kind)
        yield f"G3 no {kind} room on the list", draft
    other = model_county(maker)
    other.set_rooms(other.primary, MUSIC)
    other.set_rooms(other.primary, "dance", "120", "120")
    yield "G3 rooms of another kind", other
    for by_stage in ((7, 5), (7, 6)):
        draft = model_county(maker)
        school = draft.add(maker.school("312", {PRIMARY: 280, JUNIOR: 240}))
        for stage, count in zip((PRIMARY, JUNIOR), by_stage, strict=True):
            set_classes(school.stages[stage], {"36_40": count})
        draft.set_rooms(school, MUSIC, "96")
        draft.set_rooms(school, ART, "90")
        yield f"G3 nine-year school of {by_stage[0]} and {by_stage[1]} classes", draft


def _unknown_rooms(maker: SchoolMaker) -> Iterator[Case]:
    """G3: lists and figures that are missing, and when that matters."""
    for kind, classes, areas in (
        ("matters", 12, (None,)),
        ("matters for the second", 13, ("96", None)),
        ("does not matter, enough", 12, ("96", None)),
        ("does not matter, too few anyway", 25, ("96", None)),
        ("small and unknown matters", 12, ("50", None)),
    ):
        draft = model_county(maker)
        set_classes(draft.primary.stages[PRIMARY], {"36_40": classes})
        draft.set_rooms(draft.primary, MUSIC, *areas)
        yield f"G3 room of unknown area {kind}", draft
    draft = model_county(maker)
    assert draft.collection.rooms is not None
    for room in draft.collection.rooms:
        room.quarantined = room.school_code == draft.primary.code
    yield "G3 areas quarantined", draft
    absent, empty = model_county(maker), model_county(maker)
    absent.collection.rooms, empty.collection.rooms = None, []
    yield "G3 no room list", absent
    yield "G3 room list without a room", empty
    strangers = model_county(maker)
    strangers.collection.rooms = [Room("2199999996", MUSIC, Decimal(200))]
    yield "G3 only rooms of a school not listed", strangers
    for kind in ("blank", "not filed", "quarantined", "zero", "blank, no rooms"):
        draft = model_county(maker)
        row = draft.primary.stages[PRIMARY]
        if kind.startswith("blank"):
            row.classes[ALL_CLASSES] = None
        elif kind == "not filed":
            row.classes = {}
        elif kind == "quarantined":
            row.quarantined = frozenset({ALL_CLASSES})
        else:
            set_classes(row, {})
        if kind.endswith("no rooms"):
            draft.set_rooms(draft.primary, MUSIC)
        yield f"G3 classes {kind}", draft


def _sizes(maker: SchoolMaker) -> Iterator[Case]:
    """G4: 2000 for one stage, 2500 for a combined school."""
    for type_code, most in (
        ("211", {PRIMARY: 2000}),
        ("311", {JUNIOR: 2000}),
        ("219", {PRIMARY: 2000}),
        ("341", {JUNIOR: 2000, SENIOR: 900}),
        ("211", {PRIMARY: 1500, JUNIOR: 500}),
        ("312", {PRIMARY: 1500, JUNIOR: 1000}),
        ("345", {PRIMARY: 1500, JUNIOR: 1000, SENIOR: 700}),
    ):
        first = next(iter(most))
        for line, step in (("at", 0), ("just above", 1), ("just below", -1)):
            draft = model_county(maker)
            draft.add(maker.school(type_code, {**most, first: most[first] + step}))
            yield f"G4 {type_code} {'+'.join(most)} {line} its limit", draft
    for students in (None, 2600):
        draft = model_county(maker)
        school = draft.add(maker.school("312", {PRIMARY: students, JUNIOR: 900}))
        school.stages[JUNIOR].students = None
        yield f"G4 312 of {students} and unknown", draft


def _classes(maker: SchoolMaker) -> Iterator[Case]:
    """G5: 45 and 50 a class; the bands above must be empty."""
    for stage, limit in ((PRIMARY, "41_45"), (JUNIOR, "46_50")):
        over = CLASS_BANDS[CLASS_BANDS.index(limit) + 1 :]
        for band in (limit, *over):
            draft = model_county(maker)
            set_classes(_school_of(draft, stage).stages[stage], {"36_40": 10, band: 1})
            yield f"G5 a class of {band} in {stage}", draft
        for kind, bands in (
            ("one unknown", {"36_40": 10, over[0]: None}),
            ("one unknown, one known over", {"36_40": 10, over[0]: None, over[-1]: 2}),
            ("one within the limit unknown", {"36_40": None, limit: 3}),
        ):
            draft = model_county(maker)
            set_classes(_school_of(draft, stage).stages[stage], bands)
            yield f"G5 {kind} {stage}", draft
        draft = model_county(maker)
        del _school_of(draft, stage).stages[stage].classes[over[0]]
        yield f"G5 column not filed {stage}", draft
        draft = model_county(maker)
        row = _school_of(draft, stage).stages[stage]
        row.quarantined = frozenset({over[-1]})
        yield f"G5 quarantined {stage}", draft
        draft = model_county(maker)
        school = draft.add(maker.school("312", {PRIMARY: 300, JUNIOR: 300}))
        set_classes(school.stages[stage], {limit: 7, over[0]: 1})
        yield f"G5 nine-year school, {stage} over", draft
        for number in (0, 3):
            draft = model_county(maker)
            school = draft.add(maker.school("312", {PRIMARY: 300, JUNIOR: 300}))
            school.stages[stage].students = 0
            set_classes(school.stages[stage], {over[0]: number})
            yield f"G5 no students, {number} large classes {stage}", draft


def _school_of(draft: Draft, stage: str) -> School:
    return draft.primary if stage == PRIMARY else draft.junior


def _funds(draft: Draft, school: School, allocated: str | None) -> None:
    draft.collection.funds[school.code].allocated = None if allocated is None else Decimal(allocated)


def _small_schools(maker: SchoolMaker) -> Iterator[Case]:
    """G6: schools under 100 students are allotted 100 × the quota of 850."""
    for line, allocated in (("at", "85000"), ("just below", "84999.99"), ("just above", "85000.01")):
        draft = model_county(maker)
        _funds(draft, draft.point, allocated)
        yield f"G6 teaching point {line} 100 × quota", draft
    draft = model_county(maker)
    _funds(draft, draft.point, "84900")
    yield "rounding G6", draft
    for type_code, students in (
        ("211", {PRIMARY: 99}),
        ("211", {PRIMARY: 100}),
        ("218", {PRIMARY: 99}),
        ("218", {PRIMARY: 100}),
        ("219", {PRIMARY: 99}),
        ("311", {JUNIOR: 60}),
        ("312", {PRIMARY: 30, JUNIOR: 30}),
        ("211", {PRIMARY: 60, JUNIOR: 39}),
        ("211", {PRIMARY: 60, JUNIOR: 40}),
        ("211", {PRIMARY: 0}),
        ("211", {PRIMARY: None}),
    ):
        draft = model_county(maker)
        _funds(draft, draft.add(maker.school(type_code, students)), "80000")
        told = ", ".join(f"{number} {stage}" for stage, number in students.items())
        yield f"G6 {type_code} of {told}, too little", draft
    for kind in ("blank", "no row", "filed twice"):
        for school in ("point", "primary"):
            draft = model_county(maker)
            code = (draft.point if school == "point" else draft.primary).code
            if kind == "blank":
                draft.collection.funds[code] = Funds(None, None, None)
            elif kind == "no row":
                del draft.collection.funds[code]
            else:
                draft.collection.quarantined = frozenset({code})
            yield f"funds of the {school} school {kind}", draft
    for quota in (None, 0):
        draft = model_county(maker)
        draft.set_items(G2_quota_primary=quota)
        yield f"G6 quota {quota}", draft
    draft = model_county(maker)
    draft.collection.funds = {}
    yield "no funds filed", draft
    draft = model_county(maker)
    draft.collection.funds["2199999995"] = Funds(Decimal(1), Decimal(1), Decimal(0))
    yield "funds of a school not listed", draft


def _special_schools(maker: SchoolMaker) -> Iterator[Case]:
    """G7: 6000 yuan a student, all special schools together."""
    for line, allocated in (("at", "240000"), ("just below", "239999.99"), ("just above", "240000.01")):
        draft = model_county(maker)
        _funds(draft, draft.special, allocated)
        yield f"G7 {line} 6000", draft
    for allocated in ("239800", "239799"):
        draft = model_county(maker)
        _funds(draft, draft.special, allocated)
        yield f"rounding G7 {allocated}", draft
    for kind, yuan in (("enough", 180000), ("too little", 179999)):
        draft = model_county(maker)
        second = maker.school("511", {})
        second.special_students = 20
        draft.add(second)
        _funds(draft, draft.special, "180000")
        _funds(draft, second, str(yuan))
        yield f"G7 two special schools, together {kind}", draft
    for kind in ("students blank", "students zero", "no row", "funds blank", "funds not filed"):
        draft = model_county(maker)
        second = maker.school("512", {})
        second.special_students = 20
        draft.add(second)
        for school in (second, draft.special) if kind == "students zero" else (second,):
            if kind.startswith("students"):
                school.special_students = 0 if kind == "students zero" else None
            elif kind == "funds blank":
                _funds(draft, school, None)
            elif kind == "funds not filed":
                del draft.collection.funds[school.code]
            else:
                school.special_students = None
        yield f"G7 {kind}", draft
    none = model_county(maker)
    none.without_special = True
    yield "no special school", none


def _training(maker: SchoolMaker) -> Iterator[Case]:
    """Q4: 5 % of the public-funds budget, every school but special ones."""
    for line, training in (("at", "5000"), ("just below", "4999.99"), ("just above", "5000.01")):
        for kind in ("primary", "point"):
            draft = model_county(maker)
            school = draft.primary if kind == "primary" else draft.point
            draft.collection.funds[school.code] = Funds(Decimal(600000), Decimal(100000), Decimal(training))
            yield f"Q4 {kind} {line} 5 %", draft
    for kind, funds in (
        ("budget zero", Funds(Decimal(600000), Decimal(0), Decimal(0))),
        ("budget blank", Funds(Decimal(600000), None, Decimal(5))),
        ("training blank", Funds(Decimal(600000), Decimal(100000), None)),
        ("rounding", Funds(Decimal(600000), Decimal(100000), Decimal(4960))),
    ):
        draft = model_county(maker)
        draft.collection.funds[draft.junior.code] = funds
        yield f"Q4 {kind}", draft
    draft = model_county(maker)
    draft.collection.funds[draft.special.code].training = Decimal(0)
    yield "Q4 special school trains nobody", draft
    for type_code in ("111", "342", "361", "371", "519"):
        draft = model_county(maker)
        students = {SENIOR: 200} if type_code == "342" else {}
        draft.add(maker.school(type_code, students))
        code = draft.more[0].code
        draft.collection.funds[code] = Funds(Decimal(1000), Decimal(1000), Decimal(0))
        yield f"Q4 type {type_code} trains nobody", draft


def _campuses(maker: SchoolMaker) -> Iterator[Case]:
    """A campus brings classes, rooms and funds into its school, or none."""
    for kind in ("with everything", "without rooms and funds", "funds blank", "no classes", "poor"):
        draft = model_county(maker)
        campus = maker.school("218", {PRIMARY: 60}, counted=False, parent=draft.primary.code)
        draft.more.append(campus)
        furnish(campus, draft.collection)
        if kind == "without rooms and funds":
            draft.set_rooms(campus, MUSIC)
            draft.set_rooms(campus, ART)
            del draft.collection.funds[campus.code]
        elif kind == "funds blank":
            draft.collection.funds[campus.code] = Funds(None, None, None)
        elif kind == "no classes":
            campus.stages[PRIMARY].classes = {}
        elif kind == "poor":
            draft.collection.funds[campus.code] = Funds(Decimal(0), Decimal(90000), Decimal(0))
            set_classes(campus.stages[PRIMARY], {"46_50": 1})
        yield f"campus {kind}", draft
    draft = model_county(maker)
    campus = maker.school("218", {PRIMARY: 60}, counted=False, parent=draft.point.code)
    draft.add(campus)
    yield "campus makes its teaching point 100 students", draft
    draft = model_county(maker)
    campus = maker.school("514", {}, counted=False, parent=draft.special.code)
    campus.special_students = 10
    draft.add(campus)
    yield "campus of the special school", draft
