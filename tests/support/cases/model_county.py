"""A county that meets every requirement, for cases to change one thing of.

What belongs here: schools and collection sheets just good enough to pass
everywhere. What does not: the cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from tests.oracle.collection import ART, MUSIC, Attestation, Collection, Funds, Monitoring, Room
from tests.oracle.filing import ALL_CLASSES, CLASS_BANDS, JUNIOR, PRIMARY, SENIOR, School, StageRow
from tests.oracle.rule_sets import ATTESTED, SUBJECTS, VETOES
from tests.support.cases.school_maker import SchoolMaker

#: County items of a county that meets everything, most of them exactly on the threshold.
ITEMS: dict[str, int] = {
    "G2.quota_primary": 850,
    "G2.quota_junior": 1050,
    "G8.teacher_pay": 80000,
    "G8.civil_servant_pay": 80000,
    "G9.completed": 200,
    "G9.teachers": 200,
    "G11.eligible": 4000,
    "G11.exchanged": 500,
    "G11.exchanged_backbone": 120,
    "G12.certified": 200,
    "G12.teachers": 200,
    "G13.primary_nearby": 300,
    "G13.primary_total": 300,
    "G13.junior_nearby": 190,
    "G13.junior_total": 200,
    "G14.planned": 1000,
    "G14.allotted": 1000,
    "G14.allotted_rural": 400,
    "G15.migrant_total": 1200,
    "G15.migrant_public": 1000,
    "G15.migrant_purchased": 100,
    "Q1.graduates": 945,
    "Q1.transferred_in": 5,
    "Q1.transferred_out": 30,
    "Q1.grade7": 1004,
    "Q1.deaths": 4,
    "Q2.disabled_total": 200,
    "Q2.disabled_enrolled": 198,
    "S1.issued": 2100,
    "S1.valid": 2000,
    "S1.satisfied": 1900,
    "L1.tested": 1000,
    "L1.passed": 980,
    "L3.senior_classes_over_50": 0,
}
YUAN_PER_STUDENT = 1050
SPECIAL_STUDENTS = 40
YUAN_PER_SPECIAL_STUDENT = 9000


@dataclass
class Draft:
    """The filing of a county: its schools by part played, and its collection sheets."""

    maker: SchoolMaker
    primary: School
    junior: School
    point: School
    special: School
    collection: Collection = field(default_factory=Collection)
    more: list[School] = field(default_factory=list)
    without_special: bool = False

    @property
    def schools(self) -> list[School]:
        """All schools of the county."""
        own = [self.primary, self.junior, self.point]
        return [*own, *([] if self.without_special else [self.special]), *self.more]

    def add(self, school: School) -> School:
        """A further school, with classes, rooms and funds enough."""
        self.more.append(school)
        furnish(school, self.collection)
        return school

    def set_items(self, **items: int | str | None) -> None:
        """Set county items: `G8_teacher_pay=79999`."""
        for name, value in items.items():
            code = name.replace("_", ".", 1)
            self.collection.items[code] = None if value is None else Decimal(value)

    def set_rooms(self, school: School, kind: str, *areas: str | None) -> None:
        """Replace a school's rooms of one kind."""
        rooms = self.collection.rooms or []
        kept = [room for room in rooms if (room.school_code, room.kind) != (school.code, kind)]
        new = [Room(school.code, kind, None if area is None else Decimal(area)) for area in areas]
        self.collection.rooms = [*kept, *new]


def model_county(maker: SchoolMaker) -> Draft:
    """A primary and a junior school, a teaching point of 40, a special school, and all sheets."""
    draft = Draft(
        maker,
        maker.school("211", {PRIMARY: 540}),
        maker.school("311", {JUNIOR: 540}),
        maker.school("218", {PRIMARY: 40}),
        maker.school("514", {}),
    )
    draft.special.special_students = SPECIAL_STUDENTS
    draft.collection = Collection(
        items={code: Decimal(value) for code, value in ITEMS.items()},
        rooms=[],
        attestations={indicator_id: Attestation() for indicator_id in ATTESTED},
        monitoring={subject: Monitoring("Ⅲ", Decimal("0.149")) for subject in SUBJECTS},
        vetoes=dict.fromkeys(VETOES, False),
    )
    for school in draft.schools:
        furnish(school, draft.collection)
    return draft


def furnish(school: School, collection: Collection) -> None:
    """Give a school classes of 36 to 40, rooms of both kinds, and funds."""
    students = school.special_students or 0
    classes = 0
    for stage, row in school.stages.items():
        students += row.students or 0
        if stage == SENIOR:
            continue
        count = -(-(row.students or 0) // 40)
        set_classes(row, {"36_40": count})
        classes += count
    if classes:
        rooms = collection.rooms if collection.rooms is not None else []
        for kind, area in ((MUSIC, "96"), (ART, "90")):
            rooms += [Room(school.code, kind, Decimal(area)) for _ in range(-(-classes // 12))]
        collection.rooms = rooms
    per_student = YUAN_PER_SPECIAL_STUDENT if school.special_students else YUAN_PER_STUDENT
    budget = Decimal(max(students, 100) * per_student)
    if school.special_students:
        budget = Decimal(students * per_student)
    collection.funds[school.code] = Funds(budget, budget, budget / 20)


def set_classes(row: StageRow, bands: Mapping[str, int | None]) -> None:
    """Classes of a stage by size; all other sizes 0, and the sum."""
    filed: dict[str, int | None] = {band: bands.get(band, 0) for band in CLASS_BANDS}
    row.classes = {ALL_CLASSES: sum(count or 0 for count in filed.values()), **filed}
