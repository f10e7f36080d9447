"""Text of separated values (csv, tsv) → one sheet of texts.

What belongs here: encodings, separators, lines into rows. What does not: telling text from other
files (opening.py), merged headers (sheets/headers.py fills them), what cells mean (cells/grammar.py).

The encoding is what the byte order mark says; else UTF-8; else GB18030; each strictly, nothing is
guessed. Zero bytes, which neither has, are those of UTF-16: where they stand tells which of its two. The
separator is the one of comma, tab and semicolon under which the lines agree best. A line whose values do
not agree with the columns is rejected: its figures would stand one column off.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from orchestration.submissions.cells.line import Line
from orchestration.submissions.cells.number_row import is_number_row
from orchestration.submissions.cells.text import cell_address
from orchestration.submissions.contract.rejection import FileRejected, Rejection
from orchestration.submissions.files.workbook import Sheet

#: The name of a text's only sheet in messages and provenance.
SHEET_NAME = "CSV"
#: Cells take some 60 bytes each when they are texts: within a gigabyte. A sheet of all the country's primary
#: schools has seven million.
LARGEST_TEXT_CELLS = 8_000_000
LARGEST_TEXT_BYTES = 2**26
MOST_COLUMNS = 2**14

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = (",", "\t", ";")
#: The sign by which old programs end a text.
_END_SIGN = "\x1a"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SAMPLE = 2**16
_LONGEST_CODE = 20
_FIGURE = re.compile(r"[\"'=]*(?:[+-]?\d[\d,.]*%?|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[\"']*")
# Spreadsheet programs keep zeros in front with ="0123", and write it so.
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
# The line by which some programs name the separator.
_DECLARED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)


def _reject(code: str, message: str) -> FileRejected:
    return FileRejected(Rejection("file", code, message))


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding (utf-8-sig, utf-16, utf-8, gb18030 …). Raises FileRejected."""
    if len(content) > LARGEST_TEXT_BYTES:
        raise _reject(
            "OVERSIZE_FILE", f"the file has {len(content):,} bytes; at most {LARGEST_TEXT_BYTES:,} are read"
        )
    marked = [encoding for mark, encoding in _MARKS if content.startswith(mark)]
    for encoding in marked or _unmarked(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            # Everything up to the last character is text in this encoding.
            if error.start >= len(content) - 4 and error.end >= len(content):
                raise _reject("TRUNCATED_FILE", "the text ends within a character") from error
            continue
        text = text.removesuffix(_END_SIGN)
        if not _CONTROL.search(text):
            # Lines ended twice over, as some programs write them, are no blank lines.
            return text.replace("\r\r\n", "\r\n"), encoding
    tried = "UTF-16 or UTF-8, as its first bytes say" if marked else "UTF-8 or GB18030"
    raise _reject("UNDECODABLE_TEXT", f"the file is no workbook, and no text in {tried}")


def _unmarked(content: bytes) -> list[str]:
    """The encodings to try where no byte order mark stands."""
    sample = content[:_SAMPLE]
    if b"\0" not in sample or len(content) % 2:
        return ["utf-8", "gb18030"]
    # Separators and digits have their zero byte second, or first.
    return ["utf-16-le" if sample[1::2].count(0) > sample[::2].count(0) else "utf-16-be"]


def open_text(text: str) -> Sheet:
    """The only sheet of a text. Raises FileRejected where it is no table."""
    declared = _DECLARED.match(text)
    separator = declared.group(1) if declared else _separator(text)
    if declared:
        text = text[declared.end() :]
    rows = _rows(text, separator)
    _check_end(text, rows)
    rejections = _take_misplaced(rows)
    width = max((len(row) for row in rows), default=0)
    if '="' in text:
        rows = [[_unwrapped(cell) for cell in row] for row in rows]
    return Sheet(SHEET_NAME, [row + [""] * (width - len(row)) for row in rows], rejections=rejections)


def _separator(text: str) -> str:
    """The separator under which most values stand in lines of one length. Raises FileRejected."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: sample.rfind("\n") + 1] or sample
    values = {}
    for separator in _SEPARATORS:
        try:
            lines = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
            lengths = Counter(len(line) for line in lines)
        except csv.Error:
            continue
        values[separator] = max((count * (length - 1) for length, count in lengths.items()), default=0)
    best = max(values, key=lambda separator: values[separator], default=",")
    if not values.get(best):
        raise _reject("NOT_A_TABLE", "no line of the text is separated by commas, tabs or semicolons")
    return best


def _rows(text: str, separator: str) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    reader = csv.reader(_lines(text, separator), delimiter=separator, strict=True)
    try:
        for row in reader:
            cells += len(row) or 1
            if cells > LARGEST_TEXT_CELLS:
                raise _reject("OVERSIZE_FILE", f"the text has more than {cells - 1:,} values")
            rows.append(row)
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            message = "the text ends within quotation marks: it is cut short, or a closing one is missing"
            raise _reject("TRUNCATED_FILE", message) from error
        message = f"line {reader.line_num} of the text is faulty: {error}"
        raise _reject("UNREADABLE_FILE", message) from error
    widest = max((len(row) for row in rows), default=0)
    if len(rows) * widest > LARGEST_TEXT_CELLS:
        raise _reject("OVERSIZE_FILE", f"the text spans {len(rows):,} lines and {widest:,} columns")
    return rows


def _lines(text: str, separator: str) -> Iterator[str]:
    """The lines with their ends. Raises FileRejected for one of more values than a table has columns.

    (A text in memory as a stream of its own takes four bytes for a letter.)
    """
    for line in _LINE.finditer(text):
        if line.group().count(separator) >= MOST_COLUMNS:
            raise _reject("OVERSIZE_FILE", f"the text has more than {MOST_COLUMNS:,} values in a line")
        yield line.group()


def _usual_length(rows: Sequence[Sequence[str]]) -> int:
    """The length that most rows have; of equally common ones the greatest."""
    lengths = Counter(len(row) for row in rows if len(row) > 1)
    return max(lengths, key=lambda length: (lengths[length], length), default=0)


def _check_end(text: str, rows: Sequence[Sequence[str]]) -> None:
    """Raises FileRejected where the last line is broken off."""
    if not text.endswith(("\n", "\r")) and rows and 1 < len(rows[-1]) < _usual_length(rows):
        message = f"the last line (row {len(rows)}) breaks off after {len(rows[-1])} values"
        raise _reject("TRUNCATED_FILE", message)


def _take_misplaced(rows: list[list[str]]) -> list[Rejection]:
    """Empties the lines of the table that are longer or shorter than it, or reach beyond its headers, and
    says so. Titles and header lines may be of any length; column numbers too."""
    usual = _usual_length(rows)
    whole = [number for number, row in enumerate(rows) if len(row) == usual]
    first = next((number for number in whole if _has_figure(rows[number])), min(whole, default=len(rows)))
    # Between the last whole header line and the first whole record, records of another length may stand.
    header = max((number for number in whole if number < first), default=first)
    rejections = []
    for number in range(header, len(rows)):
        row = rows[number]
        if len(row) == usual or not _is_of_table(row, usual):
            continue
        if is_number_row(Line(row)) or (number < first and not _has_figure(row)):
            continue
        if len(row) > usual and not any(cell.strip() for cell in row[usual:]):
            rows[number] = row[:usual]
            continue
        said = f"has {len(row)} values where the table has {usual}"
        rejections.append(_misplaced(number, row, said))
        rows[number] = []
    return rejections + _take_shifted(rows, first, usual)


def _take_shifted(rows: list[list[str]], first: int, usual: int) -> list[Rejection]:
    """Empties the few records that reach into blank columns beyond the headers: a separator in a text moved
    their values there. A word there may be a remark, unless a word stands under figures too."""
    following = next((row for row in rows[first + 1 :] if any(cell.strip() for cell in row)), [])
    if not _has_figure(following) or is_number_row(Line(rows[first])):
        # A title with a date, or column numbers: no record.
        first += 1
    headed = 0
    beyond: dict[int, int] = {}
    for number, row in enumerate(rows):
        filled = (column for column in range(min(len(row), usual) - 1, -1, -1) if row[column].strip())
        end = next(filled, -1) + 1
        if end <= headed:
            continue
        if number < first or not _has_figure(row):
            # Headers, of a second table too, and titles.
            headed = end
        elif _is_of_table(row, usual):
            beyond[number] = headed
    if not beyond:
        return []
    records = [number for number in range(first, len(rows)) if _is_of_table(rows[number], usual)]
    if len(beyond) * 2 > len(records):
        return []
    within = [rows[number] for number in records if number not in beyond]
    numeric = [
        column
        for column in range(headed)
        if all(_FIGURE.fullmatch(row[column].strip()) for row in within if row[column].strip())
        and any(row[column].strip() for row in within)
    ]
    rejections = []
    for number, end in beyond.items():
        row = rows[number]
        has_word = any(
            row[column].strip() and not _FIGURE.fullmatch(row[column].strip()) for column in numeric
        )
        if _has_figure(row[end:usual]) or has_word:
            rejections.append(_misplaced(number, row, "reaches beyond the last header"))
            rows[number] = []
    return rejections


def _misplaced(number: int, row: Sequence[str], said: str) -> Rejection:
    # The line names a person where another one stands too: what it is known by is told, and only a code.
    first = row[0].strip().lstrip("=\"'")
    return Rejection(
        "row",
        "MISPLACED_VALUES",
        f"row {number + 1} {said}: a separator is missing, or stands in a text without quotation marks; "
        "the row is not read",
        row=number + 1,
        cell=cell_address(number, 0),
        raw=first[:_LONGEST_CODE] if first[:1].isdigit() else None,
    )


def _is_of_table(row: Sequence[str], usual: int) -> bool:
    """True for a line that looks like a record: well filled, with a figure or a code in it.

    Header lines and signatures may be of any length: nothing in them is counted.
    """
    said = [cell for cell in row if cell.strip()]
    is_filled = len(said) >= 2 and len(said) * 3 >= min(usual, len(row))
    return is_filled and any(cell.lstrip("=\"'- ")[:1].isdigit() for cell in said)


def _has_figure(row: Sequence[str]) -> bool:
    return any(_FIGURE.fullmatch(cell.strip()) for cell in row)


def _unwrapped(cell: str) -> str:
    found = _AS_TEXT.fullmatch(cell)
    return found.group(1).replace('""', '"') if found else cell
