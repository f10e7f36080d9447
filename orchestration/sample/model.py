"""What a made-up county consists of.

What belongs here: plain records of counties, schools and their figures, and sums that follow from them.
What does not: how figures are chosen (`world`, `resources`, `support`) or written down (`facts`).

Areas are whole hundredths of a square metre, money whole fen, equipment whole hundredths of 万元: filings
carry two decimals, and whole numbers add up exactly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

#: Grades of a stage, lowest first.
GRADES: dict[str, tuple[int, ...]] = {
    "primary": (1, 2, 3, 4, 5, 6),
    "junior": (7, 8, 9),
    "senior": (10, 11, 12),
}

#: Upper limit of each class-size band as the forms name them; the last has none.
BANDS: tuple[tuple[str, int], ...] = (
    ("le25", 25),
    ("26_30", 30),
    ("31_35", 35),
    ("36_40", 40),
    ("41_45", 45),
    ("46_50", 50),
    ("51_55", 55),
    ("56_60", 60),
    ("61_65", 65),
    ("ge66", 10_000),
)

SCHOOL_TYPES: dict[str, str] = {
    "211": "小学",
    "218": "小学教学点",
    "311": "初级中学",
    "312": "九年一贯制学校",
    "341": "完全中学",
    "345": "十二年一贯制学校",
    "514": "其他特教学校",
}

STAGES_OF_TYPE: dict[str, tuple[str, ...]] = {
    "211": ("primary",),
    "218": ("primary",),
    "311": ("junior",),
    "312": ("primary", "junior"),
    "341": ("junior", "senior"),
    "345": ("primary", "junior", "senior"),
    "514": (),
}

#: First two digits of a 学校标识码.
CODE_CLASS: dict[str, str] = {
    "211": "21",
    "218": "21",
    "311": "31",
    "312": "31",
    "341": "34",
    "345": "34",
    "514": "51",
}

SPONSORS: dict[str, str] = {"7": "县级教育部门", "10": "民办"}

URBAN_RURAL: dict[str, str] = {
    "111": "主城区",
    "112": "城乡结合区",
    "121": "镇中心区",
    "122": "镇乡结合区",
    "210": "乡中心区",
    "220": "村庄",
}


#: Level of a school that has been given what it lacked: just above the yardstick.
PROVIDED = 1.02


@dataclass(frozen=True)
class SchoolPlan:
    """A school before it has figures: identity and size.

    `grade_size` is the usual number of first-graders; `junior_weight` the school's part in the county's
    grade-7 intake, relative to the other schools; both 0 where the type has no such stage.
    """

    name: str
    type_code: str
    grade_size: int = 0
    junior_weight: float = 0.0
    senior_students: int = 0
    special_students: int = 0
    sponsor_code: str = "7"
    urban_code: str = "220"
    parent_name: str | None = None  # set for a campus 不计校数
    boarding: bool = False
    built_year: int = 2005
    provided_from: int = 9999  # from this year on no resource level is below `PROVIDED`
    township: str | None = None  # where the county's directory names it

    @property
    def is_counted(self) -> bool:
        return self.parent_name is None


@dataclass(frozen=True)
class PlannedChange:
    """A 学校变动 that takes effect at the start of `year`: kind `rename`, `merge` or `close`.

    A merged school's pupils go to `other_name`; a closed one's too, though no successor is recorded.
    """

    year: int
    kind: str
    school_name: str
    other_name: str


@dataclass(frozen=True)
class Override:
    """A fixed resource level of one school for one indicator, instead of the one drawn."""

    school_name: str
    indicator: str
    level: float
    first_year: int = 0
    last_year: int = 9999

    def holds(self, name: str, indicator: str, year: int) -> bool:
        return (
            self.school_name == name
            and self.indicator == indicator
            and self.first_year <= year <= self.last_year
        )


@dataclass(frozen=True)
class Profile:
    """How well a county's schools are provided for.

    Level 1 is the yardstick of `resources`. A school's level for an indicator is lognormal around
    `quality` with the standard deviation `spread` of its logarithm, grows by `improvement` a year from
    `quality_year` on, and is never below the lift in force: (from_year, level), in ascending order.
    `support` is the probability that a requirement beyond R1–R7 is met.
    """

    quality: float = 1.12
    spread: float = 0.12
    quality_year: int = 2024
    improvement: float = 1.02
    lifts: tuple[tuple[int, float], ...] = ()
    support: float = 0.95
    overrides: tuple[Override, ...] = ()

    def lift_in(self, year: int) -> float:
        """The level that every school has at least in a year; 0 where nothing is promised."""
        return max((level for first_year, level in self.lifts if first_year <= year), default=0.0)


@dataclass(frozen=True)
class CountySpec:
    """A county to be made: its schools, how they are provided for, and what changes."""

    code: str
    name: str
    serial_base: int  # school serial numbers start here; blocks of counties of one province must not overlap
    schools: tuple[SchoolPlan, ...]
    profile: Profile = field(default_factory=Profile)
    changes: tuple[PlannedChange, ...] = ()


@dataclass(frozen=True)
class School:
    """A school's identity in one year."""

    code: str
    name: str
    type_code: str
    sponsor_code: str
    urban_code: str
    is_counted: bool
    parent_code: str | None
    boarding: bool
    built_year: int
    township: str | None = None

    @property
    def stages(self) -> tuple[str, ...]:
        return STAGES_OF_TYPE[self.type_code]

    @property
    def is_special(self) -> bool:
        return self.type_code == "514"


@dataclass(frozen=True)
class Teachers:
    """Full-time teachers of one section."""

    doctor: int
    master: int
    bachelor: int
    college: int
    upper_secondary: int
    pe: int
    arts: int
    music: int
    fine_arts: int
    backbone: int
    women: int

    @property
    def total(self) -> int:
        return self.doctor + self.master + self.bachelor + self.college + self.upper_secondary


@dataclass(frozen=True)
class Section:
    """A school's pupils of one stage: by grade, lowest first, and by class.

    `classes` holds each class's pupils; `graduates` left last summer.
    """

    stage: str
    grades: tuple[int, ...]
    classes: tuple[int, ...]
    graduates: int
    teachers: Teachers

    @property
    def students(self) -> int:
        return sum(self.grades)

    def classes_by_band(self) -> dict[str, int]:
        """Number of classes per class-size band, bands in form order."""
        counts = {name: 0 for name, _ in BANDS}
        for size in self.classes:
            counts[next(name for name, limit in BANDS if size <= limit)] += 1
        return counts


@dataclass(frozen=True)
class Premises:
    """Buildings, grounds and equipment of a school; see the module for units."""

    teaching_auxiliary_area: int
    indoor_sports_area: int
    sports_ground_area: int
    computers: int
    books: int
    multimedia_classrooms: int
    equipment_value: int

    @property
    def land_area(self) -> int:
        """Half of the floors stand on the ground; as much again lies around them and the grounds."""
        return 2 * (self.teaching_auxiliary_area // 2 + self.sports_ground_area)


@dataclass(frozen=True)
class Room:
    """A music or art room; area in hundredths of m²."""

    kind: str
    name: str
    area: int
    built_year: int


@dataclass(frozen=True)
class Finance:
    """A school's money in the calendar year, in fen."""

    public_funds_allocated: int
    public_funds_budget: int
    training_budget: int
    training_final: int


@dataclass(frozen=True)
class SchoolYear:
    """A school with its figures of one school year. Special schools have pupils but no sections."""

    school: School
    sections: Mapping[str, Section]
    senior_grades: tuple[int, ...] = ()
    special_students: int = 0
    premises: Premises | None = None
    rooms: tuple[Room, ...] = ()
    finance: Finance | None = None

    @property
    def senior_students(self) -> int:
        return sum(self.senior_grades)

    @property
    def compulsory_students(self) -> int:
        return sum(section.students for section in self.sections.values())


@dataclass(frozen=True)
class Change:
    """A recorded 学校变动: `kind` as in `PlannedChange`."""

    school_code: str
    school_name: str
    kind: str
    effective_date: str
    other_code: str | None
    document: str


@dataclass(frozen=True)
class CountyItem:
    """One line of 县级指标 or 补充采集表·县级: the value as filed."""

    code: str
    name: str
    value: int | float
    unit: str


@dataclass(frozen=True)
class Attestation:
    """One line of 佐证材料."""

    indicator_id: str
    conclusion: str
    document: str
    document_number: str
    document_date: str


@dataclass(frozen=True)
class Support:
    """What a county files beyond the annual statistics."""

    items: tuple[CountyItem, ...]
    attestations: tuple[Attestation, ...]
    monitoring: tuple[tuple[str, str, float], ...]  # subject, level, between-school variation
    vetoes: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class CountyYear:
    """Everything a county files for one school year."""

    code: str
    name: str
    year: int
    schools: tuple[SchoolYear, ...]
    changes: tuple[Change, ...]
    support: Support

    def section_total(self, stage: str) -> int:
        """Pupils of a stage in the county."""
        return sum(entry.sections[stage].students for entry in self.schools if stage in entry.sections)

    def teacher_total(self) -> int:
        """Full-time teachers of primary and junior sections in the county."""
        return sum(s.teachers.total for entry in self.schools for s in entry.sections.values())
