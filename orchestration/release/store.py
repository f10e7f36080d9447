"""The release store: publishing one, listing them, pointing `current` at one.

What belongs here: the steps that must be atomic, and cleaning up after runs that were killed.
What does not: what is inside a release. Callers that change the store hold the warehouse lock;
readers need none: they resolve `current` once and open what it names.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.release.seal import DATAPACKAGE, damage, read_datapackage, seal
from orchestration.state.aside import set_aside
from orchestration.whole import UNFINISHED, sweep_unfinished


class ReleaseNotFoundError(LookupError):
    """No whole release of that id stands in the release store."""


@dataclass(frozen=True)
class ReleaseEntry:
    """A release in the release store; `datapackage` as read from its file, None where it cannot be read."""

    release_id: str
    path: Path
    is_current: bool
    datapackage: dict[str, Any] | None

    @property
    def published_at(self) -> str:
        """When it was put into the store (UTC), as its folder tells: nothing in a release does."""
        moment = datetime.fromtimestamp(self.path.stat().st_mtime, tz=UTC)
        return moment.strftime("%Y-%m-%d %H:%M")


def list_releases(releases_dir: Path, current_link: Path) -> list[ReleaseEntry]:
    """Every whole release, oldest publication first (by the folder's time, then id)."""
    current = current_release_id(current_link)
    folders = [
        path
        for path in releases_dir.glob("*")
        if path.is_dir() and not path.name.startswith(".") and (path / DATAPACKAGE).is_file()
    ]
    folders.sort(key=lambda path: (path.stat().st_mtime_ns, path.name))
    return [ReleaseEntry(path.name, path, path.name == current, _datapackage(path)) for path in folders]


def _datapackage(release_dir: Path) -> dict[str, Any] | None:
    try:
        return read_datapackage(release_dir)
    except (OSError, ValueError):
        return None


def current_release_id(current_link: Path) -> str | None:
    """The id `current` points to, or None where nothing whole is published."""
    target = current_link.resolve()
    if current_link.is_symlink() and (target / DATAPACKAGE).is_file():
        return target.name
    return None


def sweep(releases_dir: Path, current_link: Path) -> list[str]:
    """Remove what killed runs left behind; returns the names removed. Hold the lock."""
    removed = sweep_unfinished(releases_dir)
    link = _temporary_link(current_link)
    if link.is_symlink():
        link.unlink()
        removed.append(link.name)
    return sorted(removed)


def publish(built_dir: Path, releases_dir: Path, release_id: str, current_link: Path) -> Path:
    """Put a whole build in the release store as `release_id` and make it current; returns its folder.

    Two atomic steps: the folder's rename, then the link's. Killed between them, the store holds
    a whole release and `current` still names the one before. A damaged release of the same id, the only one
    that is ever built again, is set aside.
    """
    target = releases_dir / release_id
    if target.exists():
        set_aside(target, from_raw=True)
    built_dir.rename(target)
    seal(target)
    use(releases_dir, release_id, current_link)
    sweep(releases_dir, current_link)
    return target


def use(releases_dir: Path, release_id: str, current_link: Path) -> Path:
    """Point `current` at a release in one atomic step; returns the release's folder.

    Raises `ReleaseNotFoundError` if it is not in the release store, or damaged. A folder or file that stands
    where the link belongs is set aside.
    """
    target = whole_release(releases_dir, release_id)
    if current_link.exists() and not current_link.is_symlink():
        set_aside(current_link, from_raw=True)
    link = _temporary_link(current_link)
    link.unlink(missing_ok=True)
    # Relative, so that a warehouse may be moved or mounted elsewhere.
    link.symlink_to(os.path.relpath(target, current_link.parent), target_is_directory=True)
    link.replace(current_link)
    return target


def whole_release(releases_dir: Path, release_id: str) -> Path:
    """The folder of a release that is as it was published. Raises `ReleaseNotFoundError`."""
    target = releases_dir / release_id
    if not release_id or Path(release_id).name != release_id or not target.is_dir():
        known = ", ".join(sorted(p.name for p in releases_dir.glob("[!.]*"))) or "none"
        raise ReleaseNotFoundError(
            f"No whole release {release_id!r} in {releases_dir}. Releases there: {known}."
        )
    if problems := damage(target):
        raise ReleaseNotFoundError(
            f"Release {release_id} in {releases_dir} is damaged: {' '.join(problems)} «junheng run» over the "
            "filings it holds builds it again."
        )
    return target


def _temporary_link(current_link: Path) -> Path:
    return current_link.with_name(f"{UNFINISHED}{current_link.name}")
