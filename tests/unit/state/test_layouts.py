"""Warehouses of other versions: one of the version before is taken over, one of a later version is refused.

`tests/support/previous_warehouse` is a part of a warehouse of layout 1, as it was written.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.cli import main
from orchestration.commands import execute, exits
from orchestration.plan import RunPlan
from orchestration.release.store import current_release_id
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.state.aside import DAMAGED
from orchestration.state.layout import LAYOUT, LAYOUT_FILE

PREVIOUS = PROJECT_DIR / "tests" / "support" / "previous_warehouse"
FILINGS = PROJECT_DIR / "tests" / "golden" / "filings"
RELEASE = "ee4a8357df5ab2e5"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(PREVIOUS, tmp_path / "warehouse", symlinks=True)
    return Settings.from_environment(FILINGS, tmp_path / "warehouse")


@pytest.fixture
def plans(monkeypatch: pytest.MonkeyPatch) -> list[RunPlan]:
    """What a run would do; its steps are not taken."""
    plans: list[RunPlan] = []
    monkeypatch.setattr(execute, "execute", lambda settings, plan, *tellers: plans.append(plan))
    return plans


def _junheng(settings: Settings, *arguments: str) -> int:
    raw = ["--raw", str(settings.raw_dir)] if arguments[0] == "run" else []
    return main([*arguments, *raw, "--warehouse", str(settings.warehouse_dir)])


def test_one_of_the_version_before_is_taken_over(
    settings: Settings, plans: list[RunPlan], capsys: pytest.CaptureFixture[str]
) -> None:
    _junheng(settings, "run")
    said = capsys.readouterr().out
    assert DAMAGED not in said
    (plan,) = plans
    assert (plan.read, plan.forget) == ((2023, 2024), (2022,))
    assert f"The release before it stands: {RELEASE}." in said
    history = pq.read_table(settings.log_dir / "runs.parquet").to_pylist()
    assert [row["release_id"] for row in history] == [RELEASE, ""]
    assert json.loads((settings.warehouse_dir / LAYOUT_FILE).read_text(encoding="utf-8")) == {
        "layout": LAYOUT
    }
    for arguments in (["release", "list"], ["release", "use", RELEASE]):
        assert _junheng(settings, *arguments) == exits.PUBLISHED
    assert current_release_id(settings.current_link) == RELEASE


@pytest.mark.parametrize("arguments", [["run"], ["release", "use", RELEASE]])
def test_one_of_a_later_version_is_refused(
    settings: Settings, plans: list[RunPlan], capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    (settings.warehouse_dir / LAYOUT_FILE).write_text(f'{{"layout": {LAYOUT + 1}}}', encoding="utf-8")
    (settings.inputs_dir / "2022.json").write_text('{"as": "a later version writes"}', encoding="utf-8")
    before = {path: path.read_bytes() for path in settings.warehouse_dir.rglob("*.*") if path.is_file()}
    assert _junheng(settings, *arguments) == exits.USAGE
    refused = capsys.readouterr().err
    assert "written by a later version of Junheng" in refused and refused.count("\n") == 1
    assert plans == []
    del before[settings.lock_file]
    assert {path: path.read_bytes() for path in before} == before


def test_a_history_of_another_version_goes_on(settings: Settings, plans: list[RunPlan]) -> None:
    file = settings.log_dir / "runs.parquet"
    older = pq.read_table(file).drop_columns(["message"])
    later = older.append_column("counties", pa.array([8]))
    for table in (older, later):
        pq.write_table(table, file)
        _junheng(settings, "run")
        history = pq.read_table(file)
        assert set(table.column_names) <= set(history.column_names)
        assert history.num_rows == 2
        assert history["message"].to_pylist()[0] is None
