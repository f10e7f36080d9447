"""Every row of the registry reaches a result: its seed leads to a public table, or has its use named.

What belongs here: which seeds the public tables rest on, told from the models' text, without building.
What does not: single rows of rules, without which an indicator is undecided (`test_omissions`); those of
plans, each of which is seen in its own table (`golden/test_neighbours`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from orchestration.settings import Settings
from orchestration.standards.registry import load_registry

PROJECT = Settings.from_environment().dbt_project_dir
#: Seeds that no public table rests on, with their use.
OTHERWISE_USED = {
    "source_documents": "the documents that citations name, held by `junheng standards check`",
    "source_lines": "lines of the sources, in docs/sources.md",
    "ledger_transitions": "which step of a ledger follows which, tested by the landing gate",
}
_REF = re.compile(r"ref\('(\w+)'\)|resolved\('(\w+)'")
_MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\(.*?{%-?\s*endmacro", re.DOTALL)


def _refs(text: str) -> set[str]:
    return {name for pair in _REF.findall(text) for name in pair if name}


def _models() -> dict[str, set[str]]:
    """What each model reads itself or by a macro it calls; the two that put indicators together read all."""
    macros = {
        found[1]: _refs(found[0])
        for file in PROJECT.glob("macros/**/*.sql")
        for found in _MACRO.finditer(file.read_text(encoding="utf-8"))
    }
    models: dict[str, set[str]] = {}
    for file in PROJECT.glob("models/**/*.sql"):
        text = file.read_text(encoding="utf-8")
        called = [refs for name, refs in macros.items() if re.search(rf"\b{name}\(", text)]
        models[file.stem] = set().union(_refs(text), *called)
    indicators = {name for name in models if name.startswith("indicator_")}
    for name in ("part_value", "section_value"):
        models[name] |= indicators - {"indicator_part", "indicator_result", "indicator_input"}
    return models


def _public(folder: Path) -> Iterator[str]:
    for file in folder.glob("models/**/*.yml"):
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", []):
            if model.get("config", {}).get("meta", {}).get("public"):
                yield model["name"]


def _below(names: set[str], models: dict[str, set[str]]) -> set[str]:
    """All that some models rest on."""
    found: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= models.get(name, set()) - found
    return found


def test_every_seed_leads_to_a_public_table() -> None:
    registry = load_registry(PROJECT / "seeds" / "standards")[0]
    reached = _below(set(_public(PROJECT)), _models())
    assert set(registry.seeds) - reached == set(OTHERWISE_USED)


def test_a_seed_is_seen_in_the_table_it_names() -> None:
    registry = load_registry(PROJECT / "seeds" / "standards")[0]
    models, public = _models(), set(_public(PROJECT))
    named = {
        name: seed.properties.meta.mart
        for name, seed in registry.seeds.items()
        if seed.properties and seed.properties.meta.mart
    }
    for name, mart in named.items():
        assert mart in public and name in _below({mart}, models), (name, mart)
    of_plans = {name for name, seed in registry.seeds.items() if seed.is_plan}
    assert of_plans - named.keys() == {"school_name_crosswalk", "source_lines"}
