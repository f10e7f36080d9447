"""The committed sample, built once for all integration tests that look at it.

What belongs here: building it. What does not: any test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.support.once import made_once, shared_folder
from tests.support.warehouse import published


@pytest.fixture(scope="session")
def committed_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed sample, landed, gated, built and published."""
    settings = Settings.from_environment(warehouse_dir=shared_folder(tmp_path_factory) / "committed_sample")
    return made_once(settings.warehouse_dir, lambda: published(settings))
