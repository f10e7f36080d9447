"""How a call is read: what every command takes, and what is said of a call that cannot be read.

What belongs here: names, values, flags and their faults. What does not: what a command does with them.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from orchestration import cli
from orchestration.commands import exits, run
from orchestration.plan import NothingToReadError
from orchestration.settings import PROJECT_DIR

COMMANDS = (
    *(
        "run",
        "status",
        "trace",
        "report",
        "release",
        "release list",
        "release show",
        "release use",
        "release verify",
        "release export",
        "release prune",
        "diff",
        "check",
        "template",
        "forms",
    ),
    *("layout", "layout suggest", "sample", "standards", "standards list", "standards diff"),
    *("standards check", "standards doc", "alerts", "alerts test", "dev"),
)


@pytest.mark.parametrize(
    ("call", "usage", "sentence"),
    [
        ("", "junheng ", "Missing command."),
        ("rnu", "junheng ", "No such command 'rnu'. Did you mean 'run'?"),
        ("release", "junheng release ", "Missing command."),
        ("release forget", "junheng release ", "No such command 'forget'."),
        ("layout", "junheng layout ", "Missing command."),
        ("standards lst", "junheng standards ", "No such command 'lst'. Did you mean 'list'?"),
        ("--raw x run", "junheng ", "No such option: --raw"),
        ("run --yaer 2024", "junheng run ", "No such option: --yaer (Possible options: --year)"),
        ("release list --raw x", "junheng release list ", "No such option: --raw"),
        ("run 2024", "junheng run ", "Got unexpected extra argument(s) (2024)"),
        ("trace", "junheng trace ", "Missing argument 'COUNTY'."),
        ("release use", "junheng release use ", "Missing argument 'ID'."),
        ("template --year 2024", "junheng template ", "Missing option '--county'."),
        ("sample --counties 1 --years 2024", "junheng sample ", "Missing option '--out'."),
        ("run --year", "junheng run ", "Option '--year' requires an argument."),
        ("run --year --raw x", "junheng run ", "Option '--year' requires an argument."),
        ("check x --annotate --lang en", "junheng check ", "Option '--annotate' requires an argument."),
        ("check x --annotate --lang=en", "junheng check ", "Option '--annotate' requires an argument."),
        ("run --year 2024 zwei", "junheng run ", "Invalid value for '--year': 'zwei' is no whole number."),
        ("dev --port 3000.5", "junheng dev ", "Invalid value for '--port': '3000.5' is no whole number."),
        (
            "sample --out x --spread wide",
            "junheng sample ",
            "Invalid value for '--spread': 'wide' is no number.",
        ),
        (
            "sample --out x --years soon",
            "junheng sample ",
            "Invalid value for '--years': 'soon' is no range of years such as 2022-2024.",
        ),
        (
            "sample --out x --years 2024-2022",
            "junheng sample ",
            "Invalid value for '--years': '2024-2022' ends before it begins.",
        ),
        ("check x --lang fr", "junheng check ", "Invalid value for '--lang': 'fr' is neither 'zh' nor 'en'."),
        (
            "standards --format xml",
            "junheng standards ",
            "Invalid value for '--format': 'xml' is neither 'table' nor 'json'.",
        ),
    ],
)
def test_a_call_that_cannot_be_read(
    call: str, usage: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(call.split())
    assert ended.value.code == exits.USAGE
    said = capsys.readouterr()
    first, *_, last = said.err.splitlines()
    assert first.startswith(f"Usage: {usage}")
    assert last == f"Error: {sentence}"
    assert said.err.count("Error") == 1
    assert not re.search("Traceback|[\u2500-\u257f\x1b]", said.err)
    assert said.out == ""


def test_its_status_is_that_of_the_process() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "orchestration.cli", "run", "--year", "twenty"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == exits.USAGE
    assert result.stderr.endswith("'twenty' is no whole number.\n")


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("", []),
        ("--year 2024", [2024]),
        ("--year 2023 2024", [2023, 2024]),
        ("--year 2023 --year 2024", [2023, 2024]),
        ("--year 2022 2023 --year=2024", [2022, 2023, 2024]),
        ("--year 2023 2024 --raw {raw}", [2023, 2024]),
    ],
)
def test_several_years(given: str, read: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Sequence[int]] = []

    def make_plan(filings: object, inputs: object, code: object, only: Sequence[int], today: object) -> None:
        asked.append(only)
        raise NothingToReadError("seen")

    monkeypatch.setattr(run, "make_plan", make_plan)
    monkeypatch.setenv("JUNHENG_RAW", str(tmp_path))
    places = ["--warehouse", str(tmp_path / "warehouse")]
    assert cli.main(["run", *places, *given.format(raw=tmp_path).split()]) == exits.USAGE
    assert [list(only) for only in asked] == [read]


def test_an_empty_place_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script's variable that is not set: never the folder the call is made in."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JUNHENG_WAREHOUSE", str(tmp_path / "warehouse"))
    assert cli.main(["release", "verify", "--warehouse", ""]) == exits.USAGE
    assert f"no current release in {tmp_path / 'warehouse'};" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["check", ""])
    assert "Missing argument 'FILE|DIR'." in capsys.readouterr().err


def test_a_number_may_be_negative(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["sample", "--counties", "-1", "--years", "2024", "--seed", "-5", "--out", str(tmp_path / "raw")]
    assert cli.main(call) == exits.USAGE
    assert "Usage" not in capsys.readouterr().err  # read, and refused by the sample itself


@pytest.mark.parametrize("before", [True, False])
def test_a_format_may_stand_before_the_action(before: bool, capsys: pytest.CaptureFixture[str]) -> None:
    form = ["--format", "json"]
    call = ["standards", *form, "check"] if before else ["standards", "check", *form]
    assert cli.main(call) == exits.PUBLISHED
    assert capsys.readouterr().out == "[]\n"


def test_what_an_action_says_of_its_format_wins(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["standards", "--format", "json", "check", "--format", "table"]) == exits.PUBLISHED
    assert "has no fault.\n" in capsys.readouterr().out


@pytest.mark.parametrize("help_flag", ["--help", "-h"])
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_explains_itself(
    command: str, help_flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*command.split(), help_flag]) == 0
    said = capsys.readouterr().out
    usage, _, summary, *rest = said.splitlines()
    assert usage.startswith(f"Usage: junheng {command}".rstrip())
    assert re.fullmatch(r"  \S.+\S", summary)
    assert not any(line.endswith("...") for line in rest)  # nothing is cut
    assert not re.search("[\u2500-\u257f\x1b\b]", said)


@pytest.mark.parametrize("command", ["", "run"])
def test_the_exit_statuses_stand_below_the_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main([*command.split(), "--help"])
    said = capsys.readouterr().out
    lines = [f"    {status}  {text}" for status, text in exits.MEANING.items()]
    assert said.splitlines()[-len(lines) :] == lines


def _quoted_calls() -> Iterator[Any]:
    documents = [*PROJECT_DIR.glob("*.md"), *(PROJECT_DIR / "docs").glob("*.md"), PROJECT_DIR / "Makefile"]
    for file in documents:
        for line in re.findall(
            r"(?:junheng|\$\(JUNHENG\)) ([a-z][^`»\n]*)", file.read_text(encoding="utf-8")
        ):
            yield pytest.param(line, id=f"{file.name}: {line[:40]}")


@pytest.mark.parametrize("line", list(_quoted_calls()))
def test_the_calls_that_documents_quote_are_there(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    name = max((each for each in COMMANDS if re.match(rf"{each}\b", line)), key=len, default=None)
    assert name, line
    cli.main([*name.split(), "--help"])
    flags = set(re.findall(r"--[a-z]+", re.split(r"\s{2,}|；|;", line)[0]))
    assert flags <= set(re.findall(r"--[a-z]+", capsys.readouterr().out))
