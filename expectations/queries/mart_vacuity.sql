-- Each indicator and stage over all counties and years: does it tell schools apart, or pass or fail everywhere?
-- Only rule sets that apply everywhere are asked: in one county or city uniformity is no wonder.
-- A known reason stands in seeds/quality/vacuity_reasons.csv.
with decided as (
    select standard_id, stage, indicator_id, max(school_year) as school_year,
        count(*) as results, count(case when status = 'PASS' then 1 end) as passed
    from indicator_result
    where status in ('PASS', 'FAIL')
    group by standard_id, stage, indicator_id
    union all
    select standard_id, stage, 'CV ' || indicator_id, max(school_year),
        count(*), count(case when status = 'PASS' then 1 end)
    from balance
    where status in ('PASS', 'FAIL')
    group by standard_id, stage, indicator_id
),
somewhere as (
    select standard_id from registry_rule_sets where coalesce(applies_to_code_prefix, '') <> ''
),
marked as (
    select decided.*,
        case
            when results < (select cast(value as integer) from rule_quality_limits where limit_id = 'vacuity_minimum')
                then 'too few to say'
            when passed = results then 'passes everywhere'
            when passed = 0 then 'fails everywhere'
            else 'tells apart'
        end as outcome
    from decided
    where decided.standard_id not in (select standard_id from somewhere)
)
select marked.*,
    case when reasons.reason is not null then 'explained' else marked.outcome end as vacuity
from marked
left join rule_vacuity_reasons as reasons
    on reasons.standard_id = marked.standard_id and reasons.stage = marked.stage
    and reasons.indicator_id = marked.indicator_id and reasons.outcome = marked.outcome
