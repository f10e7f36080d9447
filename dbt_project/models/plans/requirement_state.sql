-- How far a county meets each requirement of each rule set: the share of its sections or schools, or its own figure.
-- What is judged already stands as judged; what is due later, as the limit to come would judge it.
with results as (
    select school_year, standard_id, county_code, entity_type, indicator_id, value, threshold, status
    from {{ ref('indicator_result') }}
    union all
    select school_year, standard_id, county_code, entity_type, indicator_id, value, threshold, status
    from {{ ref('requirement_ahead') }}
),

-- of a requirement on schools the county's own row counts nothing that its schools do not, but that it filed
counted as (
    select
        results.*,
        results.entity_type = indicators.entity_type as is_counted,
        indicators.entity_type = 'county' as is_of_county
    from results
    inner join {{ ref('indicators') }} as indicators
        on results.indicator_id = indicators.indicator_id
)

select
    school_year,
    standard_id,
    county_code,
    indicator_id,
    cast(count(case when is_counted and status = 'PASS' then 1 end) as double)
        / nullif(count(case when is_counted and status <> 'NOT_APPLICABLE' then 1 end), 0) as share,
    -- of a county's own requirement with one figure, the figure and its limit
    max(case when is_of_county then value end) as figure,
    max(case when is_of_county then threshold end) as limit_of_figure,
    bool_or(is_of_county) as is_of_county,
    {{ all_must_pass(
        "count(case when status <> 'NOT_APPLICABLE' then 1 end)",
        "count(case when status = 'FAIL' then 1 end)",
        "count(case when status = 'INSUFFICIENT_DATA' then 1 end)"
    ) }} as status
from counted
group by school_year, standard_id, county_code, indicator_id
