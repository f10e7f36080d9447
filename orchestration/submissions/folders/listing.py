"""The one walk through raw/: every file, folder and link there, with what its place says.

What belongs here: names that count and names that are passed over, the walk, a file's fingerprint. What
does not: what a county's folder comes to (raw_tree.py), ids (`inventory`), or anything beyond the standard
library, since the command line lists raw/ before it decides whether there is anything to do.

Plan, landing and sensor read one listing; a file is hashed once, however many of them ask. Links at the top
of raw/ are followed, as a year may lie on another disk; those below are not: they may lead anywhere.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from pathlib import Path

from orchestration.submissions.cells.masking import masked

MANIFEST = "manifest.yaml"
CORRECTIONS_FILE = "corrections.yaml"
EXPLANATIONS_FILE = "explanations.yaml"
LEDGER_FILE = "ledger.yaml"
RECORD_FILES = (CORRECTIONS_FILE, EXPLANATIONS_FILE, LEDGER_FILE)
#: What the name of a workbook of ledgers holds, whose deadlines are told by the day of the run.
LEDGER_WORD = "台账"
#: What a county's folder holds besides submissions.
ABOUT_SUBMISSIONS = (MANIFEST, *RECORD_FILES)


#: What the system says of a file that is gone, or is no file any more.
_GONE = (FileNotFoundError, NotADirectoryError, IsADirectoryError)


class FilesChangingError(RuntimeError):
    """Files are not as they were a moment ago, so nothing true can be said about them."""

    def __init__(self, place: object) -> None:
        super().__init__(
            f"{place} is changing while it is read. Run again when copying is over. "
            f"{place} 在读取过程中发生变动，请等复制完成后再运行。"
        )


def folder_year(name: str) -> int:
    """The school year a folder's name says, or 0 if it says none."""
    return int(name) if re.fullmatch(r"(19|20)[0-9]{2}", name) else 0


def folder_county(name: str) -> str:
    """The county code a folder's name says, or '': six digits, and no city or province (…00)."""
    return name if re.fullmatch(r"[1-9][0-9]{3}(?!00)[0-9]{2}", name) else ""


def is_passed_over(name: str) -> bool:
    """True for names that are no filings and no fault: hidden files, spreadsheet locks, READMEs."""
    # Two dots hide nothing: they are a trick with paths, or a slip.
    is_hidden = name.startswith(".") and not name.startswith("..")
    return is_hidden or name.startswith("~$") or name.upper().startswith("README") or name == "Thumbs.db"


class Kind(Enum):
    """What an entry is: OTHER is neither file nor folder, such as a pipe or a link to nothing."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    OTHER = "other"


@dataclass(frozen=True)
class RawEntry:
    """A file, folder or link. `path` is relative to raw/, with forward slashes; identity-card numbers in it
    are masked, and only `location` leads to the file.

    `stamp` (inode, bytes, times of change in ns) tells without reading whether a file is as it was.
    """

    path: str
    location: Path
    kind: Kind
    stamp: tuple[int, int, int, int]

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def is_masked(self) -> bool:
        """True where the name that it really has holds an identity-card number."""
        return self.name != self.location.name

    @property
    def is_folder(self) -> bool:
        """True for a folder that is looked into."""
        return self.kind is Kind.FOLDER

    @property
    def size(self) -> int:
        return self.stamp[1]

    @property
    def modified_ns(self) -> int:
        return self.stamp[2]

    @property
    def place(self) -> tuple[int, str]:
        """The year and county that the path's first two folders say: 0 and '' where they say none."""
        parts = self.path.split("/")
        folders = parts if self.kind in (Kind.FOLDER, Kind.LINK) else parts[:-1]
        year = folder_year(folders[0]) if folders else 0
        return year, folder_county(folders[1]) if year and len(folders) > 1 else ""

    @property
    def sha256(self) -> str:
        """The file's sha256 in hex. Raises FilesChangingError."""
        try:
            return _sha256(self.location, self.stamp)
        except _GONE:
            raise FilesChangingError(self.path) from None

    def content(self, most: int) -> bytes:
        """The bytes whose sha256 was told; of a file of more than `most` bytes, which nobody reads, one more.

        Raises FilesChangingError where they are no longer the same: another file of the same size and time,
        too, lands under no hash but its own.
        """
        try:
            with self.location.open("rb") as stream:
                content = stream.read(most + 1)
        except _GONE:
            raise FilesChangingError(self.path) from None
        if len(content) <= most and hashlib.sha256(content).hexdigest() != self.sha256:
            _sha256.cache_clear()
            raise FilesChangingError(self.path)
        return content


@dataclass(frozen=True)
class RawListing:
    """What stood in raw/ when it was walked."""

    raw_dir: Path
    entries: tuple[RawEntry, ...]

    @property
    def school_years(self) -> list[int]:
        """School years that have a folder, ascending."""
        return [int(each.name) for each in self.inside("") if each.is_folder and folder_year(each.name)]

    def inside(self, folder: str) -> list[RawEntry]:
        """What lies directly in a folder, by name; "" is raw/ itself."""
        return self._by_folder.get(folder, [])

    def location(self, path: str) -> Path:
        """Where the file of a path lies, though numbers in the path are masked."""
        folder = self.inside(path.rpartition("/")[0])
        return next((each.location for each in folder if each.path == path), self.raw_dir / path)

    def look_again(self, school_year: int) -> RawListing:
        """The listing with this year's folder as it stands now."""
        year = str(school_year)
        others = [each for each in self.entries if each.path.partition("/")[0] != year]
        return RawListing(self.raw_dir, (*others, *_walk(self.raw_dir, "", only=year)))

    @cached_property
    def _by_folder(self) -> dict[str, list[RawEntry]]:
        found: dict[str, list[RawEntry]] = {}
        for each in sorted(self.entries, key=lambda entry: entry.path):
            found.setdefault(each.path.rpartition("/")[0], []).append(each)
        return found


def list_raw(raw_dir: Path) -> RawListing:
    """Everything below `raw_dir` that is not passed over; nothing where there is no such folder."""
    return RawListing(raw_dir, tuple(_walk(raw_dir, "")) if raw_dir.is_dir() else ())


def _walk(location: Path, path: str, only: str | None = None) -> Iterator[RawEntry]:
    try:
        with os.scandir(location) as found:
            wanted = [each for each in found if not is_passed_over(each.name) and only in (None, each.name)]
    except _GONE:  # since the folder above was looked into
        return
    names = _masked_names(each.name for each in wanted)
    for each in wanted:
        is_link = bool(path) and each.is_symlink()
        name = names[each.name]
        below, here = f"{path}/{name}" if path else name, Path(each.path)
        try:
            status = each.stat(follow_symlinks=not is_link)
        except FileNotFoundError:  # a link to nothing, or gone since
            yield RawEntry(below, here, Kind.OTHER, (0, 0, 0, 0))
            continue
        stamp = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        if is_link:
            yield RawEntry(below, here, Kind.LINK, stamp)
        elif each.is_dir():
            yield RawEntry(below, here, Kind.FOLDER, stamp)
            yield from _walk(here, below)
        else:
            yield RawEntry(below, here, Kind.FILE if each.is_file() else Kind.OTHER, stamp)


def _masked_names(names: Iterable[str]) -> dict[str, str]:
    """What each name of a folder is told as: without identity-card numbers, and still one name a file."""
    told: dict[str, str] = {}
    for name in sorted(names, key=lambda each: (masked(each) != each, each)):
        stem, dot, ending = masked(name).rpartition(".")
        number, shown = 1, masked(name)
        while shown in told.values() and shown != name:
            number += 1
            shown = f"{stem}~{number}{dot}{ending}"
        told[name] = shown
    return told


@lru_cache(maxsize=2**18)
def _sha256(location: Path, stamp: tuple[int, int, int, int]) -> str:
    del stamp  # with another one it is another file
    with location.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
