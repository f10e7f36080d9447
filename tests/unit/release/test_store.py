"""Publishing is atomic: whatever step dies, `current` stays whole and the next run completes."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.release.changes import write_changes
from orchestration.release.seal import damage
from orchestration.release.store import (
    ReleaseNotFoundError,
    current_release_id,
    list_releases,
    publish,
    sweep,
    use,
)
from orchestration.release.verify import verify_release
from tests.unit.release.conftest import MiniatureWarehouse


class _KilledError(BaseException):
    """Stands for the death of the process at one step."""


def _publish(warehouse: MiniatureWarehouse, release_id: str) -> Path:
    return publish(warehouse.build(), warehouse.releases, release_id, warehouse.current)


def _names(warehouse: MiniatureWarehouse) -> list[str]:
    """What lies in the release store; of what is kept aside, without its time."""
    return sorted(re.sub(r"-\d{8}T\d+Z$", "", path.name) for path in warehouse.releases.iterdir())


def test_publish_list_and_go_back(miniature: MiniatureWarehouse) -> None:
    _publish(miniature, "one")
    _publish(miniature, "two")
    entries = list_releases(miniature.releases, miniature.current)
    assert [(each.release_id, each.is_current) for each in entries] == [("one", False), ("two", True)]
    use(miniature.releases, "one", miniature.current)
    assert current_release_id(miniature.current) == "one"
    assert not miniature.current.readlink().is_absolute()


def test_unknown_damaged_or_tricky_names_are_refused(miniature: MiniatureWarehouse) -> None:
    folder = _publish(miniature, "one")
    for name in ("none", "", "../releases/one", "."):
        with pytest.raises(ReleaseNotFoundError, match="Releases there: one"):
            use(miniature.releases, name, miniature.current)
    (folder / "parquet" / "balance.parquet").unlink()
    with pytest.raises(ReleaseNotFoundError, match=r"one .* is damaged: parquet/balance.parquet is missing"):
        use(miniature.releases, "one", miniature.current)


def test_a_damaged_release_is_replaced(miniature: MiniatureWarehouse) -> None:
    folder = _publish(miniature, "one")
    (folder / "parquet" / "balance.parquet").unlink()
    _publish(miniature, "one")
    assert verify_release(folder) == []
    assert damage(folder) == []
    assert _names(miniature) == [".damaged-one", ".seals", "one"]
    sweep(miniature.releases, miniature.current)
    assert _names(miniature) == [".damaged-one", ".seals", "one"]


@pytest.mark.parametrize("step", ["rename", "symlink_to", "replace"])
def test_killed_at_a_step_of_publishing(
    miniature: MiniatureWarehouse, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    _publish(miniature, "one")
    built = miniature.build()

    def die(*arguments: object, **named: object) -> None:
        raise _KilledError

    with monkeypatch.context() as patched:
        patched.setattr(Path, step, die)
        with pytest.raises(_KilledError):
            publish(built, miniature.releases, "two", miniature.current)
    assert current_release_id(miniature.current) == "one"
    assert verify_release(miniature.current.resolve()) == []
    sweep(miniature.releases, miniature.current)
    if damage(miniature.releases / "two"):
        _publish(miniature, "two")
    use(miniature.releases, "two", miniature.current)
    assert current_release_id(miniature.current) == "two"
    assert _names(miniature) == [".seals", "one", "two"]


@pytest.mark.parametrize("step", ["copytree", "write_datapackage", "write_dictionary"])
def test_nothing_is_left_of_a_build_that_fails(
    miniature: MiniatureWarehouse, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    _publish(miniature, "one")

    def die(*arguments: object, **named: object) -> None:
        raise _KilledError

    with monkeypatch.context() as patched:
        target = shutil if step == "copytree" else sys.modules["orchestration.release.build"]
        patched.setattr(target, step, die)
        with pytest.raises(_KilledError):
            miniature.build()
    assert current_release_id(miniature.current) == "one"
    assert list(miniature.releases.glob(".tmp-*")) == []
    _publish(miniature, "two")
    assert current_release_id(miniature.current) == "two"


_BUILD_FOR_EVER = """
import sys
from pathlib import Path
from tests.unit.release.conftest import MiniatureWarehouse
warehouse = MiniatureWarehouse(Path(sys.argv[1]))
sys.stdout.write("building\\n")
sys.stdout.flush()
while True:
    warehouse.build()
"""


def test_a_real_kill_during_the_build(miniature: MiniatureWarehouse) -> None:
    _publish(miniature, "one")
    root = Path(__file__).resolve().parents[3]
    process = subprocess.Popen(
        [sys.executable, "-c", _BUILD_FOR_EVER, str(miniature.root)], cwd=root, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    deadline = time.monotonic() + 20
    while not list(miniature.releases.glob(".tmp-*/parquet/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    assert current_release_id(miniature.current) == "one"
    assert verify_release(miniature.current.resolve()) == []
    assert sweep(miniature.releases, miniature.current)
    _publish(miniature, "two")
    assert current_release_id(miniature.current) == "two"
    assert verify_release(miniature.current.resolve()) == []


def test_changes_between_two_releases(miniature: MiniatureWarehouse) -> None:
    before = _publish(miniature, "one")
    miniature.write_build({"421202": "PASS"})
    after = _publish(miniature, "two")
    counts = write_changes(before, after, miniature.root / "changes")
    assert counts["compliance_county"] == 1 and counts["compliance_school"] == 0
    folder = miniature.root / "changes" / "one..two"
    rows = pq.read_table(folder / "compliance_county.parquet").to_pylist()
    assert [(row["county_code"], row["status_before"], row["status_after"]) for row in rows] == [
        ("421202", "FAIL", "PASS")
    ]
    assert (folder / "compliance_school.csv").read_text(encoding="utf-8").count("\n") == 1
    assert write_changes(before, after, miniature.root / "changes") == counts
