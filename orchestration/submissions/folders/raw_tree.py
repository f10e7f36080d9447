"""What the listing of raw/ comes to: county folders, their files, and what is out of place.

What belongs here: which files are submissions, which file of a folder is read where one replaces or repeats
another. What does not: the walk (listing.py), the same bytes in other folders (repeats.py), reading files.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.folders.listing import (
    ABOUT_SUBMISSIONS,
    MANIFEST,
    Kind,
    RawEntry,
    RawListing,
    folder_county,
    folder_year,
)
from orchestration.submissions.folders.manifest import Entry, Manifest, read_manifest
from orchestration.yaml_files import LARGEST_BYTES


@dataclass(frozen=True)
class Filed:
    """A file of a county's folder. Paths are relative to raw/, with forward slashes.

    `status` is set where the file is not to be read (duplicate, superseded), and `why` says the reason.
    `same_as` is the file of the folder with the same bytes that stands for a duplicate.
    """

    name: str
    path: str
    raw: RawEntry
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
    records: dict[str, RawEntry]  # corrections.yaml, explanations.yaml, ledger.yaml: those that are there


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


def _unfit_entry(entry: RawEntry) -> Rejection | None:
    """Why an entry is not looked into, whatever it is; None for sound ones."""
    name = shown_name(entry.name)
    if entry.kind is Kind.LINK:
        return Rejection("file", "LINK", f"«{name}» is a link; links are not followed", raw=name)
    if name != entry.name:
        message = f"the name «{name}» holds characters that cannot be printed; it is not read"
        return Rejection("file", "UNPRINTABLE_NAME", message, raw=name)
    return None


def _name_fault(entry: RawEntry) -> Rejection:
    message = f"the name «{shown_name(entry.name)}» holds an identity-card number, which is masked: rename it"
    return Rejection("folder" if entry.is_folder else "file", "IDENTITY_NUMBERS", message)


def root_faults(raw: RawListing) -> list[tuple[str, Rejection]]:
    """What lies directly in raw/ and is no school year, by path."""
    faults = []
    for entry in raw.inside(""):
        name = shown_name(entry.name)
        if entry.is_masked:
            faults.append((name, _name_fault(entry)))
        if not entry.is_folder:
            faults.append(
                (name, Rejection("file", "STRAY_FILE", f"«{name}» lies outside any year and county"))
            )
        elif not folder_year(entry.name):
            message = f"folder «{name}» is no school year"
            faults.append((name, Rejection("folder", "FOLDER_NOT_A_YEAR", message, raw=name)))
    return faults


def county_folders(
    raw: RawListing, school_year: int
) -> tuple[list[CountyFolder], list[tuple[str, Rejection]]]:
    """The county folders of a year by code, and what else lies in the year's folder."""
    counties: list[CountyFolder] = []
    faults: list[tuple[str, Rejection]] = []
    if school_year not in raw.school_years:
        return counties, faults
    for entry in raw.inside(str(school_year)):
        folder_path = f"{school_year}/{shown_name(entry.name)}"
        if entry.is_masked:
            faults.append((folder_path, _name_fault(entry)))
        if fault := _unfit_entry(entry):
            faults.append((folder_path, fault))
        elif not entry.is_folder:
            message = f"«{entry.name}» lies outside any county's folder"
            faults.append((folder_path, Rejection("file", "STRAY_FILE", message)))
        elif not folder_county(entry.name):
            message = f"folder «{entry.name}» is no county code; its files are not read"
            faults.append((folder_path, Rejection("folder", "FOLDER_NOT_A_COUNTY", message, raw=entry.name)))
        else:
            counties.append(_county(entry, raw.inside(entry.path)))
    if not counties and not faults:
        message = f"the folder of school year {school_year} is empty"
        faults.append((str(school_year), Rejection("folder", "EMPTY_FOLDER", message)))
    return counties, faults


def _county(folder: RawEntry, inside: Sequence[RawEntry]) -> CountyFolder:
    faults: list[tuple[str, Rejection]] = []
    files: list[RawEntry] = []
    about: dict[str, RawEntry] = {}
    for entry in inside:
        if entry.is_masked:
            faults.append((f"{folder.path}/{shown_name(entry.name)}", _name_fault(entry)))
        if fault := _unfit_entry(entry):
            faults.append((f"{folder.path}/{shown_name(entry.name)}", fault))
        elif entry.kind is not Kind.FILE:
            message = f"«{entry.name}» is a folder inside a county's folder; it is not read"
            faults.append((entry.path, Rejection("folder", "STRAY_FOLDER", message)))
        elif entry.name in ABOUT_SUBMISSIONS:
            about[entry.name] = entry
        else:
            files.append(entry)
    manifest = Manifest()
    if MANIFEST in about:
        content = about.pop(MANIFEST).content(LARGEST_BYTES)
        manifest = read_manifest(content, {entry.name for entry in files})
        faults += [(f"{folder.path}/{MANIFEST}", fault) for fault in manifest.faults]
    if not files:
        message = f"the folder of county {folder.name} holds no filings"
        faults.append((folder.path, Rejection("folder", "EMPTY_FOLDER", message)))
    return CountyFolder(folder.name, tuple(_filed(files, manifest)), manifest, tuple(faults), about)


def _filed(files: Sequence[RawEntry], manifest: Manifest) -> Iterator[Filed]:
    hashes = {file.name: file.sha256 for file in files}
    replaced: dict[str, str] = {}
    for _, name, older in sorted(
        (distance, newer, older)
        for newer in manifest.entries
        for distance, (older, whole) in enumerate(manifest.older(newer))
        if whole
    ):
        replaced.setdefault(older, name)
    read = _read_of_each_content(hashes, replaced, manifest)
    for file in files:
        entry, folder = manifest.of(file.name), file.path.rpartition("/")[0]
        status = why = same_as = None
        if file.name in replaced:
            status, why = "superseded", f"replaced by {replaced[file.name]}, as manifest.yaml says"
        elif read[file.sha256] != file.name:
            status, same_as = "duplicate", read[file.sha256]
            newest = replaced.get(same_as)
            stands = f"which {newest} replaces, as manifest.yaml says" if newest else "which is read"
            why = f"the same bytes as {same_as}, {stands}"
        newer = manifest.newer(file.name)
        yield Filed(
            file.name,
            file.path,
            file,
            file.sha256,
            file.size,
            entry,
            supersedes=f"{folder}/{entry.supersedes}" if entry.supersedes else None,
            superseded_by=f"{folder}/{newer}" if newer else None,
            same_as=f"{folder}/{same_as}" if same_as else None,
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
