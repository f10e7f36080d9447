"""Layouts load; a faulty one is rejected naming file and key; all can be told apart."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.submissions.contract.layout_files import (
    LAYOUTS_DIR,
    LayoutError,
    load_layout,
    load_layouts,
)
from orchestration.submissions.contract.schemas import BOOKKEEPING, RELATIONS

FORMS = {
    *(("directory", "2021"), ("senior", "2021"), ("special", "2021")),
    *((form, edition) for form in ("primary", "junior", "premises") for edition in ("2021", "2024")),
    *(
        (form, "2023")
        for form in ("finance", "rooms", "county_items", "attestations", "monitoring", "vetoes")
    ),
    ("changes", "2023"),
    ("monitoring", "2025"),
    ("ledger", "2024"),
    ("self_assessment", "2025"),
    *((form, "2021") for form in ("1001", "1102", "2106", "2107", "3112", "3115", "3118", "5170", "5176")),
    *((form, "2021") for form in ("3120", "4149", "4155", "4156")),
    ("4155", "2024"),
    ("3120", "2019"),
    *((form, "2019") for form in ("directory", "primary", "junior", "senior", "special", "premises")),
    *((form, "2019") for form in ("1001", "1102", "2106", "2107", "3112", "3115", "3118", "5170", "5176")),
    ("423", "2019"),
    ("424", "2019"),
    *((form, "2024") for form in ("supplement_county", "supplement_section", "supplement_school")),
    *((form, "2024") for form in ("recognition", "recognition_promises", "dropout_cases")),
    *((form, "2024") for form in ("townships", "supervision_scores")),
}


def test_every_form_has_its_layout() -> None:
    assert {(layout.form, layout.edition) for layout in load_layouts()} == FORMS


def test_every_fact_relation_is_fed() -> None:
    fed = {relation for layout in load_layouts() for relation in layout.relations}
    assert fed == set(RELATIONS) - BOOKKEEPING


def test_titles_match_their_own_pattern() -> None:
    for layout in load_layouts():
        title = layout.title.format(county_name="咸安区", school_year=2024, school_type_name="小学")
        assert layout.title_pattern.search(title) or layout.title_pattern.search(layout.sheet_name), (
            layout.form
        )


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("form: primary", "forn: primary", "form"),
        ("kind: rows", "kind: colums", "kind"),
        ("relation: enrolment", "relation: enrollment", "columns[2].relation"),
        ("unit: 人, relation: enrolment", "unit: 头, relation: enrolment", "columns[2].unit"),
        ("set: {band: all}", "set: {bend: all}", "columns[3].set"),
        ("set: {band: all}", "set: {}", "columns[3].set"),
        ("kind: school_code, key: true", "kind: school_code", "columns"),
        ("field: class_sizes.le25", "field: class_sizes.all", "columns[4].field"),
        ("presence: expected}", "presence: maybe}", "columns[3].presence"),
        ("total_row: true", "total_row: yes please", "total_row"),
        ("title_pattern: ", "title_pattern: '('  # ", "title_pattern"),
        ("unit_line: 单位：人、班", "unit_lines: 单位：人、班", "unit_lines"),
        ("columns:", "columns: {", "not readable as YAML"),
    ],
)
def test_a_faulty_layout_is_rejected_naming_file_and_key(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    text = (LAYOUTS_DIR / "primary_2024.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "faulty.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LayoutError) as rejected:
        load_layout(path)
    assert re.match(rf"faulty\.yaml: line \d+: {re.escape(named)}", str(rejected.value)), rejected.value


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("decides: stage", "decides: stages", "columns[3].set"),
        ("decides: stage", "presence: optional, decides: stage", "columns[2].decides"),
        ("kind: choice, choices", "kind: text, choices", "columns[2].decides"),
        (", decides: stage", ", landed: false", "columns[3].set"),
        (
            "relation: teachers, set: {attribute: title",
            "relation: rooms, set: {attribute: title",
            "columns[3].rel",
        ),
    ],
)
def test_a_column_that_decides_a_key_is_a_required_choice_of_a_long_relation(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    text = (LAYOUTS_DIR / "supplement_section_2024.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "faulty.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(LayoutError) as rejected:
        load_layout(path)
    assert re.match(rf"faulty\.yaml: line \d+: {re.escape(named)}", str(rejected.value)), rejected.value


def test_one_edition_in_two_files_is_rejected(tmp_path: Path) -> None:
    text = (LAYOUTS_DIR / "vetoes_2023.yaml").read_text(encoding="utf-8")
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(LayoutError, match="stands in two files"):
        load_layouts(tmp_path)
