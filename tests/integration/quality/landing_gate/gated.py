"""Runs the landing gate on made-up rows.

What belongs here: the gate's call and what it wrote. What does not: the rows (`clean_county`, `faults`).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from orchestration.quality.gate import GateSummary, SuiteEngine, gate_landing
from orchestration.quality.quick_engine import QuickEngine
from orchestration.settings import PROJECT_DIR
from tests.integration.quality.landing_gate.clean_county import Landing, clean_landing
from tests.support.dbt import gate_models

EXPECTATIONS = PROJECT_DIR / "expectations"
STANDARDS = PROJECT_DIR / "dbt_project" / "seeds" / "standards"

Row = dict[str, Any]


@dataclass(frozen=True)
class Gated:
    """A landing after its gate."""

    landing_dir: Path
    quality_dir: Path
    summary: GateSummary

    def rows(self, table: str, school_year: int) -> list[Row]:
        """The rows the gate wrote for a year."""
        folder = self.landing_dir if table == "quarantine" else self.quality_dir / "landing"
        return list(pq.read_table(folder / table / f"{school_year}.parquet").to_pylist())


def clean(school_year: int) -> Landing:
    """The clean county with every item of the registry, each on the sheet that asks for it."""
    asked: dict[bool, list[str]] = {False: [], True: []}
    with (STANDARDS / "county_items.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            asked[row["form"] == "supplement_county"].append(row["item_code"])
    return clean_landing(school_year, asked[False], asked[True])


def gate(folder: Path, years: list[int], engine: SuiteEngine | None = None) -> Gated:
    """Check these years of the landing in the folder.

    By the engine of `junheng check` unless another is given: it finds what Great Expectations finds, as
    test_gate.py sees on every fault.
    """
    engine = engine or QuickEngine()
    landing_dir, quality_dir = folder / "landing", folder / "quality"
    ids = {year: f"inputs-{year}" for year in [0, *years]}
    summary = gate_landing(
        landing_dir, quality_dir, EXPECTATIONS, gate_models(), years, ids, engine=engine or QuickEngine()
    )
    return Gated(landing_dir, quality_dir, summary)
