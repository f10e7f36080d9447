"""Rows of the 基层报表 in another order and under other codes: by label, in the block they stand in."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from typing import Any

import pytest

from orchestration.submissions.forms.file_reading import FileReading
from tests.unit.submissions.filings import RETURN_2024, changed, codes, facts, read, rows, workbook_of

SUFFIX = "_九年一贯制学校"
FIRST_ROW = 6
FORMS = ["3112", "3115", "2106", "2107", "5176", "1001", "4155"]
Lines = list[list[Any]]


def table(sheet: Any) -> Lines:
    lines = []
    for line in sheet.iter_rows(FIRST_ROW, sheet.max_row, values_only=True):
        if not line[1]:
            break
        lines.append(list(line))
    return lines


def rewritten(form: str, change: Callable[[Lines], Lines]) -> bytes:
    """The workbook of a school with the rows of one form changed."""

    def apply(book: Any) -> None:
        sheet = book[f"教基{form}{SUFFIX}"]
        lines = table(sheet)
        sheet.delete_rows(FIRST_ROW, len(lines))
        new = change(lines)
        sheet.insert_rows(FIRST_ROW, len(new))
        for place, line in enumerate(new):
            for column, value in enumerate(line, start=1):
                sheet.cell(FIRST_ROW + place, column).value = value

    return changed(RETURN_2024, apply)


def renumbered(lines: Lines, first: int = 1) -> Lines:
    return [[line[0], f"{place:02d}", *line[2:]] for place, line in enumerate(lines, start=first)]


def blocks(lines: Lines) -> list[Lines]:
    """The rows in pieces that hold together: a repeated label belongs to the piece of its head."""
    labels = [line[0] for line in lines]
    found: list[Lines] = []
    for line in lines:
        if found and labels.count(line[0]) > 1:
            found[-1].append(line)
        else:
            found.append([line])
    return found


def figures(reading: FileReading) -> set[Any]:
    return facts(reading, "enrolment", "class_sizes", "teachers", "premises")


def shuffled(lines: Lines) -> Lines:
    pieces = blocks(lines)
    random.Random(7).shuffle(pieces)
    return [line for piece in pieces for line in piece]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(shuffled, id="another order"),
        pytest.param(lambda lines: renumbered(shuffled(lines), 31), id="another order, other codes"),
        pytest.param(lambda lines: renumbered(lines, 31), id="other codes"),
        pytest.param(
            lambda lines: renumbered([["总人数", None, *[None] * (len(lines[0]) - 2)], *lines]), id="shifted"
        ),
    ],
)
def test_rows_are_known_by_label_and_block(form: str, change: Callable[[Lines], Lines]) -> None:
    reading = read(rewritten(form, change))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == facts(read(RETURN_2024))


def swap_labels(lines: Lines) -> Lines:
    one, other = len(lines) - 2, len(lines) - 1
    lines[one][0], lines[other][0] = lines[other][0], lines[one][0]
    return lines


@pytest.mark.parametrize("form", FORMS)
def test_a_code_that_contradicts_its_label_is_refused_with_both_named(form: str) -> None:
    reading = read(rewritten(form, swap_labels))
    assert codes(reading) == ["ROW_LABEL_MISMATCH"] * 2
    for rejection in reading.rejections:
        assert re.search(r"row \d\d is labelled «.+», the form says «.+»", rejection.message)
    assert facts(reading) != facts(read(RETURN_2024))


@pytest.mark.parametrize("form", ["3112", "3115", "2106", "2107", "5176", "4155"])
@pytest.mark.parametrize("first", [1, 31])
def test_labels_that_slipped_against_their_rows_are_refused(form: str, first: int) -> None:
    def slip(lines: Lines) -> Lines:
        labels = [*(line[0] for line in lines[1:]), None]
        return renumbered([[label, *line[1:]] for label, line in zip(labels, lines, strict=True)], first)

    reading = read(rewritten(form, slip))
    assert reading.status == "partial"
    assert set(codes(reading)) & {"ROW_LABEL_MISMATCH", "MISSING_ROW"}
    assert figures(reading) < figures(read(RETURN_2024))


def test_a_head_that_is_gone_leaves_the_rows_below_it_untold() -> None:
    def headless(lines: Lines) -> Lines:
        return renumbered([line for line in lines if "进城务工" not in line[0]], 31)

    reading = read(rewritten("3112", headless))
    assert codes(reading) == ["MISSING_ROW"] * 5
    groups = {row["student_group"] for row in rows(reading, "enrolment") if row["stage"] == "primary"}
    assert not {group for group in groups if "other" in group} and "left_behind" in groups


TITLE = "义务教育阶段专任教师分课程、分学历情况"
SUBJECTS = [
    "道德与法制",
    "语文",
    "数学",
    "外语",
    "英语",
    "日语",
    "俄语",
    "历史",
    "地理",
    "科学",
    "物理",
    "化学",
]
SUBJECTS += ["生物学", "信息科技", "体育与健康", "艺术", "音乐", "美术", "劳动", "综合实践活动", "其他"]
SUBJECTS += ["本学年不授课"]
DEGREES = ["博士研究生", "硕士研究生", "本科", "专科", "高中阶段", "高中阶段以下"]


def in_the_ministrys_order(
    stages: tuple[str, ...] = ("小学", "初中"), change: Callable[[Lines], Lines] | None = None
) -> bytes:
    """教基4155 of both stages as the Ministry prints it."""
    figures = {
        "小学": [21, 0, 1, 13, 7, 0, 0],
        "初中": [18, 0, 2, 16, 0, 0, 0],
        "普通高中": [9, 1, 2, 6, 0, 0, 0],
    }
    width = len(SUBJECTS)
    lines: Lines = [["总计", None, 39, 24, *[1] * width]]
    for stage in stages:
        total, *degrees = figures.get(stage, [9, 1, 2, 6, 0, 0, 0])
        lines += [[stage, None, total, 5, *[2] * width], [" #女", None, 5, "-", *[0] * width]]
        lines.append([" #少数民族", None, 1, 1, *[0] * width])
        lines += [
            [name, None, count, 0, *["×"] * width] for name, count in zip(DEGREES, degrees, strict=True)
        ]
    lines = renumbered(lines)
    lines = change(lines) if change else lines
    header: Lines = [["指标名称", "代码", "合计", "#女", *SUBJECTS], ["甲", "乙", *range(1, width + 3)]]
    return workbook_of({"教基4155": [[TITLE], ["学校(机构)标识码：3142020031"], *header, *lines]})


def teachers(content: bytes) -> dict[tuple[str, str, str], int]:
    found = rows(read(content), "teachers")
    return {(row["stage"], row["attribute"], row["value"]): row["teachers"] for row in found}


def test_teachers_of_both_stages_in_the_ministrys_order() -> None:
    reading = read(in_the_ministrys_order())
    assert (reading.status, reading.rejections) == ("accepted", [])
    found = teachers(in_the_ministrys_order())
    assert (found["primary", "all", "all"], found["junior", "all", "all"]) == (21, 18)
    assert (found["primary", "subject", "arts"], found["junior", "gender", "female"]) == (2, 5)
    degrees = {key: count for key, count in found.items() if key[1] == "qualification"}
    assert degrees["primary", "qualification", "bachelor"] == 13
    assert degrees["junior", "qualification", "bachelor"] == 16
    assert len(degrees) == 10
    assert teachers(in_the_ministrys_order(("初中", "小学"))) == found
    assert teachers(in_the_ministrys_order(("小学", "初中", "普通高中"))) == found
    assert teachers(in_the_ministrys_order(("普通高中", "小学", "初中"))) == found
    alone = teachers(in_the_ministrys_order(("小学",)))
    assert alone == {key: count for key, count in found.items() if key[0] == "primary"}


def test_rows_of_the_ministrys_order_that_are_mixed_up_are_refused() -> None:
    def swapped(column: int) -> Callable[[Lines], Lines]:
        def change(lines: Lines) -> Lines:
            lines[6][column], lines[7][column] = lines[7][column], lines[6][column]
            return lines

        return change

    def same_code(lines: Lines) -> Lines:
        lines = renumbered(lines, 41)
        lines[7][1] = lines[6][1]
        return lines

    for content in (in_the_ministrys_order(change=swapped(0)), in_the_ministrys_order(change=swapped(1))):
        reading = read(content)
        assert codes(reading) == ["ROW_LABEL_MISMATCH"] * 2
        assert ("primary", "qualification", "bachelor") not in teachers(content)
        assert "«专科»" in reading.rejections[0].message and "«本科»" in reading.rejections[0].message
    reading = read(in_the_ministrys_order(change=same_code))
    assert codes(reading) == ["ROW_LABEL_MISMATCH"] * 2
    assert "rows 11 «本科» and 12 «专科» both bear code 47" in reading.rejections[0].message

    def without_a_head(lines: Lines) -> Lines:
        return renumbered([line for line in lines if line[0] != "初中"], 41)

    reading = read(in_the_ministrys_order(change=without_a_head))
    assert not [row for row in rows(reading, "teachers") if row["attribute"] == "qualification"]


@pytest.mark.parametrize("bar", ["-", "—", "×", None])
def test_what_a_form_bars_is_no_blank(bar: str | None) -> None:
    """Of 女 the form asks no 女: a dash there is neither blank nor refused; elsewhere it is as before."""

    def apply(book: Any) -> None:
        book[f"教基3112{SUFFIX}"]["J7"] = bar

    reading = read(changed(RETURN_2024, apply))
    assert (reading.status, reading.rejections) == ("accepted", [])
    missing = facts(read(RETURN_2024)) - facts(reading)
    assert [dict(fact[1:])["student_group"] for fact in missing] == ["girls_girls"]
    assert facts(reading) < facts(read(RETURN_2024))

    def elsewhere(book: Any) -> None:
        book[f"教基3112{SUFFIX}"]["J8"] = "×"

    assert codes(read(changed(RETURN_2024, elsewhere))) == ["NOT_A_NUMBER"]


@pytest.mark.parametrize(("said", "code"), [("#N/A", "ERROR_VALUE"), ("=J6", "FORMULA_NOT_CALCULATED")])
def test_a_fault_in_a_cell_that_a_form_bars_is_seen(said: str, code: str) -> None:
    def apply(book: Any) -> None:
        book[f"教基3112{SUFFIX}"]["J7"] = said

    assert codes(read(changed(RETURN_2024, apply))) == [code]
