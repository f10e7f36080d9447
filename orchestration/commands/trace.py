"""`junheng trace COUNTY INDICATOR`: from a verdict back to the cells it rests on.

What belongs here: arguments, the choice of the release, printing. What does not: reading it
(`orchestration.trace`), opening raw files (`reread`).
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from orchestration.commands import exits
from orchestration.settings import Settings


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], filings: argparse.ArgumentParser
) -> None:
    """The arguments of `junheng trace`."""
    parser = commands.add_parser(
        "trace", parents=[filings], help="a verdict, its rule, its formula, and every cell it rests on"
    )
    parser.add_argument("county", metavar="COUNTY", help="code of six digits, or name or a part of it")
    parser.add_argument(
        "indicator",
        metavar="INDICATOR",
        help="R1 … R7, G1 …, Q1 …, S1, B1 …, ALL for the mean of the CVs, or its Chinese name",
    )
    parser.add_argument("--school", metavar="S", help="code of ten digits, or its name or a part of it")
    parser.add_argument("--year", type=int, metavar="Y", help="school year (default: the last one filed)")
    parser.add_argument("--standard", metavar="ID", help="rule set (default: the national one)")
    parser.add_argument("--release", metavar="ID", help="default: the current release")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--lang", choices=("zh", "en"), default="zh", help="of the text; default: zh")
    parser.add_argument(
        "--verify", action="store_true", help="open the files in raw/ again and compare every cell"
    )


def trace(settings: Settings, parsed: argparse.Namespace) -> int:
    """Print the trace. Raises `UsageError` where the release has no such thing.

    With --verify the status is 1 where a cell no longer says what the release holds.
    """
    from orchestration.trace.naming import UnknownNameError
    from orchestration.trace.reading import Question, read_trace

    question = Question(parsed.county, parsed.indicator, parsed.school, parsed.year, parsed.standard)
    try:
        found = read_trace(_release_dir(settings, parsed.release), question)
    except UnknownNameError as error:
        raise exits.UsageError(str(error)) from None
    agrees = True
    if parsed.verify:
        from orchestration.commands.reread import reread

        agrees = reread(found, settings.raw_dir)
    if parsed.format == "json":
        sys.stdout.write(json.dumps(asdict(found), ensure_ascii=False, indent=2) + "\n")
    else:
        from orchestration.trace.text import lines_of

        sys.stdout.writelines(f"{line}\n" for line in lines_of(found, parsed.lang))
    return exits.PUBLISHED if agrees else exits.NOT_PUBLISHED


def _release_dir(settings: Settings, release_id: str | None) -> Path:
    """The folder of the release asked for. Raises `UsageError` where it is not in the release store."""
    folder = settings.releases_dir / release_id if release_id else settings.current_link.resolve()
    if (folder / "compliance.duckdb").is_file():
        return folder
    if release_id is None:
        raise exits.UsageError(
            f"There is no release in {settings.warehouse_dir} yet; «junheng run» makes one."
        )
    known = ", ".join(sorted(path.name for path in settings.releases_dir.glob("[!.]*"))) or "none"
    raise exits.UsageError(f"There is no release {release_id!r}. Releases there: {known}.")
