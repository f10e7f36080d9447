"""Counties with a school of every type, whole, with another stage, without a figure and without a row.

What belongs here: what a school's type alone decides: which stages it has, and which of them are judged.
What does not: campuses and teaching points (`directory`), gaps of single cells (`filings`).
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.oracle.filing import JUNIOR, PRIMARY, SENIOR
from tests.support.cases.county_items import Case
from tests.support.cases.model_county import model_county
from tests.support.cases.school_maker import SchoolMaker

#: Of 教育事业统计: the types with a compulsory stage or a senior one, attached classes included.
TYPES = ("211", "218", "219", "311", "312", "319", "341", "342", "345")
#: 附设班 of other kinds, special and vocational schools, 专门学校.
OUT = ("111", "119", "361", "371", "511", "512", "513", "514", "519")


def type_cases(maker: SchoolMaker) -> Iterator[Case]:
    """Every case of this module; a county of schools that comply beside the one in question."""
    for type_code in (*TYPES, *OUT):
        draft = model_county(maker)
        draft.add(maker.school(type_code, {PRIMARY: 200, JUNIOR: 150, SENIOR: 90}))
        yield f"{type_code} of three stages", draft
        draft = model_county(maker)
        draft.add(maker.school(type_code, {PRIMARY: None, JUNIOR: None}))
        yield f"{type_code}, students blank", draft
        for stage in (PRIMARY, JUNIOR, SENIOR):
            draft = model_county(maker)
            draft.add(maker.school(type_code, {stage: None}))
            yield f"{type_code}, {stage} students blank", draft
        draft = model_county(maker)
        draft.add(maker.school(type_code, {}))
        yield f"{type_code} on no sheet", draft
