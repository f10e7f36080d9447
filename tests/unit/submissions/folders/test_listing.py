"""The listing of raw/: what counts, what is looked into, and how often a file is read for its fingerprint."""

from __future__ import annotations

import hashlib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from orchestration.inventory import list_inputs
from orchestration.pipeline import Warehouse, land, receive
from orchestration.plan import make_plan
from orchestration.settings import Settings
from orchestration.submissions.folders.listing import (
    Kind,
    folder_county,
    folder_year,
    is_passed_over,
    list_raw,
)
from tests.unit.submissions.filings import COLLECTION_2024, COUNTY, EXPORT_2024, file_in


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file below raw/ was read for its fingerprint, by year, county and name."""
    found: Counter[str] = Counter()
    digest = hashlib.file_digest

    def counted(stream: Any, name: Any) -> Any:
        place = Path(stream.name)
        if "raw" in place.parts:
            found["/".join(place.parts[place.parts.index("raw") + 1 :])] += 1
        return digest(stream, name)

    monkeypatch.setattr(hashlib, "file_digest", counted)
    return found


def _run(settings: Settings) -> None:
    """What a run does with raw/: planned, received, landed."""
    plan = make_plan(list_raw(settings.raw_dir), settings.inputs_dir, "code", as_of=settings.today())
    warehouse = Warehouse(settings, plan.code, plan.raw)
    receive(warehouse)
    land(warehouse, plan.read)


def test_a_file_is_hashed_once_a_run(tmp_path: Path, hashed: Counter[str]) -> None:
    settings = Settings(tmp_path / "raw", tmp_path / "warehouse")
    records = b"- {file: none.xlsx}"
    for year in (2021, 2022, 2023):
        # The same bytes in each year: every year looks at all files of the years before.
        files: dict[str, bytes | Path] = {"a.xlsx": EXPORT_2024, "corrections.yaml": records}
        file_in(settings.raw_dir, files, year)
    file_in(settings.raw_dir, {"b.xlsx": COLLECTION_2024}, 2023)
    (settings.raw_dir / "stray.txt").write_text("x", encoding="utf-8")
    _run(settings)
    assert set(hashed) == {each.path for each in list_inputs(list_raw(settings.raw_dir)) if each.sha256}
    assert set(hashed.values()) == {1}


def test_a_changed_file_is_hashed_again(tmp_path: Path, hashed: Counter[str]) -> None:
    settings = Settings(tmp_path / "raw", tmp_path / "warehouse")
    file_in(settings.raw_dir, {"a.xlsx": EXPORT_2024, "b.xlsx": COLLECTION_2024}, 2023)
    _run(settings)
    before = list_inputs(list_raw(settings.raw_dir))
    file = settings.raw_dir / "2023" / COUNTY / "a.xlsx"
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    after = list_inputs(list_raw(settings.raw_dir))
    assert [each.path for each in after if each not in before] == [f"2023/{COUNTY}/a.xlsx"]
    assert hashed == {f"2023/{COUNTY}/a.xlsx": 2, f"2023/{COUNTY}/b.xlsx": 1}


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    said: list[str] = []
    settings = Settings(tmp_path / "raw", tmp_path / "warehouse")
    file_in(settings.raw_dir, {"a.xlsx": EXPORT_2024}, 2023)

    def meanwhile(text: str) -> None:
        if not said:
            file_in(settings.raw_dir, {"b.xlsx": COLLECTION_2024}, 2023)
        said.append(text)

    raw = list_raw(settings.raw_dir)
    land(Warehouse(settings, "code", raw, progress=said.append, detail=meanwhile), [2023])
    assert "2023: files changed while they were read; reading again" in said
    assert any(text.startswith("2023: 2 files of 1 counties read") for text in said)


def test_folders_say_their_year_and_county() -> None:
    names = ("2024", "1999", "1899", "202", "２０２４", "2024 ", "421202")
    assert [folder_year(name) for name in names] == [2024, 1999, 0, 0, 0, 0, 0]
    codes = ("421202", "421200", "021202", "42120", "４２１２０２", "2024")
    assert [folder_county(code) for code in codes] == ["421202", "", "", "", "", ""]


def test_names_that_are_passed_over() -> None:
    passed_over = ("README.md", "readme", ".DS_Store", "~$明细.xlsx", "Thumbs.db")
    assert all(map(is_passed_over, passed_over))
    assert not any(map(is_passed_over, ("明细.xlsx", "..明细.xlsx", "manifest.yaml", "corrections.yaml")))


def test_links_are_followed_at_the_top_alone(tmp_path: Path) -> None:
    elsewhere = tmp_path / "other_disk" / "421202"
    elsewhere.mkdir(parents=True)
    (elsewhere / "a.xlsx").write_bytes(b"x")
    (elsewhere / "b.xlsx").symlink_to(elsewhere / "a.xlsx")
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "2024").symlink_to(elsewhere.parent)
    (raw / "2023").symlink_to(tmp_path / "nothing")
    listed = {entry.path: entry.kind for entry in list_raw(raw).entries}
    assert listed == {
        "2023": Kind.OTHER,
        "2024": Kind.FOLDER,
        "2024/421202": Kind.FOLDER,
        "2024/421202/a.xlsx": Kind.FILE,
        "2024/421202/b.xlsx": Kind.LINK,
    }
    assert list_raw(raw).school_years == [2024]
