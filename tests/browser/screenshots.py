"""The pictures of the report in the README: `make screenshots`, after `make run`.

What belongs here: which pages are shown. What does not: whether they work (`test_report`).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from orchestration.reporting.site.site import Asked, write_site
from orchestration.settings import PROJECT_DIR, Settings
from tests.browser import chromium

_SIZE = {"width": 1180, "height": 900}
#: Picture in docs/ → page of the report, and what is shown at the top.
_PAGES = {
    "report_overview.png": ("index.html", ""),
    "report_county.png": ("counties/421202.html", ""),
}


def main() -> None:
    """Draw the current release's report, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--warehouse", type=Path)
    settings = Settings.from_environment(None, parser.parse_args().warehouse)
    with tempfile.TemporaryDirectory() as folder, chromium.started() as browser:
        write_site(settings.current_link.resolve(), Path(folder), Asked())
        page = browser.new_page(viewport=_SIZE)
        for name, (file, anchor) in _PAGES.items():
            page.goto(chromium.address(Path(folder) / "report" / file) + anchor)
            page.screenshot(path=str(PROJECT_DIR / "docs" / name))


if __name__ == "__main__":
    main()
