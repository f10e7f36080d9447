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
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from orchestration.inventory import ID_LENGTH, dbt_project_hash
from orchestration.sealed import read_seals, seals_of, unsound
from orchestration.settings import Settings
from orchestration.transform.child import COMPILE, COMPILED, PARSED
from orchestration.transform.columns import MART_SQL
from orchestration.transform.gate_models import GATE_MODELS
from orchestration.whole import is_of_another_living_process, remove, written_whole

MANIFEST = "manifest.json"
_PARSE = "partial_parse.msgpack"
_SEALS = "seals.json"
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
        kept = [str(self._folder / _PARSE)] if (self._folder / _PARSE).is_file() else []
        compiles = reading == MAIN_READING and not (self._folder / GATE_MODELS).is_file()
        environment = _environment(os.environ) | settings.as_environment() | {"PYTHONUNBUFFERED": "1"}
        environment["JUNHENG_READING"] = reading
        environment |= {"DBT_TARGET_PATH": str(self._work), "DBT_LOG_PATH": str(self._work)}
        environment |= dict.fromkeys(("DBT_PROJECT_DIR", "DBT_PROFILES_DIR"), str(settings.dbt_project_dir))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "orchestration.transform.child", *([COMPILE] if compiles else []), *kept],
            cwd=settings.dbt_project_dir,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._last_line = COMPILED if compiles else PARSED
        self._said: list[str] = []

    @property
    def target_dir(self) -> Path:
        """Where this process writes its artifacts."""
        return self._work

    def manifest(self) -> Path:
        """The manifest's path: at once if this state of the project was parsed before.

        Raises `DbtParseError`.
        """
        if not (self._folder / MANIFEST).is_file():
            self._wait_for(PARSED)
        return self._folder / MANIFEST

    def gate_models(self) -> Path:
        """The compiled models of the landing gate: at once if this state of the project was compiled before.

        Raises `DbtParseError`.
        """
        if not (self._folder / GATE_MODELS).is_file():
            self._wait_for(COMPILED)
        return self._folder / GATE_MODELS

    def build(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        """Let dbt run with these arguments; the child tells of it on stdout; returns the process.

        Raises `DbtParseError`. May be called once.
        """
        self._wait_for(self._last_line)
        mart_sql = self._folder / MART_SQL
        order = {
            "arguments": list(arguments),
            "environment": {"DBT_LOG_PATH": str(self._settings.log_dir / "dbt")},
            "mart_sql": "" if mart_sql.is_file() or self._reading != MAIN_READING else str(mart_sql),
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

    def _wait_for(self, line: str) -> None:
        """Read what the child says until it has said the line. Raises `DbtParseError` where it ends
        before.
        """
        assert self._process.stdout is not None
        while line not in self._said:
            said = self._process.stdout.readline()
            if not said:
                self._process.wait()
                reasons = [each for each in self._said if each not in (PARSED, COMPILED)]
                raise DbtParseError(
                    f"dbt cannot parse {self._settings.dbt_project_dir}:\n" + "\n".join(reasons).strip()
                )
            self._said.append(said.decode("utf-8", "replace").rstrip())
            if self._reading == MAIN_READING:
                self._keep()

    def _keep(self) -> None:
        """Put what was parsed and compiled so far where the next process finds it, each file whole or not
        at all.
        """
        if PARSED in self._said and not self._folder.is_dir():
            building = self._folder.parent / f".keep-{os.getpid()}"
            shutil.rmtree(building, ignore_errors=True)
            building.mkdir(parents=True)
            for name in (MANIFEST, _PARSE):
                shutil.copyfile(self._work / name, building / name)
            _seal(building)
            try:
                building.rename(self._folder)
            except OSError:
                # Another process (the UI beside a run) parsed the same project meanwhile.
                shutil.rmtree(building, ignore_errors=True)
        if COMPILED in self._said and not (self._folder / GATE_MODELS).is_file():
            unfinished = self._folder / f".{GATE_MODELS}-{os.getpid()}"
            shutil.copyfile(self._work / GATE_MODELS, unfinished)
            unfinished.replace(self._folder / GATE_MODELS)
            _seal(self._folder)


def _environment(callers: Mapping[str, str]) -> dict[str, str]:
    """The caller's environment without its settings for dbt: another target, a sample of the rows or a level
    of the log would reach a release.
    """
    return {name: value for name, value in callers.items() if not name.startswith("DBT_")}


def manifest_folder(settings: Settings) -> Path:
    """The folder of the manifest of the dbt project as it stands.

    It is the project's own, as nothing in it is a warehouse's; under the warehouse where the project is
    read-only.
    """
    target = settings.dbt_project_dir / "target"
    is_writable = os.access(target if target.is_dir() else settings.dbt_project_dir, os.W_OK)
    kept = target if is_writable else settings.dbt_target_dir
    return kept / f"parsed-{dbt_project_hash(settings.project_dir)[:ID_LENGTH]}"


def remove_damaged_parse(settings: Settings) -> bool:
    """Remove what is kept of this state of the project where a byte of it changed; True if it was removed."""
    folder = manifest_folder(settings)
    if not folder.exists() or _is_whole(folder):
        return False
    remove(folder)
    return True


def _is_whole(folder: Path) -> bool:
    try:
        seals = read_seals(json.loads((folder / _SEALS).read_text(encoding="utf-8")))
        return {MANIFEST, _PARSE} <= seals.keys() and not unsound(folder, seals)
    except (OSError, ValueError, AttributeError, TypeError):
        return False


def _seal(folder: Path) -> None:
    kept = [folder / name for name in (MANIFEST, _PARSE, GATE_MODELS) if (folder / name).is_file()]
    with written_whole(folder / _SEALS) as file:
        file.write_text(json.dumps(seals_of(folder, kept)), encoding="utf-8")


def cached_or_parsed_manifest(settings: Settings) -> Path:
    """The manifest, parsed now if need be. Raises `DbtParseError`."""
    remove_damaged_parse(settings)
    cached = manifest_folder(settings) / MANIFEST
    if cached.is_file():
        return cached
    dbt = DbtProcess(settings)
    try:
        return dbt.manifest()
    finally:
        dbt.close()


def cached_or_compiled_gate_models(settings: Settings) -> Path:
    """The compiled models of the landing gate, compiled now if need be. Raises `DbtParseError`.

    No warehouse is touched: dbt works in a temporary one.
    """
    remove_damaged_parse(settings)
    cached = manifest_folder(settings) / GATE_MODELS
    if cached.is_file():
        return cached
    with tempfile.TemporaryDirectory(prefix="junheng-dbt-") as folder:
        dbt = DbtProcess(replace(settings, warehouse_dir=Path(folder)))
        try:
            return dbt.gate_models()
        finally:
            dbt.close()


def sweep_dbt(settings: Settings) -> None:
    """Remove manifests of earlier states and folders of killed processes. Hold the lock."""
    current = manifest_folder(settings)
    for kept in {current.parent, settings.dbt_target_dir}:
        for pattern in ("parsed-*", ".run-*", ".keep-*"):
            for folder in kept.glob(pattern):
                if folder != current and not _is_in_use(folder.name):
                    shutil.rmtree(folder, ignore_errors=True)


def _is_in_use(name: str) -> bool:
    """True for the folder of a process that runs now, such as the UI's, which takes no lock to parse."""
    return not name.startswith("parsed-") and is_of_another_living_process(name)
