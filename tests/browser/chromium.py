"""The Chromium of the system, driven by Playwright.

What belongs here: finding and starting it, and opening pages from files. What does not: what is tested.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
INSTALL = "There is no Chromium here; install it (Debian: apt-get install chromium), then make test-browser."


def executable() -> str | None:
    """The first of the browser's names that is on the path."""
    return next((found for name in _NAMES if (found := shutil.which(name))), None)


@contextmanager
def started() -> Iterator[Any]:
    """The browser, running. Raises `FileNotFoundError` where there is none."""
    from playwright.sync_api import sync_playwright

    found = executable()
    if found is None:
        raise FileNotFoundError(INSTALL)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=[*_OPTIONS])
        yield browser
        browser.close()


def address(file: Path) -> str:
    return file.resolve().as_uri()
