-- The directory (学校名录): one row per school and year, quarantined rows left out.
-- Where an attached class (附设班) is listed under its host's code, the host is the school.
with ranked as (
    select
        schools.*,
        row_number() over (
            partition by schools.school_year, schools.school_code
            order by
                case when types.is_attached_class then 1 else 0 end,
                -- before quarantine another county's row may stand beside the school's own
                case when coalesce(schools.county_code_filed, schools.county_code) = schools.county_code then 0 else 1 end,
                {{ shape_order('schools.src_shape') }},
                schools.src_sha256, schools.src_sheet, schools.src_row
        ) as choice
    from {{ ref('filed_schools') }} as schools
    left join {{ ref('school_types') }} as types
        on schools.school_type_code = types.school_type_code
    left join {{ ref('quarantined') }} as quarantined
        on quarantined.relation = 'schools'
        and {{ on_same_row('schools', 'quarantined') }}
        and quarantined.src_field is null
    where schools.school_code is not null and quarantined.relation is null
)

select
    school_year,
    county_code,
    school_code,
    school_name,
    school_type_code,
    sponsor_code,
    sponsor_name,
    urban_rural_code,
    county_name_filed,
    coalesce(is_counted, true) as is_counted,
    parent_school_code,
    is_boarding,
    built_year,
    township,
    src_shape,
    src_sha256,
    src_sheet,
    src_row
from ranked
where choice = 1
