"""Reading the YAML suites: the real ones are sound, and a faulty one is refused with file and key."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
import yaml

from orchestration.quality.catalogue import SuiteError, expected_results, load_catalogue
from orchestration.settings import PROJECT_DIR
from orchestration.submissions.contract.rejection import REMEDIES

EXPECTATIONS = PROJECT_DIR / "expectations"
QUALITY_SEEDS = PROJECT_DIR / "dbt_project" / "seeds" / "quality"


def _text(word: str) -> dict[str, str]:
    return {"en": word, "zh": word}


def _suite(**changes: object) -> dict[str, Any]:
    expectation: dict[str, Any] = {
        "id": "name-present",
        "type": "ExpectColumnValuesToNotBeNull",
        "kwargs": {"column": "school_name"},
        "severity": "warning",
        "dimension": "completeness",
        "owner": "county",
        "message": _text("{school_code} has no name"),
        "what": _text("what"),
        "why": _text("why"),
        "fix": _text("fix"),
    }
    for name, value in changes.items():
        if value is None:
            expectation.pop(name)
        else:
            expectation[name] = value
    return {
        "relation": "schools",
        "key": ["school_code"],
        "columns": ["school_name"],
        "expectations": [expectation],
    }


def _load(folder: Path, *suites: dict[str, Any]) -> None:
    (folder / "landing").mkdir(exist_ok=True)
    for position, suite in enumerate(suites):
        text = yaml.safe_dump(suite, allow_unicode=True)
        (folder / "landing" / f"suite{position}.yaml").write_text(text, encoding="utf-8")
    load_catalogue(folder, "landing")


@pytest.mark.parametrize("gate", ["landing", "marts"])
def test_suites_of_the_project_are_sound(gate: str) -> None:
    suites = load_catalogue(EXPECTATIONS, gate)
    count = sum(len(suite.expectations) for suite in suites)
    assert len(expected_results(EXPECTATIONS, gate)) == count


@pytest.mark.parametrize("gate", ["landing", "marts"])
def test_every_check_is_tested_by_a_suite_of_its_gate(gate: str) -> None:
    models = (PROJECT_DIR / "dbt_project" / "models" / "checks" / gate).glob("*.sql")
    tested = {suite.check for suite in load_catalogue(EXPECTATIONS, gate)}
    assert {file.stem for file in models} == tested - {None}


def test_year_zero_has_the_suites_of_folder_faults_only() -> None:
    assert {suite for suite, _ in expected_results(EXPECTATIONS, "landing", 0)} == {"refusals"}


def test_every_refusal_code_of_the_reader_is_listed() -> None:
    with (QUALITY_SEEDS / "refusal_codes.csv").open(encoding="utf-8") as file:
        assert {row["code"] for row in csv.DictReader(file)} == set(REMEDIES)


def test_sound_suite_is_read(tmp_path: Path) -> None:
    _load(tmp_path, _suite())


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"id": "Name Present"}, r"expectations\[Name Present\].id must be kebab-case"),
        ({"type": "ExpectTheMoon"}, r"type is 'ExpectTheMoon', which is no stock expectation"),
        ({"type": "ExpectColumnMaxToBeBetween"}, r"no stock expectation that names failing rows"),
        ({"severity": "grave"}, r"severity is 'grave'; allowed are critical, warning, info"),
        ({"dimension": "beauty"}, r"dimension is 'beauty'; allowed are"),
        ({"why": None}, r"expectations\[name-present\].why is missing"),
        ({"why": {"en": "why"}}, r"expectations\[name-present\].why.zh is missing"),
        ({"why": {"en": "why", "zh": "因", "fr": "?"}}, r"why.fr is not a known key"),
        ({"why": "why"}, r"why must be a mapping"),
        ({"fix": {"en": "fix", "zh": " "}}, r"fix.zh must be a text"),
        ({"message": _text("{school} has no name")}, r"message names \{school\}"),
        ({"message": _text("{school has no name")}, r"message is not a readable template"),
        ({"kwargs": {"column": "name"}}, r"kwargs.column is 'name', which is not among the suite's columns"),
        ({"kwargs": {"column": "school_name", "mostly": 0.5}}, r"kwargs.mostly is not an argument of"),
        ({"observed": "colour"}, r"observed is 'colour'"),
        ({"suspicion": "maybe"}, r"suspicion must be true or false"),
        ({"quarantine": "school"}, r"quarantine is 'school'; allowed are row, cell"),
        ({"colour": "red"}, r"colour is not a known key"),
    ],
)
def test_faulty_expectation_is_refused_with_file_and_key(
    tmp_path: Path, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(SuiteError, match=r"landing/suite0.yaml: line \d+: .*" + complaint):
        _load(tmp_path, _suite(**changes))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"check": "check_schools"}, "relation or check must be given, and only one"),
        ({"relation": None}, "relation or check must be given, and only one"),
        ({"query": "schools"}, "query is not a known key"),
        ({"columns": []}, "columns must have at least one entry"),
        ({"key": "school_code"}, "key must be a list"),
        ({"expectations": []}, "expectations must have at least one entry"),
        ({"folder_faults": "yes please"}, "folder_faults must be true or false"),
        ({"rows": 3}, "rows is not a known key"),
        ({"gate": "marts"}, "gate is not a known key"),
    ],
)
def test_faulty_suite_is_refused_with_file_and_key(
    tmp_path: Path, changes: dict[str, Any], complaint: str
) -> None:
    suite = {name: value for name, value in (_suite() | changes).items() if value is not None}
    with pytest.raises(SuiteError, match=r"landing/suite0.yaml: .*" + complaint):
        _load(tmp_path, suite)


def test_id_used_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=r"suite1.yaml: id 'name-present' is already used in suite0.yaml"):
        _load(tmp_path, _suite(), _suite())


def test_unreadable_yaml_and_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match="no suite"):
        load_catalogue(tmp_path, "landing")
    (tmp_path / "landing").mkdir()
    (tmp_path / "landing" / "broken.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(SuiteError, match=r"landing/broken.yaml: line \d: not readable as YAML"):
        load_catalogue(tmp_path, "landing")
    with pytest.raises(SuiteError, match="gate is 'moon'"):
        load_catalogue(tmp_path, "moon")


def test_catalogue_and_schemas_do_not_import_great_expectations() -> None:
    modules = "orchestration.quality.catalogue, orchestration.quality.gate, orchestration.quality.schemas"
    code = f"import sys, {modules}; sys.exit('great_expectations' in sys.modules or 'pandas' in sys.modules)"
    assert run([sys.executable, "-c", code], check=False).returncode == 0
