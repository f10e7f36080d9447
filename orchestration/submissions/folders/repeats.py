"""The same bytes in more than one folder of raw/: last year's file sent again, another county's file.

What belongs here: finding such files. What does not: copies within a folder (raw_tree.py), and
what is done about them: the reader takes the sheets that say themselves where they belong, and
rejects the others (forms/file_reading.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.submissions.folders.listing import ABOUT_SUBMISSIONS, Kind, RawListing, folder_county
from orchestration.submissions.folders.raw_tree import CountyFolder


@dataclass(frozen=True)
class Repeats:
    """Fingerprint → the first path of an earlier year with these bytes; → the paths of this year."""

    earlier: dict[str, str]
    this_year: dict[str, tuple[str, ...]]

    def elsewhere(self, sha256: str, county_code: str) -> str | None:
        """The first file of this year in another county's folder with these bytes."""
        paths = self.this_year.get(sha256, ())
        return next((path for path in paths if path.split("/")[1] != county_code), None)


def find_repeats(raw: RawListing, school_year: int, counties: Sequence[CountyFolder]) -> Repeats:
    """Looks for the year's files in the folders of earlier years and of other counties."""
    filed = [file for county in counties for file in county.files]
    sizes = {file.size for file in filed}
    wanted = {file.sha256 for file in filed}
    this_year: dict[str, tuple[str, ...]] = {}
    for file in filed:
        this_year[file.sha256] = (*this_year.get(file.sha256, ()), file.path)
    earlier: dict[str, str] = {}
    for year in raw.school_years if filed else ():
        if year >= school_year:
            break
        folders = (each for each in raw.inside(str(year)) if each.is_folder and folder_county(each.name))
        for entry in (entry for folder in folders for entry in raw.inside(folder.path)):
            is_submission = entry.kind is Kind.FILE and entry.name not in ABOUT_SUBMISSIONS
            # Only a file of the same length can hold the same bytes: few are hashed.
            if is_submission and entry.size in sizes and entry.sha256 in wanted:
                earlier.setdefault(entry.sha256, entry.path)
    return Repeats(earlier, this_year)
