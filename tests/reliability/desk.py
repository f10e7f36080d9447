"""Filings and a warehouse of one's own, and the command over them.

What belongs here: calling it, changing what is filed, looking at what it left. What does not: a trial.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from orchestration.commands import exits
from orchestration.release.verify import verify_release
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.whole import UNFINISHED

FILINGS = PROJECT_DIR / "tests" / "golden" / "filings"
_PUBLISHED = (exits.PUBLISHED, exits.PUBLISHED_WITH_REFUSALS)


@dataclass(frozen=True)
class Desk:
    """`module` is what runs: the command line, or the short run."""

    settings: Settings
    module: str

    @classmethod
    def at(cls, folder: Path, is_short: bool) -> Desk:
        """A copy of the example filings, and no warehouse yet."""
        shutil.copytree(FILINGS, folder / "raw")
        module = "tests.reliability.short_run" if is_short else "orchestration.cli"
        return cls(Settings.from_environment(folder / "raw", folder / "warehouse"), module)

    def start(self) -> subprocess.Popen[str]:
        """`junheng run`, in a group of processes of its own."""
        places = ["--raw", str(self.settings.raw_dir), "--warehouse", str(self.settings.warehouse_dir)]
        return subprocess.Popen(
            [sys.executable, "-m", self.module, "run", *places],
            cwd=PROJECT_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def file_anew(self, number: int) -> None:
        """Another file among this year's filings, so that there is something to do."""
        note = self.settings.raw_dir / "2024" / "421202" / "说明.txt"
        note.write_text(f"第 {number} 版\n", encoding="utf-8")

    @property
    def current(self) -> Path:
        return self.settings.current_link.resolve()

    def faults_of_release(self) -> list[str]:
        """What is wrong with the current release."""
        return verify_release(self.current) if self.settings.current_link.is_symlink() else ["no release"]

    def complete(self) -> list[str]:
        """Let a run end; what is wrong with how it ended, and with what it left."""
        process = self.start()
        said, _ = process.communicate()
        faults = self.faults_of_release()
        if process.returncode not in _PUBLISHED or "Traceback" in said:
            faults.append(f"the run ended with {process.returncode}: {said[-2000:]}")
        return faults + [f"{name} is left" for name in self.left_over()]

    def left_over(self) -> list[str]:
        """What no run is making and nothing sweeps."""
        warehouse = self.settings.warehouse_dir
        found = [
            *warehouse.rglob(f"{UNFINISHED}*"),
            *warehouse.rglob(".spill/*"),
            *warehouse.glob("dbt/.run-*"),
        ]
        return [path.relative_to(warehouse).as_posix() for path in found]


def kill_all(process: subprocess.Popen[str]) -> None:
    """End a run and all its children at once, as a power cut does."""
    with suppress(ProcessLookupError):  # all have ended
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
