"""`junheng release list|use|verify`.

What belongs here: showing and choosing releases. What does not: building one.
"""

from __future__ import annotations

from typing import Annotated

import typer

from orchestration.alerts.runs import tell_killed
from orchestration.commands import exits
from orchestration.commands.arguments import Command, Warehouse, application
from orchestration.commands.console import Console
from orchestration.lock import warehouse_lock
from orchestration.release.store import ReleaseNotFoundError, current_release_id, list_releases, use
from orchestration.settings import Settings
from orchestration.state.layout import require_known_layout

app = application()


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
    for title in ("", "Release", "School years", "Counties", "Files", "Exit status"):
        table.add_column(title, justify="left" if title in ("", "Release", "School years") else "right")
    for entry in entries:
        if entry.datapackage is None:
            table.add_row("current" if entry.is_current else "", entry.release_id, "damaged", "", "", "")
            continue
        counts = entry.datapackage["counts"]
        table.add_row(
            "current" if entry.is_current else "",
            entry.release_id,
            ", ".join(str(each["school_year"]) for each in counts),
            str(max((each["counties"] for each in counts), default=0)),
            str(sum(each["files"] for each in counts)),
            str(entry.datapackage["exit_status"]),
        )
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
def verify_command(
    release_id: Annotated[
        str | None, typer.Argument(metavar="ID", help="default: the current release")
    ] = None,
    warehouse: Warehouse = None,
) -> int:
    """Verify one release, by default the current one."""
    from orchestration.release.verify import verify_release

    settings = Settings.from_environment(None, warehouse)
    console = Console()
    chosen = release_id or current_release_id(settings.current_link)
    if chosen is None:
        raise exits.UsageError(
            f"There is no current release in {settings.warehouse_dir}; «junheng run» makes one."
        )
    problems = verify_release(settings.releases_dir / chosen)
    for problem in problems:
        console.line(problem)
    if problems:
        console.line(f"Release {chosen} is damaged. «junheng run» over the same filings builds it again.")
        return exits.NOT_PUBLISHED
    console.line(f"Release {chosen} is whole: every file has its hash, every table its rows.")
    return exits.PUBLISHED
