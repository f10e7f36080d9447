"""`junheng report`: what it writes where, what changed since the release before, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from orchestration import cli
from orchestration.commands import exits
from tests.unit.reporting.site.conftest import NATION, RELEASE, MadeUpRelease


@pytest.fixture(scope="module")
def warehouse(made_up: MadeUpRelease, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse with the made-up release, and what its run said has changed."""
    folder = tmp_path_factory.mktemp("warehouse")
    release = made_up.write(folder / "releases" / RELEASE)
    (folder / "current").symlink_to(release)
    changes = folder / "changes" / f"fedcba9876543210..{RELEASE}"
    changes.mkdir(parents=True)
    school = "'2142000009' AS school_code, 'primary' AS stage,"
    with duckdb.connect() as connection:
        for table, key in (("compliance_county", ""), ("compliance_school", school)):
            connection.execute(
                f"""COPY (
                    SELECT 2024 AS school_year, '{NATION}' AS standard_id, '420002' AS county_code, {key}
                    'changed' AS change, 'INSUFFICIENT_DATA' AS status_before, 'PASS' AS status_after,
                    'NOT_FILED' AS reason_before, NULL AS reason_after
                ) TO '{changes / table}.parquet' (FORMAT parquet)"""
            )
    return folder


def test_the_counties_asked_for_and_what_changed(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["report", "--warehouse", str(warehouse), "--county", "420002", "--out", str(tmp_path)]
    assert cli.main(arguments) == exits.PUBLISHED
    assert "report/index.html" in capsys.readouterr().out
    changes = (tmp_path / "report" / "changes.html").read_text(encoding="utf-8")
    assert "fedcba9876543210" in changes and "甲县" in changes and "独校" in changes
    assert changes.index("数据不足") < changes.index("达标")
    overview = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert '<a href="changes.html">' in overview


def test_a_city_and_another_rule_set(warehouse: Path, tmp_path: Path) -> None:
    arguments = ["report", "--warehouse", str(warehouse), "--city", "420000", "--out", str(tmp_path)]
    assert cli.main([*arguments, "--standard", NATION]) == exits.PUBLISHED
    assert len(list((tmp_path / "report" / "counties").glob("??????.html"))) == 2  # one has no city


def test_one_county_as_one_file(warehouse: Path, tmp_path: Path) -> None:
    arguments = ["report", "--warehouse", str(warehouse), "--single", "--out", str(tmp_path)]
    assert cli.main([*arguments, "--county", "420002"]) == exits.PUBLISHED
    assert [file.name for file in tmp_path.iterdir()] == ["420002.html"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--county", "999999"], "no county 999999"),
        (["--city", "999900"], "no city 999900"),
        (["--standard", "none"], "no rule set 'none'"),
        (["--single"], "name it with --county"),
        (["--release", "0000000000000000"], "No whole release"),
    ],
)
def test_what_is_not_there_is_refused(
    warehouse: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: list[str], said: str
) -> None:
    assert cli.main(["report", "--warehouse", str(warehouse), "--out", str(tmp_path), *asked]) == exits.USAGE
    assert said in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
