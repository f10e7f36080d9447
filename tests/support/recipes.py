"""The recipes of CONTRIBUTING.md, carried out word for word on a copy of the project.

What belongs here: finding a section's blocks and writing them where the text says. What does not: what
comes of it.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import PROJECT_DIR

_STEP = re.compile(
    r"(?P<how>New file|Add to|Replace in) `(?P<file>[^`]+)`:\n\n```\w+\n(?P<text>.*?)```"
    r"(?:\n\nby:\n\n```\w+\n(?P<by>.*?)```)?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    """A change of one file: text added at its end, or put in the place of `replaces`."""

    file: str
    text: str
    replaces: str = ""

    @property
    def lines(self) -> int:
        """Lines to write."""
        return len(self.text.splitlines())

    def carry_out(self, project_dir: Path) -> None:
        """Change the file. Raises AssertionError where what is to be replaced does not stand there once."""
        path = project_dir / self.file
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if self.replaces:
            assert before.count(self.replaces) == 1, f"{self.file} has not once: {self.replaces}"
            path.write_text(before.replace(self.replaces, self.text), encoding="utf-8")
        else:
            path.write_text(before + self.text, encoding="utf-8")


def recipe(title: str) -> list[Step]:
    """The steps of a section of CONTRIBUTING.md. Raises AssertionError if a block of it is none."""
    text = (PROJECT_DIR / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]
    steps = [
        Step(found["file"], found["by"] or found["text"], found["text"] if found["by"] else "")
        for found in _STEP.finditer(section)
    ]
    blocks = section.count("```") // 2
    assert blocks == len(steps) + sum(bool(step.replaces) for step in steps), (
        f"a block of «{title}» is read by none"
    )
    return steps


def copied_project(folder: Path) -> Path:
    """A copy of the dbt project and the suites in a folder; returns the folder."""
    for name in ("dbt_project", "expectations"):
        shutil.copytree(PROJECT_DIR / name, folder / name, ignore=shutil.ignore_patterns("target"))
    return folder
