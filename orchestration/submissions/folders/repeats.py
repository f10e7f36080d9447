"""The same bytes in more than one folder of raw/: last year's file sent again, another county's file.

What belongs here: finding such files. What does not: copies within a folder (raw_tree.py), and
what is done about them: the reader takes the sheets that say themselves where they belong, and
rejects the others (forms/file_reading.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.submissions.folders.raw_tree import (
    CountyFolder,
    county_folders,
    entries,
    sha256_of,
    year_folders,
)


@dataclass(frozen=True)
class Repeats:
    """Fingerprint → the first path of an earlier year with these bytes; → the paths of this year."""

    earlier: dict[str, str]
    this_year: dict[str, tuple[str, ...]]

    def elsewhere(self, sha256: str, county_code: str) -> str | None:
        """The first file of this year in another county's folder with these bytes."""
        paths = self.this_year.get(sha256, ())
        return next((path for path in paths if path.split("/")[1] != county_code), None)


def find_repeats(raw_dir: Path, school_year: int, counties: Sequence[CountyFolder]) -> Repeats:
    """Looks for the year's files in the folders of earlier years and of other counties."""
    filed = [file for county in counties for file in county.files]
    sizes = {file.size for file in filed}
    wanted = {file.sha256 for file in filed}
    this_year: dict[str, tuple[str, ...]] = {}
    for file in filed:
        this_year[file.sha256] = (*this_year.get(file.sha256, ()), file.path)
    earlier: dict[str, str] = {}
    for year, folder in year_folders(raw_dir).items() if filed else ():
        if year >= school_year:
            break
        for county_dir in county_folders(folder):
            for path in entries(county_dir):
                # Only a file of the same length can hold the same bytes: few are hashed.
                if path.is_file() and path.stat().st_size in sizes and (found := sha256_of(path)) in wanted:
                    earlier.setdefault(found, f"{year}/{county_dir.name}/{path.name}")
    return Repeats(earlier, this_year)
