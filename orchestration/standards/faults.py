"""What is wrong with a registry, told so that a person finds the row and knows what to do.

What belongs here: the fault and the error that carries faults. What does not: finding them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_SHOWN = 20  # faults in the error's text; a registry with more has one cause behind most


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: the file's name, its line (1 is a seed's header, 0 the file), the reason, the remedy."""

    file: str
    line: int
    reason: str
    remedy: str

    def __str__(self) -> str:
        unit = "row" if self.file.endswith(".csv") else "line"
        where = f"{self.file} {unit} {self.line}" if self.line else self.file
        return f"{where}: {self.reason} {self.remedy}"


class FaultyRegistryError(Exception):
    """The registry must not be built on; the text names each fault's file and row."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        lines = [f"The registry of standards has {count}:", *(f"  {fault}" for fault in faults[:_SHOWN])]
        if len(faults) > _SHOWN:
            lines.append(f"  … and {len(faults) - _SHOWN} more: «junheng standards check»")
        super().__init__("\n".join(lines))
