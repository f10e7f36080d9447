-- Each recorded change beside the directories of its year and of the year before: does what it says fit them?
with recursive directory_years as (
    select distinct school_year, county_code from {{ ref('school') }}
),

filed as (
    select * from {{ ref('filed_changes') }}
),

ended as (
    select school_year, from_code from {{ ref('succession') }} where change <> 'split'
),

-- Which schools a succession comes back to, over all years recorded so far; a pair filed both ways is no circle.
named as (
    select
        school_year,
        change,
        coalesce(effective_date, '') as effective_date,
        case when change = 'split' then other_school_code else school_code end as from_code,
        case when change = 'split' then school_code else other_school_code end as to_code
    from filed
    where change in ('merge', 'split', 'change_type')
        and other_school_code is not null and school_code <> other_school_code
),

edges as (
    select distinct named.school_year, named.from_code, named.to_code
    from named
    left join named as transposed
        on {{ same('named', 'transposed', ['school_year', 'change', 'effective_date']) }}
        and named.from_code = transposed.to_code
        and named.to_code = transposed.from_code
    where transposed.school_year is null
),

reached as (
    select school_year as closing_year, from_code, to_code from edges
    union
    select greatest(reached.closing_year, edges.school_year) as closing_year, reached.from_code, edges.to_code
    from reached
    inner join edges on reached.to_code = edges.from_code
),

circles as (
    select from_code as school_code, min(closing_year) as closing_year
    from reached
    where from_code = to_code
    group by from_code
)

select
    filed.school_year,
    filed.county_code,
    filed.school_code,
    'changes' as relation,
    filed.school_name,
    filed.change,
    filed.effective_date,
    filed.other_school_code,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row,
    case
        when filed.change not in ('merge', 'split', 'change_type') then null
        when filed.other_school_code is null then 'not named'
        when filed.other_school_code = filed.school_code then 'itself'
        when other_now.school_code is null and other_before.school_code is null then 'unknown'
        else 'known'
    end as other_school,
    case
        when now.school_code is not null or before.school_code is not null then 'known'
        when filed_before.county_code is not null or filed.change = 'open' then 'unknown'
    end as subject,
    case
        when filed.effective_date is null then 'missing'
        when filed.effective_date < cast(filed.school_year - 1 as varchar) || '-09-01'
            or filed.effective_date > cast(filed.school_year + 1 as varchar) || '-08-31' then 'outside'
        else 'within'
    end as date_state,
    case
        when filed.change not in ('close', 'merge', 'change_type') then null
        when filed.effective_date > cast(filed.school_year as varchar) || '-09-01' then null
        -- where the form was filled in the other way round, the school named first is the successor
        when filed.change <> 'close' and filed.other_school_code is not null and ended.from_code is null then null
        when now.school_code is not null then 'listed'
        else 'left'
    end as code_since,
    case
        when filed.change <> 'rename' or filed.effective_date > cast(filed.school_year as varchar) || '-09-01' then null
        when now.school_name = before.school_name then 'same'
        else 'changed'
    end as name_since,
    coalesce(now.school_name, before.school_name) as name_listed,
    case when circles.school_code is not null then 'circle' end as succession,
    count(*) over (
        partition by filed.school_year, filed.school_code, filed.change, filed.other_school_code
    ) as times_recorded
from filed
left join {{ ref('school') }} as now
    on filed.school_year = now.school_year and filed.school_code = now.school_code
left join {{ ref('school') }} as before
    on filed.school_year = before.school_year + 1 and filed.school_code = before.school_code
left join {{ ref('school') }} as other_now
    on filed.school_year = other_now.school_year and filed.other_school_code = other_now.school_code
left join {{ ref('school') }} as other_before
    on filed.school_year = other_before.school_year + 1 and filed.other_school_code = other_before.school_code
left join directory_years as filed_before
    on filed.school_year = filed_before.school_year + 1 and filed.county_code = filed_before.county_code
left join (select distinct school_year, from_code from ended) as ended
    on filed.school_year = ended.school_year and filed.school_code = ended.from_code
left join circles
    on filed.school_code = circles.school_code and filed.school_year = circles.closing_year
    and filed.change in ('merge', 'split', 'change_type')
