"""manifest.yaml as offices write it: encodings, faults, and where each fault is said to be."""

from __future__ import annotations

import pytest

from orchestration.submissions.folders.manifest import Entry, Manifest, read_manifest

NAMES = ("a.xlsx", "b.xlsx", "学校明细.xlsx")
TEXT = "files:\n  a.xlsx: {supersedes: 学校明细.xlsx, received_at: 2024-10-08}\n"


def _read(text: str) -> Manifest:
    return read_manifest(text.encode(), set(NAMES))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_encoding_that_offices_write_is_read(encoding: str) -> None:
    manifest = read_manifest(TEXT.encode(encoding), set(NAMES))
    assert manifest.entries == {"a.xlsx": Entry("2024-10-08", supersedes="学校明细.xlsx")}
    assert manifest.faults == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("files:\n\ta.xlsx: {}\n", "line 2: the file is not YAML: found character '\\t'"),
        ("files:\n  a.xlsx: {received_at: 2024-13-45}\n", "a value cannot be read: month must be in 1..12"),
        (
            "files:\n  a.xlsx: {received_at: 2024-9-8}\n",
            "key files.a.xlsx.received_at: «2024-9-8» is no date",
        ),
        ("files:\n  a.xlsx: {supersedes: [b.xlsx]}\n", "key files.a.xlsx.supersedes: there is no file"),
        ("files:\n  a.xlsx: {supersedes: {b.xlsx: x}}\n", "key files.a.xlsx.supersedes: there is no file"),
        ("files:\n  a.xlsx: []\n", "key files.a.xlsx: a mapping of received_at"),
        ("files:\n  a.xlsx: {}\n  a.xlsx: {state: preliminary}\n", "key files.a.xlsx: stands twice"),
        ("files:\n  a.xlsx:\n    state: final\n    state: preliminary\n", "files.a.xlsx.state: stands twice"),
        ("files:\n  ? {a: b}\n  : {}\n", "line 2: a value cannot be read: found unhashable key"),
        ("files: !!python/name:os.system\n", "could not determine a constructor"),
        ("[" * 3000, "nested too deep"),
        ("files: {}\n---\nfiles: {}\n", "line 2: the file is not YAML"),
        ("", "the one key `files`"),
    ],
)
def test_a_fault_says_nothing_of_files_and_names_its_place(text: str, said: str) -> None:
    manifest = _read(text)
    assert manifest.entries == {}
    (fault,) = manifest.faults
    assert fault.code == "MANIFEST_FAULT" and said in fault.message


def test_bytes_that_are_no_text_are_a_fault() -> None:
    (fault,) = read_manifest(b"\xff\xfe\x00", set(NAMES)).faults
    assert "neither UTF-8 nor GB18030" in fault.message
