"""`junheng`: the command line.

What belongs here: the names of the commands, and turning errors into sentences and exit statuses. What does
not: work, and the arguments of a command, which stand with it. Commands are imported when they are called, so
that --help answers at once.
"""

from __future__ import annotations

import errno
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from typer.main import get_command

from orchestration.commands import exits
from orchestration.commands.arguments import CallError, Command, Context, Group
from orchestration.commands.encoding import require_utf8
from orchestration.commands.signals import end_like_ctrl_c

_COMMANDS = {
    "run": "read what changed, check, build, publish",
    "status": "what is filed, missing, refused; what to do",
    "trace": "a verdict, its rule, its formula, and every cell it rests on",
    "report": "the verdicts and all they rest on, as pages for a browser; also as one file to send on",
    "forms": "the application form of a county, filled in, and its lists",
    "release": "list, show, choose, verify, export or prune releases",
    "diff": "what differs between two releases or school years, and why",
    "check": "check a filing before it is sent or loaded; nothing is written",
    "template": "write empty, validated workbooks for a county to fill in",
    "layout": "draft the layout of a new edition of a form",
    "sample": "write filings of made-up counties",
    "standards": "list, compare or check the rule sets of the registry",
    "alerts": "send a trial message through every alert channel",
    "dev": "Dagster's UI on this machine",
}


#: What is wrong with a place, not with us: it is said in full by the system's own words.
_OF_A_PLACE = (
    *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO),
    *(errno.ENOTDIR, errno.EEXIST, errno.ENAMETOOLONG),
)


class _Late(Command):
    """A command of a module of its own name, imported when it is called."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Context | None = None, **extra: Any
    ) -> Context:
        """The context of the command itself, which takes the place of this one."""
        command = get_command(importlib.import_module(f"orchestration.commands.{self.name}").app)
        command.help = self.help
        return command.make_context(info_name, args, parent, **extra)


_JUNHENG = Group(
    name="junheng",
    help="Junheng 均衡: from a county's annual filings to a published verdict.",
    epilog=exits.EPILOG,
    commands=[_Late(name, help=summary) for name, summary in _COMMANDS.items()],
    context_settings={"help_option_names": ["--help", "-h"]},
    rich_markup_mode=None,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; raises SystemExit with 2 where the call cannot be read."""
    if arguments is None:  # a process of its own
        require_utf8()
        end_like_ctrl_c()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        with _JUNHENG.make_context("junheng", list(given), obj=" ".join(["junheng", *given])) as context:
            return _invoke(context)
    except typer.Exit as end:
        return end.exit_code
    except CallError as error:
        error.show()
        sys.exit(exits.USAGE)
    except BrokenPipeError:
        # The reader of our output (head, less) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return exits.PUBLISHED
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        return exits.NOT_PUBLISHED


def _invoke(context: Context) -> int:
    try:
        status: int = _JUNHENG.invoke(context)
    except (typer.Exit, CallError, BrokenPipeError):
        raise
    except Exception as error:
        return _told(error, context)
    return status


def _told(error: Exception, context: Context) -> int:
    """Say what went wrong and return the exit status."""
    from orchestration.lock import WarehouseLockedError
    from orchestration.settings import SettingsError
    from orchestration.state.layout import LaterLayoutError
    from orchestration.submissions.folders.listing import FilesChangingError

    if isinstance(error, WarehouseLockedError):
        sys.stderr.write(f"{error}\n")
        return exits.LOCKED
    if isinstance(error, FilesChangingError):
        sys.stderr.write(f"{error}\n")
        return exits.NOT_PUBLISHED
    if isinstance(error, (exits.UsageError, SettingsError, LaterLayoutError)):
        sys.stderr.write(f"{error}\n")
        return exits.USAGE
    if isinstance(error, OSError) and error.errno in _OF_A_PLACE:
        place = f"{error.filename}: " if error.filename else ""
        sys.stderr.write(f"{place}{error.strerror}.\n")
        return exits.NOT_PUBLISHED
    log_file = _log_crash(error, context)
    account = f"The full account is in {log_file}.\n" if log_file else ""
    sys.stderr.write(f"{type(error).__name__}: {error}\n{account}")
    return exits.NOT_PUBLISHED


def _log_crash(error: Exception, context: Context) -> Path | None:
    """The file with the traceback; None where it cannot be written."""
    import traceback

    from orchestration.settings import Settings

    settings = Settings.from_environment(None, context.meta.get("warehouse"))
    log_file = settings.log_dir / f"{context.invoked_subcommand}-crash.log"
    text = "".join(traceback.format_exception(error))
    try:
        log_file.parent.mkdir(parents=True, exist_ok=True)
        log_file.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return log_file


if __name__ == "__main__":
    sys.exit(main())
