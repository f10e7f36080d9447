"""The kinds of YAML files that people write: a sound one of each, and what breaks it.

What belongs here: one entry a kind. What does not: the tests over them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.quality.catalogue import SuiteError, load_catalogue
from orchestration.standards.registry import load_properties
from orchestration.submissions.contract.layout_files import LAYOUTS_DIR, NOT_NEEDED, LayoutError, load_layout
from orchestration.submissions.folders.corrections import read_corrections
from orchestration.submissions.folders.dated_records import RecordRules
from orchestration.submissions.folders.explanations import read_explanations
from orchestration.submissions.folders.manifest import read_manifest
from orchestration.submissions.forms.not_needed import load_patterns


def _refusal(read: Callable[[Path], object]) -> Callable[[Path], str]:
    def said(path: Path) -> str:
        try:
            read(path)
        except (LayoutError, SuiteError) as error:
            return str(error)
        return ""

    return said


def _properties(path: Path) -> str:
    _, faults = load_properties(path.parent)
    return "; ".join(f"{fault.file}: line {fault.line}: {fault.reason}" for fault in faults)


def _manifest(path: Path) -> str:
    return "; ".join(fault.message for fault in read_manifest(path.read_bytes(), {"a.xlsx"}).faults)


def _corrections(path: Path) -> str:
    read = read_corrections(path.read_bytes(), "2024/421202", {}, {}, str.encode, RecordRules())
    # Whether there is such a cell is another question.
    return "; ".join(each.message for each in read.rejections if each.code == "CORRECTIONS_FAULT")


def _explanations(path: Path) -> str:
    _, rejections = read_explanations(path.read_bytes(), 2024, "421202", path.name, RecordRules())
    return "; ".join(each.message for each in rejections)


@dataclass(frozen=True)
class Kind:
    """A kind of file: its name, how it is read (the faults in words), a sound one, and what breaks it.

    breaks: what is wrong → the text that is replaced, by what, and what is said of it with its line.
    empty: what is said of an empty file; '' where one is sound.
    """

    name: str
    read: Callable[[Path], str]
    sound: str
    breaks: Mapping[str, tuple[str, str, str]]
    empty: str = "line 1: must be a mapping of"


SUITE = """relation: schools
key: [school_code]
columns: [school_name]
expectations:
  - id: name-present
    type: ExpectColumnValuesToNotBeNull
    kwargs: {column: school_name}
    severity: warning
    dimension: completeness
    owner: county
    message: {en: no name, zh: 无校名}
    what: {en: what, zh: 何}
    why: {en: why, zh: 因}
    fix: {en: fix, zh: 改}
"""
PROPERTIES = """version: 2
seeds:
  - name: scope
    description: What is in scope.
    config:
      column_types: {code: varchar}
      meta: {zh: 范围, key: [code]}
    data_tests: []
    columns:
      - name: code
        description: A code.
        config: {meta: {zh: 代码}}
"""
ROWS = (LAYOUTS_DIR / "rooms_2023.yaml").read_text(encoding="utf-8")
MATRIX = (LAYOUTS_DIR / "return_3112_2021.yaml").read_text(encoding="utf-8")
RECORD = (LAYOUTS_DIR / "return_1001_2021.yaml").read_text(encoding="utf-8")
MANIFEST = """files:
  a.xlsx:
    received_at: 2024-10-08
    state: final
"""
CORRECTION = """- file: a.xlsx
  sheet: 初中明细
  cell: D17
  original: "550"
  corrected: "505"
  reason: typing_error
  document: 咸教统函〔2024〕7号
  requester: 李强
  approver: 王芳
  on: 2024-10-08
  expires: 2025-08-31
"""
EXPLANATION = """- finding: 3f0c9a51c2d4e687
  text: 并入原第三小学学生，在校生增加。
  document: 咸教发〔2024〕12号
  by: 王芳
  on: 2024-10-08
  expires: 2025-08-31
"""

KINDS = [
    Kind(
        "landing/schools.yaml",
        _refusal(lambda path: load_catalogue(path.parents[1], "landing")),
        SUITE,
        {
            "unknown key": (
                "    owner: county",
                "    owner: county\n    colour: red",
                "line 11: expectations[name-present].colour is not a known key; known are id, type",
            ),
            "wrong type": ("key: [school_code]", "key: 3", "line 2: key must be a list, found 3"),
            "missing key": (
                "    why: {en: why, zh: 因}\n",
                "",
                "line 5: expectations[name-present].why",
            ),
            "value not allowed": (
                "severity: warning",
                "severity: grave",
                "line 8: expectations[name-present]",
            ),
            "not a mapping": (
                "fix: {en: fix, zh: 改}",
                "fix: fix",
                "fix must be a mapping of en, zh, found 'fix'",
            ),
            "key twice": ("columns:", "key: [school_name]\ncolumns:", "line 3: key stands twice"),
        },
    ),
    Kind(
        "standards.yml",
        _properties,
        PROPERTIES,
        {
            "unknown key": (
                "version: 2",
                "version: 2\nseed: 1",
                "line 2: seed is not a known key",
            ),
            "wrong type": ("key: [code]", "key: code", "line 7: seeds[scope].config.meta.key must be a list"),
            "missing key": ("    data_tests: []\n", "", "line 3: seeds[scope].data_tests is missing"),
            "value not allowed": (
                "varchar",
                "text",
                "line 6: seeds[scope].config.column_types.code is 'text'; a",
            ),
            "not a mapping": (
                "config: {meta: {zh: 代码}}",
                "config: []",
                "config must be a mapping of meta",
            ),
            "key twice": ("version: 2", "version: 2\nversion: 2", "line 2: version stands twice"),
        },
    ),
    Kind(
        "rooms.yaml",
        _refusal(load_layout),
        ROWS,
        {
            "unknown key": ("unit_line:", "unit_lines:", "line 11: unit_lines is not a known key; known are"),
            "wrong type": ("form: rooms", "form: 5", "line 2: form must be a text, found 5"),
            "missing key": ("header: 教室名称, ", "", "line 18: columns[3].header is missing"),
            "value not allowed": (
                "shape: collection",
                "shape: box",
                "line 4: shape is 'box'; allowed are export",
            ),
            "no kind of layout": (
                "kind: rows",
                "kind: row",
                "line 5: kind is 'row'; allowed are rows, matrix",
            ),
            "no kind of cells": (
                "kind: year",
                "kind: years",
                "line 20: columns[5].kind is 'years'; allowed are",
            ),
            "no unit": ("unit: 平方米", "unit: 头头", "line 19: columns[4].unit is '头头', which is no"),
            "no expression": (
                "title_pattern: 专",
                "title_pattern: (专",
                "line 10: title_pattern is no regular exp",
            ),
            "no parameter": (
                "kind: year",
                "kind: year, digits: 4",
                "line 20: columns[5].digits is said of a year",
            ),
            "not a mapping": (
                "  - {field: school_code",
                "  - 3\n  - {field: school_code",
                "line 15: columns[0] m",
            ),
            "key twice": (
                "presence: optional,",
                "presence: optional, key: false, key: true,",
                "line 16: columns[1]",
            ),
            "no text as a key": (
                "音乐: music",
                "1: music",
                "columns[2].choices[1] must be a text as a key, found 1",
            ),
        },
    ),
    Kind(
        "return_3112.yaml",
        _refusal(load_layout),
        MATRIX,
        {
            "unknown key": (
                '  - {code: "01"',
                '  - {field: x, code: "01"',
                "rows[0].field is not a known key",
            ),
            "wrong type": (
                "constants: {stage: primary}",
                "constants: {stage: 1}",
                "constants.stage must be a text",
            ),
            "missing key": ("value_kind: count\n", "", "value_kind is missing"),
            "value not allowed": (
                "value_kind: count",
                "value_kind: counts",
                "value_kind is 'counts'; allowed are",
            ),
            "not a mapping": (
                "constants: {stage: primary}",
                "constants: primary",
                "constants must be a mapping",
            ),
            "key twice": ("unit: 人", "unit: 人\nunit: 个", "unit stands twice"),
            "no kind beside": (
                "label: 总计, set",
                "label: 总计, digits: 3, set",
                "rows[0].digits is said without",
            ),
            "code twice": ('code: "02"', 'code: "01"', "rows[1].code is «01», which stands twice"),
            "no key of the name": (
                "label: 总计, set: {student_group: all}",
                "label: 总计",
                "rows[0].set lacks 'student_group', which",
            ),
            "no relation": (
                "relation: enrolment",
                "relation: enrolments",
                "relation is «enrolments», which is no",
            ),
        },
    ),
    Kind(
        "return_1001.yaml",
        _refusal(load_layout),
        RECORD,
        {"missing key": ("field: ", "fields: ", "rows[0].field is missing")},
    ),
    Kind(
        "not_needed.yaml",
        _refusal(load_patterns),
        NOT_NEEDED.read_text(encoding="utf-8"),
        {
            "unknown key": (
                "names:",
                "name:",
                "line 7: name is not a known key; known are numbers, names, sheets",
            ),
            "wrong type": (
                'names: "',
                'names: [1] # "',
                "line 7: names must be a regular expression, found a list",
            ),
            "missing key": ("sheets:", "# sheets:", "sheets is missing"),
            "value not allowed": (
                'names: "',
                'names: "(',
                "line 7: names is no regular expression: missing )",
            ),
            "not a mapping": ("numbers:", "- numbers:\n# ", "not readable as YAML"),
            "key twice": ("sheets:", "names: x\nsheets:", "line 8: names stands twice"),
        },
    ),
    Kind(
        "manifest.yaml",
        _manifest,
        MANIFEST,
        {
            "unknown key": (
                "    state: final",
                "    status: final",
                "line 4: files.a.xlsx.status is not a known key; known are re",
            ),
            "wrong type": (
                "state: final",
                "partial: 1.5",
                "line 4: files.a.xlsx.partial must be true or false",
            ),
            "missing key": ("files:", "file:", "files is missing"),
            "value not allowed": (
                "final",
                "last",
                "line 4: files.a.xlsx.state is 'last'; allowed are final, prel",
            ),
            "no such file": ("a.xlsx", "b.xlsx", "line 2: files.b.xlsx is no file of the folder"),
            "no day": (
                "2024-10-08",
                "20241008",
                "line 3: files.a.xlsx.received_at is 20241008, which is no date",
            ),
            "not a mapping": ("files:\n", "- files:\n", "line 1: must be a mapping of files, found a list"),
            "key twice": (
                "state: final",
                "received_at: 2024-10-09",
                "line 4: files.a.xlsx.received_at stands tw",
            ),
        },
    ),
    Kind(
        "corrections.yaml",
        _corrections,
        CORRECTION,
        {
            "unknown key": (
                "  cell:",
                "  remark: x\n  cell:",
                "entry 1 (line 1): line 3: remark is not a known key; known are on, expires, file, sheet",
            ),
            "wrong type": ("cell: D17", "cell: [D17]", "line 3: cell must be a text, found a list"),
            "missing key": ("  approver: 王芳\n", "", "entry 1 (line 1): line 1: approver is missing"),
            "value not allowed": (
                "2025-08-31",
                "2025/8/31",
                "line 11: expires is '2025/8/31', which is no date",
            ),
            "ends before it begins": (
                "2025-08-31",
                "2024-08-31",
                "line 11: expires is 2024-08-31, which lies bef",
            ),
            "blank": ("咸教统函〔2024〕7号", "~", "line 7: document must not be blank"),
            "not a mapping": (
                "- file",
                "- a\n- file",
                "entry 1 (line 1): line 1: must be a mapping of on, expires",
            ),
            "key twice": (
                "  cell: D17",
                "  cell: D17\n  cell: D18",
                "entry 1 (line 1): line 4: cell stands twice",
            ),
            "another list": (
                "- file",
                "records:\n- file",
                "line 1: records is not a known key; known is correc",
            ),
            "no list": (CORRECTION, "text", "line 1: must be a list of entries, each beginning with «- »"),
        },
        empty="",
    ),
    Kind(
        "explanations.yaml",
        _explanations,
        EXPLANATION,
        {
            "unknown key": ("  by:", "  who: x\n  by:", "entry 1 (line 1): line 4: who is not a known key"),
            "wrong type": ("by: 王芳", "by: {name: 王芳}", "line 4: by must be a text, found a mapping"),
            "missing key": ("  by: 王芳\n", "", "entry 1 (line 1): line 1: by is missing"),
            "value not allowed": (
                "on: 2024-10-08",
                "on: soon",
                "line 5: on is 'soon', which is no date like",
            ),
            "not a mapping": (EXPLANATION, "- text", "entry 1 (line 1): line 1: must be a mapping of"),
            "key twice": (
                "  by: 王芳",
                "  by: 王芳\n  by: 王芳",
                "entry 1 (line 1): line 5: by stands twice",
            ),
        },
        empty="",
    ),
]
