"""The command line: light to start, plain in its refusals, exact in its statuses."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration import cli
from orchestration.commands import exits, release

_HEAVY = (
    *("dagster", "dbt", "great_expectations", "pandas", "pyarrow", "duckdb", "rich", "yaml", "sqlalchemy"),
    # typer reads values with it, unless kept from it.
    "pydantic",
)


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["release", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    script = (
        "import sys\nfrom orchestration.cli import main\n"
        f"try:\n    main({arguments!r})\nexcept SystemExit as end:\n    assert end.code == 0\n"
        f"sys.stderr.write(' '.join(name for name in {_HEAVY!r} if name in sys.modules))\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stderr == ""
    assert "Usage: junheng" in result.stdout


def test_help_imports_no_command() -> None:
    script = (
        "import sys\nfrom orchestration.cli import main\nmain(['--help'])\n"
        "sys.stderr.write(' '.join(name for name in sys.modules if name.startswith('orchestration')))\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stderr.split() == [
        "orchestration",
        "orchestration.commands",
        "orchestration.commands.exits",
        "orchestration.commands.arguments",
        "orchestration.commands.encoding",
        "orchestration.commands.signals",
        "orchestration.cli",
    ]


def test_planning_a_run_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    call = [
        "run",
        "--year",
        "2024",
        "--raw",
        str(tmp_path / "raw"),
        "--warehouse",
        str(tmp_path / "warehouse"),
    ]
    script = (
        f"import sys\nfrom orchestration.cli import main\nassert main({call!r}) == {exits.USAGE}\n"
        f"sys.stdout.write(' '.join(name for name in {_HEAVY!r} if name in sys.modules))\n"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "holds no school year" in result.stderr
    assert result.stdout == ""


def test_importing_the_definitions_builds_nothing(tmp_path: Path) -> None:
    script = "import orchestration.definitions as d\nassert callable(d.junheng)\n"
    environment = {"JUNHENG_WAREHOUSE": str(tmp_path / "warehouse"), "PATH": "/usr/bin"}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    assert not (tmp_path / "warehouse").exists()


def test_wrong_calls_are_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    places = ["--warehouse", str(tmp_path / "warehouse")]
    assert cli.main(["run", "--raw", str(tmp_path / "none"), *places]) == exits.USAGE
    assert "There is no folder" in capsys.readouterr().err
    (tmp_path / "raw").mkdir()
    assert cli.main(["run", "--raw", str(tmp_path / "raw"), *places]) == exits.USAGE
    assert "holds no school year" in capsys.readouterr().err
    for arguments in (["status"], ["release", "use", "none"], ["release", "verify"]):
        assert cli.main([*arguments, *places]) == exits.USAGE
        assert capsys.readouterr().err
    assert cli.main(["release", "list", *places]) == 0
    assert "no release" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        cli.main(["run", "--year", "twenty"])
    assert ended.value.code == exits.USAGE


def test_a_sample_needs_its_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sample", "--out", str(tmp_path / "raw")]) == exits.USAGE
    assert "--counties" in capsys.readouterr().err
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    call = ["sample", "--counties", "1", "--years", "2024", "--out", str(tmp_path)]
    assert cli.main(call) == exits.USAGE
    assert "not empty" in capsys.readouterr().err
    for years in ("2024-2022", "soon"):
        with pytest.raises(SystemExit):
            cli.main(["sample", "--counties", "1", "--years", years, "--out", str(tmp_path / "raw")])


def test_a_crash_is_a_sentence_and_its_account_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*arguments: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(release, "list_releases", crash)
    assert cli.main(["release", "list", "--warehouse", str(tmp_path)]) == exits.NOT_PUBLISHED
    error = capsys.readouterr().err
    assert "Traceback" not in error
    assert "release-crash.log" in error
    assert "Traceback" in (tmp_path / "log" / "release-crash.log").read_text(encoding="utf-8")
    shutil.rmtree(tmp_path / "log")
    (tmp_path / "log").touch()  # as where nothing can be written
    assert cli.main(["release", "list", "--warehouse", str(tmp_path)]) == exits.NOT_PUBLISHED
    assert capsys.readouterr().err == "RuntimeError: a fault of ours\n"


def test_a_release_that_cannot_be_read_is_listed_as_damaged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "releases" / "broken"
    broken.mkdir(parents=True)
    (broken / "datapackage.json").write_text("{", encoding="utf-8")
    assert cli.main(["release", "list", "--warehouse", str(tmp_path)]) == exits.PUBLISHED
    assert re.search(r"broken +damaged", capsys.readouterr().out)


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    call = f"{sys.executable} -m orchestration.cli --help | head -1; exit ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", call], capture_output=True, text=True, check=False)
    assert result.returncode == 0
    assert "Traceback" not in result.stderr


def test_noise_goes_into_the_file_and_lines_to_the_terminal(tmp_path: Path) -> None:
    script = (
        "import os, sys\nfrom pathlib import Path\n"
        "from orchestration.commands.console import Console, everything_else_into\n"
        "with everything_else_into(Path(sys.argv[1])) as shown:\n"
        "    os.system('echo child'); sys.stdout.write('own\\n'); sys.stderr.write('error\\n')\n"
        "    Console(shown).step('进度'); Console(shown).detail('transient')\n"
        "sys.stdout.write('after\\n')\n"
    )
    log_file = tmp_path / "log" / "run.log"
    result = subprocess.run(
        [sys.executable, "-c", script, str(log_file)], capture_output=True, text=True, check=True
    )
    assert [line.strip() for line in result.stdout.splitlines()] == ["0.0 s  进度", "after"]
    assert result.stderr == ""
    assert set(log_file.read_text(encoding="utf-8").split()) == {"child", "own", "error"}
