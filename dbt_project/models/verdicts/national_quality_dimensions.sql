-- The four dimensions of the national standard side by side, a row per county and year.
{{ config(materialized='view') }}
select
    county.school_year,
    county.county_code,
    county.county_name,
    county.status as county_status,
    max(case when dimension.dimension_id = 'resource_allocation' then dimension.status end) as resource_allocation,
    max(case when dimension.dimension_id = 'government_support' then dimension.status end) as government_support,
    max(case when dimension.dimension_id = 'education_quality' then dimension.status end) as education_quality,
    max(case when dimension.dimension_id = 'social_approval' then dimension.status end) as social_approval
from {{ ref('compliance_county') }} as county
inner join {{ ref('compliance_dimension') }} as dimension
    on county.school_year = dimension.school_year
    and county.standard_id = dimension.standard_id
    and county.county_code = dimension.county_code
where county.standard_id = 'national-quality-2017'
group by county.school_year, county.county_code, county.county_name, county.status
