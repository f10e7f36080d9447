"""A small run of `python -m tests.reliability`: a kill, some readers. What damage comes to stands in
`unit/state` and, for a whole run, in `dagster/test_run`."""

from __future__ import annotations

import pytest

from tests.reliability.__main__ import main


def test_a_killed_run_and_readers_meanwhile(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["kills", "readers", "--kills", "1", "--short", "--readers", "5", "--releases", "2"])
    said = capsys.readouterr().out
    assert status == 0, said
    assert "1 next runs completed by themselves" in said
