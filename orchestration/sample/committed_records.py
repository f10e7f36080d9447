"""The 专项记录表 and 整改台账 of the committed sample.

What belongs here: who files which, and the lists that are written by hand beside this module. What does not:
lists that follow from other figures (`records`), the figures (`committed_supplement`).

The ledgers name items that the pipeline finds open in this sample; a test sees that each of them is.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from orchestration.sample.facts import Row, Value
from orchestration.sample.model import CountyYear
from orchestration.sample.records import FiledRecords, by_month, dropout_cases, score_rows, township_rows
from orchestration.sample.supplement import Supplement

#: These file drop-out cases, townships and scores; in 临泽县 the cases month by month.
WITH_LISTS = ("211221", "620702", "620723")
MONTHLY = "620723"
#: Files its records and ledgers as YAML.
AS_YAML = "620725"
#: The year in which the dated records of recognition, of all years, are filed.
RECORDS_FILED = 2024
#: School names do not tell the township of the county town.
COUNTY_TOWN = "城关镇"


def township_of(school_name: str) -> str:
    """The township that a made-up school is named after."""
    town, found, _ = school_name.partition("镇")
    return f"{town}镇" if found else COUNTY_TOWN


def committed_records(
    county: CountyYear, before: CountyYear | None, supplement: Supplement | None
) -> FiledRecords:
    """What a county of the committed sample files in a year; `supplement` is its 补充采集表."""
    records: dict[str, Sequence[Row]] = {"ledger": list(_ledger(county))}
    if county.year == RECORDS_FILED:
        records["recognition"] = list(_recognition(county))
        records["recognition_promises"] = list(_of_county("committed_promises.csv", county))
    if county.code in WITH_LISTS and before is not None and supplement is not None:
        figures = {item.code: item.value for item in (*county.support.items, *supplement.items)}
        cases = dropout_cases(county, figures)
        records["dropout_cases"] = (
            list(by_month(county, cases)) if county.code == MONTHLY else [case.row() for case in cases]
        )
        records["townships"] = township_rows(county, before, figures, cases)
        records["supervision_scores"] = score_rows(figures["V1.points"])
    return FiledRecords(records, county.code == AS_YAML)


def _recognition(county: CountyYear) -> Iterator[Row]:
    for row in _of_county("committed_recognition.csv", county):
        number = f"〔{str(row['recorded_on'])[:4]}〕{10 + len(str(row['step']))}号（虚构）"
        yield {**row, "document_number": number, "county_code_filed": county.code}


def _ledger(county: CountyYear) -> Iterator[Row]:
    codes = {entry.school.name: entry.school.code for entry in county.schools}
    for place, row in enumerate(_of_county("committed_ledger.csv", county), start=1):
        if row.pop("school_year") != str(county.year):
            continue
        item, part = str(row.pop("item")), row.pop("part")
        code = codes[str(row["school_name"])] if row["school_name"] else None
        if row["kind"] == "rectification":
            between = "difference" if item.startswith("R") else "county"
            item = f"{item}.{code or between}.{part}"
        quantity = row["quantity"]
        yield {
            **row,
            "item_id": item,
            "school_code": code,
            "quantity": int(quantity) if quantity else None,
            "document": f"{county.name}教育局〔{county.year}〕{60 + place}号（虚构）",
        }


def _of_county(name: str, county: CountyYear) -> Iterator[dict[str, Value]]:
    """A county's rows of a list beside this module, without its code; blanks are None."""
    for row in _rows(name):
        if row["county_code"] == county.code:
            yield {field: said or None for field, said in row.items() if field != "county_code"}


@cache
def _rows(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))
