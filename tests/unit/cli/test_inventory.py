"""Inventory: what counts as an input, and ids that say the same on every machine."""

from __future__ import annotations

import os
from pathlib import Path

from orchestration import inventory
from orchestration.inventory import InputFile, LandedYear
from orchestration.submissions.folders.listing import list_raw


def _write(path: Path, text: str = "x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _release_id(raw: Path, code: str = "code") -> str:
    return inventory.release_id(inventory.by_year(inventory.list_inputs(list_raw(raw))), code)


def test_files_are_listed_in_order_with_year_and_county(tmp_path: Path) -> None:
    for name in (
        "2024/421202/b.xlsx",
        "2024/421202/a.xlsx",
        "2023/421200/c.xlsx",
        "stray.txt",
        "old/421202/d",
    ):
        _write(tmp_path / name)
    _write(tmp_path / "README.md")
    _write(tmp_path / "2024/421202/.DS_Store")
    (tmp_path / "2024/211221").mkdir()
    listed = [
        (each.path, each.school_year, each.county_code) for each in inventory.list_inputs(list_raw(tmp_path))
    ]
    assert listed == [
        ("2023/421200/c.xlsx", 2023, ""),
        ("2024/211221/", 2024, "211221"),
        ("2024/421202/a.xlsx", 2024, "421202"),
        ("2024/421202/b.xlsx", 2024, "421202"),
        ("old/421202/d", 0, ""),
        ("stray.txt", 0, ""),
    ]
    assert [each.path for each in inventory.list_inputs(list_raw(tmp_path), {2023})] == ["2023/421200/c.xlsx"]
    assert inventory.list_inputs(list_raw(tmp_path / "nowhere")) == []


def test_ids_depend_on_content_alone(tmp_path: Path) -> None:
    first, second = tmp_path / "one", tmp_path / "two"
    for root in (first, second):
        _write(root / "2024/421202/a.xlsx", "same")
    os.utime(second / "2024/421202/a.xlsx", (1, 1))
    ids = {
        inventory.release_id(inventory.by_year(inventory.list_inputs(list_raw(root))), "code")
        for root in (first, second)
    }
    assert len(ids) == 1
    _write(second / "2024/421202/a.xlsx", "other")
    ids.add(_release_id(second))
    ids.add(_release_id(first, "other code"))
    (first / "2025" / "421202").mkdir(parents=True)
    ids.add(_release_id(first))
    assert len(ids) == 4


def test_a_changed_year_is_gated_again_with_all_later_ones() -> None:
    years = {
        year: [InputFile(f"{year}/421202/a.xlsx", "a" * 64, 1, year, "421202")] for year in (2022, 2023, 2024)
    }
    before = inventory.gate_input_ids(years, "code")
    years[2023] = [InputFile("2023/421202/a.xlsx", "b" * 64, 1, 2023, "421202")]
    after = inventory.gate_input_ids(years, "code")
    assert set(before) == {0, 2022, 2023, 2024}
    assert {year for year in before if before[year] != after[year]} == {2023, 2024}


def test_code_hash_sees_code_and_not_tests_or_outputs(tmp_path: Path) -> None:
    for name in (
        "orchestration/a.py",
        "dbt_project/models/m.sql",
        "expectations/x.yaml",
        "requirements.lock",
    ):
        _write(tmp_path / name, "1")
    before = inventory.code_hash(tmp_path)
    for name in ("tests/t.py", "dbt_project/target/x.json", "orchestration/__pycache__/a.pyc", "README.md"):
        _write(tmp_path / name)
    assert inventory.code_hash(tmp_path) == before
    _write(tmp_path / "dbt_project/models/m.sql", "2")
    assert inventory.code_hash(tmp_path) != before


def test_the_record_of_a_landed_year_comes_back(tmp_path: Path) -> None:
    year = LandedYear(2024, "code", (InputFile("2024/421202/学校.xlsx", "a" * 64, 1, 2024, "421202"),))
    inventory.record_landed(tmp_path, year)
    inventory.record_landed(tmp_path, LandedYear(2023, "code", ()))
    assert inventory.read_landed(tmp_path) == {2023: LandedYear(2023, "code", ()), 2024: year}
    inventory.forget_landed(tmp_path, 2023)
    inventory.forget_landed(tmp_path, 2023)
    assert list(inventory.read_landed(tmp_path)) == [2024]


def test_signatures_change_with_a_file(tmp_path: Path) -> None:
    file = _write(tmp_path / "2024/421202/a.xlsx")
    _write(tmp_path / "2023/421202/a.xlsx")
    before = inventory.year_signatures(list_raw(tmp_path))
    file.write_text("longer", encoding="utf-8")
    after = inventory.year_signatures(list_raw(tmp_path))
    assert before[2023] == after[2023]
    assert before[2024] != after[2024]
