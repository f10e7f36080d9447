"""manifest.yaml as offices write it: encodings, faults, and where each fault is said to be."""

from __future__ import annotations

import datetime
import time
from itertools import pairwise

import pytest

from orchestration.submissions.folders.manifest import Entry, Manifest, read_manifest

NAMES = ("a.xlsx", "b.xlsx", "学校明细.xlsx")
TEXT = "files:\n  a.xlsx: {supersedes: 学校明细.xlsx, received_at: 2024-10-08}\n"


def _read(text: str) -> Manifest:
    return read_manifest(text.encode(), set(NAMES))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_encoding_that_offices_write_is_read(encoding: str) -> None:
    manifest = read_manifest(TEXT.encode(encoding), set(NAMES))
    assert manifest.entries == {
        "a.xlsx": Entry(received_at=datetime.date(2024, 10, 8), supersedes="学校明细.xlsx")
    }
    assert manifest.faults == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("files:\n\ta.xlsx: {}\n", "line 2: not readable as YAML: a tab stands where spaces belong"),
        (
            "files:\n  a.xlsx: {received_at: 2024-13-45}\n",
            "line 2: not readable as YAML: a value cannot be read: month must be in 1..12",
        ),
        (
            "files:\n  a.xlsx: {received_at: 2024-9-8}\n",
            "line 2: files.a.xlsx.received_at is '2024-9-8', which is no date",
        ),
        ("files:\n  a.xlsx: {supersedes: [b.xlsx]}\n", "line 2: files.a.xlsx.supersedes must be a text"),
        ("files:\n  a.xlsx: {supersedes: {b.xlsx: x}}\n", "line 2: files.a.xlsx.supersedes must be a text"),
        ("files:\n  a.xlsx: []\n", "line 2: files.a.xlsx must be a mapping of received_at"),
        ("files:\n  a.xlsx: {}\n  a.xlsx: {state: preliminary}\n", "line 3: files.a.xlsx stands twice"),
        (
            "files:\n  a.xlsx:\n    state: final\n    state: preliminary\n",
            "line 4: files.a.xlsx.state stands twice",
        ),
        ("files:\n  ? {a: b}\n  : {}\n", "line 2: not readable as YAML: found unhashable key"),
        (
            "files: !!python/name:os.system\n",
            "line 1: not readable as YAML: «!!python/name:os.system» is a tag",
        ),
        ("[" * 3000, "nested more than 20 deep"),
        ("files: {}\n---\nfiles: {}\n", "line 2: not readable as YAML"),
        (
            "files: {a.xlsx: {supersedes: b.xlsx}, b.xlsx: {supersedes: a.xlsx}}\n",
            "files.b.xlsx.supersedes lets files supersede each other: a.xlsx → b.xlsx → a.xlsx",
        ),
        ("", "line 1: must be a mapping of files"),
    ],
)
def test_a_fault_says_nothing_of_files_and_names_its_place(text: str, said: str) -> None:
    manifest = _read(text)
    assert manifest.entries == {}
    (fault,) = manifest.faults
    assert fault.code == "MANIFEST_FAULT" and said in fault.message


def test_bytes_that_are_no_text_are_a_fault() -> None:
    (fault,) = read_manifest(b"\xff\xfe\x00", set(NAMES)).faults
    assert "no text in UTF-8 or GB18030" in fault.message


def test_a_chain_of_very_many_files_is_gone_through_once() -> None:
    names = [f"{number}.xlsx" for number in range(8_000)]
    chain = "".join(f"  {one}: {{supersedes: {other}}}\n" for one, other in pairwise(names))
    started = time.process_time()
    (fault,) = read_manifest(
        f"files:\n{chain}  7999.xlsx: {{supersedes: 0.xlsx}}\n".encode(), set(names)
    ).faults
    assert "lets files supersede each other: 0.xlsx → 1.xlsx" in fault.message and len(fault.message) < 5000
    assert time.process_time() - started < 10
