"""What differs between two releases, and between two years of one; on Parquet made by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.release.differences import COLUMNS, Side, counted, differences, schema

STANDARD = "national-quality-2017"
_PLACE = f"'{STANDARD}' AS standard_id, '421202' AS county_code"
_VERDICT = f"SELECT {{year}} AS school_year, {_PLACE}, '{{county}}' AS status, '' AS reason_code"
#: Table → SELECT with {year} and named values.
_TABLES = {
    "dim_county": "SELECT {year} AS school_year, '421202' AS county_code, '咸安区' AS county_name",
    "compliance_county": _VERDICT,
    "compliance_dimension": f"{_VERDICT}, 'resource_allocation' AS dimension_id",
    "compliance_school": f"SELECT {{year}} AS school_year, {_PLACE}, '2142000001' AS school_code, "
    "'primary' AS stage, '{school}' AS status, 6 AS indicators_met, NULL AS reason_code",
    "balance": f"SELECT {{year}} AS school_year, {_PLACE}, 'primary' AS stage, 'R4' AS indicator_id, "
    "{cv} AS cv, 'PASS' AS status, NULL AS reason_code",
    "indicator_result": f"SELECT {{year}} AS school_year, {_PLACE}, 'section' AS entity_type, "
    "'2142000001' AS entity_id, 'primary' AS stage, 'R4' AS indicator_id, {area} AS value, 'PASS' AS status, "
    "NULL AS reason_code",
    "filed_fact": "SELECT {year} AS school_year, '421202' AS county_code, '2142000001' AS school_code, "
    "'premises' AS relation, 'primary' AS stage, 'area' AS item, 1 AS fact_no, {area} AS value, "
    "NULL AS text, '{area}' AS raw, 'used' AS state",
    "rule_clause": f"SELECT {{year}} AS school_year, '{STANDARD}' AS standard_id, 'threshold' AS kind, "
    "'R4' AS indicator_id, 'value' AS part_id, 'primary' AS stage, '>=' AS operator, {limit} AS limit_value, "
    "0.85 AS floor_share",
}
_USUAL = {"county": "PASS", "school": "PASS", "cv": 0.3, "area": 5.0, "limit": 4.5}


def _release(
    folder: Path,
    code: str = "c",
    files: Mapping[str, str] | None = None,
    years: tuple[Mapping[str, Any], ...] = ({},),
) -> Side:
    (folder / "parquet").mkdir(parents=True)
    for name, query in _TABLES.items():
        rows = " UNION ALL ".join(
            query.format(year=2024 + number, **{**_USUAL, **values}) for number, values in enumerate(years)
        )
        duckdb.execute(f"COPY ({rows}) TO '{folder}/parquet/{name}.parquet'")
    inputs = [
        {"path": path, "hash": text, "school_year": int(path[:4])}
        for path, text in (files or {"2024/421202/a.xlsx": "a"}).items()
    ]
    (folder / "datapackage.json").write_text(json.dumps({"code": code, "inputs": inputs}), encoding="utf-8")
    return Side(folder)


def _differing(before: Side, after: Side) -> list[dict[str, Any]]:
    with duckdb.connect() as connection:
        assert differences(connection, before, after) == []
        rows: list[dict[str, Any]] = (
            connection.sql("FROM release_change").to_arrow_table().cast(schema()).to_pylist()
        )
        assert sum(count for *_, count in counted(connection)) == len(rows)
    assert all(set(row) == set(COLUMNS) for row in rows)
    return rows


def test_a_release_does_not_differ_from_itself(tmp_path: Path) -> None:
    side = _release(tmp_path / "a")
    assert _differing(side, side) == []


def test_the_worst_comes_first_and_a_new_filing_is_named(tmp_path: Path) -> None:
    before = _release(tmp_path / "a")
    after = _release(
        tmp_path / "b",
        files={"2024/421202/a.xlsx": "b"},
        years=({"county": "FAIL", "school": "FAIL", "cv": 0.4, "area": 3.0},),
    )
    rows = _differing(before, after)
    assert [(row["table_name"], row["severity"]) for row in rows] == [
        ("compliance_county", 1),
        ("compliance_dimension", 1),
        ("compliance_school", 1),
        ("balance", 5),
        ("indicator_result", 5),
        ("filed_fact", 6),
    ]
    assert {row["causes"] for row in rows} == {"NEW_FILING"}
    assert rows[0]["county_name"] == "咸安区" and rows[0]["severity_zh"] == "不再达标"
    assert (rows[4]["value_before"], rows[4]["value_after"], rows[4]["change"]) == (5.0, 3.0, "changed")
    assert (rows[5]["text_before"], rows[5]["text_after"]) == ("5.0", "3.0")


@pytest.mark.parametrize(
    ("code", "files", "values", "causes"),
    [
        ("c", {"2024/421202/a.xlsx": "a", "2024/421202/corrections.yaml": "x"}, {}, "CORRECTION"),
        ("c", {"2024/421202/a.xlsx": "a", "2024/211221/b.xlsx": "x"}, {}, "OTHER_FILING"),
        ("d", {"2024/421202/a.xlsx": "a"}, {"limit": 4.0}, "REGISTRY"),
        ("d", {"2024/421202/a.xlsx": "a"}, {}, "CODE"),
        ("d", {"2024/421202/a.xlsx": "b"}, {}, "NEW_FILING, CODE"),
    ],
)
def test_what_else_differs_is_named_as_the_cause(
    tmp_path: Path, code: str, files: dict[str, str], values: dict[str, Any], causes: str
) -> None:
    before = _release(tmp_path / "a")
    after = _release(tmp_path / "b", code, files, ({"county": "FAIL", "area": 4.9, **values},))
    by_table = {row["table_name"]: row["causes"] for row in _differing(before, after)}
    assert by_table["compliance_county"] == by_table["indicator_result"] == causes


def test_a_row_of_one_side_only_appeared_or_disappeared(tmp_path: Path) -> None:
    one = _release(tmp_path / "a")
    two = _release(
        tmp_path / "b", files={"2024/421202/a.xlsx": "a", "2025/421202/a.xlsx": "c"}, years=({}, {})
    )
    assert {(row["school_year"], row["change"]) for row in _differing(one, two)} == {(2025, "appeared")}
    gone = _differing(two, one)
    assert {(row["school_year"], row["change"]) for row in gone} == {(2025, "disappeared")}
    assert gone[0]["severity"] == 1


def test_two_years_of_one_release(tmp_path: Path) -> None:
    side = _release(tmp_path / "a", years=({}, {"county": "FAIL", "cv": 0.4, "limit": 4.0}))
    rows = _differing(Side(side.release_dir, 2024), Side(side.release_dir, 2025))
    said = {row["table_name"]: (row["school_year"], row["causes"]) for row in rows}
    assert said == {
        "compliance_county": (2025, "NEW_FILING, REGISTRY"),
        "compliance_dimension": (2025, "NEW_FILING, REGISTRY"),
        "balance": (2025, "NEW_FILING, REGISTRY"),
    }


def test_an_ulp_is_no_difference(tmp_path: Path) -> None:
    before = _release(tmp_path / "a", years=({"cv": 0.3},))
    after = _release(tmp_path / "b", years=({"cv": 0.3 * (1 + 1e-12)},))
    assert _differing(before, after) == []


def test_what_a_release_of_other_code_does_not_have_is_left_out_and_named(tmp_path: Path) -> None:
    before, after = _release(tmp_path / "a"), _release(tmp_path / "b", years=({"county": "FAIL"},))
    (tmp_path / "a" / "parquet" / "rule_clause.parquet").unlink()
    (tmp_path / "a" / "parquet" / "balance.parquet").unlink()
    file = tmp_path / "a" / "parquet" / "compliance_dimension.parquet"
    duckdb.execute(
        f"COPY (SELECT school_year, standard_id, county_code FROM '{file}') TO '{file}.new' (FORMAT parquet)"
    )
    Path(f"{file}.new").replace(file)
    with duckdb.connect() as connection:
        assert differences(connection, before, after) == [
            "compliance_dimension (a: dimension_id, a: reason_code, a: status)",
            "balance (a: the table)",
        ]
        assert connection.execute("SELECT count(*) FROM release_change").fetchone() == (1,)
