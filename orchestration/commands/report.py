"""`junheng report`: a release's verdicts as pages, of all it holds or of some counties.

What belongs here: arguments, the choice of the release and of what changed since the one before. What does
not: the pages (`orchestration.reporting.site`).
"""

from __future__ import annotations

import shutil
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
def report(
    county: Annotated[
        list[str] | None,
        typer.Option("--county", metavar="C", help="only these counties, by code; may be repeated"),
    ] = None,
    city: Annotated[
        list[str] | None,
        typer.Option("--city", metavar="C", help="only the counties of these cities, by code"),
    ] = None,
    standard: Annotated[
        str | None, typer.Option(metavar="ID", help="rule set that is read first (default: the national one)")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="where the pages go (default: report-<release> in this folder)"),
    ] = None,
    single: Annotated[
        bool,
        typer.Option("--single", help="one county as one HTML file, with all its pages in it, to send on"),
    ] = False,
    release: Annotated[str | None, typer.Option(metavar="ID", help="default: the current release")] = None,
    warehouse: Warehouse = None,
) -> int:
    """Write the report. Raises `UsageError` where the release has no such thing."""
    from orchestration.reporting.site.county_rows import NATIONAL
    from orchestration.reporting.site.single import write_single
    from orchestration.reporting.site.site import DATA_DOCS, REPORT, Asked, NothingAskedForError, write_site

    settings = Settings.from_environment(None, warehouse)
    console = Console()
    folder = release_dir(settings, release)
    if single and len(county or ()) != 1:
        raise exits.UsageError("--single makes one file of one county: name it with --county.")
    asked = Asked(
        tuple(county or ()),
        tuple(city or ()),
        standard or NATIONAL,
        None if single else _changes(settings, folder.name),
    )
    target = out or Path(f"report-{folder.name}")
    try:
        if single:
            console.line(f"{write_single(folder, target, asked)}")
            return exits.PUBLISHED
        pages = write_site(folder, target, asked)
    except NothingAskedForError as error:
        raise exits.UsageError(str(error)) from None
    if (folder / DATA_DOCS).is_dir():
        shutil.copytree(
            folder / DATA_DOCS, target / DATA_DOCS, dirs_exist_ok=True, copy_function=shutil.copyfile
        )
    console.line(f"{pages} pages: {target / REPORT / 'index.html'}")
    return exits.PUBLISHED


def _changes(settings: Settings, release_id: str) -> Path | None:
    """What changed since the release before this one, as its run left it; None where there was none."""
    found = sorted(
        (settings.warehouse_dir / "changes").glob(f"*..{release_id}"),
        key=lambda path: (path.stat().st_mtime_ns, path.name),
    )
    return found[-1] if found else None
