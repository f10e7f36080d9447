"""The indicators' models as they state themselves: which inputs, which parts, which rules they read by name.

What belongs here: rendering a model with the project's own macros, without dbt. What does not: whether what
it states fits the registry (`check_formulas`). A formula's terms stand in its call (macros/formula.sql); dbt
reads them from there for the evidence, this module for the check before anything is built.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2

_TEST = re.compile(r"\{% test .*?\{% endtest %\}", re.DOTALL)
_RULE = re.compile(r"rule_id = '(\w+)'(?: and \w+\.parameter = '(\w+)')?")
_INPUTS_OF = "inputs of "


@dataclass(frozen=True)
class Input:
    """One filed item of a formula: its role there, and where it is filed."""

    role: str
    relation: str
    item: str


@dataclass(frozen=True)
class Model:
    """A model that has been rendered; `error` says why one could not be.

    Attributes
    ----------
    inputs: by part, in the order of the formula; none for a formula that is no sum of filed items.
    parts: those it says it has besides.
    optional_parts: those that are judged only where a local rule set sets a limit.
    rules: what it reads of the registry by name: a rule, or a rule and its parameter.
    """

    file: str
    sql: str = ""
    inputs: Mapping[str, tuple[Input, ...]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()
    optional_parts: frozenset[str] = frozenset()
    rules: frozenset[tuple[str, str]] = frozenset()
    error: str = ""


@dataclass(frozen=True)
class Models:
    """What is read of a dbt project: the indicators by id, and the items that `section` has columns for."""

    indicators: Mapping[str, Model]
    others: tuple[Model, ...]
    section_items: frozenset[str]


def read_models(dbt_project_dir: Path) -> Models:
    """Every model of models/indicators, by the id that its file name says, and those of models/rules."""
    macros = "\n".join(_text(file) for file in sorted((dbt_project_dir / "macros").glob("*.sql")))
    models = dbt_project_dir / "models"
    indicators = {
        file.stem.removeprefix("indicator_").upper(): _rendered(file.name, _text(file), macros)
        for file in sorted(models.glob("indicators/*/indicator_*.sql"))
    }
    others = tuple(_rendered(file.name, _text(file), macros) for file in sorted(models.glob("rules/*.sql")))
    items = json.loads(_renderer(macros).call("section_items") or "{}")
    return Models(indicators, others, frozenset(items))


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


@cache
def _rendered(file: str, text: str, macros: str) -> Model:
    try:
        sql, meta = _renderer(macros).render(text)
        inputs = {
            key.removeprefix(_INPUTS_OF): tuple(
                Input(each[0], *each[1].partition(".")[::2]) for each in stated
            )
            for key, stated in meta.items()
            if key.startswith(_INPUTS_OF)
        }
    except Exception as error:  # whatever a template may raise, the file is at fault
        return Model(file, error=f"{type(error).__name__}: {error}")
    return Model(
        file,
        sql,
        inputs,
        parts=frozenset(meta.get("parts", ())),
        optional_parts=frozenset(meta.get("optional_parts", ())),
        rules=frozenset(_RULE.findall(sql)),
    )


@cache
def _renderer(macros: str) -> _Renderer:
    return _Renderer(macros)


class _Renderer:
    """The project's macros, with what dbt gives a model at hand while it parses."""

    def __init__(self, macros: str) -> None:
        self._meta: dict[str, Any] = {}
        self._environment = jinja2.Environment(extensions=["jinja2.ext.do"])
        self._environment.globals.update(
            ref=lambda name: name,
            source=lambda name, table: f"{name}.{table}",
            var=lambda name: 0,
            env_var=lambda name, default="": default,
            config=self._config,
            fromjson=json.loads,
            tojson=json.dumps,
            **{"return": lambda value: value},
            adapter=SimpleNamespace(dispatch=lambda name: lambda *arguments: name),
            execute=False,
            target=SimpleNamespace(name=""),
        )
        self._macros = self._environment.from_string(_TEST.sub("", macros)).module

    def _config(self, meta: Mapping[str, Any] | None = None, **others: Any) -> str:
        self._meta.update(meta or {})
        return ""

    def call(self, macro: str) -> str:
        """What a macro without arguments comes to; '' if there is none of the name."""
        found = getattr(self._macros, macro, None)
        return found() if found else ""

    def render(self, text: str) -> tuple[str, dict[str, Any]]:
        """A model's SQL, and what it noted about itself."""
        self._meta = {}
        names = {name: each for name, each in vars(self._macros).items() if not name.startswith("_")}
        return self._environment.from_string(text, globals=names).render(), self._meta
