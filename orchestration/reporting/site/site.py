"""A release → the pages of its report, written into a folder.

What belongs here: which pages there are for what was asked, and writing each from its context and template.
What does not: what a page says. The pages hold functions of the release alone: no time, no machine, no
path.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from orchestration import look
from orchestration.reporting.site import behind, county, overview, places, tasks, words
from orchestration.reporting.site.county_rows import NATIONAL, County, Registry
from orchestration.reporting.site.evidence import anchor
from orchestration.reporting.site.places import CHANGES, METHOD, OVERVIEW, QUALITY, Key, Places, file_name
from orchestration.reporting.site.tables import Row, Tables, opened

#: Folders of a report, beside one another: its pages, and what they lead to of the release.
REPORT, DATA_DOCS = "report", "quality"

_TEMPLATES = Path(__file__).parent / "templates"
#: A text of the templates without a figure in it.
_FIXED = re.compile(r'\{\{ t\("([^"]*)", "([^"]*)"\) \}\}')
_MENU = (
    (OVERVIEW, "总览", "Overview"),
    (QUALITY, "数据质量", "Data quality"),
    (METHOD, "标准与算法", "Rules"),
    (CHANGES, "变化", "What changed"),
)
_OPERATORS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "="}
_CELL_STATES = {
    "missing": ("缺报", "not filed"),
    "blank": ("空白", "left blank"),
    "refused": ("拒收", "refused"),
    "quarantined": ("隔离", "taken out"),
    "none_listed": ("名单中没有", "none on the list"),
}
_EXPLANATIONS = {
    "open": ("未说明", "open"),
    "explained": ("已说明", "explained"),
    "expired": ("说明已过期", "expired"),
}


@dataclass(frozen=True)
class Asked:
    """Which part of a release: counties and cities by code (none: all), and the rule set that is read first.

    changes: the folder with what changed since the release before, where there is one.
    """

    counties: tuple[str, ...] = ()
    cities: tuple[str, ...] = ()
    standard_id: str = NATIONAL
    changes: Path | None = None


class NothingAskedForError(LookupError):
    """The release holds no county, city or rule set of that code."""


def write_site(
    release_dir: Path, out_dir: Path, asked: Asked = Asked(), release_id: str | None = None
) -> int:
    """Write `report/` into `out_dir`; returns the number of pages. Raises `NothingAskedForError`.

    release_id: where the release has no datapackage yet.
    """
    with opened(release_dir, release_id) as tables:
        folder = out_dir / REPORT
        count = 0
        for file, text in pages(tables, asked, (release_dir / DATA_DOCS / "index.html").is_file()):
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", errors="backslashreplace")
            count += 1
        (folder / "assets").mkdir(parents=True, exist_ok=True)
        for name in look.FILES:
            shutil.copyfile(look.FOLDER / name, folder / "assets" / name)
    return count


def pages(tables: Tables, asked: Asked, has_data_docs: bool = False) -> Iterator[tuple[str, str]]:
    """Every page's file, relative to the report's folder, and its text; a county's pages together."""
    registry = Registry(tables, asked.standard_id)
    if asked.standard_id != NATIONAL and asked.standard_id not in registry.standards:
        raise NothingAskedForError(
            f"The release has no rule set {asked.standard_id!r}: {', '.join(registry.standards)}."
        )
    codes = _counties(tables, asked)
    site = _Site(tables, registry, has_data_docs)
    schools = _lay_out(site.places, tables, codes)
    if asked.changes:
        site.places.add(CHANGES, "changes.html")
    newest = max(site.years, default=None)
    yield site.page(
        OVERVIEW,
        "overview",
        overview.overview_context(tables, registry, codes) | {"standard": _standard(registry)},
    )
    quality = overview.quality_context(tables, registry, codes, schools)
    owners = sorted({row["owner"] for row in quality["findings"]} - {""})
    docs = f"../{DATA_DOCS}/index.html" if has_data_docs else None
    yield site.page(QUALITY, "quality", quality | {"owners": owners, "data_docs": docs})
    yield site.page(METHOD, "method", overview.method_context(tables, registry, newest))
    if asked.changes:
        yield site.page(CHANGES, "changes", _changes(asked.changes, tables, registry, schools))
    for code in codes:
        yield from _of_county(site, County(tables, code, registry))


def _of_county(site: _Site, each: County) -> Iterator[tuple[str, str]]:
    for year in each.years:
        yield site.page(places.county_key(each.code, year), "county", county.county_context(each, year))
        yield site.page(places.evidence_key(each.code, year), "evidence", behind.evidence_context(each, year))
        yield site.page(
            places.differences_key(each.code, year), "differences", behind.differences_context(each, year)
        )
    if each.years:
        yield site.page(places.tasks_key(each.code), "tasks", tasks.tasks_context(each))
    for school in each.school_codes:
        yield site.page(places.school_key(each.code, school), "school", behind.school_context(each, school))


class _Site:
    """What every page has: templates, places, the release."""

    def __init__(self, tables: Tables, registry: Registry, has_data_docs: bool) -> None:
        self.places = Places()
        self._tables = tables
        self.years = sorted({row["school_year"] for row in tables.rows("compliance_county")})
        received = (str(row["received_at"]) for row in tables.rows("submissions") if row["received_at"])
        self._common = {
            "release_id": tables.release_id,
            "printed_id": re.sub(r"[^0-9A-Za-z-]", "", tables.release_id),
            "school_years": f"{self.years[0]}–{self.years[-1]}" if self.years else "—",
            "received": max(received, default=None),
            "reasons": registry.reasons,
        }

    def page(self, key: Key, template: str, context: Row) -> tuple[str, str]:
        file = self.places.file(key)
        text = _template(template).render(
            **self._common,
            **context,
            root=places.root_of(file),
            link=self.places.linker(file),
            this=key,
            menu=[each for each in _MENU if each[0] in self.places],
        )
        return file, text


class _Environment(Environment):
    """`row.name` is the row's column: rows are dictionaries, and are read a hundred thousand times."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The entry of that name, else the attribute."""
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class _Loader(FileSystemLoader):
    """Words that are the same on every page are written into a template when it is read."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Any]:
        """The template's text, its file, and how to ask whether it changed."""
        text, file, is_current = super().get_source(environment, template)
        return _FIXED.sub(lambda found: str(words.both(found[1], found[2])), text), file, is_current


@cache
def _environment() -> Environment:
    environment = _Environment(
        loader=_Loader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        t=words.both,
        named=words.named,
        status=words.status,
        mark=words.mark,
        number=words.number,
        plain=lambda value: f"{value:.4f}".rstrip("0").rstrip("."),
        signed=words.signed,
        kind_of=words.kind_of,
        part_name=words.part_name,
        anchor=anchor,
        county_key=places.county_key,
        evidence_key=places.evidence_key,
        differences_key=places.differences_key,
        tasks_key=places.tasks_key,
        school_key=places.school_key,
        OVERVIEW=OVERVIEW,
        QUALITY=QUALITY,
        STAGES=words.STAGES,
        STATUSES=words.STATUSES,
        DIMENSIONS=words.DIMENSIONS,
        LIFE_STATES=words.LIFE_STATES,
        PROGRESS=words.PROGRESS,
        SEVERITIES=words.SEVERITIES,
        TERMS=words.TERMS,
        OPERATORS=_OPERATORS,
        CELL_STATES=_CELL_STATES,
        EXPLANATIONS=_EXPLANATIONS,
    )
    return environment


def _template(name: str) -> Template:
    return _environment().get_template(f"{name}.html.j2")


def _standard(registry: Registry) -> Row:
    return registry.standards.get(registry.standard_id, {"name_zh": registry.standard_id, "name_en": None})


def _counties(tables: Tables, asked: Asked) -> list[str]:
    """The codes of the counties asked for."""
    rows = tables.rows("dim_county", order="school_year")
    cities = {row["county_code"]: row["city_code"] for row in rows}
    known = {*cities, *(row["county_code"] for row in tables.rows("compliance_county"))}
    for what, wanted, there in (
        ("county", asked.counties, known),
        ("city", asked.cities, {*cities.values()}),
    ):
        if unknown := [code for code in wanted if code not in there]:
            raise NothingAskedForError(f"The release has no {what} {', '.join(unknown)}.")
    if not asked.counties and not asked.cities:
        return sorted(known)
    return sorted(code for code in known if code in asked.counties or cities.get(code) in asked.cities)


def _lay_out(laid: Places, tables: Tables, codes: list[str]) -> dict[tuple[str, str], str]:
    """Give every page its file; returns the schools' names."""
    for key, file in ((OVERVIEW, "index.html"), (QUALITY, "quality.html"), (METHOD, "rules.html")):
        laid.add(key, file)
    kept = set(codes)
    years: dict[str, set[int]] = {code: set() for code in codes}
    for table in ("dim_county", "compliance_county"):
        for row in tables.rows(table):
            if row["county_code"] in kept:
                years[row["county_code"]].add(row["school_year"])
    for code, of_county in years.items():
        name = file_name(code)
        for year in of_county:
            newest = year == max(of_county)
            laid.add(
                places.county_key(code, year),
                f"counties/{name}.html" if newest else f"counties/{name}-{year}.html",
            )
            laid.add(places.evidence_key(code, year), f"counties/{name}-{year}-evidence.html")
            laid.add(places.differences_key(code, year), f"counties/{name}-{year}-differences.html")
        if of_county:
            laid.add(places.tasks_key(code), f"counties/{name}-tasks.html")
    names: dict[tuple[str, str], str] = {}
    for table, order in (("compliance_school", "school_year"), ("dim_school", "school_year")):
        for row in tables.rows(table, order=order):
            if row["county_code"] in kept:
                key = row["county_code"], row["school_code"]
                names[key] = row["school_name"] or names.get(key) or ""
    for code, school in names:
        laid.add(places.school_key(code, school), f"schools/{file_name(code)}/{file_name(school)}.html")
    return names


def _changes(folder: Path, tables: Tables, registry: Registry, schools: dict[tuple[str, str], str]) -> Row:
    """What changed since the release before, as it stands beside the releases."""

    def rows(table: str) -> list[Row]:
        file = folder / f"{table}.parquet"
        if not file.is_file():
            return []
        with duckdb.connect() as connection:
            cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(file)])
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    return {
        "before": folder.name.partition("..")[0],
        "counties": rows("compliance_county"),
        "schools": rows("compliance_school"),
        "school_names": schools,
        "names": {
            row["county_code"]: row["county_name"] for row in tables.rows("dim_county", order="school_year")
        },
        "standards": registry.standards,
    }
