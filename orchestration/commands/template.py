"""`junheng template --year Y --county C`: empty workbooks to fill in.

What belongs here: the call, and the registry's rows for `forms`. What does not: how a form looks.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from orchestration.commands import exits
from orchestration.commands.console import Console
from orchestration.settings import Settings
from orchestration.submissions.folders.listing import folder_county, folder_year

_URBAN_RURAL_RULE = "urban-rural-known"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments of `junheng template`."""
    parser = commands.add_parser("template", help="write empty, validated workbooks for a county to fill in")
    parser.add_argument("--year", type=int, required=True, metavar="Y", help="school year")
    parser.add_argument("--county", required=True, metavar="CODE", help="county code of six digits")
    parser.add_argument("--name", help="the county's name, where the registry does not know it")
    parser.add_argument("--out", default=".", metavar="DIR", help="where to write them (default: here)")
    parser.add_argument("--edition", metavar="E", help="where a form has it; default: the newest in force")


def template(settings: Settings, parsed: argparse.Namespace) -> int:
    """Write the workbooks. Raises `UsageError` for an unknown county or edition, or where one is there."""
    from orchestration.forms.prefill import prefill
    from orchestration.forms.template import TemplateRequest, editions_of_templates, write_templates
    from orchestration.standards.registry import load_registry

    if not folder_year(str(parsed.year)):
        raise exits.UsageError(f"{parsed.year} is no school year.")
    if not folder_county(parsed.county):
        raise exits.UsageError(f"«{parsed.county}» is no county code: six digits, not ending in 00.")
    editions = editions_of_templates()
    if parsed.edition is not None and parsed.edition not in editions:
        raise exits.UsageError(f"No form has an edition {parsed.edition}. There are: {', '.join(editions)}.")
    registry, _ = load_registry(settings.standards_dir)
    names = {
        row["county_code"]: row["county_name"]
        for row in registry.rows("counties")
        if row.holds_in(parsed.year)
    }
    name = parsed.name or names.get(parsed.county)
    if name is None:
        raise exits.UsageError(f"The registry has no county {parsed.county} in {parsed.year}: add --name.")
    request = TemplateRequest(parsed.county, name, parsed.year, parsed.edition)
    prefilled = prefill(registry.rows, parsed.year, _urban_rural_codes(settings), _signed_items(settings))
    try:
        written = write_templates(Path(parsed.out), request, prefilled)
    except FileExistsError as error:
        raise exits.UsageError(str(error)) from None
    console = Console()
    for path in written:
        console.line(str(path))
    console.line(
        "补充采集表 is sent only where it is asked for. Check what is filled in with «junheng check»."
    )
    return exits.PUBLISHED


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
