-- Every expected county of every landed year, with its city and province.
-- A county that the registry does not know is named as it files itself; its parents follow from its code.
with filed_names as (
    select school_year, county_code, min(county_name_filed) as county_name
    from {{ ref('school') }}
    where county_name_filed is not null
    group by school_year, county_code
)

select
    expected.school_year,
    expected.county_code,
    coalesce(registered.county_name, filed_names.county_name, expected.county_code) as county_name,
    coalesce(registered.city_code, substr(expected.county_code, 1, 4) || '00') as city_code,
    registered.city_name,
    coalesce(registered.province_code, substr(expected.county_code, 1, 2) || '0000') as province_code,
    registered.province_name,
    registered.successor_code,
    expected.is_on_roster,
    expected.has_filed,
    {{ key_of(['expected.county_code', 'expected.school_year']) }} as county_key
from {{ ref('expected_county') }} as expected
left join {{ ref('counties') }} as registered
    on expected.county_code = registered.county_code
    and {{ in_force('expected.school_year', 'registered.valid_from_year', 'registered.valid_to_year') }}
left join filed_names
    on expected.school_year = filed_names.school_year
    and expected.county_code = filed_names.county_code
