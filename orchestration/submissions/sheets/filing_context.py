"""The folder that a sheet is read for.

What belongs here: what a table must know of the folder its file lies in. What does not: reading that folder
(folders/).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestration.submissions.sheets.county_names import CountyNames
from orchestration.submissions.sheets.school_names import SchoolNames
from orchestration.submissions.sheets.school_types import SchoolTypes


@dataclass(frozen=True)
class FilingContext:
    """The folder a file lies in, the file's fingerprint, where else its bytes lie (folders/repeats.py); the
    counties' names, by which a title that names another county is known; the types of schools, by which rows
    of another stage are; and what the folder's directories call each school, for sheets without codes."""

    school_year: int
    county_code: str
    sha256: str
    in_earlier_year: str | None = None
    in_other_county: str | None = None
    county_names: CountyNames = field(default_factory=CountyNames)
    school_types: SchoolTypes = field(default_factory=SchoolTypes)
    school_names: SchoolNames = field(default_factory=SchoolNames)
