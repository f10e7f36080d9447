-- Classes of each school and stage, of all sizes.
{{ config(tags=['landing_check']) }}
select school_year, county_code, school_code, stage, classes
from {{ ref('class_sizes') }}
where band = 'all'
