"""Which kinds of case the counties of the whole standard hold, told from their verdicts.

What belongs here: recognising a case by what it is, never by the name it was
given. What does not: making cases, or R1–R7 (`resource_allocation`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction

from tests.oracle.indicators import FAIL, PASS
from tests.oracle.requirements import Part, Requirement
from tests.oracle.rule_sets import NATIONAL, RULE_SETS, VETOES
from tests.oracle.verdict import Verdict

LINES = ("at", "just below", "just above")
#: Parts whose values are so few that the next one is a whole unit away.
WHOLE_STEPS = ("G3", "G4", "G5", "L2", "L3")
NEAR = Fraction(1, 50)

NOBODY = ("G6 value", "G7 value", "G11 exchanged", "G13 primary", "G13 junior", "G15 migrant", "Q2 value")
ZERO_DENOMINATOR = (
    *("G3 music", "G3 art", "G6 value", "G7 value", "G8 value", "G9 value", "G11 backbone", "G12 value"),
    *("G14 allotted", "Q1 value", "Q4 value", "S1 value"),
)
#: Parts that decide where their figures are filed; elsewhere the attestation does.
BY_DATA = ("G10 within", "G14 tilt")
ATTESTATION_REASONS = (
    "ATTESTATION_MISSING",
    "ATTESTATION_INCOMPLETE",
    "CONCLUSION_UNKNOWN",
    "ATTESTED_NOT_MET",
)
COUNTY_REASONS = (
    None,
    "VETO",
    "DIMENSION_FAILS",
    "NOT_FILED",
    "DIMENSION_INSUFFICIENT",
    "VETOES_NOT_FILED",
    "VETO_UNCLEAR",
)
ROUNDED = ("R1", "R2", "R3", "R4", "R5", "R6", "R7", "G6", "G7", "G8", "G14", "Q1", "Q2", "Q4", "Q9", "S1")


def required() -> set[str]:
    """Every kind that must occur."""
    kinds: set[str] = set()
    for rules in RULE_SETS:
        for (indicator_id, part_id), demand in rules.demands.items():
            name = f"{indicator_id} {part_id}"
            not_asked = (indicator_id, part_id) in (*rules.not_asked, *rules.asked_from)
            if demand is None or not_asked:
                kinds.add(f"{name} {'NOT_ASKED' if not_asked else 'DECIDES_NOTHING'}")
            if demand is None:
                continue
            if part_id == "attested":
                reasons = (
                    reason for reason in ATTESTATION_REASONS if not not_asked or "MISSING" not in reason
                )
                kinds |= {f"{name} {reason}" for reason in reasons}
                if any(part.startswith(f"{indicator_id} ") for part in BY_DATA):
                    kinds.add(f"{name} DECIDED_BY_DATA")
                continue
            lines = LINES if demand.threshold else ("at", "just above")
            kinds |= {f"{name} {line}" for line in lines}
            missing = "STUDENTS_MISSING" if indicator_id in ("G4", "L2") else "INPUT_MISSING"
            kinds.add(f"{name} {'DECIDED_BY_ATTESTATION' if name in BY_DATA else missing}")
    kinds |= {f"{name} nobody concerned" for name in NOBODY}
    kinds |= {f"{name} ZERO_DENOMINATOR" for name in ZERO_DENOMINATOR}
    kinds |= {f"G3 {kind} ROOM_AREA_MISSING" for kind in ("music", "art")}
    kinds |= {f"decided by {rule}" for rule in ("T1", "T2", "T3", "T4")}
    kinds |= {f"same facts without {rule}" for rule in ("T1", "T2", "T3", "T4")}
    kinds |= {f"rounding matters {indicator_id}" for indicator_id in ROUNDED}
    kinds |= {f"county {reason}" for reason in COUNTY_REASONS} | {f"veto {item}" for item in VETOES}
    kinds |= {f"{rules.standard_id} fails what passes nationally" for rules in RULE_SETS[1:]}
    kinds |= {f"{rules.standard_id} passes" for rules in RULE_SETS}
    kinds |= {f"not applicable {indicator_id}" for indicator_id in ("G6", "G7", "Q2")}
    return kinds | {"rounding matters CV", "school without place", "no school judged"}


def occurrences(verdicts: Iterable[Verdict]) -> Counter[str]:
    """How often each kind occurs."""
    found: Counter[str] = Counter()
    national: dict[tuple[str, int], str] = {}
    eased: dict[str, set[str]] = {}
    plain: set[tuple[str, str]] = set()
    for verdict in verdicts:
        place = (verdict.filing.county_code, verdict.filing.school_year)
        if verdict.rules.standard_id == NATIONAL.standard_id:
            national[place] = verdict.status
        elif verdict.status == FAIL and national[place] == PASS:
            found[f"{verdict.rules.standard_id} fails what passes nationally"] += 1
        if verdict.status == PASS:
            found[f"{verdict.rules.standard_id} passes"] += 1
        found.update(_of_verdict(verdict))
        for key, status, rule in _eased(verdict):
            if rule:
                found[f"decided by {rule}"] += 1
                eased.setdefault(key, set()).add(rule)
            elif status == FAIL:
                plain.add((verdict.rules.standard_id, key))
    for key, rules in eased.items():
        if (NATIONAL.standard_id, key) in plain:
            found.update(f"same facts without {rule}" for rule in rules)
    return found


def _eased(verdict: Verdict) -> Iterator[tuple[str, str, str | None]]:
    """(entity × indicator, status, the transition rule that decided it) of all that a rule may ease."""
    for school in verdict.schools:
        yield f"{school.entity_id} {school.indicator_id}", school.status, school.transition
    for section in verdict.sections:
        for item in section.indicators.values():
            entity = f"{section.section.school.code} {section.section.stage} {item.indicator_id}"
            yield entity, item.status, item.transition


def _of_verdict(verdict: Verdict) -> Iterator[str]:
    yield f"county {verdict.reason}"
    if len(verdict.vetoes) == 1:
        yield f"veto {verdict.vetoes[0]}"
    for requirement in verdict.requirements:
        yield from _of_requirement(requirement)
        if requirement.reason == "NO_SCHOOLS_CONCERNED":
            yield "no school judged"
        if requirement.status == "NOT_APPLICABLE":
            yield f"not applicable {requirement.indicator_id}"
    for school in verdict.schools:
        yield from _of_requirement(school)
        if not school.parts:
            yield "school without place"
    for section in verdict.sections:
        for item in section.indicators.values():
            if item.rounding_matters:
                yield f"rounding matters {item.indicator_id}"
    if any(balance.rounding_matters for balance in verdict.balance):
        yield "rounding matters CV"


def _of_requirement(requirement: Requirement) -> Iterator[str]:
    for part in requirement.parts:
        name = f"{requirement.indicator_id} {part.measure.part_id}"
        if part.measure.value is not None:
            yield from (f"{name} {line}" for line in _lines(requirement.indicator_id, part))
        if part.reason in ("NOBODY_CONCERNED", "NO_SCHOOLS_CONCERNED"):
            yield f"{name} nobody concerned"
        elif part.reason is not None:
            yield f"{name} {part.reason}"
    if requirement.rounding_matters:
        yield f"rounding matters {requirement.indicator_id}"


def _lines(indicator_id: str, part: Part) -> Iterator[str]:
    """Where a value lies that is on its threshold or next to it."""
    if part.demand is None:
        return
    threshold, value = part.demand.threshold, part.measure.value or Fraction(0)
    near = threshold * NEAR
    if indicator_id in WHOLE_STEPS or part.measure.part_id.endswith("_level"):
        near = Fraction(1)
    if value == threshold:
        yield "at"
    elif 0 < threshold - value <= near:
        yield "just below"
    elif 0 < value - threshold <= near:
        yield "just above"
