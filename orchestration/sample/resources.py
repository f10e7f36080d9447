"""A school's teachers, classes and premises for given pupils and resource levels.

What belongs here: turning a level into numbers as offices file them, whole persons and rooms, areas and
equipment with two decimals. What does not: which level a school has (`world`), or any verdict.

`YARDSTICK` says what level 1 means. Its figures are those of 教督〔2017〕6号 because a sample is useful
around the limits, but nothing here is judged by them: the registry decides.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from orchestration.sample.model import Premises, Teachers

INDICATORS = ("R1", "R2", "R3", "R4", "R5", "R6", "R7")

#: Level 1 per stage: persons or rooms per 100 pupils (R1–R3, R7), m² (R4, R5) or yuan (R6) per pupil.
YARDSTICK: dict[str, dict[str, float]] = {
    "primary": {"R1": 4.2, "R2": 1.0, "R3": 0.9, "R4": 4.5, "R5": 7.5, "R6": 2000, "R7": 2.3},
    "junior": {"R1": 5.3, "R2": 1.0, "R3": 0.9, "R4": 5.8, "R5": 10.2, "R6": 2500, "R7": 2.4},
}

#: What one pupil of a stage takes of shared premises, in pupils of the lowest stage.
PUPIL_WEIGHT: dict[str, float] = {"primary": 1.0, "junior": 1.1, "senior": 1.32}

#: Most pupils per full-time teacher.
PUPILS_PER_TEACHER: dict[str, float] = {"primary": 24.0, "junior": 17.0}


@dataclass(frozen=True)
class Character:
    """What stays the same in a school from year to year, as shares between 0 and 1."""

    master_share: float  # of teachers above the required qualification
    college_share: float  # of the remaining ones of a primary section
    pe_share: float  # of PE and arts teachers
    women_share: float
    indoor_share: float  # of sports area
    books_per_pupil: float
    pupils_per_computer: float


def at_level(yardstick: float, level: float) -> int:
    """The whole number nearest to `level` × `yardstick`, on the same side of `yardstick` as `level` is of 1.

    Rounding must not carry a school meant to lack something over the limit, nor the reverse; but a school
    that needs one of a kind has one.
    """
    if level >= 1:
        return math.ceil(yardstick * level - 1e-9)
    number = round(yardstick * level)
    return number if 0 < number < yardstick else max(1, math.ceil(yardstick) - 1)


def teachers_of(stage: str, students: int, levels: dict[str, float], character: Character) -> Teachers:
    """Teachers of a section: qualifications add up to the total, arts hold music and fine arts."""
    per_hundred = YARDSTICK[stage]
    above, backbone, pe_and_arts = (
        at_level(per_hundred[indicator] * students / 100, levels[indicator])
        for indicator in ("R1", "R2", "R3")
    )
    total = max(
        math.ceil(above / 0.98), math.ceil(students / PUPILS_PER_TEACHER[stage]), backbone, pe_and_arts, 1
    )
    master = round(above * character.master_share)
    doctor = 1 if stage == "junior" and master > 12 else 0
    master -= doctor
    if stage == "primary":
        college = round((above - master) * character.college_share)
        upper_secondary = total - above
    else:
        college = total - above
        upper_secondary = 0
    bachelor = total - doctor - master - college - upper_secondary
    pe = min(pe_and_arts, math.ceil(pe_and_arts * character.pe_share))
    arts = pe_and_arts - pe
    music = arts // 2
    return Teachers(
        doctor=doctor,
        master=master,
        bachelor=bachelor,
        college=college,
        upper_secondary=upper_secondary,
        pe=pe,
        arts=arts,
        music=music,
        fine_arts=arts - music,
        backbone=backbone,
        women=round(total * character.women_share),
    )


def premises_of(
    students: dict[str, int], levels: dict[str, float], character: Character, before: Premises | None
) -> Premises:
    """Premises for pupils by stage; buildings, grounds and classrooms of the year before remain.

    A school with several stages shares its premises: the level is that of the stage that needs most.
    """
    weighted = sum(PUPIL_WEIGHT[stage] * number for stage, number in students.items())

    def shared(indicator: str) -> float:
        return weighted * max(
            YARDSTICK[stage][indicator] / PUPIL_WEIGHT[stage]
            for stage, number in students.items()
            if stage in YARDSTICK and number
        )

    rooms_area = at_level(shared("R4") * 100, levels["R4"])
    sports_area = at_level(shared("R5") * 100, levels["R5"])
    multimedia = at_level(shared("R7") / 100, levels["R7"])
    equipment = at_level(shared("R6") / 10_000 * 100, levels["R6"])
    if before is not None:
        rooms_area = max(rooms_area, before.teaching_auxiliary_area - before.indoor_sports_area)
        sports_area = max(sports_area, before.sports_ground_area + before.indoor_sports_area)
        multimedia = max(multimedia, before.multimedia_classrooms)
        equipment = max(equipment, before.equipment_value)
    indoor = round(sports_area * character.indoor_share)
    pupils = sum(students.values())
    return Premises(
        teaching_auxiliary_area=rooms_area + indoor,
        indoor_sports_area=indoor,
        sports_ground_area=sports_area - indoor,
        computers=math.ceil(pupils / character.pupils_per_computer),
        books=math.ceil(pupils * character.books_per_pupil),
        multimedia_classrooms=multimedia,
        equipment_value=equipment,
    )


def classes_of(grades: tuple[int, ...], largest: int) -> tuple[int, ...]:
    """Each grade split into classes as equal as can be, none above `largest`; an empty grade has none."""
    sizes: list[int] = []
    for pupils in grades:
        number = math.ceil(pupils / largest)
        sizes.extend((pupils + place) // number for place in range(number))
    return tuple(sizes)
