-- Which plans are in force for which expected county in which year. A county without a plan has no row.
select
    counties.school_year,
    counties.county_code,
    plans.plan_id,
    plans.standard_id,
    counties.has_filed,
    counties.has_directory
from {{ ref('expected_county') }} as counties
inner join {{ ref('plans') }} as plans
    on counties.county_code like plans.applies_to_code_prefix || '%'
    and {{ in_force('counties.school_year', 'plans.valid_from_year', 'plans.valid_to_year') }}
