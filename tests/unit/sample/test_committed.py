"""raw/ is the committed sample, and the sample holds what it is there to show."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from orchestration.sample import make_committed_sample
from orchestration.sample.committed import committed_counties, filing_plan
from orchestration.sample.model import CountyYear
from orchestration.settings import PROJECT_DIR
from tests.unit.sample.evaluator import evaluate

RAW = PROJECT_DIR / "raw"
LARGEST = 3_000_000  # bytes
#: What each county and year comes to in resource allocation; the pipeline's tests use it too.
OUTCOMES = Path(__file__).parent / "committed_outcomes.csv"


@pytest.fixture(scope="module")
def counties() -> Mapping[tuple[int, str], CountyYear]:
    return {(county.year, county.code): county for _, filed in committed_counties() for county in filed}


@pytest.fixture(scope="module")
def expected() -> list[dict[str, str]]:
    with OUTCOMES.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _content(path: Path) -> object:
    """A file's bytes; of a workbook the bytes of its parts, since zlib builds compress differently."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return [(part.filename, part.date_time, archive.read(part)) for part in archive.infolist()]


def test_raw_is_what_the_generator_makes(tmp_path: Path) -> None:
    make_committed_sample(tmp_path / "raw")
    made = {p.relative_to(tmp_path / "raw"): p for p in (tmp_path / "raw").rglob("*") if p.is_file()}
    committed = {p.relative_to(RAW): p for p in RAW.rglob("*") if p.is_file()}
    assert made.keys() == committed.keys()
    assert [name for name in made if _content(made[name]) != _content(committed[name])] == []
    assert sum(path.stat().st_size for path in committed.values()) < LARGEST


def test_each_county_and_year_comes_out_as_listed(
    counties: Mapping[tuple[int, str], CountyYear], expected: list[dict[str, str]]
) -> None:
    assert len(expected) == len(counties) == 24
    for row in expected:
        result = evaluate(counties[int(row["school_year"]), row["county_code"]])
        found = {
            "outcome": result.outcome,
            "sections": str(len(result.sections)),
            "sections_failing": str(len(result.failing)),
            "schools_failing": str(len(result.failing_schools)),
            "uneven": " ".join(f"{stage}:{indicator}" for stage, indicator in result.uneven),
        }
        assert found == {key: row[key] for key in found}, row


def test_every_way_to_comply_or_fail_is_there_in_2024(expected: list[dict[str, str]]) -> None:
    in_2024 = [row["outcome"] for row in expected if row["school_year"] == "2024"]
    assert sorted(set(in_2024)) == ["complies", "difference", "floor", "one_school", "several"]
    assert in_2024.count("complies") == 3


def test_nothing_hangs_on_the_last_digit(counties: Mapping[tuple[int, str], CountyYear]) -> None:
    """No coefficient of variation lies within 0.001 of its limit, whichever way one rounds."""
    for county in counties.values():
        for (stage, _), variation in evaluate(county).variation.items():
            assert abs(variation - {"primary": 0.50, "junior": 0.45}[stage]) > 0.001


def test_xianan_has_the_schools_that_its_plan_counts(
    counties: Mapping[tuple[int, str], CountyYear],
) -> None:
    schools = [entry.school for entry in counties[2024, "421202"].schools]
    counted = [school for school in schools if school.is_counted]
    by_type = {kind: sum(s.type_code == kind for s in counted) for kind in {s.type_code for s in counted}}
    assert by_type == {"211": 48, "218": 4, "311": 14, "312": 14, "341": 1, "345": 1, "514": 1}
    points = [
        e for e in counties[2024, "421202"].schools if e.school.type_code == "218" and e.school.is_counted
    ]
    assert sum(entry.compulsory_students < 50 for entry in points) == 3


@pytest.mark.parametrize("year", [2023, 2024])
def test_xianan_schools_comply_from_their_published_year_on_but_for_one(
    counties: Mapping[tuple[int, str], CountyYear], year: int
) -> None:
    spec = next(spec for spec, _ in committed_counties() if spec.code == "421202")
    due = {plan.name for plan in spec.schools if plan.provided_from <= year}
    failing = {section.name for section in evaluate(counties[year, "421202"]).failing}
    assert len(due) > year - 2020
    assert failing & due == ({"双溪桥镇担山高小"} if year == 2024 else set())


def test_both_shapes_are_filed(counties: Mapping[tuple[int, str], CountyYear]) -> None:
    plans = {code: filing_plan(counties[2024, code]) for _, code in counties}
    assert plans["620721"].all_instead
    assert plans["620722"].instead and plans["620724"].instead and plans["421202"].besides
    kinds = {e.school.code: e.school.type_code for e in counties[2024, "620722"].schools}
    assert {kinds[code] for code in plans["620722"].instead} == {"211", "311", "312", "341", "345"}
