-- The schools that a county has listed in any year, under the county's code of today.
select distinct coalesce(counties.later_code, schools.county_code) as county_code, schools.school_code
from {{ ref('school') }} as schools
left join {{ ref('county_lineage') }} as counties
    on schools.county_code = counties.county_code and counties.is_last
