"""Whether a release still is what was published, told in milliseconds.

What belongs here: reading a release's datapackage, and its seal, `.seals/<id>.json` beside the releases: the
hash of datapackage.json, which holds the hashes of all else, and of each file the inode, size and times at
which its hash was found right. Only a file in which these differ is hashed again. What does not: rows and
databases (`verify`), repairs. Standard library only, as an unchanged run ends here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from orchestration.sealed import Stamp, sha256_of, stamp_of
from orchestration.whole import written_whole

DATAPACKAGE = "datapackage.json"
SEALS = ".seals"


def read_datapackage(release_dir: Path) -> dict[str, Any]:
    """The release's datapackage.json."""
    package: dict[str, Any] = json.loads((release_dir / DATAPACKAGE).read_text(encoding="utf-8"))
    return package


def damage(release_dir: Path, afresh: bool = False) -> list[str]:
    """Every way in which the files differ from what was published, as plain sentences; [] if none.

    Hashes and sizes of all files, and files that nobody named; `afresh`: whatever the seal says of them. A
    release without a seal, of an earlier version or from a copy, is believed its datapackage.
    """
    package = release_dir / DATAPACKAGE
    if not package.is_file():
        return [f"{package} is missing: this is no whole release."]
    seal = _read_seal(release_dir)
    known = {} if afresh else seal.get("files", {})
    stamps: dict[str, Stamp] = {DATAPACKAGE: stamp_of(package)}
    if stamps[DATAPACKAGE] != known.get(DATAPACKAGE) and seal.get("hash", _hash(package)) != _hash(package):
        return [f"{DATAPACKAGE} was changed after the release was built."]
    try:
        resources = {each["path"]: each for each in read_datapackage(release_dir)["resources"]}
    except (ValueError, LookupError, TypeError):
        return [f"{DATAPACKAGE} cannot be read."]
    problems = []
    for path, resource in resources.items():
        file = release_dir / path
        if not file.is_file():
            problems.append(f"{path} is missing.")
            continue
        stamps[path] = stamp_of(file)
        if stamps[path] == known.get(path):
            continue
        if stamps[path][1] != resource["bytes"] or _hash(file) != resource["hash"]:
            problems.append(f"{path} was changed after the release was built.")
    problems += [
        f"{path} does not belong to the release." for path in sorted({*_present(release_dir)} - {*stamps})
    ]
    if not problems and stamps != seal.get("files"):
        _write_seal(release_dir, {"hash": seal.get("hash") or _hash(package), "files": stamps})
    return problems


def seal(release_dir: Path) -> None:
    """Seal a release that has just been verified."""
    resources = (each["path"] for each in read_datapackage(release_dir)["resources"])
    stamps = {path: stamp_of(release_dir / path) for path in (DATAPACKAGE, *resources)}
    _write_seal(release_dir, {"hash": _hash(release_dir / DATAPACKAGE), "files": stamps})


def forget(release_dir: Path) -> None:
    """Of a release that is removed, the seal goes too."""
    _seal_of(release_dir).unlink(missing_ok=True)


def _seal_of(release_dir: Path) -> Path:
    return release_dir.parent / SEALS / f"{release_dir.name}.json"


def _read_seal(release_dir: Path) -> dict[str, Any]:
    try:
        read = json.loads(_seal_of(release_dir).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) and isinstance(read.get("files", {}), dict) else {}


def _write_seal(release_dir: Path, content: Mapping[str, Any]) -> None:
    """Whole or not at all. Where nothing can be written, files are hashed each time."""
    target = _seal_of(release_dir)
    with suppress(OSError), written_whole(target) as file:
        file.write_text(json.dumps(content), encoding="utf-8")


def _hash(file: Path) -> str:
    return f"sha256:{sha256_of(file)}"


def _present(release_dir: Path) -> Iterator[str]:
    for path in release_dir.rglob("*"):
        if path.is_file():
            yield path.relative_to(release_dir).as_posix()
