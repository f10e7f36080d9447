"""A warehouse of a test, brought to where its marts stand.

What belongs here: the pipeline's own steps, called in order. What does not: landing rows written by a test
(landing/), reading what came of it.
"""

from __future__ import annotations

from orchestration import pipeline
from orchestration.settings import Settings
from tests.support import dbt


def landed_and_checked(settings: Settings) -> None:
    """All years of raw/, landed and checked, with what is quarantined set aside."""
    warehouse = pipeline.Warehouse.of(settings)
    years, _ = pipeline.receive(warehouse)
    pipeline.land(warehouse, years)
    pipeline.check_landing(warehouse)


def built(settings: Settings) -> None:
    """The same, and the marts."""
    landed_and_checked(settings)
    dbt.build(settings.warehouse_dir)
