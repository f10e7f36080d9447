-- Every county that must have a verdict × rule set, with its county row and its dimensions.
-- Who must is what county_standard says, and, as that is what the verdicts are made from, whoever its sources name:
-- a county of the roster, of a filing or of dim_county is judged by the sets of the whole country in every landed
-- year. So a county lost from index and marts alike is seen, and marts without a row over a landing that has some.
with dimensions as (
    select
        school_year,
        standard_id,
        county_code,
        count(*) as dimensions,
        count(case when status = 'FAIL' then 1 end) as failed,
        count(case when reason_code = 'DIMENSION_NOT_EVALUATED' then 1 end) as not_evaluated
    from {{ ref('compliance_dimension') }}
    group by school_year, standard_id, county_code
),

owed as (
    select school_year, standard_id, count(*) as dimensions
    from {{ ref('dimension_in_force') }}
    group by school_year, standard_id
),

named as (
    select years.school_year, roster.county_code
    from {{ ref('landed_year') }} as years
    inner join {{ ref('roster') }} as roster
        on {{ in_force('years.school_year', 'roster.valid_from_year', 'roster.valid_to_year') }}
    inner join {{ ref('counties') }} as counties
        on roster.county_code = counties.county_code
        and {{ in_force('years.school_year', 'counties.valid_from_year', 'counties.valid_to_year') }}
    union
    select school_year, county_code from {{ ref('received_file') }}
    union
    select school_year, county_code from {{ ref('dim_county') }}
),

grades as (
    select standard_id, grade_zh, is_passing from {{ ref('grade_bands') }}
    union
    select standard_id, grade_zh, is_passing from {{ ref('item_grades') }}
),

expected as (
    select school_year, standard_id, county_code from {{ ref('county_standard') }}
    union
    select named.school_year, rule_sets.standard_id, named.county_code
    from named
    inner join {{ ref('rule_sets') }} as rule_sets
        on coalesce(rule_sets.applies_to_code_prefix, '') = ''
        and {{ in_force('named.school_year', 'rule_sets.valid_from_year', 'rule_sets.valid_to_year') }}
)

select
    expected.school_year,
    expected.standard_id,
    expected.county_code,
    verdicts.county_name,
    verdicts.status,
    verdicts.reason_code,
    case when verdicts.county_code is null then 'no' else 'yes' end as has_verdict,
    coalesce(dimensions.dimensions, 0) - coalesce(owed.dimensions, 0) as dimensions_difference,
    case when verdicts.status <> 'PASS' and verdicts.reason_code is null then 'yes' else 'no' end as reason_lacking,
    case when verdicts.status = 'PASS' then dimensions.failed end as failed_in_pass,
    case when verdicts.status = 'PASS' then dimensions.not_evaluated end as not_evaluated_in_pass,
    case when verdicts.status = 'PASS' then coalesce(verdicts.failed_items, '') end as failed_items_in_pass,
    case when dimensions.failed > 0 then verdicts.status end as status_with_failure,
    -- a band that passes beside FAIL, one that does not beside PASS
    case
        when verdicts.status in ('PASS', 'FAIL') and grades.is_passing <> (verdicts.status = 'PASS') then 'contradicts'
        else 'agrees'
    end as grade_and_status
from expected
left join owed
    on expected.school_year = owed.school_year
    and expected.standard_id = owed.standard_id
left join {{ ref('compliance_county') }} as verdicts
    on expected.school_year = verdicts.school_year
    and expected.standard_id = verdicts.standard_id
    and expected.county_code = verdicts.county_code
left join dimensions
    on expected.school_year = dimensions.school_year
    and expected.standard_id = dimensions.standard_id
    and expected.county_code = dimensions.county_code
left join grades
    on expected.standard_id = grades.standard_id
    and verdicts.grade = grades.grade_zh
