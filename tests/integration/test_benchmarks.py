"""Every benchmark runs, small: one that has rotted is a failing test. Nothing is asserted of its figures.

What belongs here: those that make their own filings. What does not: the fuzzer (`test_fuzz`) and the trace
(`test_trace`), which stand with what they use.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from tests.benchmarks import counties, intake, whole_run
from tests.benchmarks.__main__ import BENCHMARKS
from tests.benchmarks.export import WORKBOOKS

ELSEWHERE = {
    "fuzz": "integration/test_fuzz.py",
    "mart": "integration/test_questions.py",
    "trace": "integration/test_trace.py",
    "report": "unit/reporting/site/test_benchmark.py",
}
HERE = {"intake", "counties", "whole_run"}
#: Its smallest run is a whole build: `python -m tests.benchmarks.national --schools 60 --years 1 --agree`.
BY_HAND = {"national"}


def test_every_benchmark_has_a_small_run() -> None:
    assert {*BENCHMARKS} == {*ELSEWHERE} | HERE | BY_HAND
    for name, file in ELSEWHERE.items():
        text = (Path(__file__).parents[1] / file).read_text(encoding="utf-8")
        assert f"tests.benchmarks.{name} import" in text or f"tests.benchmarks import {name}" in text


def test_intake(capsys: pytest.CaptureFixture[str]) -> None:
    intake.main(["--rows", "20", "--pairs", "1"])
    assert capsys.readouterr().out.count("landing / bare") == len(WORKBOOKS)


def test_counties(capsys: pytest.CaptureFixture[str]) -> None:
    counties.main(["--counties", "2", "--no-run"])
    assert "one county changed" in capsys.readouterr().out


@pytest.mark.long
def test_the_bare_build_of_the_whole_run(committed_sample: Path, tmp_path: Path) -> None:
    settings = whole_run._bare_warehouse(tmp_path / "bare", committed_sample)
    assert whole_run._dbt_build(settings, "--select", "zh_labels").cpu_seconds > 0
    sources = json.loads((settings.dbt_target_dir / "manifest.json").read_text(encoding="utf-8"))["sources"]
    assert sources
    for source in sources.values():
        # What its models read is there.
        location = source["meta"]["external_location"].format(name=source["name"], **source["meta"])
        assert str(settings.warehouse_dir) in location
        duckdb.sql(f"from {location} limit 0")
