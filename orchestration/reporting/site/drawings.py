"""What the pictures look like, in Altair.

What belongs here: shapes, colours, scales. What does not: data, which come when a page is drawn (`charts`).
After a change `python -m orchestration.reporting.site.drawings` writes charts.json; a test holds it to this.
"""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import vl_convert

from orchestration.reporting.site.charts import BEFORE, COMPILED, WIDEST

Row = dict[str, Any]

_ACCENT, _INK, _SOFT, _LINE = "#175e54", "#1d2733", "#5b6877", "#dfe4ea"
_FILLS = {
    "PASS": _ACCENT,
    "FLOOR": "#8a5a00",
    "FAIL": "#a3123a",
    "INSUFFICIENT_DATA": "#5b6877",
    BEFORE: "#9aa5b1",
}
_SHAPES = {
    "PASS": "circle",
    "FLOOR": "diamond",
    "FAIL": "cross",
    "INSUFFICIENT_DATA": "square",
    BEFORE: "circle",
}


def compiled() -> str:
    """Every specification as Vega, as charts.json holds them."""
    drawn = {"strip": _strip(), "trend": _trend(), "verdicts": _verdicts(), "failing": _failing()}
    vega = {name: vl_convert.vegalite_to_vega(each) for name, each in drawn.items()}
    return json.dumps(vega, indent=1, sort_keys=True) + "\n"


def _strip() -> Row:
    across = alt.X("percent:Q").scale(domain=[0, WIDEST], nice=False).title(None)
    across = across.axis(
        values=[0, 50, 100, 150, WIDEST],
        labelExpr=f"(datum.value == {WIDEST} ? '≥' : '') + datum.value + '%'",
        grid=False,
    )
    points = (
        alt.Chart(alt.Data(name="points"))
        .mark_point(filled=True, size=20, aria=False)
        .encode(
            x=across,
            y=_rows(),
            yOffset=alt.YOffset("lane:Q").scale(domain=[-3, 3]),
            shape=_of_kind(alt.Shape, _SHAPES),
            color=_of_kind(alt.Color, _FILLS),
        )
    )
    limits = alt.Chart(alt.Data(values=[{"at": 100, "is": "limit"}, {"at": 85, "is": "floor"}]))
    dashes = alt.StrokeDash("is:N").scale(domain=["limit", "floor"], range=[[1, 0], [3, 3]]).legend(None)
    rules = limits.mark_rule(aria=False, color=_INK).encode(x="at:Q", strokeDash=dashes)
    return _finished(alt.layer(rules, points).properties(width=440, height={"step": 25}))


def _trend() -> Row:
    base = alt.Chart(alt.Data(name="points"))
    across = alt.X("cv:Q").title(None).axis(tickCount=6, grid=False).scale(zero=True)
    line = base.mark_line(aria=False, color=_LINE, strokeWidth=3).encode(x=across, y=_rows(), detail="row:N")
    limit = base.mark_tick(aria=False, color=_INK, thickness=2, size=17).encode(x="limit:Q", y=_rows())
    dots = base.mark_point(aria=False, filled=True, opacity=1).encode(
        x=across,
        y=_rows(),
        size=alt.Size("size:Q").scale(None).legend(None),
        shape=_of_kind(alt.Shape, _SHAPES),
        color=_of_kind(alt.Color, _FILLS),
    )
    return _finished(alt.layer(line, limit, dots).properties(width=440, height={"step": 25}))


def _rows() -> Any:
    return alt.Y("row:N").title(None).sort(None).axis(grid=True, domain=False, ticks=False)


def _verdicts() -> Row:
    chart = (
        alt.Chart(alt.Data(name="counts"))
        .mark_bar(aria=False, stroke="#ffffff", strokeWidth=1)
        .encode(
            y=alt.Y("row:N").title(None).sort(None),
            x=alt.X("counties:Q").title(None).axis(None),
            color=_of_kind(alt.Color, _FILLS),
            order="place:Q",
        )
    )
    labels = (
        alt.Chart(alt.Data(name="counts"))
        .mark_text(aria=False, color="#ffffff", fontSize=11)
        .encode(y=alt.Y("row:N").sort(None), x=alt.X("middle:Q"), text="label:N")
    )
    return _finished(alt.layer(chart, labels).properties(width=460, height={"step": 34}))


def _failing() -> Row:
    base = alt.Chart(alt.Data(name="counts")).encode(
        y=alt.Y("row:N").title(None).sort(None).axis(labelLimit=0),
        x=alt.X("counties:Q").title(None).axis(None),
    )
    bars = base.mark_bar(aria=False, color=_ACCENT, height=13)
    labels = base.mark_text(aria=False, align="left", dx=4, color=_INK, fontSize=11).encode(text="counties:Q")
    return _finished(alt.layer(bars, labels).properties(width=200, height={"step": 21}))


def _of_kind(channel: Any, values: dict[str, str]) -> Any:
    return channel("kind:N").scale(domain=list(values), range=list(values.values())).legend(None)


def _finished(chart: Any) -> Row:
    configured = (
        chart.configure(font="sans-serif", background="transparent", padding=4)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=_SOFT, gridColor=_LINE, domainColor=_LINE, tickColor=_LINE, labelFontSize=11
        )
    )
    specification: Row = configured.to_dict()
    return specification


if __name__ == "__main__":
    COMPILED.write_text(compiled(), encoding="utf-8")
