-- Each indicator's result with what can be checked within its row.
select
    school_year,
    standard_id,
    county_code,
    entity_type,
    entity_id,
    stage,
    indicator_id,
    value,
    threshold,
    status,
    case when status = 'INSUFFICIENT_DATA' and reason_code is null then 'yes' else 'no' end as reason_lacking,
    case when status in ('PASS', 'FAIL') and value is not null then denominator end as denominator_decided,
    -- A decided row with a threshold has a value, an undecided one has none. Rows without a threshold sum up
    -- parts (indicator_part) or schools.
    case
        when status in ('PASS', 'FAIL') and threshold is not null and value is null then 'decided without value'
        when status = 'INSUFFICIENT_DATA' and value is not null then 'undecided with value'
        else 'consistent'
    end as value_and_status,
    case when status = 'PASS' then margin / nullif(threshold, 0) end as margin_of_pass,
    case when status = 'FAIL' then margin / nullif(threshold, 0) end as margin_of_fail
from {{ ref('indicator_result') }}
