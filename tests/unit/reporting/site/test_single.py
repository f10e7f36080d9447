"""One county as one file: all links inside, nothing beside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.reporting.site.single import write_single
from orchestration.reporting.site.site import Asked
from tests.unit.reporting.site.conftest import MadeUpRelease
from tests.unit.reporting.site.test_pages import Page


@pytest.fixture(scope="module")
def text(made_up: MadeUpRelease, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("single")
    file = write_single(made_up.write(folder / "release"), folder, Asked(counties=("420001",)))
    assert [each.name for each in folder.iterdir() if each.is_file()] == ["420001.html"]
    return Path(file).read_text(encoding="utf-8")


def test_it_needs_nothing_beside_it(text: str) -> None:
    page = Page(text)
    assert page.requests == []
    assert page.tags["style"] == 2 and page.tags["script"] == 2


def test_every_link_stays_inside(text: str) -> None:
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    assert page.links and all(link.startswith("#") and link[1:] in page.ids for link in page.links)


def test_the_county_comes_first_and_its_schools_are_there(text: str) -> None:
    headings = re.findall(r"<h1>(.*?) <small", text, re.DOTALL)
    assert "alert(1)" in headings[0] and len(headings) > 6
