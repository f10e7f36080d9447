-- Every expected county × dimension of every rule set that applies to it.
-- A dimension holds when every section complies, every difference between schools is within its limit
-- and every county requirement is met; which of these it has follows from the registry.
-- Requirements that are shown and not judged are counted apart; a dimension of only such is not applicable.
-- A dimension whose indicators are not all registered is not evaluated, and says so.
with registered as (
    select dimension_id, count(*) as indicators
    from {{ ref('indicators') }}
    group by dimension_id
),

expected as (
    select
        applies.school_year,
        applies.standard_id,
        applies.county_code,
        dimensions.dimension_id,
        applies.has_filed,
        applies.has_directory,
        coalesce(registered.indicators, 0) >= dimensions.indicators_expected as is_evaluated
    from {{ ref('county_standard') }} as applies
    inner join {{ ref('dimension_in_force') }} as dimensions
        on applies.school_year = dimensions.school_year
        and applies.standard_id = dimensions.standard_id
    left join registered
        on dimensions.dimension_id = registered.dimension_id
),

sections as (
    select
        school_year,
        standard_id,
        dimension_id,
        county_code,
        count(case when status = 'PASS' then 1 end) as sections_passed,
        count(case when status = 'FAIL' then 1 end) as sections_failed,
        count(case when status = 'INSUFFICIENT_DATA' then 1 end) as sections_insufficient
    from {{ ref('section_verdict') }}
    group by school_year, standard_id, dimension_id, county_code
),

differences as (
    select
        balance.school_year,
        balance.standard_id,
        compared.dimension_id,
        balance.county_code,
        count(case when balance.status = 'PASS' then 1 end) as differences_passed,
        count(case when balance.status = 'FAIL' then 1 end) as differences_failed,
        count(case when balance.status = 'INSUFFICIENT_DATA' then 1 end) as differences_insufficient,
        {{ text_list(
            "case when balance.status = 'FAIL' then 'CV ' || balance.indicator_id || ' ' || balance.stage end",
            "balance.stage desc, balance.indicator_id"
        ) }} as differences_failing
    from {{ ref('balance') }} as balance
    inner join {{ ref('compared_dimension') }} as compared
        on balance.school_year = compared.school_year
        and balance.standard_id = compared.standard_id
    group by balance.school_year, balance.standard_id, compared.dimension_id, balance.county_code
),

requirements as (
    select
        results.school_year,
        results.standard_id,
        indicators.dimension_id,
        results.county_code,
        count(case when results.status = 'PASS' then 1 end) as items_passed,
        count(case when results.status = 'FAIL' then 1 end) as items_failed,
        count(case when results.status = 'INSUFFICIENT_DATA' then 1 end) as items_insufficient,
        count(case when results.reason_code in {{ shown_only() }} then 1 end) as items_shown,
        {{ text_list(
            "case when results.status = 'FAIL' then results.indicator_id end", "indicators.indicator_order"
        ) }} as items_failing
    from {{ ref('indicator_result') }} as results
    inner join {{ ref('indicators') }} as indicators
        on results.indicator_id = indicators.indicator_id
    where results.entity_type = 'county'
    group by results.school_year, results.standard_id, indicators.dimension_id, results.county_code
),

counted as (
    select
        expected.*,
        coalesce(sections.sections_passed, 0) as sections_passed,
        coalesce(sections.sections_failed, 0) as sections_failed,
        coalesce(sections.sections_insufficient, 0) as sections_insufficient,
        coalesce(sections.sections_passed, 0)
            + coalesce(differences.differences_passed, 0)
            + coalesce(requirements.items_passed, 0) as requirements_passed,
        coalesce(sections.sections_failed, 0)
            + coalesce(differences.differences_failed, 0)
            + coalesce(requirements.items_failed, 0) as requirements_failed,
        coalesce(sections.sections_insufficient, 0)
            + coalesce(differences.differences_insufficient, 0)
            + coalesce(requirements.items_insufficient, 0) as requirements_missing,
        differences.differences_failing,
        requirements.items_failing,
        coalesce(requirements.items_shown, 0) as requirements_shown,
        requirements.county_code is null as is_about_schools,
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
    left join requirements
        on expected.is_evaluated
        and expected.school_year = requirements.school_year
        and expected.standard_id = requirements.standard_id
        and expected.county_code = requirements.county_code
        and expected.dimension_id = requirements.dimension_id
),

judged as (
    select
        *,
        case
            when not is_evaluated or not has_filed then 'INSUFFICIENT_DATA'
            when is_about_schools and not has_directory and requirements_failed = 0 then 'INSUFFICIENT_DATA'
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
        when status = 'FAIL' and differences_failed > 0 then 'BALANCE_FAILS'
        when status = 'FAIL' then 'REQUIREMENTS_FAIL'
        when is_about_schools and not has_directory then 'DIRECTORY_NOT_FILED'
        when status = 'INSUFFICIENT_DATA' then 'REQUIREMENT_MISSING'
        when status = 'NOT_APPLICABLE' and requirements_shown > 0 then 'DECIDES_NOTHING'
        when status = 'NOT_APPLICABLE' then 'NO_SECTIONS'
    end as reason_code,
    cast(requirements_passed + requirements_failed + requirements_missing as integer) as requirements,
    cast(requirements_passed as integer) as requirements_passed,
    cast(requirements_failed as integer) as requirements_failed,
    cast(requirements_missing as integer) as requirements_missing,
    cast(requirements_shown as integer) as requirements_shown,
    cast(sections_passed + sections_failed + sections_insufficient as integer) as sections,
    cast(sections_passed as integer) as sections_passed,
    cast(sections_failed as integer) as sections_failed,
    cast(sections_insufficient as integer) as sections_insufficient,
    nullif(concat_ws(
        '; ',
        case when sections_failed > 0 then 'sections ' || cast(sections_failed as varchar) end,
        differences_failing,
        items_failing
    ), '') as failed_items,
    {{ key_of(['county_code', 'school_year']) }} as county_key
from judged
