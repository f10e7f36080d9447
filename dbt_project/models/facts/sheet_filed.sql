-- The sheet forms each county filed and the relations they feed, whether or not a school stood on them.
select distinct
    school_year,
    county_code,
    form,
    relation
from {{ source('landing', 'submission_fields') }}
