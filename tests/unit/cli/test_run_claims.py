"""What `junheng run` says is true: «published», «nothing changed», the release it shows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.cli import main
from orchestration.commands import execute, exits
from orchestration.inventory import code_hash
from orchestration.plan import make_plan
from orchestration.release.seal import DATAPACKAGE
from orchestration.release.store import use
from orchestration.sealed import sha256_of
from orchestration.settings import Settings
from orchestration.submissions.folders.listing import list_raw

FILINGS = Path(__file__).resolve().parents[2] / "golden" / "filings"
MART = "parquet/balance.parquet"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Filings, and steps that end well and do nothing."""
    shutil.copytree(FILINGS, tmp_path / "raw")
    monkeypatch.setattr(execute, "execute", lambda *arguments: None)
    return Settings.from_environment(tmp_path / "raw", tmp_path / "warehouse")


def _release(settings: Settings, release_id: str) -> Path:
    """A release of one file, current."""
    folder = settings.releases_dir / release_id
    (folder / "parquet").mkdir(parents=True)
    mart = folder / MART
    mart.write_bytes(b"rows of a mart")
    resource = {"path": MART, "bytes": mart.stat().st_size, "hash": f"sha256:{sha256_of(mart)}"}
    package = {"id": release_id, "exit_status": 0, "counts": [], "resources": [resource]}
    (folder / DATAPACKAGE).write_text(json.dumps(package), encoding="utf-8")
    use(settings.releases_dir, release_id, settings.current_link)
    return folder


def _run(settings: Settings) -> int:
    return main(["run", "--raw", str(settings.raw_dir), "--warehouse", str(settings.warehouse_dir)])


def _last_run(settings: Settings) -> dict[str, object]:
    row: dict[str, object] = pq.read_table(settings.log_dir / "runs.parquet").to_pylist()[-1]
    return row


@pytest.mark.parametrize("older", [None, "a_release_before"])
def test_steps_that_publish_nothing_are_no_success(
    settings: Settings, capsys: pytest.CaptureFixture[str], older: str | None
) -> None:
    if older:
        _release(settings, older)
    assert _run(settings) == exits.NOT_PUBLISHED
    said = capsys.readouterr().out
    assert "Not published: all steps ended, and release" in said
    assert "Release:" not in said and "Filings changed" not in said
    assert ("The release before it stands: a_release_before." in said) is bool(older)
    row = _last_run(settings)
    assert (row["exit_status"], row["release_id"]) == (exits.NOT_PUBLISHED, "")
    assert "was not made" in str(row["message"])


def test_nothing_changed_is_said_of_a_whole_release_only(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = make_plan(list_raw(settings.raw_dir), settings.inputs_dir, code_hash(settings.project_dir))
    release = _release(settings, plan.release_id)
    assert _run(settings) == exits.PUBLISHED
    assert f"Nothing changed since release {plan.release_id}" in capsys.readouterr().out
    (release / MART).write_bytes(b"rows of a marT")
    assert _run(settings) == exits.NOT_PUBLISHED
    said = capsys.readouterr().out
    assert f"Release {plan.release_id} is damaged: {MART} was changed after the release was built." in said
    assert "It is built again" in said and "Nothing changed" not in said
