"""`make clients`: every client of docs/connect.md, in environments of their own, asks a release one question.

Run: python -m tests.clients [--release DIR] [--environments DIR] [CLIENT …]

What belongs here: which clients and versions, and whether they agree. What does not: how one asks (`ask`).
Without --release the sample's current release is taken. Environments are kept and brought up to date.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from orchestration.release.export import export
from orchestration.release.verify import verify_release
from orchestration.settings import PROJECT_DIR, Settings

#: duckdb-engine 0.17 lists no columns under a later SQLAlchemy.
_SQLALCHEMY = ("sqlalchemy==2.0.40", "duckdb-engine==0.17.0")
_FRAMES = ("pandas", "pyarrow", "polars", "adbc-driver-manager", *_SQLALCHEMY, "ibis-framework[duckdb]==12.*")
_ASKING = ("python", "pandas", "polars", "arrow", "sqlalchemy", "adbc", "ibis")
#: Environment → (what is installed, the clients that are tried in it).
ENVIRONMENTS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "duckdb-1.4": (("duckdb==1.4.*", *_FRAMES), _ASKING),
    "duckdb-2": (("duckdb==2.*", *_FRAMES), _ASKING),
    "duckdb-cli": (("duckdb-cli",), ("command_line",)),
    "frictionless": (("frictionless==5.*", "pandas", "pyarrow", "fastparquet"), ("frictionless",)),
    "libreoffice": ((), ("libreoffice",)),
}
_ASK = Path(__file__).with_name("ask.py")


def main(arguments: Sequence[str] | None = None) -> int:
    """Try each client; returns 1 where one fails, or is not here."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clients", nargs="*", help="only these")
    parser.add_argument("--release", type=Path, default=Settings.from_environment().current_link)
    parser.add_argument("--environments", type=Path, default=PROJECT_DIR / ".clients")
    options = parser.parse_args(arguments)
    release = options.release.resolve()
    if not (release / "compliance.duckdb").is_file():
        sys.stderr.write(f"There is no release in {release}; «make run» makes one.\n")
        return 2
    work = options.environments / "work"
    shutil.rmtree(work, ignore_errors=True)
    # Beside the exported table, as the client of a spreadsheet finds it.
    export(release, work / "export", "csv", tables=["county_year"])
    (work / "release").symlink_to(release, target_is_directory=True)
    failed = 0
    answers: dict[str, list[list[str]]] = {}
    for environment, (packages, clients) in ENVIRONMENTS.items():
        chosen = [each for each in clients if not options.clients or each in options.clients]
        if not chosen:
            continue
        interpreter = _environment(options.environments / environment, packages)
        for client in chosen:
            started = time.monotonic()
            command = [str(interpreter), str(_ASK), client, str(work / "release")]
            tried = subprocess.run(command, capture_output=True, text=True, check=False)
            seconds = time.monotonic() - started
            name = f"{environment} {client}"
            if tried.returncode:
                failed += 1
                sys.stdout.write(f"{name:26} FAILED\n{tried.stderr}\n")
            else:
                answers[name] = json.loads(tried.stdout)
                sys.stdout.write(f"{name:26} {len(answers[name])} rows, {seconds:.1f} s\n")
    first = next(iter(answers.values()), [])
    others = [name for name, answer in answers.items() if answer != first or not answer]
    for name in others:
        sys.stdout.write(f"{name} gives another answer than the others: {answers[name]}\n")
    for problem in verify_release(release):
        failed += 1
        sys.stdout.write(f"A client left its mark: {problem}\n")
    return int(bool(failed or others))


def _environment(folder: Path, packages: Sequence[str]) -> Path:
    """The interpreter of an environment that holds these packages."""
    interpreter = folder / "bin" / "python"
    if not interpreter.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    if packages:
        quiet = ("--quiet", "--disable-pip-version-check")
        subprocess.run([str(interpreter), "-m", "pip", "install", *quiet, *packages], check=True)
    return interpreter


if __name__ == "__main__":
    sys.exit(main())
