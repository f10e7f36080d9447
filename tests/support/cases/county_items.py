"""Counties that differ from one that meets everything in a county item, an attestation or a veto.

What belongs here: G1, G2, G8–G15, Q1–Q3, Q5–Q9, S1 and vetoes, at their
thresholds and with gaps. What does not: requirements on schools (`school_requirements`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from tests.oracle.collection import Attestation, Monitoring
from tests.oracle.rule_sets import (
    ATTESTED,
    MET_CONCLUSIONS,
    POSTS_UNFILLED,
    SUBJECTS,
    UNMET_CONCLUSIONS,
    VETOES,
)
from tests.support.cases.model_county import Draft, model_county
from tests.support.cases.school_maker import SchoolMaker

Case = tuple[str, Draft]

#: Name, numerator, denominator, its value, and the numerator on the threshold.
RATIOS = (
    ("G8", "G8.teacher_pay", "G8.civil_servant_pay", 80000, 80000),
    ("G9", "G9.completed", "G9.teachers", 200, 200),
    ("G11 exchanged", "G11.exchanged", "G11.eligible", 4000, 400),
    ("G11 backbone", "G11.exchanged_backbone", "G11.exchanged", 500, 100),
    ("G12", "G12.certified", "G12.teachers", 200, 200),
    ("G13 primary", "G13.primary_nearby", "G13.primary_total", 300, 300),
    ("G13 junior", "G13.junior_nearby", "G13.junior_total", 200, 190),
    ("G14", "G14.allotted", "G14.planned", 1000, 500),
    ("G15", "G15.migrant_public", "G15.migrant_total", 1200, 920),
    ("Q1", "Q1.graduates", "Q1.grade7", 1004, 925),
    ("Q2", "Q2.disabled_enrolled", "Q2.disabled_total", 200, 190),
    ("S1", "S1.satisfied", "S1.valid", 2000, 1700),
)
#: Other items that a ratio rests on.
FURTHER_ITEMS = ("G15.migrant_purchased", "Q1.transferred_in", "Q1.transferred_out", "Q1.deaths")

FAULTS: dict[str, Callable[[Attestation], Attestation | None]] = {
    "not met": lambda found: replace(found, conclusion="未达到"),
    "no row": lambda _: None,
    "no conclusion": lambda found: replace(found, conclusion=None),
    "unknown conclusion": lambda found: replace(found, conclusion="基本达到"),
    "no document": lambda found: replace(found, document=None),
    "no number": lambda found: replace(found, document_number=None),
    "no date": lambda found: replace(found, document_date=None),
    "no filer": lambda found: replace(found, filer=None),
    "no reviewer": lambda found: replace(found, reviewer=None),
    "one person": lambda found: replace(found, reviewer=found.filer),
    "not met, no document": lambda found: replace(found, conclusion="不符合", document=None),
    "met in other words": lambda found: replace(found, conclusion="良好"),
    "filed twice": lambda found: found,
}


def county_item_cases(maker: SchoolMaker) -> Iterator[Case]:
    """Every case of this module: its kind and its county."""
    yield "model county", model_county(maker)
    for name, numerator, denominator, base, on_threshold in RATIOS:
        yield from _ratio(maker, name, numerator, denominator, base, on_threshold)
    for code in FURTHER_ITEMS:
        yield from _gaps(maker, code)
    yield from _rounding(maker)
    yield from _attestations(maker)
    yield from _tilt(maker)
    yield from _posts(maker)
    yield from _monitoring(maker)
    yield from _survey(maker)
    yield from _vetoes(maker)
    yield from _together(maker)


def _ratio(
    maker: SchoolMaker, name: str, numerator: str, denominator: str, base: int, on_threshold: int
) -> Iterator[Case]:
    for line, value in (("at", 0), ("just below", -1), ("just above", 1)):
        draft = model_county(maker)
        draft.collection.items[denominator] = Decimal(base)
        draft.collection.items[numerator] = Decimal(on_threshold + value)
        yield f"{name} {line} its threshold", draft
    for kind, denominators in (("zero denominator", 0), ("zero denominator, numerator blank", 0)):
        draft = model_county(maker)
        draft.collection.items[denominator] = Decimal(denominators)
        if name == "Q1":
            draft.set_items(Q1_deaths=0)
        if kind.endswith("blank"):
            draft.collection.items[numerator] = None
        yield f"{name} {kind}", draft
    yield from _gaps(maker, numerator)
    yield from _gaps(maker, denominator)


def _gaps(maker: SchoolMaker, code: str) -> Iterator[Case]:
    blank, absent, twice = model_county(maker), model_county(maker), model_county(maker)
    blank.collection.items[code] = None
    del absent.collection.items[code]
    twice.collection.quarantined = frozenset({code})
    yield f"{code} blank", blank
    yield f"{code} not filed", absent
    yield f"{code} filed twice", twice


def _rounding(maker: SchoolMaker) -> Iterator[Case]:
    """Values that meet a threshold only as printed, or only as they are."""
    for kind, items in (
        ("Q1", {"Q1_graduates": 9471, "Q1_grade7": 10004}),
        ("Q1 below both", {"Q1_graduates": 9469, "Q1_grade7": 10004}),
        ("Q2", {"Q2_disabled_enrolled": 1899, "Q2_disabled_total": 2000}),
        ("G8", {"G8_teacher_pay": 79960}),
        ("G8 below both", {"G8_teacher_pay": 79959}),
        ("G14", {"G14_planned": 10000, "G14_allotted": 4995}),
        ("S1", {"S1_valid": 10000, "S1_satisfied": 8495}),
    ):
        draft = model_county(maker)
        draft.set_items(**items)
        yield f"rounding {kind}", draft
    for variation in ("0.1494", "0.1495", "0.1499", "0.1504"):
        draft = model_county(maker)
        draft.collection.monitoring["语文"] = Monitoring("Ⅲ", Decimal(variation))
        yield f"rounding Q9 {variation}", draft


def _attestations(maker: SchoolMaker) -> Iterator[Case]:
    """Each fault of each attested indicator; one county has a different fault in each of them."""
    names = list(FAULTS)
    for shift in range(len(names)):
        draft = model_county(maker)
        for position, indicator_id in enumerate(ATTESTED):
            name = names[(shift + position) % len(names)]
            faulty = FAULTS[name](Attestation())
            if faulty is None:
                del draft.collection.attestations[indicator_id]
            else:
                draft.collection.attestations[indicator_id] = faulty
            if name == "filed twice":
                draft.collection.quarantined |= {indicator_id}
        yield f"attestation faults, {names[shift]} first", draft
    for name, fault in FAULTS.items():
        draft = model_county(maker)
        faulty = fault(Attestation())
        if faulty is not None:
            draft.collection.attestations["G8"] = faulty
        yield f"G8 attested, {name}", draft
    for indicator_id in ATTESTED:
        for name in ("not met", "no row"):
            draft = model_county(maker)
            faulty = FAULTS[name](Attestation())
            if faulty is None:
                del draft.collection.attestations[indicator_id]
            else:
                draft.collection.attestations[indicator_id] = faulty
            yield f"{indicator_id} {name}", draft


def _tilt(maker: SchoolMaker) -> Iterator[Case]:
    """Rural places against rural graduates of 945, whatever is attested."""
    for kind, items in (
        ("at", {"G14_rural_graduates": 378}),
        ("just below", {"G14_rural_graduates": 379}),
        ("just above", {"G14_rural_graduates": 377}),
        ("without a rural place", {"G14_rural_graduates": 378, "G14_allotted_rural": 0}),
        ("without a rural school", {"G14_rural_graduates": 0, "G14_allotted_rural": 0}),
        ("of unknown places", {"G14_rural_graduates": 378, "G14_allotted_rural": None}),
    ):
        for attested in (None, "达到", "未达到"):
            draft = model_county(maker)
            draft.set_items(**items)
            draft.collection.attestations["G14"] = Attestation(conclusion=attested)
            yield f"G14 tilt {kind}, attested {attested}", draft


def _posts(maker: SchoolMaker) -> Iterator[Case]:
    """Staff of the schools against the county's posts, teachers beside them, and the answer of the veto."""
    for kind, staff, items in (
        ("full", 25, {"G10_establishment": 100, "G10_off_establishment": 0}),
        ("one over", 25, {"G10_establishment": 99, "G10_off_establishment": 0}),
        ("one empty", 25, {"G10_establishment": 101, "G10_off_establishment": 0}),
        ("one empty, one beside", 25, {"G10_establishment": 101, "G10_off_establishment": 1}),
        ("full, one beside", 25, {"G10_establishment": 100, "G10_off_establishment": 1}),
        ("one empty, beside unknown", 25, {"G10_establishment": 101, "G10_off_establishment": None}),
        ("unknown", 25, {"G10_establishment": None, "G10_off_establishment": 1}),
        ("by the county alone", None, {"G10_establishment": 99, "G10_on_establishment": 100}),
    ):
        for answer in (True, False):
            draft = model_county(maker)
            draft.set_items(**items)
            draft.collection.vetoes[POSTS_UNFILLED] = answer
            draft.collection.attestations["G10"] = Attestation(conclusion="达到" if answer else "未达到")
            for school in draft.schools:
                school.staff_on_establishment = staff
            yield f"G10 posts {kind}, veto {answer}", draft
    draft = model_county(maker)
    draft.set_items(G10_establishment=99, G10_off_establishment=0)
    draft.primary.staff_on_establishment = 100
    yield "G10 posts, the special school does not say", draft


def conclusion_cases(maker: SchoolMaker) -> Iterator[Case]:
    """Every word for met and for not met, on each attested requirement."""
    for conclusion in (*MET_CONCLUSIONS, *UNMET_CONCLUSIONS):
        draft = model_county(maker)
        draft.collection.attestations = {
            indicator_id: Attestation(conclusion=conclusion) for indicator_id in ATTESTED
        }
        yield f"conclusion {conclusion}", draft


def _monitoring(maker: SchoolMaker) -> Iterator[Case]:
    for subject in SUBJECTS:
        for kind, found in (
            ("level Ⅱ", Monitoring("Ⅱ", Decimal("0.1"))),
            ("variation 0.15", Monitoring("Ⅲ", Decimal("0.15"))),
            ("variation 0.152", Monitoring("Ⅲ", Decimal("0.152"))),
            ("no level", Monitoring(None, Decimal("0.1"))),
            ("no variation", Monitoring("Ⅳ", None)),
        ):
            draft = model_county(maker)
            draft.collection.monitoring[subject] = found
            yield f"Q9 {subject} {kind}", draft
    for kind, found in (
        ("level Ⅰ", Monitoring("Ⅰ", Decimal("0.1"))),
        ("level Ⅳ", Monitoring("Ⅳ", Decimal("0.1"))),
        ("level no one knows", Monitoring("优", Decimal("0.1"))),
        ("variation 0.149999", Monitoring("Ⅲ", Decimal("0.149999"))),
        ("level fails, no variation", Monitoring("Ⅱ", None)),
    ):
        draft = model_county(maker)
        draft.collection.monitoring["体育"] = found
        yield f"Q9 {kind}", draft
    absent, none_filed, twice = model_county(maker), model_county(maker), model_county(maker)
    del absent.collection.monitoring["德育"]
    none_filed.collection.monitoring = {}
    twice.collection.quarantined = frozenset({"数学"})
    yield "Q9 subject not filed", absent
    yield "Q9 not filed", none_filed
    yield "Q9 subject filed twice", twice


def _survey(maker: SchoolMaker) -> Iterator[Case]:
    """Samples of the survey of social approval, in a county of 2000 questionnaires and 1160 students."""
    for kind, items in (
        ("of just enough residents", {"C_population": 1_333_333}),
        ("of too many residents", {"C_population": 1_333_334}),
        ("of few residents", {"C_population": 9000, "S1_valid": 14, "S1_satisfied": 13}),
        ("of too few, and not satisfied", {"C_population": 9000, "S1_valid": 13, "S1_satisfied": 1}),
        ("too small for the students", {"S1_valid": 1, "S1_satisfied": 1}),
        ("parents half", {"S1_valid_parents": 1000}),
        ("parents below half", {"S1_valid_parents": 999}),
        ("parents unknown", {"S1_valid_parents": None}),
        ("too small, satisfied unknown", {"S1_valid": 1, "S1_satisfied": None}),
    ):
        draft = model_county(maker)
        draft.set_items(**items)
        yield f"S1 sample {kind}", draft


def _vetoes(maker: SchoolMaker) -> Iterator[Case]:
    for item in VETOES:
        for kind, answer in (("stands", True), ("unanswered", None)):
            draft = model_county(maker)
            draft.collection.vetoes[item] = answer
            yield f"veto {item} {kind}", draft
    draft = model_county(maker)
    draft.collection.vetoes = dict.fromkeys(VETOES, True)
    yield "all vetoes stand", draft
    draft = model_county(maker)
    del draft.collection.vetoes["弄虚作假"]
    yield "veto item not filed", draft
    draft = model_county(maker)
    draft.collection.vetoes = {}
    yield "vetoes not filed", draft
    draft = model_county(maker)
    draft.collection.vetoes = {"其他事项": True}
    yield "veto item of no rule set", draft
    for answer in (True, False):
        draft = model_county(maker)
        draft.collection.vetoes["违规择校"] = answer
        draft.collection.quarantined = frozenset({"违规择校"})
        yield f"veto filed twice, {answer} first", draft


def _together(maker: SchoolMaker) -> Iterator[Case]:
    """What decides the county where several things are wrong."""
    for kind, answers in (
        ("standing", {"考试招生": True}),
        ("unanswered", {"考试招生": None}),
        ("standing and unanswered", {"考试招生": True, "违规择校": None}),
    ):
        failing, unknown = model_county(maker), model_county(maker)
        failing.set_items(S1_satisfied=1)
        unknown.set_items(S1_satisfied=None)
        for draft in (failing, unknown):
            draft.collection.vetoes.update(answers)
        yield f"veto {kind}, a dimension fails", failing
        yield f"veto {kind}, a dimension unknown", unknown
    failing = model_county(maker)
    failing.set_items(S1_satisfied=1)
    failing.collection.vetoes = {}
    yield "vetoes not filed, a dimension fails", failing
    both = model_county(maker)
    both.set_items(G8_teacher_pay=1, G9_completed=None, Q1_graduates=1, S1_satisfied=None)
    yield "dimensions fail and lack data", both
    nothing = model_county(maker)
    nothing.collection = type(nothing.collection)()
    yield "no collection sheets", nothing
