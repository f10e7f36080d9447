-- Each indicator and stage over all counties and years: does it tell schools apart, or pass or fail everywhere?
-- Only rule sets that apply everywhere are asked: in one county or city uniformity is no wonder.
-- A known reason is a row of the seed vacuity_reasons.
with decided as (
    select
        standard_id,
        stage,
        indicator_id,
        max(school_year) as school_year,
        count(*) as results,
        count(case when status = 'PASS' then 1 end) as passed
    from {{ ref('indicator_result') }}
    where status in ('PASS', 'FAIL')
    group by standard_id, stage, indicator_id
    union all
    select
        standard_id,
        stage,
        'CV ' || indicator_id as indicator_id,
        max(school_year) as school_year,
        count(*) as results,
        count(case when status = 'PASS' then 1 end) as passed
    from {{ ref('balance') }}
    where status in ('PASS', 'FAIL')
    group by standard_id, stage, indicator_id
),

minimum as (
    select value as results
    from {{ ref('quality_limits') }}
    where limit_id = 'vacuity_minimum'
),

marked as (
    select
        decided.school_year,
        decided.standard_id,
        decided.stage,
        decided.indicator_id,
        decided.results,
        decided.passed,
        case
            when decided.results < minimum.results then 'too few to say'
            when decided.passed = decided.results then 'passes everywhere'
            when decided.passed = 0 then 'fails everywhere'
            else 'tells apart'
        end as outcome
    from decided
    cross join minimum
    left join {{ ref('rule_sets') }} as rule_sets
        on decided.standard_id = rule_sets.standard_id
    where coalesce(rule_sets.applies_to_code_prefix, '') = ''
)

select
    marked.school_year,
    marked.standard_id,
    marked.stage,
    marked.indicator_id,
    marked.results,
    marked.passed,
    marked.outcome,
    case when reasons.reason is not null then 'explained' else marked.outcome end as vacuity
from marked
left join {{ ref('vacuity_reasons') }} as reasons
    on marked.standard_id = reasons.standard_id
    and marked.stage = reasons.stage
    and marked.indicator_id = reasons.indicator_id
    and marked.outcome = reasons.outcome
