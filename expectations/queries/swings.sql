-- Students, teachers and premises beside last year's: the share by which the change goes beyond its limit.
-- Rows of schools, then rows of whole counties (`school_code` null), which have limits of their own.
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
),
county_totals as (
    select school_year, county_code, relation, stage, measure, sum(amount) as amount,
        min(src_sha256) as src_sha256, min(src_sheet) as src_sheet
    from measured
    group by school_year, county_code, relation, stage, measure
    having count(*) = count(amount)
),
all_compared as (
    select school_year, county_code, school_code, relation, stage, measure, measure_zh, amount, amount_before, excess,
        null as county_excess, src_sha256, src_sheet, src_row, src_field
    from compared
    union all
    select now.school_year, now.county_code, null, now.relation, now.stage, now.measure, limits.what_zh,
        now.amount, before.amount, null,
        greatest(abs(now.amount / before.amount - 1) - cast(limits.county_share as double), 0),
        now.src_sha256, now.src_sheet, null, null
    from county_totals as now
    inner join rule_swing_limits as limits on limits.measure = now.measure
    inner join county_totals as before
        on before.school_year = now.school_year - 1 and before.county_code = now.county_code
        and before.stage = now.stage and before.measure = now.measure
    where before.amount >= cast(limits.county_minimum as double)
)
select *,
    round((amount / amount_before - 1) * 100, 1) as change_percent,
    case when measure = 'students' then excess end as students_excess,
    case when measure = 'teachers' then excess end as teachers_excess,
    case when relation = 'premises' then excess end as premises_excess
from all_compared
