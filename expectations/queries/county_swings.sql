-- A county's students, teachers and premises beside last year's: the share by which the change goes beyond its limit.
with measured as (
    select school_year, county_code, 'enrolment' as relation, stage, 'students' as measure,
        cast(students as double) as amount, src_sha256, src_sheet
    from section_students()
    union all
    select school_year, county_code, 'teachers', stage, 'teachers', cast(teachers as double), src_sha256, src_sheet
    from section_teachers()
    union all
    select school_year, county_code, 'premises', 'all', item, cast(quantity as double), src_sha256, src_sheet
    from school_premises()
),
county_totals as (
    select school_year, county_code, relation, stage, measure, sum(amount) as amount,
        min(src_sha256) as src_sha256, arg_min(src_sheet, src_sha256) as src_sheet
    from measured
    group by school_year, county_code, relation, stage, measure
    -- A sum with a figure missing is no sum.
    having count(*) = count(amount)
)
select now.*, before.amount as amount_before, limits.what_zh as measure_zh,
    round((now.amount / before.amount - 1) * 100, 1) as change_percent,
    greatest(abs(now.amount / before.amount - 1) - cast(limits.county_share as double), 0) as county_excess
from county_totals as now
inner join rule_swing_limits as limits on limits.measure = now.measure
inner join county_totals as before
    on before.school_year = now.school_year - 1 and before.county_code = now.county_code
    and before.stage = now.stage and before.measure = now.measure
where before.amount >= cast(limits.county_minimum as double)
