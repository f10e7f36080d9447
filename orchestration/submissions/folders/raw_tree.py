"""What lies in raw/: county folders, files, and what is out of place.

What belongs here: which files are submissions, which folders are years and
counties, which file of a folder is read where one replaces or repeats another. What does
not: the same bytes in other folders (repeats.py), reading files.

Hidden files, lock files of spreadsheet programs (~$…), README*, manifest.yaml and the
dated records (corrections.yaml, explanations.yaml) are no submissions and are passed over.
Links inside a year's folder are not followed: what they lead to may lie anywhere.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.folders.dated_records import RECORD_FILES
from orchestration.submissions.folders.manifest import MANIFEST, Entry, Manifest, read_manifest

_YEAR = re.compile(r"(19|20)\d\d")
#: Six digits; two zeros at the end are a province or a city.
_COUNTY = re.compile(r"[1-9]\d{3}(?!00)\d\d")


@dataclass(frozen=True)
class Filed:
    """A file of a county's folder. Paths are relative to raw/, with forward slashes.

    `status` is set where the file is not to be read (duplicate, superseded), and `why` says the reason.
    `same_as` is the file of the folder with the same bytes that stands for a duplicate.
    """

    name: str
    path: str
    location: Path
    sha256: str
    size: int
    entry: Entry
    supersedes: str | None
    superseded_by: str | None
    same_as: str | None = None
    status: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class CountyFolder:
    """A county's folder of one year."""

    code: str
    files: tuple[Filed, ...]
    manifest: Manifest
    faults: tuple[tuple[str, Rejection], ...]
    records: dict[str, Path]  # corrections.yaml and explanations.yaml, those that are there


def is_passed_over(name: str) -> bool:
    """True for names that are no submissions and no fault either."""
    known = (MANIFEST, *RECORD_FILES, "Thumbs.db")
    # Two dots hide nothing: they are a trick with paths, or a slip.
    is_hidden = name.startswith(".") and not name.startswith("..")
    return is_hidden or name.startswith("~$") or name.upper().startswith("README") or name in known


def entries(folder: Path) -> list[Path]:
    """What lies in a folder, but for what is passed over, in order of name."""
    return sorted(path for path in folder.iterdir() if not is_passed_over(path.name))


def year_folders(raw_dir: Path) -> dict[int, Path]:
    """The folders of school years, ascending."""
    return {int(path.name): path for path in entries(raw_dir) if path.is_dir() and _YEAR.fullmatch(path.name)}


def county_folders(year_dir: Path) -> list[Path]:
    """The folders of counties in a year's folder, by code."""
    return [path for path in entries(year_dir) if path.is_dir() and _COUNTY.fullmatch(path.name)]


def sha256_of(path: Path) -> str:
    """A file's fingerprint, taken once a process: each year read looks at all files of the years before."""
    stat = path.stat()
    return _sha256(path, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


@lru_cache(maxsize=2**18)
def _sha256(path: Path, *_unchanged: int) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def shown_name(name: str) -> str:
    """A name as landing and reports can hold it: control characters and bytes that are no UTF-8 escaped.

    Spaces of any width stay: the wide one of Chinese typing is no control character.
    """
    return "".join(
        letter
        if letter.isprintable() or unicodedata.category(letter) == "Zs"
        else letter.encode("unicode_escape").decode()
        for letter in name
    )


def _unfit_entry(path: Path) -> Rejection | None:
    """Why an entry is not looked into, whatever it is; None for sound ones."""
    name = shown_name(path.name)
    if path.is_symlink():
        return Rejection("file", "LINK", f"«{name}» is a link; links are not followed", raw=name)
    if name != path.name:
        message = f"the name «{name}» holds characters that cannot be printed; it is not read"
        return Rejection("file", "UNPRINTABLE_NAME", message, raw=name)
    return None


def root_faults(raw_dir: Path) -> list[tuple[str, Rejection]]:
    """What lies directly in raw/ and is no school year, by path."""
    faults = []
    for path in entries(raw_dir) if raw_dir.is_dir() else ():
        name = shown_name(path.name)
        if not path.is_dir():
            faults.append(
                (name, Rejection("file", "STRAY_FILE", f"«{name}» lies outside any year and county"))
            )
        elif not _YEAR.fullmatch(path.name):
            message = f"folder «{name}» is no school year"
            faults.append((name, Rejection("folder", "FOLDER_NOT_A_YEAR", message, raw=name)))
    return faults


def list_year(raw_dir: Path, school_year: int) -> tuple[list[CountyFolder], list[tuple[str, Rejection]]]:
    """The county folders of a year by code, and what else lies in the year's folder."""
    year_dir = raw_dir / str(school_year)
    counties: list[CountyFolder] = []
    faults: list[tuple[str, Rejection]] = []
    if not year_dir.is_dir():
        return counties, faults
    for path in entries(year_dir):
        folder_path = f"{school_year}/{shown_name(path.name)}"
        if fault := _unfit_entry(path):
            faults.append((folder_path, fault))
        elif not path.is_dir():
            message = f"«{path.name}» lies outside any county's folder"
            faults.append((folder_path, Rejection("file", "STRAY_FILE", message)))
        elif not _COUNTY.fullmatch(path.name):
            message = f"folder «{path.name}» is no county code; its files are not read"
            faults.append((folder_path, Rejection("folder", "FOLDER_NOT_A_COUNTY", message, raw=path.name)))
        else:
            counties.append(_county(path, folder_path))
    if not counties and not faults:
        message = f"the folder of school year {school_year} is empty"
        faults.append((str(school_year), Rejection("folder", "EMPTY_FOLDER", message)))
    return counties, faults


def _county(folder: Path, folder_path: str) -> CountyFolder:
    faults: list[tuple[str, Rejection]] = []
    files: list[Path] = []
    for path in entries(folder):
        if fault := _unfit_entry(path):
            faults.append((f"{folder_path}/{shown_name(path.name)}", fault))
        elif path.is_file():
            files.append(path)
        else:
            message = f"«{path.name}» is a folder inside a county's folder; it is not read"
            faults.append((f"{folder_path}/{path.name}", Rejection("folder", "STRAY_FOLDER", message)))
    manifest = Manifest()
    if (folder / MANIFEST).is_file():
        manifest = read_manifest((folder / MANIFEST).read_bytes(), {path.name for path in files})
        faults += [(f"{folder_path}/{MANIFEST}", fault) for fault in manifest.faults]
    if not files:
        message = f"the folder of county {folder.name} holds no filings"
        faults.append((folder_path, Rejection("folder", "EMPTY_FOLDER", message)))
    records = {name: folder / name for name in RECORD_FILES if (folder / name).is_file()}
    filed = tuple(_filed(files, folder_path, manifest))
    return CountyFolder(folder.name, filed, manifest, tuple(faults), records)


def _filed(files: Sequence[Path], folder_path: str, manifest: Manifest) -> Iterator[Filed]:
    hashes = {path.name: sha256_of(path) for path in files}
    replaced: dict[str, str] = {}
    for _, name, older in sorted(
        (distance, newer, older)
        for newer in manifest.entries
        for distance, (older, whole) in enumerate(manifest.older(newer))
        if whole
    ):
        replaced.setdefault(older, name)
    read = _read_of_each_content(hashes, replaced, manifest)
    for path in files:
        entry, sha256 = manifest.of(path.name), hashes[path.name]
        status = why = same_as = None
        if path.name in replaced:
            status, why = "superseded", f"replaced by {replaced[path.name]}, as manifest.yaml says"
        elif read[sha256] != path.name:
            status, same_as = "duplicate", read[sha256]
            newest = replaced.get(same_as)
            stands = f"which {newest} replaces, as manifest.yaml says" if newest else "which is read"
            why = f"the same bytes as {same_as}, {stands}"
        newer = manifest.newer(path.name)
        yield Filed(
            path.name,
            f"{folder_path}/{path.name}",
            path,
            sha256,
            path.stat().st_size,
            entry,
            supersedes=f"{folder_path}/{entry.supersedes}" if entry.supersedes else None,
            superseded_by=f"{folder_path}/{newer}" if newer else None,
            same_as=f"{folder_path}/{same_as}" if same_as else None,
            status=status,
            why=why,
        )


def _read_of_each_content(
    hashes: Mapping[str, str], replaced: Mapping[str, str], manifest: Manifest
) -> dict[str, str]:
    """Of files with the same bytes the one that stands for all: that of which the manifest says most.

    A copy of a replaced file is replaced with it, unless it is itself said to replace something
    (the county went back to what it had sent before).
    """
    in_part_replaced = {entry.supersedes for entry in manifest.entries.values()} - set(replaced)
    of_content: dict[str, list[str]] = {}
    for name, sha256 in hashes.items():
        of_content.setdefault(sha256, []).append(name)
    return {
        sha256: min(
            names,
            key=lambda name: (
                name in replaced or not manifest.of(name).supersedes,
                name not in replaced,
                name not in in_part_replaced,
                manifest.of(name).state != "final",
                name,
            ),
        )
        for sha256, names in of_content.items()
    }
