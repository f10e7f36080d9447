"""Everything that arrives wrong in practice is seen: which rule, refusal code or test sees it.

What belongs here: the phrases of the domain's list of faults and of the cross-form checks, each
with the ids that see it. What is taken as it was meant, and needs no finding, names the test that shows it.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from orchestration.quality.catalogue import load_catalogue
from orchestration.settings import PROJECT_DIR
from orchestration.submissions.contract.rejection import REMEDIES

EXPECTATIONS = {
    expectation.id: expectation
    for gate in ("landing", "marts")
    for suite in load_catalogue(PROJECT_DIR / "expectations", gate)
    for expectation in suite.expectations
}
TESTS = PROJECT_DIR / "tests" / "unit" / "submissions"

#: Group → phrase → what sees it: an expectation id, a REFUSAL_CODE, or `file.py::test` for what is taken.
CATALOGUE: dict[str, dict[str, tuple[str, ...]]] = {
    "identity": {
        "duplicate code (unless two sections of one school)": ("school-code-once", "fact-values-agree"),
        "duplicate row": ("school-row-sent-once", "fact-filed-once"),
        "code as a float": ("cells/test_grammar.py::test_a_code_is_one_code_however_it_is_typed",),
        "code with lost zeros or digits": ("LOST_DIGITS", "CODE_LENGTH", "school-code-ten-digits"),
        "full-width digits": ("cells/test_grammar.py::test_a_code_is_one_code_however_it_is_typed",),
        "code prefix against school type": ("code-class-matches-type",),
        "no code": ("CODE_MISSING", "key-readable", "school-code-present"),
        "code that no directory has": ("filed-school-in-directory",),
        "code or type changed without record": ("school-type-kept", "school-name-kept"),
        "void or merged code reused": ("void-code-not-reused", "ended-school-left-directory"),
        "school gone without successor": ("school-still-filed", "successor-named"),
        "new without predecessor": ("new-school-recorded", "successor-candidate"),
        "campus without parent": ("campus-parent-in-directory",),
        "county code of another county": ("school-county-is-folder",),
        "county recoded": ("county-recoding-registered", "county-in-registry", "county-files-again"),
    },
    "sums": {
        "合计 ≠ Σ of the rows": ("sheet-total-is-sum",),
        "合计 ≠ Σ of the classes": ("class-bands-add-up",),
        "合计 ≠ Σ of the grades": ("grades-add-up",),
        "合计 ≠ Σ of the qualifications": ("qualifications-add-up",),
        "合计 ≠ Σ of the subjects": ("subjects-add-up",),
        "合计 ≠ Σ of the entrants by preschool": ("entrants-by-preschool-add-up",),
        "女 > total": ("girls-within-students", "subject-teachers-within-teachers"),
        "其中 > total": ("groups-within-students", "county-part-within-whole", "indoor-sports-within-rooms"),
        "小计 or 合计 rows read as schools": (
            "sheets/test_headers.py::test_subtotals_are_neither_schools_nor_totals",
            "forms/test_examples.py::test_total_rows_are_totals_and_no_schools",
        ),
        "county ≠ Σ schools": ("county-item-matches-schools",),
    },
    "units": {
        "m² / 亩 (666.67) in one cell": ("cell-unit-kept", "premises-unit-plausible"),
        "m² / 亩 (666.67) in a column": ("column-unit-kept",),
        "元 / 万元": ("cell-unit-kept", "column-unit-kept", "county-item-plausible"),
        "0.95 / 95 / 95 %": ("cell-unit-kept", "monitoring-variation-is-ratio", "county-item-plausible"),
        "percent where none is asked for": (
            "cells/test_grammar.py::test_percent_only_where_the_unit_is_a_share",
        ),
        "a unit of another kind": ("county-item-in-its-unit", "MISSING_HEADER", "UNKNOWN_UNIT"),
        "part of a person": ("county-item-whole", "NOT_WHOLE"),
        "no unit, or an unknown one": ("UNIT_MISSING", "UNKNOWN_UNIT"),
    },
    "blanks": {
        "「—」「/」「无」「空」 against a true 0": (
            "cells/test_grammar.py::test_words_for_nothing_are_missing_and_never_zero",
            "record-complete",
        ),
        "county items left out": ("county-item-filed",),
        "shell schools with nothing filled": ("record-not-empty", "school-stages-filed", "premises-filed"),
        "zero students with resources": ("no-students-no-resources", "empty-school-without-premises"),
        "students without teachers": ("students-have-teachers",),
    },
    "text in numbers": {
        "约500, 12间半, ½": ("NOT_A_NUMBER", "number-readable"),
        "1,200, full-width, NBSP, apostrophes": (
            "cells/test_grammar.py::test_a_whole_number_reads_the_same_however_it_is_typed",
        ),
        "a fraction of a person": ("NOT_WHOLE",),
        "a figure beyond any county": ("NUMBER_TOO_LARGE",),
        "a negative figure": ("enrolment-not-negative", "premises-not-negative", "teachers-not-negative"),
    },
    "shape": {
        "moved headers": ("sheets/test_headers.py::test_moved_columns",),
        "renamed headers": ("MISSING_HEADER", "NO_LAYOUT", "sheet-layout-known"),
        "merged headers": (
            "sheets/test_headers.py::test_filled_headers_instead_of_merged_ones",
            "sheets/test_headers.py::test_lost_merges_with_blank_cells",
        ),
        "the same header twice": ("DUPLICATE_HEADER",),
        "unit row": ("cells/test_units.py::test_a_unit_row_under_the_header",),
        "column-number row": ("sheets/test_headers.py::test_without_title_unit_line_and_column_numbers",),
        "second table below": ("SECOND_TABLE",),
        "footnotes and signatures": (
            "sheets/test_headers.py::test_signatures_notes_and_blank_rows_are_no_records",
        ),
        "forms that no indicator needs, covers": ("FORM_NOT_NEEDED", "NO_FORM_ON_SHEET", "sheet-needed"),
        "a form sent blank": ("NO_RECORDS", "BLANK_FORM", "file-says-something"),
        "several forms side by side": (
            "COLUMNS_NOT_READ",
            "sheet-read-as-meant",
            "ROWS_OF_OTHER_STAGE",
            "forms/test_several_forms.py::test_every_form_of_a_wide_sheet_is_read",
        ),
        "words of two editions": ("WORDS_OF_TWO_EDITIONS",),
        "schools without codes": (
            "NO_SCHOOL_CODES",
            "SCHOOLS_BY_NAME",
            "SCHOOL_NAME_UNKNOWN",
            "SCHOOL_NAME_TWICE",
        ),
        "hidden sheets": ("HIDDEN_SHEET",),
        "hidden rows and columns": ("HIDDEN_CELLS",),
        "styled empty tail": ("files/test_files.py::test_a_styled_empty_tail_is_no_data", "OVERSIZE_FILE"),
        "xls named xlsx": ("files/test_text_files.py::test_a_workbook_is_read_whatever_its_name",),
        "HTML named xls": ("HTML_NOT_A_WORKBOOK",),
        "password": ("ENCRYPTED_FILE",),
        "GB18030 / UTF-16 / BOM": ("files/test_text_files.py::test_encodings", "UNDECODABLE_TEXT"),
        "formula cells never calculated": ("FORMULA_NOT_CALCULATED", "ERROR_VALUE"),
    },
    "time": {
        "last year's file resent": ("WRONG_YEAR", "EARLIER_FILE_AGAIN", "sheet-of-folder-year"),
        "last year's figures under a new title": ("sheet-new-this-year",),
        "the identical file again": ("file-sent-once",),
        "a partial resubmission": (
            "folders/test_time.py::test_a_partial_file_of_one_sheet_leaves_the_other_sheets",
        ),
        "two finals": ("fact-values-agree", "school-row-sent-once", "county-row-agrees"),
        "preliminary only": ("file-final",),
        "late county": ("form-in-time",),
        "missing county or form": (
            "county-files-again",
            "directory-filed",
            "detail-filed",
            "collection-filed",
        ),
        "a new form edition": ("NO_LAYOUT", "AMBIGUOUS_LAYOUT"),
        "wrong year in the right folder": ("WRONG_YEAR",),
        "another county's file": ("COUNTY_UNCLEAR", "sheet-of-folder-county", "file-of-one-county"),
    },
    "plausibility": {
        "±30 % swings of a school": (
            "students-without-swing",
            "teachers-without-swing",
            "premises-without-swing",
        ),
        "swings of a county": ("county-without-swing",),
        "a neighbour's row copied": ("record-not-copied",),
        "the same value in every school": ("value-differs-between-schools",),
        "values sitting exactly on thresholds": ("values-not-on-threshold",),
    },
    "security": {
        "formula injection into exports (= + - @)": ("text-no-formula",),
        "zip bombs": ("OVERSIZE_FILE", "files/test_files.py::test_a_zip_bomb_is_rejected"),
        "macros": ("MACRO_FILE",),
        "identity-card columns": ("IDENTITY_NUMBERS", "no-identity-numbers"),
        "path tricks in file names": ("STRAY_FILE", "STRAY_FOLDER", "folder-layout"),
    },
    "ledgers": {
        "an action for an item that is not open": ("ledger-action-of-open-item",),
        "claimed done, and the data still fail": ("ledger-claim-borne-out",),
        "an approver who is the claimant": ("ledger-approver-is-another",),
        "a deadline before the day it was set": ("ledger-deadline-after-plan",),
        "closed before opened": ("ledger-days-in-order",),
        "a step that was never led to": ("ledger-step-in-turn", "ledger-step-complete"),
        "claimed in the future": ("ledger-step-not-to-come",),
        "a recommendation for another county's school": ("ledger-school-of-county",),
        "an unknown kind or department": (
            "ledger-kind-known",
            "ledger-department-known",
            "ledger-approver-department-known",
        ),
        "two records for one item": ("ledger-item-said-once",),
        "a name where a post or a number belongs": ("ledger-post-known", "ledger-item-is-number"),
        "a ledger that leaves out what the county counts": ("ledger-sum-is-county-figure",),
        "past its deadline": ("ledger-deadline-kept", "ledger-days-told"),
        "an entry that cannot be read": ("ledger-readable", "LEDGER_FAULT"),
    },
    "records": {
        "a step out of order": ("recognition-in-order",),
        "recognised without basic balance": ("recognition-after-basic-balance",),
        "a step before its wait": ("recognition-after-wait",),
        "a date in the future": ("recognition-date-has-been", "case-complete", "promise-due-in-time"),
        "two records that disagree": ("recognition-records-agree", "case-months-agree"),
        "an unknown step or county": ("recognition-step-known", "recognition-record-of-own-county"),
        "a promise of no rule, or of nobody": ("promise-of-transition-rule", "promise-of-county-on-record"),
        "a case closed before it opened": ("case-not-closed-before-opened",),
        "a case of another county's school": ("case-of-own-school",),
        "a repeated case number": ("case-number-once",),
        "names and numbers of persons": (
            "PERSONAL_COLUMN",
            "no-personal-columns",
            "case-number-is-no-person",
        ),
        "a ledger that says something else": ("listed-item-agrees", "township-sum-is-county"),
        "those at school elsewhere left out": ("township-elsewhere-filed", "county-item-filed"),
        "points beyond their maximum": ("score-within-maximum", "score-maxima-whole", "score-complete"),
    },
    "cross-form": {
        "total row = Σ parts": ("sheet-total-is-sum",),
        "3112 column 7 = Σ columns 9–14": ("grades-add-up",),
        "招生 ≤ first grade": ("entrants-within-first-grade",),
        "预计毕业生 ≤ last grade": ("expected-graduates-within-last-grade",),
        "band counts × band limits bracket enrolment": ("class-bands-bracket-students",),
        "骨干 ≤ 专任": ("backbone-within-teachers",),
        "职称 ≤ 专任": ("titled-within-teachers",),
        "Σ qualifications = 专任合计": ("qualifications-add-up",),
        "艺术计 ≥ 音乐+美术": ("arts-cover-music-and-fine-arts",),
        "室内体育用房 ≤ 教学及辅助用房": ("indoor-sports-within-rooms",),
        "equipment value ≤ fixed assets": ("equipment-within-assets",),
        "training budget ≤ public funds": ("training-within-funds",),
        "special rooms against classes": ("rooms-within-classes", "room-area-plausible"),
        "grade n+1 this year ≈ grade n last year": ("cohort-continues",),
        "county file = Σ schools": ("county-item-matches-schools",),
        "export = return": ("export-equals-return", "directory-equals-return"),
    },
}
PHRASES = [(group, phrase) for group, phrases in CATALOGUE.items() for phrase in phrases]
SUSPICIONS = (
    "record-not-copied",
    "value-differs-between-schools",
    "values-not-on-threshold",
    "sheet-new-this-year",
    "cell-unit-kept",
    "column-unit-kept",
    "students-without-swing",
    "teachers-without-swing",
    "premises-without-swing",
    "county-without-swing",
    "cohort-continues",
)


def _tests(file: Path) -> set[str]:
    return {
        node.name
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


@pytest.mark.parametrize(("group", "phrase"), PHRASES)
def test_phrase_is_seen(group: str, phrase: str) -> None:
    seen_by = CATALOGUE[group][phrase]
    assert seen_by
    for name in seen_by:
        if "::" in name:
            file, test = name.split("::")
            assert test in _tests(TESTS / file), name
        else:
            assert name in EXPECTATIONS or name in REMEDIES, name


def test_suspicions_want_explanations() -> None:
    assert {name for name in SUSPICIONS if not EXPECTATIONS[name].suspicion} == set()
    # What is only suspected sets nothing aside: the row counts, flagged.
    assert {
        name
        for name, expectation in EXPECTATIONS.items()
        if expectation.suspicion and (expectation.severity == "critical" or expectation.quarantine)
    } == set()


def test_messages_state_no_limit_of_their_own() -> None:
    """Limits stand in data: a text that repeats one would be wrong the day it changes."""
    limits = ("666.67", "30 %", "0.95", "0.5", "1e-6")
    for name, expectation in EXPECTATIONS.items():
        if expectation.suspicion:
            said = f"{expectation.message}{expectation.what}{expectation.why}{expectation.fix}"
            assert [limit for limit in limits if limit in said] == [], name
