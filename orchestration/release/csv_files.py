"""Tables as CSV for spreadsheets: UTF-8 with a byte order mark, and no text that a program would run.

What belongs here: writing one. What does not: which tables and rows.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.release.quoting import identifier, literal

#: What a spreadsheet takes for a formula at the beginning of a text; such a text is led by an apostrophe.
_LIVE = "^[=+@\\t\\r-]"
_BOM = "\ufeff".encode()


def write_csv(connection: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    """Write the rows of a query, with a header; Excel and LibreOffice read its Chinese by the mark."""
    described = connection.execute(f"DESCRIBE {query}").fetchall()
    columns = ", ".join(
        f"CASE WHEN regexp_matches({identifier(name)}, {literal(_LIVE)}) THEN '''' || {identifier(name)} "
        f"ELSE {identifier(name)} END AS {identifier(name)}"
        if kind == "VARCHAR"
        else identifier(name)
        for name, kind, *_ in described
    )
    connection.execute(f"COPY (SELECT {columns} FROM ({query})) TO {literal(file)} (FORMAT csv, HEADER)")
    file.write_bytes(_BOM + file.read_bytes())
