-- Every record of a ledger, of all kinds: what is done about an item, by whom and by when, how far it is, and where it
-- is filed. A record of the rectification ledger has a row for each rule set under which its item is open; one whose
-- item is not open a row of its own (opening 0). Persons, and the words of 事项 and 整改措施, stay in the landing.
with places as (
    select school_year, county_code, src_sha256, src_sheet, path, src_column
    from {{ ref('field_place') }}
    where relation = 'ledger_records' and field = 'item_id'
),

files as (
    select school_year, county_code, sha256, path from {{ ref('file_read') }}
),

newest as (
    select
        records.*,
        row_number() over (
            partition by records.county_code, records.kind, records.item_id order by records.school_year desc
        ) as choice
    from {{ ref('ledger_record') }} as records
),

recorded as (
    select
        lives.kind,
        lives.standard_id,
        lives.county_code,
        lives.item_id,
        lives.opening,
        'open' as standing,
        lives.life_state,
        lives.is_overdue,
        lives.is_refuted,
        lives.verified_by,
        lives.first_seen_on,
        lives.age_years,
        lives.age_days,
        lives.told_on,
        lives.record_year,
        lives.school_code,
        lives.quantity,
        lives.department,
        lives.post,
        lives.planned_on,
        lives.deadline,
        lives.document,
        lives.started_on,
        lives.claimed_on,
        lives.verified_on,
        lives.approver_department,
        lives.approver_post,
        lives.closed_on,
        lives.filed_county_code,
        lives.yaml_path,
        lives.src_sha256,
        lives.src_sheet,
        lives.src_row
    from {{ ref('ledger_life') }} as lives
    where lives.record_year is not null
    union all
    select
        newest.kind,
        '' as standard_id,
        newest.county_code,
        newest.item_id,
        0 as opening,
        'not open' as standing,
        cast(null as varchar) as life_state,
        false as is_overdue,
        false as is_refuted,
        cast(null as varchar) as verified_by,
        newest.opened_on as first_seen_on,
        cast(null as integer) as age_years,
        cast(null as integer) as age_days,
        newest.told_on,
        newest.school_year as record_year,
        newest.school_code,
        newest.quantity,
        newest.department,
        newest.post,
        newest.planned_on,
        newest.deadline,
        newest.document,
        newest.started_on,
        newest.claimed_on,
        newest.verified_on,
        newest.approver_department,
        newest.approver_post,
        newest.closed_on,
        newest.filed_county_code,
        newest.path as yaml_path,
        newest.src_sha256,
        newest.src_sheet,
        newest.src_row
    from newest
    left join {{ ref('ledger_life') }} as lives
        on newest.kind = lives.kind
        and newest.county_code = lives.county_code
        and newest.src_sha256 = lives.src_sha256
        and newest.src_sheet = lives.src_sheet
        and newest.src_row = lives.src_row
    where newest.choice = 1 and lives.kind is null
)

select
    recorded.county_code,
    recorded.kind,
    recorded.item_id,
    recorded.standard_id,
    recorded.opening,
    recorded.standing,
    recorded.life_state,
    recorded.is_overdue,
    recorded.is_refuted,
    recorded.verified_by,
    recorded.first_seen_on,
    recorded.age_years,
    recorded.age_days,
    recorded.told_on,
    recorded.school_code,
    cast(recorded.quantity as double) as quantity,
    recorded.department,
    recorded.post,
    recorded.planned_on,
    recorded.deadline,
    {{ document_named('recorded.document') }} as document,
    recorded.started_on,
    recorded.claimed_on,
    recorded.verified_on,
    recorded.approver_department,
    recorded.approver_post,
    recorded.closed_on,
    recorded.record_year,
    coalesce(recorded.yaml_path, places.path, files.path) as path,
    recorded.src_sha256,
    recorded.src_sheet,
    recorded.src_row,
    places.src_column || cast(recorded.src_row as varchar) as cell
from recorded
left join places
    on recorded.record_year = places.school_year
    and recorded.filed_county_code = places.county_code
    and recorded.src_sha256 = places.src_sha256
    and recorded.src_sheet = places.src_sheet
left join files
    on recorded.record_year = files.school_year
    and recorded.filed_county_code = files.county_code
    and recorded.src_sha256 = files.sha256
