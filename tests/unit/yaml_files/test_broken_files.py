"""Every kind of YAML file that people write, broken in every plain way: file, line and key are named."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from orchestration.quality.refusal_words import RefusalWords
from orchestration.settings import Settings
from tests.unit.yaml_files.kinds import KINDS, Kind

with (Settings.from_environment().quality_seeds_dir / "refusal_words.csv").open(encoding="utf-8") as _stream:
    WORDS = [(row["words_en"], row["words_zh"]) for row in csv.DictReader(_stream)]


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


_OF_OFFICES = [
    kind for kind in KINDS if kind.name in ("manifest.yaml", "corrections.yaml", "explanations.yaml")
]
#: Names of keys and values, which are the same in both languages.
_NAMES = re.compile(
    r"[a-z_]+\.(?:yaml|xlsx)[\w.]*|[a-z]+_[a-z_]+|supersedes|partial: true|true|false|[A-Z]\w+"
)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(
            (kind, kind.sound.replace(old, new, 1))
            for kind in _OF_OFFICES
            for old, new, _ in kind.breaks.values()
        ),
        *(
            (kind, text)
            for kind in _OF_OFFICES
            for text in ("a: &a [1]", "a: !!int", "<<: {}", "a: 1\n---\nb: 1")
        ),
        *((kind, text) for kind in _OF_OFFICES for text in ("[" * 30, "a:\n\tb: 1", "a: \x01", "x" * 20_001)),
        (_OF_OFFICES[0], "file: 1\nfiles:\n  b.xlsx: {x: 1, state: last}\n"),
        (_OF_OFFICES[0], "".join(f"k{n}: 1\n" for n in range(30))),
    ],
)
def test_what_is_said_of_an_offices_file_is_said_in_chinese_too(
    kind: Kind, text: str, tmp_path: Path
) -> None:
    said = _said_of(kind, tmp_path, text)
    words = RefusalWords(WORDS).in_chinese(said)
    assert words and not re.search("[a-z]{2,} [a-z]{2,}", _NAMES.sub("", words)), f"{said} → {words}"
