-- Each section's share of its county's variance: who makes the difference.
with terms as (
    select
        school_year,
        standard_id,
        county_code,
        stage,
        indicator_id,
        school_code,
        students,
        value,
        relative_variance_term
    from {{ ref('int_balance_terms') }}
),

totals as (
    select
        school_year,
        standard_id,
        county_code,
        stage,
        indicator_id,
        {{ exact_sum('relative_variance_term', 20) }} as relative_variance
    from terms
    group by school_year, standard_id, county_code, stage, indicator_id
)

select
    terms.school_year,
    terms.standard_id,
    terms.county_code,
    terms.stage,
    terms.indicator_id,
    terms.school_code,
    cast(terms.students as bigint) as students,
    terms.value,
    case when totals.relative_variance > 0
        then terms.relative_variance_term / totals.relative_variance
    end as variance_share
from terms
inner join totals
    on terms.school_year = totals.school_year
    and terms.standard_id = totals.standard_id
    and terms.county_code = totals.county_code
    and terms.stage = totals.stage
    and terms.indicator_id = totals.indicator_id
