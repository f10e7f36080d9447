"""The Data Docs of a gated landing: complete, escaped, self-contained and without a time."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.quality.docs import render_docs
from orchestration.quality.schemas import DQ_FINDING, DQ_RESULT, QUARANTINE
from orchestration.submissions.contract.schemas import RELATIONS

Row = dict[str, Any]


def _filled(schema: pa.Schema, **values: object) -> Row:
    numbers = {field.name: 1 for field in schema if pa.types.is_integer(field.type)}
    flags = {field.name: False for field in schema if pa.types.is_boolean(field.type)}
    return {field.name: field.name for field in schema} | numbers | flags | values


def _write(path: Path, schema: pa.Schema, rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(tmp_path_factory.mktemp("gated"))


def page_of(tmp_path: Path) -> str:
    """Results of 2024 (one without a row, one failing with many findings), one crashed mart check, one
    quarantined row; a figure filed in another unit than it landed in.
    """
    landing = {"gate": "landing", "school_year": 2024, "suite": "directory", "severity": "critical"}
    passed = _filled(DQ_RESULT, **landing, expectation_id="passes", status="PASS", error=None, rows_failing=0)
    idle = passed | {"expectation_id": "idles", "rows_checked": 0}
    failed = _filled(DQ_RESULT, **landing, expectation_id="fails", status="FAIL", error=None, rows_failing=99)
    warned = failed | {"expectation_id": "warns", "severity": "warning", "suite": "a-suite"}
    marts = {"gate": "marts", "school_year": 0, "suite": "balance", "severity": "critical"}
    crashed = _filled(
        DQ_RESULT, **marts, expectation_id="crashes", status="ERROR", error="no such column: cv"
    )
    place = {
        "school_code": "2142000001",
        "county_code": "421202",
        "src_sheet": "办学条件",
        "src_sha256": "a1",
    }
    findings = [
        _filled(
            DQ_FINDING,
            **landing,
            **place,
            expectation_id="fails",
            finding_id=f"{number:03d}",
            src_row=number,
            cell=f"D{number}",
            observed="<script>alert(1)</script>",
            explanation_state=None,
        )
        for number in range(1, 99)
    ]
    explained = {"explanation_state": "explained", "explanation": "扩建", "observed": "260200"}
    findings.append(
        findings[0]
        | explained
        | {"finding_id": "099", "expectation_id": "warns", "field": "premises.equipment"}
    )
    quality = tmp_path / "quality"
    _write(quality / "landing" / "dq_result" / "2024.parquet", DQ_RESULT, [passed, idle, failed, warned])
    _write(quality / "landing" / "dq_finding" / "2024.parquet", DQ_FINDING, findings)
    _write(quality / "marts" / "dq_result.parquet", DQ_RESULT, [crashed])
    _write(quality / "marts" / "dq_finding.parquet", DQ_FINDING, [])
    at = {"school_year": 2024, "county_code": "421202"}
    aside = _filled(
        QUARANTINE, **at, src_sha256="a1", src_row=17, expectation_id="fails", reason="message_en"
    )
    _write(tmp_path / "landing" / "quarantine" / "2024.parquet", QUARANTINE, [aside])
    for relation, row in (
        ("schools", {"school_code": "2142000001", "school_name": "第一小学", "county_name_filed": "咸安区"}),
        ("submissions", {"sha256": "a1", "path": "2024/421202/x.xlsx"}),
        (
            "submission_fields",
            {
                "sha256": "a1",
                "sheet": "办学条件",
                "field": "premises.equipment",
                "unit": "万元",
                "factor": 1e4,
            },
        ),
    ):
        schema = RELATIONS[relation].schema
        kept = {name: (at | row)[name] for name in schema.names if name in at | row}
        _write(tmp_path / "landing" / relation / "2024.parquet", schema, [_filled(schema, **kept)])
    fields = pq.read_table(tmp_path / "landing" / "submission_fields" / "2024.parquet").to_pylist()
    schema = RELATIONS["submission_fields"].schema
    _write(
        tmp_path / "landing" / "submission_fields" / "2024.parquet",
        schema,
        [field | {"row": None} for field in fields],
    )
    return render_docs(tmp_path / "landing", quality, "0123456789abcdef")


def test_passes_failures_and_crashes_are_shown(page: str) -> None:
    for name in ("passes", "fails", "crashes"):
        assert f"<code>{name}</code>" in page
    assert "no such column: cv" in page
    assert "<b>D17</b>" in page


def test_nothing_is_cut(page: str) -> None:
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 98
    assert all(f"<code>{number:03d}</code>" in page for number in range(1, 100))


def test_filed_text_is_escaped(page: str) -> None:
    assert page.count("<script") == 1  # the page's own


def test_it_says_which_release_it_is_of(page: str) -> None:
    assert page.count("0123456789abcdef") >= 3


def test_what_is_critical_stands_before_warnings(page: str) -> None:
    assert page.index('id="quarantine"') < page.index('id="landing-fails"') < page.index('id="landing-warns"')


def test_a_check_that_looked_at_nothing_is_told_apart(page: str) -> None:
    section = page[page.index('id="landing-idles"') :]
    assert "无可检查的行" in section[: section.index("</section>")]
    assert page.index('id="landing-passes"') < page.index('id="landing-idles"')


def test_a_figure_is_shown_as_it_stands_in_its_cell(page: str) -> None:
    found = page[page.index('id="f-099"') :]
    assert '<span class="raw">26.02</span> 万元' in found and "260200" in found[: found.index("</article>")]


def test_explanations_schools_and_counties_are_named(page: str) -> None:
    found = page[page.index('id="f-099"') :]
    assert (
        "已说明" in found and "扩建" in found and "第一小学 2142000001" in found and "咸安区 421202" in found
    )


def test_what_was_set_aside_names_its_file_in_both_languages(page: str) -> None:
    table = page[page.index('id="quarantine"') : page.index('id="findings"')]
    assert "2024/421202/x.xlsx" in table and "message_zh" in table and "message_en" in table


def test_page_needs_no_network_and_holds_no_time(page: str) -> None:
    assert not re.search(r"https?://|src=|@import|url\(", page)
    assert not re.search(r"\b\d{2}:\d{2}\b", page)


def test_no_results_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no gate has written results"):
        render_docs(tmp_path / "landing", tmp_path / "quality", "")
