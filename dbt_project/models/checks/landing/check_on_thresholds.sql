-- Sections whose value stands exactly on its threshold, counted by county, stage and indicator.
-- The values are those of the indicator models, before anything is set aside.
with limits as (
    select distinct indicator_id, stage, threshold, valid_from_year, valid_to_year
    from {{ ref('thresholds') }}
    where part_id = 'value'
),

marked as (
    select
        section_values.school_year,
        section_values.county_code,
        section_values.entity_id as school_code,
        section_values.stage,
        section_values.indicator_id,
        limits.threshold,
        students.src_sha256,
        students.src_sheet,
        students.src_row,
        students.src_field,
        row_number() over (
            partition by
                section_values.school_year, section_values.county_code, section_values.stage,
                section_values.indicator_id
            order by
                case when limits.threshold is null then 1 else 0 end,
                students.src_sha256, students.src_sheet, students.src_row, section_values.entity_id
        ) as place
    from {{ ref('section_value') }} as section_values
    inner join {{ ref('section_students') }} as students
        on section_values.school_year = students.school_year
        and section_values.county_code = students.county_code
        and section_values.entity_id = students.school_code
        and section_values.stage = students.stage
    left join limits
        on section_values.indicator_id = limits.indicator_id
        and section_values.stage = limits.stage
        and {{ in_force('section_values.school_year', 'limits.valid_from_year', 'limits.valid_to_year') }}
        and abs(section_values.value - limits.threshold)
            <= limits.threshold * {{ quality_limit('threshold_nearness') }}
    where section_values.value is not null
        and section_values.indicator_id in (select indicator_id from limits)
),

on_threshold as (
    select distinct school_year, county_code, stage, indicator_id, school_code, threshold
    from marked
    where threshold is not null
),

listed as (
    select
        school_year, county_code, stage, indicator_id,
        count(distinct school_code) as sections_on,
        min(threshold) as threshold,
        {{ text_list('school_code', 'school_code', ', ') }} as school_codes
    from on_threshold
    group by school_year, county_code, stage, indicator_id
),

counted as (
    select school_year, county_code, stage, indicator_id, count(distinct school_code) as sections
    from marked
    group by school_year, county_code, stage, indicator_id
)

select
    counted.school_year,
    counted.county_code,
    counted.stage,
    counted.indicator_id,
    counted.sections,
    coalesce(listed.sections_on, 0) as sections_on,
    listed.threshold,
    listed.school_codes,
    case
        when listed.sections_on >= {{ quality_limit('threshold_sections') }}
            and listed.sections_on >= counted.sections * {{ quality_limit('threshold_share') }}
            then listed.sections_on
        else 0
    end as sections_suspected,
    'enrolment' as relation,
    first_cells.src_sha256,
    first_cells.src_sheet,
    first_cells.src_row,
    first_cells.src_field
from counted
inner join marked as first_cells
    on {{ same('counted', 'first_cells', ['school_year', 'county_code', 'stage', 'indicator_id']) }}
    and first_cells.place = 1
left join listed
    on {{ same('counted', 'listed', ['school_year', 'county_code', 'stage', 'indicator_id']) }}
