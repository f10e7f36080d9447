"""manifest.yaml of a county's folder: what the county says about its files.

What belongs here: reading and checking the manifest. What does not: acting on it
(intake.py).

    files:
      学校明细_咸安区_2024_更正.xlsx:
        received_at: 2024-10-08       # the day it came
        state: final                  # or preliminary
        supersedes: 学校明细_咸安区_2024.xlsx
        partial: true                 # replaces only what it says itself
        withdrawn: ["2142020009"]     # schools of the older file that no longer stand
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.folders.dated_records import NotYamlError, compose
from orchestration.submissions.folders.listing import MANIFEST

_KEYS = ("received_at", "state", "supersedes", "partial", "withdrawn")
_SCHOOL_CODE = re.compile(r"[0-9A-Z]{10}")


@dataclass(frozen=True)
class Entry:
    """What the manifest says of one file; the defaults hold where it says nothing."""

    received_at: str | None = None
    state: str = "final"
    supersedes: str | None = None
    partial: bool = False
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """What the manifest says, by file name. A faulty manifest says nothing, and `faults` tells why."""

    entries: dict[str, Entry] = field(default_factory=dict)
    faults: tuple[Rejection, ...] = ()

    def of(self, name: str) -> Entry:
        """The entry of a file, or the defaults."""
        return self.entries.get(name, Entry())

    def older(self, name: str) -> Iterator[tuple[str, bool]]:
        """The files that a file stands in for, newest first, and whether wholly: a chain is as whole as
        its links, so what replaces a partial file wholly replaces only parts of the file before that."""
        whole = True
        while (entry := self.of(name)).supersedes is not None:
            name, whole = entry.supersedes, whole and not entry.partial
            yield name, whole

    def newer(self, name: str) -> str | None:
        """The file that says it replaces this one, wholly or in part; the first by name."""
        return min((other for other, entry in self.entries.items() if entry.supersedes == name), default=None)


class _Fault(ValueError):
    pass


def read_manifest(content: bytes, file_names: Collection[str]) -> Manifest:
    """Reads a manifest. `file_names` are the files of the folder that it may name."""
    try:
        entries = _entries(_document(content), file_names)
    except NotYamlError as error:
        return _faulty(f"line {error.line}: {error}", None)
    except _Fault as fault:
        return _faulty(f"key {fault.args[0]}: {fault.args[1]}", fault.args[0])
    return Manifest(entries)


def _faulty(message: str, key: str | None) -> Manifest:
    return Manifest(faults=(Rejection("file", "MANIFEST_FAULT", f"{MANIFEST}: {message}", raw=key),))


def _document(content: bytes) -> Any:
    node = compose(content, yaml.SafeLoader)
    if node is None:
        return None
    _check_keys(node)
    try:
        return yaml.SafeLoader("").construct_document(node)
    except (yaml.YAMLError, ValueError) as error:  # 2024-13-45 is no day
        mark = getattr(error, "problem_mark", None) or node.start_mark
        said = getattr(error, "problem", None) or str(error)
        raise NotYamlError(f"a value cannot be read: {said}", mark.line + 1) from None


def _check_keys(node: yaml.Node, *above: str) -> None:
    """YAML itself would let the second of two equal keys silently win."""
    if not isinstance(node, yaml.MappingNode):
        return
    seen = set()
    for key, value in node.value:
        path = (*above, str(key.value))
        if path in seen:
            raise _Fault(".".join(path), "stands twice")
        seen.add(path)
        _check_keys(value, *path)


def _entries(document: Any, file_names: Collection[str]) -> dict[str, Entry]:
    if (
        not isinstance(document, dict)
        or set(document) != {"files"}
        or not isinstance(document["files"], dict)
    ):
        raise _Fault(
            "files", "the file is a mapping with the one key `files`, itself a mapping of file names"
        )
    entries = {}
    for name, said in document["files"].items():
        if name not in file_names:
            raise _Fault(f"files.{name}", "there is no such file in the folder")
        entries[name] = _entry(f"files.{name}", {} if said is None else said, file_names)
    for name in entries:
        _check_chain(name, entries)
    return entries


def _entry(where: str, said: Any, file_names: Collection[str]) -> Entry:
    if not isinstance(said, dict):
        raise _Fault(where, f"a mapping of {', '.join(_KEYS)} is needed")
    for key in said:
        if key not in _KEYS:
            raise _Fault(f"{where}.{key}", f"unknown; known are {', '.join(_KEYS)}")
    received_at = said.get("received_at")
    if isinstance(received_at, str):
        try:
            received_at = datetime.date.fromisoformat(received_at)
        except ValueError:
            raise _Fault(f"{where}.received_at", f"«{received_at}» is no date like 2024-09-18") from None
    if isinstance(received_at, datetime.datetime):
        received_at = received_at.date()
    if received_at is not None and not isinstance(received_at, datetime.date):
        raise _Fault(f"{where}.received_at", f"«{received_at}» is no date like 2024-09-18")
    state = said.get("state", "final")
    if state not in ("final", "preliminary"):
        raise _Fault(f"{where}.state", f"«{state}» is neither final nor preliminary")
    supersedes = said.get("supersedes")
    if supersedes is not None and (not isinstance(supersedes, str) or supersedes not in file_names):
        raise _Fault(f"{where}.supersedes", f"there is no file «{supersedes}» in the folder")
    partial = said.get("partial", False)
    if not isinstance(partial, bool):
        raise _Fault(f"{where}.partial", f"«{partial}» is neither true nor false")
    withdrawn = said.get("withdrawn") or []
    if not isinstance(withdrawn, list) or not all(_is_school_code(code) for code in withdrawn):
        raise _Fault(f"{where}.withdrawn", "a list of school codes is needed, each ten characters in quotes")
    if withdrawn and not (supersedes and partial):
        raise _Fault(f"{where}.withdrawn", "says nothing without supersedes and partial: true")
    received_on = received_at.isoformat() if received_at else None
    return Entry(received_on, state, supersedes, partial, tuple(withdrawn))


def _is_school_code(value: Any) -> bool:
    return isinstance(value, str) and _SCHOOL_CODE.fullmatch(value) is not None


def _check_chain(name: str, entries: dict[str, Entry]) -> None:
    seen = [name]
    while (older := entries.get(seen[-1], Entry()).supersedes) is not None:
        if older in seen:
            raise _Fault(
                f"files.{name}.supersedes", f"the files supersede each other: {' → '.join([*seen, older])}"
            )
        seen.append(older)
