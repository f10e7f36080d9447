"""Writes the fixtures of JavaScript's writers: see the package's docstring."""

from __future__ import annotations

import json
import subprocess

from tests.unit.submissions.writers.cells import BOOKS, FOLDER, cells_of

for name in BOOKS:
    sheets = json.dumps([sheet.as_dict() for sheet in cells_of(name)], ensure_ascii=False)
    subprocess.run(["node", FOLDER / "write.cjs", FOLDER / name], input=sheets, text=True, check=True)
