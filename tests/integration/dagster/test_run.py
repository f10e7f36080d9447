"""`junheng run` end to end on the example filings, as its user calls it.

One story in one warehouse, told in order: a first run, a second one, a killed run, bad input, a
broken build. Each test goes on from where the one before left the warehouse.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.commands import exits
from orchestration.inventory import read_landed
from orchestration.release.seal import read_datapackage
from orchestration.release.store import current_release_id, list_releases
from orchestration.release.verify import verify_release
from orchestration.settings import Settings
from orchestration.submissions.cells.masking import masked
from tests.support import compiled, dbt
from tests.support.damages import damage_everything, truncated

FILINGS = Path(__file__).resolve().parents[2] / "golden" / "filings"


#: An identity-card number in a file's name goes no further than the name.
NUMBER = "421202199001011234"
BAD_FILE = f"坏文件_{NUMBER}.xlsx"


@dataclass
class Desk:
    """A raw folder and a warehouse of one's own, and the command line over them."""

    settings: Settings
    environment: dict[str, str]

    def command(self, *arguments: str) -> list[str]:
        places = ["--raw", str(self.settings.raw_dir), "--warehouse", str(self.settings.warehouse_dir)]
        return [sys.executable, "-m", "orchestration.cli", *arguments, *places]

    def junheng(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments), env=self.environment, capture_output=True, text=True, check=False
        )

    @property
    def current(self) -> Path:
        return self.settings.current_link.resolve()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    root = tmp_path_factory.mktemp("run")
    shutil.copytree(FILINGS, root / "raw")
    alert = root / "alert"
    alert.write_text(f'#!/bin/sh\nprintf "%s" "$1" > "{root}/heard"\n', encoding="utf-8")
    alert.chmod(0o755)
    # What a caller set for a dbt of its own must not reach ours.
    for_another_dbt = {"DBT_TARGET": "as_filed", "DBT_EMPTY": "1", "DBT_QUIET": "1", "DBT_LOG_LEVEL": "error"}
    environment = {**os.environ, **for_another_dbt, "JUNHENG_ALERT_COMMAND": str(alert)}
    return Desk(Settings.from_environment(root / "raw", root / "warehouse"), environment)


def _files_with(folder: Path, text: str) -> list[str]:
    """The files of a folder in whose names, bytes or values a text stands."""
    found = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        said = str(path.relative_to(folder)) + path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".parquet":
            said += str(pq.read_table(path).to_pylist())
        if text in said:
            found.append(str(path.relative_to(folder)))
    return found


def test_a_first_run_publishes(desk: Desk) -> None:
    result = desk.junheng("run")
    assert result.returncode == exits.PUBLISHED, result.stdout + result.stderr
    assert result.stderr == ""
    assert "2024: 3 files of 1 counties read" in result.stdout
    assert "DEBUG" not in result.stdout
    assert str(desk.settings.releases_dir) in result.stdout
    assert verify_release(desk.current) == []
    package = read_datapackage(desk.current)
    assert [each["school_year"] for each in package["counts"]] == [2023, 2024]
    assert {each["path"] for each in package["inputs"]} >= {"2024/421202/学校明细_咸安区_2024.xlsx"}
    assert (desk.current / "quality" / "index.html").is_file()
    with duckdb.connect(str(desk.current / "compliance.duckdb"), read_only=True) as connection:
        assert connection.execute(
            "SELECT count(*) FROM data_dictionary WHERE description_en = '' OR description_zh = ''"
        ).fetchone() == (0,)
    rows = pq.read_table(desk.settings.log_dir / "runs.parquet").to_pylist()
    assert [(row["exit_status"], row["release_id"]) for row in rows] == [(0, package["id"])]


@pytest.fixture(scope="module")
def made_by_tests(desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A warehouse whose marts tests made of the compiled models, over what the first run landed."""
    warehouse = tmp_path_factory.mktemp("made_by_tests")
    for name in ("landing", "quality"):
        (warehouse / name).symlink_to(desk.settings.warehouse_dir / name)
    compiled.build(warehouse)
    return Settings.from_environment(desk.settings.raw_dir, warehouse)


def test_what_tests_make_of_the_compiled_models_is_what_dbt_makes(
    desk: Desk, made_by_tests: Settings
) -> None:
    ours = made_by_tests.build_database
    with duckdb.connect() as connection:
        for name, database in (("dbt", desk.settings.build_database), ("ours", ours)):
            connection.execute(f"attach '{database}' as {name} (read_only)")
        of_dbt, of_ours = (
            connection.execute(
                "select table_name, column_name, data_type from duckdb_columns() join duckdb_tables()"
                " using (database_name, schema_name, table_name)"
                f" where database_name = '{name}' and schema_name = 'main' order by all"
            ).fetchall()
            for name in ("dbt", "ours")
        )
        # Besides, what only the landing gate's own checks read, which a build leaves out.
        assert set(of_dbt) <= set(of_ours)
        columns: dict[str, list[str]] = {}
        for table, column, _ in of_dbt:
            columns.setdefault(table, []).append(f'"{column}"')
        differing = [
            table
            for table, names in columns.items()
            for one, other in (("dbt", "ours"), ("ours", "dbt"))
            if connection.execute(
                f"select 1 from (select {', '.join(names)} from {one}.{table} except all"
                f" select {', '.join(names)} from {other}.{table}) limit 1"
            ).fetchall()
        ]
    assert len(columns) > 80 and not differing


def test_a_verdict_of_the_release_is_traced_to_its_cells(desk: Desk) -> None:
    result = desk.junheng("trace", "咸安区", "R4", "--verify")
    assert result.returncode == exits.PUBLISHED, result.stderr
    assert "差异系数" in result.stdout
    result = desk.junheng("trace", "421202", "G8", "--verify", "--lang", "en")
    assert result.returncode == exits.PUBLISHED, result.stderr
    assert "Formula  G8 = 100 × " in result.stdout
    assert "2024/421202/县级采集表_咸安区_2024.xlsx" in result.stdout and "reread: agrees" in result.stdout


@pytest.mark.long
def test_the_unit_tests_of_the_models_pass(made_by_tests: Settings) -> None:
    # A unit test asks the warehouse for the types of what its model reads; a run makes no model of the gate.
    results = dbt.run(made_by_tests, "test", "--select", "test_type:unit")
    assert all(result.is_sound for result in results)


def test_a_second_run_says_that_nothing_changed(desk: Desk) -> None:
    published = desk.current
    result = desk.junheng("run")
    assert result.returncode == exits.PUBLISHED
    assert "Nothing changed since release" in result.stdout
    assert str(published) in result.stdout


def test_the_ui_shows_the_run(desk: Desk) -> None:
    with dg.DagsterInstance.from_config(str(desk.settings.dagster_home)) as instance:
        (run,) = instance.get_runs()
        assert (run.job_name, run.status) == ("load_all_years", dg.DagsterRunStatus.SUCCESS)
        # On the Timeline, and at its job.
        assert run.remote_job_origin is not None
        assert run.remote_job_origin.repository_origin.repository_name == "__repository__"
        tags = {name: run.tags[f"junheng/{name}"] for name in ("years", "counties", "release")}
        assert tags == {"years": "2023–2024", "counties": "421202", "release": desk.current.name}
        assert instance.get_materialized_partitions(dg.AssetKey(["landing", "schools"])) == {"2023", "2024"}
        assert instance.get_dynamic_partitions("school_year") == ["2023", "2024"]
        key = dg.AssetKey(["verdicts", "compliance_county"])
        event = instance.get_latest_materialization_event(key)
        assert event is not None and event.asset_materialization is not None
        rows = event.asset_materialization.metadata["dagster/row_count"].value
        lineage = event.asset_materialization.metadata["dagster/column_lineage"].value
        assert isinstance(lineage, dg.TableColumnLineage)
        behind = lineage.deps_by_column["county_name"]
        assert behind == [dg.TableColumnDep(dg.AssetKey(["core", "dim_county"]), "county_name")]
    stored = pq.read_metadata(desk.current / "parquet" / "compliance_county.parquet").num_rows
    assert rows == stored > 0


def test_a_locked_warehouse_is_refused_with_its_holder(desk: Desk) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom orchestration.lock import warehouse_lock\n"
        "with warehouse_lock(Path(sys.argv[1]), 'a long run'):\n"
        "    sys.stdout.write('held\\n'); sys.stdout.flush(); time.sleep(60)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(desk.settings.lock_file)], stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        result = desk.junheng("run")
        assert result.returncode == exits.LOCKED
        assert f"«a long run» (process {holder.pid})" in result.stderr
        # Readers are never blocked.
        assert desk.junheng("status").returncode == 0
    finally:
        holder.kill()
        holder.communicate()


def test_a_killed_run_leaves_current_whole(desk: Desk) -> None:
    standing = desk.current
    (desk.settings.raw_dir / "2024/421202" / BAD_FILE).write_bytes(b"PK\x03\x04 not a workbook")
    (desk.settings.raw_dir / "2023").rename(desk.settings.raw_dir.with_name("2023"))
    process = subprocess.Popen(desk.command("run"), env=desk.environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "landing gate:" in line:  # dbt is next
            break
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert "forgetting 2023" in said
    assert desk.current == standing
    assert verify_release(standing) == []


def test_the_next_run_completes_around_bad_input_a_year_that_left_and_damage_all_over(desk: Desk) -> None:
    before = desk.current
    history = desk.settings.log_dir / "runs.parquet"
    harmed = damage_everything(desk.settings.warehouse_dir, "truncated", but=("releases", "dagster"))
    assert {"inputs/0.json", "log/runs.parquet", "build.duckdb"} <= set(harmed)
    result = desk.junheng("run")
    assert result.returncode == exits.PUBLISHED_WITH_REFUSALS, result.stdout + result.stderr
    assert "Traceback" not in result.stdout + result.stderr
    assert "inputs/0.json cannot be read" in result.stdout
    assert "Exit status 3" in result.stdout
    # What cannot be built again is kept; the new history says what this run did.
    assert [row["release_id"] for row in pq.read_table(history).to_pylist()] == [desk.current.name]
    assert len(list(desk.settings.log_dir.glob(".damaged-runs.parquet-*"))) == 1
    assert list(desk.settings.warehouse_dir.rglob(".tmp-*")) == []
    assert desk.current != before
    assert verify_release(desk.current) == []
    assert [path.name for path in desk.settings.releases_dir.glob(".*")] == [".seals"]
    with dg.DagsterInstance.from_config(str(desk.settings.dagster_home)) as instance:
        runs = instance.get_runs()
        said = [entry.user_message for entry in instance.all_logs(runs[0].run_id)]
    assert [run for run in runs if not run.is_finished] == []
    (refused,) = (text for text in said if text.startswith("Refused 拒收"))
    assert f"2024/421202/{masked(BAD_FILE)}" in refused
    package = read_datapackage(desk.current)
    assert [each["school_year"] for each in package["counts"]] == [2024]
    assert package["counts"][0]["files_refused"] == 1
    assert sorted(read_landed(desk.settings.inputs_dir)) == [0, 2024]
    assert (desk.settings.warehouse_dir / "changes" / f"{before.name}..{desk.current.name}").is_dir()
    again = desk.junheng("run")
    assert again.returncode == exits.PUBLISHED_WITH_REFUSALS
    assert "Nothing changed" in again.stdout
    status = desk.junheng("status", "--county", "421202")
    assert status.returncode == 0
    assert "421202" in status.stdout and "2023" not in status.stdout
    assert f"2024/421202/{masked(BAD_FILE)}" in "".join(status.stdout.split())
    assert _files_with(desk.settings.warehouse_dir, NUMBER[6:]) == []


def test_a_release_can_be_taken_back(desk: Desk) -> None:
    entries = list_releases(desk.settings.releases_dir, desk.settings.current_link)
    older, newer = (entry.release_id for entry in entries)
    arguments = [sys.executable, "-m", "orchestration.cli", "release", "use", older]
    places = ["--warehouse", str(desk.settings.warehouse_dir)]
    assert subprocess.run([*arguments, *places], capture_output=True, check=False).returncode == 0
    assert current_release_id(desk.settings.current_link) == older
    result = desk.junheng("run")
    assert result.returncode == exits.PUBLISHED_WITH_REFUSALS
    assert "it is current again" in result.stdout
    assert current_release_id(desk.settings.current_link) == newer
    (desk.settings.raw_dir / "2024/421202" / BAD_FILE).unlink()
    desk.settings.raw_dir.with_name("2023").rename(desk.settings.raw_dir / "2023")
    # Somebody put a folder where the link to the newest release belongs.
    desk.settings.current_link.unlink()
    (desk.settings.current_link / "notes").mkdir(parents=True)
    result = desk.junheng("run")
    assert result.returncode == exits.PUBLISHED
    assert current_release_id(desk.settings.current_link) == older


def test_a_broken_build_publishes_nothing_and_alerts(desk: Desk) -> None:
    standing = desk.current
    for database in desk.settings.dagster_home.rglob("*.db"):
        truncated(database)
    desk.settings.build_database.unlink()
    desk.settings.build_database.symlink_to("a disk that is not there/build.duckdb")
    source = next(desk.settings.raw_dir.glob("2024/421202/县级采集表*.xlsx"))
    shutil.copyfile(source, source.with_name("copy.xlsx"))
    result = desk.junheng("run")
    assert result.returncode == exits.NOT_PUBLISHED
    assert "Not published:" in result.stdout
    assert "a new history begins in Dagster" in result.stdout
    assert "Traceback" not in result.stdout + result.stderr
    assert f"The release before it stands: {standing.name}" in result.stdout
    assert desk.current == standing
    alerts = (desk.settings.log_dir / "alerts.jsonl").read_text(encoding="utf-8").splitlines()
    (cause,) = json.loads(alerts[-1])["begun"]
    assert "published nothing. Why: dbt_build: " in cause["en"]
    heard = desk.settings.warehouse_dir.with_name("heard").read_text(encoding="utf-8")
    assert cause["zh"] in heard and cause["en"] in heard


@pytest.mark.long
def test_a_warehouse_damaged_all_over_is_mended_and_publishes(desk: Desk) -> None:
    desk.settings.build_database.unlink()
    standing = desk.current.name
    before = pq.read_metadata(desk.settings.log_dir / "runs.parquet").num_rows
    harmed = damage_everything(desk.settings.warehouse_dir, "truncated")
    assert "inputs/0.json" in harmed and "log/runs.parquet" in harmed
    desk.settings.current_link.unlink()
    (desk.settings.current_link / "notes").mkdir(parents=True)
    result = desk.junheng("run")
    assert result.returncode in (exits.PUBLISHED, exits.PUBLISHED_WITH_REFUSALS), (
        result.stdout + result.stderr
    )
    assert "Traceback" not in result.stdout + result.stderr
    for said in ("inputs/0.json cannot be read", "a new history begins in Dagster", "current is no link"):
        assert said in result.stdout
    assert desk.current.name != standing
    assert verify_release(desk.current) == []
    assert sorted(read_landed(desk.settings.inputs_dir)) == [0, 2023, 2024]
    # What cannot be built again is kept; the new history says what this run did.
    assert pq.read_metadata(desk.settings.log_dir / "runs.parquet").num_rows == 1 < before
    assert len(list(desk.settings.log_dir.glob(".damaged-runs.parquet-*"))) == 1
    assert list(desk.settings.warehouse_dir.rglob(".tmp-*")) == []
    assert "Nothing changed" in desk.junheng("run").stdout
