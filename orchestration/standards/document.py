"""docs/registry.md: every seed and column in both languages, made from the properties files beside the seeds.

What belongs here: the text. What does not: what stands in it (`dbt_project/seeds`), writing the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from orchestration.standards.faults import FaultyRegistryError
from orchestration.standards.properties import Column, Rule, SeedProperties
from orchestration.standards.registry import load_properties

_HEAD = """\
# The registry 标准登记册

Every seed of `dbt_project/seeds`, column by column. `standards/` is what governments publish: rule sets,
rosters, forms, deadlines, plans; every row names its source. `quality/` is what the checks of filed data
go by. dbt tests the seeds against the same descriptions (`as_described`), and `junheng standards check` names
every fault by file and row.

`dbt_project/seeds` 各表的逐列说明。`standards/` 登记政府公布的内容，每行注明出处；
`quality/` 为数据检查所依据的数值和词语。

Made by `junheng standards doc > docs/registry.md` from the properties files beside the seeds: change those.
"""
_CELL_BREAKS = str.maketrans({"|": "\\|", "\n": " "})


def registry_document(seeds_dir: Path) -> str:
    """The whole text. Raises `FaultyRegistryError` for a properties file that cannot be read."""
    lines = [_HEAD]
    for folder in ("standards", "quality"):
        described, faults = load_properties(seeds_dir / folder)
        if faults:
            raise FaultyRegistryError(faults)
        lines += _folder(folder, described.values())
    return "\n".join(lines)


def _folder(name: str, seeds: Iterable[SeedProperties]) -> Iterator[str]:
    yield f"## {name}\n"
    for seed in seeds:
        yield f"### {seed.name} {seed.meta.zh}\n"
        yield f"{seed.description}\n"
        yield f"Key: {', '.join(f'`{column}`' for column in seed.meta.key)}.\n"
        yield "| column | type | description | 说明 | may be |"
        yield "|---|---|---|---|---|"
        for column in seed.columns:
            yield _row(seed, column)
        yield ""


def _row(seed: SeedProperties, column: Column) -> str:
    unit = f" ({column.rule.unit})" if column.rule.unit else ""
    cells = (
        f"`{column.name}`",
        seed.types[column.name],
        f"{column.description}{unit}",
        column.rule.zh,
        _may_be(column.rule),
    )
    return f"| {' | '.join(cell.translate(_CELL_BREAKS) for cell in cells)} |"


def _may_be(rule: Rule) -> str:
    said = []
    if rule.values:
        said.append(", ".join(f"`{word}`" for word in rule.values))
    if rule.ref:
        said.append(", ".join([f"a `{rule.ref}`", *(f"`{word}`" for word in rule.also)]))
    if rule.matches:
        said.append(f"`{rule.matches.pattern}`")
    if rule.above is not None:
        said.append(f"above {rule.above:g}" + (f", at most {rule.max:g}" if rule.max is not None else ""))
    elif rule.min is not None:
        said.append(f"{rule.min:g} to {rule.max:g}" if rule.max is not None else f"{rule.min:g} and more")
    if rule.blank:
        said.append("blank")
    return "; ".join(said)
