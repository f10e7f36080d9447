-- Parts of the full-time teachers of each school, stage and file against what contains them.
-- One row per rule, at the cell of the part; each rule has its own column and leaves the others null.
with filed as (
    select *, concat_ws(' ', attribute, "value") as part from teachers where school_code is not null
),
whole as (
    select school_year, county_code, school_code, stage, src_shape, src_sha256, max(teachers) as whole
    from filed
    where attribute = 'all'
    group by school_year, county_code, school_code, stage, src_shape, src_sha256
),
qualified as (
    select school_year, county_code, school_code, stage, src_shape, src_sha256,
        sum(teachers) as sum_of_parts, count(*) - count(teachers) as blank_parts
    from filed
    where attribute = 'qualification'
    group by school_year, county_code, school_code, stage, src_shape, src_sha256
),
-- Only the full table of subjects, which has those who teach nothing, adds up; parts of arts and of foreign languages aside.
taught as (
    select school_year, county_code, school_code, stage, src_shape, src_sha256,
        sum(teachers) as sum_of_parts, count(*) - count(teachers) as blank_parts
    from filed
    where attribute = 'subject'
        and "value" not in ('music', 'fine_arts', 'english', 'japanese', 'russian')
    group by school_year, county_code, school_code, stage, src_shape, src_sha256
    having count(*) filter (where "value" = 'not_teaching') > 0
),
arts_parts as (
    select school_year, county_code, school_code, stage, src_shape, src_sha256, sum(teachers) as sum_of_parts
    from filed
    where part in ('subject music', 'subject fine_arts')
    group by school_year, county_code, school_code, stage, src_shape, src_sha256
)
select filed.school_year, filed.county_code, filed.school_code, filed.stage, 'teachers' as relation,
    filed.src_sha256, filed.src_sheet, filed.src_row, filed.src_field,
    case when filed.attribute = 'all' then filed.teachers else whole.whole end as whole,
    case
        when filed.attribute = 'all' then qualified.sum_of_parts
        when filed.part = 'subject arts' then arts_parts.sum_of_parts
        else filed.teachers
    end as part,
    case when filed.attribute = 'all' and qualified.blank_parts = 0
        then cast(qualified.sum_of_parts - filed.teachers as bigint) end as qualification_difference,
    cast(taught.sum_of_parts as bigint) as by_subject,
    case when filed.attribute = 'all' and taught.blank_parts = 0
        then cast(taught.sum_of_parts - filed.teachers as bigint) end as subject_difference,
    case when filed.attribute = 'backbone' then greatest(filed.teachers - whole.whole, 0) end as backbone_excess,
    case when filed.part in ('subject pe', 'subject arts', 'gender female')
        then greatest(filed.teachers - whole.whole, 0) end as part_excess,
    case when filed.part = 'subject arts'
        then cast(greatest(arts_parts.sum_of_parts - filed.teachers, 0) as bigint) end as arts_excess,
    filed.teachers
from filed
left join whole
    on whole.school_year = filed.school_year and whole.county_code = filed.county_code
    and whole.school_code = filed.school_code and whole.stage = filed.stage
    and whole.src_shape = filed.src_shape and whole.src_sha256 = filed.src_sha256
left join qualified
    on qualified.school_year = filed.school_year and qualified.county_code = filed.county_code
    and qualified.school_code = filed.school_code and qualified.stage = filed.stage
    and qualified.src_shape = filed.src_shape and qualified.src_sha256 = filed.src_sha256
left join taught
    on taught.school_year = filed.school_year and taught.county_code = filed.county_code
    and taught.school_code = filed.school_code and taught.stage = filed.stage
    and taught.src_shape = filed.src_shape and taught.src_sha256 = filed.src_sha256
left join arts_parts
    on arts_parts.school_year = filed.school_year and arts_parts.county_code = filed.county_code
    and arts_parts.school_code = filed.school_code and arts_parts.stage = filed.stage
    and arts_parts.src_shape = filed.src_shape and arts_parts.src_sha256 = filed.src_sha256
where filed.attribute in ('all', 'backbone') or filed.part in ('subject pe', 'subject arts', 'gender female')
