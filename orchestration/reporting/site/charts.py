"""The pictures, drawn by vl-convert as SVG that stands in the page: no script, and it prints.

What belongs here: placing points, drawing, making the SVG small. What does not: what a picture looks like
(`drawings`, kept compiled in charts.json, as compiling takes a hundred times as long as drawing), or figures.
"""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

Row = dict[str, Any]

#: What `python -m orchestration.reporting.site.drawings` writes.
COMPILED = Path(__file__).with_name("charts.json")
#: Of a status; what else there is has no point.
DRAWN = ("PASS", "FLOOR", "FAIL", "INSUFFICIENT_DATA")
#: A value of a year before the one shown.
BEFORE = "BEFORE"
#: Percent of the limit; what is above stands at the edge.
WIDEST = 200
_BIN = 1.5
_LANES = 5

_NUMBER = re.compile(r"(\d+\.\d)\d+")
_PLACED = re.compile(r'<path transform="translate\(([-\d.]+),([-\d.]+)\)"((?: [a-z-]+="[^"]*")+)/>')
_LABEL = re.compile(r">(x\d\d+a*)<")
_NOISE = re.compile(
    r' (?:role|aria-[a-z]+|pointer-events|stroke-miterlimit|font-family|class|opacity)="[^"]*"'
    r'|<path d="" display="none"/>|<path d="M0[^"]*Z"/>(?=<g>)'
)


def strip(points: Sequence[Row], title: str, said: str) -> Markup:
    """Every section's value in percent of its limit, a row of points for each indicator and stage.

    points: row (in both languages), percent, kind.
    """
    lanes: Counter[tuple[Any, ...]] = Counter()
    placed = []
    for point in points:
        at = round(round(min(point["percent"], WIDEST) / _BIN) * _BIN, 1)
        spot = (point["row"], at)
        lanes[spot] += 1
        if lanes[spot] <= _LANES:
            # Beside one another, from the middle of the row outwards.
            lane = (lanes[spot] // 2) * (1 if lanes[spot] % 2 else -1)
            placed.append({**point, "percent": at, "lane": lane})
    return _svg("strip", {"points": placed}, title, said)


def trend(points: Sequence[Row], title: str, said: str) -> Markup:
    """The coefficient of variation of each indicator and stage over the years, against its limit.

    points: row, year, cv, limit, kind, and size: larger is later.
    """
    return _svg("trend", {"points": list(points)}, title, said)


def verdicts(counts: Sequence[Row], title: str, said: str) -> Markup:
    """Counties by verdict and year. counts: row (the year), kind, counties, place, middle, label."""
    return _svg("verdicts", {"counts": list(counts)}, title, said)


def failing(counts: Sequence[Row], title: str, said: str) -> Markup:
    """What fails most. counts: row (the item), counties."""
    return _svg("failing", {"counts": list(counts)}, title, said)


def _svg(name: str, data: dict[str, list[Row]], title: str, said: str) -> Markup:
    import vl_convert

    vega = copy.deepcopy(_compiled()[name])
    labels: dict[str, Any] = {}
    for each in vega["data"]:
        if each["name"] in data:
            each["values"] = [{**row, "row": _stand_in(row["row"], labels)} for row in data[each["name"]]]
    svg = _NOISE.sub("", _NUMBER.sub(r"\1", vl_convert.vega_to_svg(vega)))
    svg = _LABEL.sub(lambda found: f">{_said_in_both(labels.get(found[1], found[1]))}<", svg)
    size = re.search(r'width="(\d+)" height="(\d+)"', svg)
    assert size
    body = _shapes_once(svg[svg.index(">") + 1 :], name)
    return Markup(
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {size[1]} {size[2]}" '
        f'width="{size[1]}" height="{size[2]}" aria-label="{escape(title)}">'
        f"<title>{escape(title)}</title><desc>{escape(said)}</desc>{body}"
    )


def _stand_in(label: Any, labels: dict[str, Any]) -> str:
    """A text as wide, in letters of the small font: reading a Chinese one takes longer than all the rest."""
    known = {text: name for name, text in labels.items()}
    if label not in known:
        texts = label if isinstance(label, tuple) else (str(label),)
        width = max(sum(2 if ord(character) > 0x2E7F else 1 for character in text) for text in texts)
        known[label] = f"x{len(labels):02d}".ljust(width, "a")
        labels[known[label]] = label
    return known[label]


def _said_in_both(label: Any) -> Markup:
    if not isinstance(label, tuple):
        return escape(label)
    return Markup('<tspan lang="zh">{}</tspan><tspan lang="en">{}</tspan>').format(*label)


def _shapes_once(body: str, name: str) -> str:
    """Marks of one shape and colour refer to the first of them: a fourth of the text."""
    shapes: dict[str, str] = {}

    def refer(found: re.Match[str]) -> str:
        shape = shapes.setdefault(found[3], f"{name}-{len(shapes)}")
        return f'<use href="#{shape}" x="{found[1]}" y="{found[2]}"/>'

    referring = _PLACED.sub(refer, body)
    defined = "".join(f'<path id="{shape}"{rest}/>' for rest, shape in shapes.items())
    return f"<defs>{defined}</defs>{referring}" if shapes else referring


@cache
def _compiled() -> dict[str, Row]:
    compiled: dict[str, Row] = json.loads(COMPILED.read_text(encoding="utf-8"))
    return compiled
