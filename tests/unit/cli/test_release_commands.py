"""`junheng release show|export|prune` and `junheng diff`, on releases of a miniature build.

What belongs here: what they say, write and remove. What does not: what differs (`release/test_differences`).
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration import cli
from orchestration.commands import exits
from orchestration.release.store import current_release_id, list_releases, publish, use
from tests.unit.release.conftest import MiniatureWarehouse


@pytest.fixture
def miniature(tmp_path: Path) -> MiniatureWarehouse:
    warehouse = MiniatureWarehouse(tmp_path)
    warehouse.write_build()
    warehouse.write_clean_results()
    return warehouse


def _publish(miniature: MiniatureWarehouse, name: str, hour: int = 0, built: Path | None = None) -> Path:
    folder = publish(built or miniature.build(), miniature.releases, name, miniature.current)
    moment = 1_700_000_000 + 3600 * hour
    os.utime(folder, (moment, moment))
    return folder


def _publish_copies(miniature: MiniatureWarehouse, names: str) -> None:
    first = _publish(miniature, names[0])
    for hour, name in enumerate(names[1:], start=1):
        _publish(miniature, name, hour, shutil.copytree(first, miniature.releases / f".tmp-{name}"))


def test_show_says_what_a_release_is(
    miniature: MiniatureWarehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    _publish(miniature, "one")
    assert cli.main(["release", "show", "--warehouse", str(miniature.root)]) == exits.PUBLISHED
    said = capsys.readouterr().out
    assert "Release one, current" in said and "2023-11-14 22:13" in said
    assert "2024: 1 files, 2 counties, of which 0 comply" in said
    assert "All of compliance_county" in said
    assert cli.main(["release", "show", "none", "--warehouse", str(miniature.root)]) == exits.USAGE


def test_prune_keeps_the_current_one_the_one_before_and_the_newest(
    miniature: MiniatureWarehouse, capsys: pytest.CaptureFixture[str]
) -> None:
    _publish_copies(miniature, "abcdef")
    use(miniature.releases, "c", miniature.current)
    call = ["release", "prune", "--keep", "1", "--warehouse", str(miniature.root)]
    assert cli.main(call) == exits.PUBLISHED
    assert "may go: a" in (said := capsys.readouterr().out) and "Nothing was removed" in said
    assert len(list_releases(miniature.releases, miniature.current)) == 6
    assert cli.main([*call, "--yes"]) == exits.PUBLISHED
    left = [entry.release_id for entry in list_releases(miniature.releases, miniature.current)]
    assert left == ["b", "c", "f"] and current_release_id(miniature.current) == "c"
    assert sorted(file.name for file in (miniature.releases / ".seals").iterdir()) == [
        "b.json",
        "c.json",
        "f.json",
    ]
    assert cli.main([*call[:3], "0", *call[4:]]) == exits.USAGE


def test_without_a_current_release_nothing_is_pruned(miniature: MiniatureWarehouse) -> None:
    _publish_copies(miniature, "abc")
    miniature.current.unlink()
    call = ["release", "prune", "--keep", "1", "--yes", "--warehouse", str(miniature.root)]
    assert cli.main(call) == exits.USAGE
    assert len(list_releases(miniature.releases, miniature.current)) == 3


def test_export_is_of_one_county_for_spreadsheets(
    miniature: MiniatureWarehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _publish(miniature, "one")
    call = ["release", "export", "--out", str(tmp_path / "out"), "--warehouse", str(miniature.root)]
    assert cli.main([*call, "--table", "compliance_county"]) == exits.PUBLISHED
    text = (tmp_path / "out" / "compliance_county.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbfschool_year,") and text.count(b"\n") == 3
    assert cli.main([*call, "--table", "none"]) == exits.USAGE
    assert "has no table none" in capsys.readouterr().err
    assert cli.main([*call, "--format", "parquet", "--table", "release"]) == exits.PUBLISHED
    assert pq.read_metadata(tmp_path / "out" / "release.parquet").num_rows == 1


def test_diff_shows_what_differs(
    miniature: MiniatureWarehouse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _publish(miniature, "one")
    miniature.write_build({"421202": "PASS"})
    _publish(miniature, "two", 1)
    call = ["diff", "one", "two", "--warehouse", str(miniature.root)]
    assert cli.main([*call, "--lang", "en", "--out", str(tmp_path / "diff.csv")]) == exits.PUBLISHED
    said = capsys.readouterr().out
    assert "compliance_county  met now" in said and "Not compared: balance" in said
    assert (tmp_path / "diff.csv").read_text(encoding="utf-8-sig").count("\n") == 2
    assert cli.main([*call, "--format", "json"]) == exits.PUBLISHED
    (row,) = json.loads(capsys.readouterr().out)["differences"]
    assert (row["county_code"], row["status_before"], row["status_after"]) == ("421202", "FAIL", "PASS")
    assert cli.main(["diff", "two", "two", "--lang", "en", *call[3:]]) == exits.PUBLISHED
    assert "Nothing differs." in capsys.readouterr().out
    assert cli.main(["diff", "2024", "2024", "--lang", "zh", *call[3:]]) == exits.PUBLISHED
    assert "没有差别。" in capsys.readouterr().out
    for wrong in (["diff", "one", "2024"], ["diff", "one", "none"]):
        assert cli.main([*wrong, *call[3:]]) == exits.USAGE
