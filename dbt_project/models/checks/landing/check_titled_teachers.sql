-- Teachers of intermediate title or above (补充采集表) beside the full-time teachers of the same school and stage.
select
    titled.school_year,
    titled.county_code,
    titled.school_code,
    titled.stage,
    'teachers' as relation,
    titled.teachers,
    filed.teachers as whole,
    greatest(titled.teachers - filed.teachers, 0) as excess,
    titled.src_sha256,
    titled.src_sheet,
    titled.src_row,
    titled.src_field
from {{ ref('filed_teachers') }} as titled
inner join {{ ref('section_teachers') }} as filed
    on {{ same('titled', 'filed', ['school_year', 'school_code', 'stage']) }}
where titled.attribute = 'title'
