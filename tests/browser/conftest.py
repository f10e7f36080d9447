"""The made-up release of the unit tests as a report in files, and a browser.

What belongs here: what every test of the browser shares. What does not: a release of its own. A whole report
of a real one is tested the same way with JUNHENG_REPORT=<folder that holds report/>.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.reporting.site.single import write_single
from orchestration.reporting.site.site import Asked, write_site
from tests.browser import chromium
from tests.integration.quality.test_docs import page_of
from tests.unit.reporting.site.conftest import made_up as made_up


@pytest.fixture(scope="session")
def folder(made_up: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds report/ and, for the made-up release, the file of one county."""
    if given := os.environ.get("JUNHENG_REPORT"):
        return Path(given)
    made = tmp_path_factory.mktemp("browser")
    release = made_up.write(made / "release")
    write_site(release, made, Asked())
    write_single(release, made, Asked(counties=("420001",)))
    quality = made / "quality" / "index.html"
    quality.parent.mkdir()
    quality.write_text(page_of(made), encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if chromium.executable() is None:
        pytest.exit(chromium.INSTALL, returncode=1)
    with chromium.started() as running:
        yield running


class Watched:
    """A page that notes what it complains of and what it asks for."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.requests: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))

    def open(self, file: Path, anchor: str = "", width: int = 1280) -> Any:
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(chromium.address(file) + anchor)
        return self.page


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    context = browser.new_context()
    yield Watched(context.new_page())
    context.close()
