"""The report of many counties and years, against the dbt build that made what it shows.

What belongs here: the report of a whole release as a process of its own, and what pages of each kind take.
What does not: the filings (`junheng sample` writes them), or the run that publishes them, untimed.

Run: python -m tests.benchmarks.report [--counties 100] [--years 2020-2024] [--warehouse DIR] [--no-build]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from orchestration.commands import exits
from orchestration.reporting.site.site import Asked, pages
from orchestration.reporting.site.tables import opened
from orchestration.settings import Settings
from orchestration.transform.build import BUILD
from tests.benchmarks.measure import (
    Measurement,
    child_environment,
    machine_line,
    measure,
    ratio_line,
    say,
    seconds_line,
)

_PUBLISHED = (exits.PUBLISHED, exits.PUBLISHED_WITH_REFUSALS)


def main(arguments: Sequence[str] | None = None) -> None:
    """Publish unless a warehouse is given; time the report, the build, and each county's pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--counties", type=int, default=100)
    parser.add_argument("--years", default="2020-2024")
    parser.add_argument("--warehouse", type=Path, help="one with a release, whose landing is built again")
    parser.add_argument("--no-build", action="store_true", help="the report alone")
    options = parser.parse_args(arguments)
    say(machine_line())
    with tempfile.TemporaryDirectory() as scratch:
        warehouse = options.warehouse or _published(Path(scratch), options.counties, options.years)
        made = _junheng("report", "--warehouse", str(warehouse), "--out", str(Path(scratch) / "out"))
        report = measure(made)
        written = [file for file in (Path(scratch) / "out" / "report").rglob("*.html")]
        size = sum(file.stat().st_size for file in written)
        say(f"{len(written)} pages, {size / 1e6:.1f} MB, largest {_largest(written)}")
        say(seconds_line("junheng report", [report]))
        _one_county(warehouse)
        if not options.no_build:
            build = _dbt_build(Settings.from_environment(None, warehouse), Path(scratch))
            say(seconds_line("dbt build, parse cached", [build]))
            say(ratio_line("junheng report / dbt build  (aim: at most 1)", [report], [build]))


def _largest(written: Sequence[Path]) -> str:
    counties = [file for file in written if file.parent.name == "counties"]
    largest = max(counties, key=lambda file: file.stat().st_size)
    return f"of a county: {largest.name}, {largest.stat().st_size / 1e3:.0f} kB (aim: at most 500)"


def _one_county(warehouse: Path) -> None:
    """CPU seconds of pages of each kind, in one process; the first of each, which compiles, left out."""
    folder = Settings.from_environment(None, warehouse).current_link.resolve()
    kinds: dict[str, list[float]] = {}
    with opened(folder) as tables:
        before = time.process_time()
        for file, _ in pages(tables, Asked()):
            now = time.process_time()
            kinds.setdefault(_kind(file), []).append(now - before)
            before = now
    for name, (_, *seconds) in sorted(kinds.items()):
        if seconds:
            mean = sum(seconds) / len(seconds)
            say(f"{name:24} {len(seconds):6} pages {mean:7.3f} s CPU each, at most {max(seconds):.3f}")


def _kind(file: str) -> str:
    """The folder, and of a county's pages what the file is named for besides county and year."""
    name = Path(file).stem.rpartition("-")[2]
    return f"{file.partition('/')[0]} {'' if name.isdigit() else name}".strip()


def _published(folder: Path, counties: int, years: str) -> Path:
    """A warehouse with a release of made-up filings."""
    raw, warehouse = folder / "raw", folder / "warehouse"
    measure(_junheng("sample", "--counties", str(counties), "--years", years, "--out", str(raw)))
    measure(_junheng("run", "--raw", str(raw), "--warehouse", str(warehouse)), statuses=_PUBLISHED)
    return warehouse


def _dbt_build(settings: Settings, scratch: Path) -> Measurement:
    """As `junheng run` has it done, by the bare command, beside the warehouse's own build."""
    beside = Settings.from_environment(None, scratch / "bare")
    beside.warehouse_dir.mkdir()
    for source in (settings.landing_dir, settings.quality_dir, settings.as_filed_dir):
        (beside.warehouse_dir / source.name).symlink_to(source.resolve(), target_is_directory=True)
    command = [str(Path(sys.executable).with_name("dbt")), *BUILD[BUILD.index("build") :]]
    environment = child_environment(beside.as_environment())
    measure([str(Path(sys.executable).with_name("dbt")), "parse"], environment, beside.dbt_project_dir)
    return measure(command, environment, beside.dbt_project_dir)


def _junheng(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "orchestration.cli", *arguments]


if __name__ == "__main__":
    main()
