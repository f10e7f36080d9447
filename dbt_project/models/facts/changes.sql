-- Recorded changes of schools (学校变动).
select
    school_year,
    county_code,
    school_code,
    school_name,
    change,
    effective_date,
    other_school_code,
    document
from {{ ref('filed_changes') }}
where school_code is not null
