"""The numbers of the national standard, typed again from 教督〔2017〕6号 on purpose.

What belongs here: thresholds, limits, weights and type codes of
`national-quality-2017`. What does not: any reading of dbt_project/seeds.
"""

from __future__ import annotations

from fractions import Fraction

from tests.oracle.filing import JUNIOR, PRIMARY, SENIOR

STANDARD_ID = "national-quality-2017"
INDICATORS = ("R1", "R2", "R3", "R4", "R5", "R6", "R7")

#: Table of R1–R7: at least this much (R1–R3, R7 per hundred students).
THRESHOLDS: dict[str, dict[str, Fraction]] = {
    PRIMARY: {
        "R1": Fraction("4.2"),
        "R2": Fraction("1"),
        "R3": Fraction("0.9"),
        "R4": Fraction("4.5"),
        "R5": Fraction("7.5"),
        "R6": Fraction("2000"),
        "R7": Fraction("2.3"),
    },
    JUNIOR: {
        "R1": Fraction("5.3"),
        "R2": Fraction("1"),
        "R3": Fraction("0.9"),
        "R4": Fraction("5.8"),
        "R5": Fraction("10.2"),
        "R6": Fraction("2500"),
        "R7": Fraction("2.4"),
    },
}
MULTIPLIERS: dict[str, int] = {"R1": 100, "R2": 100, "R3": 100, "R4": 1, "R5": 1, "R6": 1, "R7": 100}

#: School rule: six of the seven met, and the remaining one not below 85 %.
FLOOR_SHARE = Fraction("0.85")
MET_NEEDED = 6

#: County rule: each of the seven 差异系数 at most this.
CV_LIMITS: dict[str, Fraction] = {PRIMARY: Fraction("0.50"), JUNIOR: Fraction("0.45")}

#: Filed decimals that sit exactly on a limit meet it.
TOLERANCE = Fraction(1, 10**9)

#: 小学 : 初中 : 高中 where buildings and equipment are shared (R4–R7 only).
SPLIT_WEIGHTS: dict[str, Fraction] = {PRIMARY: Fraction(1), JUNIOR: Fraction("1.1"), SENIOR: Fraction("1.32")}
SPLIT_INDICATORS = ("R4", "R5", "R6", "R7")

#: Qualifications above the required one.
QUALIFIED: dict[str, tuple[str, ...]] = {
    PRIMARY: ("college", "bachelor", "master", "doctor"),
    JUNIOR: ("bachelor", "master", "doctor"),
}

#: The stages a school of each type has.
STAGES_OF_TYPE: dict[str, tuple[str, ...]] = {
    "211": (PRIMARY,),
    "218": (PRIMARY,),
    "219": (PRIMARY,),
    "311": (JUNIOR,),
    "319": (JUNIOR,),
    "312": (PRIMARY, JUNIOR),
    "341": (JUNIOR, SENIOR),
    "342": (SENIOR,),
    "345": (PRIMARY, JUNIOR, SENIOR),
}
TYPES_IN_SCOPE = ("211", "311", "312", "341", "345", "219", "319")
TEACHING_POINT = "218"
TEACHING_POINT_STUDENTS = 50
COMPULSORY = (PRIMARY, JUNIOR)


def at_least(value: Fraction, limit: Fraction) -> bool:
    """True where `value` reaches `limit`, exactly on it included."""
    return value >= limit * (1 - TOLERANCE)


def at_most(value: Fraction, limit: Fraction) -> bool:
    """True where `value` stays within `limit`, exactly on it included."""
    return value <= limit * (1 + TOLERANCE)
