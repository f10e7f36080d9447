-- Differences between schools (差异系数): student-weighted, per county, stage and indicator.
-- CV = S/X̄ of 教督〔2017〕6号. ALL is the mean of the indicators' CVs.
-- One section without a value leaves the CV unknown: it is never computed on the rest.
with measured as (
    select
        school_year,
        standard_id,
        county_code,
        stage,
        indicator_id,
        sections,
        sections_measured,
        students,
        mean,
        sqrt(relative_variance) as cv
    from {{ ref('balance_variance') }}
),

judged_stages as (
    select distinct school_year, standard_id, stage from {{ ref('scope_in_force') }}
),

expected as (
    select
        applies.school_year,
        applies.standard_id,
        applies.county_code,
        applies.decides_on,
        judged_stages.stage,
        compared.indicator_id,
        applies.has_filed,
        applies.has_directory
    from {{ ref('county_standard') }} as applies
    inner join {{ ref('balance_indicator_in_force') }} as compared
        on applies.school_year = compared.school_year
        and applies.standard_id = compared.standard_id
    inner join judged_stages
        on applies.school_year = judged_stages.school_year
        and applies.standard_id = judged_stages.standard_id
),

single as (
    select
        expected.*,
        coalesce(measured.sections, 0) as sections,
        case when measured.sections = measured.sections_measured then measured.students end as students,
        case when measured.sections = measured.sections_measured then measured.mean end as mean,
        measured.cv * measured.mean as sd,
        measured.cv,
        case
            when not expected.has_filed then 'NOT_FILED'
            when measured.sections is null and not expected.has_directory then 'DIRECTORY_NOT_FILED'
            when measured.sections is null then 'NO_SECTIONS'
            when measured.sections > measured.sections_measured then 'SECTION_MISSING'
            when measured.mean = 0 then 'ZERO_MEAN'
        end as reason_code
    from expected
    left join measured
        on expected.school_year = measured.school_year
        and expected.standard_id = measured.standard_id
        and expected.county_code = measured.county_code
        and expected.stage = measured.stage
        and expected.indicator_id = measured.indicator_id
),

composite as (
    select
        school_year,
        standard_id,
        county_code,
        decides_on,
        stage,
        max(sections) as sections,
        max(students) as students,
        case when count(*) = count(cv) then {{ exact_sum('cv', 20) }} / count(*) end as cv,
        max(case when cv is null then reason_code end) as reason_code
    from single
    group by school_year, standard_id, county_code, decides_on, stage
),

rows_of_all as (
    select
        school_year,
        standard_id,
        county_code,
        decides_on,
        stage,
        indicator_id,
        sections,
        students,
        mean,
        sd,
        cv,
        reason_code
    from single
    union all
    select
        school_year,
        standard_id,
        county_code,
        decides_on,
        stage,
        'ALL' as indicator_id,
        sections,
        students,
        cast(null as double) as mean,
        cast(null as double) as sd,
        cv,
        case when cv is null then reason_code end as reason_code
    from composite
),

limited as (
    select rows_of_all.*, limits.operator, limits.cv_limit, limits.decimals_published
    from rows_of_all
    left join {{ ref('balance_limit_in_force') }} as limits
        on rows_of_all.school_year = limits.school_year
        and rows_of_all.standard_id = limits.standard_id
        and rows_of_all.stage = limits.stage
        and rows_of_all.indicator_id = limits.indicator_id
)

select
    school_year,
    standard_id,
    county_code,
    stage,
    indicator_id,
    cast(sections as integer) as sections,
    cast(students as bigint) as students,
    mean,
    sd,
    cv,
    operator,
    cv_limit,
    case
        when reason_code = 'NO_SECTIONS' then 'NOT_APPLICABLE'
        when cv_limit is null then 'NOT_APPLICABLE'
        when cv is null then 'INSUFFICIENT_DATA'
        when {{ meets(decided('cv', 'decides_on', 'decimals_published'), 'operator', 'cv_limit') }} then 'PASS'
        else 'FAIL'
    end as status,
    case when reason_code is null and cv_limit is null then 'DECIDES_NOTHING' else reason_code end as reason_code,
    coalesce(
        {{ meets('cv', 'operator', 'cv_limit') }}
        <> {{ meets(rounded_half_up('cv', 'decimals_published'), 'operator', 'cv_limit') }}, false
    ) as rounding_matters,
    {{ key_of(['county_code', 'school_year']) }} as county_key
from limited
