-- G4 学校规模: compulsory-stage students of the whole school; nine- and twelve-year schools have a limit of their own.
{{ config(meta={'parts': ['single_stage', 'combined']}) }}
select
    schools.school_year,
    schools.county_code,
    'school' as entity_type,
    schools.school_code as entity_id,
    'all' as stage,
    'G4' as indicator_id,
    case when schools.is_combined_compulsory then 'combined' else 'single_stage' end as part_id,
    cast(schools.compulsory_students as double) as numerator,
    cast(null as double) as denominator,
    cast(schools.compulsory_students as double) as value,
    case when schools.compulsory_students is null then 'STUDENTS_MISSING' end as reason_code,
    case
        when schools.built_year <= transition.t4_built_to_year
            or 100 * schools.migrant_students > transition.t4_migrant_share_percent * schools.compulsory_students
            then 'T4'
    end as transition_rule_id,
    cast(null as double) as value_without_transition,
    case
        when schools.built_year <= transition.t4_built_to_year
            or 100 * schools.migrant_students > transition.t4_migrant_share_percent * schools.compulsory_students
            then case when schools.is_combined_compulsory
                then transition.t4_combined_students_max else transition.t4_students_max end
    end as threshold_with_transition
from {{ ref('judged_school') }} as schools
left join {{ ref('transition_in_force') }} as transition
    on schools.school_year = transition.school_year
where schools.has_primary or schools.has_junior
