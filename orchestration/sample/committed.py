"""The sample that is committed in raw/: eight real counties with made-up figures, school years 2022–2024.

What belongs here: their schools, and the choice of resource levels that makes some comply in 2024, one
fail by a single school, one only by the differences between its schools, one only by the 85 % floor, others
more widely.
What does not: anything that a sample of other counties would need too (`generate`).

School names of 咸安区 are those it published (xianan_roster.csv); names elsewhere are made up. Its schools
are given enough from the year on that its plan names for them, but for one that is late.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from orchestration.sample.committed_records import WITH_LISTS, committed_records, township_of
from orchestration.sample.committed_supplement import committed_supplement
from orchestration.sample.generate import SampleSummary, require_empty
from orchestration.sample.model import CountySpec, CountyYear, Override, PlannedChange, Profile, SchoolPlan
from orchestration.sample.plans import made_up_schools
from orchestration.sample.workbooks import FilingPlan, write_county
from orchestration.sample.world import simulate

YEARS = range(2022, 2025)
SEED = 20241
ROSTER = Path(__file__).parent / "xianan_roster.csv"
README = Path(__file__).parent / "committed_readme.md"

#: Brings every school just above the yardstick.
ENOUGH = 1.02
#: Brought up step by step, so that no school leaps.
STEP_BY_STEP = ((2018, 0.86), (2023, 0.92), (2024, ENOUGH))


def make_committed_sample(out_dir: Path) -> SampleSummary:
    """Write the committed sample and its README to a folder that is new or empty (else FileExistsError)."""
    require_empty(out_dir)
    schools = files = counties = 0
    for _, filed in committed_counties():
        counties += 1
        for before, county in zip((None, *filed), filed, strict=False):
            schools += len(county.schools)
            supplement = committed_supplement(county, before)
            records = committed_records(county, before, supplement)
            plan = replace(filing_plan(county), supplement=supplement, records=records)
            files += write_county(out_dir, county, plan)
    (out_dir / "README.md").write_bytes(README.read_bytes())
    return SampleSummary(counties, len(YEARS), schools, files)


def committed_counties() -> Iterator[tuple[CountySpec, list[CountyYear]]]:
    """Each county of the committed sample with its three years."""
    for spec in (_xianan(), _tieling(), *_zhangye()):
        yield spec, simulate(spec, YEARS, SEED)


def filing_plan(county: CountyYear) -> FilingPlan:
    """Who files 基层报表 workbooks: in 2024 all of 肃南, and some schools of three other counties."""
    if county.year != 2024:
        return FilingPlan()
    if county.code == "620721":
        return FilingPlan(all_instead=True)
    by_type: dict[str, list[str]] = {}
    for entry in county.schools:
        by_type.setdefault(entry.school.type_code, []).append(entry.school.code)
    wanted = (("211", 2), ("311", 2), ("312", 2), ("341", 1), ("345", 1))
    several = [code for kind, number in wanted for code in by_type[kind][:number]]
    if county.code in ("620722", "620724"):
        return FilingPlan(instead=frozenset(several))
    if county.code == "421202":
        return FilingPlan(besides=frozenset(several))
    return FilingPlan()


def _xianan() -> CountySpec:
    """咸安区 with its published schools: 83, and a campus that does not count as one."""
    random = Random(f"{SEED}:xianan")
    schools = [
        SchoolPlan("咸安区特殊教育学校", "514", special_students=85, urban_code="111", built_year=2010),
        *(_roster_school(row, random) for row in _roster()),
        *(
            SchoolPlan(f"{town}教学点", "218", grade_size=size, built_year=1998)
            for town, size in (("大幕乡", 4), ("桂花镇", 5), ("向阳湖镇", 6))
        ),
        SchoolPlan(
            "向阳湖镇凤凰小学分校区",
            "218",
            grade_size=11,
            parent_name="向阳湖镇凤凰小学",
            built_year=2014,
            provided_from=2023,
        ),
    ]
    late = "双溪桥镇担山高小"
    profile = Profile(
        quality=1.04,
        spread=0.13,
        lifts=((2018, 0.72), (2023, 0.78)),
        improvement=1.025,
        support=0.93,
        overrides=(Override(late, "R1", 0.9), Override(late, "R3", 0.7), Override(late, "R6", 0.75)),
    )
    return CountySpec("421202", "咸安区", 20_000, tuple(schools), profile)


def _roster() -> list[dict[str, str]]:
    """The published schools: school_name, target_year, school_type_code, type_basis."""
    with ROSTER.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def _roster_school(row: dict[str, str], random: Random) -> SchoolPlan:
    """A published school with a made-up size, by what its name says of its place."""
    name, kind = row["school_name"], row["school_type_code"]
    in_city = name.startswith(("市", "区", "咸宁")) or ("镇" not in name[:4] and "乡" not in name[:3])
    in_town = any(word in name for word in ("中心小学", "镇小", "中学", "学校"))
    grade_size = 0
    if kind == "218":
        grade_size = 12
    elif name == "市实验小学":
        grade_size = 350  # more pupils than a primary school should have
    elif kind == "211":
        grade_size = random.randint(70, 260) if in_city else random.randint(14, 60)
    elif kind in ("312", "345"):
        grade_size = random.randint(60, 160) if in_city else random.randint(20, 60)
    urban = random.choice(("111", "111", "112")) if in_city else random.choice(("121", "122", "210"))
    return SchoolPlan(
        name,
        kind,
        grade_size=grade_size,
        junior_weight=random.uniform(1.5, 4.0) if in_city else random.uniform(0.6, 1.5),
        senior_students={"341": 900, "345": 620}.get(kind, 0),
        sponsor_code="10" if "民办" in name else "7",
        urban_code=urban if in_city or in_town else "220",
        boarding=kind != "211" and not in_city,
        built_year=random.randint(1995, 2020),
        provided_from=int(row["target_year"]),
    )


def _county(
    code: str, name: str, serial_base: int, size: int, profile: Profile, largest_grade: int = 260
) -> CountySpec:
    """A county of the sample with made-up schools, in townships where it files lists of them."""
    random = Random(f"{SEED}:{code}:plan")
    schools = made_up_schools(name, size, random, largest_grade)
    if code in WITH_LISTS:
        schools = tuple(replace(plan, township=township_of(plan.name)) for plan in schools)
    return CountySpec(code, name, serial_base, schools, profile)


def _tieling() -> CountySpec:
    """铁岭县 fails in every year by many schools; one school closes, one is merged."""
    spec = _county("211221", "铁岭县", 21_000, 40, Profile(quality=1.0, spread=0.36, support=0.8))
    villages = [
        plan.name
        for plan in spec.schools
        if plan.type_code == "211" and "镇" in plan.name and "中心" not in plan.name
    ]
    changes = (
        PlannedChange(2023, "close", villages[-2], "县第二小学"),
        PlannedChange(2024, "merge", villages[-3], "县第三小学"),
    )
    return replace(spec, changes=changes)


def _zhangye() -> list[CountySpec]:
    """The six counties of 张掖市, each with its own way to comply or to fail in 2024."""
    everything = Profile(quality=1.2, spread=0.1, lifts=STEP_BY_STEP, support=1.0)
    early = ((2018, 0.9), (2023, ENOUGH))
    minle = _county("620722", "民乐县", 22_000, 30, replace(everything, support=0.9))
    gaotai = _county("620724", "高台县", 24_000, 20, replace(everything, support=0.95))
    shandan = _county("620725", "山丹县", 25_000, 22, replace(everything, support=0.95))
    towns = [plan.name for plan in minle.schools if plan.type_code == "211"]
    return [
        _county("620702", "甘州区", 2_000, 46, everything),
        _county("620721", "肃南裕固族自治县", 21_000, 7, replace(everything, support=0.97), 60),
        # By the floor alone: six met, the seventh far below.
        _with(minle, Override(towns[0], "R6", 0.7), Override("县第一中学", "R2", 0.7), rename=towns[-1]),
        _county("620723", "临泽县", 23_000, 16, replace(everything, lifts=early)),
        # By one school alone: two indicators short, neither far.
        _with(gaotai, Override("县第一小学", "R1", 0.92), Override("县第一小学", "R2", 0.92)),
        # By difference alone: every school has enough, one has many times that.
        _with(shandan, Override("县第二小学", "R6", 5.5), Override("县第一中学", "R5", 4.0)),
    ]


def _with(spec: CountySpec, *overrides: Override, rename: str | None = None) -> CountySpec:
    changes = (PlannedChange(2023, "rename", rename, f"{rename[:-2]}希望小学"),) if rename else ()
    return replace(spec, profile=replace(spec.profile, overrides=overrides), changes=changes)
