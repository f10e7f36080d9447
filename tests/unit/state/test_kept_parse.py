"""What is kept of dbt's parse, for every warehouse of a checkout, is believed only as it was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.transform import process
from tests.support.damages import DAMAGES


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("name", ["manifest.json", "partial_parse.msgpack", "gate_models.json", "seals.json"])
def test_a_damaged_parse_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, damage: str
) -> None:
    settings = Settings.from_environment(warehouse_dir=tmp_path)
    folder = tmp_path / "parsed-0123456789abcdef"
    monkeypatch.setattr(process, "manifest_folder", lambda settings: folder)
    assert not process.remove_damaged_parse(settings)  # there is none yet
    folder.mkdir()
    for kept in ("manifest.json", "partial_parse.msgpack", "gate_models.json"):
        (folder / kept).write_text("what dbt made", encoding="utf-8")
    process._seal(folder)
    assert not process.remove_damaged_parse(settings)
    DAMAGES[damage](folder / name)
    assert process.remove_damaged_parse(settings)
    assert not folder.exists()


def test_a_parse_that_is_no_folder_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "parsed-0123456789abcdef"
    file.write_text("no folder", encoding="utf-8")
    monkeypatch.setattr(process, "manifest_folder", lambda settings: file)
    assert process.remove_damaged_parse(Settings.from_environment(warehouse_dir=tmp_path))
    assert not file.exists()
