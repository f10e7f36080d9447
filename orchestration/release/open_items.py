"""What the ledgers of a county have open in a release, as rows of the form 整改台账.

What belongs here: the query. What does not: writing the form (`forms/`), or what state an item is in (marts).
"""

from __future__ import annotations

from pathlib import Path

import duckdb

Row = dict[str, str]

#: Of an item that several rule sets open one row: what is done about it is done once.
_OPEN = """
    with recorded as (
        select * from ledger_action where county_code = $county and standing = 'open'
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


def open_items(release_dir: Path, county_code: str, computed_kind: str, open_states: list[str]) -> list[Row]:
    """A row for every item that is open, with what was recorded of it; none in a release before there were
    records. `computed_kind` is the kind of ledger that the data open."""
    with duckdb.connect(str(release_dir / "compliance.duckdb"), read_only=True) as connection:
        known = connection.execute(
            "select count(*) from information_schema.tables where table_name = 'ledger_action'"
        ).fetchone()
        if not known or not known[0]:
            return []
        asked = {"county": county_code, "kind": computed_kind, "states": open_states}
        cursor = connection.execute(_OPEN, asked)
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]
