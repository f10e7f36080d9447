"""The parent's side of dbt: a child process, and the manifest it parses, cached by project state.

What belongs here: starting, waiting for and telling the child. What does not: what dbt's nodes
are in the graph. This module imports no Dagster and no dbt, so that the command line can start
the child before it imports either.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from orchestration.inventory import ID_LENGTH, dbt_project_hash
from orchestration.settings import Settings
from orchestration.transform.child import PARSED

MANIFEST = "manifest.json"
_PARSE = "partial_parse.msgpack"
MAIN_READING = "warehouse"


class DbtParseError(RuntimeError):
    """The dbt project cannot be parsed; the text is dbt's own."""


class DbtProcess:
    """dbt, started and parsing; `manifest` and `build` wait for it as far as they must."""

    def __init__(self, settings: Settings, reading: str = MAIN_READING) -> None:
        """Start the child. Its target folder is its own until the parse is whole.

        `reading` is the target of profiles.yml: `warehouse`, or `as_filed` with nothing corrected.
        """
        self._settings = settings
        self._reading = reading
        self._folder = manifest_folder(settings)
        self._work = settings.dbt_target_dir / f".run-{reading}-{os.getpid()}"
        shutil.rmtree(self._work, ignore_errors=True)
        self._work.mkdir(parents=True)
        settings.log_dir.mkdir(parents=True, exist_ok=True)
        kept = self._folder / _PARSE
        environment = {**os.environ, **settings.as_environment(), "PYTHONUNBUFFERED": "1"}
        environment["JUNHENG_READING"] = reading
        environment |= {"DBT_TARGET_PATH": str(self._work), "DBT_LOG_PATH": str(self._work)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.transform.child", *([str(kept)] if kept.is_file() else [])],
            cwd=settings.dbt_project_dir,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._parsed = False

    @property
    def target_dir(self) -> Path:
        """Where this process writes its artifacts."""
        return self._work

    def manifest(self) -> Path:
        """The manifest's path: at once if this state of the project was parsed before.

        Raises `DbtParseError`.
        """
        if not (self._folder / MANIFEST).is_file():
            self._wait_for_parse()
        return self._folder / MANIFEST

    def build(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        """Let dbt run with these arguments, events as JSON lines on stdout; returns the process.

        Raises `DbtParseError`. May be called once.
        """
        self._wait_for_parse()
        order = {
            "arguments": list(arguments),
            "environment": {"DBT_LOG_FORMAT": "json", "DBT_LOG_PATH": str(self._settings.log_dir / "dbt")},
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode("utf-8") + b"\n")
        self._process.stdin.close()
        return self._process

    def close(self) -> None:
        """End the child, if it still runs, and remove its folder."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                stream.close()
        shutil.rmtree(self._work, ignore_errors=True)

    def _wait_for_parse(self) -> None:
        if self._parsed:
            return
        assert self._process.stdout is not None
        said: list[str] = []
        for line in self._process.stdout:
            text = line.decode("utf-8", "replace").rstrip()
            if text == PARSED:
                self._parsed = True
                self._keep_manifest()
                return
            said.append(text)
        self._process.wait()
        raise DbtParseError(f"dbt cannot parse {self._settings.dbt_project_dir}:\n" + "\n".join(said).strip())

    def _keep_manifest(self) -> None:
        """Put the manifest where the next process finds it, whole or not at all."""
        if (self._folder / MANIFEST).is_file() or self._reading != MAIN_READING:
            return
        building = self._settings.dbt_target_dir / f".keep-{os.getpid()}"
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        for name in (MANIFEST, _PARSE):
            if (self._work / name).is_file():
                shutil.copyfile(self._work / name, building / name)
        try:
            building.rename(self._folder)
        except OSError:
            # Another process (the UI beside a run) parsed the same project meanwhile.
            shutil.rmtree(building, ignore_errors=True)


def manifest_folder(settings: Settings) -> Path:
    """The folder of the manifest of the dbt project as it stands."""
    return settings.dbt_target_dir / f"parsed-{dbt_project_hash(settings.project_dir)[:ID_LENGTH]}"


def cached_or_parsed_manifest(settings: Settings) -> Path:
    """The manifest, parsed now if need be. Raises `DbtParseError`."""
    cached = manifest_folder(settings) / MANIFEST
    if cached.is_file():
        return cached
    dbt = DbtProcess(settings)
    try:
        return dbt.manifest()
    finally:
        dbt.close()


def sweep_dbt(settings: Settings) -> None:
    """Remove manifests of earlier states and folders of killed processes. Hold the lock."""
    for pattern in ("parsed-*", ".run-*", ".keep-*"):
        for folder in settings.dbt_target_dir.glob(pattern):
            if folder != manifest_folder(settings) and not _is_of_living_process(folder.name):
                shutil.rmtree(folder, ignore_errors=True)


def _is_of_living_process(name: str) -> bool:
    """True for the folder of a process that runs now, such as the UI's, which takes no lock to parse."""
    process_id = name.rpartition("-")[2]
    return not name.startswith("parsed-") and process_id.isdigit() and Path(f"/proc/{process_id}").exists()
