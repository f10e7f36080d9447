"""The check of the whole registry, which every build waits for.

What belongs here: putting the faults together, and refusing. What does not: the single checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orchestration.standards.check_coverage import coverage_faults
from orchestration.standards.check_formulas import formula_faults, parts_of
from orchestration.standards.check_lists import list_faults
from orchestration.standards.check_plans import plan_faults
from orchestration.standards.check_rows import row_faults
from orchestration.standards.faults import Fault, FaultyRegistryError
from orchestration.standards.formulas import Models, read_models
from orchestration.standards.registry import Registry, load_registry
from orchestration.standards.sources import source_faults

#: Without these nothing can be judged, nor the rest be checked.
_NEEDED = ("rule_sets", "dimensions", "indicators", "thresholds")


def check_registry(standards_dir: Path) -> list[Fault]:
    """Every fault of the registry in a folder, by file and row; an empty list if it may be built on.

    The folder is `seeds/standards` of a dbt project, whose models are held against it; `quality` beside
    it, what the checks of filed data go by, is checked too.
    """
    try:
        registry, faults = load_registry(standards_dir)
        limits, faults_of_limits = load_registry(standards_dir.parent / "quality")
    except FileNotFoundError as error:
        return [Fault(standards_dir.name, 0, str(error), "Restore the folder from the repository.")]
    faults += faults_of_limits
    for name in _NEEDED:
        if not registry.rows(name):
            faults.append(Fault(f"{name}.csv", 0, "It is missing or has no row.", "Restore it."))
    faults += faults_of(registry, read_models(standards_dir.parent.parent))
    faults += row_faults(limits, beside=registry)
    return sorted(set(faults))


def faults_of(registry: Registry, models: Models) -> Iterator[Fault]:
    """The faults of a registry that could be read, with the models of its project."""
    for seed in registry.seeds.values():
        if seed.columns and "citation" not in seed.columns:
            reason = "It has no column citation, so that no row says what it rests on."
            yield Fault(f"{seed.name}.csv", 1, reason, "Add the column.")
    yield from list_faults(registry)
    yield from formula_faults(registry, models)
    yield from coverage_faults(registry, parts_of(registry, models))
    yield from plan_faults(registry)
    yield from source_faults(registry)
    yield from row_faults(registry)


def require_sound_registry(standards_dir: Path) -> None:
    """Raise `FaultyRegistryError`, which names every fault's row, unless there is none."""
    faults = check_registry(standards_dir)
    if faults:
        raise FaultyRegistryError(faults)
