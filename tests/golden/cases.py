"""Golden cases A, B, D and E as filings of made-up counties, in a year that no example uses.

What belongs here: the published golden figures, put where a
county would file them. What does not: what they must give (the tests).
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

from tests.oracle.collection import Collection
from tests.oracle.filing import EQUIPMENT_VALUE, JUNIOR, PRIMARY, SPORTS_GROUND_AREA, CountyYear, School
from tests.support.cases.school_maker import SchoolMaker

GOLDEN = Path(__file__).parent
CASE_YEAR, YEARS = 2019, (2023, 2024)
CASE_A_COUNTY, CASE_B_COUNTY, CASE_D_COUNTY, CASE_E_COUNTY = "990101", "990102", "990103", "539904"
YUAN_PER_WAN = 10000


def books() -> list[tuple[str, int, int]]:
    """Golden case A: school, students, books."""
    with (GOLDEN / "cv_books.csv").open(encoding="utf-8") as lines:
        return [(row["school"], int(row["students"]), int(row["books"])) for row in csv.DictReader(lines)]


def case_a() -> CountyYear:
    """Five schools, with books in the place of the value of equipment: R6 is quantity ÷ students."""
    maker = SchoolMaker(seed=1)
    schools = []
    for name, students, number_of_books in books():
        school = maker.school("211", {PRIMARY: students})
        assert school.premises is not None
        school.name = name
        school.premises.items[EQUIPMENT_VALUE] = Decimal(number_of_books)
        schools.append(school)
    return CountyYear(CASE_YEAR, CASE_A_COUNTY, "算例一", schools)


def case_b() -> CountyYear:
    """A nine-year school with the quantity as its sports ground and no indoor rooms: R5."""
    school: School = SchoolMaker(seed=2).school("312", {PRIMARY: 166, JUNIOR: 210})
    school.code = "3100000099"
    assert school.premises is not None
    school.premises.items["indoor_sports_area"] = Decimal(0)
    school.premises.items[SPORTS_GROUND_AREA] = Decimal(23226)
    return CountyYear(CASE_YEAR, CASE_B_COUNTY, "算例二", [school])


def case_d() -> CountyYear:
    """Spending, revenue, and as many students as make the published 6653 and 7023 yuan a student."""
    items = {
        "F.spending_last": Decimal(15109 * YUAN_PER_WAN),
        "F.spending_this": Decimal(16434 * YUAN_PER_WAN),
        "F.revenue_last": Decimal(32370 * YUAN_PER_WAN),
        "F.revenue_this": Decimal(35025 * YUAN_PER_WAN),
        "F.students_last": Decimal(22710),
        "F.students_this": Decimal(23400),
    }
    return CountyYear(CASE_YEAR, CASE_D_COUNTY, "算例三", collection=Collection(items=dict(items)))


def case_e() -> CountyYear:
    """91.5 points, and 45 584 m² of D级危房, which are 16.21 % of all buildings."""
    items = {
        "V1.points": Decimal("91.5"),
        "V1.d_grade_area_m2": Decimal(45584),
        "V1.total_area_m2": Decimal(281209),
    }
    return CountyYear(CASE_YEAR, CASE_E_COUNTY, "算例四", collection=Collection(items=dict(items)))
