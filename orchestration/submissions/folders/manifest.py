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

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, StrictBool

from orchestration.submissions.cells import grammar
from orchestration.submissions.contract.rejection import Rejection
from orchestration.submissions.folders.dated_records import Day
from orchestration.submissions.folders.listing import MANIFEST
from orchestration.yaml_files import KeyPath, NotYamlError, Strict, YamlFaultsError, YamlFile, shown

_MOST_SHOWN = 8
_SCHOOL_CODE = re.compile(r"[0-9A-Z]{10}")


def _school_code(said: object) -> object:
    if not isinstance(said, str) or not _SCHOOL_CODE.fullmatch(said):
        raise ValueError(f"is {shown(said)}; a list of school codes is needed, each ten characters in quotes")
    return said


class Entry(Strict):
    """What the manifest says of one file; the defaults hold where it says nothing."""

    received_at: Day | None = None
    state: Literal["final", "preliminary"] = "final"
    supersedes: str | None = None
    partial: StrictBool = False
    withdrawn: Annotated[
        tuple[Annotated[str, BeforeValidator(_school_code)], ...],
        BeforeValidator(lambda said: () if said is None else said),
    ] = ()


class _File(Strict):
    files: dict[str, Annotated[Entry, BeforeValidator(lambda said: {} if said is None else said)]]


@dataclass(frozen=True)
class Manifest:
    """What the manifest says, by file name. A faulty manifest says nothing, and `faults` tells why.

    lines: the line on which a file's withdrawn schools stand.
    """

    entries: Mapping[str, Entry] = field(default_factory=dict)
    faults: tuple[Rejection, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)

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


def manifest_fault(line: int, key: str | None, message: str) -> Rejection:
    """The rejection of what a manifest says under a key."""
    return Rejection("file", "MANIFEST_FAULT", f"{MANIFEST}: {message}", row=line, raw=key)


def read_manifest(content: bytes, file_names: Collection[str]) -> Manifest:
    """Reads a manifest. `file_names` are the files of the folder that it may name."""
    try:
        file = YamlFile.received(content)
        entries = file.read(_File).files
        file.check(_faults(entries, file_names))
    except YamlFaultsError as error:
        first = error.faults[0]
        key = first.key or (None if isinstance(error, NotYamlError) else "files")
        return Manifest(faults=(manifest_fault(first.line, key, str(error)),))
    lines = {name: file.line_of(("files", name, "withdrawn")) for name in entries if entries[name].withdrawn}
    return Manifest(entries, lines=lines)


def _faults(entries: Mapping[str, Entry], file_names: Collection[str]) -> Iterator[tuple[KeyPath, str]]:
    """What the manifest says of files that are not there, or that cannot be together."""
    for name, entry in entries.items():
        if name not in file_names:
            yield ("files", name), "is no file of the folder"
        if entry.supersedes is not None and entry.supersedes not in file_names:
            older = grammar.shown(entry.supersedes)
            yield ("files", name, "supersedes"), f"is «{older}», which is no file of the folder"
        if entry.withdrawn and not (entry.supersedes and entry.partial):
            yield ("files", name, "withdrawn"), "says nothing without supersedes and partial: true"
    for circle in _circles(entries):
        more = ["…"] if len(circle) > _MOST_SHOWN else []
        said = " → ".join(map(grammar.shown, [*circle[:_MOST_SHOWN], *more, circle[0]]))
        for name in circle:
            yield ("files", name, "supersedes"), f"lets files supersede each other: {said}"


def _circles(entries: Mapping[str, Entry]) -> Iterator[list[str]]:
    """Files that supersede each other in a ring; each entry is gone to once, however many there are."""
    seen: set[str] = set()
    for start in entries:
        name: str | None = start
        way: dict[str, None] = {}
        while name is not None and name not in seen:
            seen.add(name)
            way[name] = None
            name = entries.get(name, Entry()).supersedes
        if name in way:
            names = list(way)
            yield names[names.index(name) :]
