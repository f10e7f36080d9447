"""Every kind of YAML file that people write, broken in every plain way: file, line and key are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.yaml_files.kinds import KINDS, Kind


def _said_of(kind: Kind, folder: Path, text: str) -> str:
    path = folder / kind.name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return kind.read(path)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_sound_file_is_read(tmp_path: Path, kind: Kind) -> None:
    assert _said_of(kind, tmp_path, kind.sound) == ""


@pytest.mark.parametrize(
    ("kind", "broken"),
    [pytest.param(kind, each, id=f"{kind.name}-{each}") for kind in KINDS for each in kind.breaks],
)
def test_a_broken_file_is_refused_by_file_line_and_key(tmp_path: Path, kind: Kind, broken: str) -> None:
    old, new, said = kind.breaks[broken]
    assert old in kind.sound
    found = _said_of(kind, tmp_path, kind.sound.replace(old, new, 1))
    assert kind.name in found and "line " in found and said in found, found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_an_empty_file_is_refused_unless_it_may_say_nothing(tmp_path: Path, kind: Kind) -> None:
    for text in ("", "# nothing yet\n"):
        found = _said_of(kind, tmp_path, text)
        assert kind.empty in found if kind.empty else not found, found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_file_that_is_no_yaml_is_refused_by_file_and_line(tmp_path: Path, kind: Kind) -> None:
    found = _said_of(kind, tmp_path, f"{kind.sound}x: [\n")
    assert kind.name in found and "not readable as YAML" in found, found
    assert (
        f"line {kind.sound.count(chr(10)) + 1}" in found or f"line {kind.sound.count(chr(10)) + 2}" in found
    )
