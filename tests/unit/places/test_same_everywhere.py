"""What is landed, and its id, depend on filings and code alone: not on who runs it, where and how."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from orchestration.settings import PROJECT_DIR

FILINGS = PROJECT_DIR / "tests" / "golden" / "filings"
#: Lands a year and tells the release's id and the bytes of the landing, through the command line's own start.
_LAND = """
import hashlib, json, os, sys
from pathlib import Path
from orchestration import cli, pipeline
from orchestration.commands.encoding import require_utf8
require_utf8()
os.umask(int(sys.argv[3], 8))
from orchestration.inventory import release_id
from orchestration.settings import Settings
settings = Settings.from_environment(sys.argv[1], sys.argv[2])
warehouse = pipeline.Warehouse.of(settings)
pipeline.receive(warehouse)
pipeline.land(warehouse, [2024])
files = sorted(settings.landing_dir.glob("*/*.parquet"))
told = {
    "release": release_id(pipeline.landed_files(settings), warehouse.code),
    "paths": [each.path for each in pipeline.landed_files(settings)[2024]],
    "bytes": {f"{each.parent.name}": hashlib.sha256(each.read_bytes()).hexdigest() for each in files},
}
sys.stdout.write(json.dumps(told))
"""


def _landed(folder: Path, options: list[str], environment: dict[str, str], umask: str) -> dict[str, object]:
    result = subprocess.run(
        [sys.executable, *options, "-c", _LAND, str(folder / "raw"), str(folder / "warehouse"), umask],
        env={**os.environ, "JUNHENG_AS_OF": "2025-06-30", **environment},
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr.decode("utf-8", "replace")
    told: dict[str, object] = json.loads(result.stdout)
    return told


def test_locale_time_zone_optimisation_umask_and_hash_seed_change_nothing(tmp_path: Path) -> None:
    for name in ("here", "there"):
        shutil.copytree(FILINGS / "2024", tmp_path / name / "raw" / "2024")
    here = _landed(tmp_path / "here", [], {"LC_ALL": "C.UTF-8", "TZ": "UTC"}, "022")
    # A locale without UTF-8 in which Python does not help itself, as a Chinese one of GBK is.
    other = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "gbk"}
    other |= {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "7"}
    assert _landed(tmp_path / "there", ["-O"], other, "077") == here
    assert "2024/421202/学校明细_咸安区_2024.xlsx" in str(here["paths"])
