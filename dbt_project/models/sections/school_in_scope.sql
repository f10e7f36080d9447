-- The schools of which each rule set judges a section for sure.
select distinct school_year, standard_id, county_code, school_code
from {{ ref('section_scope') }}
where is_judged_for_sure
