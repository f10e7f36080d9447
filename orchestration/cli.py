"""`junheng`: the command line.

What belongs here: arguments, and turning errors into sentences and exit statuses. What does not:
work. Commands are imported when they are called, so that --help answers at once.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.commands import exits
from orchestration.commands.check import add_parser as add_check_parser
from orchestration.commands.layout import add_parser as add_layout_parser
from orchestration.commands.standards import add_parser as add_standards_parser
from orchestration.commands.template import add_parser as add_template_parser
from orchestration.commands.trace import add_parser as add_trace_parser
from orchestration.lock import WarehouseLockedError
from orchestration.settings import Settings, SettingsError

_EXITS = "exit status:\n" + "\n".join(f"  {status}  {text}" for status, text in sorted(exits.MEANING.items()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; usage errors of argparse exit with 2."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parsed = _parser().parse_args(given)
    try:
        return _dispatch(parsed, "junheng " + " ".join(given))
    except WarehouseLockedError as error:
        sys.stderr.write(f"{error}\n")
        return exits.LOCKED
    except (exits.UsageError, SettingsError) as error:
        sys.stderr.write(f"{error}\n")
        return exits.USAGE
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return exits.PUBLISHED
    except Exception as error:
        log_file = _log_crash(parsed)
        sys.stderr.write(f"{type(error).__name__}: {error}\nThe full account is in {log_file}.\n")
        return exits.NOT_PUBLISHED


def _log_crash(parsed: argparse.Namespace) -> Path:
    import traceback

    settings = Settings.from_environment(None, getattr(parsed, "warehouse", None))
    log_file = settings.log_dir / f"{parsed.command}-crash.log"
    log_file.parent.mkdir(parents=True, exist_ok=True)
    log_file.write_text(traceback.format_exc(), encoding="utf-8")
    return log_file


def _dispatch(parsed: argparse.Namespace, command: str) -> int:
    if parsed.command == "sample":
        from orchestration.commands.sample import SampleRequest, sample

        return sample(
            SampleRequest(
                out_dir=Path(parsed.out),
                committed=parsed.committed,
                counties=parsed.counties,
                years=parsed.years,
                seed=parsed.seed,
                quality=parsed.quality,
                spread=parsed.spread,
            )
        )
    if parsed.command == "check":
        from orchestration.commands.check import check

        return check(Settings.from_environment(), parsed)
    if parsed.command == "template":
        from orchestration.commands.template import template

        return template(Settings.from_environment(), parsed)
    if parsed.command == "layout":
        from orchestration.commands.layout import layout

        return layout(parsed)
    if parsed.command == "standards":
        from orchestration.commands.standards import standards

        return standards(Settings.from_environment(), parsed)
    settings = Settings.from_environment(getattr(parsed, "raw", None), parsed.warehouse)
    if parsed.command == "run":
        from orchestration.commands.run import run

        return run(settings, parsed.year, command)
    if parsed.command == "status":
        from orchestration.commands.status import status

        return status(settings, parsed.year, parsed.county)
    if parsed.command == "trace":
        from orchestration.commands.trace import trace

        return trace(settings, parsed)
    if parsed.command == "dev":
        from orchestration.commands.dev import dev

        return dev(settings, parsed.port)
    from orchestration.commands import releases

    if parsed.action == "list":
        return releases.list_command(settings)
    if parsed.action == "use":
        return releases.use_command(settings, parsed.release_id)
    return releases.verify_command(settings, parsed.release_id)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="junheng",
        description="Junheng 均衡: from a county's annual filings to a published verdict.",
        epilog=_EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    places = argparse.ArgumentParser(add_help=False)
    places.add_argument("--warehouse", metavar="DIR", help="where everything is built (default: warehouse/)")
    filings = argparse.ArgumentParser(add_help=False, parents=[places])
    filings.add_argument(
        "--raw", metavar="DIR", help="filings, <school_year>/<county_code>/… (default: raw/)"
    )

    run = commands.add_parser(
        "run",
        parents=[filings],
        help="read what changed, check, build, publish",
        epilog=_EXITS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    run.add_argument(
        "--year",
        type=int,
        nargs="+",
        action="extend",
        default=[],
        metavar="Y",
        help="read only these school years again; the release still holds every landed year",
    )
    status = commands.add_parser(
        "status", parents=[filings], help="what is filed, missing, refused; what to do"
    )
    status.add_argument("--year", type=int, nargs="+", action="extend", default=[], metavar="Y")
    status.add_argument("--county", nargs="+", action="extend", default=[], metavar="CODE")

    add_trace_parser(commands, filings)

    release = commands.add_parser("release", help="list, choose or verify releases")
    actions = release.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", parents=[places], help="every release, the current one marked")
    use = actions.add_parser("use", parents=[places], help="make a release current, for example to go back")
    use.add_argument("release_id", metavar="ID")
    verify = actions.add_parser("verify", parents=[places], help="check hashes and row counts")
    verify.add_argument("release_id", metavar="ID", nargs="?", help="default: the current release")

    add_check_parser(commands)
    add_template_parser(commands)
    add_layout_parser(commands)

    sample = commands.add_parser("sample", help="write filings of made-up counties")
    sample.add_argument("--counties", type=int, metavar="N", help="how many counties")
    sample.add_argument("--years", type=_years, metavar="A-B", help="school years, as 2022-2024")
    sample.add_argument("--seed", type=int, default=1, metavar="S", help="the same seed gives the same bytes")
    sample.add_argument(
        "--out", required=True, metavar="DIR", help="a new or empty folder, laid out like raw/"
    )
    sample.add_argument(
        "--quality", type=float, default=1.12, metavar="Q", help="level of the middling school; 1: national"
    )
    sample.add_argument(
        "--spread", type=float, default=0.12, metavar="P", help="how much schools differ; 0.5: most fail"
    )
    sample.add_argument("--committed", action="store_true", help="the repository's own sample instead")

    add_standards_parser(commands)

    dev = commands.add_parser("dev", parents=[filings], help="Dagster's UI on this machine")
    dev.add_argument("--port", type=int, default=3000)
    return parser


def _years(text: str) -> tuple[int, int]:
    """«2022-2024» or «2024» as first and last year."""
    first, _, last = text.partition("-")
    try:
        years = int(first), int(last or first)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no range of years such as 2022-2024") from None
    if years[0] > years[1]:
        raise argparse.ArgumentTypeError(f"{text!r} ends before it begins")
    return years


if __name__ == "__main__":
    sys.exit(main())
