"""A release that is not what was published is told from one that is, whatever was done to it."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.release import seal as seal_module
from orchestration.release.seal import DATAPACKAGE, SEALS, damage
from orchestration.release.store import publish
from orchestration.release.verify import verify_release
from tests.unit.release.conftest import MiniatureWarehouse

MART = "parquet/balance.parquet"


@pytest.fixture
def release(miniature: MiniatureWarehouse) -> Path:
    return publish(miniature.build(), miniature.releases, "one", miniature.current)


def _flip_a_byte(release: Path) -> None:
    file = release / MART
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    times = file.stat()
    file.write_bytes(content)
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))  # as a failing disk leaves them


def _edit_the_datapackage(release: Path) -> None:
    file = release / DATAPACKAGE
    package = json.loads(file.read_text(encoding="utf-8"))
    package["exit_status"] = 0 if package["exit_status"] else 3
    file.write_text(json.dumps(package), encoding="utf-8")


def _cut_the_datapackage(release: Path) -> None:
    file = release / DATAPACKAGE
    file.write_bytes(file.read_bytes()[:200])


def _swap_hash_and_mart(release: Path) -> None:
    """The mart and its hash in the datapackage, both changed so that they fit each other."""
    (release / MART).write_bytes(b"other")
    file = release / DATAPACKAGE
    package = json.loads(file.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        if resource["path"] == MART:
            resource["bytes"] = 5
            resource["hash"] = seal_module._hash(release / MART)
    file.write_text(json.dumps(package), encoding="utf-8")


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a byte": (_flip_a_byte, f"{MART} was changed"),
    "a missing mart": (lambda release: (release / MART).unlink(), f"{MART} is missing"),
    "a file too many": (lambda release: (release / "notes.txt").write_text("x"), "notes.txt does not belong"),
    "an edited datapackage": (_edit_the_datapackage, "datapackage.json was changed"),
    "half a datapackage": (_cut_the_datapackage, "datapackage.json was changed"),
    "no datapackage": (
        lambda release: (release / DATAPACKAGE).unlink(),
        "this is no whole release",
    ),
    "a mart and its hash": (_swap_hash_and_mart, "datapackage.json was changed"),
}


def test_what_was_published_is_whole_and_read_once(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert damage(release) == []

    def read(file: Path) -> str:
        raise AssertionError(f"{file} was read again")

    monkeypatch.setattr(seal_module, "sha256_of", read)
    assert damage(release) == []


@pytest.mark.parametrize("kind", DAMAGES)
def test_damage_is_named(release: Path, kind: str) -> None:
    harm, named = DAMAGES[kind]
    harm(release)
    for _ in range(2):  # looking at it heals nothing
        assert named in " ".join(damage(release))
    assert named in " ".join(verify_release(release))


@pytest.mark.parametrize("kind", ["a byte", "a missing mart", "a file too many"])
def test_damage_is_named_without_a_seal(release: Path, kind: str) -> None:
    shutil.rmtree(release.parent / SEALS)
    harm, named = DAMAGES[kind]
    harm(release)
    assert named in " ".join(damage(release))
    assert not (release.parent / SEALS).exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"files": 3}'])
def test_a_damaged_seal_is_made_anew(release: Path, content: str) -> None:
    file = release.parent / SEALS / "one.json"
    file.write_text(content, encoding="utf-8")
    assert damage(release) == []
    assert set(json.loads(file.read_text(encoding="utf-8"))) == {"hash", "files"}


def test_a_copy_is_read_once_more_and_sealed(release: Path, tmp_path: Path) -> None:
    copied = tmp_path / "elsewhere" / "one"
    shutil.copytree(release, copied)
    assert damage(copied) == []
    assert (copied.parent / SEALS / "one.json").is_file()
