"""The pages of the report: links hold, nothing is asked of anywhere, names do no harm, claims are true."""

from __future__ import annotations

import csv
import posixpath
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from orchestration import look
from orchestration.reporting.site import words
from orchestration.reporting.site.charts import COMPILED
from orchestration.reporting.site.site import Asked, NothingAskedForError, write_site
from orchestration.settings import PROJECT_DIR
from tests.unit.reporting.site.conftest import HOSTILE, RELEASE, SHORT, MadeUpRelease

_STANDARDS = PROJECT_DIR / "dbt_project" / "seeds" / "standards"
_VOID = {"meta", "link", "input", "br", "img"}


class Page(HTMLParser):
    """Elements of a page, and whether each that opens is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.requests: list[str] = []
        self.tags: Counter[str] = Counter()
        self.handlers: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)
            if name == "href":
                (self.requests if tag == "link" else self.links).append(value or "")
            if name in ("src", "srcset", "action", "data", "poster"):
                self.requests.append(value or "")
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        # HTML lets a cell end where the next begins.
        while self._open and self._open[-1] in ("td", "th") and tag != self._open[-1]:
            self._open.pop()
        assert self._open and self._open.pop() == tag, tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.fixture(scope="module")
def parsed(report: dict[str, str]) -> dict[str, Page]:
    return {file: Page(text) for file, text in report.items()}


def test_every_link_leads_somewhere(parsed: dict[str, Page]) -> None:
    for file, page in parsed.items():
        assert len(page.ids) == len(set(page.ids)), f"{file}: an id twice"
        for link in page.links:
            path, _, anchor = link.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else file
            assert target in parsed, f"{file} → {link}"
            assert not anchor or anchor in parsed[target].ids, f"{file} → {link}"


def test_nothing_is_asked_of_anywhere(parsed: dict[str, Page]) -> None:
    for file, page in parsed.items():
        for name in page.requests:
            target = posixpath.normpath(posixpath.join(posixpath.dirname(file), name))
            assert target in {f"assets/{each}" for each in ("report.css", "report.js", "sortable.min.js")}, (
                file
            )
    for asset in ("report.css", "report.js", "sortable.min.js"):
        text = (look.FOLDER / asset).read_text(encoding="utf-8")
        assert not re.search(r"https?://|@import|url\(|fetch\(|XMLHttpRequest", text), asset


def test_names_do_no_harm(parsed: dict[str, Page], report: dict[str, str]) -> None:
    for file, page in parsed.items():
        assert page.tags["script"] == 2 and page.tags["style"] == 1 and not page.tags["img"], file
        assert not page.handlers and "49" not in re.findall(r"</style>(\S+) =1\+1", report[file]), file
        assert re.fullmatch(r"[\w/.-]+", file, re.ASCII), file
    county = "".join(parsed["counties/420001.html"].text)
    assert HOSTILE in county and SHORT in county


def test_the_same_name_twice_is_two_pages(parsed: dict[str, Page]) -> None:
    links = parsed["counties/420001.html"].links
    assert {"../schools/420001/2142000002.html", "../schools/420001/2142000003.html"} <= set(links)


def test_no_page_lacks_a_name(parsed: dict[str, Page]) -> None:
    for file, page in parsed.items():
        text = "".join(page.text)
        assert not re.search(r"\bNone\b|\bnan\b|Undefined", text), file


def test_every_page_says_which_release_it_is_of(report: dict[str, str]) -> None:
    for text in report.values():
        assert (
            "<title>" in text and text.count(RELEASE) >= 3
        )  # in the title, at the foot, on each printed page
        assert re.search(r'@bottom-left { content: "[^"]*' + RELEASE, text)


def test_a_year_missing_between_two_is_said(report: dict[str, str]) -> None:
    assert "counties/420001-2022.html" in report and "counties/420001-2023.html" not in report
    assert not [file for file in report if "420001-2023" in file]


def test_a_county_without_any_filing_has_a_page(report: dict[str, str]) -> None:
    text = report["counties/420003.html"]
    assert "尚不能判定：未报送。" in text and "没有报送" in text and "<svg" not in text


def test_a_county_without_junior_schools_shows_no_junior_row(report: dict[str, str]) -> None:
    text = report["counties/420002.html"]
    drawn = re.findall(r"<tspan lang=\"zh\">(R\d \S+)</tspan>", text)
    assert drawn == ["R1 小学", "R2 小学"] * 2


def test_the_sentence_says_what_fails(report: dict[str, str]) -> None:
    assert "未达到《国家标准》：政府保障程度 1 项不达标（G9）。" in report["counties/420001.html"]
    assert (
        "does not meet the National standard: Government support: 1 not met (G9)."
        in report["counties/420001.html"]
    )
    assert "达到《国家标准》。" in report["counties/420002.html"]


def test_numbers_lead_to_their_cells(parsed: dict[str, Page], report: dict[str, str]) -> None:
    school = report["schools/420001/2142000001.html"]
    assert 'R2 = <a href="#c2024-3">0.5</a> ÷ <a href="#c2024-4">1</a> = 0.5' in school
    cell = re.search(r'<tr id="c2024-3">.*?</tr>', school, re.DOTALL)
    assert cell and "B7" in cell[0] and '<span class="raw">0.5</span>' in cell[0]
    assert "../schools/420001/2142000001.html#e2024-R2-primary" in parsed["counties/420001.html"].links
    assert "../counties/420001-2024-evidence.html#e2024-G9" in parsed["counties/420001.html"].links


def test_six_of_seven_is_said(report: dict[str, str]) -> None:
    assert "2 项中达标 1 项" in report["schools/420002/2142000009.html"]


def test_a_check_without_rows_did_not_pass(report: dict[str, str]) -> None:
    assert re.search(r"无可检查的行.{0,120}<div class=\"big\">1</div>", report["quality.html"], re.DOTALL)


def test_explanations_and_ids_of_findings_are_shown(report: dict[str, str]) -> None:
    for file in ("quality.html", "counties/420001.html", "schools/420001/2142000001.html"):
        assert "f1f1" in report[file] and "已说明" in report[file], file


def test_a_figure_is_shown_as_it_stands_in_its_cell(report: dict[str, str]) -> None:
    found = re.search(r'id="f-f2f2".*?</article>', report["quality.html"], re.DOTALL)
    assert found and '<span class="raw">26.02</span> 万元' in found[0] and "260200" in found[0]


def test_nothing_but_public_tables_is_known() -> None:
    used = set()
    for file in (PROJECT_DIR / "orchestration" / "reporting" / "site").glob("*.py"):
        used |= set(
            re.findall(r"^ *(?:from|import) (orchestration\.?[\w.]*)", file.read_text("utf-8"), re.MULTILINE)
        )
    others = {name for name in used if not name.startswith("orchestration.reporting.site")}
    formulas = {f"orchestration.trace.{name}" for name in ("formula", "numbers", "words")}
    assert others == {"orchestration", *formulas}  # the look of the pages, and how a formula is written


def test_both_languages_say_as_much(parsed: dict[str, Page], report: dict[str, str]) -> None:
    for file, text in report.items():
        assert text.count('lang="zh"') == text.count('lang="en"'), file


def test_a_release_of_older_code_says_what_it_lacks(made_up: MadeUpRelease, tmp_path: Path) -> None:
    older = MadeUpRelease()
    older.rows = made_up.rows
    older.without = {"evidence", "target_progress", "compliance_county.grade"}
    older.without |= {"dq_finding.explanation_document"}
    write_site(older.write(tmp_path / "older"), tmp_path, Asked())
    overview = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert all(name in overview for name in older.without)
    assert (tmp_path / "report" / "schools" / "420002" / "2142000009.html").is_file()


def test_only_what_was_asked_for(made_up: MadeUpRelease, tmp_path: Path) -> None:
    release = made_up.write(tmp_path / "release")
    write_site(release, tmp_path / "one", Asked(counties=("420002",)))
    written = {file.name for file in (tmp_path / "one" / "report" / "counties").iterdir()}
    assert written and all(name.startswith("420002") for name in written)
    overview = (tmp_path / "one" / "report" / "index.html").read_text(encoding="utf-8")
    assert "甲县" in overview and "420001" not in overview
    with pytest.raises(NothingAskedForError, match="no county 999999"):
        write_site(release, tmp_path / "none", Asked(counties=("999999",)))


def test_words_are_the_registrys() -> None:
    def seed(name: str) -> list[dict[str, str]]:
        with (_STANDARDS / f"{name}.csv").open(encoding="utf-8") as stream:
            return list(csv.DictReader(stream))

    dimensions = {row["dimension_id"]: (row["name_zh"], row["name_en"]) for row in seed("dimensions")}
    assert dimensions == words.DIMENSIONS
    assert {
        row["state"]: (row["name_zh"], row["name_en"]) for row in seed("ledger_states")
    } == words.LIFE_STATES
    assert {row["state"] for row in seed("ledger_states") if row["is_open"] == "false"} == set(
        words.CLOSED_STATES
    )
    parts = {row["part_id"] for row in seed("thresholds")}
    assert [part for part in parts if words.part_name(part) == (part, part)] == []


def test_the_pictures_are_as_drawn() -> None:
    from orchestration.reporting.site.drawings import compiled

    assert COMPILED.read_text(encoding="utf-8") == compiled()
