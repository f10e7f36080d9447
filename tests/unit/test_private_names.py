"""What a library keeps to itself is used in one module, where what it buys is written beside it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import orchestration

PACKAGE = Path(orchestration.__file__).parent
#: The one module for the private names of a library.
HOMES = {
    "dagster": "transform/compat.py",
    "dagster_dbt": "transform/compat.py",
    "dbt": "transform/compat.py",
    "dbt_common": "transform/compat.py",
    "typer": "commands/arguments.py",
}
#: What they document for use by others; its runner is dbt's door for programs.
PUBLIC = ("dagster", "dagster_dbt", "dbt.cli.main", "typer", "typer.core", "typer.main")


def private_names(source: str) -> Iterator[str]:
    """Modules of these libraries that are not public and that a text imports, or names in a string."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            hidden = [f"{node.module}.{alias.name}" for alias in node.names if alias.name.startswith("_")]
            names = hidden or [node.module or ""]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [word for word in node.value.split() if word.startswith("dagster._")]
        for name in names:
            if name.split(".")[0] in HOMES and name not in PUBLIC:
                yield name


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import dagster as dg\nfrom dbt.cli.main import dbtRunner\nfrom dagster_dbt import dbt_assets", []),
        ("def late():\n    from dagster._core.storage.tags import X", ["dagster._core.storage.tags"]),
        ("from dagster import _check", ["dagster._check"]),
        ("import dbt.parser.manifest", ["dbt.parser.manifest"]),
        ("import typer\nfrom typer.core import TyperGroup", []),
        ("from typer._click import Context", ["typer._click"]),
        ('YAML = """logs:\n  module: dagster._core.storage.noop\n"""', ["dagster._core.storage.noop"]),
    ],
)
def test_a_private_name_is_seen(source: str, found: list[str]) -> None:
    assert list(private_names(source)) == found


def test_private_names_stand_in_one_module() -> None:
    outside = {
        f"{file.relative_to(PACKAGE)}: {name}"
        for file in PACKAGE.rglob("*.py")
        for name in private_names(file.read_text(encoding="utf-8"))
        if file != PACKAGE / HOMES[name.split(".")[0]]
    }
    assert outside == set()
