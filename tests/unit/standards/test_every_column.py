"""Every column of every seed is described, and a value it cannot have is named with file, row and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.standards.check import check_registry
from orchestration.standards.check_rows import row_faults
from orchestration.standards.document import registry_document
from orchestration.standards.properties import NUMBER_TYPES, WHOLE_TYPES
from orchestration.standards.registry import Registry, Row, Seed, load_registry
from tests.unit.standards.conftest import RegistryCopy

SEEDS_DIR = Settings.from_environment().standards_dir.parent
REGISTRY = load_registry(SEEDS_DIR / "standards")[0]
EVERY = Registry({**REGISTRY.seeds, **load_registry(SEEDS_DIR / "quality")[0].seeds})

#: Text that may be any: names, words and quotations. All other text has a form, or is one of what is listed.
FREE = frozenset(
    {
        *("name_zh", "name_en", "grade_zh", "grade_en", "form_zh", "form_en", "what_zh", "what_en"),
        *("unit_zh", "unit_en", "larger_zh", "larger_en", "smaller_zh", "smaller_en"),
        *(
            "other_name_zh",
            "numerator_zh",
            "numerator_en",
            "denominator_zh",
            "denominator_en",
            "meaning_zh",
            "remedy_zh",
        ),
        *("county_name", "city_name", "province_name", "school_name_as_published", "responsible_department"),
        *("quantity_zh", "quantity_en", "meaning_en"),
        *(
            "document",
            "note",
            "stated_as",
            "body",
            "reason",
            "citation",
            "conclusion",
            "words_en",
            "words_zh",
        ),
    }
)
#: zh_labels: a code of whichever column it names.
#: source_documents: names of documents, of those who issued them, addresses.
FREE_IN = frozenset(
    {
        ("zh_labels", "value"),
        *(("source_documents", column) for column in ("number", "issuer", "source_url")),
    }
)
#: Numbers that may be any.
UNBOUNDED = frozenset(
    {
        ("thresholds", "threshold"),
        ("item_grades", "value_from"),
        ("milestones", "value"),
        ("plan_targets", "value"),
        ("plan_targets", "baseline"),
        ("indicator_inputs", "coefficient"),
        ("county_item_limits", "minimum"),
        ("county_item_limits", "maximum"),
    }
)
#: Columns that may be blank: what is said there need not be.
MAY_BE_BLANK = {
    "rule_sets": {"inherits_standard_id", "applies_to_code_prefix"},
    "indicators": {"numerator_zh", "numerator_en", "denominator_zh", "denominator_en", "unit_zh", "unit_en"},
    "counties": {"successor_code"},
    "school_types": {"code_class"},
    "forms": {"covered_by_return_form"},
    "filed_items": {"form"},
    "county_items": {"indicator_id"},
    "monitoring_subjects": {"other_name_zh"},
    "form_lines": {"item_code", "of_item_code", "computed_as"},
    "indicator_inputs": {"expands", "coefficient", "transition_rule_id"},
    "milestones": {"indicator_id", "measure_id", "operator", "value", "responsible_department"},
    "roadmap_totals": {"school_type_code", "students_below", "target_year"},
    "plan_measures": {"total_item_code"},
    "plan_targets": {
        *("indicator_id", "part_id", "measure_id", "operator", "value", "relative_to", "target_year"),
        *("baseline_year", "baseline", "counted_standard_id", "responsible_department"),
    },
    "plan_projects": {
        *("school_name_as_published", "kind", "places", "delivered_year", "responsible_department"),
    },
    "plan_duties": {"indicator_id"},
    "source_lines": {"seed", "row_key", "reason"},
    # both or neither: what no text limits is shown (check_coverage)
    "thresholds": {"operator", "threshold"},
    "item_grades": {"value_from"},
    "source_documents": {"number", "issuer", "issued_on", "source_file", "source_url"},
    "quantity_limits": {"per_student_minimum", "per_student_maximum"},
    "ledger_kinds": {"quantity_zh", "quantity_en", "unit_zh", "unit_en", "county_item"},
    "ledger_transitions": {"from_state", "after", "needs"},
}
#: A row for the seed that has none.
REASON = {
    "standard_id": "national-quality-2017",
    "stage": "all",
    "indicator_id": "G1",
    "outcome": "passes everywhere",
    "reason": "all counties attest it",
}


def _row(seed: Seed) -> Row:
    """A sound row of the seed, the one with the fewest blanks."""
    rows = seed.rows or (Row(seed.name, 2, REASON),)
    return min(rows, key=lambda row: sum(not value for value in row.values.values()))


def _impossible(seed: Seed, column: str) -> Iterator[str]:
    """Values that a column cannot have, by its type and by the test's own lists."""
    kind, rule = seed.types[column], seed.rules[column]
    yield " padded"
    if column not in MAY_BE_BLANK.get(seed.name, ()):
        yield ""
    if kind == "boolean":
        yield "yes"
    elif kind in NUMBER_TYPES:
        yield from ("ten", "nan", *(["1.5"] if kind in WHOLE_TYPES else ()))
        if (seed.name, column) not in UNBOUNDED:
            yield "-2000000000"
        if rule.max is not None:
            yield f"{rule.max + 1:g}"
        if rule.above is not None:
            yield f"{rule.above:g}"
    elif column not in FREE and (seed.name, column) not in FREE_IN:
        yield from ("?", f"{_row(seed)[column]}?")


def _spoilt(seed: Seed, column: str, value: str) -> Seed:
    row = _row(seed)
    return replace(seed, rows=(replace(row, values={**row.values, column: value}),))


def _named(seed: Seed, column: str) -> set[tuple[str, int]]:
    """Where faults stand that name the column."""
    faults = row_faults(Registry({seed.name: seed}), beside=EVERY)
    return {(each.file, each.line) for each in faults if column in each.reason and each.remedy}


@pytest.mark.parametrize("name", sorted(EVERY.seeds))
def test_a_value_that_a_column_cannot_have_is_named(name: str) -> None:
    seed = EVERY.seeds[name]
    unnamed = [
        f"{column} «{value}»"
        for column in seed.columns
        for value in _impossible(seed, column)
        if _named(_spoilt(seed, column, value), column) != {(f"{name}.csv", _row(seed).line)}
    ]
    assert unnamed == []


def test_the_sound_rows_that_are_spoilt_have_no_fault() -> None:
    for seed in EVERY.seeds.values():
        whole = replace(seed, rows=(_row(seed),))
        assert list(row_faults(Registry({seed.name: whole}), beside=EVERY)) == []


@pytest.mark.parametrize(
    ("name", "column", "value"),
    [
        ("indicators", "judged_on", "school_in_scope"),
        ("indicators", "judged_on", "school"),
        ("scope", "stage", "all"),
        ("thresholds", "part_id", "Value"),
        ("forms", "covered_by_return_form", "51760"),
        ("form_deadlines", "form", "directry"),
        ("transition_rules", "parameter", "student_min"),
        ("school_name_crosswalk", "basis", "equal_names"),
        ("county_items", "unit", "yuan per pupil"),
        ("counties", "city_code", "421202"),
        ("county_item_sums", "measure", "pupils"),
        ("refusal_codes", "fault", "rows"),
    ],
)
def test_a_word_of_the_right_look_is_named(name: str, column: str, value: str) -> None:
    seed = _spoilt(EVERY.seeds[name], column, value)
    assert _named(seed, f"{column} «{value}»") == {(f"{name}.csv", seed.rows[0].line)}


def test_typing_mistakes_of_judged_on_stop_the_build(registry: RegistryCopy) -> None:
    registry.set("indicators", 2, {"judged_on": "sections"})
    told = [each for each in check_registry(registry.folder) if "judged_on «sections»" in each.reason]
    assert [(each.file, each.line) for each in told] == [("indicators.csv", 2)]


def test_a_faulty_description_is_named_by_line(registry: RegistryCopy) -> None:
    file = registry.folder / "_standards.yml"
    text = file.read_text(encoding="utf-8")
    for right, wrong, key, said in (
        ("zh: 标准代码, ", "", "seeds[rule_sets].columns[standard_id].config.meta.zh", "is missing"),
        ("values: [raw, rounded]", "vlaues: [raw]", "columns[decides_on].config.meta.vlaues", "no"),
        (
            "threshold: double",
            "threshold: number",
            "seeds[thresholds].config.column_types.threshold",
            "allowed are varchar",
        ),
        (
            "key: [standard_id, indicator_id, part_id",
            "key: [standard, indicator_id, part_id",
            "",
            "«standard»",
        ),
        (
            "min: 0, max: 9}",
            "min: low, max: 9}",
            "columns[decimals_published].config.meta.min",
            "valid number",
        ),
        ("version: 2", "version: [2", "", "not readable as YAML"),
    ):
        assert right in text
        file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
        line = text[: text.index(right)].count("\n") + 1
        faults = [each for each in check_registry(registry.folder) if each.file == file.name]
        assert faults and all(each.remedy for each in faults)
        told = [each for each in faults if key in each.reason and said in each.reason]
        assert told, "\n".join(map(str, faults))
        if key:
            assert {each.line for each in told} == {line}, key


def test_the_committed_document_is_the_made_one() -> None:
    committed = PROJECT_DIR / "docs" / "registry.md"
    assert committed.read_text(encoding="utf-8") == registry_document(SEEDS_DIR), (
        "make it anew: junheng standards doc > docs/registry.md"
    )


def test_every_column_of_the_document_is_one_of_a_seed() -> None:
    lines = (PROJECT_DIR / "docs" / "registry.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| `")]
    assert len(rows) == sum(len(seed.columns) for seed in EVERY.seeds.values())


def test_a_fault_of_a_quality_seed_is_a_fault(registry: RegistryCopy) -> None:
    limits = RegistryCopy(registry.folder.parent / "quality")
    limits.set("county_item_parts", 2, {"whole_item_code": "G9.teacher"})
    (fault,) = check_registry(registry.folder)
    assert (fault.file, fault.line) == ("county_item_parts.csv", 2)
    assert "county_items.csv has no such item_code" in fault.reason


def test_without_its_quality_seeds_nothing_is_sound(registry: RegistryCopy, tmp_path: Path) -> None:
    (registry.folder.parent / "quality").rename(tmp_path / "elsewhere")
    assert "quality" in check_registry(registry.folder)[0].reason
