"""`junheng release list|show|use|verify|export|prune`.

What belongs here: arguments and what is shown. What does not: building a release, or what the commands do.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from orchestration.alerts.runs import tell_killed
from orchestration.commands import exits
from orchestration.commands.arguments import Command, Warehouse, application
from orchestration.commands.console import Console
from orchestration.lock import warehouse_lock
from orchestration.release.store import (
    ReleaseNotFoundError,
    current_release_id,
    list_releases,
    use,
    whole_release,
)
from orchestration.settings import Settings
from orchestration.state.layout import require_known_layout

app = application()

_OneRelease = Annotated[str | None, typer.Argument(metavar="ID", help="default: the current release")]


@app.command("list", cls=Command, help="every release, the current one marked")
def list_command(warehouse: Warehouse = None) -> int:
    """Show every release, the current one marked."""
    from rich import box
    from rich.table import Table

    settings = Settings.from_environment(None, warehouse)
    console = Console()
    entries = list_releases(settings.releases_dir, settings.current_link)
    if not entries:
        console.line(f"There is no release in {settings.releases_dir} yet; «junheng run» makes one.")
        return exits.PUBLISHED
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    left = ("", "Release", "School years", "Published (UTC)")
    for title in ("", "Release", "School years", "Counties", "Files", "Exit status", "Published (UTC)"):
        table.add_column(title, justify="left" if title in left else "right")
    for entry in entries:
        mark = "current" if entry.is_current else ""
        if entry.datapackage is None:
            table.add_row(mark, entry.release_id, "damaged", "", "", "", entry.published_at)
            continue
        counts = entry.datapackage["counts"]
        table.add_row(
            mark,
            entry.release_id,
            ", ".join(str(each["school_year"]) for each in counts),
            str(max((each["counties"] for each in counts), default=0)),
            str(sum(each["files"] for each in counts)),
            str(entry.datapackage["exit_status"]),
            entry.published_at,
        )
    console.table(table)
    return exits.PUBLISHED


@app.command("show", cls=Command, help="one release: years, filings, code, tables and files")
def show_command(release_id: _OneRelease = None, warehouse: Warehouse = None) -> int:
    """Show what one release is, by default the current one."""
    from rich import box
    from rich.table import Table

    settings = Settings.from_environment(None, warehouse)
    chosen = chosen_release(settings, release_id)
    entries = {each.release_id: each for each in list_releases(settings.releases_dir, settings.current_link)}
    entry = entries.get(chosen)
    if entry is None or entry.datapackage is None:
        known = ", ".join(entries) or "none"
        raise exits.UsageError(f"No whole release {chosen!r}. Releases there: {known}.")
    package, console = entry.datapackage, Console()
    console.line(f"Release {chosen}{', current' if entry.is_current else ''}")
    console.line(f"Published {entry.published_at} UTC, by code {package['code'][:16]}")
    for each in package["counts"]:
        console.line(
            f"{each['school_year']}: {each['files']} files, {each['counties']} counties, of which "
            f"{each['counties_passing']} comply; {each['findings']} findings"
        )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("File", "Rows", "Bytes", "What it is"):
        table.add_column(title, justify="right" if title in ("Rows", "Bytes") else "left", overflow="fold")
    for each in package["resources"]:
        rows = f"{each['rows']:,}" if "rows" in each else ""
        table.add_row(each["path"], rows, f"{each['bytes']:,}", each.get("title", ""))
    console.table(table)
    return exits.PUBLISHED


@app.command("use", cls=Command, help="make a release current, for example to go back")
def use_command(release_id: Annotated[str, typer.Argument(metavar="ID")], warehouse: Warehouse = None) -> int:
    """Point `current` at a release."""
    settings = Settings.from_environment(None, warehouse)
    console = Console()
    with warehouse_lock(settings.lock_file, f"junheng release use {release_id}") as killed:
        for problem in tell_killed(settings, killed) if killed else ():
            console.line(problem)
        require_known_layout(settings.warehouse_dir)
        try:
            folder = use(settings.releases_dir, release_id, settings.current_link)
        except ReleaseNotFoundError as error:
            raise exits.UsageError(str(error)) from None
    console.line(f"current → {folder}")
    return exits.PUBLISHED


@app.command("verify", cls=Command, help="check hashes and row counts")
def verify_command(release_id: _OneRelease = None, warehouse: Warehouse = None) -> int:
    """Verify one release, by default the current one."""
    from orchestration.release.verify import verify_release

    settings = Settings.from_environment(None, warehouse)
    console = Console()
    chosen = chosen_release(settings, release_id)
    problems = verify_release(settings.releases_dir / chosen)
    for problem in problems:
        console.line(problem)
    if problems:
        console.line(f"Release {chosen} is damaged. «junheng run» over the same filings builds it again.")
        return exits.NOT_PUBLISHED
    console.line(f"Release {chosen} is whole: every file has its hash, every table its rows.")
    return exits.PUBLISHED


@app.command("export", cls=Command, help="write a county's tables, or all, as CSV or Parquet")
def export_command(
    out: Annotated[Path, typer.Option(metavar="DIR", help="where the files are written")],
    county: Annotated[str | None, typer.Option(metavar="CODE", help="only this county's rows")] = None,
    form: Annotated[
        Literal["csv", "parquet"], typer.Option("--format", help="csv: UTF-8 with BOM, for Excel")
    ] = "csv",
    table: Annotated[list[str] | None, typer.Option(metavar="NAME", help="only these tables")] = None,
    release_id: Annotated[
        str | None, typer.Option("--release", metavar="ID", help="default: the current release")
    ] = None,
    warehouse: Warehouse = None,
) -> int:
    """Write tables of a release as files of their own."""
    from orchestration.release.export import ExportError, export

    settings = Settings.from_environment(None, warehouse)
    try:
        folder = whole_release(settings.releases_dir, chosen_release(settings, release_id))
        counts = export(folder, out, form, county, table or ())
    except (ReleaseNotFoundError, ExportError) as error:
        raise exits.UsageError(str(error)) from None
    console = Console()
    for name, rows in counts.items():
        console.line(f"{rows:>10,}  {out / name}.{form}")
    return exits.PUBLISHED


@app.command(
    "prune",
    cls=Command,
    help="remove old releases; never the current one, nor the one before it",
    epilog="A removed release can be built again only from its filings and its code.",
)
def prune_command(
    keep: Annotated[int, typer.Option(help="how many of the newest to keep")] = 5,
    yes: Annotated[bool, typer.Option("--yes", help="remove them; else they are only named")] = False,
    warehouse: Warehouse = None,
) -> int:
    """Name the releases that may go, or remove them."""
    from orchestration.release.pruning import prune, releases_to_prune

    if keep < 1:
        raise exits.UsageError("--keep must be 1 or more.")
    settings = Settings.from_environment(None, warehouse)
    console = Console()
    with warehouse_lock(settings.lock_file, "junheng release prune") as killed:
        for problem in tell_killed(settings, killed) if killed else ():
            console.line(problem)
        require_known_layout(settings.warehouse_dir)
        entries = list_releases(settings.releases_dir, settings.current_link)
        if current_release_id(settings.current_link) is None and entries:
            raise exits.UsageError(
                "No release is current, so none is removed; «junheng release use ID» first."
            )
        old = releases_to_prune(entries, keep)
        for entry in old:
            what = f"{entry.release_id}, {entry.published_at}"
            console.line(f"removed: {what}, {prune(entry) / 1e6:.1f} MB" if yes else f"may go: {what}")
    if not old:
        console.line(f"None of {len(entries)} releases may go.")
    elif not yes:
        console.line("Nothing was removed; --yes removes them.")
    return exits.PUBLISHED


def chosen_release(settings: Settings, release_id: str | None) -> str:
    """The release that was named, else the current one. Raises `UsageError`."""
    chosen = release_id or current_release_id(settings.current_link)
    if chosen is None:
        raise exits.UsageError(
            f"There is no current release in {settings.warehouse_dir}; «junheng run» makes one."
        )
    return chosen
