-- Students, teachers and premises beside last year's: the share by which the change goes beyond its limit.
with measured as (
    select school_year, county_code, school_code, 'enrolment' as relation, stage, 'students' as measure,
        cast(students as double) as amount, src_sha256, src_sheet, src_row, src_field
    from section_students()
    union all
    select school_year, county_code, school_code, 'teachers', stage, 'teachers',
        cast(teachers as double), src_sha256, src_sheet, src_row, src_field
    from section_teachers()
    union all
    select school_year, county_code, school_code, 'premises', 'all', item,
        cast(quantity as double), src_sha256, src_sheet, src_row, src_field
    from school_premises()
),
compared as (
    select this_year.*, last_year.amount as amount_before, limits.what_zh as measure_zh,
        greatest(abs(this_year.amount / last_year.amount - 1) - cast(limits.share as double), 0) as excess
    from measured as this_year
    inner join rule_swing_limits as limits on limits.measure = this_year.measure
    inner join measured as last_year
        on last_year.school_year = this_year.school_year - 1
        and last_year.school_code = this_year.school_code
        and last_year.stage = this_year.stage
        and last_year.measure = this_year.measure
    where last_year.amount >= cast(limits.minimum as double) and this_year.amount is not null
)
select *,
    round((amount / amount_before - 1) * 100, 1) as change_percent,
    case when measure = 'students' then excess end as students_excess,
    case when measure = 'teachers' then excess end as teachers_excess,
    case when relation = 'premises' then excess end as premises_excess
from compared
