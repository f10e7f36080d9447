"""Nothing that an indicator needs can be forgotten: each row and each line, taken away alone, is named.

What belongs here: removals, in process, without building. What does not: wrong values (`test_check`), results
that a model does not give though it is there (the mart gate's suite indicator_coverage).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from orchestration.forms.editions import RECORD_FORMS
from orchestration.settings import Settings
from orchestration.standards.check import faults_of
from orchestration.standards.faults import Fault
from orchestration.standards.formulas import Models, read_models
from orchestration.standards.lineage import Rules, rule_key
from orchestration.standards.registry import Registry, Row, Seed, load_registry

pytestmark = pytest.mark.long

PROJECT = Settings.from_environment().dbt_project_dir
#: Rosters, dates, plans and ledgers: no indicator is computed or judged by them.
NO_INDICATOR_NEEDS = frozenset(
    {
        *("counties", "correction_reasons", "deadlines", "form_deadlines", "reason_codes", "roster"),
        *("form_lines", "beside_figures", "beside_terms", "school_items"),
        *("ledger_kinds", "ledger_states", "ledger_transitions", "ledger_departments", "ledger_posts"),
        "ledger_counts",
        "source_documents",
        *("milestones", "plan_targets", "roadmap", "roadmap_totals", "school_name_crosswalk", "timetables"),
        *("plans", "plan_measures", "plan_projects", "plan_duties", "source_lines"),
        "recognition_steps",
    }
)


@cache
def _registry() -> Registry:
    return load_registry(PROJECT / "seeds" / "standards")[0]


@cache
def _models() -> Models:
    return read_models(PROJECT)


def _part(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in ("standard_id", "indicator_id", "part_id", "stage"))


def _is_free(seed: Seed, row: Row) -> str:
    """Why a row may go without a fault of the registry; '' if it may not."""
    registry = _registry()
    if seed.name == "thresholds":
        ancestors = Rules(registry, row["standard_id"]).line[1:]
        keys = {rule_key(seed, each) for each in seed.rows if each["standard_id"] in ancestors}
        if rule_key(seed, row) in keys:
            return "the rule set inherits another limit"
        own = [each for each in seed.rows if _part(each) == _part(row) and each is not row]
        return "an optional part, with another limit in other years" if own else ""
    if seed.name == "asked_from":
        return "without it the forms ask for the part in every year"
    if seed.name == "conclusions":
        return "a word of filers: unknown, it leaves every verdict undecided (CONCLUSION_UNKNOWN)"
    if seed.name == "school_types":
        used = {
            each["school_type_code"]
            for name in ("scope", "school_type_stages")
            for each in registry.rows(name)
        }
        undecided = "a code of filers: unknown, it leaves every verdict undecided (SCHOOL_TYPE_UNKNOWN)"
        return "" if row["school_type_code"] in used else undecided
    if seed.name == "county_items":
        seeded = {each["item"] for each in registry.rows("indicator_inputs")}
        stated = {
            each.item
            for model in _models().indicators.values()
            for part in model.inputs.values()
            for each in part
        }
        measured = {
            each[column]
            for each in registry.rows("plan_measures")
            for column in ("item_code", "total_item_code")
        }
        return (
            "" if row["item_code"] in seeded | stated | measured else "shown beside, and part of no formula"
        )
    if seed.name == "monitoring_subjects":
        return "" if row["is_judged"] == "true" else "monitored and shown, and judged by nothing"
    if seed.name == "forms":
        without = ("vetoes", "changes", "self_assessment", "ledger", *RECORD_FORMS)
        return "it holds no filed item" if row["form"] in without else ""
    return ""


def _removals() -> Iterator[tuple[Seed, Row]]:
    for seed in _registry().seeds.values():
        if seed.name not in NO_INDICATOR_NEEDS:
            yield from ((seed, row) for row in seed.rows if not _is_free(seed, row))


def _names(fault: Fault, seed: Seed, row: Row) -> bool:
    """Whether a fault leads to the row: by its file, or by what it is called."""
    called = {row[column] for column in seed.key if len(row[column]) > 1}
    return fault.file == f"{seed.name}.csv" or any(name in fault.reason for name in called)


def test_nothing_is_missing_as_it_is() -> None:
    assert list(faults_of(_registry(), _models())) == []


def test_every_row_that_an_indicator_needs_is_missed() -> None:
    registry = _registry()
    silent = []
    removals = list(_removals())
    for seed, row in removals:
        rest = tuple(each for each in seed.rows if each is not row)
        without = Registry({**registry.seeds, seed.name: replace(seed, rows=rest)})
        if not any(_names(fault, seed, row) for fault in faults_of(without, _models())):
            silent.append(f"{seed.name}.csv row {row.line}: {' '.join(row[column] for column in seed.key)}")
    assert silent == []
    national = {
        (seed.name, row.line) for seed, row in removals if row["standard_id"] == "national-quality-2017"
    }
    assert len(national) > 100 and len(removals) > 450


def test_the_rows_that_may_go_are_few_and_known() -> None:
    free = Counter(
        seed.name
        for seed in _registry().seeds.values()
        if seed.name not in NO_INDICATOR_NEEDS
        for row in seed.rows
        if _is_free(seed, row)
    )
    assert free == {
        "thresholds": 8,
        "asked_from": 16,
        "conclusions": 16,
        "school_types": 15,
        "county_items": 18,
        "monitoring_subjects": 3,
        "forms": 9,
    }


FILES = sorted(PROJECT.glob("models/indicators/*/indicator_*.sql"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A dbt project's models, those of the indicators in files of their own."""
    for file in FILES:
        copy = tmp_path / file.relative_to(PROJECT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.symlink_to(file)
    (tmp_path / "models" / "rules").symlink_to(PROJECT / "models" / "rules")
    (tmp_path / "macros").symlink_to(PROJECT / "macros")
    return tmp_path


def _faults(project: Path) -> list[Fault]:
    return list(faults_of(_registry(), read_models(project)))


def test_every_model_is_missed(project: Path) -> None:
    for file in FILES:
        copy = project / file.relative_to(PROJECT)
        copy.unlink()
        (fault,) = [each for each in _faults(project) if file.name in each.reason]
        assert fault.file == "indicators.csv"
        copy.symlink_to(file)


def test_every_statement_of_a_formula_is_missed(project: Path) -> None:
    """Of models that are calls alone; SQL written by hand lacks a line when dbt builds it."""
    tried = 0
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        statements = [each for each in _statements(text) if each.startswith("{{") or each == "union all"]
        if "select" in text:
            continue
        copy = project / file.relative_to(PROJECT)
        copy.unlink()
        for statement in statements:
            copy.write_text(text.replace(statement, "", 1), encoding="utf-8")
            found = [each for each in _faults(project) if _is_about(each, file)]
            assert found, f"{file.name} without: {statement}"
            tried += 1
        copy.unlink()
        copy.symlink_to(file)
    assert tried > len(FILES)


def _statements(text: str) -> list[str]:
    """The calls of a model, each with all its lines, and the words between them."""
    found: list[str] = []
    for line in text.splitlines():
        if found and found[-1].count("{{") > found[-1].count("}}"):
            found[-1] += f"\n{line}"
        else:
            found.append(line)
    return found


def _is_about(fault: Fault, file: Path) -> bool:
    name = file.stem.removeprefix("indicator_").upper()
    return fault.file == file.name or name in fault.reason


def test_a_model_that_the_registry_does_not_know_is_named(project: Path) -> None:
    (project / "models/indicators/local/indicator_m1.sql").write_text("-- M1\n{{ attested('M1') }}\n")
    (fault,) = _faults(project)
    assert (fault.file, fault.reason) == ("indicator_m1.sql", "indicators.csv has no M1.")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            "{{ county_ratio('L1', {'L1.pased': 1}, {'L1.tested': 1}) }}",
            "county_facts.L1.pased is no filed item",
        ),
        ("{{ county_ration('L1', {'L1.passed': 1}, {'L1.tested': 1}) }}", "'county_ration' is undefined"),
        ("{{ county_ratio('L2', {'L1.passed': 1}, {'L1.tested': 1}) }}", "It gives no result of L1."),
        (
            "{{ county_ratio('L1', {'L1.passed': 1}, {'L1.tested': 1}, part_id='fit') }}",
            "L1 has no part value",
        ),
        ("{{ attested('L1') }}", "L1 has no part value; it has: attested."),
    ],
)
def test_a_formula_that_fits_nothing_is_named(project: Path, call: str, said: str) -> None:
    file = project / "models/indicators/local/indicator_l1.sql"
    file.unlink()
    file.write_text(f"-- L1\n{call}\n", encoding="utf-8")
    faults = _faults(project)
    assert any(said in each.reason for each in faults), faults
