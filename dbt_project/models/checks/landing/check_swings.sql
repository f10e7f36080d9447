-- Students, teachers and premises beside last year's: the share by which the change goes beyond its limit.
-- Schools that merged, split or took another code are compared as a group: its sum now with its sum last year.
{%- set group_figure = ['school_year', 'group_code', 'stage', 'measure'] %}
with measured as (
    select
        school_year, county_code, school_code, relation, stage, measure, cast(amount as double) as amount,
        src_sha256, src_sheet, src_row, src_field
    from {{ ref('measured_figure') }}
    where relation <> 'school_finance'
),

now as (
    select measured.*, groups.group_code
    from measured
    left join {{ ref('school_group') }} as groups
        on measured.school_year = groups.effective_year and measured.school_code = groups.school_code
),

before as (
    select measured.*, groups.group_code
    from measured
    left join {{ ref('school_group') }} as groups
        on measured.school_year + 1 = groups.effective_year and measured.school_code = groups.school_code
),

alone as (
    select
        now.school_year, now.county_code, now.school_code, now.relation, now.stage, now.measure, now.amount,
        now.src_sha256, now.src_sheet, now.src_row, now.src_field,
        before.amount as amount_before,
        '' as together
    from now
    inner join before
        on now.school_year = before.school_year + 1
        and {{ same('now', 'before', ['school_code', 'stage', 'measure']) }}
    where now.group_code is null
),

sums_before as (
    select
        school_year + 1 as school_year, group_code, stage, measure,
        {{ strict_sum('amount', 'double') }} as amount,
        {{ text_list('school_code', 'school_code', ' + ') }} as codes
    from before
    where group_code is not null
    group by school_year, group_code, stage, measure
),

sums_now as (
    select
        school_year, group_code, stage, measure,
        {{ strict_sum('amount', 'double') }} as amount,
        {{ text_list('school_code', 'school_code', ' + ') }} as codes
    from now
    where group_code is not null
    group by school_year, group_code, stage, measure
),

-- a group's finding stands where its first school files the figure
first_members as (
    select
        *,
        row_number() over (partition by {{ group_figure | join(', ') }} order by school_code) as place
    from now
    where group_code is not null
),

together as (
    select
        members.school_year, members.county_code, members.school_code, members.relation, members.stage, members.measure,
        sums_now.amount,
        members.src_sha256, members.src_sheet, members.src_row, members.src_field,
        sums_before.amount as amount_before,
        ' [' || sums_before.codes || ' → ' || sums_now.codes || ']' as together
    from first_members as members
    inner join sums_before
        on {{ same('members', 'sums_before', group_figure) }}
    inner join sums_now
        on {{ same('members', 'sums_now', group_figure) }}
    where members.place = 1
),

pairs as (
    select * from alone
    union all
    select * from together
),

compared as (
    select
        pairs.*,
        limits.what_zh as measure_zh,
        greatest(abs(pairs.amount / pairs.amount_before - 1) - limits.share, 0) as excess
    from pairs
    inner join {{ ref('swing_limits') }} as limits
        on pairs.measure = limits.measure
    where pairs.amount_before >= limits.minimum and pairs.amount is not null
)

select
    school_year,
    county_code,
    school_code,
    relation,
    stage,
    measure,
    measure_zh,
    amount,
    amount_before,
    together,
    src_sha256,
    src_sheet,
    src_row,
    src_field,
    round((amount / amount_before - 1) * 100, 1) as change_percent,
    case when measure = 'students' then excess end as students_excess,
    case when measure = 'teachers' then excess end as teachers_excess,
    case when relation = 'premises' then excess end as premises_excess
from compared
