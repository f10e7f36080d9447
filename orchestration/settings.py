"""Every path and switch, from the environment, read once.

What belongs here: where things stand and what may be switched. What does not:
anything that acts. Importing this module does nothing; `Settings.from_environment`
is called once, by the command line or by Dagster's definitions.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

from orchestration.standards.unions import union_variables

PROJECT_DIR = Path(__file__).resolve().parent.parent


#: China's, all year.
FILING_TIME = timezone(timedelta(hours=8))
#: Wildcards of DuckDB; quotes of its SQL; marks of an address of SQLite.
_UNUSABLE = re.compile(r"[\[\]?*'\"\\#%\x00-\x1f\x7f]")


class SettingsError(ValueError):
    """A variable of the environment that says nothing usable; the text names it."""


@dataclass(frozen=True)
class Settings:
    """Where the pipeline reads and writes. All paths are absolute.

    Attributes
    ----------
    raw_dir: submissions as received, `<school_year>/<county_code>/<files>`; never written.
    warehouse_dir: everything built; two warehouses never share anything.
    project_dir: the checkout, which holds `dbt_project/` and `expectations/`.
    alert_command: a command run with one argument, the text of an alert; or None.
    chosen_alerts_file: the settings of alerts, where they do not stand in the warehouse.
    quality_page: where a browser finds the page of all checks, if one serves it; else it is opened as a file.
    as_of: the day whose records (corrections, explanations) are in force; None: the day of the run.
    """

    raw_dir: Path
    warehouse_dir: Path
    project_dir: Path = PROJECT_DIR
    alert_command: str | None = None
    as_of: date | None = None
    quality_page: str | None = None
    chosen_alerts_file: Path | None = None

    @classmethod
    def from_environment(
        cls,
        raw_dir: str | os.PathLike[str] | None = None,
        warehouse_dir: str | os.PathLike[str] | None = None,
    ) -> Settings:
        """Settings from JUNHENG_RAW, JUNHENG_WAREHOUSE, JUNHENG_ALERTS and so on; arguments win.

        Raises `SettingsError` for a JUNHENG_AS_OF that is no date, and for a warehouse whose path DuckDB, dbt
        or Dagster would take for something else. Filings may lie anywhere.
        """
        raw = raw_dir or os.environ.get("JUNHENG_RAW") or PROJECT_DIR / "raw"
        alerts = os.environ.get("JUNHENG_ALERTS")
        warehouse = warehouse_dir or os.environ.get("JUNHENG_WAREHOUSE") or PROJECT_DIR / "warehouse"
        return cls(
            raw_dir=Path(raw).resolve(),
            warehouse_dir=_usable(Path(warehouse).resolve()),
            alert_command=os.environ.get("JUNHENG_ALERT_COMMAND") or None,
            as_of=_day(os.environ.get("JUNHENG_AS_OF")),
            chosen_alerts_file=Path(alerts).resolve() if alerts else None,
            quality_page=os.environ.get("JUNHENG_QUALITY_PAGE") or None,
        )

    def today(self) -> date:
        """The day of the run: as set, else of the clock where filings are made.

        The clock is read here and nowhere below.
        """
        return self.as_of or datetime.now(FILING_TIME).date()

    def as_environment(self) -> dict[str, str]:
        """The variables that lead a child process (dbt, the Dagster UI) to the same places."""
        as_of = {"JUNHENG_AS_OF": self.as_of.isoformat()} if self.as_of else {}
        alerts = {"JUNHENG_ALERTS": str(self.chosen_alerts_file)} if self.chosen_alerts_file else {}
        return {
            **as_of,
            **alerts,
            **union_variables(self.standards_dir),
            "JUNHENG_RAW": str(self.raw_dir),
            "JUNHENG_WAREHOUSE": str(self.warehouse_dir),
            "DAGSTER_HOME": str(self.dagster_home),
            "DBT_PROJECT_DIR": str(self.dbt_project_dir),
            "DBT_PROFILES_DIR": str(self.dbt_project_dir),
            "DBT_TARGET_PATH": str(self.dbt_target_dir),
            "DBT_LOG_PATH": str(self.log_dir / "dbt"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "GX_ANALYTICS_ENABLED": "false",
            "PYTHONUTF8": "1",
        }

    @property
    def dbt_project_dir(self) -> Path:
        return self.project_dir / "dbt_project"

    @property
    def standards_dir(self) -> Path:
        return self.dbt_project_dir / "seeds" / "standards"

    @property
    def quality_seeds_dir(self) -> Path:
        """The limits and words of the checks."""
        return self.dbt_project_dir / "seeds" / "quality"

    @property
    def expectations_dir(self) -> Path:
        return self.project_dir / "expectations"

    @property
    def landing_dir(self) -> Path:
        return self.warehouse_dir / "landing"

    @property
    def inputs_dir(self) -> Path:
        """Records of what each landed year was read from."""
        return self.warehouse_dir / "inputs"

    @property
    def quality_dir(self) -> Path:
        return self.warehouse_dir / "quality"

    @property
    def build_database(self) -> Path:
        return self.warehouse_dir / "build.duckdb"

    @property
    def as_filed_dir(self) -> Path:
        """The marts read with nothing corrected; a database is there only where a correction is in force."""
        return self.warehouse_dir / "as_filed"

    @property
    def as_filed_database(self) -> Path:
        return self.as_filed_dir / "build.duckdb"

    @property
    def releases_dir(self) -> Path:
        return self.warehouse_dir / "releases"

    @property
    def current_link(self) -> Path:
        return self.warehouse_dir / "current"

    @property
    def log_dir(self) -> Path:
        return self.warehouse_dir / "log"

    @property
    def alerts_file(self) -> Path:
        """The channels of alerts."""
        return self.chosen_alerts_file or self.warehouse_dir / "alerts.yaml"

    @property
    def alerts_record(self) -> Path:
        """What was told to whom: added to, never deleted."""
        return self.log_dir / "alerts.jsonl"

    @property
    def dagster_home(self) -> Path:
        return self.warehouse_dir / "dagster"

    @property
    def dbt_target_dir(self) -> Path:
        return self.warehouse_dir / "dbt"

    @property
    def lock_file(self) -> Path:
        return self.warehouse_dir / ".lock"


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"JUNHENG_AS_OF is «{text}», which is no date like 2025-09-30.") from None


def _usable(warehouse: Path) -> Path:
    try:
        str(warehouse).encode("utf-8")
    except UnicodeEncodeError:
        raise SettingsError(
            f"The path of the warehouse, {str(warehouse)!r}, is not UTF-8. "
            "Name another folder with --warehouse."
        ) from None
    if found := _UNUSABLE.search(str(warehouse)):
        raise SettingsError(
            f"The path of the warehouse, {warehouse}, has {found.group()!r}, which DuckDB, dbt or Dagster "
            "takes for something else. Name another folder with --warehouse."
        )
    return warehouse
