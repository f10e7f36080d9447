-- Each section's share of its county's variance: who makes the difference.
select
    terms.school_year,
    terms.standard_id,
    terms.county_code,
    terms.stage,
    terms.indicator_id,
    terms.school_code,
    cast(terms.students as bigint) as students,
    terms.value,
    case when variances.relative_variance > 0
        then terms.relative_variance_term / variances.relative_variance
    end as variance_share
from {{ ref('balance_term') }} as terms
inner join {{ ref('balance_variance') }} as variances
    on terms.school_year = variances.school_year
    and terms.standard_id = variances.standard_id
    and terms.county_code = variances.county_code
    and terms.stage = variances.stage
    and terms.indicator_id = variances.indicator_id
