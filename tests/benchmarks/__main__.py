"""Every benchmark, one after the other: `make benchmarks`. Each also runs alone, with options of its own.

The national case goes last: it takes longest, and most memory and disk.
"""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = ("intake", "counties", "fuzz", "whole_run", "trace", "mart", "report", "national")


def main() -> int:
    """Run each in a process of its own; the status is the number of those that failed."""
    failed = 0
    for name in BENCHMARKS:
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        failed += (
            subprocess.run([sys.executable, "-m", f"tests.benchmarks.{name}"], check=False).returncode != 0
        )
    return failed


if __name__ == "__main__":
    sys.exit(main())
