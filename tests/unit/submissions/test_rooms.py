"""The rooms of the intake import one another in one direction only.

What belongs here: imports between and within rooms, as the files state them. What does not: what a room does.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_DIR

PACKAGE = "orchestration.submissions"
FOLDER = PROJECT_DIR / "orchestration" / "submissions"
#: The ground first: a room imports from those before it.
ROOMS = ("cells", "contract", "files", "sheets", "forms", "folders")


def modules() -> dict[str, Path]:
    """The files of the package by their dotted name under it; a room's own `__init__` says no more than
    what belongs there."""
    return {
        ".".join(path.relative_to(FOLDER).with_suffix("").parts): path
        for path in FOLDER.rglob("*.py")
        if path.name != "__init__.py"
    }


def imported(source: str, known: Mapping[str, object]) -> Iterator[str]:
    """The modules of the package that a source imports, at its head or inside a function."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from (
            name.removeprefix(f"{PACKAGE}.") for name in names if name.removeprefix(f"{PACKAGE}.") in known
        )


def arrows() -> dict[str, set[str]]:
    """Module → the modules of the package that it imports."""
    known = modules()
    return {name: set(imported(path.read_text(encoding="utf-8"), known)) for name, path in known.items()}


def test_every_module_stands_in_a_room() -> None:
    assert {name.split(".")[0] for name in modules()} == set(ROOMS)
    assert all(name.count(".") == 1 for name in modules())
    init = (FOLDER / "__init__.py").read_text(encoding="utf-8")
    places = [init.index(f"- `{room}`") for room in ROOMS]
    assert places == sorted(places), "the docstring of the package lists the rooms in another order"


def test_no_arrow_runs_against_the_order_of_the_rooms() -> None:
    against = [
        f"{name} → {other}"
        for name, others in arrows().items()
        for other in others
        if ROOMS.index(other.split(".")[0]) > ROOMS.index(name.split(".")[0])
    ]
    assert against == []


def test_no_modules_import_one_another_in_a_circle() -> None:
    try:
        TopologicalSorter(arrows()).prepare()
    except CycleError as circle:
        pytest.fail(f"a circle: {' → '.join(circle.args[1])}")


def test_an_import_is_seen_however_it_is_written() -> None:
    known = {"cells.text": 0, "files.workbook": 0, "forms.match": 0}
    source = (
        f"import {PACKAGE}.cells.text\n"
        f"from {PACKAGE}.files import workbook\n"
        f"def late():\n    from {PACKAGE}.forms.match import choose\n"
    )
    assert set(imported(source, known)) == set(known)
