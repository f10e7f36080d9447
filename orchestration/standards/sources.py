"""docs/sources.md: what each line of the source plans asks for, its row in the registry, its table.

What belongs here: joining rows to the lines they cite, and the text. What does not: the rows
(`dbt_project/seeds/standards`), whether a promise is kept (dbt), writing the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestration.standards.faults import Fault
from orchestration.standards.registry import Registry, Row, Seed

#: A source and its line, as citations name them.
_PLACE = re.compile(r"sources/plans/([a-z0-9_]+\.txt):(\d+)")
#: The seed of lines that no row of another seed cites, or that it cites for another reason.
_LINES = "source_lines"
_TEXTS = ("stated_as", "school_name_as_published", "name_zh")
#: More rows of one sentence than these are told by the first and the last.
_TOLD = 4
_HEAD = """\
# What the sources ask, and where it stands 原文要求与登记对照

Every line of the source plans that carries a number, a date, a duty or a ledger: what it says, the row of the
registry (`dbt_project/seeds/standards`) that holds it, and the public table in which that row is seen. A line
without a row says why.

五份原文中凡写明数值、日期、职责或台账的各行：原文、登记行、可查看该行的公开表；没有登记行的注明原因。

| reason 原因 | meaning | 说明 |
|---|---|---|
| sample | Of an unnamed county: a sample, asked of nobody | 未具名县的样本，不考察任何县 |
| figure | A figure reported, no requirement | 所报的数据，不是要求 |
| activity | An activity or paperwork that no form counts | 工作安排或材料，没有报表统计 |
| document | Number, date or heading of a document | 文号、日期或标题 |

Made by `junheng standards sources > docs/sources.md` from the registry: change that.
"""
_BREAKS = str.maketrans({"|": "\\|", "\n": " "})


@dataclass(frozen=True)
class _Entry:
    """What a line says, and a row that holds it, or why none does."""

    text: str
    seed: str = ""
    key: str = ""
    mart: str = ""
    reason: str = ""


def sources_document(registry: Registry) -> str:
    """The whole text."""
    found: dict[tuple[str, int], list[_Entry]] = {}
    for seed in registry.seeds.values():
        for row in seed.rows:
            for file, line in _PLACE.findall(row["citation"]):
                found.setdefault((file, int(line)), []).append(_entry(registry, seed, row))
    lines = [_HEAD]
    for file in sorted({file for file, _ in found}):
        lines += [
            f"## {file}\n",
            "| line 行 | says 原文 | registry 登记行 | seen in 见于 |",
            "|---|---|---|---|",
        ]
        for place in sorted(place for place in found if place[0] == file):
            lines += [f"| {place[1]} | {row}" for row in _table_rows(found[place])]
        lines.append("")
    return "\n".join(lines)


def source_faults(registry: Registry) -> Iterator[Fault]:
    """Rows of `source_lines` that lead to no row of the registry."""
    for row in registry.rows(_LINES):
        if bool(row["seed"]) != bool(row["row_key"]):
            yield row.fault("Of seed and row_key only one is there.", "Write both or neither.")
        elif not row["seed"] and not row["reason"]:
            yield row.fault("It leads to no row and says not why.", "Name the row, or the reason.")
        elif row["seed"] and _referred(registry, row) is None:
            reason = f"{row['seed']}.csv has no row «{row['row_key']}»."
            yield row.fault(reason, "Correct seed and row_key, or say why there is no row.")


def _referred(registry: Registry, row: Row) -> Seed | None:
    """The seed of which a line names a row, if it has that row."""
    seed = registry.seeds.get(row["seed"])
    has_it = seed is not None and any(_key(seed, each) == row["row_key"] for each in seed.rows)
    return seed if has_it else None


def _key(seed: Seed, row: Row) -> str:
    return " ".join(row[column] for column in seed.key if row[column])


def _entry(registry: Registry, seed: Seed, row: Row) -> _Entry:
    # a limit has no words of its own: its clause tells where they stand
    text = next((row[column] for column in _TEXTS if row[column]), row["citation"].split("; sources/")[0])
    if seed.name == _LINES:
        referred = _referred(registry, row)
        return _Entry(text, row["seed"], row["row_key"], _mart(referred), row["reason"])
    return _Entry(text, seed.name, _key(seed, row), _mart(seed))


def _mart(seed: Seed | None) -> str:
    return (seed.properties.meta.mart or "") if seed and seed.properties else ""


def _table_rows(entries: Iterable[_Entry]) -> Iterator[str]:
    """One row per sentence and seed: the schools of one year's list are one row."""
    together: dict[tuple[str, str, str, str], list[_Entry]] = {}
    for each in entries:
        text = "" if each.seed == "roadmap" else each.text
        together.setdefault((text, each.seed, each.mart, each.reason), []).append(each)
    for (text, seed, mart, reason), rows in sorted(together.items()):
        keys = [each.key for each in rows if each.key]
        told = ", ".join(f"`{key}`" for key in keys)
        if len(keys) > _TOLD:
            told = f"`{keys[0]}` … `{keys[-1]}` ({len(keys)})"
        says = text or f"{rows[0].text} … {rows[-1].text}"
        cells = (
            says.translate(_BREAKS),
            f"`{seed}` {told}" if seed else reason,
            " ".join(
                part
                for part in (f"`{mart}`" if mart else "", f"({reason})" if seed and reason else "")
                if part
            ),
        )
        yield f"{' | '.join(cells)} |"
