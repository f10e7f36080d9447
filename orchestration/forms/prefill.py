"""What an empty form already says, and what its cells may say: rows and words out of the registry.

What belongs here: which seed feeds which form. What does not: reading the registry (rows come in as data),
writing sheets (template.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from orchestration.forms.editions import layout_for

Row = Mapping[str, str]


class SeedRow(Protocol):
    """A row of a seed, as the registry gives it."""

    def __getitem__(self, column: str) -> str: ...

    def holds_in(self, year: int) -> bool: ...


Seeds = Callable[[str], Iterable[SeedRow]]


@dataclass(frozen=True)
class Prefill:
    """Rows that a form has from the start, by form and layout field; and the words its cells may hold.

    Attributes
    ----------
    rows: form → rows of layout field → text.
    choices: layout field → the words allowed, for fields whose layout does not say them itself.
    signed: county items (codes) whose figure may be below zero.
    """

    rows: Mapping[str, tuple[Row, ...]]
    choices: Mapping[str, tuple[str, ...]]
    signed: frozenset[str] = frozenset()


def prefill(
    seeds: Seeds,
    school_year: int,
    urban_rural_codes: Iterable[str],
    signed: Iterable[str] = (),
    edition: str | None = None,
    open_items: Iterable[Row] = (),
) -> Prefill:
    """What the registry asks for in a school year, on forms of the edition asked for where they have it.

    urban_rural_codes: those the landing gate takes. signed: county items that may be below zero. open_items:
    the county's rows of the form 整改台账.
    """
    not_yet = {
        (row["standard_id"], row["indicator_id"], row["part_id"])
        for row in seeds("asked_from")
        if int(row["asked_from_year"]) > school_year
    }
    rows = {
        **{form: tuple(_items(seeds, form)) for form in ("county_items", "supplement_county")},
        "attestations": tuple(
            {"indicator_id": name}
            for name in _distinct(
                row["indicator_id"]
                for row in seeds("thresholds")
                if row["part_id"] == "attested"
                and row.holds_in(school_year)
                and (row["standard_id"], row["indicator_id"], "attested") not in not_yet
            )
        ),
        "monitoring": tuple(_subjects(seeds, school_year, edition)),
        "vetoes": tuple(
            {"item": name}
            for name in _distinct(row["name_zh"] for row in seeds("veto_items") if row.holds_in(school_year))
        ),
        "ledger": tuple(open_items),
    }
    types = list(seeds("school_types"))
    departments = _distinct(row["department"] for row in seeds("ledger_departments"))
    posts = _distinct(row["post"] for row in seeds("ledger_posts"))
    choices = {
        "school_type_code": _distinct(row["school_type_code"] for row in types),
        "school_type_name": _distinct(row["name_zh"] for row in types),
        "urban_rural_code": tuple(urban_rural_codes),
        "conclusion": _distinct(row["conclusion"] for row in seeds("conclusions")),
        "department": departments,
        "approver_department": departments,
        "post": posts,
        "approver_post": posts,
    }
    return Prefill(rows, choices, frozenset(signed))


def _items(seeds: Seeds, form: str) -> Iterator[Row]:
    for row in seeds("county_items"):
        if row["form"] == form:
            yield {"item_code": row["item_code"], "item_name": row["name_zh"], "unit": row["unit_zh"]}


def _subjects(seeds: Seeds, school_year: int, edition: str | None) -> Iterator[Row]:
    """The subjects of the cycle; those judged alone where the form does not ask for the year."""
    columns = {column.field for column in layout_for("monitoring", school_year, edition).columns}
    for row in seeds("monitoring_subjects"):
        if row["is_judged"] == "true" or "monitored_year" in columns:
            yield {"subject": row["name_zh"]}


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
