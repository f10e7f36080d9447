"""docs/sources.md: each line of the sources with a number, a date, a duty or a ledger leads somewhere.

What belongs here: which lines there are, that each leads to a row or says why not, that the committed page
is the made one. What does not: what the rows say (`test_facts`).
"""

from __future__ import annotations

import re

import pytest

from orchestration.settings import PROJECT_DIR, Settings
from orchestration.standards.check import check_registry
from orchestration.standards.registry import Registry, load_registry
from orchestration.standards.sources import sources_document
from tests.unit.standards.conftest import RegistryCopy

#: The lines, by source, read from the texts once: those with a digit, or with a word for a ledger or a duty.
LINES: dict[str, set[int]] = {
    "tieling_2019.txt": {1, 3, 5, 6, 7, 8, 9, 11, 13, 14, 19},
    "xianan_2023.txt": {1, 5, *range(7, 19, 2), *range(21, 25), *range(26, 33), *range(34, 39), 41, 43},
    "zhangye_2024.txt": {1, 2, 6, 9, 11, 14, 30, 41, 47, 50},
    "three_year_plans.txt": {
        *(1, 8, 11, 13, 14, 15, 16, 18, 20, 21, 23, 24, 26, 27, 28, 29, 30, 33, 36, 37, 38, 39, 40, 45, 47),
        *(51, 54, 56, 58, 59, 60, 61, 62, 63, 64, 66, 71, 72, 73, 74, 76, 79, 80, 82, 83, 85, 86, 89, 104),
        *(110, 113, 116, 120, *range(123, 128), *range(129, 136), *range(137, 145), *range(146, 150)),
        *range(151, 157),
    },
    "kongchuo_baoxue_samples.txt": {
        *(1, 39, 47, 51, 55, 57, 59, 61, 69, 75, *range(95, 109, 2), 111, 121, 137, 141, 145, 149, 157, 161),
        *(165, 171, 173, 177, 179, 185, 189, 191, 193, 205, 209, 211, 217, 219, 223, 229, 237, 243, 251, 253),
        *(259, 261, 263, 267, 269, 271, 275, 281, 283, 285, 287, 289, 293, 295, 297, 303, 305, 317, 321, 325),
        *(339, 343, 357, 373, 399, 403, 407, 409, 417),
    },
}


@pytest.fixture(scope="module")
def whole() -> Registry:
    return load_registry(Settings.from_environment().standards_dir)[0]


def test_the_committed_page_is_the_made_one(whole: Registry) -> None:
    committed = (PROJECT_DIR / "docs" / "sources.md").read_text(encoding="utf-8")
    assert committed == sources_document(whole), "make it anew: junheng standards sources > docs/sources.md"


@pytest.mark.parametrize("source", LINES)
def test_every_line_is_told(whole: Registry, source: str) -> None:
    page = sources_document(whole)
    section = page.split(f"## {source}\n")[1].split("\n## ")[0]
    told = {int(line) for line in re.findall(r"^\| (\d+) \|", section, re.MULTILINE)}
    assert LINES[source] - told == set()


def test_a_row_leads_from_its_line_to_its_table(whole: Registry) -> None:
    page = sources_document(whole)
    assert "| 14 | 到2035年,普通高中班额不超过50人 | `milestones` `zhangye-L3` | `target_progress` |" in page
    assert "| `roadmap` `xianan-2023 421202 1` … `xianan-2023 421202 5` (5) | `target_progress` |" in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"seed": "milestones", "row_key": "xianan-R99"}, "milestones.csv has no row «xianan-R99»"),
        ({"seed": "milestons", "row_key": "xianan-R1"}, "milestons.csv has no row"),
        ({"seed": "milestones", "row_key": ""}, "only one is there"),
        ({"seed": "", "row_key": "", "reason": ""}, "says not why"),
    ],
)
def test_a_line_that_leads_nowhere_is_named(
    registry: RegistryCopy, values: dict[str, str], said: str
) -> None:
    registry.set("source_lines", 2, values)
    faults = [each for each in check_registry(registry.folder) if each.file == "source_lines.csv"]
    assert [(each.line, said in each.reason) for each in faults] == [(2, True)]
