"""The days that a ledger's files name, and the day as of which a ledger is told.

What belongs here: days in the bytes of a file, found without reading it as a form, and the run's day as far
as they can tell it. What does not: what a day means (`models/verdicts`), reading a sheet, or anything beyond
the standard library: the command line asks before it decides whether there is anything to do.

A deadline passes from one day to the next though no file changes. So the run's day is an input of a ledger,
but only as far as the days that are named there tell it: between two of them nothing a ledger says changes.
"""

from __future__ import annotations

import datetime
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import chain

from orchestration.submissions.folders.listing import LEDGER_FILE, LEDGER_WORD, RawEntry

#: Of a file of ledgers; the days of a larger one are not looked for.
_LARGEST_BYTES = 2**26
_DAYS = (
    re.compile(r"(\d{4})\s*[-—–/.年]\s*(\d{1,2})\s*[-—–/.月]\s*(\d{1,2})"),
    re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)"),
)
_TAG = re.compile(r"<[^>]*>")
#: A day as spreadsheets store it: so many days after the last but one of 1899, or after the first of 1904.
_SERIAL = re.compile(r"(?<![\d.])[1-7]\d{4}(?!\d)")
_EPOCHS = (datetime.date(1899, 12, 30), datetime.date(1904, 1, 1))


def tells_days(name: str) -> bool:
    """True for a file of ledgers, whose days are told by the day of the run."""
    return name == LEDGER_FILE or LEDGER_WORD in name


def days_passed(file: RawEntry, as_of: datetime.date) -> int:
    """A number that changes with the run's day exactly where a day passes that the file names, or begins.

    Of a file whose days cannot be found it changes every day.
    """
    days = _days_of(file)
    if days is None:
        return as_of.toordinal()
    return sum(1 for day in days if day < as_of) + sum(1 for day in days if day <= as_of)


def told_on(days: Collection[datetime.date], as_of: datetime.date) -> datetime.date | None:
    """The run's day as far as some days tell it: before, on and after each of them is what it is on the run's
    own day. None without days."""
    if not days or as_of in days:
        return as_of if days else None
    passed = [day for day in days if day < as_of]
    one = datetime.timedelta(days=1)
    return max(passed) + one if passed else min(days) - one


def _days_of(file: RawEntry) -> frozenset[datetime.date] | None:
    return _days_in(file, file.stamp)


@lru_cache(maxsize=2**12)
def _days_in(file: RawEntry, stamp: tuple[int, int, int, int]) -> frozenset[datetime.date] | None:
    del stamp  # with another one it is another file
    content = file.content(_LARGEST_BYTES)
    if len(content) > _LARGEST_BYTES:
        return None
    texts = _texts_of_package(content) if content.startswith(b"PK") else _text_of(content)
    if texts is None:
        return None
    return frozenset(day for text in texts for day in _days_said(text))


def _texts_of_package(content: bytes) -> list[str] | None:
    """What the parts of a workbook say: tags as gaps between cells, and without them inside a text."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = [part for part in package.infolist() if part.filename.endswith(".xml")]
            if sum(part.file_size for part in parts) > _LARGEST_BYTES:
                return None
            said = [package.read(part).decode("utf-8", "replace") for part in parts]
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError):
        return None
    return [*(_TAG.sub(" | ", text) for text in said), *(_TAG.sub("", text) for text in said), *said]


def _text_of(content: bytes) -> list[str] | None:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return [content.decode(encoding)]
        except UnicodeDecodeError:
            continue
    return None


def _days_said(text: str) -> Iterator[datetime.date]:
    """Every day that a text could be taken to name: one too many costs a run, one too few a verdict."""
    plain = unicodedata.normalize("NFKC", text)
    for found in chain.from_iterable(day.finditer(plain) for day in _DAYS):
        try:
            yield datetime.date(*(int(part) for part in found.groups()))
        except ValueError:
            continue
    for found in _SERIAL.finditer(plain):
        for epoch in _EPOCHS:
            yield epoch + datetime.timedelta(days=int(found.group()))
