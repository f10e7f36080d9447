"""What one county files for one school year, as a reader of its workbooks sees it.

What belongs here: plain records of the filed figures. What does not: files,
Parquet, or any judgement of the figures.

A figure is None where the cell is there but says nothing (blank, «—», a text
that is no number), and has no entry at all where its column was not filed.
Both mean missing; neither means 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tests.oracle.collection import Collection

PRIMARY, JUNIOR, SENIOR = "primary", "junior", "senior"
#: In the place of a stage: the school as a whole.
ALL = "all"
#: The stages of the split, in order.
STAGES = (PRIMARY, JUNIOR, SENIOR)

#: Columns of a stage sheet besides 在校生数.
QUALIFICATIONS = ("doctor", "master", "bachelor", "college", "upper_secondary")
SUBJECTS = ("pe", "arts")
BACKBONE = "backbone"
TEACHER_COLUMNS = (*QUALIFICATIONS, *SUBJECTS, BACKBONE)
#: Further ones that only basic balance asks for: all full-time teachers, and those 中级及以上职称.
TEACHERS, INTERMEDIATE_TITLE = "teachers", "intermediate_title"

#: Columns of 教学班数: all classes, then by size, from the smallest.
ALL_CLASSES = "all"
CLASS_BANDS = (
    "le25",
    "26_30",
    "31_35",
    "36_40",
    "41_45",
    "46_50",
    "51_55",
    "56_60",
    "61_65",
    "ge66",
)

#: Columns of the sheet 办学条件 that R4–R7 use; equipment in yuan.
TEACHING_AREA = "teaching_auxiliary_area"
INDOOR_SPORTS_AREA = "indoor_sports_area"
SPORTS_GROUND_AREA = "sports_ground_area"
EQUIPMENT_VALUE = "equipment_value"
MULTIMEDIA_CLASSROOMS = "multimedia_classrooms"
PREMISES_COLUMNS = (
    TEACHING_AREA,
    INDOOR_SPORTS_AREA,
    SPORTS_GROUND_AREA,
    EQUIPMENT_VALUE,
    MULTIMEDIA_CLASSROOMS,
)


@dataclass
class StageRow:
    """A school's row in 小学明细, 初中明细 or 高中明细.

    `teachers` holds the columns of TEACHER_COLUMNS. `filed_twice`: the row
    stands in two files that disagree, so that none of it can be believed.
    `quarantined`: columns («students» or teacher columns) whose figure was
    filed but cannot be (a negative count). `by_return`: what the school's own
    基层报表 says of the same facts; the export (this row) wins where both speak.
    `shape` is «return» where there is no export row. `classes`: 教学班数, by
    ALL_CLASSES and CLASS_BANDS. `migrants`: 随迁子女 among the students, told by
    returns only. `shared_teachers`: 交流走教兼职体育艺术教师, from the supplementary sheet.
    """

    students: int | None
    teachers: dict[str, int | None] = field(default_factory=dict)
    filed_twice: bool = False
    quarantined: frozenset[str] = frozenset()
    by_return: StageRow | None = None
    shape: str = "export"
    classes: dict[str, int | None] = field(default_factory=dict)
    migrants: int | None = None
    shared_teachers: int | None = None

    def believed_students(self) -> int | None:
        """Students that may be counted on; None where they are unknown."""
        if self.filed_twice or "students" in self.quarantined:
            return None
        if self.students is None and self.by_return is not None:
            return self.by_return.believed_students()
        return self.students

    def believed_teachers(self, column: str) -> int | None:
        """Teachers in one column that may be counted on; None where unknown."""
        if self.filed_twice or column in self.quarantined:
            return None
        count = self.teachers.get(column)
        if count is None and self.by_return is not None:
            return self.by_return.believed_teachers(column)
        return count

    def believed_classes(self, band: str) -> int | None:
        """Classes of one size (or ALL_CLASSES) that may be counted on; None where unknown."""
        if self.filed_twice or band in self.quarantined:
            return None
        count = self.classes.get(band)
        if count is None and self.by_return is not None:
            return self.by_return.believed_classes(band)
        return count


@dataclass
class PremisesRow:
    """A school's row in 办学条件: areas m², equipment yuan, classrooms counted."""

    items: dict[str, Decimal | None]
    filed_twice: bool = False
    quarantined: frozenset[str] = frozenset()

    def believed(self, column: str) -> Decimal | None:
        """A quantity that may be counted on; None where it is unknown."""
        if self.filed_twice or column in self.quarantined:
            return None
        return self.items.get(column)


@dataclass
class School:
    """One school with all its rows.

    `counted` is 是否计校数 (None: not said, which counts as yes). `listed`: the
    school stands in the directory (学校名录); `listed_twice`: it stands there
    twice with different particulars, so that neither can be believed.
    `special_students`: its row in 特殊教育, where there is one. `staff_on_establishment`:
    在编人员 of its 教基4149. `extra_sports_areas`:
    楼顶地下运动场地 and 租用场馆 of the supplementary sheet, m², by item.
    """

    code: str
    name: str
    type_code: str | None
    counted: bool | None = True
    parent: str | None = None
    stages: dict[str, StageRow] = field(default_factory=dict)
    premises: PremisesRow | None = None
    special_students: int | None = None
    staff_on_establishment: int | None = None
    listed: bool = True
    listed_twice: bool = False
    urban_rural: str | None = "121"
    built_year: int | None = None
    sponsor: str | None = "7"
    extra_sports_areas: dict[str, Decimal | None] = field(default_factory=dict)

    @property
    def in_directory(self) -> bool:
        """True where the directory tells us one thing about this school."""
        return self.listed and not self.listed_twice


@dataclass
class Change:
    """A recorded change (学校变动): rename, merge, split, close, change_type or open."""

    school_code: str
    change: str
    effective_date: str
    other_school_code: str | None = None


@dataclass
class CountyYear:
    """All a county filed for one school year.

    `filed`: False where nothing came, so that all else is empty. `sheets`: the
    stages whose sheet of the 学校明细 export was filed, also where no school
    stands in it. `kind`: the constructed case it is, if it is one.
    `collection`: the county's own sheets. `earlier`: its filings of years before.
    """

    school_year: int
    county_code: str
    name: str
    schools: list[School] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    sheets: frozenset[str] = frozenset(STAGES)
    filed: bool = True
    kind: str = ""
    collection: Collection = field(default_factory=Collection)
    earlier: tuple[CountyYear, ...] = ()
