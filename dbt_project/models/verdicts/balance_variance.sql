-- Squared difference per county, stage and indicator: CV² = Σ (P_i/ΣP)(X_i/X̄ − 1)², which is (S/X̄)².
with variances as (
    select
        school_year,
        standard_id,
        county_code,
        stage,
        indicator_id,
        {{ exact_sum('relative_variance_term', 20) }} as relative_variance
    from {{ ref('balance_term') }}
    group by school_year, standard_id, county_code, stage, indicator_id
)

select
    means.school_year,
    means.standard_id,
    means.county_code,
    means.stage,
    means.indicator_id,
    means.sections,
    means.sections_measured,
    means.students,
    means.mean,
    variances.relative_variance
from {{ ref('balance_mean') }} as means
inner join variances
    on means.school_year = variances.school_year
    and means.standard_id = variances.standard_id
    and means.county_code = variances.county_code
    and means.stage = variances.stage
    and means.indicator_id = variances.indicator_id
