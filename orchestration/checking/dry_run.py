"""The intake and the landing gate on a temporary copy of what is to be checked.

What belongs here: building a raw tree, landing it, gating it, and sorting what the gate said: faults
of what was asked, forms missing, faults of other files. What does not: any rule; the pipeline's own steps,
and their Parquet, are all there is.
"""

from __future__ import annotations

import csv
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.checking.request import Request
from orchestration.checking.result import CheckedFile, DryRunResult, Finding, RecognisedSheet
from orchestration.pipeline import Progress, Warehouse, check_landing, land, receive
from orchestration.quality.catalogue import SEVERITIES, load_catalogue
from orchestration.quality.gate import NO_YEAR
from orchestration.quality.quick_engine import QuickEngine
from orchestration.settings import Settings
from orchestration.submissions.cells.text import column_index, plain
from orchestration.submissions.contract.layout_files import load_layouts
from orchestration.submissions.contract.schemas import BOOKKEEPING, RELATIONS
from orchestration.submissions.folders.listing import RawListing, list_raw
from orchestration.submissions.sheets.identity_numbers import masked_cells

#: The suite that says which forms a county owes.
_FORMS_SUITE = "forms"
#: A file that opens and holds no known form is read; its sheets' findings say why they are no form.
_OPENED = ("NO_FORM_IN_FILE",)

Row = dict[str, Any]
Cells = Mapping[str, list[list[Any]]]


def dry_run(request: Request, settings: Settings, detail: Progress) -> DryRunResult:
    """Read and check what was requested; nothing is written outside a temporary folder.

    `settings` tell which rules hold, and on which day; `detail` is told what is done.
    """
    with tempfile.TemporaryDirectory(prefix="junheng-check-") as folder:
        here = replace(settings, raw_dir=Path(folder) / "raw", warehouse_dir=Path(folder) / "warehouse")
        _lay_out(here.raw_dir, request.links)
        warehouse = Warehouse(here, code="", raw=list_raw(here.raw_dir), detail=detail)
        land(warehouse, receive(warehouse)[0])
        check_landing(warehouse, request.school_years, QuickEngine())
        return _Sorter(request, here, warehouse.raw).result()


def _lay_out(raw_dir: Path, links: Mapping[str, Path]) -> None:
    """The raw tree to read. Its own links stay links, which intake does not follow."""
    raw_dir.mkdir()
    for place, path in links.items():
        target = raw_dir / place
        target.parent.mkdir(parents=True, exist_ok=True)
        # What was asked for by name is followed.
        _copy(path.resolve(), target)


def _copy(path: Path, target: Path) -> None:
    if path.is_symlink():
        target.symlink_to(path.readlink())
    elif path.is_dir():
        target.mkdir(exist_ok=True)
        for entry in path.iterdir():
            _copy(entry, target / entry.name)
    else:
        try:
            # The same file under a second name, which is only read; no bytes are moved.
            target.hardlink_to(path)
        except OSError:
            shutil.copyfile(path, target)


class _Sorter:
    """Sorts what the gate wrote into a `DryRunResult`."""

    def __init__(self, request: Request, settings: Settings, raw: RawListing) -> None:
        self.raw = raw
        self.request, self.landing_dir = request, settings.landing_dir
        self.quality_dir = settings.quality_dir / "landing"
        self.suites = {suite.name: suite for suite in load_catalogue(settings.expectations_dir, "landing")}
        self.words = {entry.id: entry for suite in self.suites.values() for entry in suite.expectations}
        self.years = [*([NO_YEAR] if request.is_tree else []), *request.school_years]
        self.registry_forms = _csv_rows(settings.standards_dir / "forms.csv")
        self.submissions = [row for row in self._landed("submissions") if self._asked(row["path"])]
        self.fields = self._landed("submission_fields")
        self.refusals = [row for row in self._landed("refusals") if self._asked(row["path"])]
        self.explanations = {
            row["finding_id"]: row["text"]
            for row in self._landed("explanations")
            if row["status"] == "in_force"
        }
        self.filed = self._filed()
        self.own_forms = self._own_forms()
        self.rows_landed = self._rows_landed()
        self.cells: dict[str, Cells] = {}

    def result(self) -> DryRunResult:
        findings: list[Finding] = []
        missing: list[Finding] = []
        left_out: set[tuple[str, str]] = set()
        elsewhere = 0
        for row in self._gated("dq_finding"):
            if not self.request.place_known and row["path"] != self.request.only:
                # The year and county it was put into are nobody's: what they lack says nothing.
                continue
            suite = self.suites[row["suite"]]
            lacking = [
                form
                for form in suite.needs
                if (row["school_year"], row["county_code"], form) not in self.filed
            ]
            if suite.name == _FORMS_SUITE:
                missing.append(self._finding(row))
            elif lacking:
                left_out.add((lacking[0], row["expectation_id"]))
            elif self._is_asked(row, suite.needs):
                findings.append(self._finding(row))
            else:
                elsewhere += 1
        if self.request.only is None:
            findings, missing = findings + missing, missing
        findings.sort(key=lambda finding: SEVERITIES.index(finding.severity))
        return DryRunResult(
            files=tuple(self._file(row) for row in self.submissions),
            findings=tuple(findings),
            missing=tuple(missing),
            unreadable=self._unreadable(),
            not_checked=tuple(self._not_checked(form, rule) for form, rule in sorted(left_out)),
            crashed=tuple(
                f"{row['suite']}/{row['expectation_id']}: {row['error']}"
                for row in self._gated("dq_result")
                if row["status"] == "ERROR"
            ),
            elsewhere=elsewhere,
        )

    def _unreadable(self) -> tuple[str, ...]:
        """Files that were refused whole, and not for want of a form."""
        opened = {row["path"] for row in self.refusals if row["code"] in _OPENED}
        refused = {row["path"] for row in self.refusals if row["scope"] == "file"} - opened
        return tuple(
            self.request.given(row["path"])
            for row in self.submissions
            if row["status"] == "refused" and row["path"] in refused
        )

    def _landed(self, relation: str) -> list[Row]:
        return _rows(self.landing_dir / relation, self.request.school_years)

    def _gated(self, table: str) -> list[Row]:
        return _rows(self.quality_dir / table, self.years)

    def _asked(self, path: str) -> bool:
        return self.request.only in (None, path)

    def _is_asked(self, row: Row, needs: tuple[str, ...]) -> bool:
        """Whether a finding is about what was asked.

        For one file: a finding in it; or one of no cell of this year, such as a school that is gone, which is
        about the file that gives the form the finding rests on.
        """
        path = row["path"]
        if self.request.only is None or path == self.request.only:
            return True
        if path is None:
            return True
        is_this_year = not path.endswith("/") and path.startswith(f"{row['school_year']}/")
        return not is_this_year and set(needs) <= self.own_forms

    def _filed(self) -> set[tuple[int, str, str]]:
        """(year, county, form of the registry) that any file gives, as such or by the return in its place."""
        stands_for: dict[str, list[str]] = {}
        for row in self.registry_forms:
            for name in (row["form"], row["covered_by_return_form"]):
                if name:
                    stands_for.setdefault(name, []).append(row["form"])
        return {
            (row["school_year"], row["county_code"], form)
            for row in self.fields
            for form in stands_for.get(row["form"], [])
        }

    def _own_forms(self) -> set[str]:
        """The forms that the one file asked about gives itself."""
        digests = {row["sha256"] for row in self.submissions} if self.request.only else set()
        return {row["form"] for row in self.fields if row["sha256"] in digests}

    def _file(self, row: Row) -> CheckedFile:
        names = {(layout.form, layout.edition): layout.name_zh for layout in load_layouts()}
        key = (row["school_year"], row["county_code"], row["sha256"])
        sheets: dict[tuple[str, str, str], None] = {}
        if row["status"] not in ("duplicate", "superseded"):
            sheets = dict.fromkeys(
                (each["sheet"], each["form"], each["edition"])
                for each in self.fields
                if (each["school_year"], each["county_code"], each["sha256"]) == key
            )
        return CheckedFile(
            file=self.request.given(row["path"]),
            status=row["status"],
            why=row["why"],
            sheets=tuple(
                RecognisedSheet(
                    sheet, form, names[form, edition], edition, self.rows_landed.get((*key, sheet), 0)
                )
                for sheet, form, edition in sheets
            ),
        )

    def _rows_landed(self) -> dict[tuple[int, str, str, str], int]:
        """Rows of a sheet that landed in any relation, by school year, county, sha256 and sheet."""
        names = ["school_year", "county_code", "src_sha256", "src_sheet", "src_row"]
        tables = [
            pq.ParquetFile(file).read(names)
            for relation, file in self._landing_files()
            if relation not in BOOKKEEPING and set(names) <= set(RELATIONS[relation].schema.names)
        ]
        grouped = pa.concat_tables(tables).group_by(names[:-1]).aggregate([("src_row", "count_distinct")])
        return {
            (row["school_year"], row["county_code"], row["src_sha256"], row["src_sheet"]): row[
                "src_row_count_distinct"
            ]
            for row in grouped.to_pylist()
        }

    def _landing_files(self) -> Iterator[tuple[str, Path]]:
        for relation in RELATIONS:
            for year in self.request.school_years:
                yield relation, self.landing_dir / relation / f"{year}.parquet"

    def _finding(self, row: Row) -> Finding:
        rule = self.words[row["expectation_id"]]
        path = row["path"]
        known = self.request.place_known

        def said(text: str) -> str:
            # The folders of the temporary tree mean nothing to a sender who named one file.
            return text.replace(path, Path(path).name) if path and not path.endswith("/") else text

        return Finding(
            rule_id=rule.id,
            severity=row["severity"],
            file=self.request.given(path) if path else None,
            sheet=row["src_sheet"],
            cell=row["cell"],
            raw=self._raw(row),
            message=said(row["message_en"]),
            remedy=said(row["remedy_en"]),
            why=rule.why.en,
            message_zh=said(row["message_zh"]),
            remedy_zh=said(row["remedy_zh"]),
            why_zh=rule.why.zh,
            what=rule.what.en,
            what_zh=rule.what.zh,
            row=row["src_row"],
            field=row["field"],
            school_code=row["school_code"],
            county_code=row["county_code"] if known else None,
            school_year=row["school_year"] if known and row["school_year"] != NO_YEAR else None,
            finding_id=row["finding_id"],
            wants_explanation=row["wants_explanation"],
            explanation=self.explanations.get(row["finding_id"]) if row["wants_explanation"] else None,
        )

    def _raw(self, row: Row) -> str | None:
        """The text of the finding's cell as filed, or what the gate observed where there is none."""
        path, cell = row["path"], row["cell"]
        if path and cell and row["src_sheet"]:
            if path not in self.cells:
                self.cells[path] = masked_cells(self.raw.location(path).read_bytes(), Path(path).name)
            rows = self.cells[path].get(row["src_sheet"], [])
            letters = cell.rstrip("0123456789")
            line, column = int(cell.removeprefix(letters)) - 1, column_index(letters)
            if line < len(rows) and column < len(rows[line]) and plain(rows[line][column]):
                value = rows[line][column]
                return value if isinstance(value, str) else plain(value)
        observed: str | None = row["observed"]
        return observed

    def _not_checked(self, form: str, rule_id: str) -> tuple[str, str, str]:
        name = next(row["name_zh"] for row in self.registry_forms if row["form"] == form)
        what = self.words[rule_id].what
        return name, what.zh, what.en


def _rows(folder: Path, years: Any) -> list[Row]:
    files = [folder / f"{year}.parquet" for year in years]
    return [row for file in files if file.is_file() for row in pq.ParquetFile(file).read().to_pylist()]


def _csv_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
