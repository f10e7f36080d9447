"""`junheng template --year Y --county C`: empty workbooks to fill in, the ledger with what is open.

What belongs here: the call, and the rows of registry and release for `forms`. What does not: how a form
looks.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.commands import exits
from orchestration.commands.arguments import Command, Warehouse, application
from orchestration.commands.console import Console
from orchestration.settings import Settings
from orchestration.submissions.folders.listing import folder_county, folder_year

if TYPE_CHECKING:
    from orchestration.standards.registry import Registry

_URBAN_RURAL_RULE = "urban-rural-known"

app = application()


@app.command(cls=Command)
def template(
    year: Annotated[int, typer.Option(metavar="Y", help="school year")],
    county: Annotated[str, typer.Option(metavar="CODE", help="county code of six digits")],
    name: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="the county's name, where the registry does not know it"),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="where to write them (default: here)", show_default=False)
    ] = Path(),
    edition: Annotated[
        str | None, typer.Option(metavar="E", help="where a form has it; default: the newest in force")
    ] = None,
    warehouse: Warehouse = None,
) -> int:
    """Write the workbooks. Raises `UsageError` for an unknown county or edition, or where one is there."""
    from orchestration.forms.prefill import prefill
    from orchestration.forms.template import TemplateRequest, editions_of_templates, write_templates
    from orchestration.standards.registry import load_registry

    settings = Settings.from_environment(warehouse_dir=warehouse)
    if not folder_year(str(year)):
        raise exits.UsageError(f"{year} is no school year.")
    if not folder_county(county):
        raise exits.UsageError(f"«{county}» is no county code: six digits, not ending in 00.")
    editions = editions_of_templates()
    if edition is not None and edition not in editions:
        raise exits.UsageError(f"No form has an edition {edition}. There are: {', '.join(editions)}.")
    registry, _ = load_registry(settings.standards_dir)
    names = {
        row["county_code"]: row["county_name"] for row in registry.rows("counties") if row.holds_in(year)
    }
    county_name = name or names.get(county)
    if county_name is None:
        raise exits.UsageError(f"The registry has no county {county} in {year}: add --name.")
    request = TemplateRequest(county, county_name, year, edition)
    prefilled = prefill(
        registry.rows,
        year,
        _urban_rural_codes(settings),
        _signed_items(settings),
        edition=edition,
        open_items=_open_items(settings, registry, county),
    )
    try:
        written = write_templates(out, request, prefilled)
    except FileExistsError as error:
        raise exits.UsageError(str(error)) from None
    console = Console()
    for path in written:
        console.line(str(path))
    console.line(
        "补充采集表 and 专项记录表 are sent only where they are asked for; "
        "整改台账 has what is open in the current release. "
        "Check what is filled in with «junheng check»."
    )
    return exits.PUBLISHED


def _open_items(settings: Settings, registry: Registry, county: str) -> list[dict[str, str]]:
    """What the county's ledgers have open in the current release; nothing where none is published."""
    from orchestration.release.open_items import open_items
    from orchestration.release.store import current_release_id

    release = current_release_id(settings.current_link)
    if release is None:
        return []
    kind = next(row["kind"] for row in registry.rows("ledger_kinds") if row["opened_by"] == "data")
    states = [row["state"] for row in registry.rows("ledger_states") if row["is_open"] == "true"]
    return open_items(settings.releases_dir / release, settings.landing_dir, county, kind, states)


def _urban_rural_codes(settings: Settings) -> list[str]:
    """The codes that the landing gate takes."""
    from orchestration.quality.catalogue import load_catalogue

    return next(
        list(expectation.kwargs["value_set"])
        for suite in load_catalogue(settings.expectations_dir, "landing")
        for expectation in suite.expectations
        if expectation.id == _URBAN_RURAL_RULE
    )


def _signed_items(settings: Settings) -> list[str]:
    """County items that the landing gate lets be below zero."""
    file = settings.quality_seeds_dir / "county_item_limits.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        return [row["item_code"] for row in csv.DictReader(stream) if float(row["minimum"] or 0) < 0]
