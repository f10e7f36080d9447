"""Groups of pupils within a section: girls, boarders, migrant and left-behind children.

What belongs here: how many of each grade belong to a group, as 教基3112 and 教基3115 ask. What does not: the
grades themselves (`world`).

A school's shares follow from its code alone, so that every form tells the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from orchestration.sample.model import School


@dataclass(frozen=True)
class Group:
    """Pupils of a group by grade, lowest first, last summer's leavers, and the girls among each."""

    grades: tuple[int, ...]
    graduates: int
    girls: tuple[int, ...]
    girl_graduates: int


def groups_of(school: School, grades: tuple[int, ...], graduates: int) -> Mapping[str, Group]:
    """Every group of the student forms, `all` first; groups of migrants add up."""
    random = Random(f"groups:{school.code}")
    urban = school.urban_code.startswith("1")
    girls = random.uniform(0.46, 0.49)
    shares = {
        "ethnic_minority": random.uniform(0, 0.03),
        "boarders": random.uniform(0.3, 0.7) if school.boarding else 0.0,
        "left_behind": random.uniform(0.01, 0.04) if urban else random.uniform(0.08, 0.2),
        "migrant": random.uniform(0.05, 0.12) if urban else random.uniform(0, 0.02),
    }
    everyone = (*grades, graduates)
    members = {name: tuple(round(share * number) for number in everyone) for name, share in shares.items()}
    members["girls"] = tuple(round(girls * number) for number in everyone)
    members["multigrade"] = tuple(0 for _ in everyone)
    members["migrant_other_province"] = tuple(number // 4 for number in members["migrant"])
    members["migrant_other_county"] = tuple(number - number // 4 for number in members["migrant"])
    for name in ("migrant", "migrant_other_province", "migrant_other_county"):
        members[name.replace("migrant", "migrant_worker")] = members[name]

    def group(name: str, numbers: tuple[int, ...]) -> Group:
        of_girls = numbers if name == "girls" else tuple(round(girls * number) for number in numbers)
        return Group(numbers[:-1], numbers[-1], of_girls[:-1], of_girls[-1])

    return {name: group(name, numbers) for name, numbers in {"all": everyone, **members}.items()}
