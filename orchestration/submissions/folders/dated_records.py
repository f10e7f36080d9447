"""corrections.yaml and explanations.yaml as lists of dated entries, every value as the text that was typed.

What belongs here: YAML, known and missing keys, dates, expiry. What does not: what an entry is
about (corrections.py, explanations.py).

Values are never interpreted by YAML: 0211 stays a code, 1,200 a figure as filed, 是 a word. An entry is
in force through the day it names under `expires`, counted from the run's own date, which is an input.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from orchestration.submissions.cells.text import plain

#: A list of a few thousand entries; what is larger was not written by hand.
_LARGEST_BYTES = 4 * 2**20
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BLANK_WORDS = frozenset({"~", "null", "Null", "NULL"})


@dataclass(frozen=True)
class RecordRules:
    """What decides whether an entry holds: the day of the run, and the reasons the registry knows."""

    as_of: datetime.date = datetime.date.min
    reasons: frozenset[str] = frozenset()

    @classmethod
    def of_registry(cls, standards_dir: Path, as_of: datetime.date) -> RecordRules:
        """The rules of a day, with the reasons that the registry's seed correction_reasons lists."""
        with (standards_dir / "correction_reasons.csv").open(encoding="utf-8", newline="") as stream:
            return cls(as_of, frozenset(row["reason"] for row in csv.DictReader(stream)))


@dataclass(frozen=True)
class Entry:
    """One entry: its place in the file, from 1, and its values."""

    number: int
    line: int
    values: dict[str, str]
    on: datetime.date
    expires: datetime.date

    def __getitem__(self, key: str) -> str:
        return self.values[key]

    def has_expired(self, rules: RecordRules) -> bool:
        """True from the day after `expires`."""
        return self.expires < rules.as_of


@dataclass(frozen=True)
class EntryFault:
    """An entry, or the whole file (number 0), that cannot be read."""

    number: int
    line: int
    message: str


def read_entries(
    content: bytes, name: str, keys: Sequence[str], may_be_blank: Sequence[str] = ()
) -> tuple[list[Entry], list[EntryFault]]:
    """The entries of a file, each with exactly `keys`, besides `on` and `expires`; and its faults."""
    try:
        nodes = _entries(compose(content, yaml.BaseLoader), name.removesuffix(".yaml"))
    except _Fault as fault:
        return [], [EntryFault(0, fault.line, f"{name}: {fault}")]
    entries, faults = [], []
    for number, node in enumerate(nodes, start=1):
        line = node.start_mark.line + 1
        try:
            entries.append(_entry(node, number, line, (*keys, "on", "expires"), may_be_blank))
        except _Fault as fault:
            faults.append(EntryFault(number, line, f"{entry_location(name, number, line)}: {fault}"))
    return entries, faults


def entry_location(name: str, number: int, line: int) -> str:
    """Where an entry stands, in words."""
    return f"{name}, entry {number} (line {line})"


class _Fault(ValueError):
    """What is wrong with a file or an entry; `line` is where that shows in a file."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


class NotYamlError(_Fault):
    """The file holds no YAML that can be read."""


def compose(content: bytes, loader: type[yaml.BaseLoader | yaml.SafeLoader]) -> yaml.Node | None:
    """The YAML of a file in UTF-8 (with or without BOM) or GB18030. Raises NotYamlError."""
    if len(content) > _LARGEST_BYTES:
        raise NotYamlError(f"the file has {len(content):,} bytes; at most {_LARGEST_BYTES:,} are read")
    try:
        document: yaml.Node | None = yaml.compose(_text(content), Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise NotYamlError(f"the file is not YAML: {said}", mark.line + 1 if mark else 1) from None
    except RecursionError:
        raise NotYamlError("the file is not YAML: it is nested too deep") from None
    return document


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotYamlError("the file is neither UTF-8 nor GB18030 text")


def _entries(document: yaml.Node | None, key: str) -> list[yaml.Node]:
    """The list itself, or the list under the one key that is named like the file."""
    if document is None:
        return []
    if isinstance(document, yaml.MappingNode) and len(document.value) == 1:
        name, document = document.value[0]
        if name.value != key:
            raise _Fault(f"a list of entries is needed, found the key «{name.value}»")
    if isinstance(document, yaml.ScalarNode) and not document.value:
        return []
    if not isinstance(document, yaml.SequenceNode):
        raise _Fault("a list of entries is needed, each beginning with «- »")
    return list(document.value)


def _entry(
    node: yaml.Node, number: int, line: int, keys: Sequence[str], may_be_blank: Sequence[str]
) -> Entry:
    if not isinstance(node, yaml.MappingNode):
        raise _Fault(f"a mapping of {', '.join(keys)} is needed")
    values: dict[str, str] = {}
    for key, value in node.value:
        name = str(key.value)
        if name not in keys:
            raise _Fault(f"key «{name}» is unknown; known are {', '.join(keys)}")
        if name in values:
            raise _Fault(f"key «{name}» stands twice")
        if not isinstance(value, yaml.ScalarNode):
            raise _Fault(f"{name}: one text is needed")
        is_blank = not value.style and value.value in _BLANK_WORDS
        values[name] = "" if is_blank else value.value
    for name in keys:
        if name not in values:
            raise _Fault(f"key «{name}» is missing")
        if not plain(values[name]) and name not in may_be_blank:
            raise _Fault(f"{name}: nothing is written")
    on, expires = _day("on", values["on"]), _day("expires", values["expires"])
    if expires < on:
        raise _Fault(f"expires: {expires} lies before {on}, the day under «on»")
    return Entry(number, line, values, on, expires)


def _day(name: str, text: str) -> datetime.date:
    # One form only: the days of these files are also found by looking for it (inventory.py).
    if _ISO_DAY.fullmatch(text.strip()):
        try:
            return datetime.date.fromisoformat(text.strip())
        except ValueError:
            pass
    raise _Fault(f"{name}: «{text[:40]}» is no date like 2025-09-30")
