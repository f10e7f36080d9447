-- Parts of the full-time teachers of each school, stage and file against what contains them.
-- One row per rule, at the cell of the part; each rule has its own column and leaves the others null.
{%- set file_of_section = ['school_year', 'county_code', 'school_code', 'stage', 'src_shape', 'src_sha256'] %}
with filed as (
    select
        school_year, county_code, school_code, stage, attribute, value, teachers, src_shape, src_sha256, src_sheet,
        src_row, src_field, concat_ws(' ', attribute, value) as part
    from {{ ref('filed_teachers') }}
    where school_code is not null
),

whole as (
    select {{ file_of_section | join(', ') }}, max(teachers) as whole
    from filed
    where attribute = 'all'
    group by {{ file_of_section | join(', ') }}
),

qualified as (
    select
        {{ file_of_section | join(', ') }},
        sum(teachers) as sum_of_parts, count(*) - count(teachers) as blank_parts
    from filed
    where attribute = 'qualification'
    group by {{ file_of_section | join(', ') }}
),

-- Only the full table of subjects, which has those who teach nothing, adds up; parts of arts and of foreign languages aside.
taught as (
    select
        {{ file_of_section | join(', ') }},
        sum(teachers) as sum_of_parts, count(*) - count(teachers) as blank_parts
    from filed
    where attribute = 'subject' and value not in ('music', 'fine_arts', 'english', 'japanese', 'russian')
    group by {{ file_of_section | join(', ') }}
    having count(case when value = 'not_teaching' then 1 end) > 0
),

arts_parts as (
    select {{ file_of_section | join(', ') }}, sum(teachers) as sum_of_parts
    from filed
    where part in ('subject music', 'subject fine_arts')
    group by {{ file_of_section | join(', ') }}
)

select
    filed.school_year,
    filed.county_code,
    filed.school_code,
    filed.stage,
    'teachers' as relation,
    filed.src_sha256,
    filed.src_sheet,
    filed.src_row,
    filed.src_field,
    case when filed.attribute = 'all' then filed.teachers else whole.whole end as whole,
    case
        when filed.attribute = 'all' then qualified.sum_of_parts
        when filed.part = 'subject arts' then arts_parts.sum_of_parts
        else filed.teachers
    end as part,
    case when filed.attribute = 'all' and qualified.blank_parts = 0
        then cast(qualified.sum_of_parts - filed.teachers as bigint)
    end as qualification_difference,
    cast(taught.sum_of_parts as bigint) as by_subject,
    case when filed.attribute = 'all' and taught.blank_parts = 0
        then cast(taught.sum_of_parts - filed.teachers as bigint)
    end as subject_difference,
    case when filed.attribute = 'backbone' then greatest(filed.teachers - whole.whole, 0) end as backbone_excess,
    case when filed.part in ('subject pe', 'subject arts', 'gender female')
        then greatest(filed.teachers - whole.whole, 0)
    end as part_excess,
    case when filed.part = 'subject arts'
        then cast(greatest(arts_parts.sum_of_parts - filed.teachers, 0) as bigint)
    end as arts_excess,
    filed.teachers
from filed
left join whole
    on {{ same('filed', 'whole', file_of_section) }}
left join qualified
    on {{ same('filed', 'qualified', file_of_section) }}
left join taught
    on {{ same('filed', 'taught', file_of_section) }}
left join arts_parts
    on {{ same('filed', 'arts_parts', file_of_section) }}
where filed.attribute in ('all', 'backbone') or filed.part in ('subject pe', 'subject arts', 'gender female')
