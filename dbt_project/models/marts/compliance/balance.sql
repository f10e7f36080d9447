-- Differences between schools (差异系数): student-weighted, per county, stage and indicator.
-- CV = √Σ (P_i/ΣP)(X_i/X̄ − 1)², which is S/X̄ of 教督〔2017〕6号. ALL is the mean of the indicators' CVs.
-- One section without a value leaves the CV unknown: it is never computed on the rest.
with measured as (
    select
        school_year,
        standard_id,
        county_code,
        stage,
        indicator_id,
        max(sections) as sections,
        max(sections_measured) as sections_measured,
        max(county_students) as students,
        max(mean) as mean,
        sqrt({{ exact_sum('relative_variance_term', 20) }}) as cv
    from {{ ref('int_balance_terms') }}
    group by school_year, standard_id, county_code, stage, indicator_id
),

expected as (
    select
        counties.school_year,
        thresholds.standard_id,
        counties.county_code,
        thresholds.stage,
        thresholds.indicator_id,
        counties.has_filed,
        counties.has_directory
    from {{ ref('int_expected_counties') }} as counties
    inner join {{ ref('thresholds') }} as thresholds
        on {{ in_force('counties.school_year', 'thresholds.valid_from_year', 'thresholds.valid_to_year') }}
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
        stage,
        max(sections) as sections,
        max(students) as students,
        case when count(*) = count(cv) then {{ exact_sum('cv', 20) }} / count(*) end as cv,
        max(case when cv is null then reason_code end) as reason_code
    from single
    group by school_year, standard_id, county_code, stage
),

rows_of_all as (
    select school_year, standard_id, county_code, stage, indicator_id, sections, students, mean, sd, cv, reason_code
    from single
    union all
    select
        school_year,
        standard_id,
        county_code,
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
    select rows_of_all.*, limits.operator, limits.cv_limit
    from rows_of_all
    left join {{ ref('balance_limits') }} as limits
        on rows_of_all.standard_id = limits.standard_id
        and rows_of_all.stage = limits.stage
        and rows_of_all.indicator_id = limits.indicator_id
        and {{ in_force('rows_of_all.school_year', 'limits.valid_from_year', 'limits.valid_to_year') }}
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
        when {{ meets('cv', 'operator', 'cv_limit') }} then 'PASS'
        else 'FAIL'
    end as status,
    case when reason_code is null and cv_limit is null then 'DECIDES_NOTHING' else reason_code end as reason_code
from limited
