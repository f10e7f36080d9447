"""What the properties files beside the seeds say of each seed and column, as pydantic models.

What belongs here: the shape of those files, which dbt reads too: types and key, and per column its
description in both languages, whether it may be blank, the values it may have. What does not: the rows
(`registry`), holding the rows against it (`check_rows`; in dbt the test `as_described`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from orchestration.yaml_files import Pattern, Strict

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
ColumnType = Literal["varchar", "integer", "bigint", "double", "boolean"]
#: YAML reads a code of digits as a number; in a seed it is text.
Words = tuple[Annotated[str, BeforeValidator(str)], ...]

WHOLE_TYPES = frozenset({"integer", "bigint"})
NUMBER_TYPES = WHOLE_TYPES | {"double"}


class Rule(Strict):
    """What one column says: `config.meta` of its entry.

    zh: its description in Chinese; unit: of a number.
    blank: it may be blank; by default it must not.
    values: all it may be. ref: the seed.column that lists all it may be, besides those of `also`.
    matches: the regular expression of the whole cell. min, max, above: bounds of a number.
    """

    zh: Text
    unit: Text | None = None
    blank: bool = False
    values: Words = ()
    ref: Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z_]+$")] | None = None
    also: Words = ()
    matches: Pattern | None = None
    min: float | None = None
    max: float | None = None
    above: float | None = None

    @model_validator(mode="after")
    def _also_besides_a_reference(self) -> Rule:
        if self.also and self.ref is None:
            raise ValueError("has also, which stands beside ref only")
        return self

    @property
    def target(self) -> tuple[str, str] | None:
        """The seed and column referred to."""
        if self.ref is None:
            return None
        seed, _, column = self.ref.partition(".")
        return seed, column


class _ColumnConfig(Strict):
    meta: Rule


class Column(Strict):
    """One column, as its seed describes it."""

    name: Text
    description: Text
    config: _ColumnConfig

    @property
    def rule(self) -> Rule:
        return self.config.meta


class SeedMeta(Strict):
    """What dbt has no word for.

    key: columns that together no two rows share. ordered: pairs of columns, the first never above the second.
    is_plan: the seed holds what a plan promises, not a rule that decides. mart: the public table in which its
    rows are seen one by one.
    """

    zh: Text
    key: Annotated[tuple[str, ...], Field(min_length=1)]
    ordered: tuple[tuple[str, str], ...] = ()
    is_plan: bool = False
    mart: Text | None = None


class _SeedConfig(Strict):
    column_types: dict[str, ColumnType]
    meta: SeedMeta


class SeedProperties(Strict):
    """One seed, as its entry in the properties file describes it."""

    name: Text
    description: Text
    config: _SeedConfig
    data_tests: list[Any]
    columns: tuple[Column, ...]

    @model_validator(mode="after")
    def _columns_fit(self) -> SeedProperties:
        types, named = self.config.column_types, [column.name for column in self.columns]
        if named != list(types):
            odd = sorted(set(named) ^ set(types)) or "the same columns in another order"
            raise ValueError(f"describes other columns than column_types types: {odd}")
        for each in (*self.meta.key, *(name for pair in self.meta.ordered for name in pair)):
            if each not in types:
                raise ValueError(f"names «{each}» in meta, which is no column of it")
        for column in self.columns:
            rule, kind = column.rule, types[column.name]
            if kind not in NUMBER_TYPES and not rule.min is rule.max is rule.above is None:
                raise ValueError(f"bounds {column.name}, which is no number")
            if kind != "varchar" and (rule.ref or rule.matches):
                raise ValueError(f"gives {column.name}, which is no text, what a text must be")
        return self

    @property
    def types(self) -> dict[str, ColumnType]:
        return self.config.column_types

    @property
    def meta(self) -> SeedMeta:
        return self.config.meta


class PropertiesFile(Strict):
    """One properties file."""

    version: Literal[2]
    seeds: tuple[SeedProperties, ...]
