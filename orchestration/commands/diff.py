"""`junheng diff A B`: what differs between two releases, or between two school years of one.

What belongs here: arguments, and what is shown. What does not: finding it (`release/differences`).
"""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from orchestration.commands import exits
from orchestration.commands.arguments import (
    Command,
    LocaleLanguage,
    Warehouse,
    application,
    language_of_locale,
)
from orchestration.commands.console import Console
from orchestration.commands.release import chosen_release
from orchestration.release.store import ReleaseNotFoundError, whole_release
from orchestration.settings import Settings

if TYPE_CHECKING:
    import duckdb

    from orchestration.release.differences import Side

app = application()

_YEAR = re.compile(r"\d{4}")


@app.command(cls=Command, epilog="A and B: ids of releases, current, or two school years.")
def diff(
    before: Annotated[str, typer.Argument(metavar="A")],
    after: Annotated[str, typer.Argument(metavar="B")],
    release: Annotated[
        str, typer.Option(metavar="ID", help="of two school years: of which release")
    ] = "current",
    county: Annotated[str | None, typer.Option(metavar="CODE", help="only this county")] = None,
    limit: Annotated[int, typer.Option(help="how many are shown, the worst first")] = 20,
    output: Annotated[Literal["table", "json"], typer.Option("--format")] = "table",
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="write all of them as CSV")] = None,
    warehouse: Warehouse = None,
    lang: LocaleLanguage = None,
) -> int:
    """Show what differs, the worst first, and what may be the cause."""
    import duckdb

    from orchestration.release.csv_files import write_csv
    from orchestration.release.differences import differences

    settings = Settings.from_environment(None, warehouse)
    sides = _sides(settings, before, after, release)
    console = Console()
    with tempfile.TemporaryDirectory() as spill, duckdb.connect() as connection:
        connection.execute("SET temp_directory = ?", [spill])
        left_out = differences(connection, *sides)
        if county:
            connection.execute("DELETE FROM release_change WHERE county_code <> ?", [county])
        if out:
            out.parent.mkdir(parents=True, exist_ok=True)
            write_csv(connection, "FROM release_change ORDER BY place", out)
        if output == "json":
            _show_json(connection, limit, left_out)
            return exits.PUBLISHED
        _show_table(connection, console, limit, language_of_locale(lang))
    for table in left_out:
        console.line(f"Not compared: {table}")
    if out:
        console.line(f"All of them: {out}")
    return exits.PUBLISHED


def _sides(settings: Settings, before: str, after: str, release: str) -> tuple[Side, Side]:
    """The two to compare. Raises `UsageError`."""
    from orchestration.release.differences import Side

    years = [bool(_YEAR.fullmatch(each)) for each in (before, after)]
    if all(years):
        folder = _folder(settings, release)
        return Side(folder, int(before)), Side(folder, int(after))
    if any(years):
        raise exits.UsageError(f"{before} and {after} are not two releases, nor two school years.")
    return Side(_folder(settings, before)), Side(_folder(settings, after))


def _folder(settings: Settings, release_id: str) -> Path:
    chosen = chosen_release(settings, None if release_id == "current" else release_id)
    try:
        return whole_release(settings.releases_dir, chosen)
    except ReleaseNotFoundError as error:
        raise exits.UsageError(str(error)) from None


def _show_table(
    connection: duckdb.DuckDBPyConnection, console: Console, limit: int, lang: Literal["zh", "en"]
) -> None:
    from rich import box
    from rich.table import Table

    from orchestration.release.differences import counted

    counts = counted(connection)
    if not counts:
        console.line("没有差别。" if lang == "zh" else "Nothing differs.")
        return
    for _, zh, en, table, count in counts:
        console.line(f"{count:>8}  {table}  {zh if lang == 'zh' else en}")
    shown = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    titles = ("", "学年", "标准", "县", "学校", "项目", "原", "新", "可能的原因")
    if lang == "en":
        titles = ("", "Year", "Rule set", "County", "School", "Item", "Before", "After", "Possible causes")
    for title in titles:
        shown.add_column(title, overflow="fold")
    for row in _rows(connection, limit):
        item = " ".join(str(row[name]) for name in ("item", "stage") if row[name])
        shown.add_row(
            row[f"severity_{lang}"],
            str(row["school_year"]),
            row["standard_id"] or "",
            row["county_name"] or row["county_code"],
            row["school_code"] or "",
            f"{row['table_name']} {item}",
            _said(row, "before"),
            _said(row, "after"),
            row["causes"],
        )
    console.table(shown)


def _said(row: dict[str, Any], when: str) -> str:
    value = row[f"value_{when}"]
    said = (row[f"status_{when}"], None if value is None else f"{value:.6g}", row[f"text_{when}"])
    return " ".join(each for each in said if each)


def _show_json(connection: duckdb.DuckDBPyConnection, limit: int, left_out: list[str]) -> None:
    content = {"differences": _rows(connection, limit), "not_compared": left_out}
    Console().line(json.dumps(content, ensure_ascii=False, indent=2))


def _rows(connection: duckdb.DuckDBPyConnection, limit: int) -> list[dict[str, Any]]:
    cursor = connection.execute("FROM release_change ORDER BY place LIMIT ?", [limit])
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
