-- Schools of last year's directory beside this year's, and schools that are new, with what was recorded about them.
select
    school_year, county_code, school_code, 'schools' as relation, school_name, name_before,
    src_school_year, src_county_code, src_sha256, src_sheet, src_row,
    presence, novelty, type_before, type_now, name_change, county_expected, county_now
from {{ ref('school_since_last_year') }}
