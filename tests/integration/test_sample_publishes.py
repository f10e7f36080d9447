"""The committed sample passes the mart gate: `make run` publishes it.

What belongs here: that no invariant is broken on the sample. What does not: its verdicts.
"""

from __future__ import annotations

from pathlib import Path

from orchestration.quality.gate import gate_marts
from orchestration.settings import Settings


def test_nothing_critical_stands_in_the_way(committed_sample: Path, tmp_path: Path) -> None:
    settings = Settings.from_environment(warehouse_dir=committed_sample)
    summary = gate_marts(settings.build_database, tmp_path, settings.expectations_dir, "sample")
    assert (summary.errors, summary.findings.get("critical", 0)) == (0, 0)
    assert summary.passed > 50
