-- Everything the national set finds failing, a row per item and year, with its measure that year.
-- Sections × indicators, classes over size, county requirements, differences between schools.
with sections as (
    select
        results.school_year,
        results.standard_id,
        results.county_code,
        'section_indicator' as item_type,
        results.entity_id as school_code,
        results.stage,
        results.indicator_id,
        results.value as measure,
        results.threshold as required,
        results.status
    from {{ ref('indicator_result') }} as results
    where results.entity_type = 'section'
),

schools as (
    select
        results.school_year,
        results.standard_id,
        results.county_code,
        'school_requirement' as item_type,
        results.entity_id as school_code,
        parts.part_id as stage,
        results.indicator_id,
        parts.value as measure,
        parts.threshold as required,
        parts.status
    from {{ ref('indicator_result') }} as results
    inner join {{ ref('indicator_part') }} as parts
        on results.school_year = parts.school_year
        and results.standard_id = parts.standard_id
        and results.county_code = parts.county_code
        and results.entity_type = parts.entity_type
        and results.entity_id = parts.entity_id
        and results.indicator_id = parts.indicator_id
    where results.entity_type = 'school'
),

counties as (
    select
        school_year,
        standard_id,
        county_code,
        'county_requirement' as item_type,
        '' as school_code,
        part_id as stage,
        indicator_id,
        value as measure,
        threshold as required,
        status
    from {{ ref('indicator_part') }}
    where entity_type = 'county'
),

differences as (
    select
        school_year,
        standard_id,
        county_code,
        'difference' as item_type,
        '' as school_code,
        stage,
        indicator_id,
        cv as measure,
        cv_limit as required,
        status
    from {{ ref('balance') }}
    where cv_limit is not null
),

items as (
    select * from sections
    union all
    select * from schools
    union all
    select * from counties
    union all
    select * from differences
)

select
    school_year, standard_id, county_code, item_type, school_code, stage, indicator_id, measure, required, status
from items
