"""`junheng standards [list|check|doc|sources]`, `junheng standards diff A B`.

What belongs here: arguments, tables and JSON. What does not: reading or judging the registry.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from orchestration.commands import exits
from orchestration.commands.arguments import Command, application
from orchestration.commands.console import Console
from orchestration.settings import Settings

if TYPE_CHECKING:
    from rich.table import Table

    from orchestration.standards.compare import Difference
    from orchestration.standards.listing import RuleSet

#: Before an action it holds for it too, unless the action says otherwise.
_Format = Annotated[Literal["table", "json"] | None, typer.Option("--format", help="default: table")]

app = application(invoke_without_command=True, subcommand_metavar="[COMMAND [ARGS]...]")


@app.callback()
def standards(context: typer.Context, output: _Format = None) -> int:
    """The rule sets, unless another action is asked for."""
    return exits.PUBLISHED if context.invoked_subcommand else list_command(context, output)


def _is_json(context: typer.Context, output: str | None) -> bool:
    before = context.parent.params.get("output") if context.parent else None
    return (output or before) == "json"


def _json(content: Any) -> None:
    Console().line(json.dumps(content, ensure_ascii=False, indent=2))


@app.command("list", cls=Command, help="every rule set, what it inherits, replaces and adds (default)")
def list_command(context: typer.Context, output: _Format = None) -> int:
    """Show every rule set."""
    from orchestration.standards.listing import rule_sets
    from orchestration.standards.registry import load_registry

    found = rule_sets(load_registry(Settings.from_environment().standards_dir)[0])
    if _is_json(context, output):
        _json([asdict(each) for each in found])
    else:
        Console().table(_list_table(found))
    return exits.PUBLISHED


def _list_table(found: Sequence[RuleSet]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    # The name gives way, not the ids: a rule set is asked for by its id.
    for title in ("Rule set", "Name", "Years", "Inherits", "For"):
        table.add_column(title, overflow="fold", no_wrap=title != "Name")
    for title in ("Replaces", "Adds", "Plan"):
        table.add_column(title, justify="right")
    for each in found:
        table.add_row(
            each.standard_id,
            f"{each.name_zh}\n{each.document}",
            _years(each.first_year, each.last_year),
            "\n".join(each.inherits),
            f"{each.applies_to_code_prefix}…" if each.applies_to_code_prefix else "all",
            str(each.rows_replaced),
            str(each.rows_added),
            str(each.rows_planned),
        )
    return table


@app.command("check", cls=Command, help="faults of the registry, by file and row")
def check_command(context: typer.Context, output: _Format = None) -> int:
    """Show the faults of the registry; the status is 1 where there is one. Citations are told besides."""
    from orchestration.standards.check import check_registry
    from orchestration.standards.citations import unfollowable
    from orchestration.standards.registry import load_registry

    settings = Settings.from_environment()
    faults = check_registry(settings.standards_dir)
    if _is_json(context, output):
        _json([asdict(fault) for fault in faults])
    else:
        console = Console()
        for fault in faults:
            console.line(str(fault))
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults" if faults else "no fault"
        console.line(f"The registry in {settings.standards_dir} has {count}.")
        vague = [] if faults else list(unfollowable(load_registry(settings.standards_dir)[0]))
        for each in vague:
            console.line(str(each))
        console.line(f"Rules whose citation cannot be followed: {len(vague)}.")
    return exits.NOT_PUBLISHED if faults else exits.PUBLISHED


@app.command("doc", cls=Command, help="every column of the registry, as docs/registry.md")
def document_command() -> int:
    """Write the document of the registry; the status is 1 where it is faulty."""
    from orchestration.standards.document import registry_document
    from orchestration.standards.faults import FaultyRegistryError

    try:
        sys.stdout.write(registry_document(Settings.from_environment().standards_dir.parent))
    except FaultyRegistryError as error:
        Console().line(str(error))
        return exits.NOT_PUBLISHED
    return exits.PUBLISHED


@app.command("sources", cls=Command, help="what the source plans ask and where it stands, as docs/sources.md")
def sources_command() -> int:
    """Write the table of the source plans' lines."""
    from orchestration.standards.registry import load_registry
    from orchestration.standards.sources import sources_document

    sys.stdout.write(sources_document(load_registry(Settings.from_environment().standards_dir)[0]))
    return exits.PUBLISHED


@app.command("diff", cls=Command, help="rules only in A, only in B, and replaced, after inheritance")
def diff_command(
    context: typer.Context,
    a: Annotated[str, typer.Argument(metavar="A", help="id of a rule set")],
    b: Annotated[str, typer.Argument(metavar="B", help="id of another")],
    year: Annotated[
        int | None, typer.Option(metavar="Y", help="only what differs in this school year")
    ] = None,
    output: _Format = None,
) -> int:
    """Show what differs. Raises `UsageError` for an unknown rule set."""
    from orchestration.standards.compare import common_years, compare
    from orchestration.standards.registry import load_registry

    registry, _ = load_registry(Settings.from_environment().standards_dir)
    known = [row["standard_id"] for row in registry.rows("rule_sets")]
    for name in (a, b):
        if name not in known:
            raise exits.UsageError(f"There is no rule set {name}. There are: {', '.join(known)}.")
    years = common_years(registry, a, b)
    found = compare(registry, a, b, year)
    if _is_json(context, output):
        common = None if years is None else {"first_year": years[0], "last_year": years[1]}
        _json({"a": a, "b": b, "years": common, "differences": [asdict(each) for each in found]})
        return exits.PUBLISHED
    console = Console()
    console.line(f"A {a}\nB {b}")
    if years is None:
        console.line("They are in force in no common school year.")
    elif not found:
        console.line(f"They ask the same in {year or _years(*years)}.")
    else:
        console.table(_diff_table(found))
        counts = {kind: sum(each.kind == kind for each in found) for kind in dict.fromkeys(_kinds())}
        told = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        console.line(f"In {year or _years(*years)}, when both are in force: {told}.")
    return exits.PUBLISHED


def _kinds() -> tuple[str, ...]:
    from orchestration.standards.compare import ONLY_A, ONLY_B, REPLACED

    return REPLACED, ONLY_A, ONLY_B


def _diff_table(found: Sequence[Difference]) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("", "Rule", "Of", "A", "B", "Years", "Citation"):
        table.add_column(title, overflow="fold")
    kinds = _kinds()
    for each in sorted(found, key=lambda difference: kinds.index(difference.kind)):
        table.add_row(
            each.kind,
            each.rule,
            " ".join(value for value in each.key.values() if value),
            _told(each.a),
            _told(each.b),
            _years(each.first_year, each.last_year),
            (each.b_citation if each.b is not None else each.a_citation) or "",
        )
    return table


def _told(values: Mapping[str, str] | None) -> str:
    """The values of one side, blank ones left out; «—» where it has no such rule."""
    if values is None:
        return "—"
    return ", ".join(f"{column} {value}" for column, value in values.items() if value) or "yes"


def _years(first: int, last: int) -> str:
    return f"{first}–" if last == 9999 else str(first) if first == last else f"{first}–{last}"
