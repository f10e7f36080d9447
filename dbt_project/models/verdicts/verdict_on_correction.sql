-- Per county: how many verdicts differ from those on the filings as they were filed, in status or in value,
-- or stand in one of the two readings only. Without rows where the marts are themselves read as filed.
with both_readings as (
    select
        school_year, standard_id, county_code, mart, entity, stage, indicator_id, status, value
    from {{ ref('verdict') }}
    union all
    select
        school_year, standard_id, county_code, mart, entity, stage, indicator_id, status, value
    from {{ source('as_filed', 'verdict') }}
),

verdicts as (
    select
        school_year,
        standard_id,
        county_code,
        count(*) as readings,
        count(distinct status) as statuses,
        count(value) as values_known,
        count(distinct value) as values_different
    from both_readings
    group by school_year, standard_id, county_code, mart, entity, stage, indicator_id
)

select
    school_year,
    standard_id,
    county_code,
    cast(sum(
        case
            when readings = 1 or statuses > 1 or values_known = 1 or values_different > 1 then 1
            else 0
        end
    ) as integer) as verdicts_on_corrections
from verdicts
{%- if target.name == 'as_filed' %}
where 1 = 0
{%- endif %}
group by school_year, standard_id, county_code
