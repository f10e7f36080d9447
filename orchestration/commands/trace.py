"""`junheng trace COUNTY [INDICATOR]`: a county's verdicts, or one verdict back to the cells it rests on.

What belongs here: arguments, the choice of the release, printing. What does not: reading it
(`orchestration.trace`), opening raw files (`reread`).
"""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Annotated, Literal

import typer

from orchestration.commands import exits
from orchestration.commands.arguments import Command, Language, Raw, Warehouse, application
from orchestration.commands.chosen import release_dir
from orchestration.settings import Settings

app = application()


@app.command(cls=Command)
def trace(
    county: Annotated[
        str, typer.Argument(metavar="COUNTY", help="code of six digits, or name or a part of it")
    ],
    indicator: Annotated[
        str | None,
        typer.Argument(
            metavar="INDICATOR",
            help="R1 … R7, G1 …, Q1 …, S1, B1 …, ALL for the mean of the CVs, or its Chinese name "
            "(default: the county's verdicts)",
        ),
    ] = None,
    warehouse: Warehouse = None,
    raw: Raw = None,
    school: Annotated[
        str | None, typer.Option(metavar="S", help="code of ten digits, or its name or a part of it")
    ] = None,
    year: Annotated[
        int | None, typer.Option(metavar="Y", help="school year (default: the last one filed)")
    ] = None,
    standard: Annotated[
        str | None, typer.Option(metavar="ID", help="rule set (default: the national one)")
    ] = None,
    release: Annotated[str | None, typer.Option(metavar="ID", help="default: the current release")] = None,
    output: Annotated[Literal["text", "json"], typer.Option("--format", help="of what is shown")] = "text",
    lang: Language = "zh",
    verify: Annotated[
        bool, typer.Option("--verify", help="open the files in raw/ again and compare every cell")
    ] = False,
) -> int:
    """Print the trace. Raises `UsageError` where the release has no such thing.

    With --verify the status is 1 where a cell no longer says what the release holds.
    """
    from orchestration.trace.county import county_lines
    from orchestration.trace.naming import UnknownNameError
    from orchestration.trace.reading import Question, read_trace

    settings = Settings.from_environment(raw, warehouse)
    if indicator is None:
        if school is not None or verify or output == "json":
            raise exits.UsageError("--school, --verify and --format json need an INDICATOR.")
        folder = release_dir(settings, release)
        try:
            sys.stdout.writelines(f"{line}\n" for line in county_lines(folder, county, year, standard, lang))
        except UnknownNameError as error:
            raise exits.UsageError(str(error)) from None
        return exits.PUBLISHED
    question = Question(county, indicator, school, year, standard)
    try:
        found = read_trace(release_dir(settings, release), question)
    except UnknownNameError as error:
        raise exits.UsageError(str(error)) from None
    agrees = True
    if verify:
        from orchestration.commands.reread import reread

        agrees = reread(found, settings.raw_dir)
    if output == "json":
        sys.stdout.write(json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n")
    else:
        from orchestration.trace.text import lines_of

        sys.stdout.writelines(f"{line}\n" for line in lines_of(found, lang))
    return exits.PUBLISHED if agrees else exits.NOT_PUBLISHED
