"""What a release publishes: the public tables, their keys, and the meaning of every column.

What belongs here: reading that contract out of dbt's manifest. What does not: reading or
writing a single row. A model is public when its `config.meta.public` is true; its sort key is
`config.meta.key`; with `config.meta.as_filed` it is published a second time, with nothing corrected.
Descriptions are the model's (English) and the column's `meta.zh`, `meta.unit`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Column:
    """A published column: name, unit, meaning in both languages ('' where not stated)."""

    name: str
    unit: str = ""
    description_en: str = ""
    description_zh: str = ""


@dataclass(frozen=True)
class PublicTable:
    """A published table.

    Attributes
    ----------
    key: columns that identify a row; every file of the table is sorted by them.
    source_files: Parquet files it is read from; None for a dbt model.
    is_view: the model is a view in the build database, kept as a view.
    as_filed: also published as it stands with nothing corrected, in the schema `as_filed`.
    """

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    description_en: str = ""
    description_zh: str = ""
    source_files: tuple[Path, ...] | None = None
    is_view: bool = False
    as_filed: bool = False


class ContractError(RuntimeError):
    """The manifest does not say what a release needs to know."""


def tables_of_manifest(manifest_path: Path) -> list[PublicTable]:
    """The public models of dbt's manifest, in order of name.

    Raises `ContractError` if there are none or one has no key.
    """
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    tables = []
    for node in manifest["nodes"].values():
        meta = _meta(node)
        if node["resource_type"] not in ("model", "seed") or not meta.get("public"):
            continue
        is_view = node["config"].get("materialized") == "view"
        key = tuple(meta.get("key") or ())
        if not key and not is_view:
            raise ContractError(
                f"The public model {node['name']} has no `meta.key`, so its files have no order. "
                "Add the key columns to its config in dbt_project/."
            )
        tables.append(
            PublicTable(
                name=node.get("alias") or node["name"],
                key=key,
                columns=tuple(_column(each) for each in node["columns"].values()),
                description_en=_one_line(node.get("description")),
                description_zh=_one_line(meta.get("zh")),
                is_view=is_view,
                as_filed=bool(meta.get("as_filed")),
            )
        )
    if not tables:
        raise ContractError(f"{manifest_path} names no public model (`meta.public: true`).")
    return sorted(tables, key=lambda table: table.name)


def _column(column: Mapping[str, Any]) -> Column:
    meta = _meta(column)
    return Column(
        name=column["name"],
        unit=_one_line(meta.get("unit")),
        description_en=_one_line(column.get("description")),
        description_zh=_one_line(meta.get("zh")),
    )


def _meta(node: Mapping[str, Any]) -> dict[str, Any]:
    """`meta` from its place under config (dbt ≥ 1.10) or beside it."""
    return {**(node.get("meta") or {}), **((node.get("config") or {}).get("meta") or {})}


def _one_line(text: object) -> str:
    return " ".join(str(text).split()) if text else ""
