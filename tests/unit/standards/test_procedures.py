"""What the registry states of procedures, typed again: recognition, monitoring, grades, ledgers, forms.

What belongs here: steps and waits, cycles, samples, bands of points, states and steps of ledgers, what is
shown beside a verdict. What does not: what the standard limits (`test_facts`), from when rules hold
(`test_dates`).
"""

from __future__ import annotations

import pytest

from orchestration.settings import Settings
from orchestration.standards.registry import Registry, load_registry


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry(Settings.from_environment().standards_dir)[0]


def test_recognition_goes_by_five_steps_and_waits_three_years_after_basic_balance(registry: Registry) -> None:
    """教督〔2017〕6号: entry after three years of recognised basic balance; each step rests on a verdict."""
    found = [
        (row["step"], row["kind"], row["standard_id"], row["asks_verdict"], int(row["waits_years"]))
        for row in sorted(registry.rows("recognition_steps"), key=lambda row: int(row["step_order"]))
    ]
    quality = "national-quality-2017"
    assert found == [
        ("basic_balance_recognised", "base", "national-basic-2012", "true", 0),
        ("self_assessed", "on_the_way", quality, "true", 3),
        ("city_reviewed", "on_the_way", quality, "true", 0),
        ("province_assessed", "on_the_way", quality, "true", 0),
        ("recognised", "recognition", quality, "true", 0),
        ("re_reviewed", "monitoring", quality, "true", 0),
        ("revoked", "revocation", quality, "false", 0),
    ]


def test_three_subjects_a_year_are_monitored_in_a_cycle_of_three(registry: Registry) -> None:
    """国家义务教育质量监测方案（2021年修订版）; the standard asks for six of them."""
    (cycle,) = registry.rows("monitoring_cycles")
    assert (int(cycle["cycle_years"]), int(cycle["first_year"])) == (3, 2021)
    years: dict[int, set[str]] = {}
    for row in registry.rows("monitoring_subjects"):
        years.setdefault(int(row["cycle_year"]), set()).add(row["name_zh"])
    assert years == {
        1: {"数学", "体育", "心理健康"},
        2: {"语文", "艺术", "英语"},
        3: {"德育", "科学", "劳动"},
    }
    judged = {row["name_zh"] for row in registry.rows("monitoring_subjects") if row["is_judged"] == "true"}
    assert judged == {"语文", "数学", "科学", "体育", "艺术", "德育"}


def test_a_survey_asks_one_and_a_half_in_a_thousand_half_of_them_parents(registry: Registry) -> None:
    found = {row["rule_id"]: float(row["value"]) for row in registry.rows("survey_rules")}
    assert found == {"sample_permille": 1.5, "parents_percent": 50}


def test_grades_are_those_of_their_documents(registry: Registry) -> None:
    """教督〔2020〕1号: item by item; Yunnan's supervision: a veto moves a county one band down."""
    items = {
        (row["indicator_id"], int(row["grade_order"])): (
            row["grade_zh"],
            row["value_from"],
            row["is_passing"],
        )
        for row in registry.rows("item_grades")
    }
    assert items == {("ALL", 1): ("合格", "", "true"), ("ALL", 3): ("不合格", "", "false")}
    bands = [
        (row["grade_zh"], float(row["points_min"]), int(row["indicators_met_min"]), row["is_passing"])
        for row in registry.rows("grade_bands")
    ]
    assert bands == [("先进", 90, 0, "true"), ("合格", 60, 0, "true"), ("不合格", 0, 0, "false")]
    vetoes = {row["indicator_id"]: int(row["bands_down"]) for row in registry.rows("band_vetoes")}
    assert vetoes == {"V2": 1}


def test_ledgers_are_kept_as_counties_keep_them(registry: Registry) -> None:
    """A recommendation and a building are a school's; what the data open is none's but theirs."""
    kinds = {
        row["kind"]: (row["opened_by"], row["needs_school"], row["county_item"])
        for row in registry.rows("ledger_kinds")
    }
    assert kinds == {
        "rectification": ("data", "false", ""),
        "recommendation": ("record", "true", ""),
        "dangerous_building": ("record", "true", "V1.d_grade_area_m2"),
        "project": ("record", "false", ""),
    }
    closed = {row["state"] for row in registry.rows("ledger_states") if row["is_open"] == "false"}
    assert closed == {"VERIFIED", "CLOSED"} and len(registry.rows("ledger_states")) == 9
    assert {row["indicator_id"] for row in registry.rows("ledger_counts")} == {"G5"}


def test_an_item_is_planned_claimed_borne_out_and_closed_by_another(registry: Registry) -> None:
    steps: dict[str, list[tuple[str, str, str]]] = {}
    for row in registry.rows("ledger_transitions"):
        steps.setdefault(row["kind"], []).append((row["from_state"], row["to_state"], row["told_by"]))
    opened = ("", "OPEN", "opened_on")
    middle = [("OPEN", "PLANNED", "planned_on"), ("PLANNED", "STARTED", "started_on")]
    claimed, ended = ("PLANNED", "CLAIMED", "claimed_on"), ("VERIFIED", "CLOSED", "closed_on")
    checked = ("CLAIMED", "VERIFIED", "verified_on")
    assert steps["recommendation"] == [opened, *middle, claimed, checked, ended]
    assert steps["dangerous_building"] == [opened, *middle, claimed, checked, ended]
    assert steps["project"] == [opened, *middle, ("STARTED", "CLAIMED", "claimed_on"), checked, ended]
    assert set(steps["rectification"]) == {
        *middle,
        ("REOPENED", "PLANNED", "planned_on"),
        *(claimed, ended, ("CLAIMED", "CLOSED", "closed_on")),
        *(("CLAIMED", "VERIFIED", "data"), ("CLAIMED", "REFUTED", "data"), ("CLOSED", "REOPENED", "data")),
    }
    approved = {row["needs"] for row in registry.rows("ledger_transitions") if row["told_by"] == "closed_on"}
    planned = {row["needs"] for row in registry.rows("ledger_transitions") if row["told_by"] == "planned_on"}
    assert approved == {"approver_post"} and planned == {"action department deadline"}


def test_what_forms_ask_for_later_is_asked_for_from_their_edition_on(registry: Registry) -> None:
    """补充采集表 has the items of preschool and of 铁岭县 from 2027 on; for G8's conclusion no form asks."""
    years = {
        (row["standard_id"], row["indicator_id"], int(row["asked_from_year"]))
        for row in registry.rows("asked_from")
    }
    preschool = {("preschool-universal-2020", f"P{n}", 2027) for n in (5, *range(7, 13))}
    tieling = {("tieling-2019", f"L{n}", 2027) for n in (4, 5, 6)}
    assert {row for row in years if row[0] != "national-quality-2017"} == preschool | tieling
    assert ("national-quality-2017", "G8", 9999) in years
    items = {
        row["indicator_id"]: int(row["asked_from_year"])
        for row in registry.rows("county_items")
        if row["indicator_id"] in {"P7", "P8", "P9", "P10", "P11", "P12", "L4", "L5", "L6"}
    }
    assert set(items.values()) == {2027} and len(items) == 9


def test_plans_hold_from_the_year_of_their_document_on(registry: Registry) -> None:
    found = {
        row["plan_id"]: (int(row["valid_from_year"]), int(row["valid_to_year"]))
        for row in registry.rows("plans")
    }
    assert found == {
        "tieling-2019": (2019, 9999),
        "xianan-2023": (2023, 9999),
        "zhangye-2024": (2024, 9999),
    }


def test_what_tieling_promises_by_a_year_it_promises_by_2022(registry: Registry) -> None:
    """铁县政办发〔2019〕15号 一(二): 到2022年 all that the standard asks of schools and education."""
    due = {
        row["target_id"].removeprefix("tieling-")
        for row in registry.rows("plan_targets")
        if (row["plan_id"], row["target_year"]) == ("tieling-2019", "2022")
    }
    others = {"retention", "training", "certificates", "monitoring", "disabled", "approval"}
    assert due == others | {f"resources-R{n}" for n in range(1, 8)}


def test_persons_are_counted_in_ten_thousands_on_two_lines_of_the_application(registry: Registry) -> None:
    """县域义务教育优质均衡发展申报表 表Ⅰ: 人口总数 and 农业人口 in 万人."""
    divisors = {
        (row["official_form"], row["line"]): float(row["divisor"]) for row in registry.rows("form_lines")
    }
    assert {line for line, divisor in divisors.items() if divisor == 10_000} == {("Ⅰ", "L1"), ("Ⅰ", "L2")}
    assert {divisor for divisor in divisors.values()} == {1, 10_000}


def test_what_is_shown_beside_a_verdict_is_a_percentage_or_a_count(registry: Registry) -> None:
    wrong = [
        row["figure_id"]
        for row in registry.rows("beside_figures")
        if float(row["multiplier"]) != {"%": 100, "人": 1}.get(row["unit_zh"], float(row["multiplier"]))
    ]
    assert wrong == []
