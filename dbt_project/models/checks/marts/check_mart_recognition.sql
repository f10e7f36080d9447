-- Recognition of each county and year, and the promises given at it.
select
    school_year,
    county_code,
    'recognition' as subject,
    coalesce(step_reached, '') as about,
    recognised_on,
    cast(null as integer) as due_year,
    state,
    case when state in ('NO_RECORD', 'ON_THE_WAY', 'RECOGNISED', 'UNPROVEN', 'SLIPPED_BACK', 'REVOKED') then 'known'
        else 'unknown' end as state_known
from {{ ref('recognition') }}
union all
select
    school_year,
    county_code,
    'promise' as subject,
    transition_rule_id || ' ' || indicator_id || ' ' || promised_on as about,
    cast(null as varchar) as recognised_on,
    due_year,
    state,
    case when state in ('KEPT', 'OPEN', 'OVERDUE') then 'known' else 'unknown' end as state_known
from {{ ref('recognition_promise') }}
