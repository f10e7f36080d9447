"""docs/runbooks.md carried out word for word, in one checkout and one warehouse, in the order of a year.

Four runs are made: a year is rolled, a late county comes, a county files again, a new version is taken. What
else the page says costs a second each.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from orchestration.release.seal import read_datapackage
from orchestration.release.store import current_release_id
from orchestration.settings import PROJECT_DIR
from tests.runbooks.carrying_out import Carried, Checkout, sections

GOLDEN = PROJECT_DIR / "tests" / "golden" / "filings"
RAW = PROJECT_DIR / "raw"
CODE = ("orchestration", "dbt_project", "expectations", "requirements.lock")
EXPORT = "学校明细_咸安区_2024.xlsx"


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """A checkout that can be brought to a newer version, filings of 2023, and what came by post."""
    root = tmp_path_factory.mktemp("runbooks")
    upstream = root / "upstream"
    upstream.mkdir()
    for name in CODE:
        source = PROJECT_DIR / name
        if source.is_file():
            shutil.copyfile(source, upstream / name)
        else:
            shutil.copytree(source, upstream / name, ignore=shutil.ignore_patterns("target", "__pycache__"))
    _git(upstream, "init", "-q")
    _commit(upstream)
    _git(root, "clone", "-q", str(upstream), "checkout")
    newer = upstream / "orchestration" / "__init__.py"
    newer.write_text(newer.read_text(encoding="utf-8") + "\n# A newer version.\n", encoding="utf-8")
    _commit(upstream)
    made = Checkout(root / "checkout")
    parsed = PROJECT_DIR / "dbt_project" / "target"
    if parsed.is_dir():  # what dbt parsed of this code already
        shutil.copytree(parsed, made.folder / "dbt_project" / "target")
    made.prepare()
    shutil.copytree(GOLDEN / "2023", made.folder / "filings" / "2023")
    received = made.folder / "received"
    shutil.copytree(GOLDEN / "2024" / "421202", received / "421202")
    shutil.copytree(RAW / "2024" / "620702", received / "620702")
    _restated(received)
    _of_a_new_edition(received)
    made.warehouse.mkdir()
    (made.warehouse / "alerts.yaml").write_text(
        "channels: [{name: nobody, command: /bin/true}]\n", encoding="utf-8"
    )
    return made


def _git(folder: Path, *arguments: str) -> None:
    who = ("-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def _commit(folder: Path) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", "A version")


def _edited(source: Path, target: Path, edit: Callable[[openpyxl.Workbook], None]) -> None:
    book = openpyxl.load_workbook(source)
    edit(book)
    book.save(target)


def _restated(received: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        sheet = book["办学条件"]
        sheet.cell(7, 3).value = 1 + sheet.cell(7, 3).value

    _edited(received / "421202" / EXPORT, received / "学校明细_咸安区_2024_更正.xlsx", edit)


def _of_a_new_edition(received: Path) -> None:
    def edit(book: openpyxl.Workbook) -> None:
        for name in [name for name in book.sheetnames if name != "特殊教育"]:
            del book[name]
        assert book["特殊教育"]["C3"].value == "在校生数"
        book["特殊教育"]["C3"] = "在籍学生数"

    _edited(received / "421202" / EXPORT, received / "new_edition.xlsx", edit)


def _carry_out(checkout: Checkout, title: str, *block: int) -> Carried:
    blocks = sections()[title]
    return checkout.carry_out([blocks[each] for each in block] if block else blocks)


def _current(checkout: Checkout) -> str:
    release = current_release_id(checkout.warehouse / "current")
    assert release is not None
    return release


def test_every_runbook_has_commands() -> None:
    titles = sections()
    assert list(titles) == [
        *("", "Year roll", "Late county", "Restatement", "New edition of a form", "Upgrade", "Restore"),
        "Disk full",
    ]
    assert all(titles.values())


def test_year_roll(checkout: Checkout) -> None:
    carried = _carry_out(checkout, "Year roll")
    assert carried.calls == ["0 standards", "0 template", "1 check", "0 run", "0 status"], carried.said
    assert "2023–2024" in carried.said
    assert len(list((checkout.folder / "forms").rglob("*.xlsx"))) == 3
    assert list((checkout.folder / "back").iterdir())


def test_late_county(checkout: Checkout) -> None:
    carried = _carry_out(checkout, "Late county")
    assert carried.calls == ["0 status", "0 run", "0 status"], carried.said
    assert "Ask the county" in carried.said or "ask the county" in carried.said
    record = (checkout.warehouse / "log" / "alerts.jsonl").read_text(encoding="utf-8")
    assert "school_finance/2024/620702" in record


def test_restatement(checkout: Checkout) -> None:
    before = _current(checkout)
    carried = _carry_out(checkout, "Restatement")
    assert carried.calls == ["0 run", "0 release", "0 trace"], carried.said
    assert f"Release {before} is whole" in carried.said
    assert _current(checkout) != before
    assert "更正" in str(read_datapackage(checkout.warehouse / "current")["inputs"])


def test_new_edition_of_a_form_and_upgrade(checkout: Checkout) -> None:
    carried = _carry_out(checkout, "New edition of a form")
    assert carried.calls == ["0 layout", "0 check"], carried.said
    before = _current(checkout)
    carried = _carry_out(checkout, "Upgrade")
    assert carried.calls == ["0 standards", "0 run", "0 alerts", "0 release", "0 release"], carried.said
    assert "# A newer version." in (checkout.folder / "orchestration" / "__init__.py").read_text("utf-8")
    assert _current(checkout) != before


def test_restore(checkout: Checkout) -> None:
    newest = _current(checkout)
    carried = _carry_out(checkout, "Restore", 0, 1)
    assert carried.calls == ["0 release", "0 release", "0 release"], carried.said
    assert _current(checkout) != newest
    carried = _carry_out(checkout, "Restore", 2)
    assert carried.calls == ["0 run", "0 release"], carried.said
    assert _current(checkout) == newest
    assert "Nothing changed since release" in carried.said


def test_disk_full(checkout: Checkout) -> None:
    newest = _current(checkout)
    carried = _carry_out(checkout, "Disk full")
    assert carried.calls == ["0 run", "0 release"], carried.said
    assert "Nothing changed" in carried.said
    assert _current(checkout) == newest
    assert len(list((checkout.folder / "archive").iterdir())) == 1
    assert (checkout.warehouse / "log" / "alerts.jsonl").is_file()
