"""`junheng forms COUNTY`: the application form filled in, and the lists a county works with.

What belongs here: the call and the choice of the release. What does not: what stands in a form
(`orchestration.reporting.application`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands import exits
from orchestration.commands.arguments import Command, Warehouse, application
from orchestration.commands.chosen import release_dir
from orchestration.commands.console import Console
from orchestration.settings import Settings

app = application()


@app.command(cls=Command)
def forms(
    county: Annotated[str, typer.Argument(metavar="COUNTY", help="county code of six digits")],
    year: Annotated[
        int | None,
        typer.Option(metavar="Y", help="school year (default: the last one filed)", show_default=False),
    ] = None,
    standard: Annotated[
        str | None,
        typer.Option(metavar="ID", help="rule set (default: the national one)", show_default=False),
    ] = None,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="where to write them (default: here)", show_default=False)
    ] = Path(),
    release: Annotated[
        str | None, typer.Option(metavar="ID", help="default: the current release", show_default=False)
    ] = None,
    warehouse: Warehouse = None,
) -> int:
    """Write the workbooks. Raises `UsageError` where the release has no such county, year or rule set."""
    from orchestration.release.package import SUMMARY_STANDARD
    from orchestration.reporting.application.figures import NotInReleaseError, read_county
    from orchestration.reporting.application.writing import write_county

    settings = Settings.from_environment(warehouse_dir=warehouse)
    try:
        folder = release_dir(settings, release)
        figures = read_county(folder, county, year, standard or SUMMARY_STANDARD)
    except NotInReleaseError as error:
        raise exits.UsageError(str(error)) from None
    console = Console()
    for path in write_county(out, figures):
        console.line(str(path))
    return exits.PUBLISHED
