-- Each county that filed, beside each form the registry requires: filed in the export, or as return sheets.
-- The detail of a stage is owed where the directory has a school that teaches the stage.
with counties as (
    select distinct school_year, county_code from submissions where county_code <> ''
),
stages as (
    select distinct stage from registry_school_type_stages
),
owed as (
    select forms.form as requirement, forms.covered_by_return_form, forms.name_zh, forms.name_en, stages.stage
    from registry_forms as forms
    left join stages on stages.stage = forms.form
    where forms.is_required = 'true'
),
found as (
    select distinct school_year, county_code, form from submission_fields
),
filed as (
    select distinct found.school_year, found.county_code, owed.requirement
    from owed
    inner join found on found.form = owed.requirement or found.form = owed.covered_by_return_form
),
taught as (
    select distinct schools.school_year, schools.county_code, stages.stage
    from schools
    inner join registry_school_type_stages as stages on stages.school_type_code = schools.school_type_code
),
marked as (
    select counties.school_year, counties.county_code, owed.requirement, owed.name_zh, owed.name_en,
        case
            when filed.requirement is not null then 'yes'
            when owed.stage is not null and taught.stage is null then 'not owed'
            else 'no'
        end as filed
    from counties
    cross join owed
    left join filed
        on filed.school_year = counties.school_year
        and filed.county_code = counties.county_code
        and filed.requirement = owed.requirement
    left join taught
        on taught.school_year = counties.school_year
        and taught.county_code = counties.county_code
        and taught.stage = owed.stage
)
select *,
    case when requirement = 'directory' then filed end as directory_filed,
    case when requirement in ('primary', 'junior', 'premises') then filed end as detail_filed,
    case when requirement not in ('directory', 'primary', 'junior', 'premises') then filed end as collection_filed,
    cast(school_year as varchar) || '/' || county_code || '/' as path
from marked
