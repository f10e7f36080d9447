-- What a ledger brings down to zero, counted one by one (大班额: classes, not schools): last year, this year, the change,
-- how many are still to go. A row per school, and one of the county (school_code blank).
with counted as (
    select
        items.school_year,
        items.standard_id,
        coalesce(counties.later_code, items.county_code) as county_code,
        coalesce(heirs.heir_code, items.school_code) as school_code,
        items.stage,
        items.indicator_id,
        sum(items.measure) as items_over
    from {{ ref('ledger_item') }} as items
    inner join {{ ref('ledger_counts') }} as counts
        on items.indicator_id = counts.indicator_id
    left join {{ ref('county_lineage') }} as counties
        on items.county_code = counties.county_code and counties.is_last
    left join {{ ref('school_heir') }} as heirs
        on items.school_code = heirs.school_code and items.school_year < heirs.from_year
    where items.item_type = 'school_requirement' and items.measure is not null
    group by
        items.school_year, items.standard_id, coalesce(counties.later_code, items.county_code),
        coalesce(heirs.heir_code, items.school_code), items.stage, items.indicator_id
),

both_years as (
    select
        coalesce(now.school_year, before.school_year + 1) as school_year,
        coalesce(now.standard_id, before.standard_id) as standard_id,
        coalesce(now.county_code, before.county_code) as county_code,
        coalesce(now.school_code, before.school_code) as school_code,
        coalesce(now.stage, before.stage) as stage,
        coalesce(now.indicator_id, before.indicator_id) as indicator_id,
        before.items_over as over_last_year,
        now.items_over as over_this_year
    from counted as now
    full outer join counted as before
        on now.school_year = before.school_year + 1
        and now.standard_id = before.standard_id
        and now.county_code = before.county_code
        and now.school_code = before.school_code
        and now.stage = before.stage
        and now.indicator_id = before.indicator_id
),

filed as (
    select distinct school_year, standard_id, county_code, indicator_id from counted
),

-- what a school that is listed still did not file this year is as it was
to_go as (
    select
        both_years.*,
        coalesce(
            both_years.over_this_year, case when schools.school_code is not null then both_years.over_last_year else 0 end
        ) as still_to_go
    from both_years
    left join {{ ref('school') }} as schools
        on both_years.school_year = schools.school_year
        and both_years.school_code = schools.school_code
),

grouped as (
    select
        school_year, standard_id, county_code, school_code, stage, indicator_id, over_last_year, over_this_year,
        over_this_year - over_last_year as change, still_to_go
    from to_go
    where over_last_year > 0 or over_this_year > 0
    union all
    select
        school_year,
        standard_id,
        county_code,
        '' as school_code,
        stage,
        indicator_id,
        sum(over_last_year) as over_last_year,
        sum(over_this_year) as over_this_year,
        sum(over_this_year) - sum(over_last_year) as change,
        sum(still_to_go) as still_to_go
    from to_go
    group by school_year, standard_id, county_code, stage, indicator_id
)

select
    grouped.school_year,
    grouped.standard_id,
    grouped.county_code,
    grouped.school_code,
    grouped.stage,
    grouped.indicator_id,
    cast(grouped.over_last_year as integer) as over_last_year,
    cast(grouped.over_this_year as integer) as over_this_year,
    cast(grouped.change as integer) as change,
    cast(grouped.still_to_go as integer) as still_to_go
from grouped
-- a year that the county has not filed yet has no row
inner join filed
    on grouped.school_year = filed.school_year
    and grouped.standard_id = filed.standard_id
    and grouped.county_code = filed.county_code
    and grouped.indicator_id = filed.indicator_id
