"""Dagster's run history in SQLite, with the connections kept open.

What belongs here: writing a run's events faster than the stock storage, into the same files. What
does not: a format of its own; the UI reads these files with the stock storage. That one opens a
new engine and connection, and waits for the disk, for each of some thousand events of a run.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import StaticPool


class KeptOpenEventLogStorage(SqliteEventLogStorage):
    """The stock storage with one connection per database, for a single process that runs jobs.

    Without waiting for the disk: what becomes of this process costs no event, only a crash of the
    machine may lose the last ones, and no figure rests on them.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: dict[str, Engine] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Any
    ) -> KeptOpenEventLogStorage:
        """As dagster.yaml's machinery makes it."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        if shard not in self._engines:
            with super()._connect(shard):  # creates the tables
                pass
        with self._db_lock:
            if shard not in self._engines:
                self._engines[shard] = _engine(self.conn_string_for_shard(shard))
            with self._engines[shard].begin() as connection:
                yield connection

    def dispose(self) -> None:
        """Close every connection."""
        for engine in self._engines.values():
            engine.dispose()
        self._engines.clear()
        super().dispose()


def _engine(conn_string: str) -> Engine:
    engine = create_engine(conn_string, poolclass=StaticPool, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def set_pragma(connection: sqlite3.Connection, record: object) -> None:
        del record
        connection.execute("PRAGMA synchronous = OFF")

    return engine
