"""Landing tables in memory and on disk.

What belongs here: building Arrow tables of the landing schemas, one cache file of
many tables, Parquet with the same bytes for the same rows. What does not: cells.

In memory, texts of long relations are dictionary-encoded: 3 million facts repeat a
few hundred words. Parquet holds plain strings, as schemas.py says.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.submissions.contract.schemas import RELATIONS, Relation
from orchestration.whole import written_whole

_WORDS = pa.dictionary(pa.int32(), pa.string())
#: School codes of a national sheet fill a dictionary of 3 MB; beyond the limit Parquet writes every text out.
_DICTIONARY_BYTES = 32 * 2**20
_ROW_GROUP = 1_000_000
_CHECKSUM_BYTES = 4


def working_schema(relation: Relation) -> Any:
    """The landing schema, texts of long relations as dictionaries."""
    if not relation.is_long:
        return relation.schema
    return pa.schema(
        pa.field(item.name, _WORDS if item.type == pa.string() else item.type, nullable=item.nullable)
        for item in relation.schema
    )


class Words:
    """A dictionary-encoded column: one index per row into a few words."""

    def __init__(self, indices: npt.NDArray[np.int32], words: Any) -> None:
        self.indices, self.words = indices, words

    @classmethod
    def constant(cls, word: str, length: int) -> Words:
        """The same word in every row."""
        return cls(np.zeros(length, np.int32), pa.array([word]))

    @classmethod
    def of_texts(cls, texts: Any) -> Words:
        """Texts (an Arrow string array), nulls kept as index -1."""
        encoded = texts.dictionary_encode()
        indices = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
        return cls(indices, encoded.dictionary)

    def tiled(self, times: int) -> Words:
        """The column, so many times over."""
        return Words(np.tile(self.indices, times), self.words)

    def array(self) -> Any:
        """The column as an Arrow array."""
        mask = self.indices < 0
        indices = pa.array(self.indices, pa.int32(), mask=mask if mask.any() else None)
        return pa.DictionaryArray.from_arrays(indices, self.words)


def each_word(words: Sequence[str], length: int) -> Words:
    """Every word `length` times, one after the other: the key columns of facts read column by column."""
    different = list(dict.fromkeys(words))
    positions = np.array([different.index(word) for word in words], np.int32)
    return Words(np.repeat(positions, length), pa.array(different, pa.string()))


def table_of_records(relation: Relation, records: Sequence[Mapping[str, Any]]) -> Any:
    """A table out of row mappings; names that the relation lacks are an error, absent ones null."""
    table = pa.Table.from_pylist([dict(record) for record in records], schema=relation.schema)
    return table.cast(working_schema(relation)) if relation.is_long else table


def table_of_columns(relation: Relation, columns: Mapping[str, Any], length: int) -> Any:
    """A table out of Arrow arrays and Words; absent columns are null."""
    schema = working_schema(relation)
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise KeyError(f"{relation.name} has no columns {sorted(unknown)}")
    arrays = []
    for item in schema:
        column = columns.get(item.name)
        if column is None:
            column = pa.nulls(length, item.type)
        elif isinstance(column, Words):
            column = column.array() if item.type == _WORDS else column.array().cast(pa.string())
        arrays.append(column)
    return pa.Table.from_arrays(arrays, schema=schema)


def gather(relation: Relation, tables: Iterable[Any]) -> Any:
    """All rows of some tables, in order, as one table with one dictionary per column."""
    schema = working_schema(relation)
    filled = [table for table in tables if table.num_rows]
    if not filled:
        return schema.empty_table()
    if len(filled) == 1:
        return filled[0]
    return pa.concat_tables(filled).unify_dictionaries()


def write_parquet(relation: Relation, table: Any, path: Path) -> None:
    """Writes a landing file whole or not at all. The same rows give the same bytes."""
    texts = [item.name for item in relation.schema if item.type == pa.string()]
    with written_whole(path) as file:
        pq.write_table(
            table.combine_chunks(),
            file,
            row_group_size=_ROW_GROUP,
            compression="zstd",
            compression_level=1,
            use_dictionary=texts,
            dictionary_pagesize_limit=_DICTIONARY_BYTES,
            # Smallest and largest texts help no reader and take half the writing time.
            write_statistics=[item.name for item in relation.schema if item.type != pa.string()],
            # Without the Arrow schema readers see strings, not our working dictionaries.
            store_schema=False,
        )


def write_container(tables: Mapping[str, Any], path: Path) -> None:
    """Writes tables (by relation name) to one file, each as an Arrow stream; empty ones are left out."""
    with written_whole(path) as file:
        with pa.OSFile(str(file), "wb") as sink:
            for name, table in tables.items():
                if not table.num_rows:
                    continue
                schema = table.schema.with_metadata({"relation": name})
                options = pa.ipc.IpcWriteOptions(compression="lz4", unify_dictionaries=True)
                with pa.ipc.new_stream(sink, schema, options=options) as writer:
                    writer.write_table(table.combine_chunks())
        checksum = _checksum(file.read_bytes())
        with file.open("ab") as stream:
            stream.write(checksum)


def read_container(path: Path) -> dict[str, Any]:
    """The tables of `write_container`, by relation name. Raises pa.ArrowInvalid where a byte differs."""
    tables: dict[str, Any] = {}
    with pa.memory_map(str(path)) as whole:
        content = whole.read_buffer(max(0, whole.size() - _CHECKSUM_BYTES))
        # Its compression would take many a changed byte for other figures.
        if whole.read() != _checksum(content):
            raise pa.ArrowInvalid(f"{path} is damaged")
    with pa.BufferReader(content) as source:
        while source.tell() < source.size():
            with pa.ipc.open_stream(source) as reader:
                name = reader.schema.metadata[b"relation"].decode()
                tables[name] = reader.read_all().cast(working_schema(RELATIONS[name]))
    return tables


def _checksum(content: Any) -> bytes:
    return zlib.crc32(content).to_bytes(_CHECKSUM_BYTES, "little")
