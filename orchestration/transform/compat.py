"""What is not public in Dagster and dbt, and is used here all the same, with the seconds it buys.

What belongs here: every import of a private module of theirs, and every use of a private name. What does not:
what buys less than a second, unless another reason stands beside it. Imports stand in the functions: dbt's
process needs no Dagster, and the other way round. The seconds are CPU seconds of `junheng run` on the
committed sample, two cores, Python 3.11.
"""

from __future__ import annotations

import functools
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import dagster as dg
    from dbt.contracts.graph.manifest import Manifest
    from sqlalchemy.engine import Connection, Engine


def kept_parse(file: Path) -> Manifest:
    """The parse that a dbt process kept, for the warehouse of this one.

    dbt's own partial parsing begins anew for another warehouse or reading: their environments differ.
    Buys 11 CPU s (3.6 against 15.0, medians of three parses of the project).
    """
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    manifest = Manifest.from_msgpack(file.read_bytes(), decoder=extended_mashumuro_decoder)
    for source in manifest.sources.values():
        source.meta["warehouse"] = os.environ["JUNHENG_WAREHOUSE"]
    manifest.build_flat_graph()
    return manifest


def without_debug_events() -> None:
    """Let dbt's process make no event that is only for debugging: some ten thousand a build, which are put
    together as messages although nobody hears of them.

    Buys some 3 CPU s (0.87 of a build, medians of two pairs).
    """
    from dbt_common.events.base_types import EventLevel
    from dbt_common.events.event_manager import EventManager

    fire = EventManager.fire_event

    def fire_if_heard(self: Any, e: Any, level: Any = None, *others: Any, **named: Any) -> None:
        if (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
            fire(self, e, level, *others, **named)

    EventManager.fire_event = fire_if_heard  # type: ignore[method-assign]


@contextmanager
def history_kept_open(instance: dg.DagsterInstance) -> Iterator[None]:
    """Let a single process that runs jobs write their history faster, into the same SQLite files.

    The stock storage opens an engine and a connection, and waits for the disk, for each of some thousand
    events of a run. Here a database is opened once, and the disk is not waited for: what becomes of this
    process costs no event, only a crash of the machine may lose the last ones, and no figure rests on them.
    Buys some 22 CPU s (87.1 against 109.6, one run of each). Of another storage, such as Postgres, nothing is
    changed.
    """
    storage: Any = instance.event_log_storage
    if not hasattr(storage, "conn_string_for_shard"):
        yield
        return
    connect = storage._connect
    engines: dict[str, Engine] = {}

    @contextmanager
    def kept_open(shard: str) -> Iterator[Connection]:
        if shard not in engines:
            with connect(shard):  # creates the tables
                pass
            engines[shard] = _engine(storage.conn_string_for_shard(shard))
        with storage._db_lock, engines[shard].begin() as connection:
            yield connection

    storage._connect = kept_open
    storage.has_table = functools.cache(storage.has_table)  # asked twice for each check
    try:
        yield
    finally:
        del storage._connect, storage.has_table  # the class's own again
        for engine in engines.values():
            engine.dispose()


def _engine(conn_string: str) -> Engine:
    from sqlalchemy import create_engine, event
    from sqlalchemy.pool import StaticPool

    # The time to wait for a lock is the stock storage's.
    shared = {"check_same_thread": False, "timeout": 60}
    engine = create_engine(conn_string, poolclass=StaticPool, connect_args=shared)

    @event.listens_for(engine, "connect")
    def set_pragma(connection: sqlite3.Connection, record: object) -> None:
        del record
        connection.execute("PRAGMA synchronous = OFF")

    return engine


def local_compute_log_manager() -> Any:
    """Dagster's own keeper of what steps print, to derive from. It buys no second."""
    from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager

    return LocalComputeLogManager


def captured(log_key: Sequence[str]) -> Any:
    """What a keeper of what steps print hands out while it does. It buys no second."""
    from dagster._core.storage.compute_log_manager import CapturedLogContext

    return CapturedLogContext(log_key)


def run_health(gone: str | None) -> Any:
    """What a run launcher answers of a run: running, or failed with the sentence. It buys no second."""
    from dagster._core.launcher import CheckRunHealthResult, WorkerStatus

    return CheckRunHealthResult(WorkerStatus.FAILED if gone else WorkerStatus.RUNNING, gone)


@contextmanager
def runs_of_the_ui(instance: dg.DagsterInstance, module: str) -> Iterator[None]:
    """Let runs that this process executes be of the code location that the UI loads from the module.

    It buys no second: a run of no code location stands neither on the Timeline nor at its job.
    """
    from dagster._core.remote_origin import (
        ManagedGrpcPythonEnvCodeLocationOrigin,
        RemoteJobOrigin,
        RemoteRepositoryOrigin,
    )
    from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

    target = LoadableTargetOrigin(executable_path=sys.executable, module_name=module)
    location = ManagedGrpcPythonEnvCodeLocationOrigin(target, location_name=module)
    repository = RemoteRepositoryOrigin(location, repository_name="__repository__")
    create: Any = instance.create_run_for_job

    def of_the_ui(job_def: dg.JobDefinition, **arguments: Any) -> dg.DagsterRun:
        arguments["remote_job_origin"] = RemoteJobOrigin(repository, job_def.name)
        run: dg.DagsterRun = create(job_def=job_def, **arguments)
        return run

    vars(instance)["create_run_for_job"] = of_the_ui
    try:
        yield
    finally:
        del vars(instance)["create_run_for_job"]
