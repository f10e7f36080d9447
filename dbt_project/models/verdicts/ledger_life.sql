-- The life of every item of every ledger, by one rule for all kinds (seeds ledger_kinds, ledger_transitions): what the
-- data say, what is recorded, the state that follows from both.
-- A record goes with the last opening of its item up to its year, unless it closed the one before. Newer records
-- take the place of older ones.
with by_data as (
    select kind from {{ ref('ledger_kinds') }} where opened_by = 'data'
),

by_record as (
    select kind from {{ ref('ledger_kinds') }} where opened_by = 'record'
),

pairs as (
    select
        entries.standard_id,
        entries.county_code,
        entries.item_id,
        entries.opening,
        records.item_id as recorded_id,
        records.school_year,
        records.filed_county_code,
        row_number() over (
            partition by
                entries.standard_id, entries.county_code, entries.item_id, records.item_id, records.filed_county_code,
                records.school_year
            order by entries.opening desc
        ) as nearness
    from {{ ref('ledger_entry') }} as entries
    inner join {{ ref('ledger_name') }} as names
        on entries.standard_id = names.standard_id
        and entries.county_code = names.county_code
        and entries.item_id = names.item_id
    inner join {{ ref('ledger_record') }} as records
        on entries.county_code = records.county_code
        and names.recorded_id = records.item_id
    inner join by_data
        on records.kind = by_data.kind
    where records.school_year >= entries.opened_year
        and coalesce(records.closed_on, records.claimed_on, '9999') >= {{ first_day_of('entries.opened_year') }}
        -- what is planned after the data closed an entry is planned for no entry
        and (
            entries.closed_year is null
            or coalesce(records.planned_on, '') < {{ first_day_of('entries.closed_year') }}
        )
),

newest as (
    select
        *,
        row_number() over (
            partition by standard_id, county_code, item_id, opening order by school_year desc, recorded_id
        ) as choice
    from pairs
    where nearness = 1
),

recorded as (
    select
        records.*,
        row_number() over (
            partition by records.county_code, records.kind, records.item_id order by records.school_year desc
        ) as choice
    from {{ ref('ledger_record') }} as records
),

items as (
    select
        by_data.kind,
        entries.standard_id,
        entries.county_code,
        entries.item_id,
        entries.opening,
        entries.stage = 'attested' as is_attested,
        entries.closed_year is not null as is_met,
        entries.closed_year is null as is_failing,
        {{ first_day_of('entries.opened_year') }} as first_seen_on,
        {{ first_day_of('entries.last_failing_year') }} as failing_on,
        case when entries.closed_year is not null then {{ first_day_of('entries.closed_year') }} end as met_on,
        {{ first_day_of('entries.latest_year') }} as data_of,
        newest.recorded_id,
        newest.school_year as record_year,
        newest.filed_county_code
    from {{ ref('ledger_entry') }} as entries
    cross join by_data
    left join newest
        on entries.standard_id = newest.standard_id
        and entries.county_code = newest.county_code
        and entries.item_id = newest.item_id
        and entries.opening = newest.opening
        and newest.choice = 1
    union all
    select
        recorded.kind,
        '' as standard_id,
        recorded.county_code,
        recorded.item_id,
        1 as opening,
        false as is_attested,
        false as is_met,
        false as is_failing,
        recorded.opened_on as first_seen_on,
        cast(null as varchar) as failing_on,
        cast(null as varchar) as met_on,
        {{ first_day_of('recorded.school_year') }} as data_of,
        recorded.item_id as recorded_id,
        recorded.school_year as record_year,
        recorded.filed_county_code
    from recorded
    inner join by_record
        on recorded.kind = by_record.kind
    where recorded.choice = 1
),

told as (
    select
        items.kind,
        items.standard_id,
        items.county_code,
        items.item_id,
        items.opening,
        items.is_met,
        items.first_seen_on,
        items.met_on,
        items.data_of,
        items.record_year,
        records.school_code,
        records.subject,
        records.quantity,
        records.opened_on,
        records.action,
        records.department,
        records.post,
        records.planned_on,
        records.deadline,
        records.document,
        records.started_on,
        records.claimed_on,
        records.verified_on,
        records.approver_department,
        records.approver_post,
        records.closed_on,
        records.told_on,
        records.path as yaml_path,
        records.filed_county_code,
        records.src_sha256,
        records.src_sheet,
        records.src_row,
        coalesce(
            records.action, records.department, records.planned_on, records.deadline, records.claimed_on, records.closed_on
        ) is not null as is_taken_up,
        records.closed_on is not null and records.approver_post is not null as is_approved,
        items.is_failing and coalesce(records.claimed_on <= items.failing_on, false) as is_refuted,
        case
            when items.is_failing then items.is_attested
            else not items.is_met and records.verified_on is not null
        end as may_be_approved,
        coalesce(
            coalesce(records.claimed_on, '9999') > records.deadline
            and not items.is_met
            and (records.deadline < records.told_on or records.deadline < items.failing_on),
            false
        ) as is_past_deadline
    from items
    left join {{ ref('ledger_record') }} as records
        on items.kind = records.kind
        and items.county_code = records.county_code
        and items.filed_county_code = records.filed_county_code
        and items.recorded_id = records.item_id
        and items.record_year = records.school_year
),

states as (
    select
        told.*,
        case
            when is_met and (is_approved or not is_taken_up) then 'CLOSED'
            when is_met then 'VERIFIED'
            when is_refuted then 'REFUTED'
            when may_be_approved and is_approved then 'CLOSED'
            when not is_met and verified_on is not null and kind in (select kind from by_record) then 'VERIFIED'
            when claimed_on is not null then 'CLAIMED'
            when is_past_deadline then 'OVERDUE'
            when started_on is not null then 'STARTED'
            when planned_on is not null then 'PLANNED'
            when opening > 1 then 'REOPENED'
            else 'OPEN'
        end as life_state
    from told
),

aged as (
    select
        states.*,
        case
            when is_met then met_on
            when life_state = 'CLOSED' then closed_on
            else greatest(data_of, coalesce(told_on, data_of))
        end as seen_until
    from states
)

select
    aged.kind,
    aged.standard_id,
    aged.county_code,
    aged.item_id,
    aged.opening,
    aged.life_state,
    aged.is_past_deadline and known.is_open as is_overdue,
    aged.is_refuted,
    case
        when known.is_open then null
        when aged.is_met then 'data'
        else 'approval'
    end as verified_by,
    aged.first_seen_on,
    cast({{ school_year_of('aged.seen_until') }} - ({{ school_year_of('aged.first_seen_on') }})
        + case when known.is_open then 1 else 0 end as integer) as age_years,
    cast({{ dbt.datediff('cast(aged.first_seen_on as date)', 'cast(aged.seen_until as date)', 'day') }} as integer) as age_days,
    aged.told_on,
    aged.record_year,
    aged.school_code,
    aged.subject,
    aged.quantity,
    aged.action,
    aged.department,
    aged.post,
    aged.planned_on,
    aged.deadline,
    aged.document,
    aged.started_on,
    aged.claimed_on,
    aged.verified_on,
    aged.approver_department,
    aged.approver_post,
    aged.closed_on,
    aged.filed_county_code,
    aged.yaml_path,
    aged.src_sha256,
    aged.src_sheet,
    aged.src_row
from aged
inner join {{ ref('ledger_states') }} as known
    on aged.life_state = known.state
