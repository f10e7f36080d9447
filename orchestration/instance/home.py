"""Dagster's home below the warehouse, and its `dagster.yaml`.

What belongs here: our settings of the instance, and putting them below an engineer's own, which are never
touched: a section that he wrote is his, whole; sections he left out are added below a mark. What does not:
definitions.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.instance.closing import PREPARING_SECONDS, close_gone_runs
from orchestration.instance.partitions import keep_partitions
from orchestration.settings import Settings, SettingsError
from orchestration.submissions.folders.listing import list_raw
from orchestration.yaml_files import NotYamlError, YamlFile

_MARK = "# Below: what Junheng sets where nothing is set above. It is renewed as long as it is as written: "
#: What earlier versions wrote and said they would overwrite.
_OF_EARLIER_VERSIONS = frozenset({"5d4854d1397709ff"})
#: Both set what `concurrency` sets; Dagster refuses to be told twice.
_INSTEAD_OF_CONCURRENCY = ("run_queue", "run_coordinator")


def _sections(home: Path) -> dict[str, str]:
    """Our settings, by section."""
    output = json.dumps(str(home / "storage"), ensure_ascii=False)
    texts = f"""\
telemetry:
  enabled: false
# No sign-up form over an auditor's first page.
nux:
  enabled: false
# A whole run waits in the queue while another one writes. With granularity `op`, a run killed while it held a
# slot would keep it for ever.
concurrency:
  pools:
    default_limit: 1
    granularity: run
  runs:
    max_concurrent_runs: 1
# Knows whether the process of a run is there; Dagster's own launcher does not.
run_launcher:
  module: orchestration.instance.launcher
  class: WatchedRunLauncher
run_monitoring:
  enabled: true
  poll_interval_seconds: 30
  start_timeout_seconds: {PREPARING_SECONDS}
  cancel_timeout_seconds: 60
# A run whose process died is tried again; what a step refused is not.
run_retries:
  enabled: true
  max_retries: 2
  retry_on_asset_or_op_failure: false
# What steps print is kept beside the run.
compute_logs:
  module: orchestration.instance.step_output
  class: StepOutput
  config:
    base_dir: {output}
retention:
  schedule:
    purge_after_days: 90
  sensor:
    purge_after_days:
      skipped: 7
      failure: 90
      success: 90
"""
    sections: dict[str, str] = {}
    above = ""
    for line in texts.splitlines(keepends=True):
        if line.startswith("#"):
            above += line
        elif not line.startswith(" "):
            name = line.partition(":")[0]
            sections[name] = above + line
            above = ""
        else:
            sections[name] += line
    return sections


def write_dagster_home(settings: Settings) -> None:
    """Make DAGSTER_HOME; its file is only touched where something is missing there.

    Raises `SettingsError` for a file that is no YAML.
    """
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    file = home / "dagster.yaml"
    there = file.read_text(encoding="utf-8") if file.exists() else ""
    wanted = completed(there, home, file)
    if wanted != there:
        temporary = file.with_suffix(".tmp")
        temporary.write_text(wanted, encoding="utf-8")
        temporary.replace(file)


def prepare(settings: Settings) -> list[str]:
    """Make the home ready for the UI: settings, the school years of raw/, no run that nobody executes.

    Returns the ids of the runs that were closed. Raises `SettingsError` as `write_dagster_home`.
    """
    write_dagster_home(settings)
    with dg.DagsterInstance.from_config(str(settings.dagster_home)) as instance:
        keep_partitions(instance, list_raw(settings.raw_dir).school_years)
        return close_gone_runs(instance)


def completed(there: str, home: Path, file: Path) -> str:
    """The text of `dagster.yaml` with our settings for what it leaves out."""
    own = _own_part(there)
    set_there = _read(own, file)
    ours = {name: text for name, text in _sections(home).items() if name not in set_there}
    if any(name in set_there for name in _INSTEAD_OF_CONCURRENCY):
        ours.pop("concurrency", None)
    if not ours:
        return own
    text = "".join(ours.values())
    above = own if not own or own.endswith("\n") else f"{own}\n"
    return f"{above}{_MARK}{_hash(text)}\n{text}"


def _own_part(there: str) -> str:
    """The engineer's part: all of it, where what stands below the mark is not as it was written."""
    if _hash(there) in _OF_EARLIER_VERSIONS:
        return ""
    above, mark, rest = there.partition(_MARK)
    written, _, below = rest.partition("\n")
    if not mark:
        return there
    return above if written == _hash(below) else above + below


def _read(text: str, file: Path) -> dict[str, Any]:
    try:
        read = YamlFile.of(text, may_repeat=True).values or {}
    except NotYamlError as error:
        raise SettingsError(f"{file}: {error}. Put it right, or remove it.") from None
    if not isinstance(read, dict):
        raise SettingsError(f"{file} holds no settings of the form «section: …». Put it right, or remove it.")
    return read


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
