"""Kinds of faults put into a form, each with what must be seen of it. The seed decides where and how.

What belongs here: kinds that reading the file must see. What does not: kinds that only the landing gate can
see (counties.py), judging a reading (judge.py).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from orchestration.submissions.cells.text import cell_address
from orchestration.submissions.contract.layouts import ROW_CODE, ROW_NAME, CodedLayout, RowsLayout
from tests.fuzzing.forms import Form, Spot
from tests.fuzzing.grids import Grid, Raw, to_html, to_text, to_xls, to_xlsx

#: What must be seen. `REJECTED`: the file is. `SEEN`: a rejection of these codes at this cell, row or
#: sheet. `SAME`: nothing is rejected and the landing is the same. `SAME_OR_REJECTED`: never another landing
#: without a rejection. `ANY`: no crash; the fault cannot be told from a filing (a digit flipped in a text).
REJECTED, SEEN, SAME, SAME_OR_REJECTED, ANY = "refused", "seen", "same", "same or refused", "any"


@dataclass(frozen=True)
class Case:
    """A mutated file and what must be seen. `spot` is the fact that must not land."""

    content: bytes
    must: str
    codes: frozenset[str] = frozenset()
    cell: str | None = None
    row: int | None = None
    spot: Spot | None = None
    name: str | None = None
    same_facts: bool = False


Mutation = Callable[[random.Random, Form], Case | None]
FORMATS: tuple[Callable[[Grid], bytes], ...] = (
    to_xlsx,
    to_xlsx,
    to_xls,
    lambda grid: to_text(grid).encode(),
    lambda grid: to_text(grid, "\t").encode("utf-16"),
    lambda grid: to_text(grid, ";").encode("utf-16-be"),
    lambda grid: to_text(grid).encode("gb18030"),
)
_NUMBER_TEXTS = (
    *(
        "{}所",
        "约{}",
        "{}x",
        "{}+1",
        "({})",
        "{}e3",
        "{} 左右",
        "{}?",
        "共{}",
        "{}/2",
        "三十",
        "待定",
        "#REF!",
        "12,34",
    ),
    *("{}%%", "１{}所", "{}-{}", "=SUM(A1:A9)", "NaN", "inf", "0x{}", "{},,5", "..{}"),
)


def _written(rng: random.Random, grid: Grid) -> bytes:
    return rng.choice(FORMATS)(grid)


def _seen(content: bytes, *codes: str, **where: Any) -> Case:
    return Case(content, SEEN, frozenset(codes), **where)


# ------------------------------------------------------------------------------------------- cells


def text_in_a_number(rng: random.Random, form: Form) -> Case | None:
    if not form.spots:
        return None
    spot, grid = rng.choice(form.spots), form.grid.copy()
    figure = abs(int(spot.value)) or 7
    grid.rows[spot.row][spot.column] = rng.choice(_NUMBER_TEXTS).format(figure, figure)
    return _seen(_written(rng, grid), "NOT_A_NUMBER", "NOT_WHOLE", cell=spot.address, spot=spot)


def part_of_a_person(rng: random.Random, form: Form) -> Case | None:
    whole = [spot for spot in form.spots if spot.relation in ("enrolment", "class_sizes", "teachers")]
    if not whole:
        return None
    spot, grid = rng.choice(whole), form.grid.copy()
    grid.rows[spot.row][spot.column] = int(spot.value) + rng.choice((0.5, 0.25, 0.001))
    return _seen(_written(rng, grid), "NOT_WHOLE", cell=spot.address, spot=spot)


def formula_never_calculated(rng: random.Random, form: Form) -> Case | None:
    if not form.spots:
        return None
    spot, grid = rng.choice(form.spots), form.grid.copy()
    grid.rows[spot.row][spot.column] = Raw(
        rng.choice(('<c r="{address}"><f>1+1</f></c>', '<c r="{address}"><f>1+1</f><v></v></c>'))
    )
    content = rng.choice((to_xlsx, to_xls))(grid)
    return _seen(content, "FORMULA_NOT_CALCULATED", cell=spot.address, spot=spot)


def error_value(rng: random.Random, form: Form) -> Case | None:
    if not form.spots:
        return None
    spot, grid = rng.choice(form.spots), form.grid.copy()
    error = rng.choice(("#N/A", "#REF!", "#DIV/0!", "#VALUE!"))
    grid.rows[spot.row][spot.column] = Raw('<c r="{address}" t="e"><v>' + error + "</v></c>")
    return _seen(to_xlsx(grid), "ERROR_VALUE", cell=spot.address, spot=spot)


def code_damaged(rng: random.Random, form: Form) -> Case | None:
    if not form.record_rows:
        return None
    row, grid = rng.choice(form.record_rows), form.grid.copy()
    code = str(grid.rows[row][form.key_column])
    place = rng.randrange(1, 10)
    damaged = (
        *(
            code[:place] + code[place + 1 :],
            code[:place] + "O" + code[place + 1 :],
            code + "1",
            code[:4] + "E+06",
        ),
        *(int(code) / 1000 + 0.0001, f"{code[0]}.{code[1:4]}E+09", f"{code}甲", code[:5] + "-" + code[5:]),
    )
    grid.rows[row][form.key_column] = rng.choice(damaged)
    codes = ("NOT_A_CODE", "CODE_LENGTH", "LOST_DIGITS")
    return _seen(_written(rng, grid), *codes, cell=cell_address(row, form.key_column))


def code_missing(rng: random.Random, form: Form) -> Case | None:
    if not form.record_rows:
        return None
    row, grid = rng.choice(form.record_rows), form.grid.copy()
    grid.rows[row][form.key_column] = rng.choice(("", "—", "无", "/", " "))
    return _seen(_written(rng, grid), "CODE_MISSING", cell=cell_address(row, form.key_column))


# ----------------------------------------------------------------------------------------- headers


def _required(form: Form) -> list[tuple[int, int]]:
    """The header cells (row, column) of columns without which the form is not read."""
    return [
        (header.leaf_row, header.index)
        for column in form.layout.columns
        if column.presence == "required" and (header := form.match.found.get(column.field)) and not column.key
    ]


def header_removed(rng: random.Random, form: Form) -> Case | None:
    places = _required(form)
    if not places:
        return None
    (row, column), grid = rng.choice(places), form.grid.filled()
    text = grid.rows[row][column]
    for each in range(form.block.first_row, form.block.data_row):
        if grid.rows[each][column] == text:
            grid.rows[each][column] = rng.choice(("", "其他", "备用栏", "列1"))
    return Case(_written(rng, grid), SAME_OR_REJECTED)


_HEADER_CODES = ("MISSING_HEADER", "NO_LAYOUT", "DUPLICATE_HEADER", "AMBIGUOUS_LAYOUT", "NO_FORM_IN_FILE")


def column_removed(rng: random.Random, form: Form) -> Case | None:
    places = _required(form)
    if not places:
        return None
    (_, column), grid = rng.choice(places), form.grid.filled()
    for row in grid.rows:
        del row[column]
    return Case(_written(rng, grid), SAME_OR_REJECTED)


def header_twice(rng: random.Random, form: Form) -> Case | None:
    places = _required(form)
    if not places:
        return None
    (_, column), grid = rng.choice(places), form.grid.filled()
    place = rng.randrange(len(grid.rows[0]))
    for row in grid.rows:
        row.insert(place, row[column])
    return _seen(_written(rng, grid), *_HEADER_CODES)


def unit_unknown(rng: random.Random, form: Form) -> Case | None:
    """A header whose unit is another thing's: 万元 of a column of areas or persons."""
    places = [
        (header.leaf_row, header.index)
        for column in form.layout.columns
        if column.unit and column.presence == "required" and (header := form.match.found.get(column.field))
    ]
    if not places:
        return None
    (row, column), grid = rng.choice(places), form.grid.filled()
    text = str(grid.rows[row][column]).partition("（")[0].partition("(")[0]
    unit = rng.choice(("斤", "公里", "升", "千克"))
    old = grid.rows[row][column]
    for each in range(form.block.first_row, form.block.data_row):
        if grid.rows[each][column] == old:
            grid.rows[each][column] = f"{text}（{unit}）"
    return _seen(_written(rng, grid), *_HEADER_CODES)


# ------------------------------------------------------------------------------------------ sheets


def another_year(rng: random.Random, form: Form) -> Case | None:
    year, grid = str(form.school_year), form.grid.copy()
    title = str(grid.rows[0][0])
    if year not in title:
        return None
    other = str(form.school_year + rng.choice((-2, -1, 1)))
    grid.rows[0][0] = title.replace(year, other)
    if year in " ".join(text for _, _, text in form.block.titles[1:]):
        return None
    return _seen(_written(rng, grid), "WRONG_YEAR")


def sheet_hidden(rng: random.Random, form: Form) -> Case | None:
    grid = form.grid.copy()
    grid.is_hidden = True
    return _seen(to_xlsx(Grid("说明", [["x"]]), grid), "HIDDEN_SHEET")


def rows_hidden(rng: random.Random, form: Form) -> Case | None:
    grid = form.grid.copy()
    filled = [
        r for r in range(form.block.data_row, len(grid.rows)) if any(cell != "" for cell in grid.rows[r])
    ]
    grid.hidden_rows = frozenset(rng.sample(filled, min(len(filled), rng.randint(1, 5))))
    content = rng.choice((to_xlsx, to_xls))(grid)
    return _seen(content, "HIDDEN_CELLS", same_facts=True, row=min(grid.hidden_rows) + 1)


def second_table(rng: random.Random, form: Form) -> Case | None:
    if not form.record_rows:
        return None
    grid = form.grid.copy()
    header = [""] * len(grid.rows[0])
    header[form.key_column] = grid.rows[form.block.first_row][form.key_column]
    header[(form.key_column + 1) % len(header)] = "毕业生数"
    record = list(grid.rows[rng.choice(form.record_rows)])
    grid.rows += [[""] * len(header)] * rng.randint(0, 3) + [header, record]
    return _seen(_written(rng, grid), "SECOND_TABLE", same_facts=True)


# ------------------------------------------------------------------------------------------- texts


def line_out_of_step(rng: random.Random, form: Form) -> Case | None:
    """A separator lost, or one more, in a line of a text."""
    if not form.record_rows:
        return None
    row = rng.choice(form.record_rows)
    lines = to_text(form.grid).split("\r\n")
    values = lines[row].split(",")
    place = rng.randrange(1, len(values))
    if '"' in lines[row]:
        return None
    if rng.random() < 0.5:
        values[place - 1 : place + 1] = [values[place - 1] + values[place]]
    else:
        values.insert(place, "9")
    lines[row] = ",".join(values)
    if len(values) > len(form.grid.rows[0]) and not values[-1]:
        return None  # what stands beyond the table is blank: nothing says that the line is out of step
    content = "\r\n".join(lines).encode(rng.choice(("utf-8", "gb18030", "utf-16", "utf-8-sig")))
    return _seen(content, "MISPLACED_VALUES", row=row + 1)


def quote_unbalanced(rng: random.Random, form: Form) -> Case | None:
    lines = to_text(form.grid).split("\r\n")
    row = rng.randrange(form.block.data_row, len(form.grid.rows))
    place = rng.randrange(len(lines[row]) + 1)
    before = lines[row][:place]
    if before and not before.endswith(","):
        return None
    lines[row] = before + '"' + lines[row][place:]
    return Case("\r\n".join(lines).encode("gb18030"), SAME_OR_REJECTED)


def text_cut(rng: random.Random, form: Form) -> Case | None:
    """A text that ends within a line of the table, before its last value."""
    if not form.record_rows:
        return None
    row = rng.choice(form.record_rows[:-1] or form.record_rows)
    lines = to_text(form.grid).split("\r\n")
    places = [place for place, letter in enumerate(lines[row]) if letter == ","]
    if '"' in lines[row] or len(places) < 2:
        return None
    cut = rng.randrange(places[0] + 1, places[-1] + 1)
    text = "\r\n".join([*lines[:row], lines[row][:cut]])
    return Case(text.encode(rng.choice(("utf-8", "gb18030"))), REJECTED)


def wrong_encoding(rng: random.Random, form: Form) -> Case | None:
    text = to_text(form.grid)
    content = rng.choice(
        (
            text.encode("utf-32"),
            b"\xef\xbb\xbf" + text.encode("gb18030"),
            b"\xff\xfe" + text.encode("utf-16-be"),
            text.encode("gb18030") + text.encode(),
            text.encode().decode("latin-1").encode("utf-8"),
            text.encode("gb18030").decode("latin-1").encode("utf-8"),
            text.encode("utf-8").decode("gb18030", "replace").encode("utf-8"),
        )
    )
    return Case(content, REJECTED, name="报表.csv")


def pretends_to_be_a_workbook(rng: random.Random, form: Form) -> Case | None:
    content = rng.choice(
        (to_text(form.grid).encode("gb18030"), to_text(form.grid, "\t").encode("utf-16"), to_html(form.grid))
    )
    return Case(content, REJECTED, name=rng.choice(("报表.xls", "报表.XLS", "报表.xlsx", "报表.et")))


# ------------------------------------------------------------------------------------------- bytes


def xlsx_cut(rng: random.Random, form: Form) -> Case | None:
    content = to_xlsx(form.grid)
    return Case(content[: rng.randrange(1, len(content))], REJECTED)


def xls_cut(rng: random.Random, form: Form) -> Case | None:
    content = to_xls(form.grid)
    return Case(content[: rng.randrange(1, len(content) - 512)], REJECTED)


def _flipped(rng: random.Random, content: bytes) -> bytes:
    flipped = bytearray(content)
    for _ in range(rng.randint(1, 12)):
        flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


def xlsx_bits(rng: random.Random, form: Form) -> Case | None:
    """Every part of the package has a checksum: what is accepted says what was filed."""
    return Case(_flipped(rng, to_xlsx(form.grid)), SAME_OR_REJECTED)


def xls_bits(rng: random.Random, form: Form) -> Case | None:
    return Case(_flipped(rng, to_xls(form.grid)), ANY)


def text_bits(rng: random.Random, form: Form) -> Case | None:
    encoding = rng.choice(("utf-8", "gb18030", "utf-16"))
    return Case(_flipped(rng, to_text(form.grid).encode(encoding)), ANY)


def bytes_at_random(rng: random.Random, form: Form) -> Case | None:
    start = rng.choice(
        (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>", b"\xff\xfe", b"\xef\xbb\xbf")
    )
    return Case(start + rng.randbytes(rng.randrange(1, 4000)), REJECTED)


def shaken(rng: random.Random, form: Form) -> Case | None:
    """Some rows, columns, cells and merges are anywhere: the sheet may say anything, and stop nothing."""
    grid = form.grid.copy()
    for _ in range(rng.randint(1, 12)):
        height, width = len(grid.rows), len(grid.rows[0])
        if height < 3 or width < 3:
            break
        row, column = rng.randrange(height), rng.randrange(width)
        change = rng.randrange(7)
        if change == 0:
            grid.rows.insert(rng.randrange(height + 1), list(grid.rows[row]))
        elif change == 1:
            del grid.rows[row]
        elif change == 2:
            place = rng.randrange(width + 1)
            grid.rows = [[*cells[:place], cells[column], *cells[place:]] for cells in grid.rows]
        elif change == 3:
            grid.rows = [[*cells[:column], *cells[column + 1 :]] for cells in grid.rows]
        elif change == 4:
            other = rng.choice(rng.choice(grid.rows))
            grid.rows[row][column] = rng.choice((other, "", "—", True, -1.5, 1e300, "0" * 40, "甲"))
        elif change == 5:
            filled = ([""] * width, ["合计"] + [""] * (width - 1), list(range(1, width + 1)))
            grid.rows[row] = list(rng.choice(filled))
        else:
            down, right = rng.randint(0, 6), rng.randint(0, 6)
            grid.merges.append((row, column, row + down, column + right))
    grid.merges = _apart(grid.merges)
    return Case(_written(rng, grid), ANY)


def _apart(merges: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    """Merges of which no two share a cell, as workbooks have them."""
    taken: set[tuple[int, int]] = set()
    kept = []
    for top, left, bottom, right in merges:
        cells = {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}
        if not cells & taken:
            taken |= cells
            kept.append((top, left, bottom, right))
    return kept


# ----------------------------------------------------------------------------------------- neutral


def other_format(rng: random.Random, form: Form) -> Grid | None:
    return form.grid


def columns_moved(rng: random.Random, form: Form) -> Grid | None:
    """Whole columns change places, with their headers: a matrix keeps its label and code in front."""
    grid = form.grid.filled()
    first = (
        0
        if isinstance(form.layout, RowsLayout)
        else max(form.match.found[ROW_NAME].index, form.match.found[ROW_CODE].index) + 1
    )
    order = list(range(first, len(grid.rows[0])))
    rng.shuffle(order)
    whole = [*range(first), *order]
    for number in range(form.block.first_row, len(grid.rows)):
        row = grid.rows[number]
        grid.rows[number] = [row[column] for column in whole]
    return grid


def rows_moved(rng: random.Random, form: Form) -> Grid | None:
    if not form.record_rows:
        return None
    grid = form.grid.copy()
    records = [grid.rows[row] for row in form.record_rows]
    rng.shuffle(records)
    for row, record in zip(form.record_rows, records, strict=True):
        grid.rows[row] = record
    return grid


def numbers_as_text(rng: random.Random, form: Form) -> Grid | None:
    grid = form.grid.copy()
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    for spot in rng.sample(form.spots, min(len(form.spots), 20)):
        value = form.grid.rows[spot.row][spot.column]
        ways = [
            str(value),
            f" {value}\u00a0",
            f"'{value}",
            str(value).translate(wide),
            f"{value:,}",
            f"{value}\u200b",
        ]
        grid.rows[spot.row][spot.column] = rng.choice(ways)
    return grid


def codes_as_numbers(rng: random.Random, form: Form) -> Grid | None:
    if not form.record_rows:
        return None
    grid = form.grid.copy()
    for row in form.record_rows:
        code = grid.rows[row][form.key_column]
        grid.rows[row][form.key_column] = rng.choice(
            (int(code), float(code), f"'{code}", f" {code} ", f"{code}.0")
        )
    return grid


def rows_and_notes_around(rng: random.Random, form: Form) -> Grid | None:
    """Blank rows, a title more on top, notes and signatures below."""
    grid = form.grid.copy()
    for _ in range(rng.randint(1, 6)):
        grid.insert_row(0, rng.choice(([], ["内部资料"], ["", "附件3"], ["填报单位：县教育局"])))
    width = len(grid.rows[0])
    for note in rng.sample(
        ("填表人：张某", "说明：数据以学校上报为准。", "审核人：李某", "报出日期：9月20日"), 2
    ):
        grid.rows += [[""] * width] * rng.randint(0, 2) + [[note] + [""] * (width - 1)]
    grid.rows += [[""] * width] * rng.choice((0, 1, 500))
    return grid


def column_more(rng: random.Random, form: Form) -> Grid | None:
    grid = form.grid.filled()
    place = (
        len(grid.rows[0]) if isinstance(form.layout, CodedLayout) else rng.randrange(2, len(grid.rows[0]) + 1)
    )
    for number, row in enumerate(grid.rows):
        text = "本县自设栏" if number == form.block.first_row else ""
        row.insert(place, rng.randrange(900) if number in form.record_rows else text)
    return grid


def blanks_merged(rng: random.Random, form: Form) -> Grid | None:
    """Blank cells merged below the table, where no cell says anything."""
    grid = form.grid.copy()
    below = len(grid.rows) + rng.randint(1, 400)
    grid.merges.append((below, rng.randint(0, 2), below + rng.randint(1, 3), rng.randint(3, 60)))
    return grid


def totals_removed(rng: random.Random, form: Form) -> Grid | None:
    """A total is no school: what is landed of the schools stays."""
    if not form.total_rows or isinstance(form.layout, CodedLayout):
        return None
    grid = form.grid.copy()
    for row in reversed(form.total_rows):
        del grid.rows[row]
    return grid


#: Changes that mean nothing.
NEUTRAL: dict[str, Callable[[random.Random, Form], Grid | None]] = {
    function.__name__: function
    for function in (
        *(other_format, columns_moved, rows_moved, numbers_as_text, codes_as_numbers),
        *(rows_and_notes_around, column_more, totals_removed, blanks_merged),
    )
}
#: Those that leave a form in which faults find their places.
_DISGUISES = (columns_moved, rows_moved, numbers_as_text, rows_and_notes_around, column_more, totals_removed)


def disguised(rng: random.Random, form: Form) -> Form:
    """The form with a change that means nothing, for a fault to be put into besides."""
    grid = rng.choice(_DISGUISES)(rng, form)
    return form if grid is None else Form(form.path, form.school_year, form.county_code, grid)


def _sound(change: Callable[[random.Random, Form], Grid | None]) -> Mutation:
    def mutation(rng: random.Random, form: Form) -> Case | None:
        grid = change(rng, form)
        return None if grid is None else Case(_written(rng, grid), SAME)

    return mutation


FAULTS: dict[str, Mutation] = {
    function.__name__: function
    for function in (
        *(
            text_in_a_number,
            part_of_a_person,
            formula_never_calculated,
            error_value,
            code_damaged,
            code_missing,
        ),
        *(header_removed, column_removed, header_twice, unit_unknown),
        *(another_year, sheet_hidden, rows_hidden, second_table),
        *(line_out_of_step, quote_unbalanced, text_cut, wrong_encoding, pretends_to_be_a_workbook),
        *(xlsx_cut, xls_cut, xlsx_bits, xls_bits, text_bits, bytes_at_random, shaken),
    )
}
KINDS: dict[str, Mutation] = FAULTS | {name: _sound(change) for name, change in NEUTRAL.items()}
