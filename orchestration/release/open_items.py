"""What the ledgers of a county have open in a release, as rows of the form 整改台账.

What belongs here: the query. What does not: writing the form (`forms/`), or what state an item is in (marts).

A release does not repeat what a county wrote in its own words. They come from the landing that it was made
of, by the row that the release names.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.submissions.contract.schemas import LEDGER_RECORDS

Row = dict[str, str]

_WORDS = ["src_sha256", "src_sheet", "src_row", "subject", "action", "document"]

#: Of an item that several rule sets open one row: what is done about it is done once.
_OPEN = """
    with words as (
        -- the same file may be filed in two years
        select distinct * from landed
    ),
    recorded as (
        select recorded.* exclude (document), words.subject, words.action, words.document
        from ledger_action as recorded
        left join words using (src_sha256, src_sheet, src_row)
        where county_code = $county and standing = 'open'
        qualify row_number() over (partition by kind, item_id order by opening desc, standard_id) = 1
    ),
    failing as (
        select * from ledger
        where county_code = $county and life_state in (select unnest($states))
        qualify row_number() over (partition by item_id order by opening desc, standard_id) = 1
    ),
    names as (
        select school_code, max_by(school_name, school_year) as school_name
        from dim_school group by school_code
    ),
    items as (
        select $kind as kind, failing.item_id, nullif(failing.school_code, '') as school_code,
            concat_ws(' ', indicators.name_zh, printf('%.4g', failing.measure_latest),
                '/ ' || printf('%.4g', failing.required_latest)) as failing_subject,
            failing.first_seen_on
        from failing
        left join dim_indicator as indicators using (indicator_id)
        union all
        select kind, item_id, school_code, null, first_seen_on
        from recorded
        where kind <> $kind and life_state in (select unnest($states))
    )
    select items.item_id, items.kind, items.school_code, names.school_name,
        coalesce(recorded.subject, items.failing_subject) as subject,
        printf('%.6g', recorded.quantity) as quantity, items.first_seen_on as opened_on, recorded.action,
        recorded.department, recorded.post, recorded.planned_on, recorded.deadline, recorded.document,
        recorded.started_on, recorded.claimed_on, recorded.verified_on, recorded.approver_department,
        recorded.approver_post, recorded.closed_on
    from items
    left join recorded using (kind, item_id)
    left join names on names.school_code = items.school_code
    order by items.kind = $kind desc, items.kind, items.item_id
"""


def open_items(
    release_dir: Path, landing_dir: Path, county_code: str, computed_kind: str, open_states: list[str]
) -> list[Row]:
    """A row for every item that is open, with what was recorded of it; none in a release before there were
    records. `computed_kind` is the kind of ledger that the data open."""
    with duckdb.connect(str(release_dir / "compliance.duckdb"), read_only=True) as connection:
        known = connection.execute(
            "select count(*) from information_schema.tables where table_name = 'ledger_action'"
        ).fetchall()
        if known == [(0,)]:
            return []
        connection.register("landed", _landed(landing_dir))
        asked = {"county": county_code, "kind": computed_kind, "states": open_states}
        cursor = connection.execute(_OPEN, asked)
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def _landed(landing_dir: Path) -> pa.Table:
    """The ledgers' records of every year as they were filed."""
    files = (landing_dir / LEDGER_RECORDS.name).glob("*.parquet")
    words = pa.schema([LEDGER_RECORDS.schema.field(name) for name in _WORDS])
    landed = (pq.read_table(file, columns=_WORDS).cast(words) for file in files)
    return pa.concat_tables([words.empty_table(), *landed])
