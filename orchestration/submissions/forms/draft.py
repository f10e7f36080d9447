"""A suggestion written as a layout file, for a person to review.

What belongs here: YAML with its comments. What does not: guessing (suggest.py). What a column feeds comes
from the nearest layout's own file, so that a draft says nothing that no layout says.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from orchestration.submissions.cells.text import LEVEL, cell_address
from orchestration.submissions.cells.units import find_unit, split_unit
from orchestration.submissions.contract.layouts import ROW_CODE, ROW_NAME, CodedLayout, Column, RowsLayout
from orchestration.submissions.forms.suggest import Suggestion
from orchestration.submissions.sheets.headers import HeaderColumn
from orchestration.submissions.sheets.year_titles import declared_years
from orchestration.yaml_files import YamlFile

#: An edition that nobody has named yet; no filing is of that year.
UNNAMED_EDITION = "0000"
#: A title of fewer Chinese characters names no form; nor does what a spreadsheet program calls a sheet.
_FEWEST_WORDS = 3
_WORDS = re.compile("[\u4e00-\u9fff]")
_UNNAMED_SHEET = re.compile(r"(新建)?(工作表|表格?|页|新表)(单|格)?")
#: What the leaf of a total says.
_TOTALS = frozenset({"计", "合计", "小计"})
_SIDES = {ROW_NAME: "name_header", ROW_CODE: "code_header"}


def draft_layout(suggestion: Suggestion, edition: str | None) -> str:
    """The draft. `edition` is the school year from which it holds; by default the one the title states."""
    base: dict[str, Any] = YamlFile.own(suggestion.layout.path).values
    layout = suggestion.layout
    years = [year for year, _ in declared_years(suggestion.block.titles)]
    chosen = edition or (str(years[0]) if years else UNNAMED_EDITION)
    numbers = _numbers(suggestion)
    lines = [
        f"# DRAFT from sheet «{suggestion.sheet.name}»; nearest: {layout.form}, edition {layout.edition}.",
        "# Review every line: the figure is the likeness to the known header, 1.00 the same. Then save as",
        f"# orchestration/submissions/layouts/{layout.path.stem.rsplit('_', 1)[0]}_{chosen}.yaml",
    ]
    if chosen == UNNAMED_EDITION:
        lines.append("# Nothing states the edition: name the first school year in which the form is so.")
    lines += [
        f"# AS NEAR: {tie.layout.form}, edition {tie.layout.edition}; what tells them apart: {tie.apart}"
        + ("" if tie.is_decided else ". Nothing on the sheet decides: say which it is, --form.")
        for tie in suggestion.ties
    ]
    lines += [f"# MISSING, required: {text}" for text in _missing(suggestion, "required")]
    lines += [f"# missing, expected: {text}" for text in _missing(suggestion, "expected")]
    lines += _unknown(suggestion)
    head = {**base, "edition": chosen, **_names(suggestion), **_side_headers(suggestion, numbers)}
    for key in ("columns", "rows"):
        head.pop(key, None)
    lines += [_flow({key: value})[1:-1] for key, value in head.items()]
    lines += ["columns:", *_columns(suggestion, base, numbers)]
    if isinstance(layout, CodedLayout):
        lines += ["rows:", *_rows(suggestion, base, numbers, layout)]
    return "\n".join(lines) + "\n"


def _columns(suggestion: Suggestion, base: dict[str, Any], numbers: dict[int, int]) -> list[str]:
    positions = {column.field: position for position, column in enumerate(suggestion.layout.columns)}
    sums = _sums(suggestion)
    parts_of_sums = {part.field for _, parts in sums for part in parts}
    lines = []
    for guess in suggestion.columns:
        if guess.column.field in _SIDES:
            continue
        item = dict(base["columns"][positions[guess.column.field]])
        item["header"] = _written(guess.header)
        if guess.column.field in parts_of_sums:
            # Without a part there is no sum.
            item.pop("presence", None)
        if guess.column.number:
            item["number"] = numbers[guess.column.number]
        unit = guess.header.unit
        if "unit" in item and unit and find_unit(unit):
            item["unit"] = unit
        said = "the same" if guess.likeness == 1 else f"known: {LEVEL.join(guess.known)}"
        lines += [f"  # {guess.likeness:.2f}  {guess.header.address}  {said}", f"  - {_flow(item)}"]
    for column, parts in sums:
        item = dict(base["columns"][positions[column.field]])
        item.pop("presence", None)
        names = LEVEL.join(level for level in column.headers[0][:-1])
        item.update(header=names, sum_of=[part.field for part in parts])
        lines += [f"  # computed: is {names} the sum of its parts here?", f"  - {_flow(item)}"]
    return lines


def _sums(suggestion: Suggestion) -> list[tuple[Column, list[Column]]]:
    """Missing totals (艺术 › 计) all of whose parts on the form (艺术 › 音乐, 艺术 › 美术) are there."""
    placed = {guess.column.field for guess in suggestion.columns}
    sums = []
    for column in suggestion.missing:
        *above, leaf = column.headers[0]
        parts = [
            other
            for other in suggestion.layout.columns
            if other is not column and list(other.headers[0][:-1]) == above
        ]
        is_sum = leaf in _TOTALS and len(parts) > 1 and {part.field for part in parts} <= placed
        if is_sum and isinstance(suggestion.layout, RowsLayout):
            sums.append((column, parts))
    return sums


def _rows(
    suggestion: Suggestion, base: dict[str, Any], numbers: dict[int, int], layout: CodedLayout
) -> list[str]:
    positions = {row.code: position for position, row in enumerate(layout.rows)}
    lines = []
    for guess in suggestion.rows:
        item = dict(base["rows"][positions[guess.row.code]])
        if "columns" in item:
            item["columns"] = [numbers[number] for number in item["columns"] if number in numbers]
        # The other numbering is that of the known edition.
        item.pop("other_code", None)
        item.update(code=guess.code, label=guess.label)
        likeness = min(guess.likeness, 1.0)
        said = "the same" if likeness == 1 else f"known: {guess.row.label}"
        was = "" if guess.code == guess.row.code else f", was {guess.row.code}"
        lines += [f"  # {likeness:.2f}  row {guess.line + 1}{was}  {said}", f"  - {_flow(item)}"]
    return lines


def _numbers(suggestion: Suggestion) -> dict[int, int]:
    """The number of each of a matrix layout's columns → its number in the sheet, in the sheet's order."""
    guessed = [guess for guess in suggestion.columns if guess.column.number]
    texts = suggestion.sheet.line(suggestion.block.data_row - 1).texts
    printed = [texts[guess.header.index] for guess in guessed]
    if len(set(printed)) == len(printed) and all(text.isascii() and text.isdigit() for text in printed):
        return {guess.column.number: int(text) for guess, text in zip(guessed, printed, strict=True)}
    return {guess.column.number: position for position, guess in enumerate(guessed, start=1)}


def _names(suggestion: Suggestion) -> dict[str, str]:
    """Title and sheet name: the known ones where they fit the sheet, else the sheet's own, year left open."""
    layout, block = suggestion.layout, suggestion.block
    if layout.title_pattern.search(block.title) or layout.title_pattern.search(suggestion.sheet.name_text):
        return {}
    title = next((text for _, _, text in block.titles if text), suggestion.sheet.name_text)
    words = max(map(_without_year, re.split(r"[\d\s()\-—:]+", title)), key=len)
    if len(_WORDS.findall(words)) < _FEWEST_WORDS or _UNNAMED_SHEET.fullmatch(words):
        # «Sheet1», «工作表1», «Table»: any sheet may be called so; nothing is said of this one.
        return {}
    return {
        "sheet_name": suggestion.sheet.name,
        "title": re.sub(r"(19|20)\d\d", "{school_year}", title.replace("{", "").replace("}", "")),
        "title_pattern": re.escape(words),
    }


def _without_year(words: str) -> str:
    return re.sub(r"^(学年度?|年度?|年)", "", words)


def _side_headers(suggestion: Suggestion, numbers: dict[int, int]) -> dict[str, str]:
    return {
        _SIDES[guess.column.field]: _written(guess.header)
        for guess in suggestion.columns
        if guess.column.field in _SIDES
    }


def _missing(suggestion: Suggestion, presence: str) -> list[str]:
    computed = {column.field for column, _ in _sums(suggestion)}
    columns = [
        f"{column.field}, known as {column.header}"
        for column in suggestion.missing
        if column.presence == presence and column.field not in computed
    ]
    rows = [f"row {row.code} {row.label}" for row in suggestion.missing_rows if row.presence == presence]
    return columns + rows


def _unknown(suggestion: Suggestion) -> list[str]:
    columns = [
        f"# unknown: {header.shown} in {header.address} (nearest: {LEVEL.join(known)}, {likeness:.2f})"
        for header, known, likeness in suggestion.unknown
    ]
    rows = [
        f"# unknown: row {row.code} {row.label} in {cell_address(row.line, row.index)}"
        for row in suggestion.unknown_rows
    ]
    return columns + rows


def _written(header: HeaderColumn) -> str:
    """The header path as on the sheet; a level that is only a unit is no level."""
    return LEVEL.join(level for level in header.shown.split(LEVEL) if split_unit(level)[0])


def _flow(item: dict[str, Any]) -> str:
    """A mapping on one line, as the layout files have it."""
    text: str = yaml.safe_dump(
        item, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6
    )
    return text.strip()
