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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import dagster as dg
    from dbt.contracts.graph.manifest import Manifest
    from sqlalchemy.engine import Connection, Engine

#: For dagster.yaml: what steps print is not kept a second time; the log of a run has it. It buys no second:
#: Dagster's documentation names it so, and without it each run starts processes that echo what steps print,
#: and that a killed run leaves behind.
NO_COMPUTE_LOGS = """\
compute_logs:
  module: dagster._core.storage.noop_compute_log_manager
  class: NoOpComputeLogManager"""


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


@contextmanager
def history_kept_open(instance: dg.DagsterInstance) -> Iterator[None]:
    """Let a single process that runs jobs write their history faster, into the same SQLite files.

    The stock storage opens an engine and a connection, and waits for the disk, for each of some thousand
    events of a run. Here a database is opened once, and the disk is not waited for: what becomes of this
    process costs no event, only a crash of the machine may lose the last ones, and no figure rests on them.
    Buys some 22 CPU s (87.1 against 109.6, one run of each).
    """
    storage: Any = instance.event_log_storage
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
