"""Evidence rows → the formula with its numbers, and what it comes to.

What belongs here: adding inputs up by role, and writing the sum out. What does not: reading a release.
A row is a dictionary with the columns of the public view `evidence`. One with a `figure` besides brings its
own text for its value, such as a link to where the value stands.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.trace.numbers import close, plain, shown

Row = dict[str, Any]
#: Roles whose figures are added up; the others tell why and for whom.
SUMMED = (
    "numerator",
    "numerator_divisor",
    "denominator",
    "denominator_divisor",
    "denominator_rounded_up",
)


@dataclass(frozen=True)
class Formula:
    """The formula written out, and what its parts come to; None where an input is missing."""

    text: str
    numerator: float | None
    denominator: float | None
    value: float | None


def sums(rows: Sequence[Row]) -> tuple[float | None, float | None]:
    """Numerator and denominator of one verdict's part out of its inputs."""
    # Stages without students, whose share is 0, need no rooms; where there is no other, nothing is known.
    counted = [row for row in rows if not (row["role"] == "denominator_rounded_up" and row["share"] == 0)]
    total = {role: _total([row for row in counted if row["role"] == role]) for role in SUMMED}
    roles = {row["role"] for row in rows}
    numerator, denominator = total["numerator"], total["denominator"]
    if "numerator_divisor" in roles:
        numerator = _quotient(numerator, total["numerator_divisor"])
    if "denominator_divisor" in roles:
        denominator = _quotient(denominator, total["denominator_divisor"])
    if "denominator_rounded_up" in roles:
        whole = total["denominator_rounded_up"]
        denominator = None if whole is None else float(math.ceil(round(whole, 9)))
    return numerator, denominator


def _total(rows: Sequence[Row]) -> float | None:
    known = [row["contribution"] for row in rows if row["contribution"] is not None]
    if not rows:
        return None
    if len(known) < len(rows) and not _known_suffices(rows, sum(known)):
        return None
    return float(sum(known))


def _known_suffices(rows: Sequence[Row], known: float) -> bool:
    """Rooms of known size are counted; one class over the limit decides, whatever else is unknown."""
    if rows[0]["role"] != "numerator":
        return False
    if rows[0]["relation"] == "rooms":
        return all(row["state"] != "missing" for row in rows)  # no list was filed at all
    return bool(rows[0]["relation"] == "class_sizes" and known > 0)


def _quotient(one: float | None, other: float | None) -> float | None:
    return None if one is None or not other else one / other


def formula(name: str, multiplier: float, rows: Sequence[Row], value: float | None) -> Formula:
    """The part's formula. `value`, the one judged, tells a ratio from a count beside its total."""
    numerator, denominator = sums(rows)
    is_ratio = any(row["role"].startswith("denominator") for row in rows)
    if is_ratio and value is not None and close(value, numerator) and not close(denominator, 1.0):
        is_ratio = False
    above = _side(rows, "numerator")
    if not is_ratio:
        return Formula(f"{name} = {above} = {shown(numerator)}", numerator, denominator, numerator)
    result = None if numerator is None or not denominator else multiplier * numerator / denominator
    factor = "" if multiplier == 1 else f"{plain(multiplier)} × "
    text = (
        f"{name} = {factor}{_bracketed(above)} ÷ {_bracketed(_side(rows, 'denominator'))} = {shown(result)}"
    )
    return Formula(text, numerator, denominator, result)


def _side(rows: Sequence[Row], side: str) -> str:
    summed = [row for row in rows if row["role"] == side]
    rounded = [row for row in rows if row["role"] == f"{side}_rounded_up"]
    divisors = [row for row in rows if row["role"] == f"{side}_divisor"]
    if rounded:
        return _rounded_up(rounded)
    text = _sum(summed)
    if divisors:
        return f"{_bracketed(text)} ÷ {_bracketed(_sum(divisors))}"
    share = _share(rows) if any(row["share"] is not None for row in summed) else ""
    return _bracketed(text) + share if share else text


def _sum(rows: Sequence[Row]) -> str:
    """«2 + 31 − 8»; a room large enough is 1."""
    text = ""
    for row in rows:
        sign = "−" if (row["coefficient"] or 1) < 0 else "+"
        term = _term(row)
        text += f" {sign} {term}" if text else ("−" + term if sign == "−" else term)
    return text or "?"


def _term(row: Row) -> str:
    if row["relation"] == "rooms" or row["state"] == "none_listed":
        return row.get("figure") or shown(row["contribution"])
    size = abs(1.0 if row["coefficient"] is None else row["coefficient"])
    # A figure that a transition rule would add, and that was not filed, adds nothing.
    is_zero = row["value"] is None and row["contribution"] == 0
    figure = shown(0.0) if is_zero else _figure(row)
    return figure if size == 1 else f"{figure} × {plain(size)}"


def _figure(row: Row) -> str:
    return row.get("figure") or shown(row["value"])


def _rounded_up(rows: Sequence[Row]) -> str:
    """«⌈(24 + 12) ÷ 12⌉»: stages without students need nothing."""
    needed = [row for row in rows if row["share"] != 0]
    if not needed:
        return "0"
    terms = " + ".join(_figure(row) for row in needed)
    return f"⌈{_bracketed(terms)} ÷ {plain(round(1 / needed[0]['coefficient'], 9))}⌉"


def _share(rows: Sequence[Row]) -> str:
    """« × 1.1 × 300 ÷ (600 + 1.1 × 300)»; nothing where the section has the whole."""
    split = [row for row in rows if row["role"] == "split"]
    if not split:
        return ""
    own = [row for row in split if row["member_stage"] == row["stage"]]
    return f" × {_bracketed(_weighted(own))} ÷ {_bracketed(_weighted(split))}"


def _weighted(rows: Sequence[Row]) -> str:
    return " + ".join(
        _figure(row) if row["coefficient"] == 1 else f"{plain(row['coefficient'])} × {_figure(row)}"
        for row in rows
    )


def _bracketed(text: str) -> str:
    is_one = not any(sign in text for sign in (" + ", " − ", " × ", " ÷ ")) or text.startswith("⌈")
    return text if is_one else f"({text})"
