"""The gate's kinds of units against the units that intake reads."""

from __future__ import annotations

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.submissions.cells.units import _BASE, _MULTIPLIERS, find_unit

MACRO = Settings.from_environment().expectations_dir / "queries" / "macros" / "unit_kinds.sql"
KINDS = {"money": "money", "area": "area", "ratio": "share", "百分点": "points of percent"}
WORDS = [
    *_BASE,
    *(f"{prefix}{word}" for prefix in _MULTIPLIERS for word in _BASE),
    "M2",
    "公 顷",
    "（亩）",
    "元/年·人",
]


@pytest.fixture(scope="module")
def kinds() -> dict[str, str]:
    """The gate's kind of every unit word."""
    connection = duckdb.connect()
    connection.execute("create table registry_county_items (unit_zh varchar)")
    connection.execute("create table county_facts (unit varchar)")
    connection.executemany("insert into county_facts values (?)", [[word] for word in WORDS])
    return dict(connection.execute(MACRO.read_text(encoding="utf-8")).fetchall())


def test_the_gate_knows_the_kind_of_every_unit_that_is_read(kinds: dict[str, str]) -> None:
    read = {word: unit for word in WORDS if (unit := find_unit(word))}
    assert len(read) > len(_BASE)
    assert {word: kinds[word] for word in read} == {
        word: KINDS.get(unit.measure, "count") for word, unit in read.items()
    }
