-- Schools as listed each year. Sponsor code 10 is a private school (民办).
select
    schools.school_year,
    schools.school_code,
    schools.county_code,
    schools.school_name,
    schools.school_type_code,
    types.name_zh as school_type_name_zh,
    types.name_en as school_type_name_en,
    schools.sponsor_code,
    schools.sponsor_name,
    schools.urban_rural_code,
    schools.is_counted,
    schools.parent_school_code,
    directory.judged_school_code,
    schools.is_boarding,
    schools.built_year,
    schools.src_sha256,
    schools.src_sheet,
    schools.src_row,
    {{ key_of(['schools.school_code', 'schools.school_year']) }} as school_key
from {{ ref('school') }} as schools
inner join {{ ref('school_judged_with') }} as directory
    on schools.school_year = directory.school_year
    and schools.county_code = directory.county_code
    and schools.school_code = directory.school_code
left join {{ ref('school_types') }} as types
    on schools.school_type_code = types.school_type_code
