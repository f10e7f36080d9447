"""What dbt compiles for the landing gate: the checks, the facts under them, and the seeds they read.

What belongs here: the file of compiled models that a state of the project has beside its manifest, and
any selection of models written the same way. What
does not: making them in a session (`quality/`), which reads this file. So that the SQL of a rule stands
once, in dbt, while `junheng check` needs no dbt at all.
"""

from __future__ import annotations

import json
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

GATE_MODELS = "gate_models.json"
#: The target of profiles.yml that compiles without opening a warehouse.
_TARGET = "compile"
#: The checks of the landing gate and the facts that nothing else reads: no build of the warehouse makes them.
GATE_SELECTION = "tag:landing_check"


class GateModelsError(RuntimeError):
    """The models of the landing gate cannot be compiled; the text is dbt's own."""


def write_gate_models(manifest: Any, folder: Path) -> None:
    """Compile what the landing gate is made of into `gate_models.json`. Raises `GateModelsError`."""
    selection = ("--indirect-selection", "empty", "--select", f"+{GATE_SELECTION}")
    write_compiled(manifest, folder / GATE_MODELS, *selection)


def write_compiled(manifest: Any, file: Path, *selection: str) -> None:
    """Compile what dbt's options select, and write: seeds with their types, models with their SQL in the
    order in which they can be made, where a `{warehouse}` has the sources they read, and data tests with the
    SQL of the rows that fail.

    A source is read as `<source>.<table>`, wherever a warehouse is. Raises `GateModelsError`.
    """
    from dbt.cli.main import dbtRunner

    ran = dbtRunner(manifest=manifest).invoke(
        ["--log-level", "none", "compile", "--target", _TARGET, *selection]
    )
    results = getattr(ran.result, "results", [])
    if not ran.success:
        said = [str(each.message) for each in results if each.message]
        raise GateModelsError(str(ran.exception or "; ".join(said)))
    nodes = [each.node for each in results if each.node.resource_type == "model"]
    compiled = {node.unique_id: node for node in nodes}
    models = []
    sources = {}
    order = TopologicalSorter({name: node.depends_on.nodes for name, node in compiled.items()})
    for name in order.static_order():
        if name in manifest.sources:
            source = manifest.sources[name]
            location = source.meta["external_location"]
            read_by = f"{source.source_name}.{source.name}"
            sources[read_by] = location.format(name=source.name, warehouse="{warehouse}")
        elif name in compiled:
            node = compiled[name]
            models.append(
                {
                    "name": node.name,
                    "reads": [
                        manifest.nodes[each].name for each in node.depends_on.nodes if each in manifest.nodes
                    ],
                    "is_table": node.config.materialized == "table",
                    "sql": read_by_name(node.compiled_code, manifest),
                }
            )
    seeds = {
        node.name: {"file": node.original_file_path, "types": node.config.get("column_types")}
        for node in manifest.nodes.values()
        if node.resource_type == "seed"
    }
    tests = [
        {"name": each.node.name, "sql": read_by_name(each.node.compiled_code, manifest)}
        for each in results
        if each.node.resource_type == "test"
    ]
    made = {"sources": sources, "seeds": seeds, "models": models, "tests": tests}
    file.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")


def read_by_name(sql: str, manifest: Any) -> str:
    """The SQL with each source read as `<source>.<table>`, wherever its files are."""
    for source in manifest.sources.values():
        location = source.meta["external_location"].format(name=source.name, **source.meta)
        sql = sql.replace(location, f"{source.source_name}.{source.name}")
    return sql
