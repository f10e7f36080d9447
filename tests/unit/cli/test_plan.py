"""The plan of a run: what is read again, what is forgotten, which release follows."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.inventory import LandedYear, by_year, list_inputs, record_landed
from orchestration.plan import NothingToReadError, changed_years, contiguous, in_words, make_plan
from orchestration.submissions.folders.listing import list_raw


def _file(raw: Path, year: int, text: str = "") -> None:
    path = raw / str(year) / "421202" / "a.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text or str(year), encoding="utf-8")


def _land(raw: Path, inputs: Path, code: str = "code") -> None:
    years = by_year(list_inputs(list_raw(raw)))
    for year in {0, *years}:
        record_landed(inputs, LandedYear(year, code, tuple(years.get(year, ()))))


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    for year in (2020, 2022, 2023):
        _file(raw, year)
    return raw


def test_everything_is_read_at_first(raw: Path, tmp_path: Path) -> None:
    plan = make_plan(list_raw(raw), tmp_path / "inputs", "code")
    assert plan.read == (2020, 2022, 2023)
    assert plan.segments() == [(2020, 2020), (2022, 2023)]
    assert set(plan.years) == {0, 2020, 2022, 2023}


def test_only_changed_new_and_gone_years_are_touched(raw: Path, tmp_path: Path) -> None:
    _land(raw, tmp_path / "inputs")
    before = make_plan(list_raw(raw), tmp_path / "inputs", "code")
    assert (before.read, before.forget) == ((), ())
    _file(raw, 2022, "changed")
    _file(raw, 2024)
    (raw / "2020/421202/a.xlsx").unlink()
    (raw / "2020/421202").rmdir()
    (raw / "2020").rmdir()
    plan = make_plan(list_raw(raw), tmp_path / "inputs", "code")
    assert (plan.read, plan.forget) == ((2022, 2024), (2020,))
    assert plan.release_id != before.release_id
    assert changed_years(list_raw(raw), tmp_path / "inputs") == [2020, 2022, 2024]


def test_a_year_is_read_again_when_an_earlier_one_comes_to_hold_its_file(raw: Path, tmp_path: Path) -> None:
    _land(raw, tmp_path / "inputs")
    _file(raw, 2022, "2023")
    assert make_plan(list_raw(raw), tmp_path / "inputs", "code").read == (2022, 2023)
    assert changed_years(list_raw(raw), tmp_path / "inputs") == [2022, 2023]
    _land(raw, tmp_path / "inputs")
    assert make_plan(list_raw(raw), tmp_path / "inputs", "code").read == ()
    (raw / "2022/421202/a.xlsx").unlink()
    assert make_plan(list_raw(raw), tmp_path / "inputs", "code").read == (2022, 2023)


def test_year_limits_what_is_read_and_keeps_the_rest_as_landed(raw: Path, tmp_path: Path) -> None:
    _land(raw, tmp_path / "inputs")
    landed = make_plan(list_raw(raw), tmp_path / "inputs", "code").years
    _file(raw, 2022, "changed")
    _file(raw, 2023, "changed")
    _file(raw, 2024)
    plan = make_plan(list_raw(raw), tmp_path / "inputs", "code", only=[2023])
    assert plan.read == (2023,)
    assert plan.years[2022] == landed[2022]
    assert plan.years[2023] != landed[2023]
    assert 2024 not in plan.years


def test_new_code_reads_every_landed_year_again(raw: Path, tmp_path: Path) -> None:
    _land(raw, tmp_path / "inputs", code="old")
    assert make_plan(list_raw(raw), tmp_path / "inputs", "new").read == (2020, 2022, 2023)
    assert make_plan(list_raw(raw), tmp_path / "inputs", "new", only=[2023]).read == (2020, 2022, 2023)


def test_a_stray_file_changes_the_release_and_no_year(raw: Path, tmp_path: Path) -> None:
    _land(raw, tmp_path / "inputs")
    before = make_plan(list_raw(raw), tmp_path / "inputs", "code")
    (raw / "stray.txt").write_text("x", encoding="utf-8")
    after = make_plan(list_raw(raw), tmp_path / "inputs", "code")
    assert after.read == ()
    assert after.release_id != before.release_id


def test_refusals_name_what_is_there(raw: Path, tmp_path: Path) -> None:
    with pytest.raises(NothingToReadError, match=r"no folder for school year 2031\. Years there: 2020, 2022"):
        make_plan(list_raw(raw), tmp_path / "inputs", "code", only=[2031])
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToReadError, match="holds no school year"):
        make_plan(list_raw(tmp_path / "empty"), tmp_path / "inputs", "code")


def test_ranges_in_words() -> None:
    assert contiguous([2024, 2022, 2023, 2019]) == [(2019, 2019), (2022, 2024)]
    assert in_words([2024, 2022, 2023, 2019]) == "2019, 2022–2024"
    assert in_words([]) == ""


def _record(raw: Path, expires: str) -> None:
    text = f'- {{file: a.xlsx, on: 2024-10-08, "expires": "{expires}"}}\n'
    (raw / "2022/421202/corrections.yaml").write_text(text, encoding="utf-8")


def test_corrections_are_read_like_any_file(raw: Path, tmp_path: Path) -> None:
    _land(raw, tmp_path / "inputs")
    before = make_plan(list_raw(raw), tmp_path / "inputs", "code")
    _record(raw, "2025-08-31")
    plan = make_plan(list_raw(raw), tmp_path / "inputs", "code")
    assert plan.read == (2022,)
    assert plan.release_id != before.release_id


def test_the_day_of_the_run_counts_only_where_a_record_ends(raw: Path, tmp_path: Path) -> None:
    _record(raw, "2025-08-31")
    landed_on, last_day = date(2024, 12, 1), date(2025, 8, 31)
    years = by_year(list_inputs(list_raw(raw), as_of=landed_on))
    for year in {0, *years}:
        record_landed(tmp_path / "inputs", LandedYear(year, "code", tuple(years.get(year, ()))))
    plans = {
        day: make_plan(list_raw(raw), tmp_path / "inputs", "code", as_of=day)
        for day in (landed_on, last_day, last_day + timedelta(days=1), last_day + timedelta(days=99))
    }
    assert [plan.read for plan in plans.values()] == [(), (), (2022,), (2022,)]
    ids = [plan.release_id for plan in plans.values()]
    assert ids[0] == ids[1] != ids[2] == ids[3]
    assert changed_years(list_raw(raw), tmp_path / "inputs", last_day) == []
    assert changed_years(list_raw(raw), tmp_path / "inputs", last_day + timedelta(days=1)) == [2022]
