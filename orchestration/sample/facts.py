"""A county's figures under the field names of the layouts.

What belongs here: which value goes to which layout field, in the unit that the form asks for. What does not:
headers, sheet order and cells (`sheets`, and the layouts themselves).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from orchestration.sample.groups import Group, groups_of
from orchestration.sample.model import (
    GRADES,
    SCHOOL_TYPES,
    SPONSORS,
    URBAN_RURAL,
    CountyItem,
    CountyYear,
    School,
    SchoolYear,
    Section,
    Teachers,
)
from orchestration.sample.supplement import Supplement
from orchestration.sample.support import last_monitored

Value = str | int | float | bool | None
Row = Mapping[str, Value]

#: Subjects besides PE and arts: share of the remaining teachers in thousandths; 语文 takes what is left over.
_SUBJECT_SHARES: dict[str, dict[str, int]] = {
    "primary": {"mathematics": 350, "foreign_language": 90, "ethics_law": 50, "science": 50},
    "junior": {
        "mathematics": 190,
        "foreign_language": 180,
        "ethics_law": 80,
        "history": 70,
        "geography": 60,
        "physics": 90,
        "chemistry": 50,
        "biology": 60,
        "information_technology": 20,
    },
}
_SUBJECTS_NOT_TAUGHT = (
    *("ethics_law", "foreign_language", "english", "japanese", "russian", "history", "geography", "science"),
    *("physics", "chemistry", "biology", "information_technology", "labour", "practical_activities"),
    *("other", "not_teaching"),
)


def hundredths(number: int) -> int | float:
    """Whole hundredths as a filed number: 1250 → 12.5, 1200 → 12."""
    return number // 100 if number % 100 == 0 else number / 100


def identity(school: School, county: CountyYear) -> dict[str, Value]:
    """Fields of the relation `schools`."""
    return {
        "school_code": school.code,
        "school_name": school.name,
        "school_type_code": school.type_code,
        "school_type_name": SCHOOL_TYPES[school.type_code],
        "sponsor_name": SPONSORS[school.sponsor_code],
        "urban_rural_code": school.urban_code,
        "urban_rural_name": URBAN_RURAL[school.urban_code],
        "county_name_filed": county.name,
        "county_code_filed": county.code,
        "is_counted": school.is_counted,
        "parent_school_code": school.parent_code,
        "is_boarding": school.boarding,
        "built_year": school.built_year,
        "township": school.township,
    }


def _teachers(teachers: Teachers) -> dict[str, Value]:
    qualifications = ("doctor", "master", "bachelor", "college", "upper_secondary")
    return {
        "teachers.all": teachers.total,
        **{f"teachers.qualification.{name}": getattr(teachers, name) for name in qualifications},
        "teachers.subject.pe": teachers.pe,
        "teachers.subject.arts": teachers.arts,
        "teachers.subject.music": teachers.music,
        "teachers.subject.fine_arts": teachers.fine_arts,
        "teachers.backbone.county_or_above": teachers.backbone,
    }


def _class_sizes(section: Section) -> dict[str, Value]:
    bands = {f"class_sizes.{band}": number for band, number in section.classes_by_band().items()}
    return {"class_sizes.all": len(section.classes), **bands}


def _premises(entry: SchoolYear) -> dict[str, Value]:
    premises = entry.premises
    if premises is None:
        return {}
    return {
        "premises.teaching_auxiliary_area": hundredths(premises.teaching_auxiliary_area),
        "premises.indoor_sports_area": hundredths(premises.indoor_sports_area),
        "premises.sports_ground_area": hundredths(premises.sports_ground_area),
        "premises.computers": premises.computers,
        "premises.books": premises.books,
        "premises.multimedia_classrooms": premises.multimedia_classrooms,
        "premises.equipment_value": hundredths(premises.equipment_value),
    }


def export_rows(form: str, county: CountyYear, entries: Iterable[SchoolYear]) -> list[Row]:
    """Rows of one 学校明细 sheet for the schools given; empty where none has anything to say in it."""

    def named(entry: SchoolYear) -> dict[str, Value]:
        return {"school_code": entry.school.code, "school_name": entry.school.name}

    def staged(stage: str) -> list[Row]:
        return [
            {
                **named(entry),
                "enrolment.all.all": entry.sections[stage].students,
                **_class_sizes(entry.sections[stage]),
                **_teachers(entry.sections[stage].teachers),
            }
            for entry in entries
            if stage in entry.sections
        ]

    entries = list(entries)
    makers: dict[str, Callable[[], list[Row]]] = {
        "directory": lambda: [identity(entry.school, county) for entry in entries],
        "primary": lambda: staged("primary"),
        "junior": lambda: staged("junior"),
        "senior": lambda: [
            {**named(entry), "enrolment.all.all": entry.senior_students}
            for entry in entries
            if entry.senior_grades
        ],
        "special": lambda: [
            {**named(entry), "enrolment.all.all": entry.special_students}
            for entry in entries
            if entry.school.is_special
        ],
        "premises": lambda: [{**named(entry), **_premises(entry)} for entry in entries if entry.premises],
    }
    return makers[form]()


def collection_rows(form: str, county: CountyYear) -> list[Row]:
    """Rows of one 县级采集表 sheet."""
    support = county.support
    makers: dict[str, Callable[[], list[Row]]] = {
        "finance": lambda: [
            {
                "school_code": entry.school.code,
                "school_name": entry.school.name,
                "public_funds_allocated_yuan": hundredths(entry.finance.public_funds_allocated),
                "public_funds_budget_yuan": hundredths(entry.finance.public_funds_budget),
                "training_budget_yuan": hundredths(entry.finance.training_budget),
                "training_final_yuan": hundredths(entry.finance.training_final),
            }
            for entry in county.schools
            if entry.finance
        ],
        "rooms": lambda: [
            {
                "school_code": entry.school.code,
                "school_name": entry.school.name,
                "kind": room.kind,
                "room_name": room.name,
                "area_m2": hundredths(room.area),
                "built_year": room.built_year,
            }
            for entry in county.schools
            for room in entry.rooms
        ],
        "county_items": lambda: [_county_item(item) for item in support.items],
        "attestations": lambda: [
            {
                "indicator_id": each.indicator_id,
                "conclusion": each.conclusion,
                "document": each.document,
                "document_number": each.document_number,
                "document_date": each.document_date,
                "filer": "填报人甲",
                "reviewer": "审核人乙",
            }
            for each in support.attestations
        ],
        "monitoring": lambda: [
            {
                "subject": subject,
                "monitored_year": last_monitored(subject, county.year),
                "level": level,
                "between_school_variation": variation,
            }
            for subject, level, variation in support.monitoring
        ],
        "vetoes": lambda: [{"item": item, "occurred": occurred} for item, occurred in support.vetoes],
        "changes": lambda: [
            {
                "school_code": change.school_code,
                "school_name": change.school_name,
                "change": change.kind,
                "effective_date": change.effective_date,
                "other_school_code": change.other_code,
                "document": change.document,
            }
            for change in county.changes
        ],
    }
    return makers[form]()


def _county_item(item: CountyItem) -> Row:
    return {"item_code": item.code, "item_name": item.name, "value": item.value, "unit": item.unit}


def supplement_rows(form: str, supplement: Supplement) -> list[Row]:
    """Rows of one 补充采集表 sheet; empty where the county has nothing to say in it."""
    makers: dict[str, Callable[[], list[Row]]] = {
        "supplement_county": lambda: [
            {**_county_item(item), **({"value": None} if item.code in supplement.blank else {})}
            for item in supplement.items
        ],
        "supplement_section": lambda: [
            {
                "school_code": line.school_code,
                "school_name": line.school_name,
                "stage": line.stage,
                "teachers.title.intermediate_or_above": line.titled,
                "teachers.subject_shared.pe_arts": line.shared,
            }
            for line in supplement.sections
        ],
        "supplement_school": lambda: [
            {
                "school_code": line.school_code,
                "school_name": line.school_name,
                "premises.rooftop_underground_area": hundredths(line.rooftop_underground_area),
                "premises.leased_venue_area": hundredths(line.leased_venue_area),
            }
            for line in supplement.grounds
        ],
        "self_assessment": lambda: [
            {
                "school_code": line.school_code,
                "school_name": line.school_name,
                **{f"self_assessment.{item}": value for item, value in line.values.items()},
            }
            for line in supplement.schools
        ],
    }
    return makers[form]()


#: Forms of a 基层报表 workbook in its order, with the stage whose pupils make a school file it.
RETURN_FORMS: tuple[tuple[str, str | None], ...] = (
    ("1001", None),
    ("1102", None),
    ("2106", "primary"),
    ("2107", "junior"),
    ("3112", "primary"),
    ("3115", "junior"),
    ("3118", "senior"),
    ("4155", None),
    ("5170", None),
    ("5176", None),
)


def return_forms(entry: SchoolYear) -> list[str]:
    """The forms that a school's 基层报表 workbook holds."""
    return [form for form, stage in RETURN_FORMS if stage is None or stage in entry.school.stages]


def return_facts(form: str, county: CountyYear, entry: SchoolYear) -> Row:
    """Values of one 基层报表 sheet by fact name; what a school has no stage for is absent."""
    if form == "1001":
        return identity(entry.school, county)
    if form in ("5170", "5176"):
        # Exports leave out the land, which the form of one school has.
        land = {"premises.land_area": hundredths(entry.premises.land_area)} if entry.premises else {}
        return _premises(entry) | land
    if form == "1102":
        return {
            f"teachers.{stage}.backbone.county_or_above": section.teachers.backbone
            for stage, section in entry.sections.items()
        }
    if form == "4155":
        facts: dict[str, Value] = {}
        for stage, section in entry.sections.items():
            facts.update(_teachers_by_subject(stage, section.teachers))
        return facts
    if form in ("2106", "2107"):
        return _class_sizes(entry.sections["primary" if form == "2106" else "junior"])
    if form == "3118":
        return _pupils("senior", entry.school, entry.senior_grades, entry.senior_grades[-1])
    section = entry.sections["primary" if form == "3112" else "junior"]
    return _pupils(section.stage, entry.school, section.grades, section.graduates)


def _teachers_by_subject(stage: str, teachers: Teachers) -> dict[str, Value]:
    """教基4155: 合计 by subject, arts holding music and fine arts, foreign languages holding English."""
    rest = teachers.total - teachers.pe - teachers.arts
    subjects = dict.fromkeys(_SUBJECTS_NOT_TAUGHT, 0)
    subjects.update({name: rest * share // 1000 for name, share in _SUBJECT_SHARES[stage].items()})
    subjects["chinese"] = rest - sum(subjects.values())
    subjects["english"] = subjects["foreign_language"]
    facts = {f"subject.{name}": number for name, number in subjects.items()}
    values = {key.removeprefix("teachers."): value for key, value in _teachers(teachers).items()}
    values.pop("backbone.county_or_above")
    values["all.all"] = values.pop("all")
    values["gender.female"] = teachers.women
    return {f"teachers.{stage}.{key}": value for key, value in {**facts, **values}.items()}


def _pupils(stage: str, school: School, grades: tuple[int, ...], graduates: int) -> dict[str, Value]:
    """教基3112, 3115, 3118: every group by grade."""
    facts: dict[str, Value] = {}

    def put(name: str, group: Group) -> None:
        facts[f"enrolment.graduates.{name}"] = group.graduates
        facts[f"enrolment.entrants.{name}"] = group.grades[0]
        for years in range(4):
            # Every first-grader has been to kindergarten for three years.
            facts[f"enrolment.entrants_preschool_{years}.{name}"] = group.grades[0] if years == 3 else 0
        facts[f"enrolment.all.{name}"] = sum(group.grades)
        facts[f"enrolment.all.{name}_girls"] = sum(group.girls)
        facts[f"enrolment.junior_4.{name}"] = 0
        facts[f"enrolment.expected_graduates.{name}"] = group.grades[-1]
        for grade, number in zip(GRADES[stage], group.grades, strict=True):
            facts[f"enrolment.{grade}.{name}"] = number

    for name, group in groups_of(school, grades, graduates).items():
        put(name, group)
    return facts
