-- G7 特殊教育学校生均公用经费: all special schools together, yuan per student; the national quota of the year, where
-- the registry has one, is shown beside as a part of its own.
{{ config(meta={'parts': ['value', 'national_quota'], 'optional_parts': ['national_quota']}) }}
with special as (
    select
        counties.school_year,
        counties.county_code,
        counties.has_directory,
        count(schools.school_code) as schools,
        count(schools.public_funds_allocated_yuan) as schools_funded,
        count(schools.special_students) as schools_counted,
        cast(sum(schools.public_funds_allocated_yuan) as double) as allocated_yuan,
        cast(sum(schools.special_students) as double) as students
    from {{ ref('expected_county') }} as counties
    left join {{ ref('judged_school') }} as schools
        on counties.school_year = schools.school_year
        and counties.county_code = schools.county_code
        and schools.is_special
    group by counties.school_year, counties.county_code, counties.has_directory
)

select
    school_year,
    county_code,
    'county' as entity_type,
    county_code as entity_id,
    'all' as stage,
    'G7' as indicator_id,
    'value' as part_id,
    -- a sum over some of them is no figure of the county
    case when schools = schools_funded then allocated_yuan end as numerator,
    case when schools = schools_counted then students end as denominator,
    case when schools > 0 and schools = schools_funded and schools = schools_counted and students > 0
        then allocated_yuan / students end as value,
    case
        when not has_directory then 'DIRECTORY_NOT_FILED'
        when schools = 0 then 'NO_SCHOOLS_CONCERNED'
        when schools > schools_funded or schools > schools_counted then 'INPUT_MISSING'
        when students = 0 then 'ZERO_DENOMINATOR'
    end as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from special
union all
select
    special.school_year,
    special.county_code,
    'county' as entity_type,
    special.county_code as entity_id,
    'all' as stage,
    'G7' as indicator_id,
    'national_quota' as part_id,
    -- a figure of the registry, no sum of filed ones
    cast(null as double) as numerator,
    cast(null as double) as denominator,
    rules.value,
    cast(null as varchar) as reason_code,
    cast(null as varchar) as transition_rule_id,
    cast(null as double) as value_without_transition,
    cast(null as double) as threshold_with_transition
from special
inner join {{ ref('funding_rules') }} as rules
    on rules.rule_id = 'special_school_quota'
    and {{ in_force('special.school_year', 'rules.valid_from_year', 'rules.valid_to_year') }}
