-- The county that each school belongs to: the one its directory row names, else the one that lists it (`county_code`;
-- `other_county_code` where two counties claim it). Another county's folder may hold its figures too, or its whole file:
-- they are set aside there (facts_of_other_county), and are compared with nothing.
select school_year, school_code,
    min(coalesce(county_code_filed, county_code)) as county_code,
    max(coalesce(county_code_filed, county_code)) as other_county_code
from schools
where school_code is not null
group by school_year, school_code
