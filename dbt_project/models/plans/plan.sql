-- The plans in force for each county and year, with how many of their promises are where.
with counted as (
    select
        school_year,
        plan_id,
        region_code,
        count(*) as promises,
        count(case when progress = 'MET' then 1 end) as met,
        count(case when progress = 'ON_THE_WAY' then 1 end) as on_the_way,
        count(case when progress = 'MISSED' then 1 end) as missed,
        count(case when progress = 'NOT_DUE' then 1 end) as not_due,
        count(case when progress = 'NOT_MEASURABLE' then 1 end) as not_measurable
    from {{ ref('target_progress') }}
    group by school_year, plan_id, region_code
)

select
    places.school_year,
    places.plan_id,
    places.county_code,
    plans.name_zh,
    plans.name_en,
    plans.document,
    plans.issued_on,
    plans.source_file,
    places.standard_id,
    cast(coalesce(counted.promises, 0) as integer) as promises,
    cast(coalesce(counted.met, 0) as integer) as met,
    cast(coalesce(counted.on_the_way, 0) as integer) as on_the_way,
    cast(coalesce(counted.missed, 0) as integer) as missed,
    cast(coalesce(counted.not_due, 0) as integer) as not_due,
    cast(coalesce(counted.not_measurable, 0) as integer) as not_measurable,
    plans.citation
from {{ ref('plan_county') }} as places
inner join {{ ref('plans') }} as plans
    on places.plan_id = plans.plan_id
left join counted
    on places.school_year = counted.school_year
    and places.plan_id = counted.plan_id
    and places.county_code = counted.region_code
