-- Every school that must have a verdict × rule set that judges schools: is it in compliance_school?
-- Who must is told from the filings and from last year's verdicts, not from the scope that the verdicts are made
-- of: whoever this year's directory lists, and whoever was decided last year and left it without a recorded end.
with judging as (
    select distinct applies.school_year, applies.standard_id, applies.county_code
    from {{ ref('county_standard') }} as applies
    inner join {{ ref('school_rule_in_force') }} as rules
        on applies.school_year = rules.school_year
        and applies.standard_id = rules.standard_id
),

listed as (
    select judging.school_year, judging.standard_id, judging.county_code, schools.school_code
    from {{ ref('school') }} as schools
    inner join judging
        on schools.school_year = judging.school_year
        and schools.county_code = judging.county_code
),

gone as (
    select judging.school_year, judging.standard_id, judging.county_code, earlier.school_code
    from {{ ref('compliance_school') }} as earlier
    left join {{ ref('recoding') }} as recoded
        on earlier.county_code = recoded.county_code
        and earlier.school_year + 1 = recoded.from_year
    inner join judging
        on earlier.school_year + 1 = judging.school_year
        and earlier.standard_id = judging.standard_id
        and coalesce(recoded.later_code, earlier.county_code) = judging.county_code
    left join {{ ref('school') }} as later
        on earlier.school_year + 1 = later.school_year
        and earlier.school_code = later.school_code
    left join {{ ref('ended_school') }} as ended
        on earlier.school_code = ended.school_code
        and ended.school_year in (earlier.school_year, earlier.school_year + 1)
    where
        (earlier.status in ('PASS', 'FAIL') or earlier.reason_code = 'INDICATOR_MISSING')
        and later.school_code is null
        and ended.school_code is null
),

expected as (
    select school_year, standard_id, county_code, school_code from listed
    union
    select school_year, standard_id, county_code, school_code from gone
),

judged as (
    select distinct school_year, standard_id, county_code, school_code from {{ ref('compliance_school') }}
)

select
    expected.school_year,
    expected.standard_id,
    expected.county_code,
    expected.school_code,
    case when judged.school_code is null then 'no' else 'yes' end as judged
from expected
left join judged
    on expected.school_year = judged.school_year
    and expected.standard_id = judged.standard_id
    and expected.county_code = judged.county_code
    and expected.school_code = judged.school_code
