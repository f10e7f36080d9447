"""Comparison of rule sets after inheritance, and the commands that show it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.commands import exits
from orchestration.settings import Settings
from orchestration.standards.compare import ONLY_A, ONLY_B, REPLACED, Difference, compare
from orchestration.standards.lineage import lineage
from orchestration.standards.listing import rule_sets
from orchestration.standards.registry import load_registry
from tests.unit.standards.conftest import RegistryCopy

NATIONAL = "national-quality-2017"


def differences(folder: Path, a: str, b: str, year: int | None = None) -> list[Difference]:
    return compare(load_registry(folder)[0], a, b, year)


def test_an_heir_differs_by_its_own_rows_only(registry: RegistryCopy) -> None:
    found = differences(registry.folder, NATIONAL, "tieling-2019")
    told = {
        (each.kind, each.key["indicator_id"], each.key["part_id"], each.first_year): (each.a, each.b)
        for each in found
        if each.rule == "thresholds"
    }
    least, most = {"operator": ">=", "floor_share": "1"}, {"operator": "<=", "floor_share": "1"}
    assert told == {
        (REPLACED, "G14", "allotted", 2019): ({"threshold": "50"}, {"threshold": "100"}),
        (ONLY_B, "G2", "quota_primary", 2019): (None, least | {"threshold": "850"}),
        (ONLY_B, "G2", "quota_junior", 2019): (None, least | {"threshold": "1050"}),
        (ONLY_B, "G2", "quota_primary", 2025): (None, least | {"threshold": "935"}),
        (ONLY_B, "G2", "quota_junior", 2025): (None, least | {"threshold": "1155"}),
        (ONLY_B, "L4", "value", 2019): (None, least | {"threshold": "100"}),
        (ONLY_B, "L5", "value", 2019): (None, most | {"threshold": "19"}),
        (ONLY_B, "L6", "value", 2019): (None, most | {"threshold": "13.5"}),
    }


def test_turned_round_it_says_the_reverse(registry: RegistryCopy) -> None:
    found = differences(registry.folder, "tieling-2019", NATIONAL)
    assert sorted({each.kind for each in found}) == [ONLY_A, REPLACED]
    assert [each.key["indicator_id"] for each in found if each.kind == REPLACED] == ["G14"]


def test_a_rule_set_does_not_differ_from_itself(registry: RegistryCopy) -> None:
    assert differences(registry.folder, NATIONAL, NATIONAL) == []


def test_years_are_those_in_which_the_rules_differ(registry: RegistryCopy) -> None:
    line = registry.line_of("thresholds", standard_id="shenyang-2024")
    registry.set("thresholds", line, {"valid_to_year": "2025"})
    registry.append("thresholds", line, valid_from_year="2026", valid_to_year="2026", threshold="6000")
    registry.append("thresholds", line, valid_from_year="2027", valid_to_year="9999")
    found = differences(registry.folder, NATIONAL, "shenyang-2024")
    assert [(each.first_year, each.last_year) for each in found] == [(2024, 2025), (2027, 9999)]
    assert differences(registry.folder, NATIONAL, "shenyang-2024", 2026) == []
    assert len(differences(registry.folder, NATIONAL, "shenyang-2024", 2027)) == 1


def test_only_common_years_are_compared(registry: RegistryCopy) -> None:
    assert differences(registry.folder, NATIONAL, "shenyang-2024", 2023) == []
    line = registry.line_of("rule_sets", standard_id="national-basic-2012")
    registry.set("rule_sets", line, {"valid_to_year": "2016"})
    assert differences(registry.folder, NATIONAL, "national-basic-2012") == []


def test_nearest_ancestor_holds(registry: RegistryCopy) -> None:
    line = registry.line_of("rule_sets", standard_id="shenyang-2024")
    registry.set("rule_sets", line, {"inherits_standard_id": "tieling-2019"})
    loaded, _ = load_registry(registry.folder)
    assert lineage(loaded, "shenyang-2024") == ["shenyang-2024", "tieling-2019", NATIONAL]
    found = compare(loaded, NATIONAL, "shenyang-2024")
    assert {each.b_stated_by for each in found} == {"shenyang-2024", "tieling-2019"}
    assert len(found) == 13


def test_the_listing_counts_what_is_replaced_and_added() -> None:
    found = {each.standard_id: each for each in rule_sets(load_registry(_standards_dir())[0])}
    tieling, national = found["tieling-2019"], found[NATIONAL]
    assert (tieling.rows_replaced, tieling.rows_added) == (1, 11)
    assert tieling.inherits == [NATIONAL] and tieling.applies_to_code_prefix == "211221"
    assert national.rows_replaced == 0 and national.rows_added > 70
    assert found["xianan-2023"].rows_planned > 80


def _standards_dir() -> Path:
    return Settings.from_environment().standards_dir


def test_the_commands_show_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["standards"]) == 0
    shown = capsys.readouterr().out
    assert "zhangye-2024" in shown and "6207…" in shown
    assert cli.main(["standards", "diff", NATIONAL, "tieling-2019"]) == 0
    shown = capsys.readouterr().out
    assert "threshold 100" in shown and "1 replaced, 0 only in A, 11 only in B" in shown
    assert cli.main(["standards", "diff", "tieling-2019", "tieling-2019"]) == 0
    assert "ask the same" in capsys.readouterr().out
    assert cli.main(["standards", "check"]) == 0
    assert "no fault" in capsys.readouterr().out


def test_the_commands_speak_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["standards", "--format", "json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert listed[0]["standard_id"] == NATIONAL
    assert cli.main(["standards", "diff", NATIONAL, "shenyang-2024", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["b"] for each in found["differences"]] == [{"threshold": "8000"}]
    assert found["years"] == {"first_year": 2024, "last_year": 9999}
    assert cli.main(["standards", "check", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_an_unknown_rule_set_is_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["standards", "diff", NATIONAL, "national-2016"]) == exits.USAGE
    assert "There are: national-quality-2017" in capsys.readouterr().err
