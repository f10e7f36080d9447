-- G5 班额: classes over the limit of their stage; there must be none.
with stages as (
    select school_year, county_code, school_code, 'primary' as stage, primary_students as students
    from {{ ref('judged_school') }}
    where has_primary
    union all
    select school_year, county_code, school_code, 'junior' as stage, junior_students as students
    from {{ ref('judged_school') }}
    where has_junior
)

select
    stages.school_year,
    stages.county_code,
    'school' as entity_type,
    stages.school_code as entity_id,
    'all' as stage,
    'G5' as indicator_id,
    stages.stage as part_id,
    cast(classes.classes_over_limit as double) as numerator,
    cast(classes.classes as double) as denominator,
    case when stages.students = 0 then cast(null as double) else cast(classes.classes_over_limit as double) end as value,
    case
        when stages.students = 0 then 'NOBODY_CONCERNED'
        when classes.classes_over_limit is null then 'INPUT_MISSING'
    end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from stages
left join {{ ref('judged_classes') }} as classes
    on stages.school_year = classes.school_year
    and stages.county_code = classes.county_code
    and stages.school_code = classes.school_code
    and stages.stage = classes.stage
