-- Every form of the registry beside every expected county: is it owed, and is it filed, as such or as return sheets?
-- The detail of a stage is owed where a school of the directory teaches the stage; without a directory every stage is.
with taught as (
    select distinct schools.school_year, schools.county_code, stages.stage
    from {{ ref('school') }} as schools
    inner join {{ ref('school_type_stages') }} as stages
        on schools.school_type_code = stages.school_type_code
),

stages as (
    select distinct stage from {{ ref('school_type_stages') }}
),

filed as (
    select distinct sheets.school_year, sheets.county_code, forms.form
    from {{ ref('sheet_filed') }} as sheets
    inner join {{ ref('forms') }} as forms
        on sheets.form = forms.form or sheets.form = forms.covered_by_return_form
)

select
    counties.school_year,
    counties.county_code,
    forms.form,
    forms.form_order,
    forms.name_zh,
    forms.name_en,
    stages.stage,
    forms.is_required and (stages.stage is null or taught.stage is not null or not counties.has_directory) as is_owed,
    filed.form is not null as is_filed
from {{ ref('expected_county') }} as counties
cross join {{ ref('forms') }} as forms
left join stages
    on forms.form = stages.stage
left join taught
    on counties.school_year = taught.school_year
    and counties.county_code = taught.county_code
    and stages.stage = taught.stage
left join filed
    on counties.school_year = filed.school_year
    and counties.county_code = filed.county_code
    and forms.form = filed.form
