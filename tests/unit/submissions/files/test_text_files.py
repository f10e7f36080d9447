"""csv and tsv: the same landing as the workbook they were saved from, or a rejection that says why."""

from __future__ import annotations

import codecs
from pathlib import Path

import openpyxl
import pytest

from orchestration.submissions.files import delimited
from tests.unit.submissions.filings import (
    ALL_EXAMPLES,
    COLLECTION_2024,
    EXPORT_2024,
    as_text,
    codes,
    facts,
    land,
    landed,
    read,
    rows,
    year_of,
)

PRIMARY = as_text(EXPORT_2024, "小学明细")
LINES = PRIMARY.splitlines(keepends=True)
FACTS = facts(read(PRIMARY.encode()))
#: The line of the school in row 9, whose 在校生数 is 671 and stands in column C.
NINTH = LINES[8]


def with_ninth(line: str) -> str:
    """The primary sheet with another ninth line."""
    return "".join([*LINES[:8], line, *LINES[9:]])


@pytest.mark.parametrize("path", ALL_EXAMPLES, ids=lambda path: path.stem)
def test_every_sheet_lands_as_the_workbook_does(path: Path) -> None:
    school_year = year_of(path)
    said = set()
    for name in openpyxl.load_workbook(path, read_only=True).sheetnames:
        reading = read(as_text(path, name).encode("gb18030"), school_year)
        assert (reading.status, reading.rejections) == ("accepted", []), name
        said |= facts(reading)
    assert said == facts(read(path, school_year))


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (PRIMARY.encode(), "utf-8"),
        (PRIMARY.encode("utf-8-sig"), "utf-8-sig"),
        (PRIMARY.encode("gb18030"), "gb18030"),
        (codecs.BOM_UTF16_LE + PRIMARY.encode("utf-16-le"), "utf-16"),
        (codecs.BOM_UTF16_BE + PRIMARY.encode("utf-16-be"), "utf-16"),
        (PRIMARY.encode("utf-16-le"), "utf-16-le"),
        (PRIMARY.encode("utf-16-be"), "utf-16-be"),
    ],
    ids=["utf-8", "utf-8 with a mark", "gb18030", "16 le", "16 be", "16 le, no mark", "16 be, no mark"],
)
@pytest.mark.parametrize("name", ["小学.csv", "小学.CSV", "小学.txt", "小学.tsv", "小学"])
def test_encodings(content: bytes, encoding: str, name: str) -> None:
    reading = read(content, name=name)
    assert (reading.status, reading.encoding) == ("accepted", encoding)
    assert facts(reading) == FACTS
    assert {row["src_sheet"] for row in rows(reading, "enrolment")} == {"CSV"}


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r", "\r\r\n"])
def test_separators_and_line_ends(separator: str, line_end: str) -> None:
    text = as_text(EXPORT_2024, "小学明细", separator).replace("\r\n", line_end)
    assert facts(read(text.encode())) == FACTS


def test_a_separator_that_the_first_line_states() -> None:
    text = "sep=;\r\n" + as_text(EXPORT_2024, "小学明细", ";")
    reading = read(text.encode())
    assert facts(reading) == FACTS
    # Spreadsheet programs do not show that line, so it has no row.
    assert min(row["src_row"] for row in rows(reading, "enrolment")) == min(
        row["src_row"] for row in rows(read(PRIMARY.encode()), "enrolment")
    )


def test_the_encoding_is_on_record(tmp_path: Path) -> None:
    landing = land(tmp_path, {"小学.csv": PRIMARY.encode("gb18030"), "县级采集表.xlsx": COLLECTION_2024})
    encodings = {row["path"].rpartition("/")[2]: row["encoding"] for row in landed(landing, "submissions")}
    assert encodings == {"小学.csv": "gb18030", "县级采集表.xlsx": None}


@pytest.mark.parametrize(
    "line",
    [
        NINTH.replace("2142020002", '="2142020002"'),
        NINTH.replace("2142020002", '"=""2142020002"""'),
        NINTH.replace("2142020002", "'2142020002"),
        NINTH.replace("2142020002", "2142020002\t"),
        NINTH.replace("2142020002", '"2142020002"'),
        NINTH.replace(",671,", ',"671",'),
        NINTH.replace(",671,", ", 671 ,"),
        NINTH.replace(",671,", ',="671",'),
        NINTH.replace(",671,", ",６７１,"),
        NINTH.replace("\r\n", ",,,\r\n"),
    ],
)
def test_how_offices_write_values(line: str) -> None:
    assert line != NINTH
    reading = read(with_ninth(line).encode())
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == FACTS


def test_quotes_separators_and_line_ends_within_a_text() -> None:
    school = read(PRIMARY.encode())
    name = NINTH.split(",")[1]
    reading = read(with_ninth(NINTH.replace(name, f'"{name}, ""东""\n校区"')).encode())
    assert reading.status == "accepted"
    assert facts(reading, "enrolment") == facts(school, "enrolment")
    # The rows after it keep their numbers.
    assert [row["src_row"] for row in rows(reading, "enrolment")] == [
        row["src_row"] for row in rows(school, "enrolment")
    ]


def test_leading_zeros_are_kept() -> None:
    reading = read(as_text(COLLECTION_2024, "经费").replace("\n5142020000", "\n0142020000").encode())
    assert reading.status == "accepted"
    assert "0142020000" in {row["school_code"] for row in rows(reading, "school_finance")}


@pytest.mark.parametrize(
    "line",
    [
        NINTH.replace(",671,", ","),
        NINTH.replace(",671,", ",671"),
        NINTH.replace(",671,", ",1,671,"),
        NINTH.rstrip("\r\n") + "," + NINTH,
    ],
    ids=["a value lost", "a separator lost", "thousands without quotes", "two lines in one"],
)
def test_a_line_whose_values_do_not_agree_with_the_columns(line: str) -> None:
    reading = read(with_ninth(line).encode())
    (rejection,) = reading.rejections
    assert (reading.status, rejection.scope, rejection.code) == ("partial", "row", "MISPLACED_VALUES")
    assert (rejection.sheet, rejection.row, rejection.cell) == ("CSV", 9, "A9")
    assert f"{len(line.split(','))} values where the table has {len(NINTH.split(','))}" in rejection.message
    assert facts(reading) < FACTS
    assert not any("2142020002" in str(fact) for fact in facts(reading))


@pytest.mark.parametrize(("figure", "moved"), [(",1,671,", 1), (",", -1)], ids=["thousands", "one lost"])
@pytest.mark.parametrize("trimmed", [False, True])
def test_the_first_record_is_one_of_the_table(figure: str, moved: int, trimmed: bool) -> None:
    """Neither column numbers nor 合计 stand above it; header lines may be of any length."""
    lines = [*LINES[:6], NINTH.replace(",671,", figure), *LINES[9:]]
    if trimmed:
        lines = [line.rstrip(",\r\n") + "\r\n" for line in lines]
    reading = read("".join(lines).encode())
    (rejection,) = reading.rejections
    assert (reading.status, rejection.code, rejection.row) == ("partial", "MISPLACED_VALUES", 7)
    assert f"has {25 + moved} values where the table has 25" in rejection.message
    assert facts(reading) == {fact for fact in FACTS if "2142020002" not in str(fact)}


@pytest.mark.parametrize("top", [LINES[:6], [*LINES[:6], LINES[6].replace(",22,23", "")]])
def test_the_first_record_reaches_into_a_blank_column(top: list[str]) -> None:
    lines = [line.replace("\r\n", ",\r\n") for line in [*top, NINTH, *LINES[9:]]]
    lines[len(top)] = NINTH.replace("凤凰小学", "凤凰,小学")
    reading = read("".join(lines).encode())
    assert [(rejection.code, rejection.row) for rejection in reading.rejections] == [
        ("MISPLACED_VALUES", len(top) + 1)
    ]
    assert facts(reading) == {fact for fact in FACTS if "2142020002" not in str(fact)}


def test_a_title_with_a_date_and_short_column_numbers_are_no_records() -> None:
    title, body = LINES[0], [*LINES[1:6], LINES[6].replace(",22,23", ""), *LINES[8:]]
    for dated in ("填报日期,2024-09-01\r\n", "填报日期,2024-09-01" + "," * 23 + "\r\n"):
        reading = read("".join([title, dated, *body]).encode())
        assert (reading.status, reading.rejections) == ("accepted", [])
        assert facts(reading) == FACTS


@pytest.mark.parametrize("trimmed", [False, True])
def test_a_separator_in_a_text_beside_a_blank_column(trimmed: bool) -> None:
    """The blank column at the end takes the value that was moved: the line is as long as the others."""
    lines = [line.replace("\r\n", ",\r\n") for line in LINES]
    lines[8] = (NINTH if trimmed else lines[8]).replace("凤凰小学", "凤凰,小学")
    reading = read("".join(lines).encode())
    assert [(each.code, each.cell) for each in reading.rejections] == [("MISPLACED_VALUES", "A9")]
    assert facts(reading) < FACTS


def test_a_remark_beside_the_table_moves_nothing() -> None:
    lines = [line.replace("\r\n", ",\r\n") for line in LINES]
    lines[8] = NINTH.replace("\r\n", ",已核\r\n")
    reading = read("".join(lines).encode())
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == FACTS


def test_a_wider_table_below_moves_nothing() -> None:
    narrow = as_text(EXPORT_2024, "高中明细")
    wide = len(LINES[0].split(","))
    padded = [
        line.replace("\r\n", "," * (wide - 1 - line.count(",")) + "\r\n") for line in narrow.splitlines(True)
    ]
    reading = read("".join([*padded, *LINES]).encode())
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == FACTS | facts(read(narrow.encode()))


@pytest.mark.parametrize("word", ["编号", "代码", "序号"])
@pytest.mark.parametrize("total", ["合计,,", ",合计,"])
def test_a_column_in_front_and_no_column_numbers(word: str, total: str) -> None:
    """The 合计 line under the header is no header, whatever stands beside it."""
    lines = [f",{line}" for line in LINES]
    lines[2] = f"{word}{lines[2]}"
    lines[7] = lines[7].replace("合计,,", total)
    del lines[6]
    reading = read("".join(lines).encode())
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == FACTS


def test_lines_without_the_blank_values_at_their_end() -> None:
    lines = [line.rstrip(",\r\n") + "\r\n" for line in LINES]
    reading = read("".join(lines).encode("gb18030"))
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == FACTS


def test_the_sign_by_which_old_programs_end_a_text() -> None:
    assert facts(read(PRIMARY.encode("gb18030") + b"\x1a")) == FACTS


def test_titles_and_signatures_may_be_of_any_length() -> None:
    title, *body = LINES
    lines = [title.rstrip(",\r\n") + "\r\n", *body, "填表人：张某,审核人：李某,联系电话：0715-8322000\r\n"]
    reading = read("".join(lines).encode())
    assert (reading.status, reading.rejections) == ("accepted", [])
    assert facts(reading) == FACTS


@pytest.mark.parametrize("cut", [1, 40])
def test_a_line_that_breaks_off(cut: int) -> None:
    content = PRIMARY.encode("gb18030").rstrip()
    content = content[: content.rfind(b",") - cut]
    assert codes(read(content)) == ["TRUNCATED_FILE"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (PRIMARY.encode()[:-1000] + b"\xe5\xb0", "TRUNCATED_FILE"),
        (PRIMARY.encode("utf-16")[:-1], "TRUNCATED_FILE"),
        (PRIMARY.encode().replace(b"671", b'"671', 1), "TRUNCATED_FILE"),
        (PRIMARY.encode().replace(b",671,", b',"67"1,', 1), "UNREADABLE_FILE"),
        (b"BM6\0\0", "UNDECODABLE_TEXT"),
        (codecs.BOM_UTF8 + PRIMARY.encode("gb18030"), "UNDECODABLE_TEXT"),
        (PRIMARY.encode("utf-32"), "UNDECODABLE_TEXT"),
        (PRIMARY.encode("big5", "replace") + b"\xff\xff", "UNDECODABLE_TEXT"),
        (bytes(range(256)) * 10, "UNDECODABLE_TEXT"),
        ("请于9月20日前报送。\n谢谢！\n".encode(), "NOT_A_TABLE"),
        (b"\xef\xbb\xbf", "NOT_A_TABLE"),
        ("学校标识码，学校名称，在校生数\n2142020002，某小学，671\n".encode(), "NOT_A_TABLE"),
    ],
)
def test_texts_that_are_rejected(content: bytes, code: str) -> None:
    reading = read(content, name="小学.csv")
    assert (reading.status, codes(reading), reading.tables) == ("refused", [code], {})
    assert reading.rejections[0].remedy


@pytest.mark.parametrize("name", ["小学.xls", "小学.XLSX", "小学.xlsm", "小学.et"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_text_that_pretends_to_be_a_workbook(name: str, encoding: str) -> None:
    reading = read(PRIMARY.encode(encoding), name=name)
    assert (reading.status, codes(reading)) == ("refused", ["TEXT_NAMED_WORKBOOK"])
    assert name in reading.rejections[0].message


def test_a_workbook_is_read_whatever_its_name() -> None:
    for name in ("学校明细.xls", "学校明细.csv", "学校明细"):
        assert facts(read(EXPORT_2024, name=name)) == facts(read(EXPORT_2024))


def test_a_text_larger_than_memory_should_bear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LARGEST_TEXT_CELLS", 100)
    assert codes(read(PRIMARY.encode())) == ["OVERSIZE_FILE"]
    # One long line makes all the others long.
    lines = ["学校标识码,学校名称", *["1"] * 40, ",".join("1" * 20)]
    assert codes(read("\n".join(lines).encode())) == ["OVERSIZE_FILE"]
    monkeypatch.setattr(delimited, "MOST_COLUMNS", 10)
    assert codes(read(b"1," * 11)) == ["OVERSIZE_FILE"]
    monkeypatch.setattr(delimited, "LARGEST_TEXT_BYTES", 20)
    assert "at most 20 are read" in read(PRIMARY.encode()).rejections[0].message


def test_other_years_and_totals_are_told_in_texts_too() -> None:
    assert codes(read(PRIMARY.encode(), 2023)) == ["WRONG_YEAR"]
    workbook = read(EXPORT_2024)
    totals = {row["src_field"]: row["total"] for row in rows(read(PRIMARY.encode()), "totals")}
    assert totals == {
        row["src_field"]: row["total"] for row in rows(workbook, "totals") if row["src_sheet"] == "小学明细"
    }
