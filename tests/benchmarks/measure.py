"""What a child process takes: wall and CPU seconds, peak memory; ratios of measurements side by side.

What belongs here: measuring one command, medians, and how a benchmark prints them. What does not: what is
measured, or any import beyond the standard library: this file also runs as a small process of its own.

The command is started by that small process (`python measure.py ORDER`), not by the benchmark: Linux counts
the memory of whoever starts a process as the process's own peak, and a benchmark may have made a country.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

_SHOWN_OF_FAILURE = 4000  # characters of the failed command's output
_NAME_COLUMNS = 52


@dataclass(frozen=True)
class Measurement:
    """What one command took.

    Attributes
    ----------
    wall_seconds: from start to end.
    cpu_seconds: user and system, of the command and of every process it waited for.
    peak_gigabytes: largest resident memory of any single one of these processes, in 10⁹ bytes.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_gigabytes: float


def child_environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with `settings`; imports may be compiled, as `make` leaves them."""
    environment = {**os.environ, **(settings or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def measure(
    command: Sequence[str],
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
    statuses: Collection[int] = (0,),
) -> Measurement:
    """Run a command to its end, in `folder`, its output kept from the terminal.

    Raises SystemExit with the end of its output if it ends with another status than `statuses`.
    """
    order = {"command": list(command), "folder": str(folder or Path.cwd()), "statuses": list(statuses)}
    result = subprocess.run(
        [sys.executable, "-I", "-S", __file__, json.dumps(order)],
        env=dict(environment) if environment is not None else child_environment(),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        raise SystemExit(result.stdout)
    return Measurement(**json.loads(result.stdout))


def _measure_here(command: list[str], folder: str, statuses: list[int]) -> None:
    """In the small process: start, wait, and write the measurement as JSON to stdout."""
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall_seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in statuses:
            output.seek(0)
            said = output.read().decode("utf-8", "replace")[-_SHOWN_OF_FAILURE:]
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
    # Kilobytes on Linux, bytes on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    measurement = Measurement(wall_seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e9)
    sys.stdout.write(json.dumps(asdict(measurement)))


def say(text: str = "") -> None:
    """One line of a benchmark's result."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def machine_line() -> str:
    """Processors and load: seconds are worth little without them."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{os.cpu_count()} processors, Python {sys.version.split()[0]}, load {load} (1, 5, 15 minutes)"


def seconds_line(name: str, runs: Sequence[Measurement]) -> str:
    """Median seconds, their range, and the highest peak, of one command's runs."""
    wall = [run.wall_seconds for run in runs]
    return (
        f"{name:{_NAME_COLUMNS}} {median(wall):7.2f} s wall ({min(wall):.2f}–{max(wall):.2f})"
        f" {median(run.cpu_seconds for run in runs):7.2f} s CPU"
        f" {max(run.peak_gigabytes for run in runs):6.2f} GB"
    )


def ratio_line(name: str, runs: Sequence[Measurement], bases: Sequence[Measurement]) -> str:
    """The ratio of each run to the base measured beside it: median, least and greatest; wall, then CPU."""
    wall = [run.wall_seconds / base.wall_seconds for run, base in zip(runs, bases, strict=True)]
    cpu = [run.cpu_seconds / base.cpu_seconds for run, base in zip(runs, bases, strict=True)]
    return (
        f"{name:{_NAME_COLUMNS}} {median(wall):7.2f} × wall ({min(wall):.2f}–{max(wall):.2f})"
        f" {median(cpu):7.2f} × CPU ({min(cpu):.2f}–{max(cpu):.2f})"
    )


def total(parts: Sequence[Measurement]) -> Measurement:
    """Several commands one after the other: their seconds add, their peaks do not."""
    return Measurement(
        sum(part.wall_seconds for part in parts),
        sum(part.cpu_seconds for part in parts),
        max(part.peak_gigabytes for part in parts),
    )


if __name__ == "__main__":
    _measure_here(**json.loads(sys.argv[1]))
