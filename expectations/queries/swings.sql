-- Students, teachers and premises beside last year's: the share by which the change goes beyond its limit.
-- Schools that merged, split or took another code are compared as a group: its sum now with its sum last year.
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
groups as (select * from school_groups()),
alone as (
    select this_year.*, last_year.amount as amount_before, '' as together
    from measured as this_year
    inner join measured as last_year
        on last_year.school_year = this_year.school_year - 1
        and last_year.school_code = this_year.school_code
        and last_year.stage = this_year.stage
        and last_year.measure = this_year.measure
    left join groups
        on groups.compared_year = this_year.school_year and groups.school_code = this_year.school_code
    where groups.school_code is null
),
sums_before as (
    select groups.compared_year, groups.group_code, measured.stage, measured.measure,
        case when count(*) = count(measured.amount) then sum(measured.amount) end as amount,
        string_agg(measured.school_code, ' + ' order by measured.school_code) as codes
    from groups
    inner join measured
        on measured.school_year = groups.compared_year - 1 and measured.school_code = groups.school_code
    group by groups.compared_year, groups.group_code, measured.stage, measured.measure
),
members_now as (
    select groups.group_code, measured.*,
        row_number() over (
            partition by measured.school_year, groups.group_code, measured.stage, measured.measure
            order by measured.school_code
        ) as place,
        sum(measured.amount) over same_group as amount_of_group,
        count(*) over same_group - count(measured.amount) over same_group as unknown
    from groups
    inner join measured
        on measured.school_year = groups.compared_year and measured.school_code = groups.school_code
    window same_group as (
        partition by measured.school_year, groups.group_code, measured.stage, measured.measure
    )
),
codes_now as (
    select school_year, group_code, stage, measure, string_agg(school_code, ' + ' order by school_code) as codes
    from members_now
    group by school_year, group_code, stage, measure
),
together as (
    select now.school_year, now.county_code, now.school_code, now.relation, now.stage, now.measure,
        now.amount_of_group as amount, now.src_sha256, now.src_sheet, now.src_row, now.src_field,
        sums_before.amount as amount_before,
        ' [' || sums_before.codes || ' → ' || codes_now.codes || ']' as together
    from members_now as now
    inner join sums_before
        on sums_before.compared_year = now.school_year and sums_before.group_code = now.group_code
        and sums_before.stage = now.stage and sums_before.measure = now.measure
    inner join codes_now
        on codes_now.school_year = now.school_year and codes_now.group_code = now.group_code
        and codes_now.stage = now.stage and codes_now.measure = now.measure
    where now.place = 1 and now.unknown = 0
),
compared as (
    select pairs.*, limits.what_zh as measure_zh,
        greatest(abs(pairs.amount / pairs.amount_before - 1) - cast(limits.share as double), 0) as excess
    from (select * from alone union all select * from together) as pairs
    inner join rule_swing_limits as limits on limits.measure = pairs.measure
    where pairs.amount_before >= cast(limits.minimum as double) and pairs.amount is not null
)
select *,
    round((amount / amount_before - 1) * 100, 1) as change_percent,
    case when measure = 'students' then excess end as students_excess,
    case when measure = 'teachers' then excess end as teachers_excess,
    case when relation = 'premises' then excess end as premises_excess
from compared
