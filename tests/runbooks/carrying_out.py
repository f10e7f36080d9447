"""The blocks of docs/runbooks.md, carried out word for word.

What belongs here: finding a section's blocks and running them in a shell, in a checkout of a test. What does
not: what comes of it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from orchestration.settings import PROJECT_DIR

RUNBOOKS = PROJECT_DIR / "docs" / "runbooks.md"
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: Calls Junheng, shows what it says, and keeps its status instead of passing it on: 1 may be findings.
_JUNHENG = """\
#!/bin/sh
PYTHONPATH="{checkout}" "{python}" -m orchestration.cli "$@"
echo "$? $1" >> "{checkout}/statuses"
"""


def sections() -> dict[str, list[str]]:
    """By title the blocks of each section; those before the first stand under ''."""
    parts = re.split(r"^## (.+)$", RUNBOOKS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {"": _BLOCK.findall(parts[0])} | {
        title: _BLOCK.findall(text) for title, text in zip(parts[1::2], parts[2::2], strict=True)
    }


@dataclass(frozen=True)
class Carried:
    """What became of a section: what was said, and of each call of Junheng its status and command."""

    said: str
    calls: list[str]


@dataclass(frozen=True)
class Checkout:
    """A folder that is a checkout to the commands: they are called in it."""

    folder: Path

    @property
    def warehouse(self) -> Path:
        """What the page calls /srv/junheng."""
        return self.folder / "srv"

    def prepare(self) -> None:
        """Write the commands that the page calls."""
        command = self.folder / ".venv" / "bin" / "junheng"
        command.parent.mkdir(parents=True)
        command.write_text(_JUNHENG.format(checkout=self.folder, python=sys.executable), encoding="utf-8")
        command.chmod(0o755)
        make = self.folder / "bin" / "make"  # what is installed is the tests' own
        make.parent.mkdir()
        make.write_text('#!/bin/sh\ntest "$*" = setup\n', encoding="utf-8")
        make.chmod(0o755)

    def carry_out(self, blocks: list[str]) -> Carried:
        """Run blocks. Raises AssertionError where a command that is not Junheng's fails."""
        statuses = self.folder / "statuses"
        statuses.write_text("", encoding="utf-8")
        script = "set -eu\n" + "".join([*sections()[""], *blocks])
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        result = subprocess.run(
            ["bash", "-c", script.replace("/srv/junheng", str(self.warehouse))],
            cwd=self.folder,
            env={**os.environ, "PATH": path, "JUNHENG_AS_OF": "2025-06-01"},
            capture_output=True,
            text=True,
            check=False,
        )
        said = result.stdout + result.stderr
        assert result.returncode == 0, said
        return Carried(said, statuses.read_text(encoding="utf-8").splitlines())
