"""One warehouse for all golden tests: the example filings and the cases, landed, gated and built.

What belongs here: building it. What does not: the cases (`cases`) or any test.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.settings import Settings
from tests.golden.cases import CASE_YEAR, case_a, case_b, case_d, case_e
from tests.golden.reading import FILINGS
from tests.support.landing.writer import write_landing
from tests.support.once import made_once, shared_folder
from tests.support.warehouse import built


@pytest.fixture(scope="session")
def warehouse_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Examples and cases, landed, gated and built."""
    settings = Settings.from_environment(FILINGS, shared_folder(tmp_path_factory) / "golden")
    return made_once(settings.warehouse_dir, lambda: _build(settings))


def _build(settings: Settings) -> None:
    write_landing(settings.warehouse_dir, (case_a(), case_b(), case_d(), case_e()), [CASE_YEAR])
    built(settings)
