-- L2 普通高中学校规模: senior students of the whole school.
select
    school_year,
    county_code,
    'school' as entity_type,
    school_code as entity_id,
    'all' as stage,
    'L2' as indicator_id,
    'value' as part_id,
    cast(senior_students as double) as numerator,
    cast(null as double) as denominator,
    cast(senior_students as double) as value,
    case when senior_students is null then 'STUDENTS_MISSING' end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from {{ ref('judged_school') }}
where has_senior
