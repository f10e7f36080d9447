-- Counties the registry says were given another code: the old code, the new one, and its first school year.
select distinct county_code, successor_code, cast(valid_to_year as integer) + 1 as from_year
from registry_counties
where successor_code is not null and valid_to_year is not null
