-- For each county, stage and figure the value that most schools share (limits: seed same_value_limits).
{%- set figure = ['school_year', 'county_code', 'stage', 'measure'] %}
with alike as (
    select {{ figure | join(', ') }}, amount, count(distinct school_code) as schools_alike
    from {{ ref('measured_figure') }}
    where amount is not null
    group by {{ figure | join(', ') }}, amount
),

shared as (
    select *, sum(schools_alike) over (partition by {{ figure | join(', ') }}) as schools
    from alike
),

judged as (
    select
        shared.*,
        limits.what_en,
        limits.what_zh,
        row_number() over (
            partition by shared.school_year, shared.county_code, shared.stage, shared.measure
            order by shared.schools_alike desc, shared.amount
        ) as place,
        case
            when shared.amount >= limits.value_minimum and shared.schools_alike >= shared.schools * limits.share
                then shared.schools_alike
            else 0
        end as schools_suspected
    from shared
    inner join {{ ref('same_value_limits') }} as limits
        on shared.measure = limits.measure
    where shared.schools >= {{ quality_limit('peers_minimum') }}
),

first_cells as (
    select
        *,
        row_number() over (
            partition by {{ figure | join(', ') }}, amount order by src_sha256, src_sheet, src_row
        ) as place
    from {{ ref('measured_figure') }}
)

select
    judged.school_year,
    judged.county_code,
    judged.stage,
    judged.measure,
    judged.what_en,
    judged.what_zh,
    judged.amount,
    judged.schools_alike,
    cast(judged.schools as bigint) as schools,
    judged.schools_suspected,
    cells.relation,
    cells.src_sha256,
    cells.src_sheet,
    cells.src_row,
    cells.src_field
from judged
inner join first_cells as cells
    on {{ same('judged', 'cells', figure + ['amount']) }}
    and cells.place = 1
where judged.place = 1
