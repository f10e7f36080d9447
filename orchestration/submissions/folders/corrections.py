"""corrections.yaml of a county's folder: cells that count otherwise than they were filed.

What belongs here: which entries hold, and the rows of `corrections`. What does not: putting a corrected
value in place of the filed one (`models/facts` does; landing keeps what was filed).

    - file: 学校明细_咸安区_2024.xlsx
      sheet: 初中明细
      cell: D17
      original: "550"               # what stands in the cell; blank where it is blank
      corrected: "505"              # in the cell's own grammar and unit
      reason: typing_error          # registry seed correction_reasons
      document: 咸教统函〔2024〕7号
      requester: 李强
      approver: 王芳                 # another person
      on: 2024-10-08
      expires: 2025-08-31           # in force through this day

An entry that does not hold is rejected loudly, and the cell counts as filed.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import Field

from orchestration.submissions.cells import grammar
from orchestration.submissions.cells.text import column_index, plain
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.folders.dated_records import Record, RecordRules, Written, read_entries
from orchestration.submissions.folders.listing import CORRECTIONS_FILE
from orchestration.submissions.forms.corrected_cell import (
    LandingField,
    NotCorrectableError,
    fields_of_cell,
    landed_text,
)
from orchestration.submissions.sheets.identity_numbers import masked_cells

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")

#: file, sheet, cell, as they are compared.
Cell = tuple[str, str, str]


class Correction(Record):
    """What one entry says of a cell; original and corrected may be blank, as the cell may."""

    file: Written
    sheet: Written
    stated_cell: Written = Field(alias="cell")
    original: str
    corrected: str
    reason: Written
    document: Written
    requester: Written
    approver: Written

    @property
    def cell(self) -> Cell:
        return self.file, self.sheet, plain(self.stated_cell).upper().replace("$", "")


@dataclass
class Corrections:
    """The rows of `corrections`, and the rejections of entries that do not hold."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    def applied(self, path: str) -> dict[tuple[str, str], str]:
        """(sheet, cell) → correction_id of the corrections in force of a file."""
        return {
            (row["sheet"], row["cell"]): row["correction_id"]
            for row in self.rows
            if row["status"] == "applied" and row["path"] == path
        }


def read_corrections(
    content: bytes,
    folder: str,
    tables: Mapping[str, Mapping[str, Any]],
    unread: Mapping[str, str],
    content_of: Callable[[str], bytes],
    rules: RecordRules,
) -> Corrections:
    """Reads and resolves corrections.yaml of `folder` (<school_year>/<county_code>).

    `tables` are the landing tables by file name, `unread` says why other files of the folder were not
    read, `content_of` gives a file's bytes: what stands in a cell is read from the file itself.
    """
    entries, rejections = read_entries(content, CORRECTIONS_FILE, Correction, "CORRECTIONS_FAULT")
    result = Corrections(rejections=rejections)
    times = Counter(entry.said.cell for entry in entries if not entry.said.has_expired(rules))
    resolver = _Resolver(folder, tables, unread, content_of, rules)
    before: Counter[Cell] = Counter()
    for entry in entries:
        said, cell = entry.said, entry.said.cell
        record = _record(said, folder, before[cell])
        before[cell] += 1
        expired = said.has_expired(rules)
        lapsed = {"status": "expired", "why": f"in force through {said.expires.isoformat()}"}
        try:
            if times[cell] > 1 and not expired:
                raise NotCorrectableError(
                    "CORRECTION_TWICE", f"the cell is corrected {times[cell]} times; none of them is taken"
                )
            targets = resolver.resolve(said)
        except NotCorrectableError as reason:
            if expired:
                result.rows.append(record | lapsed)
                continue
            message = f"{entry.place}: {' › '.join(cell)}: {reason}"
            raw = resolver.shown(cell)
            result.rejections.append(Rejection("file", reason.code, message, row=entry.line, raw=raw))
            result.rows.append(record | {"status": "refused", "why": str(reason)})
            continue
        status = lapsed if expired else {"status": "applied"}
        result.rows += [record | _landing(each, said) | status for each in targets]
    result.rejections.sort(key=lambda rejection: rejection.row)
    return result


class _Resolver:
    """Finds the cells of entries in the folder's files."""

    def __init__(
        self,
        folder: str,
        tables: Mapping[str, Mapping[str, Any]],
        unread: Mapping[str, str],
        content_of: Callable[[str], bytes],
        rules: RecordRules,
    ) -> None:
        self.folder, self.tables, self.unread = folder, tables, unread
        self.content, self.rules = content_of, rules
        self.sheets: dict[str, dict[str, list[list[Any]]]] = {}

    def resolve(self, said: Correction) -> list[LandingField]:
        """The fields the entry corrects. Raises NotCorrectableError."""
        if _person(said.requester) == _person(said.approver):
            raise NotCorrectableError(
                "CORRECTION_UNAPPROVED", "the same person asks for the correction and approves it"
            )
        if said.reason not in self.rules.reasons:
            known = ", ".join(sorted(self.rules.reasons))
            raise NotCorrectableError("CORRECTION_REASON", f"reason «{said.reason}» is none of {known}")
        letters, row = self._address(*said.cell)
        stands = self._stands(said.cell)
        targets = fields_of_cell(self.tables[said.file], said.sheet, letters, row)
        if not all(_says(each, said.original, stands) for each in targets):
            found = f"«{grammar.shown(stands)}»" if plain(stands) else "nothing"
            original = grammar.shown(said.original)
            raise NotCorrectableError(
                "CORRECTION_UNMET", f"{found} stands there, the entry says original «{original}»"
            )
        for each in targets:
            try:
                each.read(said.corrected)
            except grammar.Unreadable as unreadable:
                raise NotCorrectableError("CORRECTION_UNREADABLE", f"corrected: {unreadable}") from None
        return targets

    def shown(self, cell: Cell) -> str | None:
        """What stands in the cell, for a report; None where there is no such cell."""
        try:
            return grammar.shown(self._stands(cell))
        except NotCorrectableError:
            return None

    def _address(self, file: str, sheet: str, address: str) -> tuple[str, int]:
        if file in self.unread:
            raise NotCorrectableError("CORRECTION_NO_CELL", f"the file is not read: {self.unread[file]}")
        if file not in self.tables:
            raise NotCorrectableError("CORRECTION_NO_CELL", f"there is no such file in {self.folder}")
        if sheet not in self._sheets(file):
            names = "、".join(self._sheets(file)) or "none that can be read"
            raise NotCorrectableError("CORRECTION_NO_CELL", f"there is no such sheet; the file has {names}")
        found = _ADDRESS.fullmatch(address)
        if not found:
            raise NotCorrectableError("CORRECTION_NO_CELL", f"«{address}» is no cell address like D17")
        return found.group(1), int(found.group(2))

    def _stands(self, cell: Cell) -> Any:
        letters, row = self._address(*cell)
        rows = self._sheets(cell[0])[cell[1]]
        index = column_index(letters)
        if row > len(rows) or index >= len(rows[row - 1]):
            raise NotCorrectableError("CORRECTION_NO_CELL", "the sheet ends before this cell")
        return rows[row - 1][index]

    def _sheets(self, file: str) -> dict[str, list[list[Any]]]:
        if file not in self.sheets:
            self.sheets[file] = masked_cells(self.content(file), file)
        return self.sheets[file]


def _says(target: LandingField, original: str, stands: Any) -> bool:
    """True where the entry's original is what stands in the cell: the same text, or the same value."""
    if plain(original) == plain(stands) or (grammar.is_missing(original) and grammar.is_missing(stands)):
        return True
    try:
        value = target.read(stands)
        return value is not None and bool(target.read(original) == value)
    except grammar.Unreadable:
        return False


def _person(name: str) -> str:
    return re.sub(r"\s+", "", plain(name)).casefold()


def _record(said: Correction, folder: str, earlier: int) -> dict[str, Any]:
    """What an entry says, whether it holds or not. The id outlasts changes of other entries."""
    year, _, county = folder.partition("/")
    file, sheet, address = said.cell
    identity = (folder, *said.cell, *([str(earlier)] if earlier else []))
    return {
        "school_year": int(year),
        "county_code": county,
        "correction_id": hashlib.sha256("\x1f".join(identity).encode()).hexdigest()[:16],
        "path": f"{folder}/{file}",
        "sheet": sheet,
        "cell": address,
        "original": said.original,
        "corrected": said.corrected,
        "reason_code": said.reason,
        "document": said.document,
        "requester": said.requester,
        "approver": said.approver,
        "requested_on": said.on.isoformat(),
        "expires_on": said.expires.isoformat(),
    }


def _landing(target: LandingField, said: Correction) -> dict[str, Any]:
    """The landing row and column that the correction concerns, and the value that takes its place."""
    try:
        value = target.read(said.corrected)
    except grammar.Unreadable:  # of an entry that has expired, and changes nothing
        value = None
    is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    return {
        "school_year": target.row["school_year"],
        "county_code": target.row["county_code"],
        "relation": target.relation,
        "field": target.field,
        "school_code": target.row.get("school_code"),
        "landed_column": target.column,
        "landed_text": landed_text(value),
        "corrected_value": Decimal(value) if is_number else None,
        "src_sha256": target.row["src_sha256"],
        "src_sheet": target.row["src_sheet"],
        "src_row": target.row["src_row"],
        "src_field": target.field,
    }
