-- Each dated record of recognition, and whether it can stand: a known step, a day that has been, the county's own, no
-- other record that says otherwise, in its order. It is held against records filed that year or before, as whoever
-- filed it could. One round ends with a revocation; the base (basic balance) outlasts it.
with filed as (
    select
        records.school_year,
        records.county_code,
        coalesce(lineage.later_code, records.county_code) as county_today,
        records.step,
        steps.step_order,
        steps.kind,
        steps.waits_years,
        records.recorded_on,
        {{ school_year_of('records.recorded_on') }} as recorded_year,
        records.document,
        records.document_number,
        records.issued_by,
        coalesce(records.conclusion, 'passed') as conclusion,
        records.county_code_filed,
        case
            when records.recorded_on is null then 'missing'
            when records.recorded_on
                > coalesce(files.received_at, {{ year_end('records.school_year') }}) then 'future'
            else 'past'
        end as date_state,
        case
            when records.county_code_filed is null or records.county_code_filed = records.county_code then 'own'
            when known.county_code is null then 'unknown'
            else 'other'
        end as county_state,
        records.src_sha256,
        records.src_sheet,
        records.src_row
    from {{ ref('filed_recognition_records') }} as records
    left join {{ ref('recognition_steps') }} as steps
        on records.step = steps.step
    left join {{ ref('county_lineage') }} as lineage
        on records.county_code = lineage.county_code and lineage.is_last
    left join {{ ref('file_read') }} as files
        on records.school_year = files.school_year
        and records.county_code = files.county_code
        and records.src_sha256 = files.sha256
    left join (select distinct county_code from {{ ref('counties') }}) as known
        on records.county_code_filed = known.county_code
),

-- when an earlier year's file came is not looked at again: its day has been by the end of that year
sound as (
    select * from filed
    where kind is not null and county_state = 'own' and recorded_on <= {{ year_end('school_year') }}
),

-- the last revocation before a record begins its round
rounds as (
    select
        records.school_year,
        records.county_code,
        records.src_sha256,
        records.src_sheet,
        records.src_row,
        max(revoked.recorded_on) as round_from
    from sound as records
    left join sound as revoked
        on records.county_today = revoked.county_today
        and revoked.kind = 'revocation'
        and revoked.conclusion = 'passed'
        and revoked.school_year <= records.school_year
        and revoked.recorded_on < records.recorded_on
        and records.kind <> 'base'
    group by records.school_year, records.county_code, records.src_sha256, records.src_sheet, records.src_row
),

placed as (
    select sound.*, rounds.round_from
    from sound
    inner join rounds
        on {{ on_same_row('sound', 'rounds') }}
),

disagreeing as (
    select distinct records.school_year, records.county_code, records.src_sha256, records.src_sheet, records.src_row
    from placed as records
    inner join placed as others
        on records.county_today = others.county_today
        and records.step = others.step
        and others.school_year <= records.school_year
        and (
            (
                records.recorded_on = others.recorded_on
                and (records.conclusion <> others.conclusion or records.document_number <> others.document_number)
            )
            or (
                records.recorded_on <> others.recorded_on
                and records.conclusion = 'passed' and others.conclusion = 'passed'
                and (
                    records.recorded_year = others.recorded_year
                    or (
                        records.kind in ('base', 'recognition', 'revocation')
                        and coalesce(records.round_from, '') = coalesce(others.round_from, '')
                    )
                )
            )
        )
),

-- steps up to recognition that should stand before a record and do not
lacking as (
    select
        records.school_year,
        records.county_code,
        records.src_sha256,
        records.src_sheet,
        records.src_row,
        max(case when steps.kind = 'base' then 1 else 0 end) = 1 as lacks_base,
        {{ text_list('steps.name_en', 'steps.step_order', separator=', ') }} as steps_missing_en,
        {{ text_list('steps.name_zh', 'steps.step_order', separator='、') }} as steps_missing_zh
    from placed as records
    inner join {{ ref('recognition_steps') }} as steps
        on steps.step_order < records.step_order
        and steps.kind in ('base', 'on_the_way', 'recognition')
    left join placed as earlier
        on records.county_today = earlier.county_today
        and steps.step = earlier.step
        and earlier.conclusion = 'passed'
        and earlier.school_year <= records.school_year
        and earlier.recorded_on <= records.recorded_on
        and (steps.kind = 'base' or earlier.recorded_on >= coalesce(records.round_from, ''))
    where earlier.step is null
    group by records.school_year, records.county_code, records.src_sha256, records.src_sheet, records.src_row
),

waiting as (
    select
        records.school_year,
        records.county_code,
        records.src_sha256,
        records.src_sheet,
        records.src_row,
        min({{ years_later('base.recorded_on', 'records.waits_years') }}) as not_before
    from placed as records
    inner join placed as base
        on records.county_today = base.county_today
        and base.kind = 'base'
        and base.conclusion = 'passed'
        and base.school_year <= records.school_year
    where records.waits_years > 0
    group by records.school_year, records.county_code, records.src_sha256, records.src_sheet, records.src_row
)

select
    filed.school_year,
    filed.county_code,
    filed.county_today,
    filed.step,
    filed.step_order,
    filed.kind,
    filed.recorded_on,
    filed.recorded_year,
    filed.document,
    filed.document_number,
    filed.issued_by,
    filed.conclusion,
    filed.county_code_filed,
    filed.date_state,
    filed.county_state,
    case when filed.kind is null then 'unknown' else 'known' end as step_state,
    case
        when placed.step is null then null
        when disagreeing.src_row is not null then 'disagrees'
        else 'agrees'
    end as agreement,
    case
        when placed.step is null then null
        when lacking.lacks_base then 'without base'
        when lacking.src_row is not null then 'out of order'
        when waiting.not_before > filed.recorded_on then 'too soon'
        else 'in order'
    end as order_state,
    lacking.steps_missing_en,
    lacking.steps_missing_zh,
    waiting.not_before,
    placed.round_from,
    placed.step is not null and filed.date_state = 'past' and disagreeing.src_row is null
        and filed.conclusion = 'passed' as stands,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row
from filed
left join placed
    on {{ on_same_row('filed', 'placed') }}
left join disagreeing
    on {{ on_same_row('filed', 'disagreeing') }}
left join lacking
    on {{ on_same_row('filed', 'lacking') }}
left join waiting
    on {{ on_same_row('filed', 'waiting') }}
