"""What a run has to do: which years to read, which to forget, and the release that comes of it.

What belongs here: comparing raw/ with what the landing was read from. What does not: doing it.
Standard library only, as the command line decides here whether anything is to be done at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from orchestration.inventory import (
    InputFile,
    by_year,
    list_inputs,
    read_landed,
    release_id,
)
from orchestration.submissions.folders.listing import RawListing

_Filings = Mapping[int, Sequence[InputFile]]


class NothingToReadError(ValueError):
    """raw/ holds no year that was asked for; the text says what is there."""


@dataclass(frozen=True)
class RunPlan:
    """What a run does.

    Attributes
    ----------
    read: school years to read (again), ascending.
    forget: landed years that left raw/.
    years: every year that will be landed afterwards, with the files it is read from; 0 holds
        what stands outside a year's folder.
    release_id: id of the release that follows.
    code: hash of the code that runs.
    raw: the listing of raw/ that all this follows from.
    """

    read: tuple[int, ...]
    forget: tuple[int, ...]
    years: dict[int, tuple[InputFile, ...]]
    release_id: str
    code: str
    raw: RawListing

    def segments(self) -> list[tuple[int, int]]:
        """The years to read as contiguous ranges, first and last year of each."""
        return contiguous(self.read)


def contiguous(years: Collection[int]) -> list[tuple[int, int]]:
    """Contiguous ranges (first, last) that cover exactly these years, ascending."""
    ranges: list[tuple[int, int]] = []
    for year in sorted(years):
        if ranges and ranges[-1][1] == year - 1:
            ranges[-1] = (ranges[-1][0], year)
        else:
            ranges.append((year, year))
    return ranges


def make_plan(
    raw: RawListing, inputs_dir: Path, code: str, only: Collection[int] = (), as_of: date | None = None
) -> RunPlan:
    """Compare raw/ with the landing's record.

    Without `only`, a year is read if its files or the code changed since it was landed, if others of
    its files are now those of an earlier year sent again, or if a correction or explanation in it ended
    before `as_of`, the day of the run. With `only`, exactly these are read; other landed years stay as
    they are, unless the code changed, which rereads every landed year. Years that left raw/ are
    forgotten either way.
    Raises `NothingToReadError` if raw/ has no year's folder, or not one that was asked for.
    """
    filed = by_year(list_inputs(raw, as_of=as_of))
    landed = read_landed(inputs_dir)
    present = [year for year in filed if year]
    if not present:
        raise NothingToReadError(
            f"{raw.raw_dir} holds no school year. Put filings in <school_year>/<county_code>/, for example "
            f"{raw.raw_dir}/2024/421202/, or make a sample with «junheng sample»."
        )
    unknown = sorted(year for year in only if year not in filed)
    if unknown:
        raise NothingToReadError(
            f"{raw.raw_dir} has no folder for school year {', '.join(map(str, unknown))}. "
            f"Years there: {', '.join(map(str, present))}."
        )
    was_filed = {year: record.inputs for year, record in landed.items()}
    changed = [
        year
        for year in present
        if year not in landed or landed[year].code != code or _is_changed(year, was_filed, filed)
    ]
    if only:
        stale = [year for year in present if year in landed and landed[year].code != code]
        read = sorted({*only, *stale})
    else:
        read = changed
    years: dict[int, tuple[InputFile, ...]] = {0: tuple(filed.get(0, ()))}
    for year in present:
        if year in read:
            years[year] = tuple(filed[year])
        elif year in landed:
            years[year] = landed[year].inputs
    return RunPlan(
        read=tuple(read),
        forget=tuple(year for year in landed if year and year not in filed),
        years=years,
        release_id=release_id(years, code),
        code=code,
        raw=raw,
    )


def changed_years(raw: RawListing, inputs_dir: Path, as_of: date | None = None) -> list[int]:
    """School years whose filings are not those that were landed: changed, new or gone; 0 for the rest."""
    filed = by_year(list_inputs(raw, as_of=as_of))
    landed = {year: record.inputs for year, record in read_landed(inputs_dir).items()}
    return sorted(y for y in {*filed, *landed} if _is_changed(y, landed, filed))


def in_words(years: Collection[int]) -> str:
    """«2019, 2022–2024»; "" for none."""
    return ", ".join(f"{a}" if a == b else f"{a}–{b}" for a, b in contiguous(years))


def _is_changed(year: int, before: _Filings, now: _Filings) -> bool:
    """Whether a year would be read otherwise than before: its files, or what earlier years hold of them."""
    if tuple(before.get(year, ())) != tuple(now.get(year, ())):
        return True
    return _sent_again(year, before) != _sent_again(year, now)


def _sent_again(year: int, filings: _Filings) -> list[tuple[str, str]]:
    """(sha256, path) of earlier years' files whose bytes lie in this year's folder too."""
    own = {each.sha256 for each in filings.get(year, ()) if each.sha256}
    earlier = (each for other in filings if 0 < other < year for each in filings[other])
    return sorted((each.sha256, each.path) for each in earlier if each.sha256 in own)
