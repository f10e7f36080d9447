"""corrections.yaml and explanations.yaml as lists of dated entries, every value as the text that was typed.

What belongs here: what the entries of both have in common, their dates and expiry. What does not: what an
entry is about (corrections.py, explanations.py), reading YAML (yaml_files.py).

Values are never interpreted by YAML: 0211 stays a code, 1,200 a figure as filed, 是 a word. An entry is
in force through the day it names under `expires`, counted from the run's own date, which is an input.
"""

from __future__ import annotations

import csv
import datetime
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from orchestration.submissions.cells.text import plain
from orchestration.submissions.contract.rejection import Rejection
from orchestration.yaml_files import Strict, YamlFaultsError, YamlFile, shown

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


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


def _day(said: object) -> datetime.date:
    """A day as YAML reads it, or as it is typed: in one form only, for the days of dated records are also
    found by looking for it (inventory.py)."""
    if isinstance(said, datetime.datetime):
        return said.date()
    if isinstance(said, datetime.date):
        return said
    if isinstance(said, str) and _ISO_DAY.fullmatch(said.strip()):
        try:
            return datetime.date.fromisoformat(said.strip())
        except ValueError:
            pass
    raise ValueError(f"is {shown(said)}, which is no date like 2025-09-30")


def _written(text: str) -> str:
    if not plain(text):
        raise ValueError("must not be blank")
    return text.strip()


Day = Annotated[datetime.date, BeforeValidator(_day)]
#: A text that says something.
Written = Annotated[str, AfterValidator(_written)]


class Record(Strict):
    """What every entry says besides what it is about."""

    on: Day
    expires: Day

    @field_validator("expires")
    @classmethod
    def _not_before_it_began(cls, expires: datetime.date, info: ValidationInfo) -> datetime.date:
        if "on" in info.data and expires < info.data["on"]:
            raise ValueError(f"is {expires}, which lies before {info.data['on']}, the day under «on»")
        return expires

    def has_expired(self, rules: RecordRules) -> bool:
        """True from the day after `expires`."""
        return self.expires < rules.as_of


Said = TypeVar("Said", bound=Record)


@dataclass(frozen=True)
class Entry(Generic[Said]):
    """One entry: what it says, and where it stands, in words and as a line."""

    said: Said
    place: str
    line: int


def read_entries(
    content: bytes, name: str, model: type[Said], code: str
) -> tuple[list[Entry[Said]], list[Rejection]]:
    """The entries of a file, and rejections, by a code, of those that cannot be read, or of the file."""
    try:
        parts = entries_of(content, name)
    except YamlFaultsError as error:
        return [], [Rejection("file", code, f"{name}: {error}", row=error.faults[0].line)]
    entries, rejections = [], []
    for number, part in enumerate(parts, start=1):
        place = f"{name}, entry {number} (line {part.line})"
        try:
            entries.append(Entry(part.read(model), place, part.line))
        except YamlFaultsError as error:
            rejections.append(Rejection("file", code, f"{place}: {error}", row=part.line))
    return entries, rejections


def entries_of(content: bytes, name: str) -> list[YamlFile]:
    """The entries of a file's list, or of the list under the one key that is named like the file. Raises
    `YamlFaultsError`."""
    file, key = YamlFile.received(content, as_typed=True), name.removesuffix(".yaml")
    if isinstance(file.values, dict) and len(file.values) == 1:
        (found,) = file.values
        file.check([((found,), f"is not a known key; known is {key}")] if found != key else [])
        file = file.under(key)
    if file.values in (None, ""):
        return []
    if not isinstance(file.values, list):
        file.check([((), "must be a list of entries, each beginning with «- »")])
    return file.entries
