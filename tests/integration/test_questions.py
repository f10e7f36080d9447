"""The questions of docs/questions.md, asked of the sample; and the query of the READMEs.

What belongs here: that each is one short statement with an answer, the one that the long tables give. What
does not: what the answers are worth (oracle, golden).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.inventory import InputFile
from orchestration.release.identity import write_identity
from orchestration.release.package import PackageInputs
from orchestration.settings import PROJECT_DIR, Settings
from tests.benchmarks import mart as mart_benchmark
from tests.questions import Question, page, questions

QUESTIONS = questions()
#: Nothing of the sample is asked for in vain, but for what depends on how its made-up figures move.
MAY_BE_EMPTY = {"Which schools complied last year and no longer do?"}


@pytest.fixture(scope="module")
def mart(committed_sample: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The sample's marts, and the table that only a release has."""
    database = Settings.from_environment(warehouse_dir=committed_sample).build_database
    file = InputFile("2024/421202/a.xlsx", "a" * 64, 10, 2024, "421202")
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{database}' AS build (READ_ONLY)")
        connection.execute("ATTACH ':memory:' AS release")
        connection.execute("CREATE VIEW release.main.submissions AS FROM build.main.submissions")
        write_identity(connection, PackageInputs("id", "code", {2024: [file]}, 0, {}), False)
        connection.execute("SET search_path = 'build.main,release.main'")
        yield connection


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.en)
def test_a_question_is_one_short_select(question: Question) -> None:
    lines = question.sql.splitlines()
    assert len(lines) <= 5 and max(map(len, lines)) <= 120
    assert len(re.findall(r"\bselect\b", question.sql)) == 1 and " with " not in question.sql


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.en)
def test_a_question_has_an_answer(mart: duckdb.DuckDBPyConnection, question: Question) -> None:
    rows = mart.execute(question.sql).fetchall()
    assert rows or question.en in MAY_BE_EMPTY


@pytest.mark.parametrize("question", [each for each in QUESTIONS if each.same_as], ids=lambda each: each.en)
def test_the_wide_tables_say_what_the_long_ones_say(
    mart: duckdb.DuckDBPyConnection, question: Question
) -> None:
    wide, long = (_rows(mart, sql) for sql in (question.sql, question.same_as))
    assert wide == long


def _rows(mart: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    rows = mart.execute(sql).fetchall()
    return sorted(str([round(x, 9) if isinstance(x, float) else x for x in row]) for row in rows)


def test_there_are_nineteen_and_the_page_is_made_of_them() -> None:
    assert len(QUESTIONS) == 19
    assert (PROJECT_DIR / "docs" / "questions.md").read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_the_query_of_a_readme_names_each_county_once(mart: duckdb.DuckDBPyConnection, name: str) -> None:
    text = (PROJECT_DIR / name).read_text(encoding="utf-8")
    (query,) = re.findall(r"\.sql\('''(.+?)'''\)", text, re.DOTALL)
    rows = mart.execute(query).fetchall()
    assert rows and len({row[0] for row in rows}) == len(rows)


def test_what_fails_stands_in_rows_as_in_prose(mart: duckdb.DuckDBPyConnection) -> None:
    """Every difference and requirement that the prose of a county names has its row."""
    prose: dict[str, set[tuple[str, str]]] = {}
    rows: dict[str, set[tuple[str, str]]] = {}
    for key, text in mart.execute("SELECT county_year_key, failed_items FROM county_year").fetchall():
        prose[key] = {*re.findall(r"CV (\w+) (\w+)", text or "")}
    for key, indicator, stage in mart.execute(
        "SELECT standard_id || '/' || county_key, indicator_id, stage FROM failed_item "
        "WHERE item_type = 'difference'"
    ).fetchall():
        rows.setdefault(key, set()).add((indicator, stage))
    assert {key: said for key, said in prose.items() if said} == rows


def test_words_are_those_of_the_command_line(mart: duckdb.DuckDBPyConnection) -> None:
    from orchestration.trace.words import WORDS

    found = mart.execute(
        "SELECT DISTINCT status, status_zh, status_en FROM school_year "
        "UNION SELECT DISTINCT stage, stage_zh, stage_en FROM school_year"
    ).fetchall()
    assert found and {code: (zh, en) for code, zh, en in found} == {row[0]: WORDS[row[0]] for row in found}


def test_the_benchmark_of_the_mart(committed_sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Settings.from_environment(warehouse_dir=committed_sample).build_database
    mart_benchmark.main(["--database", str(database), "--times", "1", "--rounds", "1"])
    assert "all of them" in capsys.readouterr().out
