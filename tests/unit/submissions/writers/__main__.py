"""Writes the fixtures of JavaScript's writers and of LibreOffice: see the package's docstring."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.unit.submissions.writers.cells import BOOKS, FOLDER, cells_of

for name in BOOKS:
    sheets = json.dumps([sheet.as_dict() for sheet in cells_of(name)], ensure_ascii=False)
    subprocess.run(["node", FOLDER / "write.cjs", FOLDER / name], input=sheets, text=True, check=True)
    with tempfile.TemporaryDirectory() as folder:
        # LibreOffice opens what exceljs wrote, and writes it in its own way.
        opened = Path(shutil.copy(FOLDER / f"{name}_exceljs.xlsx", Path(folder, f"{name}_libreoffice.xlsx")))
        for suffix in ("xlsx", "xls", "ods"):
            asked = ["--convert-to", suffix, "--outdir", Path(folder, suffix), opened]
            subprocess.run(["soffice", "--headless", *asked], check=True)
            shutil.copy(Path(folder, suffix, opened.with_suffix(f".{suffix}").name), FOLDER)
