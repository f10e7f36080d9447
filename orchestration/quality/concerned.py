"""What each suite is about: the landing relation or the mart that its check reads first.

What belongs here: following a check's SQL down to it, in dbt's manifest. What does not: what is done with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from orchestration.quality.catalogue import Suite


def concerned(suite: Suite, manifest: Mapping[str, Any]) -> str:
    """The unique id, in the manifest, of what the suite is about.

    Of several that its check reads, that which the suite names first, or whose name is most like its own.
    """
    nodes = {**manifest["nodes"], **manifest["sources"]}
    by_name = {node["name"]: name for name, node in nodes.items() if node["resource_type"] == "model"}
    landing: dict[str, str] = {
        node["name"]: name for name, node in manifest["sources"].items() if node["source_name"] == "landing"
    }
    if suite.gate == "landing":
        named = suite.relation or next(iter(suite.checked), None)
        if named:
            return landing[named]
        nearest = _nearest(nodes, by_name[suite.source], lambda name: name in landing.values())
    else:
        public = {name for name, node in nodes.items() if node["config"].get("meta", {}).get("public")}
        nearest = _nearest(nodes, by_name[suite.source], lambda name: name in public)
    return max(nearest, key=lambda name: _alike(suite.name, nodes[name]["name"]))


def _alike(one: str, other: str) -> int:
    """How many characters two names begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _nearest(
    nodes: Mapping[str, Mapping[str, Any]], start: str, is_wanted: Callable[[str], bool]
) -> Sequence[str]:
    """What is wanted and lies the fewest steps below the start, in order of its dependencies."""
    level, seen = [start], {start}
    while level:
        found = [name for name in level if is_wanted(name)]
        if found:
            return found
        below = [each for name in level for each in nodes[name].get("depends_on", {}).get("nodes", ())]
        level = [name for name in dict.fromkeys(below) if name not in seen]
        seen.update(level)
    raise LookupError(start)
