-- G6 规模较小学校: public funds allocated against the quota of 100 primary students. Which schools these are says the
-- wording in force: 村小和教学点 (2017), or 规模较小学校 of any kind (2019).
with items as (
    {{ county_sums({'quota_primary': {'G2.quota_primary': 1}}) }}
),

small as (
    select
        schools.school_year,
        schools.county_code,
        schools.school_code,
        cast(schools.public_funds_allocated_yuan as double) as allocated_yuan,
        items.quota_primary * rules.value as quota_yuan,
        schools.compulsory_students,
        schools.compulsory_students_known,
        rules.value as small_school_students
    from {{ ref('judged_school') }} as schools
    inner join {{ ref('small_school_type_in_force') }} as types
        on schools.school_year = types.school_year
        and schools.school_type_code = types.school_type_code
    inner join {{ ref('funding_rules') }} as rules
        on rules.rule_id = 'small_school_students'
        and {{ in_force('schools.school_year', 'rules.valid_from_year', 'rules.valid_to_year') }}
    inner join items
        on schools.school_year = items.school_year
        and schools.county_code = items.county_code
)

select
    school_year,
    county_code,
    'school' as entity_type,
    school_code as entity_id,
    'all' as stage,
    'G6' as indicator_id,
    'value' as part_id,
    allocated_yuan as numerator,
    quota_yuan as denominator,
    case when compulsory_students > 0 and compulsory_students < small_school_students and quota_yuan > 0
        then allocated_yuan / quota_yuan end as value,
    case
        when compulsory_students = 0 or compulsory_students_known >= small_school_students then 'NOBODY_CONCERNED'
        when compulsory_students is null then 'STUDENTS_MISSING'
        when allocated_yuan is null or quota_yuan is null then 'INPUT_MISSING'
        when quota_yuan = 0 then 'ZERO_DENOMINATOR'
    end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from small
