"""How the arguments of every command are read, and the options that several share.

What belongs here: the kinds of command and group, and all that is private in typer. What does not: an
argument of one command, which stands with it.

Values are read here and not by typer, which imports pydantic for it: a third more time for a run that finds
nothing changed, and a programmer's words for what is wrong.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import typer
from typer._click import Context as Context
from typer._click import Parameter
from typer._click.exceptions import UsageError
from typer._coercion import RuntimeParam
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

Warehouse = Annotated[
    Path | None, typer.Option(metavar="DIR", help="where everything is built (default: warehouse/)")
]
Raw = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="filings, <school_year>/<county_code>/… (default: raw/)"),
]
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help="language of what is shown")]
LocaleLanguage = Annotated[
    Literal["zh", "en"] | None,
    typer.Option("--lang", help="language of what is shown (default: zh in a Chinese locale, else en)"),
]

#: A call that cannot be read; it shows itself with the usage of its command.
CallError = UsageError

_KINDS = {int: "whole number", float: "number"}
#: Begins with a dash and is no number.
_FLAG = re.compile(r"-[^\d.]")


def language_of_locale(lang: Literal["zh", "en"] | None) -> Literal["zh", "en"]:
    """The language asked for, else that of the locale."""
    stated = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return lang or ("zh" if next(filter(None, stated), "").startswith("zh") else "en")


class _Value(RuntimeParam):
    """Reads the values of one argument, as its type says."""

    def _coerce_value(self, value: Any, param: Parameter, ctx: Context) -> Any:
        if isinstance(value, list):
            return [self._read(each, *get_args(self.annotation)) for each in value]
        if value == "" and self.annotation is Path:
            return param.default  # a variable that is not set: as if nothing were given
        return self._read(value, self.annotation)

    def _read(self, value: Any, kind: Any) -> Any:
        if self.parameter_info.parser is not None:
            return self.parameter_info.parser(value)
        if get_origin(kind) is Literal:
            if value in get_args(kind):
                return value
            raise typer.BadParameter(f"{value!r} is neither {' nor '.join(map(repr, get_args(kind)))}.")
        try:
            return kind(value)
        except ValueError:
            raise typer.BadParameter(f"{value!r} is no {_KINDS[kind]}.") from None


class Command(TyperCommand):
    """A command. A flag that may be repeated takes several values at once too: `--year 2023 2024`."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """The parameters, that of --help among them, each with its reader."""
        return _with_readers(super().get_params(ctx))

    def get_short_help_str(self, limit: int = 0) -> str:
        """The help in full; in a list of commands it is wrapped, not cut."""
        return self.help or ""

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """As typer reads them; what was given is kept for whoever deals with errors."""
        rest = super().parse_args(ctx, self._one_value_each(ctx, args))
        ctx.meta.update(ctx.params)
        return rest

    def _one_value_each(self, ctx: Context, args: list[str]) -> list[str]:
        """The arguments with a flag before every value; no flag is taken for the value of another."""
        options = {
            name: each
            for each in self.params
            if isinstance(each, TyperOption) and not each.is_flag
            for name in each.opts
        }
        written: list[str] = []
        flag, waits = "", False
        for arg in args:
            if _FLAG.match(arg):
                if waits:
                    ctx.fail(f"Option {flag!r} requires an argument.")
                flag, given, _ = arg.partition("=")
                waits = flag in options and not given
            elif waits:
                waits = False
            elif flag in options and options[flag].multiple:
                written.append(flag)
            written.append(arg)
        if waits:
            ctx.fail(f"Option {flag!r} requires an argument.")
        return written


class Group(TyperGroup):
    """Commands under one name."""

    def get_params(self, ctx: Context) -> list[Parameter]:
        """The parameters, that of --help among them, each with its reader."""
        return _with_readers(super().get_params(ctx))


def _with_readers(parameters: list[Parameter]) -> list[Parameter]:
    for each in parameters:
        assert isinstance(each, (TyperArgument, TyperOption))
        each._runtime_param = _Value(each.type_descriptor.parameter_info, each.type_descriptor.annotation)
    return parameters


def application(**settings: Any) -> typer.Typer:
    """One command, or a group of several: plain text, and errors left to `cli`."""
    return typer.Typer(
        cls=Group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **settings
    )
