"""`junheng trace` on the committed sample: every national indicator, every kind of question, every refusal.

What belongs here: the command as its user calls it. What does not: the arithmetic (`test_evidence`).
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration import cli
from orchestration.commands import exits
from orchestration.settings import PROJECT_DIR
from tests.benchmarks import trace

COUNTY, YEAR = "421202", 2024
#: A year of it without a 补充采集表.
UNSUPPLEMENTED = (COUNTY, "--year", "2023")
NATIONAL = [
    *(f"R{n}" for n in range(1, 8)),
    *(f"G{n}" for n in range(1, 16)),
    *(f"Q{n}" for n in range(1, 10)),
    "S1",
]


@pytest.fixture(scope="module")
def warehouse_dir(committed_sample: Path) -> Path:
    return committed_sample


def _trace(warehouse_dir: Path, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(["trace", *arguments, "--warehouse", str(warehouse_dir)])
    said = capsys.readouterr()
    return status, said.out, said.err


def _school(warehouse_dir: Path, indicator_id: str) -> str | None:
    """A school that has a result for a section or school indicator."""
    database = warehouse_dir / "current" / "compliance.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute(
            "SELECT min(entity_id) FROM indicator_result WHERE entity_type <> 'county' "
            "AND (county_code, indicator_id, school_year) = ($1, $2, $3)",
            [COUNTY, indicator_id, YEAR],
        ).fetchone()
    return row[0] if row else None


@pytest.mark.parametrize("indicator_id", NATIONAL)
def test_every_national_indicator_is_traced(
    warehouse_dir: Path, indicator_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    school = _school(warehouse_dir, indicator_id)
    assert (school is None) == (indicator_id not in {*NATIONAL[:7], "G3", "G4", "G5", "G6", "Q4"})
    asked = [COUNTY, indicator_id, "--format", "json"]
    status, out, _ = _trace(warehouse_dir, capsys, *asked)
    assert status == exits.PUBLISHED
    county = json.loads(out)
    assert county["standard"]["standard_id"] == "national-quality-2017"
    if school is not None:
        status, out, _ = _trace(warehouse_dir, capsys, *asked, "--school", school)
        assert status == exits.PUBLISHED
    verdicts = json.loads(out)["verdicts"]
    assert verdicts
    for verdict in verdicts:
        assert verdict["result"]["status"] in ("PASS", "FAIL", "NOT_APPLICABLE", "INSUFFICIENT_DATA")
        assert verdict["parts"]
        for part in verdict["parts"]:
            assert part["clause"]["citation"] and part["agrees"]
            assert part["formula"] or part["result"]["part_id"] == "attested"
            # what the forms do not ask for yet is shown, though nobody filed it
            is_asked = part["result"]["reason_code"] != "NOT_ASKED"
            assert any(row["cell"] and row["path"] for row in part["inputs"]) or not is_asked, part
    status, out, _ = _trace(
        warehouse_dir, capsys, COUNTY, indicator_id, *(["--school", school] if school else [])
    )
    assert status == exits.PUBLISHED
    assert f"2024/{COUNTY}/" in out and "sha256" in out and "依据" in out and "教督〔2017〕6号" in out


def test_a_county_alone_shows_its_verdicts(warehouse_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = _trace(warehouse_dir, capsys, COUNTY, "--lang", "en")
    assert status == exits.PUBLISHED
    national = out[out.index("national-quality-2017") :]
    assert "Verdict  not met  " in national.splitlines()[1] and "social_approval: met" in national
    assert out.index("national-quality-2017") < out.index("national-basic-2012")
    status, _, err = _trace(warehouse_dir, capsys, COUNTY, "--school", "区实验学校")
    assert status == exits.USAGE and "need an INDICATOR" in err


def test_the_differences_between_schools(warehouse_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = _trace(warehouse_dir, capsys, COUNTY, "R4")
    assert "CV = S ÷ X̄ = " in out and "小学" in out and "初中" in out and "校际差异系数" in out
    _, out, _ = _trace(warehouse_dir, capsys, COUNTY, "R4", "--format", "json")
    found = json.loads(out)
    for row in found["differences"]:
        shares = [each for each in found["shares"] if each["stage"] == row["stage"]]
        assert len(shares) == row["sections"]
        assert abs(sum(each["variance_share"] for each in shares) - 1) < 1e-9
        students = sum(each["students"] for each in shares)
        mean = sum(each["students"] * each["value"] for each in shares) / students
        squares = sum(each["students"] / students * (each["value"] - mean) ** 2 for each in shares)
        assert abs(squares**0.5 / mean - row["cv"]) < 1e-9


@pytest.mark.parametrize(
    ("county", "standard", "indicators"),
    [("620702", None, "B"), (COUNTY, "national-quality-2017", "R")],
)
def test_the_mean_of_the_differences_is_made_of_them(
    warehouse_dir: Path,
    county: str,
    standard: str | None,
    indicators: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = [county, "ALL", *(["--standard", standard] if standard else [])]
    _, out, _ = _trace(warehouse_dir, capsys, *asked, "--format", "json")
    found = json.loads(out)
    assert found["standard"]["standard_id"] == (standard or "national-basic-2012")
    for row in found["differences"]:
        cvs = [part["cv"] for part in row["parts"]]
        assert {part["indicator_id"][0] for part in row["parts"]} == {indicators}
        assert len(cvs) == {"B": 8, "R": 7}[indicators]
        assert row["agrees"] and abs(sum(cvs) / len(cvs) - row["cv"]) < 1e-9
        assert (row["cv_limit"] is None) == (standard is not None)
    status, out, _ = _trace(warehouse_dir, capsys, *asked, "--verify")
    assert status == exits.PUBLISHED
    assert "公式  ALL = (" in out and "小学" in out and "初中" in out and "复核：文件未变" in out


def test_the_mean_of_the_differences_names_what_it_lacks(
    warehouse_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = _trace(warehouse_dir, capsys, *UNSUPPLEMENTED, "综合差异系数", "--lang", "en")
    assert "insufficient data" in out and "+ ?) ÷ 8 = ?" in out and "SECTION_MISSING" in out
    status, _, said = _trace(warehouse_dir, capsys, COUNTY, "ALL", "--school", "2142020002")
    assert status == exits.USAGE and "requirement of the county" in said


def test_a_part_of_a_name_is_enough_where_it_is_one_school(
    warehouse_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, out, _ = _trace(warehouse_dir, capsys, "咸安", "R4", "--school", "何功伟")
    assert status == exits.PUBLISHED and "3142020001 桂花镇何功伟中学" in out
    status, _, said = _trace(warehouse_dir, capsys, COUNTY, "R4", "--school", "实验")
    assert status == exits.USAGE
    assert "2142020072 市实验小学" in said and "may be one of several schools" in said


@pytest.mark.parametrize("asked", [("R4",), ("G3",), ("ALL", "--standard", "national-quality-2017")])
def test_a_changed_file_shows_where_no_cell_does(
    warehouse_dir: Path, tmp_path: Path, asked: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(PROJECT_DIR / "raw", raw)
    status, out, _ = _trace(warehouse_dir, capsys, COUNTY, *asked, "--verify", "--raw", str(raw))
    assert status == exits.PUBLISHED and "复核：文件未变" in out
    for file in (raw / str(YEAR) / COUNTY).glob("*.xlsx"):
        file.write_bytes(file.read_bytes() + b" ")
    status, out, _ = _trace(warehouse_dir, capsys, COUNTY, *asked, "--verify", "--raw", str(raw))
    assert status == exits.NOT_PUBLISHED and "复核：文件已变" in out


def test_a_school_requirement_lists_the_schools(
    warehouse_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = _trace(warehouse_dir, capsys, COUNTY, "G3", "--lang", "en")
    assert "Schools  not met 17" in out and "music: not met" in out


def test_a_merged_campus_stands_with_its_parent(
    warehouse_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = _trace(warehouse_dir, capsys, COUNTY, "R1", "--school", "2142020005", "--year", "2022")
    assert "并入校区 2142020083" in out
    assert "÷ (158 + 66)" in out


def test_a_share_of_a_combined_school_computes(
    warehouse_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = _trace(warehouse_dir, capsys, COUNTY, "R4", "--school", "区实验学校")
    assert "R4 = ((10809.59 − 0) × 863 ÷ (863 + 1.1 × 905)) ÷ 863 = 5.816298…" in out


def test_what_is_shown_and_not_judged_is_called_so(
    warehouse_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = _trace(warehouse_dir, capsys, COUNTY, "E3")
    assert "仅供参考" in out and "DECIDES_NOTHING" in out and "不适用" not in out


def test_missing_data_names_the_form_and_who_files_it(
    warehouse_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = _trace(warehouse_dir, capsys, *UNSUPPLEMENTED, "E5")
    assert "数据不足" in out and "缺报" in out and "应填于 补充采集表·县级" in out and "县教育局" in out
    _, out, _ = _trace(warehouse_dir, capsys, *UNSUPPLEMENTED, "E5", "--lang", "en")
    assert "belongs on Supplement: county items" in out


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["421201", "R1"], "421202 咸安区"),
        (["铁岭市", "R1"], "211221 铁岭县"),
        ([COUNTY, "R99"], "R1 每百名学生"),
        ([COUNTY, "R1", "--year", "1999"], "2022, 2023, 2024"),
        ([COUNTY, "R1", "--school", "2142020099"], "21420200"),
        ([COUNTY, "R1", "--school", "凤凰小学"], "2142020005"),
        ([COUNTY, "G8", "--school", "2142020005"], "leave out --school"),
        ([COUNTY, "R1", "--standard", "tieling-2019"], "national-quality-2017"),
        ([COUNTY, "R1", "--release", "none"], "none"),
    ],
)
def test_what_is_unknown_is_answered_with_what_is_near(
    warehouse_dir: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], named: str
) -> None:
    status, out, err = _trace(warehouse_dir, capsys, *arguments)
    assert (status, out) == (exits.USAGE, "")
    assert named in err and "Traceback" not in err


def test_without_a_release_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = _trace(tmp_path, capsys, COUNTY, "R1")
    assert status == exits.USAGE and "junheng run" in err


def test_verify_rereads_the_cells(
    warehouse_dir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [COUNTY, "R6", "--school", "区实验学校", "--verify"]
    status, out, _ = _trace(warehouse_dir, capsys, *asked)
    assert status == exits.PUBLISHED
    assert out.count("复核：一致") == out.count("!") > 0
    raw = tmp_path / "raw"
    shutil.copytree(PROJECT_DIR / "raw" / "2024" / COUNTY, raw / "2024" / COUNTY)
    (export,) = (raw / "2024" / COUNTY).glob("学校明细*")
    export.write_bytes(export.read_bytes() + b" ")
    status, out, _ = _trace(warehouse_dir, capsys, *asked, "--raw", str(raw))
    assert status == exits.NOT_PUBLISHED and "复核：文件已变" in out
    export.unlink()
    status, out, _ = _trace(warehouse_dir, capsys, *asked, "--raw", str(raw))
    assert status == exits.NOT_PUBLISHED and "复核：文件不在" in out


def test_the_mart_says_the_same(warehouse_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The inputs of a trace are rows of the public view, no more and no less."""
    _, out, _ = _trace(warehouse_dir, capsys, COUNTY, "R2", "--school", "2142020005", "--format", "json")
    traced: list[dict[str, Any]] = json.loads(out)["verdicts"][0]["parts"][0]["inputs"]
    with duckdb.connect(str(warehouse_dir / "current" / "compliance.duckdb"), read_only=True) as connection:
        cursor = connection.execute(
            "SELECT * FROM evidence WHERE school_year = $1 AND county_code = $2 AND entity_type = 'section' "
            "AND entity_id = '2142020005' AND stage = 'primary' AND indicator_id = 'R2' "
            "ORDER BY input_no, is_campus, school_code",
            [YEAR, COUNTY],
        )
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert [{name: row[name] for name in names} for row in traced] == rows  # `filed` and `correction` besides


def test_the_benchmark_runs(warehouse_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    trace.main(["--rounds", "1", "--warehouse", str(warehouse_dir)])
    assert "trace R4 of the county" in capsys.readouterr().out
