"""The rule sets for quality balance beyond R1–R7, typed again from their documents on purpose.

What belongs here: what each requirement demands nationally, what the local
plans replace or add, dimensions, vetoes, the transition rules' numbers. What
does not: R1–R7 (`standard`), or any reading of dbt_project/seeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from tests.oracle import standard
from tests.oracle.collection import ART, MUSIC
from tests.oracle.filing import JUNIOR, PRIMARY

RESOURCE, GOVERNMENT = "resource_allocation", "government_support"
QUALITY, SOCIAL, LOCAL = "education_quality", "social_approval", "local_requirements"

SUBJECTS = {
    "语文": "chinese",
    "数学": "mathematics",
    "科学": "science",
    "体育": "pe",
    "艺术": "arts",
    "德育": "moral_education",
}

#: 国家义务教育质量监测方案（2021年修订版）: every subject once in so many years.
MONITORING_CYCLE = 3
#: S1: valid questionnaires per resident, and parents among them, at least.
SAMPLE_SHARE, PARENTS_SHARE = Fraction(15, 10000), Fraction(1, 2)


@dataclass(frozen=True)
class Demand:
    """What a value must be: `operator` is >=, <=, > or <."""

    operator: str
    threshold: Fraction

    def is_met_by(self, value: Fraction) -> bool:
        """True where the value does what is asked; a value on the threshold equals it."""
        if self.operator == ">=":
            return standard.at_least(value, self.threshold)
        if self.operator == "<=":
            return standard.at_most(value, self.threshold)
        if self.operator == "<":
            return not standard.at_least(value, self.threshold)
        return not standard.at_most(value, self.threshold)


#: None: nothing is demanded; the value is shown beside.
Demands = Mapping[tuple[str, str], Demand | None]
Parts = tuple[tuple[str, str], ...]


def at_least(threshold: str) -> Demand:
    """That much or more; the threshold as a decimal or a fraction."""
    return Demand(">=", Fraction(threshold))


def at_most(threshold: str) -> Demand:
    """That much or less."""
    return Demand("<=", Fraction(threshold))


#: G8's second half, 足额核定绩效工资总量, which no county form asks for: it counts where it is filed.
NOT_ASKED: Parts = (("G8", "attested"),)
#: The national quota of special schools since spring 2025, shown beside G7.
SPECIAL_QUOTA, SPECIAL_QUOTA_FROM = Fraction(7000), 2025

ATTESTED = ("G1", "G2", "G10", "G14", "G15", "Q3", "Q5", "Q6", "Q7", "Q8")

#: 教督〔2017〕6号, by indicator and part.
NATIONAL_DEMANDS: dict[tuple[str, str], Demand | None] = {
    **{(indicator_id, "attested"): at_least("1") for indicator_id in ATTESTED},
    ("G3", MUSIC): at_least("1"),
    ("G3", ART): at_least("1"),
    ("G4", "single_stage"): at_most("2000"),
    ("G4", "combined"): at_most("2500"),
    ("G5", PRIMARY): at_most("0"),
    ("G5", JUNIOR): at_most("0"),
    ("G6", "value"): at_least("1"),
    ("G7", "value"): at_least("6000"),
    ("G8", "value"): at_least("100"),
    ("G8", "attested"): at_least("1"),
    ("G9", "value"): at_least("100"),
    ("G11", "exchanged"): at_least("10"),
    ("G11", "backbone"): at_least("20"),
    ("G12", "value"): at_least("100"),
    ("G13", PRIMARY): at_least("100"),
    ("G13", JUNIOR): at_least("95"),
    ("G10", "within"): at_most("100"),
    ("G14", "allotted"): at_least("50"),
    ("G14", "tilt"): at_least("100"),
    ("G15", "migrant"): at_least("85"),
    ("Q1", "value"): at_least("95"),
    ("Q2", "value"): at_least("95"),
    ("Q4", "value"): at_least("5"),
    **{("Q9", f"{subject}_level"): at_least("3") for subject in SUBJECTS.values()},
    **{("Q9", f"{subject}_variation"): Demand("<", Fraction("0.15")) for subject in SUBJECTS.values()},
    ("S1", "value"): at_least("85"),
}

#: Decimals at which the published tables print a value; R1–R7 and amounts 2, ratios in per cent 1 or 2.
DECIMALS: dict[str, int] = {
    **dict.fromkeys((*standard.INDICATORS, "G3", "G6", "G7"), 2),
    **dict.fromkeys(("G8", "G9", "G10", "G11", "G12", "G13", "G14", "G15", "Q1", "Q2", "Q4", "S1", "L1"), 1),
    **dict.fromkeys(("L4", "L5", "L6", "P9", "P10", "P11", "P12"), 1),
    **dict.fromkeys(("P7", "P8"), 0),
    **dict.fromkeys(("G1", "G2", "Q3", "Q5", "Q6", "Q7", "Q8", "G4", "G5", "L2", "L3"), 0),
    **dict.fromkeys(("F1", "F2", "F3", "F4", "F5", "E1", "E2", "E5", "V1"), 1),
    **dict.fromkeys(("P1", "P2", "P3", "P4", "P6"), 1),
    **dict.fromkeys(("E3", "E4", "V2"), 2),
    **dict.fromkeys(("P5", "Q9"), 3),
}
CV_DECIMALS = 3

#: G3: rooms of each kind per so many classes, and how large.
CLASSES_PER_ROOM = 12
ROOM_AREA = {MUSIC: Fraction(96), ART: Fraction(90)}
#: G6: schools below this are funded as if they had so many.
SMALL_SCHOOL = 100
#: G5: the largest class.
CLASS_LIMIT = {PRIMARY: 45, JUNIOR: 50}

MET_CONCLUSIONS = ("达到", "达标", "符合", "是", "良好", "优秀", "好", "合格")
UNMET_CONCLUSIONS = ("未达到", "未达标", "不达标", "不符合", "否", "一般", "较差", "不合格")
LEVELS = {"Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4}

#: 教督〔2017〕6号, in order.
#: Of these the one that figures may answer too.
POSTS_UNFILLED = "有编不补或长期聘用编外教师"
VETOES = (
    "考试招生",
    "违规择校",
    "重点学校或重点班",
    POSTS_UNFILLED,
    "重大安全责任事故或严重违纪违规",
    "弄虚作假",
)

#: 国教督办函〔2019〕30号: T1–T4 hold in these school years.
TRANSITION_YEARS = range(2019, 2022)


@dataclass(frozen=True)
class RuleSet:
    """A rule set of quality balance: the national one, or a plan that replaces and adds to it.

    It applies from `from_year` to `to_year` to counties whose code begins with `code_prefix`.
    `decides_on`: whether thresholds and limits are compared with raw or rounded values.
    `later`: demands that begin in a later year. `not_asked`, `asked_from`: parts that count where they are
    filed, always or before a year.
    `dimensions`: indicators of each dimension besides resource allocation.
    """

    standard_id: str
    from_year: int
    code_prefix: str = ""
    demands: Demands = field(default_factory=lambda: NATIONAL_DEMANDS)
    dimensions: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {
            GOVERNMENT: tuple(f"G{number}" for number in range(1, 16)),
            QUALITY: tuple(f"Q{number}" for number in range(1, 10)),
            SOCIAL: ("S1",),
        }
    )
    decides_on: str = "raw"
    to_year: int = 9999
    not_asked: Parts = NOT_ASKED
    asked_from: Mapping[tuple[str, str], int] = field(default_factory=dict)
    later: tuple[tuple[int, Demands], ...] = ((SPECIAL_QUOTA_FROM, {("G7", "national_quota"): None}),)

    def in_year(self, school_year: int) -> RuleSet:
        """The rule set with the demands of a year, and with what the forms of that year do not ask for."""
        demands = dict(self.demands)
        for from_year, changed in self.later:
            demands |= changed if school_year >= from_year else {}
        young = tuple(part for part, from_year in self.asked_from.items() if school_year < from_year)
        return replace(self, demands=demands, not_asked=(*self.not_asked, *young))

    def applies_to(self, county_code: str, school_year: int) -> bool:
        """True where the rule set judges this county in this year."""
        return self.from_year <= school_year <= self.to_year and county_code.startswith(self.code_prefix)

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator besides R1–R7."""
        return tuple(indicator_id for ids in self.dimensions.values() for indicator_id in ids)

    def parts_of(self, indicator_id: str) -> tuple[str, ...]:
        """The parts of an indicator that this rule set asks something of."""
        return tuple(part for indicator, part in self.demands if indicator == indicator_id)

    def with_rows(
        self,
        standard_id: str,
        from_year: int,
        code_prefix: str,
        demands: Demands,
        local: tuple[str, ...] = (),
    ) -> RuleSet:
        """A rule set that inherits this one and replaces or adds some demands."""
        dimensions = {**self.dimensions, LOCAL: local} if local else self.dimensions
        return replace(
            self,
            standard_id=standard_id,
            from_year=from_year,
            code_prefix=code_prefix,
            demands={**self.demands, **demands},
            dimensions=dimensions,
        )


NATIONAL = RuleSet(standard.STANDARD_ID, 2017)
TIELING = NATIONAL.with_rows(
    "tieling-2019",
    2019,
    "211221",
    {
        ("G2", "quota_primary"): at_least("850"),
        ("G2", "quota_junior"): at_least("1050"),
        ("G14", "allotted"): at_least("100"),
        ("L4", "value"): at_least("100"),
        ("L5", "value"): at_most("19"),
        ("L6", "value"): at_most("13.5"),
    },
    ("L4", "L5", "L6"),
)
#: Public funds per pupil went up later; its further requirements are asked for by the sheets of 2027.
TIELING = replace(
    TIELING,
    later=(
        *TIELING.later,
        (2025, {("G2", "quota_primary"): at_least("935"), ("G2", "quota_junior"): at_least("1155")}),
    ),
    asked_from=dict.fromkeys((("L4", "value"), ("L5", "value"), ("L6", "value")), 2027),
)
XIANAN = NATIONAL.with_rows("xianan-2023", 2023, "421202", {("L1", "value"): at_least("98")}, ("L1",))
#: 市委办发〔2024〕2号 二2: «到2035年 … 普通高中学校规模不超过3000人，班额不超过50人»; no more until then.
ZHANGYE_UNTIL_2035 = replace(NATIONAL.with_rows("zhangye-2024", 2024, "6207", {}), to_year=2034)
ZHANGYE = NATIONAL.with_rows(
    "zhangye-2024",
    2035,
    "6207",
    {("L2", "value"): at_most("3000"), ("L3", "value"): at_most("0")},
    ("L2", "L3"),
)
SHENYANG = NATIONAL.with_rows("shenyang-2024", 2024, "2101", {("G7", "value"): at_least("8000")})
RULE_SETS = (NATIONAL, TIELING, XIANAN, ZHANGYE_UNTIL_2035, ZHANGYE, SHENYANG)
