-- Every county of the expected index × rule set that applies to it, with its county row and its dimensions. The index is taken from
-- the registry's roster beside dim_county, so that a county lost from both is seen.
with expected as (
    select school_year, county_code from dim_county
    union
    select years.school_year, roster.county_code
    from registry_counties as roster
    cross join (select distinct school_year from dim_county) as years
    where cast(roster.valid_from_year as integer) <= years.school_year
        and (roster.valid_to_year is null or cast(roster.valid_to_year as integer) >= years.school_year)
),
lineage as (
    select standard_id, standard_id as ancestor_id from registry_rule_sets
    union
    select standard_id, inherits_standard_id from registry_rule_sets where coalesce(inherits_standard_id, '') <> ''
),
applicable as (
    select expected.school_year, expected.county_code, sets.standard_id
    from expected
    inner join registry_rule_sets as sets
        on expected.county_code like coalesce(sets.applies_to_code_prefix, '') || '%'
        and expected.school_year between cast(sets.valid_from_year as integer) and cast(sets.valid_to_year as integer)
),
dimensions as (
    select school_year, standard_id, county_code,
        count(*) as dimensions,
        count(case when status = 'PASS' then 1 end) as passed,
        count(case when status = 'FAIL' then 1 end) as failed,
        count(case when reason_code = 'DIMENSION_NOT_EVALUATED' then 1 end) as not_evaluated
    from compliance_dimension
    group by school_year, standard_id, county_code
),
owed as (
    select applicable.school_year, applicable.standard_id, count(distinct dimensions.dimension_id) as dimensions
    from applicable
    inner join lineage on lineage.standard_id = applicable.standard_id
    inner join registry_dimensions as dimensions
        on dimensions.standard_id = lineage.ancestor_id
        and applicable.school_year between cast(dimensions.valid_from_year as integer)
            and cast(dimensions.valid_to_year as integer)
    group by applicable.school_year, applicable.standard_id
)
select applicable.school_year, applicable.standard_id, applicable.county_code, counties.county_name,
    counties.status, counties.reason_code,
    case when counties.county_code is null then 'no' else 'yes' end as has_verdict,
    coalesce(dimensions.dimensions, 0) - owed.dimensions as dimensions_difference,
    case when counties.status <> 'PASS' and counties.reason_code is null then 'yes' else 'no' end as reason_lacking,
    case when counties.status = 'PASS' then dimensions.failed end as failed_in_pass,
    case when counties.status = 'PASS' then dimensions.not_evaluated end as not_evaluated_in_pass,
    case when counties.status = 'PASS' then coalesce(counties.failed_items, '') end as failed_items_in_pass,
    case when dimensions.failed > 0 then counties.status end as status_with_failure
from applicable
inner join owed on owed.school_year = applicable.school_year and owed.standard_id = applicable.standard_id
left join compliance_county as counties
    on counties.school_year = applicable.school_year and counties.county_code = applicable.county_code
    and counties.standard_id = applicable.standard_id
left join dimensions
    on dimensions.school_year = applicable.school_year and dimensions.county_code = applicable.county_code
    and dimensions.standard_id = applicable.standard_id
