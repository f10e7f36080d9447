-- The expected index of schools × rule sets: this year's directory, and schools that were decided last year and
-- are not in it without a recorded closure, merger or succession. Is each in compliance_school?
with lineage as (
    select standard_id, standard_id as ancestor_id from registry_rule_sets
    union
    select standard_id, inherits_standard_id from registry_rule_sets where coalesce(inherits_standard_id, '') <> ''
),
standards as (
    -- the rule sets that judge schools, where they apply
    select distinct counties.school_year, counties.county_code, counties.standard_id
    from compliance_county as counties
    inner join lineage on lineage.standard_id = counties.standard_id
    inner join registry_school_rules as rules on rules.standard_id = lineage.ancestor_id
),
gone as (
    select distinct earlier.school_year + 1 as school_year, earlier.county_code, earlier.school_code
    from compliance_school as earlier
    where (earlier.status in ('PASS', 'FAIL') or earlier.reason_code = 'INDICATOR_MISSING')
        and exists (select 1 from standards where standards.school_year = earlier.school_year + 1)
        and not exists (
            select 1 from dim_school as later
            where later.school_year = earlier.school_year + 1 and later.school_code = earlier.school_code
        )
        and not exists (
            select 1 from school_history as history
            where history.school_code = earlier.school_code
                and history.valid_to_year = earlier.school_year
                and history.ended_by in ('close', 'merge')
        )
        and not exists (
            select 1 from school_succession as succession
            where succession.from_code = earlier.school_code and succession.is_ended
                and succession.school_year in (earlier.school_year, earlier.school_year + 1)
        )
),
expected as (
    select school_year, county_code, school_code from dim_school
    union
    select school_year, county_code, school_code from gone
)
select expected.school_year, standards.standard_id, expected.county_code, expected.school_code,
    case when judged.school_code is null then 'no' else 'yes' end as judged
from expected
inner join standards
    on standards.school_year = expected.school_year and standards.county_code = expected.county_code
left join (
    select distinct school_year, standard_id, county_code, school_code from compliance_school
) as judged
    on judged.school_year = expected.school_year
    and judged.standard_id = standards.standard_id
    and judged.county_code = expected.county_code
    and judged.school_code = expected.school_code
