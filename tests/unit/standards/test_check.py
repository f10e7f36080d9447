"""Every kind of fault is refused by file and row; the registry of the repository has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.standards.check import check_registry, require_sound_registry
from orchestration.standards.faults import Fault, FaultyRegistryError
from tests.unit.standards.conftest import RegistryCopy

NATIONAL = "national-quality-2017"


def only_fault(registry: RegistryCopy) -> Fault:
    """The one fault of a registry that was spoilt in one place."""
    faults = check_registry(registry.folder)
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0]


def threshold(registry: RegistryCopy, indicator_id: str = "R1", stage: str = "junior") -> int:
    return registry.line_of("thresholds", standard_id=NATIONAL, indicator_id=indicator_id, stage=stage)


def test_the_registry_of_the_repository_is_sound() -> None:
    assert check_registry(Settings.from_environment().standards_dir) == []
    require_sound_registry(Settings.from_environment().standards_dir)


@pytest.mark.parametrize(
    ("seed", "column", "value", "said"),
    [
        ("thresholds", "threshold", "4,2", "threshold «4,2» is no number"),
        ("thresholds", "threshold", "nan", "no number"),
        ("thresholds", "threshold", "", "operator without a limit"),
        ("thresholds", "floor_share", "85", "outside 0 to 1"),
        ("thresholds", "floor_share", "-0.1", "outside 0 to 1"),
        ("thresholds", "operator", "=>", "operator «=>» is unknown"),
        ("thresholds", "operator", "", "limit without an operator"),
        ("thresholds", "citation", "", "no citation"),
        ("thresholds", "threshold", " 5.3", "blanks around it"),
        ("thresholds", "valid_to_year", "2016", "out of order"),
        ("thresholds", "valid_to_year", "", "valid_to_year is blank"),
        ("thresholds", "valid_from_year", "17", "17 lies outside 1949 to 9999"),
        ("thresholds", "valid_from_year", "2017.5", "no whole number"),
        ("balance_limits", "cv_limit", "0", "not above 0"),
        ("split_weights", "weight", "one", "no number"),
        ("qualifications", "is_above_required", "yes", "neither true nor false"),
        ("rule_sets", "decides_on", "guess", "decides_on «guess» is unknown"),
        ("rule_sets", "citation", "", "no citation"),
        ("counties", "county_code", "42120", "not of the form"),
        ("dimensions", "citation", "", "no citation"),
    ],
)
def test_a_faulty_cell_is_named(
    registry: RegistryCopy, seed: str, column: str, value: str, said: str
) -> None:
    line = threshold(registry) if seed == "thresholds" else 2
    registry.set(seed, line, {column: value})
    faults = check_registry(registry.folder)
    assert any((each.file, each.line) == (f"{seed}.csv", line) and said in each.reason for each in faults)
    assert all(each.remedy for each in faults)


@pytest.mark.parametrize(
    ("seed", "column", "value", "target"),
    [
        ("thresholds", "standard_id", "national-quality-2107", "rule_sets"),
        ("thresholds", "indicator_id", "R8", "indicators"),
        ("balance_limits", "indicator_id", "R8", "indicators"),
        ("indicators", "dimension_id", "resources", "dimensions"),
        ("thresholds", "stage", "middle", ""),
        ("scope", "stage", "kindergarten", ""),
        ("scope", "school_type_code", "210", "school_types"),
        ("county_items", "indicator_id", "G77", "indicators"),
        ("rule_sets", "inherits_standard_id", "national-2016", "rule_sets"),
        ("counties", "successor_code", "999999", "counties"),
        ("roadmap", "county_code", "421203", "counties"),
    ],
)
def test_an_unknown_reference_is_named(
    registry: RegistryCopy, seed: str, column: str, value: str, target: str
) -> None:
    registry.set(seed, 2, {column: value})
    named = [each for each in check_registry(registry.folder) if f"{column} «{value}»" in each.reason]
    assert [(each.file, each.line) for each in named] == [(f"{seed}.csv", 2)]
    assert f"{target}.csv" in named[0].reason if target else "unknown" in named[0].reason


def test_overlapping_dates_of_one_key(registry: RegistryCopy) -> None:
    first = threshold(registry)
    line = registry.append("thresholds", first, valid_from_year="2025", threshold="6")
    fault = only_fault(registry)
    assert (fault.file, fault.line) == ("thresholds.csv", line)
    assert f"overlaps row {first} in 2025 and after" in fault.reason
    registry.set("thresholds", first, {"valid_to_year": "2024"})
    assert check_registry(registry.folder) == []


def test_a_long_row_overlaps_beyond_the_next(registry: RegistryCopy) -> None:
    first = threshold(registry)
    short = registry.append("thresholds", first, valid_from_year="2018", valid_to_year="2018")
    later = registry.append("thresholds", first, valid_from_year="2030")
    assert [each.line for each in check_registry(registry.folder)] == [short, later]


def test_an_undated_row_twice(registry: RegistryCopy) -> None:
    line = registry.append("school_types", 2)
    fault = only_fault(registry)
    assert (fault.file, fault.line) == ("school_types.csv", line)
    assert "stands in row 2 already" in fault.reason


def test_an_indicator_without_threshold_in_some_years(registry: RegistryCopy) -> None:
    registry.set("thresholds", threshold(registry), {"valid_to_year": "2020"})
    line = registry.append("thresholds", threshold(registry), valid_from_year="2023", valid_to_year="9999")
    fault = only_fault(registry)
    assert (fault.file, fault.line) == ("indicators.csv", registry.line_of("indicators", indicator_id="R1"))
    assert "for junior in 2021–2022" in fault.reason
    registry.set("thresholds", line, {"valid_from_year": "2021"})
    assert check_registry(registry.folder) == []


def test_an_indicator_without_threshold_at_all(registry: RegistryCopy) -> None:
    registry.remove("thresholds", registry.line_of("thresholds", standard_id=NATIONAL, indicator_id="S1"))
    fault = only_fault(registry)
    assert (fault.file, fault.line) == ("indicators.csv", registry.line_of("indicators", indicator_id="S1"))
    assert "2017 and after" in fault.reason


def test_a_difference_without_limit(registry: RegistryCopy) -> None:
    limit = {"standard_id": NATIONAL, "stage": "primary", "indicator_id": "R5"}
    registry.remove("balance_limits", registry.line_of("balance_limits", **limit))
    fault = only_fault(registry)
    assert fault.line == registry.line_of("indicators", indicator_id="R5")
    assert "for primary" in fault.reason


def test_a_rule_set_judged_by_differences_needs_their_limit(registry: RegistryCopy) -> None:
    limit = {"standard_id": "national-basic-2012", "stage": "junior", "indicator_id": "ALL"}
    registry.remove("balance_limits", registry.line_of("balance_limits", **limit))
    faults = check_registry(registry.folder)
    assert {each.file for each in faults} == {"indicators.csv"}
    assert len(faults) == 8 and all("for junior" in each.reason for each in faults)


def test_a_shared_dimension_must_decide_what_it_expects(registry: RegistryCopy) -> None:
    registry.remove("thresholds", registry.line_of("thresholds", indicator_id="L3"))
    where = {(each.file, each.line) for each in check_registry(registry.folder)}
    dimension = registry.line_of("dimensions", standard_id="zhangye-2024")
    assert where == {
        ("dimensions.csv", dimension),
        ("indicators.csv", registry.line_of("indicators", indicator_id="L3")),
    }


def test_inheritance_in_a_circle(registry: RegistryCopy) -> None:
    line = registry.line_of("rule_sets", standard_id=NATIONAL)
    registry.set("rule_sets", line, {"inherits_standard_id": "tieling-2019"})
    faults = check_registry(registry.folder)
    named = {each.line for each in faults if "inherits from itself" in each.reason}
    assert line in named and registry.line_of("rule_sets", standard_id="tieling-2019") in named


def test_inheritance_deeper_than_the_models_follow(registry: RegistryCopy) -> None:
    for heir, ancestor in (("xianan-2023", "tieling-2019"), ("zhangye-2024", "xianan-2023")):
        line = registry.line_of("rule_sets", standard_id=heir)
        registry.set("rule_sets", line, {"inherits_standard_id": ancestor})
    told = [each for each in check_registry(registry.folder) if "more than 2 ancestors" in each.reason]
    assert [each.line for each in told] == [registry.line_of("rule_sets", standard_id="zhangye-2024")]


def test_a_rule_dated_outside_its_rule_set(registry: RegistryCopy) -> None:
    line = registry.line_of("thresholds", standard_id="shenyang-2024")
    registry.set("thresholds", line, {"valid_from_year": "2020"})
    fault = only_fault(registry)
    assert (fault.file, fault.line) == ("thresholds.csv", line)
    assert "its rule set shenyang-2024 in 2024 and after" in fault.reason


def test_a_target_that_its_threshold_contradicts(registry: RegistryCopy) -> None:
    line = registry.line_of("plan_targets", target_id="xianan-fitness")
    registry.set("plan_targets", line, {"value": "85"})
    fault = only_fault(registry)
    assert (fault.file, fault.line) == ("plan_targets.csv", line)
    assert "decides by >= 98" in fault.reason


def test_more_indicators_required_than_there_are(registry: RegistryCopy) -> None:
    registry.set("school_rules", 2, {"indicators_required": "8"})
    fault = only_fault(registry)
    assert (fault.file, fault.line) == ("school_rules.csv", 2)


def test_text_that_is_no_table(registry: RegistryCopy) -> None:
    file = registry.folder / "split_weights.csv"
    whole = file.read_bytes()
    for spoilt, line, said in (
        (whole + b"senior,1.32\n", 5, "2 cells where the header has 5"),
        (whole + b'"senior,1.32,2017,9999,x\n', 5, "no CSV"),
        (whole.decode().encode("gb18030"), 0, "not UTF-8"),
        (whole.replace(b"weight,", b"share,", 1), 1, "share is not described, weight is not there"),
        (b"", 0, "empty"),
    ):
        file.write_bytes(spoilt)
        faults = check_registry(registry.folder)
        assert any((each.file, each.line) == (file.name, line) and said in each.reason for each in faults), (
            said
        )


def test_files_without_description_and_descriptions_without_file(registry: RegistryCopy) -> None:
    (registry.folder / "more.csv").write_text("a,citation\n1,x\n", encoding="utf-8")
    (registry.folder / "deadlines.csv").unlink()
    told = {each.file: each.reason for each in check_registry(registry.folder)}
    assert "No properties file" in told["more.csv"]
    assert "no such file" in told["deadlines.csv"]


def test_a_missing_registry_is_a_fault_not_a_crash(tmp_path: Path) -> None:
    assert "no registry" in check_registry(tmp_path / "none")[0].reason


def test_the_refusal_names_rows_and_remedies(registry: RegistryCopy) -> None:
    line = threshold(registry)
    registry.set("thresholds", line, {"operator": "=="})
    with pytest.raises(FaultyRegistryError) as refused:
        require_sound_registry(registry.folder)
    assert f"thresholds.csv row {line}: operator «==» is unknown. It can be:" in str(refused.value)


@pytest.mark.parametrize(
    ("input_order", "column", "value", "said"),
    [
        ("4", "coefficient", "1.01", "condition is looked at and not summed"),
        ("4", "is_shared", "true", "condition is looked at and not summed"),
        ("1", "is_shared", "true", "no stage has a share"),
    ],
)
def test_what_a_formula_does_not_multiply_has_neither_coefficient_nor_share(
    registry: RegistryCopy, input_order: str, column: str, value: str, said: str
) -> None:
    line = registry.line_of("indicator_inputs", indicator_id="G3", part_id="music", input_order=input_order)
    registry.set("indicator_inputs", line, {column: value})
    assert said in only_fault(registry).reason
