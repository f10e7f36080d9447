-- Each recorded change beside the directories of its year and of the year before: does what it says fit them?
with recursive listed as (
    select school_year, school_code, min(school_name) as school_name
    from schools
    where school_code is not null
    group by school_year, school_code
),
counties as (select distinct school_year, county_code from schools),
ended as (
    select distinct compared_year, from_code from successions() where change <> 'split'
),
-- Which schools a succession comes back to, over all years recorded so far; a pair filed both ways is no circle.
edges as (
    select distinct filed.school_year,
        case when filed.change = 'split' then filed.other_school_code else filed.school_code end as from_code,
        case when filed.change = 'split' then filed.school_code else filed.other_school_code end as to_code
    from changes as filed
    left join changes as turned
        on turned.school_year = filed.school_year and turned.change = filed.change
        and turned.school_code = filed.other_school_code and turned.other_school_code = filed.school_code
        and turned.effective_date is not distinct from filed.effective_date
    where filed.change in ('merge', 'split', 'change_type')
        and filed.other_school_code is not null and filed.school_code <> filed.other_school_code
        and turned.school_code is null
),
reached as (
    select school_year as closing_year, from_code, to_code from edges
    union
    select greatest(reached.closing_year, edges.school_year), reached.from_code, edges.to_code
    from reached
    inner join edges on edges.from_code = reached.to_code
),
circles as (
    select from_code as school_code, min(closing_year) as closing_year
    from reached
    where from_code = to_code
    group by from_code
)
select filed.*, 'changes' as relation,
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
        -- Where the form was filled in the other way round, the school named first is the successor.
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
from changes as filed
left join listed as now on now.school_year = filed.school_year and now.school_code = filed.school_code
left join listed as before on before.school_year = filed.school_year - 1 and before.school_code = filed.school_code
left join listed as other_now
    on other_now.school_year = filed.school_year and other_now.school_code = filed.other_school_code
left join listed as other_before
    on other_before.school_year = filed.school_year - 1 and other_before.school_code = filed.other_school_code
left join counties as filed_before
    on filed_before.school_year = filed.school_year - 1 and filed_before.county_code = filed.county_code
left join ended on ended.compared_year = filed.school_year and ended.from_code = filed.school_code
left join circles
    on circles.school_code = filed.school_code and circles.closing_year = filed.school_year
    and filed.change in ('merge', 'split', 'change_type')
