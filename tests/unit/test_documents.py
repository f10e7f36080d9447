"""What the documents for people name is there: links, files, environment variables.

What belongs here: README, CONTRIBUTING and docs/ against the tree. What does not: the two recipes of
CONTRIBUTING that are carried out, and docs/registry.md, which is made from the registry.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from orchestration.settings import PROJECT_DIR, Settings

READMES = ("README.md", "README.zh.md")
DOCUMENTS = [
    *(PROJECT_DIR / name for name in (*READMES, "CONTRIBUTING.md", "CHANGELOG.md")),
    *sorted((PROJECT_DIR / "docs").glob("*.md")),
]
#: What a path in a document may start from.
ROOTS = (PROJECT_DIR, PROJECT_DIR / "dbt_project", PROJECT_DIR / "orchestration", PROJECT_DIR / "tests")
_LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
#: A path in code marks; one with a placeholder names no file.
_PATH = re.compile(r"`((?:orchestration|dbt_project|expectations|tests|docs|models|seeds)/[^`<>*… {}]*)`")

#: A file of tests in a command that is to be called.
_CALLED = re.compile(r"pytest (tests/[\w/.]+)")


def _anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target, anchor in _LINK.findall(document.read_text(encoding="utf-8")):
        file = document.parent / target if target else document
        assert file.exists(), target
        assert not anchor or anchor in _anchors(file), f"{target}#{anchor}"


@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if path.name != "CHANGELOG.md"], ids=lambda path: path.name
)
def test_files_that_are_named_are_there(document: Path) -> None:
    # A recipe names files that it makes.
    text = re.sub(
        r"^## Add an? (indicator|province)$.*?(?=^## )", "", document.read_text("utf-8"), flags=re.M | re.S
    )
    named = [*_PATH.findall(text), *_CALLED.findall(text)]
    assert [name for name in named if not any((root / name).exists() for root in ROOTS)] == []


@pytest.mark.parametrize("name", ["results.md", "results.zh.md"])
def test_every_public_table_is_listed(name: str) -> None:
    listed = set(re.findall(r"`(\w+)`", (PROJECT_DIR / "docs" / name).read_text(encoding="utf-8")))
    properties = (PROJECT_DIR / "dbt_project" / "models").rglob("_*.yml")
    models = [model for file in properties for model in yaml.safe_load(file.read_bytes()).get("models", [])]
    public = {each["name"] for each in models if each.get("config", {}).get("meta", {}).get("public")}
    assert public and public - listed == set()


@pytest.mark.parametrize("name", READMES)
def test_a_readme_is_read_in_one_go(name: str) -> None:
    assert len((PROJECT_DIR / name).read_text(encoding="utf-8").splitlines()) <= 120


def test_every_variable_that_is_explained_sets_something(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    operations = (PROJECT_DIR / "docs" / "operations.md").read_text(encoding="utf-8")
    explained = re.findall(r"^\| `(JUNHENG_\w+)`", operations, re.MULTILINE)
    assert explained
    for name in explained:
        with monkeypatch.context() as environment:
            environment.delenv(name, raising=False)
            without = Settings.from_environment()
            environment.setenv(name, "2025-09-01" if name == "JUNHENG_AS_OF" else str(tmp_path))
            assert Settings.from_environment() != without, name
