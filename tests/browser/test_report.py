"""The report in a browser: it asks nobody, complains of nothing, fits three widths, and works.

What belongs here: what only a browser tells. What does not: links, escapes, claims (`tests/unit/reporting`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Watched

WIDTHS = (360, 768, 1280)
#: One page of each kind, by a pattern inside report/; of several the first.
KINDS = (
    "index.html",
    "quality.html",
    "rules.html",
    "counties/??????.html",
    "counties/*-evidence.html",
    "counties/*-differences.html",
    "counties/*-tasks.html",
    "schools/*/*.html",
    "../quality/index.html",
)


def _file(folder: Path, pattern: str) -> Path:
    return sorted((folder / "report").glob(pattern))[0]


@pytest.mark.parametrize("pattern", KINDS)
def test_a_page_asks_nobody_and_fits(watched: Watched, folder: Path, pattern: str) -> None:
    for width in WIDTHS:
        page = watched.open(_file(folder, pattern), width=width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.complaints == []
    assert [url for url in watched.requests if not url.startswith("file:")] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("pattern", KINDS)
def test_a_page_has_no_serious_fault_of_access(
    watched: Watched, folder: Path, pattern: str, language: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = watched.open(_file(folder, pattern), f"?lang={language}", width=768)
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = Axe().run(page).response["violations"]
    told = [
        (each["id"], each["nodes"][0]["html"][:200], each["nodes"][0].get("failureSummary", "")[:300])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
    assert told == []


def _column(page: Any, number: int) -> list[str]:
    cells = page.locator(f"#counties tbody tr > :nth-child({number})")
    return [text.strip() for text in cells.all_inner_texts()]


def test_tables_sort_by_mouse_and_by_keyboard(watched: Watched, folder: Path) -> None:
    page = watched.open(_file(folder, "index.html"))
    before = _column(page, 1)
    assert len(before) > 1 and before == sorted(before, key=int)
    title = page.locator("#counties thead th").first
    title.locator("button").click()
    first = title.get_attribute("aria-sort")
    title.locator("button").press("Enter")
    assert {first, title.get_attribute("aria-sort")} == {"ascending", "descending"}
    page.locator("#counties thead th").first.locator("button").press("Enter")
    assert sorted(_column(page, 1), key=int) == before


def test_filters_leave_what_is_asked_for(watched: Watched, folder: Path) -> None:
    page = watched.open(_file(folder, "index.html"))
    rows = page.locator("#counties tbody tr")
    total = rows.count()
    chosen = page.locator("select[name=status] option").nth(1).get_attribute("value")
    page.select_option("select[name=status]", chosen)
    shown = page.locator("#counties tbody tr:visible")
    assert 0 < shown.count() < total
    assert {row.get_attribute("data-status") for row in shown.all()} == {chosen}
    page.locator("form.filters button[type=reset]").click()
    page.wait_for_function(
        f"document.querySelectorAll('#counties tbody tr:not([hidden])').length === {total}"
    )


def test_the_language_stays_with_the_reader(watched: Watched, folder: Path) -> None:
    page = watched.open(_file(folder, "index.html"))
    assert page.locator("h1").inner_text().startswith("县域")
    page.locator("label.switch").click()
    assert page.locator("h1").inner_text().startswith("High-quality")
    page.locator("#counties tbody a").first.click()
    page.wait_for_load_state()
    assert page.locator("#dimensions").inner_text() == "The dimensions"
    assert page.evaluate("document.documentElement.lang") == "en"


def test_the_language_switch_needs_no_script(browser: Any, folder: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(_file(folder, "index.html").resolve().as_uri())
    page.locator("label.switch").click()
    assert page.locator("h1").inner_text().startswith("High-quality")
    context.close()


def test_a_link_opens_what_is_closed(watched: Watched, folder: Path) -> None:
    school = _file(folder, "schools/*/*.html")
    page = watched.open(school)
    last = page.locator("details.more tr[id^=e]").last
    anchor = last.get_attribute("id")
    page.goto(f"{school.resolve().as_uri()}?again#{anchor}")
    assert page.locator(f"[id='{anchor}']").is_visible()


def test_a_county_in_one_file_turns_its_pages(watched: Watched, folder: Path) -> None:
    files = sorted(folder.glob("[0-9]*.html"))
    if not files:
        pytest.skip("JUNHENG_REPORT holds no single file")
    page = watched.open(files[0])
    assert page.locator(".page:visible").count() == 1
    page.locator("#p0 table a[href*='-e']").first.click()
    shown = page.locator(".page:visible")
    assert shown.count() == 1 and shown.get_attribute("id") != "p0"
    assert watched.complaints == [] and all(url.startswith("file:") for url in watched.requests)


def test_it_prints_on_a4(watched: Watched, folder: Path) -> None:
    page = watched.open(_file(folder, "counties/??????.html"))
    page.emulate_media(media="print")
    # 210 mm less the margins, in CSS pixels.
    page.set_viewport_size({"width": 703, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 703
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_page_is_soon_ready(watched: Watched, folder: Path) -> None:
    page = watched.open(_file(folder, "counties/??????.html"))
    milliseconds = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    # The aim is 300 ms; a busy machine may take longer, a fault takes seconds.
    assert milliseconds < 3000
