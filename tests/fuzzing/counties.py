"""Whole counties with one fault each, landed together and gated once: faults that reading cannot see.

What belongs here: made-up counties, their faults, comparing findings with those of sound counties. What does
not: faults of single files (mutations.py).

Every county is a copy of the smallest county of the sample under codes of its own. A fault counts as seen
where the gate finds, in that county, something that it does not find in a sound copy: of the school, or on
the sheet, that carries the fault.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from orchestration.settings import PROJECT_DIR, Settings
from tests.fuzzing.forms import Form, Spot, forms_of
from tests.fuzzing.grids import Grid, to_xlsx
from tests.fuzzing.judge import SILENT, Failure
from tests.support.warehouse import landed_and_checked

SOURCE = PROJECT_DIR / "raw" / "2022" / "620721"
SCHOOL_YEAR = int(SOURCE.parent.name)
EXPORT, COLLECTION = "学校明细", "县级采集表"
_SOUND = 2
_SOURCE_NAME = "肃南裕固族自治县"


@dataclass
class County:
    """A county's sheets by file, under made-up codes, and where its fault is."""

    number: int
    files: dict[str, list[Grid]]
    kind: str = "sound"
    sheet: str = ""
    school_code: str | None = None

    @property
    def code(self) -> str:
        """A code of six digits that no roster knows."""
        return f"{9_000 + self.number // 90}{10 + self.number % 90}"

    def renamed(self, school_code: str) -> str:
        """A school's code in this county."""
        return f"{school_code[:4]}{self.number * 20 + int(school_code[-2:]):06d}"

    def grid(self, sheet: str) -> Grid:
        """A sheet by name."""
        return next(grid for grids in self.files.values() for grid in grids if grid.name == sheet)


Fault = Callable[[random.Random, County, list[Form]], None]


def _counts(forms: list[Form], *sheets: str) -> list[tuple[Form, Spot]]:
    return [(form, spot) for form in forms if form.grid.name in sheets for spot in form.spots]


def _mark(county: County, form: Form, school_code: str | None) -> Grid:
    county.sheet = form.grid.name
    county.school_code = county.renamed(school_code) if school_code else None
    return county.grid(form.grid.name)


def negative(rng: random.Random, county: County, forms: list[Form]) -> None:
    """A count or an area below zero."""
    form, spot = rng.choice([each for each in _counts(forms, *_EXPORT_SHEETS) if each[1].value > 0])
    grid = _mark(county, form, spot.school_code)
    grid.rows[spot.row][spot.column] = -grid.rows[spot.row][spot.column]


def part_raised(rng: random.Random, county: County, forms: list[Form]) -> None:
    """A part of a sum raised: bands of classes, qualifications of teachers no longer add up."""
    parts = [
        (form, spot)
        for form, spot in _counts(forms, "小学明细", "初中明细")
        if ".qualification." in f".{spot.field}." or spot.relation == "class_sizes"
    ]
    form, spot = rng.choice(parts)
    grid = _mark(county, form, spot.school_code)
    grid.rows[spot.row][spot.column] += rng.randint(3, 40)


def total_changed(rng: random.Random, county: County, forms: list[Form]) -> None:
    """The 合计 of a column is not the sum of the schools."""
    form = rng.choice([form for form in forms if form.grid.name in _EXPORT_SHEETS[1:]])
    spot = rng.choice(form.spots)
    grid = _mark(county, form, None)
    grid.rows[form.total_rows[0]][spot.column] += rng.choice((-1, 1)) * rng.randint(2, 50)


def row_twice(rng: random.Random, county: County, forms: list[Form]) -> None:
    """A school's row stands twice, the second time perhaps with other figures."""
    form = rng.choice([form for form in forms if form.record_rows and form.grid.name != "专用教室"])
    row = rng.choice(form.record_rows)
    grid = _mark(county, form, str(form.grid.rows[row][form.key_column]))
    second = list(grid.rows[row])
    if rng.random() < 0.5 and isinstance(second[-1], int):
        second[-1] += 1
    grid.insert_row(row + 1, second)


def code_unknown(rng: random.Random, county: County, forms: list[Form]) -> None:
    """A school's code on one sheet is none of the directory."""
    form = rng.choice([form for form in forms if form.record_rows and form.grid.name != "学校名录"])
    row = rng.choice(form.record_rows)
    grid = _mark(county, form, None)
    code = str(grid.rows[row][form.key_column])
    county.school_code = f"{code[:4]}9{code[5:]}"
    grid.rows[row][form.key_column] = county.school_code


def school_not_in_directory(rng: random.Random, county: County, forms: list[Form]) -> None:
    """The directory lacks a school that has students."""
    form = next(form for form in forms if form.grid.name == "学校名录")
    row = rng.choice(form.record_rows)
    grid = _mark(county, form, str(form.grid.rows[row][form.key_column]))
    del grid.rows[row]


def row_lost(rng: random.Random, county: County, forms: list[Form]) -> None:
    """A school's row is missing from a sheet whose total still counts it."""
    form = rng.choice([form for form in forms if form.grid.name in _EXPORT_SHEETS[1:]])
    row = rng.choice(form.record_rows)
    grid = _mark(county, form, str(form.grid.rows[row][form.key_column]))
    del grid.rows[row]


def another_county(rng: random.Random, county: County, forms: list[Form]) -> None:
    """A school that says it belongs to another county."""
    form = next(form for form in forms if form.grid.name == "学校名录")
    row = rng.choice(form.record_rows)
    grid = _mark(county, form, str(form.grid.rows[row][form.key_column]))
    column = form.match.found["county_code_filed"].index
    grid.rows[row][column] = "110101"


def unit_slipped(rng: random.Random, county: County, forms: list[Form]) -> None:
    """One school's figure in another unit than the header's: 亩 for m², 元 for 万元, ten thousands."""
    form = next(form for form in forms if form.grid.name == "办学条件")
    fields = ("premises.teaching_auxiliary_area", "premises.sports_ground_area", "premises.equipment_value")
    spots = [spot for spot in form.spots if spot.field in fields and spot.value > 0]
    spot = rng.choice(spots)
    grid = _mark(county, form, spot.school_code)
    factor = 10_000 if spot.field.endswith("value") else 666.67
    figure = grid.rows[spot.row][spot.column]
    grid.rows[spot.row][spot.column] = round(rng.choice((figure * factor, figure / factor)), 6)


def students_beyond_belief(rng: random.Random, county: County, forms: list[Form]) -> None:
    """A zero too many in a school's enrolment; the total is raised with it."""
    form, spot = rng.choice(
        [each for each in _counts(forms, "小学明细", "初中明细") if each[1].relation == "enrolment"]
    )
    grid = _mark(county, form, spot.school_code)
    figure = grid.rows[spot.row][spot.column]
    grid.rows[spot.row][spot.column] = figure * 100
    grid.rows[form.total_rows[0]][spot.column] += figure * 99


_EXPORT_SHEETS = ("学校名录", "小学明细", "初中明细", "办学条件")
COUNTY_KINDS: dict[str, Fault] = {
    function.__name__: function
    for function in (
        *(negative, part_raised, total_changed, row_twice, code_unknown, school_not_in_directory),
        *(row_lost, another_county, unit_slipped, students_beyond_belief),
    )
}


def gate_counties(counties: int, seed: int, folder: Path) -> Iterator[tuple[str, Failure | None]]:
    """The kind of each mutated county, and how it failed; None where its fault was found."""
    sources = {
        next(name for name in (EXPORT, COLLECTION) if name in path.name): forms_of(path)
        for path in sorted(SOURCE.glob("*.xlsx"))
    }
    forms = [form for each in sources.values() for form in each]
    sound = [_county(number, sources) for number in range(_SOUND)]
    mutated = []
    kinds = list(COUNTY_KINDS)
    for number in range(_SOUND, _SOUND + counties):
        county = _county(number, sources)
        county.kind = kinds[number % len(kinds)]
        COUNTY_KINDS[county.kind](random.Random(f"{seed}-county-{number}"), county, forms)
        mutated.append(county)
    found = _findings([*sound, *mutated], folder)
    usual = {_shape(county, finding) for county in sound for finding in found[county.code]}
    for county in mutated:
        new = [finding for finding in found[county.code] if _shape(county, finding) not in usual]
        seen = any(
            finding["src_sheet"] == county.sheet
            or (county.school_code is not None and finding["school_code"] == county.school_code)
            for finding in new
        )
        other = ", ".join(sorted({finding["expectation_id"] for finding in new})) or "nothing"
        place = f"sheet «{county.sheet}» of county {county.code}, school {county.school_code}"
        yield county.kind, None if seen else Failure(SILENT, f"{place}; new in the county: {other}")


def _county(number: int, sources: dict[str, list[Form]]) -> County:
    county = County(number, {})
    for name, forms in sources.items():
        grids = [form.grid.copy() for form in forms]
        for grid in grids:
            grid.rows = [[_recoded(county, cell) for cell in row] for row in grid.rows]
        county.files[name] = grids
    return county


def _recoded(county: County, cell: Any) -> Any:
    if str(cell) == SOURCE.name:
        return county.code
    if isinstance(cell, str) and len(cell) == 10 and cell.isascii() and cell.isdigit():
        return county.renamed(cell)
    # A title that went on naming the source's county would be refused as that county's.
    return cell.replace(_SOURCE_NAME, f"{county.code}县") if isinstance(cell, str) else cell


def _findings(counties: list[County], folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Lands and gates; the findings of each county."""
    settings = Settings.from_environment(folder / "raw", folder / "warehouse")
    for county in counties:
        place = settings.raw_dir / str(SCHOOL_YEAR) / county.code
        place.mkdir(parents=True)
        for name, grids in county.files.items():
            (place / f"{name}.xlsx").write_bytes(to_xlsx(*grids))
    landed_and_checked(settings)
    found: dict[str, list[dict[str, Any]]] = {county.code: [] for county in counties}
    findings = settings.quality_dir / "landing" / "dq_finding" / f"{SCHOOL_YEAR}.parquet"
    for finding in pq.read_table(findings).to_pylist():
        if finding["county_code"] in found:
            found[finding["county_code"]].append(finding)
    return found


def _shape(county: County, finding: dict[str, Any]) -> tuple[Any, ...]:
    """A finding without what differs from one copy of the county to the next."""
    code = finding["school_code"]
    school = code[:4] + str(int(code[4:]) - county.number * 20) if code and code.isdigit() else code
    return finding["expectation_id"], school, finding["src_sheet"], finding["cell"], finding["field"]
