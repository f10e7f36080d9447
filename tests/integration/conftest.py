"""The committed sample, built once for all integration tests that look at it.

What belongs here: building it. What does not: any test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.quality.gate import gate_landing
from orchestration.settings import Settings
from orchestration.submissions.folders.intake import land_folder_faults, land_year
from tests.support import dbt
from tests.support.once import made_once, shared_folder

SAMPLE_YEARS = [2022, 2023, 2024]


@pytest.fixture(scope="session")
def committed_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed sample, landed, gated and built."""
    settings = Settings.from_environment(warehouse_dir=shared_folder(tmp_path_factory) / "committed_sample")
    return made_once(settings.warehouse_dir, lambda: _build(settings))


def _build(settings: Settings) -> None:
    for school_year in SAMPLE_YEARS:
        land_year(settings.raw_dir, settings.landing_dir, school_year)
    land_folder_faults(settings.raw_dir, settings.landing_dir)
    gate_landing(
        settings.landing_dir,
        settings.quality_dir,
        settings.expectations_dir,
        dbt.gate_models(),
        SAMPLE_YEARS,
        {0: "sample", **dict.fromkeys(SAMPLE_YEARS, "sample")},
    )
    dbt.build(settings.warehouse_dir)
