"""Numbers as people write them in a formula.

What belongs here: a figure as text. What does not: what it means.
"""

from __future__ import annotations

_DIGITS = 6  # after the point; what is cut off is marked


def shown(value: float | None) -> str:
    """«812», «12.5», «5.049261…» where digits are left off; «?» where there is no value."""
    if value is None:
        return "?"
    text = plain(round(value, _DIGITS))
    return text if abs(float(text) - value) <= 1e-12 * max(1.0, abs(value)) else text + "…"


def plain(value: float) -> str:
    """The shortest decimal that is this number, without exponent or trailing zeros."""
    text = f"{value:.9f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def close(one: float | None, other: float | None) -> bool:
    """Whether two figures are one but for the last digits of floating point; None is only None."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


def filed_text(raw: str | None, value: float | None, factor: float | None) -> str | None:
    """What stands in a cell: the text kept from it, else the number that landed, in the cell's own unit."""
    if raw is not None:
        return raw
    if value is None:
        return None
    return plain(round(value / (factor or 1.0), 9))
