"""The table of all state in a warehouse: data that `mend` reads, and docs/warehouse.md shows.

What belongs here: one row for whatever a run leaves behind. What does not: looking at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from orchestration.release.seal import SEALS
from orchestration.state.layout import LAYOUT_FILE

_ALL_ANEW = "read again by this version's code"
_SAME = "as this version's"


class Form(Enum):
    """How it is told whether something is as it should be."""

    FOLDER = "folder"
    FILE = "file"  # its content is remade, or known by a seal, a checksum or the one who reads it
    RECORD = "record"
    SETTINGS = "YAML"
    PARQUET = "Parquet"
    DATABASE = "SQLite"
    LINK = "link"


@dataclass(frozen=True)
class State:
    """A kind of state.

    Attributes
    ----------
    paths: where it lies, patterns below the warehouse.
    from_raw: whether a run builds it again; what it cannot build is never deleted.
    damaged, missing, older, newer: what happens then, `damaged` as the end of a sentence that a run says.
        Older and newer: written by an earlier version of Junheng, or by a later one of the same layout.
    """

    name: str
    paths: tuple[str, ...]
    form: Form
    what: str
    from_raw: bool
    damaged: str
    missing: str
    older: str
    newer: str

    def found(self, warehouse_dir: Path) -> Iterator[Path]:
        """What of it is there; nothing that was set aside or is unfinished."""
        for pattern in self.paths:
            for path in sorted(warehouse_dir.glob(pattern)):
                below = path.relative_to(warehouse_dir).parts
                if not any(part.startswith(".") and part not in (SEALS, ".lock") for part in below):
                    yield path


STATES = (
    State(
        name="layout",
        paths=(LAYOUT_FILE,),
        form=Form.RECORD,
        what="the number of the layout below, and the version of Junheng that wrote it",
        from_raw=True,
        damaged="it is written again",
        missing="taken for a warehouse of the first layout, and written",
        older="taken over: everything is read again, releases and histories stay",
        newer="refused before anything is touched",
    ),
    State(
        name="lock",
        paths=(".lock",),
        form=Form.FILE,
        what="held by the one writer; its text only names the holder",
        from_raw=True,
        damaged="it is made again",
        missing="made",
        older=_SAME,
        newer=_SAME,
    ),
    State(
        name="folders",
        paths=(
            *("landing", "landing/*", "landing/cache/*", "inputs", "quality", "quality/landing"),
            *("quality/landing/*", "quality/marts", "quality/docs", "as_filed", "changes", "log", "log/dbt"),
            *("releases", f"releases/{SEALS}", "dagster", "dagster/history", "dagster/history/runs"),
            *("dagster/schedules", "dagster/running", "dagster/storage", "dbt"),
        ),
        form=Form.FOLDER,
        what="what the following lie in",
        from_raw=True,
        damaged="the folder is made again",
        missing="made",
        older=_SAME,
        newer="what this version does not know is left alone",
    ),
    State(
        name="records of the landing",
        paths=("inputs/*.json",),
        form=Form.RECORD,
        what="the files a school year was read from, the code that read them, hashes of what was written",
        from_raw=True,
        damaged="that school year is read again",
        missing="the year is read again, also where `--year` names others",
        older=_ALL_ANEW,
        newer=_ALL_ANEW,
    ),
    State(
        name="landing",
        paths=("landing/*/*.parquet",),
        form=Form.FILE,
        what="what was filed, by relation and school year; hashes stand in the record of the year",
        from_raw=True,
        damaged="that school year is read again",
        missing="the year is read again",
        older=_ALL_ANEW,
        newer=_ALL_ANEW,
    ),
    State(
        name="readings kept",
        paths=("landing/cache/*/*.arrow",),
        form=Form.FILE,
        what="readings of single files, and of a city's counties; each ends with a checksum",
        from_raw=True,
        damaged="the file is read again",
        missing="the file is read again",
        older="not asked for, and swept",
        newer="not asked for, and swept",
    ),
    State(
        name="records of the landing gate",
        paths=("quality/landing/checked/*.json",),
        form=Form.RECORD,
        what="what a school year's results are of, and hashes of them",
        from_raw=True,
        damaged="that school year is checked again",
        missing="the year is checked again",
        older="checked again",
        newer="checked again",
    ),
    State(
        name="results of the gates",
        paths=("quality/landing/*/*.parquet", "quality/marts/*.parquet", "quality/docs/index.html"),
        form=Form.FILE,
        what="results, findings and quarantine by gate and school year, and the page that shows them",
        from_raw=True,
        damaged="that school year is checked again",
        missing="checked again; those of the marts and the page are made in every run",
        older="checked again",
        newer="checked again",
    ),
    State(
        name="build databases",
        paths=("build.duckdb", "as_filed/build.duckdb", "as_filed/verdict.parquet"),
        form=Form.FILE,
        what="dbt's database, and that of the reading as filed",
        from_raw=True,
        damaged="it is built again, as in every run",
        missing="built in every run",
        older="built in every run",
        newer="built in every run",
    ),
    State(
        name="releases",
        paths=("releases/[!.]*",),
        form=Form.FOLDER,
        what="what was published, never changed; its datapackage holds the hashes",
        from_raw=True,
        damaged="built again if it holds what is filed now; «release use», «status» and «trace» refuse it",
        missing="the one that holds what is filed now is built again; another one is built from its filings",
        older="listed, traced and made current as any other",
        newer="listed, traced and made current as any other",
    ),
    State(
        name="seals",
        paths=(f"releases/{SEALS}/*.json",),
        form=Form.RECORD,
        what="the hash of each release's datapackage, and stamps of its files",
        from_raw=True,
        damaged="the files of the release are hashed once more",
        missing="the files of the release are hashed once more",
        older="as missing",
        newer="as missing",
    ),
    State(
        name="current",
        paths=("current",),
        form=Form.LINK,
        what="a link to the release that readers open",
        from_raw=True,
        damaged="the link is set again when a release is made current",
        missing="set again when a release is made current",
        older=_SAME,
        newer=_SAME,
    ),
    State(
        name="changes",
        paths=("changes/*/*",),
        form=Form.FILE,
        what="statuses that differ between two releases, written when the later one was published",
        from_raw=False,
        damaged="nobody reads it; compare the two releases for it",
        missing="not written again",
        older=_SAME,
        newer=_SAME,
    ),
    State(
        name="run history",
        paths=("log/runs.parquet",),
        form=Form.PARQUET,
        what="a row for each run: when, what it read, what came of it",
        from_raw=False,
        damaged="a new history begins",
        missing="a new history begins",
        older="goes on; columns it lacks stay empty for its rows",
        newer="goes on; columns this version does not know stay, and are empty for its rows",
    ),
    State(
        name="logs and alerts",
        paths=("log/*.log", "log/*.jsonl"),
        form=Form.FILE,
        what="what runs said, and alerts; only added to",
        from_raw=False,
        damaged="a new one begins",
        missing="a new one begins",
        older="added to",
        newer="added to",
    ),
    State(
        name="Dagster's home",
        paths=("dagster/history/runs.db", "dagster/history/runs/*.db", "dagster/schedules/schedules.db"),
        form=Form.DATABASE,
        what="Dagster's own history of runs, events, schedules and sensors",
        from_raw=False,
        damaged="a new history begins in Dagster",
        missing="a new history begins in Dagster",
        older="Dagster migrates it, or says how",
        newer="as Dagster can",
    ),
    State(
        name="Dagster's settings",
        paths=("dagster/dagster.yaml",),
        form=Form.SETTINGS,
        what="settings of the Dagster instance, an engineer's own among them",
        from_raw=False,
        damaged="ours are written again; your own stand in what was kept",
        missing="written",
        older="what it lacks is added",
        newer="what it lacks is added; a section that this Dagster does not know is refused by Dagster",
    ),
    State(
        name="runs alive",
        paths=("dagster/running/*",),
        form=Form.FILE,
        what="a file that the process of a Dagster run holds locked; nobody reads it",
        from_raw=True,
        damaged="the run counts as gone",
        missing="the run counts as gone",
        older=_SAME,
        newer=_SAME,
    ),
    State(
        name="what steps printed",
        paths=("dagster/storage/*",),
        form=Form.FOLDER,
        what="what steps of Dagster's runs printed; only the UI reads it",
        from_raw=False,
        damaged="a new one begins",
        missing="the UI shows none",
        older=_SAME,
        newer=_SAME,
    ),
    State(
        name="dbt's work",
        paths=("dbt/*",),
        form=Form.FOLDER,
        what="dbt's target of a run, and where the checkout cannot be written, the parse that is kept",
        from_raw=True,
        damaged="dbt parses its project again",
        missing="dbt parses its project again",
        older="kept under the hash of the project: not asked for, and swept",
        newer="kept under the hash of the project: not asked for, and swept",
    ),
)
