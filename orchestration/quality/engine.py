"""Running one suite with Great Expectations on a pandas frame.

What belongs here: the ephemeral context, building stock expectations from the catalogue, and telling a
failure of the data from a crash of the check. What does not: reading data or wording findings.
Great Expectations takes seconds to import, so it is imported when an engine is made, not before.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orchestration.quality.catalogue import Expectation, Suite

if TYPE_CHECKING:
    import duckdb

#: The temp table of the rows that a suite tests, with their addresses.
FRAME = "frame"
#: Position of a row in its frame (0, 1, 2 …); how Great Expectations names the failing rows to us.
FRAME_ROW = "frame_row"

_ERROR_LENGTH = 500


@dataclass(frozen=True)
class Outcome:
    """What one expectation gave on one frame: the failing rows' positions, or the error it crashed with."""

    failing: tuple[int, ...]
    error: str | None


class Engine:
    """An ephemeral Great Expectations context for pandas frames; nothing is stored, nothing is sent."""

    def __init__(self) -> None:
        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import great_expectations as gx
            import great_expectations.expectations as stock
            from great_expectations.data_context.types.base import (
                DataContextConfig,
                InMemoryStoreBackendDefaults,
                ProgressBarsConfig,
            )
        config = DataContextConfig(
            store_backend_defaults=InMemoryStoreBackendDefaults(),
            analytics_enabled=False,
            progress_bars=ProgressBarsConfig(globally=False),
        )
        self._gx: Any = gx
        self._stock: Any = stock
        context: Any = gx.get_context(mode="ephemeral", project_config=config)
        asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
        self._batches: Any = asset.add_batch_definition_whole_dataframe("whole")

    def build(self, expectation: Expectation) -> Any:
        """The stock expectation; raises what Great Expectations raises for unusable arguments."""
        kind = getattr(self._stock, expectation.type)
        return kind(**expectation.kwargs, severity=expectation.severity, meta={"id": expectation.id})

    def run(self, suite: Suite, connection: duckdb.DuckDBPyConnection) -> dict[str, Outcome]:
        """An outcome per expectation id, on the rows of the temp table `frame`, as pandas; the addresses stay
        in DuckDB.

        A check that crashes gives an outcome with its error; it never counts as failed.
        """
        loaded = ", ".join(f'"{name}"' for name in (FRAME_ROW, *suite.columns))
        frame = connection.execute(f"select {loaded} from {FRAME} order by {FRAME_ROW}").df()
        outcomes: dict[str, Outcome] = {}
        collected = self._gx.ExpectationSuite(name=suite.name)
        for expectation in suite.expectations:
            try:
                collected.add_expectation(self.build(expectation))
            except Exception as error:
                outcomes[expectation.id] = crashed(error)
        try:
            validation = self._batches.get_batch(batch_parameters={"dataframe": frame}).validate(
                collected,
                result_format={
                    "result_format": "COMPLETE",
                    "unexpected_index_column_names": [FRAME_ROW],
                    "return_unexpected_index_query": False,
                    "include_unexpected_rows": False,
                },
            )
        except Exception as error:
            failed = crashed(error)
            return {
                expectation.id: outcomes.get(expectation.id, failed) for expectation in suite.expectations
            }
        for result in validation.results:
            outcomes[result.expectation_config.meta["id"]] = _outcome(result)
        return {
            expectation.id: outcomes.get(expectation.id, Outcome((), "no result was returned"))
            for expectation in suite.expectations
        }


def crashed(error: BaseException | str) -> Outcome:
    """The outcome of a check that could not be made."""
    text = error if isinstance(error, str) else f"{type(error).__name__}: {error}"
    return Outcome((), " ".join(text.split())[:_ERROR_LENGTH])


def _outcome(result: Any) -> Outcome:
    raised = [info for info in _exceptions(result.exception_info) if info.get("raised_exception")]
    if raised:
        return crashed(str(raised[0].get("exception_message") or "unknown error"))
    if result.success:
        return Outcome((), None)
    rows = result.result.get("unexpected_index_list")
    if not rows:
        return crashed("the expectation failed without naming a row")
    return Outcome(tuple(sorted(int(row[FRAME_ROW]) for row in rows)), None)


def _exceptions(info: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    # Great Expectations gives either one record, or one record per metric.
    if "raised_exception" in info:
        return [info]
    return [record for record in info.values() if isinstance(record, Mapping)]
