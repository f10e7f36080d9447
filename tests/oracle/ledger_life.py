"""The life of what a county's ledgers have open, told once more, year by year.

What belongs here: when an item opens, is met, fails again; what is recorded of it; the state that follows.
What does not: whether an item fails in a year, which is given.

Days are ISO text; the figures of a school year are of 1 September.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Record = Mapping[str, str | None]


@dataclass(frozen=True)
class Opening:
    """An item from the year in which it began to fail; `met_in`: the first year after that it passes."""

    number: int
    opened_in: int
    last_failing_in: int
    met_in: int | None


@dataclass(frozen=True)
class Life:
    """The state of an item, and why."""

    state: str
    is_overdue: bool
    is_refuted: bool
    verified_by: str | None


def openings(statuses: Mapping[int, str]) -> list[Opening]:
    """Every opening of an item that was decided PASS or FAIL in these years."""
    found: list[Opening] = []
    for year in sorted(statuses):
        is_open = bool(found) and found[-1].met_in is None
        if statuses[year] == "FAIL" and is_open:
            found[-1] = Opening(found[-1].number, found[-1].opened_in, year, None)
        elif statuses[year] == "FAIL":
            found.append(Opening(len(found) + 1, year, year, None))
        elif is_open:
            last = found[-1]
            found[-1] = Opening(last.number, last.opened_in, last.last_failing_in, year)
    return found


def record_of(opening: Opening, every: Sequence[Opening], records: Mapping[int, Record]) -> Record | None:
    """What is recorded of an opening: by the newest record that is of it and of none later."""
    of_it = [
        year
        for year, record in records.items()
        if _may_be_of(opening, year, record)
        and not any(later.number > opening.number and _may_be_of(later, year, record) for later in every)
    ]
    return records[max(of_it)] if of_it else None


def _may_be_of(opening: Opening, year: int, record: Record) -> bool:
    ended = record.get("closed_on") or record.get("claimed_on")
    if year < opening.opened_in or (ended is not None and ended < f"{opening.opened_in}-09-01"):
        return False
    return opening.met_in is None or (record.get("planned_on") or "") < f"{opening.met_in}-09-01"


def told_by_data(opening: Opening, record: Record | None, is_attested: bool, told_on: str) -> Life:
    """An item that the data open: they alone bear out that it is mended, but where it was only attested."""
    said = record or {}
    closed = bool(said.get("closed_on") and said.get("approver_post"))
    if opening.met_in is not None:
        return Life("CLOSED" if closed or record is None else "VERIFIED", False, False, "data")
    claimed, failing = said.get("claimed_on"), f"{opening.last_failing_in}-09-01"
    overdue = _is_late(said, claimed, told_on, failing)
    if claimed is not None and claimed <= failing:
        return Life("REFUTED", overdue, True, None)
    if is_attested and closed:
        return Life("CLOSED", False, False, "approval")
    return Life(_under_way(said, overdue, opening.number > 1), overdue, False, None)


def told_by_record(record: Record, told_on: str) -> Life:
    """An item that is open because it is recorded: it is checked by those who recorded it, and closed."""
    overdue = _is_late(record, record.get("claimed_on"), told_on, "")
    if record.get("verified_on"):
        closed = record.get("closed_on") and record.get("approver_post")
        return Life("CLOSED" if closed else "VERIFIED", False, False, "approval")
    return Life(_under_way(record, overdue, False), overdue, False, None)


def _is_late(said: Record, claimed: str | None, told_on: str, failing: str) -> bool:
    deadline = said.get("deadline")
    if deadline is None or (claimed is not None and claimed <= deadline):
        return False
    return deadline < told_on or deadline < failing


def _under_way(said: Record, overdue: bool, is_again: bool) -> str:
    if said.get("claimed_on"):
        return "CLAIMED"
    if overdue:
        return "OVERDUE"
    if said.get("started_on"):
        return "STARTED"
    if said.get("planned_on"):
        return "PLANNED"
    return "REOPENED" if is_again else "OPEN"
