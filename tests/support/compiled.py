"""build.duckdb as dbt makes it, from the SQL that dbt compiled, without dbt: a fourth of its time.

What belongs here: compiling every model and data test once for a state of the project, and running them.
What does not: which warehouses are built this way (their fixtures), or what dbt adds of its own: the types of
contracts and unit tests, which `dagster/test_run.py` sees kept. It also holds the tables to those of dbt, row
by row.

Run by itself it compiles, as the process that dbt wants for itself.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb

from orchestration.quality.models import load_gate_models
from orchestration.quality.session import seed_rows
from orchestration.settings import PROJECT_DIR, Settings
from orchestration.transform.as_filed import write_no_verdicts
from orchestration.transform.process import MANIFEST, cached_or_parsed_manifest, manifest_folder
from tests.support.once import made_once

_FILE = "every_model.json"


def build(warehouse_dir: Path, wanted: Collection[str] = ()) -> None:
    """Make the models, or only the wanted ones and what they read; then ask every data test, and whether a
    value is missing that a contract promises.

    Raises AssertionError with the data tests that found rows and the columns without a value.
    """
    settings = Settings.from_environment(warehouse_dir=warehouse_dir)
    compiled = _compiled(settings) / _FILE
    models = load_gate_models(compiled, PROJECT_DIR / "dbt_project")
    tests = [] if wanted else json.loads(compiled.read_text(encoding="utf-8"))["tests"]
    made = models.needed_for(wanted) if wanted else models.models
    settings.build_database.unlink(missing_ok=True)
    if not settings.as_filed_dir.exists():
        write_no_verdicts(settings)
    with duckdb.connect(str(settings.build_database)) as connection:
        connection.execute("set threads = 2")
        for source, location in models.sources.items():
            connection.execute(f"create schema if not exists {source.partition('.')[0]}")
            connection.execute(f"create view {source} as from {location.format(warehouse=warehouse_dir)}")
        for name, seed in models.seeds.items():
            connection.execute(f'create table "{name}" as {seed_rows(seed)}')
        for model in made:
            kind = "table" if model.is_table else "view"
            connection.execute(f'create {kind} "{model.name}" as {model.sql}')
        failed = [
            test["name"]
            for test in tests
            if connection.execute(f"select count(*) from ({test['sql']})").fetchone() != (0,)
        ]
        missing = [] if wanted else list(_missing_values(connection, manifest_folder(settings) / MANIFEST))
    assert not failed, f"data tests that found rows: {failed}"
    assert not missing, f"columns without a value that their contract promises: {missing}"


def add(database: Path, tag: str, seeds: Collection[str]) -> None:
    """Make the models of a tag, and these seeds, in a database whose other tables a test wrote."""
    settings = Settings.from_environment(warehouse_dir=database.parent)
    models = load_gate_models(_compiled(settings) / _FILE, PROJECT_DIR / "dbt_project")
    nodes = json.loads((manifest_folder(settings) / MANIFEST).read_text(encoding="utf-8"))["nodes"].values()
    tagged = {node["name"] for node in nodes if tag in node["config"].get("tags", ())}
    assert tagged, f"no model has the tag {tag}"
    with duckdb.connect(str(database)) as connection:
        for name in seeds:
            connection.execute(f'create table "{name}" as {seed_rows(models.seeds[name])}')
        for model in models.models:
            if model.name in tagged:
                kind = "table" if model.is_table else "view"
                connection.execute(f'create {kind} "{model.name}" as {model.sql}')


def _missing_values(connection: duckdb.DuckDBPyConnection, manifest: Path) -> Iterator[str]:
    for node in json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values():
        promised = [
            column["name"]
            for column in node["columns"].values()
            if any(constraint["type"] == "not_null" for constraint in column.get("constraints", ()))
        ]
        if promised and node["resource_type"] == "model":
            counts = ", ".join(f'count(*) filter ("{column}" is null)' for column in promised)
            found = connection.execute(f'select {counts} from "{node["name"]}"').fetchone() or ()
            yield from (f"{node['name']}.{column}" for column, n in zip(promised, found, strict=True) if n)


def _compiled(settings: Settings) -> Path:
    """The folder in dbt's target of what is compiled of this state of the project."""
    cached_or_parsed_manifest(settings)
    folder = manifest_folder(settings)
    return made_once(folder.with_name(f"every-{folder.name}"), lambda: _compile(settings))


def _compile(settings: Settings) -> None:
    folder = manifest_folder(settings)
    target = folder.with_name(f"every-{folder.name}")
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as work:
        places = dict.fromkeys(("DBT_PROJECT_DIR", "DBT_PROFILES_DIR"), str(settings.dbt_project_dir))
        places |= dict.fromkeys(("DBT_TARGET_PATH", "DBT_LOG_PATH"), work)
        command = [sys.executable, "-m", __name__, str(folder / "partial_parse.msgpack"), str(target / _FILE)]
        environment = {**os.environ, **settings.as_environment(), **places}
        subprocess.run(command, env=environment, cwd=PROJECT_DIR, check=True)


def main() -> None:
    """Compile a kept parse into a file."""
    from orchestration.transform.compat import kept_parse, without_debug_events
    from orchestration.transform.gate_models import write_compiled

    without_debug_events()
    write_compiled(kept_parse(Path(sys.argv[1])), Path(sys.argv[2]))


if __name__ == "__main__":
    main()
