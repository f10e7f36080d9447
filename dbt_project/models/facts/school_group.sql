-- Schools that successions join in the year they take effect: `group_code` is one code for all of a group, whose sum
-- that year stands beside its sum the year before. Only what was recorded by then joins.
{{ config(tags=['landing_check']) }}
with recursive joined as (
    select effective_year, from_code as school_code, to_code as other_code
    from {{ ref('succession') }}
    where school_year <= effective_year
),

edges as (
    select effective_year, school_code, other_code from joined
    union
    select effective_year, other_code, school_code from joined
),

reached as (
    select effective_year, school_code, school_code as other_code from edges
    union
    select reached.effective_year, reached.school_code, edges.other_code
    from reached
    inner join edges
        on reached.effective_year = edges.effective_year and reached.other_code = edges.school_code
)

select effective_year, school_code, min(other_code) as group_code
from reached
group by effective_year, school_code
