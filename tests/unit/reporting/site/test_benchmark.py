"""The benchmark of the report runs, on the made-up release."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import report
from tests.unit.reporting.site.conftest import MadeUpRelease


def test_it_runs(made_up: MadeUpRelease, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    release = made_up.write(tmp_path / "releases" / "0123456789abcdef")
    (tmp_path / "current").symlink_to(release)
    report.main(["--warehouse", str(tmp_path), "--no-build"])
    assert "junheng report" in capsys.readouterr().out
