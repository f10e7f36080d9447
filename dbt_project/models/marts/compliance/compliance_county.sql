-- The verdict: every expected county under every rule set in force.
-- PASS only when every dimension was evaluated and holds.
with dimensions as (
    select
        school_year,
        standard_id,
        county_code,
        count(*) as dimensions,
        count(case when status = 'FAIL' then 1 end) as dimensions_failed,
        count(case when status = 'INSUFFICIENT_DATA' then 1 end) as dimensions_insufficient,
        count(case when reason_code = 'DIMENSION_NOT_EVALUATED' then 1 end) as dimensions_not_evaluated,
        max(case when reason_code = 'NOT_FILED' then 1 else 0 end) = 1 as is_not_filed,
        count(case when status = 'NOT_APPLICABLE' then 1 end) as dimensions_not_applicable,
        {{ text_list(
            "case when status = 'FAIL' then dimension_id || ': ' || failed_items end", "dimension_id"
        ) }} as failed_items
    from {{ ref('compliance_dimension') }}
    group by school_year, standard_id, county_code
),

judged as (
    select
        *,
        {{ all_must_pass(
            'dimensions - dimensions_not_applicable', 'dimensions_failed', 'dimensions_insufficient'
        ) }} as status
    from dimensions
)

select
    judged.school_year,
    judged.standard_id,
    judged.county_code,
    counties.county_name,
    judged.status,
    cast(null as varchar) as grade,
    case
        when judged.status = 'FAIL' then 'DIMENSION_FAILS'
        when judged.is_not_filed then 'NOT_FILED'
        when judged.status = 'INSUFFICIENT_DATA'
            and judged.dimensions_insufficient = judged.dimensions_not_evaluated then 'DIMENSION_NOT_EVALUATED'
        when judged.status = 'INSUFFICIENT_DATA' then 'DIMENSION_INSUFFICIENT'
        when judged.status = 'NOT_APPLICABLE' then 'NO_SECTIONS'
    end as reason_code,
    judged.failed_items,
    cast(null as varchar) as vetoes
from judged
inner join {{ ref('dim_county') }} as counties
    on judged.school_year = counties.school_year
    and judged.county_code = counties.county_code
