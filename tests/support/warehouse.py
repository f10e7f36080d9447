"""A warehouse of a test, brought to where its marts stand.

What belongs here: the pipeline's own steps, called in order. What does not: landing rows written by a test
(landing/), reading what came of it.
"""

from __future__ import annotations

from orchestration import pipeline
from orchestration.quality.quick_engine import QuickEngine
from orchestration.settings import Settings
from tests.support import compiled


def landed_and_checked(settings: Settings) -> None:
    """All years of raw/, landed and checked, with what is quarantined set aside.

    By the engine of `junheng check`, which finds the same rows as Great Expectations
    (`integration/quality/test_quick_engine`) without its seconds.
    """
    warehouse = pipeline.Warehouse.of(settings)
    years, _ = pipeline.receive(warehouse)
    pipeline.land(warehouse, years)
    pipeline.check_landing(warehouse, engine=QuickEngine())


def built(settings: Settings) -> None:
    """The same, and the marts, in what dbt compiled (`compiled.py`)."""
    landed_and_checked(settings)
    compiled.build(settings.warehouse_dir)


def published(settings: Settings) -> None:
    """The same, and the release, past the gate over the marts."""
    built(settings)
    warehouse = pipeline.Warehouse.of(settings)
    pipeline.check_marts(warehouse)
    pipeline.publish(warehouse)
