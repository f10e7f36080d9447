"""`junheng sample`: filings of made-up counties, as offices would send them.

What belongs here: the call and its refusals. What does not: how counties are made up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.commands import exits
from orchestration.commands.arguments import Command, application
from orchestration.commands.console import Console

app = application()


def _years(text: str) -> range:
    """The years of «2022-2024» or «2024»."""
    first, _, last = text.partition("-")
    try:
        years = range(int(first), int(last or first) + 1)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no range of years such as 2022-2024.") from None
    if not years:
        raise typer.BadParameter(f"{text!r} ends before it begins.")
    return years


@app.command(cls=Command)
def sample(
    out: Annotated[Path, typer.Option(metavar="DIR", help="a new or empty folder, laid out like raw/")],
    counties: Annotated[int | None, typer.Option(metavar="N", help="how many counties")] = None,
    years: Annotated[
        range | None, typer.Option(metavar="A-B", help="school years, as 2022-2024", parser=_years)
    ] = None,
    seed: Annotated[int, typer.Option(metavar="S", help="the same seed gives the same bytes")] = 1,
    quality: Annotated[
        float, typer.Option(metavar="Q", help="level of the middling school; 1: national")
    ] = 1.12,
    spread: Annotated[
        float, typer.Option(metavar="P", help="how much schools differ; 0.5: most fail")
    ] = 0.12,
    committed: Annotated[
        bool, typer.Option("--committed", help="the repository's own sample instead")
    ] = False,
) -> int:
    """Write a sample. Raises `UsageError` if the call is incomplete or the folder is not empty."""
    from orchestration.sample import make_committed_sample, make_sample

    try:
        if committed:
            written = make_committed_sample(out)
        elif counties is None or years is None:
            raise exits.UsageError("Say how many --counties and which --years, or --committed.")
        else:
            written = make_sample(out, counties, years, seed, quality=quality, spread=spread)
    except (FileExistsError, ValueError) as error:
        raise exits.UsageError(str(error)) from None
    console = Console()
    console.line(
        f"{written.files} files of {written.counties} made-up counties, {written.years} school years, "
        f"{written.school_years} school-years, in {out}"
    )
    console.line(f"Read them with: junheng run --raw {out} --warehouse <another folder>")
    return exits.PUBLISHED
