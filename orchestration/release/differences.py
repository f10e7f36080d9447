"""What differs between two releases, or between two school years of one: verdicts, values, inputs.

What belongs here: finding the differences, why they may have come about, and which is worst. What does not:
writing or showing them (`changes`, `junheng diff`). A table of which one of the two lacks columns, as one of
other code may, is left out and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.release.quoting import literal
from orchestration.release.seal import read_datapackage

#: Two values nearer than this, relative to the larger, are one value computed twice.
_TOLERANCE = 1e-9
#: Of a county's folder: what says that a figure counts otherwise than it was filed.
_CORRECTIONS = "corrections.yaml"
_KEY = ("school_year", "standard_id", "county_code", "entity_type", "school_code", "stage", "item")


@dataclass(frozen=True)
class Side:
    """One of the two that are compared: a release, or one school year of it."""

    release_dir: Path
    school_year: int | None = None

    @property
    def label(self) -> str:
        """As people name it."""
        return str(self.school_year or self.release_dir.name)


@dataclass(frozen=True)
class _Table:
    """How a table is compared: which of its columns are the common key, its status, its value, its text."""

    name: str
    kind: str
    key: dict[str, str]
    status: str = "NULL"
    value: str = "NULL"
    text: str = "NULL"

    @property
    def columns(self) -> set[str]:
        """The columns of the table that are read."""
        read = (*self.key.values(), self.status, self.value, self.text)
        return {each for each in read if each.isidentifier() and each != "NULL"}


_COUNTY = {"school_year": "school_year", "standard_id": "standard_id", "county_code": "county_code"}
#: From the verdict on a county down to the figure in a cell; the worst of a kind is told in this order.
_TABLES = (
    _Table("compliance_county", "verdict", _COUNTY, "status", text="reason_code"),
    _Table(
        "compliance_dimension", "verdict", {**_COUNTY, "item": "dimension_id"}, "status", text="reason_code"
    ),
    _Table(
        *("balance", "value", {**_COUNTY, "stage": "stage", "item": "indicator_id"}),
        *("status", "cv", "reason_code"),
    ),
    _Table(
        "compliance_school",
        "verdict",
        {**_COUNTY, "school_code": "school_code", "stage": "stage"},
        "status",
        "indicators_met",
        "reason_code",
    ),
    _Table(
        "indicator_result",
        "value",
        {
            **_COUNTY,
            **{"entity_type": "entity_type", "school_code": "nullif(entity_id, county_code)"},
            **{"stage": "stage", "item": "indicator_id"},
        },
        *("status", "value", "reason_code"),
    ),
    _Table(
        "filed_fact",
        "input",
        {
            **{"school_year": "school_year", "county_code": "county_code", "school_code": "school_code"},
            **{"stage": "stage", "item": "relation || '.' || item || '.' || fact_no"},
        },
        *("state", "value", "coalesce(text, raw)"),
    ),
)

#: Column → (type, English, Chinese): what `release_change` is made of.
COLUMNS: dict[str, tuple[str, str, str]] = {
    "place": ("INTEGER", "Place in the list, the worst first", "序号，最重要的在前"),
    "severity": ("INTEGER", "1 verdict lost … 6 input differs; see severity_en", "轻重：1 最重 … 6 最轻"),
    "severity_zh": ("VARCHAR", "The severity in words, Chinese", "轻重（中文）"),
    "severity_en": ("VARCHAR", "The severity in words, English", "轻重（英文）"),
    "kind": ("VARCHAR", "verdict, value or input", "类别：结论、数值、填报数据"),
    "table_name": ("VARCHAR", "Table that differs", "所在的表"),
    "school_year": ("INTEGER", "School year; of two years the later", "学年；两年相比时为后一年"),
    "standard_id": ("VARCHAR", "Rule set; empty for inputs", "标准；填报数据为空"),
    "county_code": ("VARCHAR", "County", "县级行政区划代码"),
    "county_name": ("VARCHAR", "County name", "县（市、区）名称"),
    "entity_type": ("VARCHAR", "What is judged, where several are", "评价对象类型"),
    "school_code": ("VARCHAR", "School; empty where the county is judged", "学校标识码；评价对象为县时为空"),
    "stage": ("VARCHAR", "Stage", "学段"),
    "item": ("VARCHAR", "Dimension, indicator, or figure filed", "维度、指标或填报数据"),
    "change": ("VARCHAR", "appeared, disappeared or changed", "新增、消失、改变"),
    "status_before": ("VARCHAR", "Status before", "原结论"),
    "status_after": ("VARCHAR", "Status after", "新结论"),
    "value_before": ("DOUBLE", "Value before", "原数值"),
    "value_after": ("DOUBLE", "Value after", "新数值"),
    "text_before": ("VARCHAR", "Reason, or the text filed, before", "原原因或原文"),
    "text_after": ("VARCHAR", "Reason, or the text filed, after", "新原因或新原文"),
    "causes": (
        "VARCHAR",
        "What else differs and may be the cause: NEW_FILING, CORRECTION, REGISTRY, OTHER_FILING, CODE",
        "可能的原因：NEW_FILING 报表、CORRECTION 更正、REGISTRY 标准、OTHER_FILING 他年他县报表、CODE 程序",
    ),
}
#: Severity → (Chinese, English).
SEVERITIES = {
    1: ("不再达标", "verdict lost"),
    2: ("改为不达标", "fails now"),
    3: ("结论有变", "another verdict"),
    4: ("新达标", "met now"),
    5: ("数值有变", "another value"),
    6: ("填报数据有变", "another input"),
}


def differences(
    connection: duckdb.DuckDBPyConnection, before: Side, after: Side, name: str = "release_change"
) -> list[str]:
    """Make the table with everything that differs, the worst first; returns what was left out."""
    left_out: list[str] = []
    parts = []
    for level, table in enumerate(_TABLES):
        missing = _missing(table, before) | _missing(table, after)
        if missing:
            left_out.append(f"{table.name} ({', '.join(sorted(missing))})")
        else:
            parts.append(_difference(table, level, before, after))
    causes = _make_causes(connection, before, after)
    rows = " UNION ALL ".join(parts) or _NOTHING
    words_zh, words_en = (
        " ".join(f"WHEN {code} THEN {literal(words[place])}" for code, words in SEVERITIES.items())
        for place in (0, 1)
    )
    expressions = {"severity": _SEVERITY, "causes": causes}
    selected = ", ".join(
        f"{expressions.get(column, f'differing.{column}')}::{kind} AS {column}"
        for column, (kind, _, _) in COLUMNS.items()
        if column not in ("place", "severity_zh", "severity_en", "county_name")
    )
    connection.execute(
        f"""
        CREATE OR REPLACE TABLE {name} AS
        WITH differing AS ({rows}), named AS ({_counties(before, after)}), caused AS (
            SELECT {selected}, named.county_name, level
            FROM differing
            LEFT JOIN named USING (county_code)
            LEFT JOIN county_cause AS county USING (school_year, county_code)
            LEFT JOIN rule_cause AS rule
                ON differing.school_year = rule.school_year AND differing.standard_id = rule.standard_id
                AND rule.item = CASE differing.kind WHEN 'value' THEN differing.item ELSE '*' END
        ), placed AS (
            SELECT caused.*,
                CASE severity {words_zh} END AS severity_zh, CASE severity {words_en} END AS severity_en,
                row_number() OVER (
                    ORDER BY severity, level,
                        abs(value_after - value_before) / nullif(abs(value_before), 0) DESC NULLS LAST,
                        {", ".join(_KEY)}
                )::INTEGER AS place
            FROM caused
        )
        SELECT {", ".join(COLUMNS)} FROM placed ORDER BY place
        """
    )
    return left_out


_NOTHING = (
    f"SELECT {', '.join(f'NULL::VARCHAR AS {each}' for each in _KEY if each != 'school_year')}, "
    "NULL::INTEGER AS school_year, 0 AS level, '' AS kind, '' AS table_name, '' AS change, "
    "'' AS status_before, '' AS status_after, 0.0 AS value_before, 0.0 AS value_after, "
    "'' AS text_before, '' AS text_after WHERE false"
)
_SEVERITY = """CASE
    WHEN differing.kind = 'input' THEN 6
    WHEN status_before = 'PASS' AND status_after IS DISTINCT FROM 'PASS' THEN 1
    WHEN status_after = 'FAIL' AND status_before IS DISTINCT FROM 'FAIL' THEN 2
    WHEN status_after = 'PASS' AND status_before <> 'PASS' THEN 4
    WHEN status_before IS DISTINCT FROM status_after THEN 3
    ELSE 5 END"""


def _difference(table: _Table, level: int, before: Side, after: Side) -> str:
    """The rows of one table that differ, in the common columns."""
    key = ", ".join(f"{table.key.get(each, 'NULL')} AS {each}" for each in _KEY if each != "school_year")
    sides = []
    for side in (before, after):
        sides.append(
            f"SELECT true AS is_there, {_year(side, after)} AS school_year, {key}, "
            f"{table.status}::VARCHAR AS status, {table.value}::DOUBLE AS value, "
            f"{table.text}::VARCHAR AS text "
            f"FROM read_parquet({literal(_parquet(side, table.name))}) WHERE {_of_year(side)}"
        )
    matched = " AND ".join(f"b.{each} IS NOT DISTINCT FROM a.{each}" for each in _KEY)
    keys = ", ".join(f"coalesce(b.{each}::VARCHAR, a.{each}::VARCHAR) AS {each}" for each in _KEY[1:])
    return f"""
        SELECT coalesce(b.school_year, a.school_year) AS school_year, {keys},
            {level} AS level, '{table.kind}' AS kind, '{table.name}' AS table_name,
            CASE WHEN b.is_there IS NULL THEN 'appeared'
                WHEN a.is_there IS NULL THEN 'disappeared' ELSE 'changed' END AS change,
            b.status AS status_before, a.status AS status_after,
            b.value AS value_before, a.value AS value_after, b.text AS text_before, a.text AS text_after
        FROM ({sides[0]}) AS b FULL OUTER JOIN ({sides[1]}) AS a ON {matched}
        WHERE b.is_there IS NULL OR a.is_there IS NULL
            OR b.status IS DISTINCT FROM a.status OR b.text IS DISTINCT FROM a.text
            OR (b.value IS NULL) <> (a.value IS NULL)
            OR abs(a.value - b.value) > {_TOLERANCE} * greatest(abs(a.value), abs(b.value))
    """


def _make_causes(connection: duckdb.DuckDBPyConnection, before: Side, after: Side) -> str:
    """Make `county_cause` and `rule_cause`, and return what names the causes of a row joined to them."""
    packages = [read_datapackage(side.release_dir) for side in (before, after)]
    of_years = before.school_year is not None
    filed = [{*_filed(package)} for package in packages]
    differing = {(year, county, Path(path).name) for year, county, path, _ in filed[0] ^ filed[1]}
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE county_cause "
        "(school_year INTEGER, county_code VARCHAR, filing BOOLEAN, correction BOOLEAN)"
    )
    for year, county in sorted({each[:2] for each in differing}):
        names = {name for *place, name in differing if place == [year, county]}
        connection.execute(
            "INSERT INTO county_cause VALUES (?, ?, ?, ?)",
            [year, county, bool(names - {_CORRECTIONS}), _CORRECTIONS in names],
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE rule_cause AS {_rules_that_differ(before, after)}")
    code_differs = packages[0].get("code") != packages[1].get("code")
    return f"""concat_ws(', ',
        CASE WHEN {of_years} OR county.filing THEN 'NEW_FILING' END,
        CASE WHEN county.correction THEN 'CORRECTION' END,
        CASE WHEN rule.item IS NOT NULL THEN 'REGISTRY' END,
        CASE WHEN {bool(differing)} AND county.filing IS NULL AND rule.item IS NULL THEN 'OTHER_FILING' END,
        CASE WHEN {code_differs} AND rule.item IS NULL THEN 'CODE' END)"""


def _filed(package: dict[str, Any]) -> Iterator[tuple[int, str, str, str]]:
    for each in package.get("inputs", ()):
        parts = each["path"].split("/")
        if len(parts) > 2:
            yield each["school_year"], parts[1], each["path"], each["hash"]


def _rules_that_differ(before: Side, after: Side) -> str:
    """By indicator; and as * by rule set, for the verdicts that follow from several."""
    if not all(_parquet(side, "rule_clause").is_file() for side in (before, after)):
        return "SELECT 0 AS school_year, '' AS standard_id, '' AS item WHERE false"
    rule = "standard_id, kind, indicator_id, part_id, stage, operator, limit_value, floor_share"
    one, other = (
        f"SELECT {_year(side, after)} AS school_year, {rule} "
        f"FROM read_parquet({literal(_parquet(side, 'rule_clause'))}) WHERE {_of_year(side)}"
        for side in (before, after)
    )
    return f"""
        WITH differing AS ((({one}) EXCEPT ({other})) UNION ALL (({other}) EXCEPT ({one})))
        SELECT DISTINCT school_year, standard_id, unnest([indicator_id, '*']) AS item FROM differing
    """


def _year(side: Side, after: Side) -> str:
    """The school year a row is told of: of two years that are compared the later."""
    return "school_year::INTEGER" if side.school_year is None else f"{after.school_year}"


def _of_year(side: Side) -> str:
    return "true" if side.school_year is None else f"school_year = {side.school_year}"


def _counties(before: Side, after: Side) -> str:
    files = [_parquet(side, "dim_county") for side in (before, after)]
    there = [literal(file) for file in files if file.is_file()]
    if not there:
        return "SELECT '' AS county_code, '' AS county_name WHERE false"
    return (
        "SELECT county_code, max_by(county_name, school_year) AS county_name "
        f"FROM read_parquet([{', '.join(there)}], union_by_name = true) GROUP BY county_code"
    )


def _missing(table: _Table, side: Side) -> set[str]:
    """What a side lacks to be compared."""
    file = _parquet(side, table.name)
    if not file.is_file():
        return {f"{side.label}: the table"}
    return {f"{side.label}: {name}" for name in table.columns - {*pq.read_schema(file).names}}


def _parquet(side: Side, table: str) -> Path:
    return side.release_dir / "parquet" / f"{table}.parquet"


def schema() -> pa.Schema:
    """The Arrow schema of `release_change`, with what each column means."""
    kinds = {"INTEGER": pa.int32(), "VARCHAR": pa.string(), "DOUBLE": pa.float64()}
    return pa.schema(
        pa.field(name, kinds[kind], metadata={"description_en": english, "description_zh": chinese})
        for name, (kind, english, chinese) in COLUMNS.items()
    )


def counted(connection: duckdb.DuckDBPyConnection, name: str = "release_change") -> Sequence[tuple[Any, ...]]:
    """How many differences of each severity and table, the worst first."""
    return connection.execute(
        f"SELECT severity, severity_zh, severity_en, table_name, count(*) FROM {name} "
        "GROUP BY ALL ORDER BY severity, min(place)"
    ).fetchall()
