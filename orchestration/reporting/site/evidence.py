"""Evidence rows → statements: a formula whose numbers lead to the cells they were filed in.

What belongs here: the statements and cells of one school or county in one year. What does not: how a
formula is written (`trace.formula`), and which page shows it. A cell stands once on its page, however many
formulas read it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

from orchestration.reporting.site.words import both, part_name
from orchestration.trace.formula import SUMMED, formula
from orchestration.trace.numbers import close, filed_text, plain, shown
from orchestration.trace.words import WORDS

Row = dict[str, Any]

#: Stand around a figure in a formula's text until it is escaped; no filing holds them.
_OPEN, _MIDDLE, _CLOSE = "\ue000", "\ue001", "\ue002"
_LINKED = re.compile(f"{_OPEN}(.*?){_MIDDLE}(.*?){_CLOSE}")
#: Stand in the formula, or (scope) are the same for all that is judged of a school.
_NOT_TOLD_APART = (*SUMMED, "split", "scope")
_FACT = ("school_code", "relation", "item", "member_stage", "fact_no")


class Sheet:
    """The cells and statements of one page for one year."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.statements: list[Row] = []
        self._cells: dict[tuple[Any, ...], Row] = {}

    @property
    def files(self) -> list[Row]:
        """The cells by file and sheet, as they are read there; what was not filed comes last, by form."""
        groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for cell in self._cells.values():
            groups[cell["path"] or "", cell["src_sheet"] or ""].append(cell)
        return [
            {"path": path, "sheet": sheet, "cells": sorted(cells, key=_reading_order)}
            for (path, sheet), cells in sorted(groups.items(), key=lambda each: (not each[0][0], each[0]))
        ]

    def cell(self, row: Row) -> Row:
        """The cell of an input, entered where it is new."""
        key = tuple(row[name] for name in _FACT)
        if key not in self._cells:
            self._cells[key] = {**row, "id": f"c{self.year}-{len(self._cells) + 1}", **_said(row)}
        return self._cells[key]


def statements(
    sheet: Sheet, rows: Sequence[Row], indicators: dict[str, Row], results: dict[tuple[str, ...], Row]
) -> None:
    """Add every judged part of `rows` (one entity, one year) to the sheet.

    results: by (indicator, part, stage); a part that no rule set judges has none.
    """
    parts: dict[tuple[str, str], dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        parts[row["indicator_id"], row["stage"]][row["part_id"]].append(row)
    order = {name: place for place, name in enumerate(indicators)}
    # What is judged and rests on nothing, as where nobody is concerned, has its line too.
    asked = {*parts, *((name, stage) for name, _, stage in results)}
    for indicator_id, stage in sorted(
        asked, key=lambda each: (order.get(each[0], len(order)), each[1] != "primary", each[1])
    ):
        by_part = parts[indicator_id, stage]
        every = by_part.pop("any", [])
        judged = {part for name, part, at in results if (name, at) == (indicator_id, stage)}
        for part_id in sorted(judged | set(by_part)) or ["value"]:
            inputs = by_part.get(part_id, [])
            read = sorted([*inputs, *every], key=lambda row: (row["input_no"], row["fact_no"]))
            indicator = indicators.get(indicator_id, {"indicator_id": indicator_id, "multiplier": 1.0})
            result = results.get((indicator_id, part_id, stage))
            # What no rule set judges and nobody filed is not asked of this county.
            if result or any(row["state"] != "missing" for row in read if row["role"] != "scope"):
                sheet.statements.append(_statement(sheet, indicator, stage, part_id, read, result))


def anchor(year: int, indicator_id: str, stage: str = "all", part_id: str = "value") -> str:
    """Where a statement stands on its page."""
    return "-".join(
        [f"e{year}", indicator_id, *(each for each in (stage, part_id) if each not in ("all", "value"))]
    )


def _statement(
    sheet: Sheet, indicator: Row, stage: str, part_id: str, inputs: list[Row], result: Row | None
) -> Row:
    cells = [sheet.cell(row) for row in inputs]
    value = result["value"] if result else None
    written = None
    linked = [row | {"figure": _linked(row, cell)} for row, cell in zip(inputs, cells, strict=True)]
    if any(row["role"] == "numerator" for row in inputs):
        written = formula(indicator["indicator_id"], indicator["multiplier"] or 1.0, linked, value)
    return {
        "id": anchor(sheet.year, indicator["indicator_id"], stage, part_id),
        "indicator": indicator,
        "stage": stage,
        "part": None if part_id == "value" else part_name(part_id),
        "result": result,
        "formula": _markup(written.text) if written else None,
        "agrees": written is None or value is None or close(written.value, value),
        "also": [
            (cell, both(*WORDS[row["role"]]))
            for row, cell in zip(inputs, cells, strict=True)
            if row["role"] not in _NOT_TOLD_APART
        ],
    }


def _linked(row: Row, cell: Row) -> str:
    # A room that is large enough is one, whatever its area.
    is_counted = row["relation"] == "rooms" or row["state"] == "none_listed"
    return f"{_OPEN}{cell['id']}{_MIDDLE}{shown(row['contribution' if is_counted else 'value'])}{_CLOSE}"


def _markup(text: str) -> Markup:
    return Markup(_LINKED.sub(r'<a href="#\1">\2</a>', str(escape(text))))


def _said(row: Row) -> Row:
    """What a cell says: as it counts, as it was filed, and why it does not count."""
    if row["relation"] == "attestations" or row["text"] is not None:
        filed = row["raw"] or row["text"]
        value = (
            row["text"]
            if row["text"] is not None
            else shown(row["value"])
            if row["value"] is not None
            else None
        )
    else:
        filed = filed_text(row["raw"], row["value"], row["factor"])
        value = None if row["value"] is None else shown(row["value"])
    factor = plain(row["factor"]) if row["factor"] not in (None, 1.0) else None
    return {"shown": value, "filed": filed, "times": factor}


def _reading_order(cell: Row) -> tuple[Any, ...]:
    letters = (cell["cell"] or "").rstrip("0123456789")
    digits = (cell["cell"] or "")[len(letters) :]
    return (
        int(digits or 0),
        len(letters),
        letters,
        cell["form_zh"] or "",
        cell["name_zh"] or "",
        cell["school_code"],
    )


def by_entity(rows: Iterable[Row]) -> dict[tuple[int, str, str], list[Row]]:
    """Evidence by year, kind (county or school) and entity: a school's sections stand with the school."""
    found: dict[tuple[int, str, str], list[Row]] = defaultdict(list)
    for row in rows:
        kind = "county" if row["entity_type"] == "county" else "school"
        found[row["school_year"], kind, row["entity_id"]].append(row)
    return found
