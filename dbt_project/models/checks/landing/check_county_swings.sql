-- A county's students, teachers and premises beside last year's: the share by which the change goes beyond its limit.
with county_totals as (
    select
        school_year, county_code, relation, stage, measure,
        cast(sum(amount) as double) as amount,
        min(src_sha256) as src_sha256
    from {{ ref('measured_figure') }}
    where relation <> 'school_finance'
    group by school_year, county_code, relation, stage, measure
    -- a sum with a figure missing is no sum
    having count(*) = count(amount)
),

first_sheets as (
    select school_year, county_code, relation, stage, measure, src_sha256, min(src_sheet) as src_sheet
    from {{ ref('measured_figure') }}
    group by school_year, county_code, relation, stage, measure, src_sha256
)

select
    now.school_year,
    now.county_code,
    now.relation,
    now.stage,
    now.measure,
    now.amount,
    before.amount as amount_before,
    limits.what_zh as measure_zh,
    round((now.amount / before.amount - 1) * 100, 1) as change_percent,
    greatest(abs(now.amount / before.amount - 1) - limits.county_share, 0) as county_excess,
    now.src_sha256,
    first_sheets.src_sheet
from county_totals as now
inner join {{ ref('swing_limits') }} as limits
    on now.measure = limits.measure
inner join county_totals as before
    on now.school_year = before.school_year + 1
    and {{ same('now', 'before', ['county_code', 'stage', 'measure']) }}
inner join first_sheets
    on {{ same('now', 'first_sheets', ['school_year', 'county_code', 'relation', 'stage', 'measure', 'src_sha256']) }}
where before.amount >= limits.county_minimum
