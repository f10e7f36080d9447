"""`junheng standards [list|check|doc]`, `junheng standards diff A B`.

What belongs here: arguments, tables and JSON. What does not: reading or judging the registry.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from orchestration.commands import exits
from orchestration.commands.console import Console
from orchestration.settings import Settings

if TYPE_CHECKING:
    from rich.table import Table

    from orchestration.standards.compare import Difference
    from orchestration.standards.listing import RuleSet

_LIST, _DIFF, _CHECK, _DOC = "list", "diff", "check", "doc"


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The arguments of `junheng standards`."""
    form = argparse.ArgumentParser(add_help=False)
    form.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    parser = commands.add_parser(
        "standards", parents=[form], help="list, compare or check the rule sets of the registry"
    )
    parser.set_defaults(action=_LIST)
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    # Left out of the action's own arguments, what stands before it is kept.
    form_of_action = argparse.ArgumentParser(add_help=False)
    form_of_action.add_argument("--format", choices=("table", "json"), default=argparse.SUPPRESS)
    actions.add_parser(
        _LIST, parents=[form_of_action], help="every rule set, what it inherits, replaces and adds (default)"
    )
    diff = actions.add_parser(
        _DIFF, parents=[form_of_action], help="rules only in A, only in B, and replaced, after inheritance"
    )
    diff.add_argument("a", metavar="A")
    diff.add_argument("b", metavar="B")
    diff.add_argument("--year", type=int, metavar="Y", help="only what differs in this school year")
    actions.add_parser(_CHECK, parents=[form_of_action], help="faults of the registry, by file and row")
    actions.add_parser(_DOC, help="every column of the registry, as docs/registry.md")


def standards(settings: Settings, parsed: argparse.Namespace) -> int:
    """Run one action and return the exit status. Raises `UsageError` for an unknown rule set."""
    as_json = parsed.format == "json"
    if (parsed.action or _LIST) == _CHECK:
        return _check(settings, as_json)
    if parsed.action == _DOC:
        return _document(settings)
    if parsed.action == _DIFF:
        return _diff(settings, parsed.a, parsed.b, parsed.year, as_json)
    return _list(settings, as_json)


def _json(content: Any) -> None:
    Console().line(json.dumps(content, ensure_ascii=False, indent=2))


def _check(settings: Settings, as_json: bool) -> int:
    from orchestration.standards.check import check_registry

    faults = check_registry(settings.standards_dir)
    if as_json:
        _json([asdict(fault) for fault in faults])
    else:
        console = Console()
        for fault in faults:
            console.line(str(fault))
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults" if faults else "no fault"
        console.line(f"The registry in {settings.standards_dir} has {count}.")
    return exits.NOT_PUBLISHED if faults else exits.PUBLISHED


def _document(settings: Settings) -> int:
    from orchestration.standards.document import registry_document
    from orchestration.standards.faults import FaultyRegistryError

    try:
        sys.stdout.write(registry_document(settings.standards_dir.parent))
    except FaultyRegistryError as error:
        Console().line(str(error))
        return exits.NOT_PUBLISHED
    return exits.PUBLISHED


def _list(settings: Settings, as_json: bool) -> int:
    from orchestration.standards.listing import rule_sets
    from orchestration.standards.registry import load_registry

    found = rule_sets(load_registry(settings.standards_dir)[0])
    if as_json:
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


def _diff(settings: Settings, a: str, b: str, year: int | None, as_json: bool) -> int:
    from orchestration.standards.compare import common_years, compare
    from orchestration.standards.registry import load_registry

    registry, _ = load_registry(settings.standards_dir)
    known = [row["standard_id"] for row in registry.rows("rule_sets")]
    for name in (a, b):
        if name not in known:
            raise exits.UsageError(f"There is no rule set {name}. There are: {', '.join(known)}.")
    years = common_years(registry, a, b)
    found = compare(registry, a, b, year)
    if as_json:
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
