"""What lies in raw/: county folders, files, and what is out of place.

What belongs here: which files are submissions, which folders are years and
counties, duplicates and superseded files. What does not: reading files.

Hidden files, lock files of spreadsheet programs (~$…), README*, manifest.yaml and the
dated records (corrections.yaml, explanations.yaml) are no submissions and are passed over.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orchestration.submissions.dated_records import RECORD_FILES
from orchestration.submissions.manifest import MANIFEST, Entry, Manifest, read_manifest
from orchestration.submissions.refusal import Refusal

_YEAR = re.compile(r"(19|20)\d\d")
#: Six digits; two zeros at the end are a province or a city.
_COUNTY = re.compile(r"[1-9]\d{3}(?!00)\d\d")


@dataclass(frozen=True)
class Filed:
    """A file of a county's folder. `path` is relative to raw/, with forward slashes. `status` is
    set where the file is not to be read (duplicate, superseded), and `why` says the reason."""

    name: str
    path: str
    location: Path
    sha256: str
    size: int
    entry: Entry
    supersedes: str | None
    status: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class CountyFolder:
    """A county's folder of one year."""

    code: str
    files: tuple[Filed, ...]
    manifest: Manifest
    faults: tuple[tuple[str, Refusal], ...]
    records: dict[str, Path]  # corrections.yaml and explanations.yaml, those that are there


def is_passed_over(name: str) -> bool:
    """True for names that are no submissions and no fault either."""
    known = (MANIFEST, *RECORD_FILES, "Thumbs.db")
    return name.startswith((".", "~$")) or name.upper().startswith("README") or name in known


def _entries(folder: Path) -> Iterator[Path]:
    return iter(sorted(path for path in folder.iterdir() if not is_passed_over(path.name)))


def root_faults(raw_dir: Path) -> list[tuple[str, Refusal]]:
    """What lies directly in raw/ and is no school year, by path."""
    faults = []
    for path in _entries(raw_dir) if raw_dir.is_dir() else ():
        if not path.is_dir():
            faults.append(
                (path.name, Refusal("file", "STRAY_FILE", f"«{path.name}» lies outside any year and county"))
            )
        elif not _YEAR.fullmatch(path.name):
            message = f"folder «{path.name}» is no school year"
            faults.append((path.name, Refusal("folder", "FOLDER_NOT_A_YEAR", message, raw=path.name)))
    return faults


def list_year(raw_dir: Path, school_year: int) -> tuple[list[CountyFolder], list[tuple[str, Refusal]]]:
    """The county folders of a year by code, and what else lies in the year's folder."""
    year_dir = raw_dir / str(school_year)
    counties: list[CountyFolder] = []
    faults: list[tuple[str, Refusal]] = []
    if not year_dir.is_dir():
        return counties, faults
    for path in _entries(year_dir):
        place = f"{school_year}/{path.name}"
        if not path.is_dir():
            message = f"«{path.name}» lies outside any county's folder"
            faults.append((place, Refusal("file", "STRAY_FILE", message)))
        elif not _COUNTY.fullmatch(path.name):
            message = f"folder «{path.name}» is no county code; its files are not read"
            faults.append((place, Refusal("folder", "FOLDER_NOT_A_COUNTY", message, raw=path.name)))
        else:
            counties.append(_county(path, place))
    if not counties and not faults:
        message = f"the folder of school year {school_year} is empty"
        faults.append((str(school_year), Refusal("folder", "EMPTY_FOLDER", message)))
    return counties, faults


def _county(folder: Path, place: str) -> CountyFolder:
    faults: list[tuple[str, Refusal]] = []
    files: list[Path] = []
    for path in _entries(folder):
        if path.is_file():
            files.append(path)
        else:
            message = f"«{path.name}» is a folder inside a county's folder; it is not read"
            faults.append((f"{place}/{path.name}", Refusal("folder", "STRAY_FOLDER", message)))
    manifest = Manifest()
    if (folder / MANIFEST).is_file():
        text = (folder / MANIFEST).read_text(encoding="utf-8", errors="replace")
        manifest = read_manifest(text, {path.name for path in files})
        faults += [(f"{place}/{MANIFEST}", fault) for fault in manifest.faults]
    if not files:
        message = f"the folder of county {folder.name} holds no filings"
        faults.append((place, Refusal("folder", "EMPTY_FOLDER", message)))
    records = {name: folder / name for name in RECORD_FILES if (folder / name).is_file()}
    filed = tuple(_filed(files, place, manifest))
    return CountyFolder(folder.name, filed, manifest, tuple(faults), records)


def _filed(files: list[Path], place: str, manifest: Manifest) -> Iterator[Filed]:
    first_of: dict[str, str] = {}
    newer_of = {
        entry.supersedes: name
        for name, entry in manifest.entries.items()
        if entry.supersedes and not entry.partial
    }
    for path in files:
        entry = manifest.of(path.name)
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        status = why = None
        if path.name in newer_of:
            status, why = "superseded", f"replaced by {newer_of[path.name]}, as manifest.yaml says"
        elif sha256 in first_of:
            status, why = "duplicate", f"the same bytes as {first_of[sha256]}, which is read"
        else:
            first_of[sha256] = path.name
        older = f"{place}/{entry.supersedes}" if entry.supersedes else None
        yield Filed(
            path.name, f"{place}/{path.name}", path, sha256, path.stat().st_size, entry, older, status, why
        )
