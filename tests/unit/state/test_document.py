"""docs/warehouse.md shows the table of state as it is."""

from __future__ import annotations

from collections.abc import Iterator

from orchestration.settings import PROJECT_DIR
from orchestration.state.table import STATES


def _lines() -> Iterator[str]:
    yield "| state | where | what it is | built again | damaged | missing | older | newer |"
    yield "|---|---|---|---|---|---|---|---|"
    for each in STATES:
        where = " ".join(f"`{path}`" for path in each.paths)
        cells = (each.name, where, each.what, "yes" if each.from_raw else "no: never deleted")
        yield "| " + " | ".join((*cells, each.damaged, each.missing, each.older, each.newer)) + " |"


def test_the_document_shows_the_table() -> None:
    table = "\n".join(_lines())
    assert table in (PROJECT_DIR / "docs" / "warehouse.md").read_text(encoding="utf-8"), table
