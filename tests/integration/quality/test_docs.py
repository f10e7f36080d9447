"""The Data Docs of a gated landing: complete, escaped, self-contained and without a time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.quality.docs import FINDINGS_PER_EXPECTATION, render_docs
from orchestration.quality.schemas import DQ_FINDING, DQ_RESULT, QUARANTINE

Row = dict[str, Any]


def _filled(schema: pa.Schema, **values: object) -> Row:
    numbers = {field.name: 1 for field in schema if pa.types.is_integer(field.type)}
    flags = {field.name: False for field in schema if pa.types.is_boolean(field.type)}
    return {field.name: field.name for field in schema} | numbers | flags | values


def _write(path: Path, schema: pa.Schema, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


@pytest.fixture
def page(tmp_path: Path) -> str:
    """Two results of 2024 (one failing with many findings), one crashed mart check, one quarantined row."""
    landing = {"gate": "landing", "school_year": 2024, "suite": "directory", "severity": "critical"}
    passed = _filled(DQ_RESULT, **landing, expectation_id="passes", status="PASS", error=None, rows_failing=0)
    failed = _filled(DQ_RESULT, **landing, expectation_id="fails", status="FAIL", error=None, rows_failing=99)
    marts = {"gate": "marts", "school_year": 0, "suite": "balance", "severity": "critical"}
    crashed = _filled(
        DQ_RESULT, **marts, expectation_id="crashes", status="ERROR", error="no such column: cv"
    )
    findings = [
        _filled(
            DQ_FINDING,
            **landing,
            expectation_id="fails",
            finding_id=f"{number:03d}",
            src_row=number,
            cell=f"D{number}",
            observed="<script>alert(1)</script>",
        )
        for number in range(1, 100)
    ]
    quality = tmp_path / "quality"
    _write(quality / "landing" / "dq_result" / "2024.parquet", DQ_RESULT, [passed, failed])
    _write(quality / "landing" / "dq_finding" / "2024.parquet", DQ_FINDING, findings)
    _write(quality / "marts" / "dq_result.parquet", DQ_RESULT, [crashed])
    _write(quality / "marts" / "dq_finding.parquet", DQ_FINDING, [])
    aside = _filled(QUARANTINE, school_year=2024, src_row=17, reason="twice")
    _write(tmp_path / "landing" / "quarantine" / "2024.parquet", QUARANTINE, [aside])
    return render_docs(tmp_path / "landing", quality)


def test_passes_failures_and_crashes_are_shown(page: str) -> None:
    for name in ("passes", "fails", "crashes"):
        assert f"<code>{name}</code>" in page
    assert "no such column: cv" in page
    assert "<b>D17</b>" in page
    assert "twice" in page


def test_long_list_is_capped_and_says_so(page: str) -> None:
    assert f"{FINDINGS_PER_EXPECTATION} of 99 shown" in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == FINDINGS_PER_EXPECTATION


def test_filed_text_is_escaped(page: str) -> None:
    assert "<script" not in page


def test_page_needs_no_network_and_holds_no_time(page: str) -> None:
    assert not re.search(r"https?://|src=|@import|url\(", page)
    assert not re.search(r"\d{2}:\d{2}", page)


def test_no_results_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no gate has written results"):
        render_docs(tmp_path / "landing", tmp_path / "quality")
