"""Every rule says what it rests on so that it can be followed: document, clause, file and line."""

from __future__ import annotations

import pytest

from orchestration.settings import Settings
from orchestration.standards.citations import RULES, unfollowable
from orchestration.standards.registry import Registry, load_registry
from tests.unit.standards.conftest import RegistryCopy


@pytest.fixture(scope="module")
def whole() -> Registry:
    return load_registry(Settings.from_environment().standards_dir)[0]


def test_every_rule_can_be_followed_to_its_clause(whole: Registry) -> None:
    assert [str(fault) for fault in unfollowable(whole)] == []


def test_no_rule_rests_on_an_unnamed_case(whole: Registry) -> None:
    cited = {row["citation"] for name in RULES for row in whole.rows(name)}
    assert [each for each in cited if "published" in each or "three-year plans" in each] == []


def test_both_fourth_chapters_of_one_plan_are_told_apart(whole: Registry) -> None:
    """咸安区's plan numbers its tasks and its safeguards alike: 四、主要任务 and 四、保障措施."""
    cited = {row["citation"] for name in RULES for row in whole.rows(name)}
    assert [each for each in cited if "实施方案(2023) 四(" in each] == []


@pytest.mark.parametrize(
    ("citation", "said"),
    [
        ("published case: limit 3 %", "begins with no document"),
        ("教督〔2017〕6号", "names no clause"),
        ("教督〔2017〕6号 [remembered]", "names no clause"),
        ("铁县政办发〔2019〕15号 三(一)1", "names no line"),
    ],
)
def test_a_citation_that_leads_nowhere_is_named(registry: RegistryCopy, citation: str, said: str) -> None:
    registry.set("thresholds", 2, {"citation": citation})
    (fault,) = unfollowable(load_registry(registry.folder)[0])
    assert (fault.file, fault.line) == ("thresholds.csv", 2)
    assert said in fault.reason
