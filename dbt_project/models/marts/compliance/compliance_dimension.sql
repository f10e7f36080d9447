-- Every expected county × dimension of every rule set in force.
-- Resource allocation: every section complies and every difference between schools is within its limit.
-- A dimension whose indicators are not all registered is not evaluated, and says so.
with registered as (
    select dimension_id, count(*) as indicators
    from {{ ref('indicators') }}
    group by dimension_id
),

expected as (
    select
        counties.school_year,
        dimensions.standard_id,
        counties.county_code,
        dimensions.dimension_id,
        counties.has_filed,
        counties.has_directory,
        coalesce(registered.indicators, 0) >= dimensions.indicators_expected as is_evaluated
    from {{ ref('int_expected_counties') }} as counties
    inner join {{ ref('dimensions') }} as dimensions
        on {{ in_force('counties.school_year', 'dimensions.valid_from_year', 'dimensions.valid_to_year') }}
    left join registered
        on dimensions.dimension_id = registered.dimension_id
),

sections as (
    select
        schools.school_year,
        schools.standard_id,
        rules.dimension_id,
        schools.county_code,
        count(case when schools.status = 'PASS' then 1 end) as sections_passed,
        count(case when schools.status = 'FAIL' then 1 end) as sections_failed,
        count(case when schools.status = 'INSUFFICIENT_DATA' then 1 end) as sections_insufficient
    from {{ ref('compliance_school') }} as schools
    inner join (select distinct standard_id, dimension_id from {{ ref('school_rules') }}) as rules
        on schools.standard_id = rules.standard_id
    group by schools.school_year, schools.standard_id, rules.dimension_id, schools.county_code
),

differences as (
    select
        balance.school_year,
        balance.standard_id,
        indicators.dimension_id,
        balance.county_code,
        count(case when balance.status = 'PASS' then 1 end) as differences_passed,
        count(case when balance.status = 'FAIL' then 1 end) as differences_failed,
        count(case when balance.status = 'INSUFFICIENT_DATA' then 1 end) as differences_insufficient,
        {{ text_list(
            "case when balance.status = 'FAIL' then 'CV ' || balance.indicator_id || ' ' || balance.stage end",
            "balance.stage desc, balance.indicator_id"
        ) }} as differences_failing
    from {{ ref('balance') }} as balance
    inner join {{ ref('indicators') }} as indicators
        on balance.indicator_id = indicators.indicator_id
    group by balance.school_year, balance.standard_id, indicators.dimension_id, balance.county_code
),

counted as (
    select
        expected.*,
        coalesce(sections.sections_passed, 0) as sections_passed,
        coalesce(sections.sections_failed, 0) as sections_failed,
        coalesce(sections.sections_insufficient, 0) as sections_insufficient,
        coalesce(sections.sections_passed, 0)
            + coalesce(differences.differences_passed, 0) as requirements_passed,
        coalesce(sections.sections_failed, 0)
            + coalesce(differences.differences_failed, 0) as requirements_failed,
        coalesce(sections.sections_insufficient, 0)
            + coalesce(differences.differences_insufficient, 0) as requirements_missing,
        differences.differences_failing,
        coalesce(differences.differences_failed, 0) as differences_failed
    from expected
    left join sections
        on expected.is_evaluated
        and expected.school_year = sections.school_year
        and expected.standard_id = sections.standard_id
        and expected.county_code = sections.county_code
        and expected.dimension_id = sections.dimension_id
    left join differences
        on expected.is_evaluated
        and expected.school_year = differences.school_year
        and expected.standard_id = differences.standard_id
        and expected.county_code = differences.county_code
        and expected.dimension_id = differences.dimension_id
),

judged as (
    select
        *,
        case
            when not is_evaluated or not has_filed or not has_directory and requirements_failed = 0
                then 'INSUFFICIENT_DATA'
            else {{ all_must_pass(
                'requirements_passed + requirements_failed + requirements_missing',
                'requirements_failed', 'requirements_missing'
            ) }}
        end as status
    from counted
)

select
    school_year,
    standard_id,
    county_code,
    dimension_id,
    status,
    case
        when not is_evaluated then 'DIMENSION_NOT_EVALUATED'
        when not has_filed then 'NOT_FILED'
        when status = 'FAIL' and sections_failed > 0 and differences_failed > 0 then 'SECTIONS_AND_BALANCE_FAIL'
        when status = 'FAIL' and sections_failed > 0 then 'SECTIONS_FAIL'
        when status = 'FAIL' then 'BALANCE_FAILS'
        when not has_directory then 'DIRECTORY_NOT_FILED'
        when status = 'INSUFFICIENT_DATA' then 'REQUIREMENT_MISSING'
        when status = 'NOT_APPLICABLE' then 'NO_SECTIONS'
    end as reason_code,
    cast(requirements_passed + requirements_failed + requirements_missing as integer) as requirements,
    cast(requirements_passed as integer) as requirements_passed,
    cast(requirements_failed as integer) as requirements_failed,
    cast(requirements_missing as integer) as requirements_missing,
    cast(sections_passed + sections_failed + sections_insufficient as integer) as sections,
    cast(sections_passed as integer) as sections_passed,
    cast(sections_failed as integer) as sections_failed,
    cast(sections_insufficient as integer) as sections_insufficient,
    nullif(
        coalesce(case when sections_failed > 0 then 'sections ' || cast(sections_failed as varchar) end, '')
        || case when sections_failed > 0 and differences_failing is not null then '; ' else '' end
        || coalesce(differences_failing, ''),
        ''
    ) as failed_items
from judged
