"""The landing gate's kinds of units against the units that intake reads."""

from __future__ import annotations

from pathlib import Path

from orchestration.quality.session import landing_session
from orchestration.submissions.cells.units import _BASE, _MULTIPLIERS, find_unit
from tests.integration.quality.landing_gate.clean_county import clean_landing, write_landing
from tests.support.dbt import gate_models

YEAR = 2024
#: An item of the registry of each kind of unit, by what intake says of a unit's word; all others are counts.
ITEMS = {
    "money": "G8.teacher_pay",
    "area": "V1.total_area_m2",
    "ratio": "T1.retention_percent",
    "百分点": "T2.myopia_fall_points",
    "count": "G9.teachers",
}
WORDS = [
    *_BASE,
    *(f"{prefix}{word}" for prefix in _MULTIPLIERS for word in _BASE),
    "M2",
    "公 顷",
    "（亩）",
    "元/年·人",
]


def test_the_gate_knows_the_kind_of_every_unit_that_is_read(tmp_path: Path) -> None:
    kinds = {word: unit.measure for word in WORDS if (unit := find_unit(word))}
    assert len(kinds) > len(_BASE)
    landing = clean_landing(YEAR, list(ITEMS.values()), [])
    templates = {row["item_code"]: row for row in landing["county_facts"]}
    landing["county_facts"] = [
        templates[item] | {"unit": word, "src_row": number}
        for number, word in enumerate(kinds, start=5)
        for item in ITEMS.values()
    ]
    write_landing(tmp_path / "landing", {YEAR: landing})
    check = "check_county_items"
    session = landing_session(tmp_path / "landing", gate_models(), [YEAR], {check})
    rows = session.connection.execute(
        f"select unit_filed, item_code from {session.relation(check)} where unit_kind = 'same'"
    ).fetchall()
    session.connection.close()
    assert sorted(rows) == sorted((word, ITEMS.get(kind, ITEMS["count"])) for word, kind in kinds.items())
