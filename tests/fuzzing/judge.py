"""What is said of a mutated file's reading: nothing, or how it failed.

What belongs here: comparing a reading with what must be seen. What does not: making files, counting.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass

from orchestration.submissions.forms.file_reading import FileReading
from tests.fuzzing.forms import Form, Spot, said
from tests.fuzzing.mutations import ANY, REJECTED, SAME, SAME_OR_REJECTED, Case

#: A crash; a fault that was accepted; a sound filing that was turned away or read as something else.
CRASH, SILENT, DISTURBED = "crash", "silent acceptance", "sound filing disturbed"


@dataclass(frozen=True)
class Failure:
    """How a filing failed, and what was seen instead."""

    what: str
    seen: str


def judge(form: Form, case: Case) -> Failure | None:
    """Reads a case and compares; None where everything is as it must be."""
    try:
        reading = form.read(case.content, case.name)
    except BaseException as error:  # a panic of calamine's Rust code is no Exception
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return Failure(CRASH, traceback.format_exc(limit=-3))
    if case.must == ANY:
        return None
    if case.must == REJECTED:
        return None if reading.status == "refused" and reading.rejections else _failed(SILENT, reading)
    if case.must == SAME:
        is_same = reading.status == "accepted" and not reading.rejections and said(reading) == form.said
        return None if is_same else _failed(DISTURBED, reading)
    if case.must == SAME_OR_REJECTED:
        return None if reading.rejections or said(reading) == form.said else _failed(SILENT, reading)
    if not any(
        rejection.code in case.codes
        and (case.cell is None or rejection.cell == case.cell)
        and (case.row is None or rejection.row == case.row)
        for rejection in reading.rejections
    ):
        return _failed(SILENT, reading)
    if case.spot and _lands(reading, case.spot):
        return _failed(SILENT, reading)
    if case.same_facts and said(reading) != form.said:
        return _failed(DISTURBED, reading)
    return None


def _lands(reading: FileReading, spot: Spot) -> bool:
    """True where the fact of a cell has a value."""
    if spot.relation not in reading.tables:
        return False
    for row in reading.tables[spot.relation].to_pylist():
        if row["src_row"] != spot.row + 1:
            continue
        if "src_field" in row and row["src_field"] == spot.field:
            return any(row.get(name) is not None for name in ("students", "classes", "teachers", "quantity"))
        if "src_field" not in row and row.get(spot.field) is not None:
            return True
    return False


def _failed(what: str, reading: FileReading) -> Failure:
    rejections = "; ".join(f"{each.code} {each.cell or ''} {each.message}" for each in reading.rejections[:3])
    return Failure(what, f"{reading.status}, {len(reading.rejections)} refusals: {rejections}")
