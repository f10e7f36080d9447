"""What the steps of a run print: kept beside the run, where the UI shows it.

What belongs here: keeping it. What does not: the log of a run, which Dagster keeps. Dagster's own manager
starts four processes a step that echo what is printed while it is printed; here it is echoed when the
step has ended, by no process that a killed run could leave behind.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from orchestration.transform.compat import captured, local_compute_log_manager

_EXTENSIONS = {"out": 1, "err": 2}

_Local: Any = local_compute_log_manager()


class StepOutput(_Local):  # type: ignore[misc]
    """Named in dagster.yaml."""

    @classmethod
    def from_config_value(cls, inst_data: Any, config_value: Any) -> StepOutput:
        """As Dagster makes it from dagster.yaml."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Iterator[Any]:
        """Write what the process and its children print into two files for the length of a block."""
        files = {end: Path(self.get_captured_local_path(log_key, end)) for end in _EXTENSIONS}
        _flush()
        kept = {end: os.dup(descriptor) for end, descriptor in _EXTENSIONS.items()}
        begun = {}
        for end, file in files.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("ab") as stream:
                begun[end] = stream.tell()
                os.dup2(stream.fileno(), _EXTENSIONS[end])
        try:
            yield captured(log_key)
        finally:
            _flush()
            for end, file in files.items():
                os.dup2(kept[end], _EXTENSIONS[end])
                with file.open("rb") as said, os.fdopen(kept[end], "wb") as before:
                    said.seek(begun[end])
                    shutil.copyfileobj(said, before)
            Path(self.complete_artifact_path(log_key)).touch()


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
