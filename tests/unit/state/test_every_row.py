"""Every row of the table of state, damaged in every way: said in a line, set aside; no run stops at it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from orchestration.inventory import code_hash
from orchestration.plan import make_plan
from orchestration.settings import Settings
from orchestration.state.aside import DAMAGED, set_aside
from orchestration.state.mend import mend
from orchestration.state.table import STATES, Form, State
from orchestration.submissions.folders.listing import list_raw
from tests.support.damages import DAMAGES, damage_everything, places

#: Content that is known without whoever reads it: a run says that it is damaged. (Half a text is a text.)
_KNOWN = {Form.RECORD, Form.PARQUET, Form.DATABASE}
_SEALED = ("landing", "results of the gates")
#: Rows of which a year is read again.
_LANDED = ("records of the landing", "landing")


def _read(settings: Settings) -> tuple[int, ...]:
    code = code_hash(settings.project_dir)
    return make_plan(list_raw(settings.raw_dir), settings.inputs_dir, code).read


def test_a_sound_warehouse_is_left_alone(settings: Settings) -> None:
    before = {path: path.lstat().st_mtime_ns for path in settings.warehouse_dir.rglob("*") if path.is_file()}
    assert mend(settings) == []
    after = {path: path.lstat().st_mtime_ns for path in settings.warehouse_dir.rglob("*") if path.is_file()}
    layout = settings.warehouse_dir / "warehouse.json"  # written by every run
    assert before.pop(layout) <= after.pop(layout)
    assert before == after
    assert _read(settings) == ()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_the_warehouse_has_some_of_it(settings: Settings, state: State) -> None:
    for pattern in state.paths:
        assert list(settings.warehouse_dir.glob(pattern)), pattern


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_no_damage_stops_a_run(settings: Settings, state: State, damage: str) -> None:
    for path in places(settings.warehouse_dir, state, damage):
        name = path.relative_to(settings.warehouse_dir).as_posix()
        DAMAGES[damage](path)
        bytes_now = path.read_bytes() if path.is_file() else None
        is_known = _is_known(state, path, damage, bytes_now)
        said = [line for line in mend(settings) if line.startswith(f"{name} ")]
        kept = [each for each in path.parent.glob(f"{DAMAGED}{path.name}-*Z")] if path.parent.is_dir() else []
        if damage == "missing":
            assert kept == []
        elif damage == "of another kind" or is_known:
            assert len(said) == 1 and state.damaged in said[0], (name, said)
            assert len(kept) == 1 and DAMAGED in said[0]
            assert bytes_now is None or kept[0].read_bytes() == bytes_now
        else:
            assert (said, kept) == ([], [])
        if state.name in _LANDED and (damage == "missing" or is_known):
            assert int(path.stem) == 0 or int(path.stem) in _read(settings)
        assert mend(settings) == []


def _is_known(state: State, path: Path, damage: str, content: bytes | None) -> bool:
    is_sealed = state.name in _SEALED and path.suffix == ".parquet" and "marts" not in path.parts
    if state.form is Form.SETTINGS:
        # Where a path makes the file longer, half of it ends elsewhere.
        return damage == "garbage" or not _is_mapping(content or b"")
    return state.form in _KNOWN or is_sealed


def _is_mapping(content: bytes) -> bool:
    try:
        return isinstance(yaml.safe_load(content), dict)
    except yaml.YAMLError:
        return False


@pytest.mark.parametrize("damage", DAMAGES)
def test_everything_damaged_at_once(settings: Settings, damage: str) -> None:
    harmed = damage_everything(settings.warehouse_dir, damage)
    assert len(harmed) > 15
    assert mend(settings)
    assert mend(settings) == []


@pytest.mark.parametrize("text", ["telemetry:\n  enabled", "telemetry: [", "- one\n- two\n"])
def test_settings_of_dagster_that_are_none_are_set_aside(settings: Settings, text: str) -> None:
    file = settings.dagster_home / "dagster.yaml"
    file.write_text(text, encoding="utf-8")
    said = mend(settings)
    is_mapping = text == "telemetry:\n  enabled"  # a half that reads as settings stays
    assert [line.split(" ")[0] for line in said] == ([] if is_mapping else ["dagster/dagster.yaml"])
    assert file.exists() is is_mapping


def test_of_what_is_built_again_three_are_kept_and_of_a_history_all(tmp_path: Path) -> None:
    for from_raw, kept in ((True, 3), (False, 5)):
        file = tmp_path / f"file_{from_raw}"
        for number in range(5):
            file.write_text(str(number), encoding="utf-8")
            set_aside(file, from_raw)
        asides = sorted(tmp_path.glob(f"{DAMAGED}{file.name}-*"))
        assert [each.read_text(encoding="utf-8") for each in asides] == [str(n) for n in range(5 - kept, 5)]


def test_what_killed_runs_left_is_swept(settings: Settings) -> None:
    left = (
        "landing/schools/.tmp-2024.parquet-999999",
        "inputs/.tmp-2024.json-999999",
        "releases/.tmp-x-999999/a",
    )
    for name in left:
        (settings.warehouse_dir / name).parent.mkdir(exist_ok=True)
        (settings.warehouse_dir / name).touch()
    (settings.warehouse_dir / ".spill").mkdir()
    living = settings.warehouse_dir / "dagster" / ".tmp-dagster.yaml-1"  # the UI's
    living.touch()
    assert mend(settings) == []
    assert [path for path in settings.warehouse_dir.rglob(".tmp-*")] == [living]
    assert not (settings.warehouse_dir / ".spill").exists()
