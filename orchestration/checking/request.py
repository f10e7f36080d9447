"""What is to be checked, and which school year and county it belongs to.

What belongs here: turning a path and options into the folders of a raw tree. What does not: building that
tree or reading it (dry_run.py).

A path may be a raw root, a year's folder, a county's folder, any other folder of one county's files, or one
file. The rest of a file's county and the year before it are context: they are read, so that checks
across forms and years can be made, but their own faults are not what was asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from filecmp import cmp
from pathlib import Path
from typing import TypeVar

from orchestration.submissions.cells.masking import masked
from orchestration.submissions.folders.listing import (
    ABOUT_SUBMISSIONS,
    folder_county,
    folder_year,
    is_passed_over,
)

#: Where a file that cannot be opened, and so says nothing, is put to be refused.
_NOWHERE = (1900, "999999")

_T = TypeVar("_T", int, str)


class RequestError(ValueError):
    """The path or the options do not say what to check; the text says what to add."""


@dataclass(frozen=True)
class Request:
    """A raw tree to check.

    Attributes
    ----------
    links: place in the raw tree → the file or folder it leads to.
    school_years: the years to check; the year before each is linked as context where it is there.
    only: the place of the one file asked about; None: everything of these years.
    is_tree: the whole of a raw folder was asked, so that what lies astray in it counts.
    place_known: False where nothing says year and county, and none could be found out.
    """

    links: Mapping[str, Path]
    school_years: tuple[int, ...]
    only: str | None = None
    is_tree: bool = False
    place_known: bool = True

    def given(self, place: str) -> str:
        """The path, as the caller knows it, of a place in the raw tree."""
        for linked, path in self.links.items():
            if place == masked(linked):
                return masked(str(path))
            if place.startswith(f"{linked}/"):
                return str(path / place.removeprefix(f"{linked}/"))
        return place


def make_request(
    path: Path, school_year: int | None, county_code: str | None, raw_dir: Path | None, standards_dir: Path
) -> Request:
    """What `path` asks to check. `standards_dir`: the registry, it names counties. Raises `RequestError`."""
    if county_code is not None and not folder_county(county_code):
        raise RequestError(f"«{county_code}» is no county code: six digits of GB/T 2260, not ending in 00.")
    if raw_dir is not None and not raw_dir.is_dir():
        raise RequestError(f"There is no folder {raw_dir}: --raw holds <school_year>/<county_code>/.")
    if not path.exists():
        raise RequestError(f"There is no file or folder {path}. 没有 {path} 这个文件或文件夹。")
    if path.is_dir():
        return _folder(path, school_year, county_code, raw_dir, standards_dir)
    return _file(path, school_year, county_code, raw_dir, standards_dir)


def _file(
    path: Path, school_year: int | None, county_code: str | None, raw_dir: Path | None, standards_dir: Path
) -> Request:
    if not _is_submission(path.name):
        raise RequestError(f"{path} is no filing: files of such a name are passed over.")
    # Absolute, not resolved: a link is where the county put it.
    folder = path.absolute().parent
    year, county = folder_year(folder.parent.name), folder_county(folder.name)
    if year and county:
        _agree(path, (school_year, year), (county_code, county))
        raw_dir = folder.parent.parent
    elif school_year is not None and county_code is not None:
        year, county = school_year, county_code
    else:
        found = _stated([path], school_year, county_code, standards_dir)
        if found is None:
            place = f"{_NOWHERE[0]}/{_NOWHERE[1]}/{path.name}"
            return Request({place: path}, (_NOWHERE[0],), only=masked(place), place_known=False)
        year, county = found
    links = {}
    if raw_dir is not None:
        links = {
            f"{year}/{county}/{other.name}": other
            for other in _entries(raw_dir / str(year) / county)
            # Of files with the same bytes only one is read: let it be the one asked about.
            if other.name != path.name and not (other.is_file() and cmp(other, path, shallow=False))
        }
        links.update(_year_before(raw_dir, year, [county]))
    place = f"{year}/{county}/{path.name}"
    return Request({**links, place: path}, (year,), only=masked(place))


def _folder(
    path: Path, school_year: int | None, county_code: str | None, raw_dir: Path | None, standards_dir: Path
) -> Request:
    here = path.absolute()
    year, county = folder_year(here.parent.name), folder_county(here.name)
    if year and county:
        _agree(path, (school_year, year), (county_code, county))
        return Request(
            {f"{year}/{county}": path, **_year_before(here.parent.parent, year, [county])}, (year,)
        )
    if folder_year(here.name):
        year = folder_year(here.name)
        _agree(path, (school_year, year), (None, ""))
        return _tree(here.parent, path, {year: path}, county_code)
    years = {
        folder_year(each.name): each for each in path.iterdir() if each.is_dir() and folder_year(each.name)
    }
    if years:
        wanted = {year: each for year, each in years.items() if school_year in (None, year)}
        if not wanted:
            raise RequestError(f"{path} holds no folder of school year {school_year}.")
        return _tree(here, path, wanted, county_code, is_root=school_year is None and county_code is None)
    return _loose(path, school_year, county_code, raw_dir, standards_dir)


def _tree(
    root: Path, path: Path, years: Mapping[int, Path], county_code: str | None, is_root: bool = False
) -> Request:
    links: dict[str, Path] = {}
    for year, folder in sorted(years.items()):
        if county_code is None:
            links[str(year)] = folder
        elif (folder / county_code).is_dir():
            links[f"{year}/{county_code}"] = folder / county_code
    if not links:
        raise RequestError(f"{path} holds no folder of county {county_code}.")
    if is_root:
        links.update({each.name: each for each in path.iterdir() if not folder_year(each.name)})
    for year in years:
        if year - 1 not in years:
            counties = [county_code] if county_code else [each.name for each in _entries(years[year])]
            links.update(_year_before(root, year, counties))
    return Request(links, tuple(sorted(years)), is_tree=is_root)


def _loose(
    path: Path, school_year: int | None, county_code: str | None, raw_dir: Path | None, standards_dir: Path
) -> Request:
    """One county's files in a folder of any name."""
    files = [each for each in _entries(path) if each.is_file() and _is_submission(each.name)]
    if not files:
        raise RequestError(
            f"{path} holds no files and no folders of school years. Name a file, a county's folder, "
            "or a folder of <school_year>/<county_code>/."
        )
    if school_year is None or county_code is None:
        found = _stated(files, school_year, county_code, standards_dir)
        if found is None:
            raise RequestError(f"No file of {path} can be opened: name --year and --county.")
        school_year, county_code = found
    links = {f"{school_year}/{county_code}": path}
    if raw_dir is not None:
        links.update(_year_before(raw_dir, school_year, [county_code]))
    return Request(links, (school_year,))


def _is_submission(name: str) -> bool:
    return not is_passed_over(name) and name not in ABOUT_SUBMISSIONS


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _year_before(raw_dir: Path, year: int, counties: Iterable[str]) -> dict[str, Path]:
    folders = {f"{year - 1}/{county}": raw_dir / str(year - 1) / county for county in counties}
    return {place: folder for place, folder in folders.items() if folder.is_dir()}


def _agree(path: Path, years: tuple[int | None, int], counties: tuple[str | None, str | None]) -> None:
    for option, (said, found) in (("--year", years), ("--county", counties)):
        if said is not None and said != found:
            raise RequestError(
                f"{path} lies in the folder of {found}, but {option} says {said}: leave {option} out."
            )


def _stated(
    files: Iterable[Path], school_year: int | None, county_code: str | None, standards_dir: Path
) -> tuple[int, str] | None:
    """Year and county that the files themselves state; None where no file can be opened."""
    from orchestration.submissions.folders.declared_place import declared_place  # imports the whole intake
    from orchestration.submissions.sheets.county_names import names_of_registry

    stated = {file: declared_place(file.read_bytes()) for file in files}
    if not any(each.is_readable for each in stated.values()):
        return None
    names = ", ".join(file.name for file in stated)
    years = [school_year] if school_year else [year for each in stated.values() for year in each.school_years]
    year = _most(years, "school year 学年", "--year", names)
    codes = [county_code] if county_code else [code for each in stated.values() for code in each.county_codes]
    if not codes:
        county_names = names_of_registry(standards_dir, year)
        titles = [title for each in stated.values() for title in each.titles]
        codes = sorted(set().union(*(county_names.counties_in(title) for title in titles)))
    return year, _most(codes, "county 县代码", "--county", names)


def _most(stated: Sequence[_T], what: str, option: str, names: str) -> _T:
    """What more than half of the statements say: one slip of the pen is a finding, no second opinion."""
    counted = Counter(stated).most_common()
    if counted and counted[0][1] * 2 > len(stated):
        return counted[0][0]
    stated_all = ", ".join(str(each) for each, _ in sorted(counted))
    said, said_zh = (f"states {stated_all}", f"写有 {stated_all}") if counted else ("states none", "没有写明")
    raise RequestError(
        f"The {what} of {names} is unknown: the text {said}. Name it with {option}, or put the file into "
        f"<school_year>/<county_code>/. 无法判断 {names} 所属{what.split()[-1]}：文件{said_zh}；"
        f"请用 {option} 指明，或放入 <学年>/<县代码>/。"
    )
