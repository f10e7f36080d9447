"""Identity-card numbers, and a person's name in a line that is refused, stand in no byte that intake writes.

What belongs here: a number planted wherever text comes in; all that landing writes, as bytes and as values.
What does not: which texts are such numbers (sheets/test_identity_numbers).
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration import pipeline
from orchestration.settings import Settings
from orchestration.submissions.contract.landing_tables import read_container
from orchestration.submissions.folders.listing import list_raw
from tests.unit.submissions.filings import EXPORT_2024, as_text, changed

NUMBER = "421202199001011234"
PERSON = "欧阳莫名"
_MANIFEST = f"""files:
  名录_{NUMBER}.xlsx: {{supersedes: "{NUMBER}"}}
  {NUMBER}: {{state: "{NUMBER}"}}
"""
_CORRECTIONS = f"""- file: "{NUMBER}.xlsx"
  sheet: "{NUMBER}"
  cell: "{NUMBER}"
  original: "{NUMBER}"
  corrected: "{NUMBER}"
  reason: "{NUMBER}"
  document: "{NUMBER}"
  requester: "{NUMBER}"
  approver: "{NUMBER}x"
  on: 2024-10-08
  expires: 2025-08-31
- file: "{NUMBER}"
  {NUMBER}: x
"""
_EXPLANATIONS = f"""- finding: "{NUMBER}"
  text: "{NUMBER}"
  document: "{NUMBER}"
  by: "{NUMBER}"
  on: 2024-10-08
  expires: 2025-08-31
- {NUMBER}
"""


def _everywhere(workbook: openpyxl.Workbook) -> None:
    """A number in the title, a header, a code, a name, a figure, a note, a sheet's name, the properties."""
    directory, primary = workbook["学校名录"], workbook["小学明细"]
    primary["A1"] = f"{primary['A1'].value} {NUMBER}"
    primary["Y3"] = f"骨干 {NUMBER}"
    primary["A9"], primary["B10"], primary["C10"], primary["D10"] = NUMBER, NUMBER, NUMBER, int(NUMBER)
    primary["A28"] = f"说明：{NUMBER}"
    directory["B8"] = NUMBER
    workbook["高中明细"].title = NUMBER
    workbook.create_sheet(f"名单{NUMBER}").append([NUMBER, 1, 2])
    workbook.properties.creator = workbook.properties.lastModifiedBy = NUMBER


def _refused_line() -> str:
    """A list as text, of whose lines one has a value too many: a person's name and number."""
    rows = list(csv.reader(io.StringIO(as_text(EXPORT_2024, "初中明细"))))
    place = next(number for number, row in enumerate(rows) if row[0].isdigit()) + 1
    rows[place] = [*rows[place][:2], PERSON, NUMBER, *rows[place][2:]]
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A landing of all that."""
    folder = tmp_path_factory.mktemp("personal")
    raw = folder / "raw"
    county = raw / "2024" / "421202"
    for place in (county, raw / "2024" / NUMBER, raw / NUMBER, county / f"子{NUMBER}"):
        place.mkdir(parents=True)
    (county / f"学校明细_{NUMBER}.xlsx").write_bytes(changed(EXPORT_2024, _everywhere))
    (county / f"学校明细_{NUMBER[:-1]}5.xlsx").write_bytes(b"no workbook")
    (county / f"{NUMBER}.xls").write_text("x,y\n1,2\n")
    (county / "初中.csv").write_text(_refused_line(), encoding="utf-8")
    (county / "manifest.yaml").write_text(_MANIFEST, encoding="utf-8")
    (county / "corrections.yaml").write_text(_CORRECTIONS, encoding="utf-8")
    (county / "explanations.yaml").write_text(_EXPLANATIONS, encoding="utf-8")
    shutil.copy(EXPORT_2024, raw / f"{NUMBER}.xlsx")
    settings = Settings.from_environment(raw, folder / "warehouse")
    said: list[str] = []
    warehouse = pipeline.Warehouse(
        settings, code="", raw=list_raw(raw), progress=said.append, detail=said.append
    )
    pipeline.land(warehouse, pipeline.receive(warehouse)[0])
    (settings.warehouse_dir / "said.txt").write_text("\n".join(said), encoding="utf-8")
    return settings


def _written(warehouse: Path) -> dict[str, str]:
    """Every file as its bytes, in which texts stand as they are, and as its values, which may be packed."""
    texts = {}
    for file in (each for each in warehouse.rglob("*") if each.is_file()):
        said = str(file.relative_to(warehouse)) + file.read_bytes().decode("utf-8", "replace")
        if file.suffix == ".parquet":
            said += json.dumps(pq.read_table(file).to_pylist(), default=str, ensure_ascii=False)
        elif file.suffix == ".arrow":
            tables: list[pa.Table] = list(read_container(file).values())
            said += json.dumps([each.to_pylist() for each in tables], default=str, ensure_ascii=False)
        texts[file.name] = said
    return texts


def test_no_byte_that_is_written_holds_the_number_or_the_name(settings: Settings) -> None:
    written = _written(settings.warehouse_dir)
    assert len(written) > 5
    digits = NUMBER[6:17]
    assert [name for name, said in written.items() if digits in said or PERSON in said] == []


def test_who_files_is_told_to_rename_and_every_file_keeps_a_path_of_its_own(settings: Settings) -> None:
    rows = pq.read_table(settings.landing_dir / "refusals" / "2024.parquet").to_pylist()
    outside = pq.read_table(settings.landing_dir / "refusals" / "0.parquet").to_pylist()
    told = {row["path"] for row in [*rows, *outside] if "which is masked: rename it" in row["message"]}
    masked = f"{NUMBER[:6]}************"
    assert told == {
        masked,
        f"{masked}.xlsx",
        f"2024/{masked}",
        f"2024/421202/子{masked}",
        f"2024/421202/学校明细_{masked}.xlsx",
        f"2024/421202/学校明细_{masked}~2.xlsx",
        f"2024/421202/{masked}.xls",
    }
    assert any(f"sheet's name «{masked}»" in row["message"] for row in rows)
    paths = pq.read_table(settings.landing_dir / "submissions" / "2024.parquet")["path"].to_pylist()
    assert len(set(paths)) == len(paths) == 4


def test_the_path_that_is_published_leads_back_to_the_file(settings: Settings) -> None:
    raw = list_raw(settings.raw_dir)
    for row in pq.read_table(settings.landing_dir / "submissions" / "2024.parquet").to_pylist():
        assert raw.location(row["path"]).stat().st_size == row["bytes"]
